//! A placed scene as SVG. Colours are classes, so that one picture serves light
//! and dark; what colour says, words say, too.

use std::fmt::Write as _;

use super::{
    layers::{End, Item, Line, at},
    place::{
        BOX_WIDTH, LABEL_SIZE, LINE_HEIGHT, MARGIN, NOTE_SIZE, Placed, Spot, TEXT_LEFT, TOP, Tone,
    },
    scene::{Note, Scene, Thing},
    words,
};
use crate::{Kind, Party, render::escaped};

/// Holds the style of pictures: colours by class, in light and dark.
pub const STYLE: &str = include_str!("style.css");

/// Returns where a node's box leads, and what is said of that.
type Link<'a> = &'a dyn Fn(&str) -> Option<(String, String)>;

pub(super) fn write(scene: &Scene, placed: &Placed, alone: bool, link: Link<'_>) -> String {
    let (width, height) = (placed.width.max(560.0), placed.height);
    let title = escaped(&scene.title);
    // What is in an image cannot be reached; a picture with links is a group.
    let linked = scene.boxes.iter().any(|thing| link(&thing.id).is_some());
    let role = if linked { "group" } else { "img" };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ag\" role=\"{role}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         aria-labelledby=\"ag-title ag-desc\">\n<title id=\"ag-title\">{title}</title>\n\
         <desc id=\"ag-desc\">{}</desc>\n",
        escaped(&words::sentences(scene).join(" "))
    );
    if alone {
        out.push_str(&format!("<style>\n{STYLE}</style>\n"));
    }
    out.push_str(&format!(
        "<defs>{}</defs>\n<rect class=\"ground\" width=\"100%\" height=\"100%\" rx=\"12\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"34\">{title}</text>\n",
        ["both", "owner", "thief"].map(arrowhead).concat()
    ));
    for (line, ports) in placed.layers.lines.iter().zip(&placed.ports) {
        draw_line(&mut out, scene, placed, line, *ports);
    }
    for (item, sort) in placed.layers.items.iter().enumerate() {
        if *sort == Item::Joint {
            let (x, y) = (at(&placed.x, item), at(&placed.y, item));
            let _ = writeln!(out, "<circle class=\"joint\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>");
        }
    }
    for (thing, spot) in scene.boxes.iter().zip(&placed.spots) {
        let to = link(&thing.id).filter(|_| thing.nodes.len() == 1);
        if let Some((address, says)) = &to {
            // The name of a link has the words in it that can be seen.
            let seen: Vec<&str> = spot.words.iter().map(|words| words.text.as_str()).collect();
            let says = escaped(&format!("{}. {says}", seen.join(" ")));
            let address = escaped(address);
            let _ = writeln!(out, "<a href=\"{address}\" aria-label=\"{says}\">");
        }
        draw_box(&mut out, thing, spot);
        if to.is_some() {
            out.push_str("</a>\n");
        }
    }
    draw_key(&mut out, scene, height - 24.0);
    out.push_str("</svg>\n");
    out
}

fn arrowhead(class: &str) -> String {
    format!(
        "<marker id=\"ag-{class}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" \
         markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\">\
         <path class=\"head {class}\" d=\"M0 0.5 8 4 0 7.5Z\"/></marker>"
    )
}

fn class(party: Party) -> &'static str {
    match party {
        Party::Both => "both",
        Party::Owner => "owner",
        Party::Attacker => "thief",
    }
}

/// Draws a line as a curve that is level wherever it passes a column, so that
/// it crosses no box.
fn draw_line(out: &mut String, scene: &Scene, placed: &Placed, line: &Line, ports: (f64, f64)) {
    let Some(way) = scene.ways.get(line.way) else { return };
    let half = |item: usize| {
        let in_column = at(&placed.layers.column_of, item).is_multiple_of(2);
        if in_column { BOX_WIDTH / 2.0 } else { 0.0 }
    };
    let last = line.through.len().saturating_sub(1);
    let mut path = String::new();
    let mut from: Option<(f64, f64)> = None;
    for (place, &item) in line.through.iter().enumerate() {
        // Between columns there is no box to avoid: one curve is smoother.
        let between = !at(&placed.layers.column_of, item).is_multiple_of(2);
        if between && place != 0 && place != last {
            continue;
        }
        let (x, half) = (at(&placed.x, item), half(item));
        let y = match place {
            0 => ports.0,
            _ if place == last => ports.1,
            _ => at(&placed.y, item),
        };
        match from {
            None => {
                let _ = write!(path, "M{:.1} {y:.1}", x + half);
            }
            Some((x0, y0)) => {
                let (x1, middle) = (x - half, f64::midpoint(x0, x - half));
                let _ = write!(path, "C{middle:.1} {y0:.1} {middle:.1} {y:.1} {x1:.1} {y:.1}");
                if place != last && half > 0.0 {
                    let _ = write!(path, "H{:.1}", x + half);
                }
            }
        }
        from = Some((x + half, y));
    }
    let class = class(way.party);
    let arrow = match line.arrow {
        None => String::new(),
        Some(End::Right) => format!(" marker-end=\"url(#ag-{class})\""),
        Some(End::Left) => format!(" marker-start=\"url(#ag-{class})\""),
    };
    let recovery = if way.recovery { " recovery" } else { "" };
    let _ = writeln!(out, "<path class=\"way {class}{recovery}\" d=\"{path}\"{arrow}/>");
}

fn draw_box(out: &mut String, thing: &Thing, spot: &Spot) {
    let has = |note| thing.notes.contains(&note);
    let mut classes = format!("node {}", words::kind(thing.kind));
    for (note, class) in [
        (Note::LocksOut, " locks-out"),
        (Note::LetsIn, " lets-in"),
        (Note::Lost, " gone"),
        (Note::OutOfReach, " gone"),
        (Note::NotHeld, " absent"),
        (Note::Stolen, " taken"),
        (Note::Taken, " taken"),
    ] {
        if has(note) {
            classes.push_str(class);
        }
    }
    let Spot { x, y, height, words } = spot;
    let _ = writeln!(
        out,
        "<g class=\"{classes}\" data-node=\"{}\"><title>{}</title>",
        escaped(&thing.id),
        escaped(&words::sentence(thing))
    );
    if thing.nodes.len() > 1 {
        let _ = writeln!(
            out,
            "<rect class=\"box behind\" x=\"{:.1}\" y=\"{:.1}\" width=\"{BOX_WIDTH}\" height=\"{height:.1}\" rx=\"9\"/>",
            x + 4.0,
            y + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<rect class=\"box\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{BOX_WIDTH}\" height=\"{height:.1}\" rx=\"9\"/>\
         <g class=\"icon\" transform=\"translate({:.1} {:.1})\">{}</g>",
        x + 11.0,
        y + 9.5,
        icon(thing.kind)
    );
    for (row, words) in (0_u32..).zip(words) {
        let (class, size) = match words.tone {
            Tone::Label => ("label", LABEL_SIZE),
            Tone::Plain => ("note", NOTE_SIZE),
            Tone::Good => ("note good", NOTE_SIZE),
            Tone::Loss => ("note loss", NOTE_SIZE),
            Tone::Theft => ("note theft", NOTE_SIZE),
        };
        let _ = writeln!(
            out,
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size}\">{}</text>",
            x + TEXT_LEFT,
            y + 10.0 + LINE_HEIGHT * f64::from(row) + 12.8,
            escaped(&words.text)
        );
    }
    out.push_str("</g>\n");
}

/// Draws the sign of a kind, 18 pixels wide.
fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Item => {
            "<rect x=\"4.5\" y=\"1.5\" width=\"9\" height=\"15\" rx=\"2\"/><path d=\"M8 14h2\"/>"
        }
        Kind::Knowledge => {
            "<rect x=\"1.5\" y=\"5.5\" width=\"15\" height=\"8\" rx=\"2\"/>\
             <path d=\"M5 9.5h.1M9 9.5h.1M13 9.5h.1\" stroke-width=\"2.4\"/>"
        }
        Kind::Channel => {
            "<rect x=\"1.5\" y=\"3.5\" width=\"15\" height=\"11\" rx=\"2\"/><path d=\"M2 5l7 5 7-5\"/>"
        }
        Kind::Credential => {
            "<circle cx=\"5.5\" cy=\"9\" r=\"3.5\"/><path d=\"M9 9h7.5M13.5 9v3M16 9v2\"/>"
        }
        Kind::Account => {
            "<rect x=\"3\" y=\"8\" width=\"12\" height=\"8.5\" rx=\"2\"/>\
             <path d=\"M5.5 8V5.5a3.5 3.5 0 0 1 7 0V8\"/>"
        }
        Kind::Identity => {
            "<circle cx=\"9\" cy=\"5.5\" r=\"3.5\"/><path d=\"M2.5 16.5c.6-4 3-6 6.5-6s5.9 2 6.5 6\"/>"
        }
    }
}

/// Draws what the lines mean, and nothing that does not occur.
fn draw_key(out: &mut String, scene: &Scene, y: f64) {
    let mut x = MARGIN;
    let mut entry = |sign: &str, length: f64, text: &str| {
        let _ = writeln!(
            out,
            "<g class=\"key\" transform=\"translate({x:.1} {y:.1})\">{sign}<text class=\"note\" \
             x=\"{:.1}\" y=\"4\" font-size=\"{NOTE_SIZE}\">{}</text></g>",
            length + 8.0,
            escaped(text)
        );
        x += length + 26.0 + super::measure::width(text) * NOTE_SIZE;
    };
    let line = |class: &str| format!("<path class=\"way {class}\" d=\"M0 0H26\"/>");
    if scene.ways.iter().any(|way| way.needs.len() > 1) {
        entry("<circle class=\"joint\" cx=\"4\" cy=\"0\" r=\"4\"/>", 8.0, "takes all of them");
    }
    for (party, text) in [(Party::Owner, "for you only"), (Party::Attacker, "for a thief only")] {
        if scene.ways.iter().any(|way| way.party == party) {
            entry(&line(class(party)), 26.0, text);
        }
    }
    if scene.ways.iter().any(|way| way.recovery && way.party == Party::Both) {
        entry(&line("both recovery"), 26.0, "for emergencies");
    }
    let mut says: Vec<String> = Vec::new();
    if scene.left_out > 0 {
        says.push(format!("{} more ways are not shown", scene.left_out));
    }
    if scene.after {
        says.push("what if".to_owned());
    }
    if let Some(says) = (!says.is_empty()).then(|| says.join("; ")) {
        let _ = writeln!(
            out,
            "<text class=\"note\" x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"{NOTE_SIZE}\">{says}</text>",
            TOP - 14.0
        );
    }
}
