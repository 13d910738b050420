//! Where everything stands, in pixels: boxes as tall as their text, columns
//! with room between, every item as near to its neighbours as order and
//! distance allow.

use super::{
    layers::{Item, Layers, Line, at, count},
    measure::wrapped,
    scene::{Least, Note, Scene, Thing},
    words,
};

pub(super) const BOX_WIDTH: f64 = 188.0;
pub(super) const LINE_HEIGHT: f64 = 17.0;
pub(super) const LABEL_SIZE: f64 = 13.0;
pub(super) const NOTE_SIZE: f64 = 11.5;
/// Where the text of a box begins, from its left edge.
pub(super) const TEXT_LEFT: f64 = 36.0;
/// Below the title.
pub(super) const TOP: f64 = 66.0;
pub(super) const MARGIN: f64 = 24.0;

/// How much wider a label is for being bold.
const BOLD: f64 = 1.1;

const GAP: f64 = 96.0;
/// Where lines are counted.
const WIDE_GAP: f64 = 152.0;
const JOINT_AT: f64 = 58.0;
pub(super) const PADDING: f64 = 10.0;

/// Is one line of text in a box.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) tone: Tone,
}

/// Says how a line of text is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Label,
    Plain,
    Good,
    Loss,
    Theft,
}

/// Is the place of a box.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// How far its text is from its upper edge.
    pub(super) padding: f64,
    pub(super) words: Vec<Words>,
}

/// Is where everything stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) layers: Layers,
    /// The places of the boxes, in their order.
    pub(super) spots: Vec<Spot>,
    /// The middle of every item.
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    /// Where each line leaves and arrives, from top to bottom.
    pub(super) ports: Vec<(f64, f64)>,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Placed {
    pub(super) fn new(scene: &Scene) -> Self {
        let layers = Layers::new(scene);
        let gap = if scene.summed_up { WIDE_GAP } else { GAP };
        let texts: Vec<Vec<Words>> =
            scene.boxes.iter().map(|thing| lines(thing, BOX_WIDTH)).collect();
        let ends = ends(&layers);
        // Where lines are counted, there is room for the count above each.
        let box_height = |index: usize, words: &Vec<Words>| {
            let text = 2.0 * PADDING + LINE_HEIGHT * count(words.len());
            if scene.summed_up { text.max(20.0 + 16.0 * count(at(&ends, index))) } else { text }
        };
        let heights: Vec<f64> = layers
            .items
            .iter()
            .map(|item| match item {
                Item::Box(index) => {
                    texts.get(*index).map_or(0.0, |words| box_height(*index, words)) + 14.0
                }
                Item::Joint => 18.0,
                Item::Pass => 12.0,
            })
            .collect();
        let x: Vec<f64> = layers.column_of.iter().map(|&column| middle(column, gap)).collect();
        let y = heights_to_places(&layers, &heights);
        let spots = (0..scene.boxes.len()).zip(texts).map(|(index, words)| {
            let height = box_height(index, &words);
            Spot {
                x: at(&x, index) - BOX_WIDTH / 2.0,
                y: at(&y, index) - height / 2.0,
                width: BOX_WIDTH,
                height,
                padding: PADDING,
                words,
            }
        });
        let spots: Vec<Spot> = spots.collect();
        let lowest = y.iter().zip(&heights).map(|(y, height)| y + height / 2.0);
        let columns = layers.columns.len().div_ceil(2).max(1);
        let mut placed = Self {
            width: MARGIN * 2.0 + count(columns) * (BOX_WIDTH + gap) - gap,
            height: lowest.fold(TOP + 40.0, f64::max) + 62.0,
            ports: Vec::new(),
            layers,
            spots,
            x,
            y,
        };
        placed.ports = placed.find_ports();
        placed
    }

    /// Spreads the ends of lines over the sides of their boxes, in the order of
    /// where they come from, so that they do not cross at the box.
    fn find_ports(&self) -> Vec<(f64, f64)> {
        let mut ports: Vec<(f64, f64)> = self
            .layers
            .lines
            .iter()
            .map(|line| (self.end(line, true), self.end(line, false)))
            .collect();
        for item in 0..self.layers.items.len() {
            let Some(spot) = self.spots.get(item) else { continue };
            for right in [true, false] {
                let lines = self.layers.lines.iter().enumerate().filter(|(_, line)| {
                    let end = if right { line.through.first() } else { line.through.last() };
                    end == Some(&item)
                });
                let mut ends: Vec<(f64, usize)> = lines
                    .map(|(index, line)| {
                        let near = if right {
                            line.through.get(1)
                        } else {
                            line.through.iter().rev().nth(1)
                        };
                        (near.map_or(0.0, |&near| at(&self.y, near)), index)
                    })
                    .collect();
                ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
                let step = (16.0_f64).min((spot.height - 20.0) / count(ends.len().max(1)));
                let first = at(&self.y, item) - step * (count(ends.len()) - 1.0) / 2.0;
                for (place, (_, line)) in ends.into_iter().enumerate() {
                    if let Some(port) = ports.get_mut(line) {
                        let y = first + step * count(place);
                        if right { port.0 = y } else { port.1 = y }
                    }
                }
            }
        }
        ports
    }

    fn end(&self, line: &Line, first: bool) -> f64 {
        let item = if first { line.through.first() } else { line.through.last() };
        item.map_or(0.0, |&item| at(&self.y, item))
    }
}

/// Counts how many lines each item has at its busier side.
fn ends(layers: &Layers) -> Vec<usize> {
    let mut ends = vec![(0, 0); layers.items.len()];
    for line in &layers.lines {
        if let Some(end) = line.through.first().and_then(|&item| ends.get_mut(item)) {
            end.0 += 1;
        }
        if let Some(end) = line.through.last().and_then(|&item| ends.get_mut(item)) {
            end.1 += 1;
        }
    }
    ends.into_iter().map(|(right, left): (usize, usize)| right.max(left)).collect()
}

/// Returns the middle of a column: boxes in even ones, joints in odd ones.
fn middle(column: usize, gap: f64) -> f64 {
    let box_left = MARGIN + count(column / 2) * (BOX_WIDTH + gap);
    if column.is_multiple_of(2) {
        box_left + BOX_WIDTH / 2.0
    } else {
        box_left + BOX_WIDTH + JOINT_AT
    }
}

/// Finds the middles of all items: each wants to be where its neighbours are on
/// average; within a column, order and distance are kept with the least squares
/// of what is given up.
fn heights_to_places(layers: &Layers, heights: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; layers.items.len()];
    for column in &layers.columns {
        let mut top = 0.0;
        for &item in column {
            let height = at(heights, item);
            if let Some(y) = y.get_mut(item) {
                *y = top + height / 2.0;
            }
            top += height;
        }
    }
    let columns = layers.columns.len();
    for sweep in 0..24 {
        for step in 0..columns {
            let column = if sweep % 2 == 0 { step } else { columns - 1 - step };
            let Some(items) = layers.columns.get(column) else { continue };
            let wanted: Vec<f64> = items
                .iter()
                .map(|&item| {
                    let near = [&layers.left, &layers.right].map(|side| side.get(item));
                    let near: Vec<f64> =
                        near.into_iter().flatten().flatten().map(|&other| at(&y, other)).collect();
                    let own = at(&y, item);
                    if near.is_empty() { own } else { near.iter().sum::<f64>() / count(near.len()) }
                })
                .collect();
            let sizes: Vec<f64> = items.iter().map(|&item| at(heights, item)).collect();
            for (&item, place) in items.iter().zip(apart(&wanted, &sizes)) {
                if let Some(y) = y.get_mut(item) {
                    *y = place;
                }
            }
        }
    }
    let top = y.iter().zip(heights).map(|(y, height)| y - height / 2.0).fold(f64::MAX, f64::min);
    y.into_iter().map(|y| y - top + TOP).collect()
}

/// Moves middles apart until no two of the given sizes overlap, in their order
/// and with the least sum of squares: pools of neighbours that push each other.
fn apart(wanted: &[f64], sizes: &[f64]) -> Vec<f64> {
    // With the sizes before it taken off, each middle must only not decrease.
    let mut offsets = Vec::with_capacity(sizes.len());
    let mut before = 0.0;
    for size in sizes {
        offsets.push(before + size / 2.0);
        before += size;
    }
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        let mut pool = (wanted - offset, 1);
        while let Some(&(mean, size)) = pools.last() {
            if mean <= pool.0 {
                break;
            }
            pools.pop();
            let all = size + pool.1;
            pool = ((mean * count(size) + pool.0 * count(pool.1)) / count(all), all);
        }
        pools.push(pool);
    }
    let means = pools.into_iter().flat_map(|(mean, size)| std::iter::repeat_n(mean, size));
    means.zip(offsets).map(|(mean, offset)| mean + offset).collect()
}

/// Breaks what a box of a width says into lines.
pub(super) fn lines(thing: &Thing, width: f64) -> Vec<Words> {
    let label = wrapped(&thing.label, (width - TEXT_LEFT - 10.0) / (LABEL_SIZE * BOLD), 3);
    let mut all: Vec<Words> =
        label.into_iter().map(|text| Words { text, tone: Tone::Label }).collect();
    for &note in &thing.notes {
        for (index, text) in words::note(note).into_iter().enumerate() {
            all.push(Words { text, tone: tone(note, index) });
        }
    }
    if all.is_empty() {
        all.push(Words { text: String::new(), tone: Tone::Label });
    }
    all
}

fn tone(note: Note, line: usize) -> Tone {
    let least = |least, bad| match least {
        Least::Already | Least::Exactly(0 | 1) => bad,
        _ => Tone::Good,
    };
    match note {
        Note::LocksOut | Note::Lost | Note::OutOfReach | Note::SomeOut(_) => Tone::Loss,
        Note::LetsIn
        | Note::Public
        | Note::Unknown
        | Note::Stolen
        | Note::Taken
        | Note::SomeIn(_) => Tone::Theft,
        Note::NotHeld | Note::Among(_) | Note::More(_) => Tone::Plain,
        Note::Takes(losses, _) if line == 0 => least(losses, Tone::Loss),
        Note::Takes(_, thefts) => least(thefts, Tone::Theft),
    }
}
