//! The same picture for a narrow window: cards one below another, each with the
//! ways that lead to it below, and the things that a way takes in rows. A thing
//! stands wherever it is taken, so that no line crosses another, and nothing is
//! wider than a phone.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;

use super::{
    boxes::{Link, draw_linked},
    measure::wrapped,
    place::{LINE_HEIGHT, NOTE_SIZE, PADDING, Spot, lines},
    scene::{Note, Scene, Way},
    svg::{arrowhead, class},
    words,
};
use crate::{Kind, Party, render::escaped};

/// How wide the picture is, in pixels of a phone.
const WIDTH: f64 = 320.0;
const EDGE: f64 = 10.0;
/// Where the line stands that leads up to a card.
const RAIL: f64 = EDGE + 13.0;
/// Where the needs of a way come together.
const JOINT: f64 = RAIL + 14.0;
/// Where the rows begin that a way takes.
const ROW: f64 = JOINT + 13.0;
/// How far the text of a row is from its upper edge.
const ROW_PADDING: f64 = 6.0;
const ROW_GAP: f64 = 6.0;
const WAY_GAP: f64 = 12.0;
const CARD_GAP: f64 = 26.0;
const TITLE_SIZE: f64 = 17.0;

pub(super) fn write(scene: &Scene, link: Link<'_>) -> String {
    let mut column =
        Column { scene, link, out: String::new(), y: 14.0, told: vec![false; scene.boxes.len()] };
    column.head();
    for index in order(scene) {
        column.card(index);
    }
    column.foot();
    let Column { out: drawn, y: height, .. } = column;
    let linked = scene.boxes.iter().any(|thing| link(&thing.id).is_some());
    let role = if linked { "group" } else { "img" };
    let heads = ["both", "owner", "thief"].map(|class| arrowhead("agn", class)).concat();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ag narrow\" role=\"{role}\" \
         viewBox=\"0 0 {WIDTH} {height:.0}\" aria-labelledby=\"agn-title agn-desc\">\n\
         <title id=\"agn-title\">{}</title>\n<desc id=\"agn-desc\">{}</desc>\n\
         <defs>{heads}</defs>\n<rect class=\"ground\" width=\"100%\" height=\"100%\" rx=\"12\"/>\n\
         {drawn}</svg>\n",
        escaped(&scene.title),
        escaped(&words::sentences(scene).join(" ")),
    )
}

/// Orders the boxes that get a card: what is asked about, then other identities, each
/// followed by what leads to it, then the rest. What only others take has no card of its own.
fn order(scene: &Scene) -> Vec<usize> {
    let opened: BTreeSet<usize> = scene.ways.iter().map(|way| way.to).collect();
    let taken: BTreeSet<usize> = scene.ways.iter().flat_map(|way| way.needs.clone()).collect();
    let kind = |index: usize| scene.boxes.get(index).map(|thing| thing.kind);
    let all = 0..scene.boxes.len();
    let is_asked = |index: usize| {
        let says =
            |note: &Note| matches!(note, Note::Takes(..) | Note::SomeOut(_) | Note::SomeIn(_));
        scene.boxes.get(index).is_some_and(|thing| thing.notes.iter().any(says))
    };
    let asked = all.clone().filter(|&index| is_asked(index));
    let identities = all.clone().filter(|&index| kind(index) == Some(Kind::Identity));
    let last = all.clone().filter(|index| opened.contains(index) && !taken.contains(index));
    let starts: Vec<usize> =
        asked.chain(identities).chain(last).chain(opened.iter().copied()).collect();
    let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
    for start in starts {
        let mut queue = VecDeque::from([start]);
        while let Some(index) = queue.pop_front() {
            if !seen.insert(index) {
                continue;
            }
            order.push(index);
            let needs = scene.ways.iter().filter(|way| way.to == index).flat_map(|way| &way.needs);
            // An identity has its place among the identities.
            queue.extend(
                needs
                    .copied()
                    .filter(|need| opened.contains(need) && kind(*need) != Some(Kind::Identity)),
            );
        }
    }
    order.extend(all.filter(|index| !seen.contains(index) && !taken.contains(index)));
    order
}

/// Is what is drawn so far, from top to bottom.
struct Column<'a> {
    scene: &'a Scene,
    link: Link<'a>,
    out: String,
    /// Where the next thing begins.
    y: f64,
    /// Whose notes are told.
    told: Vec<bool>,
}

impl Column<'_> {
    fn head(&mut self) {
        for line in wrapped(&self.scene.title, (WIDTH - 2.0 * EDGE) / (TITLE_SIZE * 1.1), 3) {
            self.text("title", EDGE + 2.0, TITLE_SIZE, 20.0, &line);
        }
        if self.scene.after {
            self.note(EDGE + 2.0, "what if");
        }
        if self.scene.left_out > 0 {
            self.note(EDGE + 2.0, &format!("{} more ways are not shown", self.scene.left_out));
        }
        self.y += 10.0;
    }

    fn foot(&mut self) {
        if self.scene.ways.iter().any(|way| way.needs.len() > 1) {
            let y = self.y + 7.0;
            let _ = writeln!(
                self.out,
                "<circle class=\"joint\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"4\"/>",
                EDGE + 6.0
            );
            self.note(EDGE + 17.0, "takes all of them");
        }
        self.y += 8.0;
    }

    /// Draws a box with all ways that lead to it.
    fn card(&mut self, index: usize) {
        let scene = self.scene;
        self.row(index, EDGE, PADDING);
        // Behind the box of many stands another one.
        let many = scene.boxes.get(index).is_some_and(|thing| thing.nodes.len() > 1);
        let top = self.y + if many { 5.0 } else { 1.0 };
        let mut lowest = None;
        for way in scene.ways.iter().filter(|way| way.to == index) {
            self.y += WAY_GAP;
            lowest = Some(self.way(way));
        }
        if let Some(lowest) = lowest {
            let _ = writeln!(
                self.out,
                "<path class=\"way both\" d=\"M{RAIL} {lowest:.1}V{top:.1}\" marker-end=\"url(#agn-both)\"/>"
            );
        }
        self.y += CARD_GAP;
    }

    /// Draws a way; returns where it meets the line that leads up.
    fn way(&mut self, way: &Way) -> f64 {
        let says = says(way);
        if !says.is_empty() {
            self.note(ROW, &says);
            self.y += 3.0;
        }
        let mut middles = Vec::new();
        for &need in &way.needs {
            let top = self.y;
            self.row(need, ROW, ROW_PADDING);
            middles.push(f64::midpoint(top, self.y));
            self.y += ROW_GAP;
        }
        self.y -= ROW_GAP;
        let first = middles.first().copied().unwrap_or(self.y);
        let last = middles.last().copied().unwrap_or(first);
        let middle = f64::midpoint(first, last);
        let class = class(way.party);
        let recovery = if way.recovery { " recovery" } else { "" };
        let mut line = |d: String| {
            let _ = writeln!(self.out, "<path class=\"way {class}{recovery}\" d=\"{d}\"/>");
        };
        if middles.len() < 2 {
            line(format!("M{RAIL} {middle:.1}H{ROW}"));
            return middle;
        }
        line(format!("M{RAIL} {middle:.1}H{JOINT}"));
        let curve = ROW - JOINT;
        line(format!(
            "M{ROW} {first:.1}Q{JOINT} {first:.1} {JOINT} {:.1}V{:.1}Q{JOINT} {last:.1} {ROW} {last:.1}",
            first + curve,
            last - curve
        ));
        for between in middles.iter().filter(|&&y| y > first && y < last) {
            line(format!("M{JOINT} {between:.1}H{ROW}"));
        }
        let _ = writeln!(
            self.out,
            "<circle class=\"joint\" cx=\"{JOINT}\" cy=\"{middle:.1}\" r=\"4\"/>"
        );
        middle
    }

    /// Draws a box from some place to the right edge. Its notes stand where it is
    /// drawn first.
    fn row(&mut self, index: usize, x: f64, padding: f64) {
        let scene = self.scene;
        let Some(thing) = scene.boxes.get(index) else { return };
        let is_card = padding >= PADDING;
        let has_card = scene.ways.iter().any(|way| way.to == index);
        let told = self.told.get_mut(index).is_some_and(|told| std::mem::replace(told, true));
        let mut shown = thing.clone();
        if !is_card && (told || has_card) {
            shown.notes.clear();
        }
        let width = WIDTH - EDGE - x;
        let words = lines(&shown, width);
        let rows = f64::from(u32::try_from(words.len()).unwrap_or(u32::MAX));
        let height = 2.0 * padding + LINE_HEIGHT * rows;
        let spot = Spot { x, y: self.y, width, height, padding, words };
        draw_linked(&mut self.out, thing, &spot, self.link);
        self.y += height;
    }

    fn note(&mut self, x: f64, text: &str) {
        self.text("note", x, NOTE_SIZE, 15.0, text);
    }

    fn text(&mut self, class: &str, x: f64, size: f64, height: f64, text: &str) {
        let _ = writeln!(
            self.out,
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{size}\">{}</text>",
            self.y + size * 0.95,
            escaped(text)
        );
        self.y += height;
    }
}

/// Says what is special about a way.
fn says(way: &Way) -> String {
    let mut says = Vec::new();
    match way.party {
        Party::Both => {}
        Party::Owner => says.push("for you only".to_owned()),
        Party::Attacker => says.push("for a thief only".to_owned()),
    }
    if way.recovery {
        says.push("for emergencies".to_owned());
    }
    if way.count > 1 {
        says.push(format!("{} ways", way.count));
    }
    says.join(", ")
}
