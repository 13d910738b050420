//! The boxes of a picture as SVG: a sign, a label, notes, and where a click leads.

use std::fmt::Write as _;

use super::{
    place::{LABEL_SIZE, LINE_HEIGHT, NOTE_SIZE, Spot, TEXT_LEFT, Tone},
    scene::{Note, Thing},
    words,
};
use crate::{Kind, render::escaped};

/// Returns where a node's box leads, and what is said of that.
pub(super) type Link<'a> = &'a dyn Fn(&str) -> Option<(String, String)>;

/// Draws a box, as a link where it leads somewhere. Many nodes lead nowhere.
pub(super) fn draw_linked(out: &mut String, thing: &Thing, spot: &Spot, link: Link<'_>) {
    let Some((address, says)) = link(&thing.id).filter(|_| thing.nodes.len() == 1) else {
        return draw_box(out, thing, spot);
    };
    // The name of a link has the words in it that can be seen.
    let seen: Vec<&str> = spot.words.iter().map(|words| words.text.as_str()).collect();
    let says = escaped(&format!("{}. {says}", seen.join(" ")));
    let address = escaped(&address);
    let _ = writeln!(out, "<a href=\"{address}\" aria-label=\"{says}\">");
    draw_box(out, thing, spot);
    out.push_str("</a>\n");
}

/// Draws one box, with its sign and its text.
fn draw_box(out: &mut String, thing: &Thing, spot: &Spot) {
    let has = |note| thing.notes.contains(&note);
    let mut classes = format!("node {}", thing.kind.word());
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
    let Spot { x, y, width, height, padding, words } = spot;
    let _ = writeln!(
        out,
        "<g class=\"{classes}\" data-node=\"{}\"><title>{}</title>",
        escaped(&thing.id),
        escaped(&words::sentence(thing))
    );
    if thing.nodes.len() > 1 {
        let _ = writeln!(
            out,
            "<rect class=\"box behind\" x=\"{:.1}\" y=\"{:.1}\" width=\"{width}\" height=\"{height:.1}\" rx=\"9\"/>",
            x + 4.0,
            y + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<rect class=\"box\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width}\" height=\"{height:.1}\" rx=\"9\"/>\
         <g class=\"icon\" transform=\"translate({:.1} {:.1})\">{}</g>",
        x + 11.0,
        y + padding - 0.5,
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
            y + padding + LINE_HEIGHT * f64::from(row) + 12.8,
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
