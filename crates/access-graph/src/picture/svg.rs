//! A placed scene as SVG. Colours are classes, so that one picture serves light
//! and dark; what colour says, words say, too.

use std::fmt::Write as _;

use super::{
    boxes::{Link, draw_linked},
    layers::{End, Item, Line, at},
    place::{BOX_WIDTH, MARGIN, NOTE_SIZE, Placed, TOP},
    scene::Scene,
    words,
};
use crate::{Party, render::escaped};

/// Holds the style of pictures: colours by class, in light and dark.
pub const STYLE: &str = include_str!("style.css");

/// How far a line is level before a box, where its count stands above it.
const COUNT_WIDTH: f64 = 50.0;

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
        ["both", "owner", "thief"].map(|class| arrowhead("ag", class)).concat()
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
        draw_linked(&mut out, thing, spot, link);
    }
    draw_key(&mut out, scene, height - 24.0);
    out.push_str("</svg>\n");
    out
}

/// Makes the arrowhead of a class, by an id that begins with the picture's.
pub(super) fn arrowhead(picture: &str, class: &str) -> String {
    format!(
        "<marker id=\"{picture}-{class}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" \
         markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\">\
         <path class=\"head {class}\" d=\"M0 0.5 8 4 0 7.5Z\"/></marker>"
    )
}

pub(super) fn class(party: Party) -> &'static str {
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
    let counted = scene.summed_up && way.count > 1;
    let level = |end| if counted && line.arrow == Some(end) { COUNT_WIDTH } else { 0.0 };
    let mut path = String::new();
    let mut from: Option<(f64, f64)> = None;
    for (place, &item) in line.through.iter().enumerate() {
        // Between columns there is no box to avoid: one curve is smoother.
        let between = !at(&placed.layers.column_of, item).is_multiple_of(2);
        if between && place != 0 && place != last {
            continue;
        }
        let (x, mut half) = (at(&placed.x, item), half(item));
        let y = match place {
            0 => ports.0,
            _ if place == last => ports.1,
            _ => at(&placed.y, item),
        };
        match from {
            None => {
                let _ = write!(path, "M{:.1} {y:.1}", x + half);
                if level(End::Left) > 0.0 {
                    half += COUNT_WIDTH;
                    let _ = write!(path, "H{:.1}", x + half);
                }
            }
            Some((x0, y0)) => {
                let level = if place == last { level(End::Right) } else { 0.0 };
                let x1 = x - half - level;
                let middle = f64::midpoint(x0, x1);
                let _ = write!(path, "C{middle:.1} {y0:.1} {middle:.1} {y:.1} {x1:.1} {y:.1}");
                if place != last && half > 0.0 {
                    let _ = write!(path, "H{:.1}", x + half);
                } else if level > 0.0 {
                    let _ = write!(path, "H{:.1}", x1 + level);
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
    let weight = match way.count {
        ..10 => "",
        10..100 => " many",
        _ => " most",
    };
    let (Some(end), true) = (line.arrow, scene.summed_up) else {
        let _ =
            writeln!(out, "<path class=\"way {class}{recovery}{weight}\" d=\"{path}\"{arrow}/>");
        return;
    };
    let count = way.count;
    let _ = writeln!(
        out,
        "<path class=\"way {class}{recovery}{weight}\" d=\"{path}\"{arrow} data-ways=\"{count}\"/>"
    );
    if count > 1 {
        let (item, y, anchor, side) = match end {
            End::Right => (line.through.last(), ports.1, "end", -1.0),
            End::Left => (line.through.first(), ports.0, "start", 1.0),
        };
        let x = item.map_or(0.0, |&item| at(&placed.x, item)) + side * (BOX_WIDTH / 2.0 + 12.0);
        let _ = writeln!(
            out,
            "<text class=\"count\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-size=\"11\">×{count}</text>",
            y - 4.0
        );
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
