//! Which column each box stands in, and in what order from top to bottom:
//! longest paths, then the order with the fewest crossings that sweeping finds
//! (Sugiyama, Tagawa and Toda 1981).

use super::scene::Scene;

/// How many times the columns are swept.
const SWEEPS: usize = 16;

/// Is something that takes a place in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A box of the scene.
    Box(usize),
    /// Where the needs of a way come together.
    Joint,
    /// Where a line passes a column.
    Pass,
}

/// Is a line between two items, through the items of the columns between.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The way of the scene that it belongs to.
    pub(super) way: usize,
    /// The items, from left to right.
    pub(super) through: Vec<usize>,
    /// Whether it ends in a box, and where: at the right end, or at the left.
    pub(super) arrow: Option<End>,
}

/// Is an end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Left,
    Right,
}

/// Is a scene in columns. Boxes stand in even columns, joints in odd ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    pub(super) items: Vec<Item>,
    pub(super) column_of: Vec<usize>,
    /// The items of each column, from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
    pub(super) lines: Vec<Line>,
    /// For each item, those next to it in the columns left and right.
    pub(super) left: Vec<Vec<usize>>,
    pub(super) right: Vec<Vec<usize>>,
}

impl Layers {
    pub(super) fn new(scene: &Scene) -> Self {
        let depth = depths(scene);
        let mut layers = Self::default();
        for (index, &depth) in depth.iter().enumerate() {
            layers.add(Item::Box(index), 2 * depth);
        }
        for (index, way) in scene.ways.iter().enumerate() {
            let column = 2 * at(&depth, way.to);
            if let &[need] = way.needs.as_slice() {
                layers.connect(index, need, way.to, Some(way.to));
            } else if !way.needs.is_empty() {
                let joint = layers.add(Item::Joint, column.saturating_sub(1));
                for &need in &way.needs {
                    layers.connect(index, need, joint, None);
                }
                layers.connect(index, joint, way.to, Some(way.to));
            }
        }
        layers.order();
        layers
    }

    fn add(&mut self, item: Item, column: usize) -> usize {
        let index = self.items.len();
        self.items.push(item);
        self.column_of.push(column);
        self.left.push(Vec::new());
        self.right.push(Vec::new());
        while self.columns.len() <= column {
            self.columns.push(Vec::new());
        }
        if let Some(column) = self.columns.get_mut(column) {
            column.push(index);
        }
        index
    }

    /// Draws a line between two items, whichever stands further left.
    fn connect(&mut self, way: usize, from: usize, to: usize, arrow_at: Option<usize>) {
        let (mut from, mut to) = (from, to);
        let (mut start, mut end) = (at(&self.column_of, from), at(&self.column_of, to));
        if start > end {
            (from, to, start, end) = (to, from, end, start);
        }
        let mut through = vec![from];
        for column in start + 1..end {
            through.push(self.add(Item::Pass, column));
        }
        through.push(to);
        for (&one, &other) in through.iter().zip(through.iter().skip(1)) {
            if let Some(right) = self.right.get_mut(one) {
                right.push(other);
            }
            if let Some(left) = self.left.get_mut(other) {
                left.push(one);
            }
        }
        let arrow = arrow_at.map(|item| if item == to { End::Right } else { End::Left });
        self.lines.push(Line { way, through, arrow });
    }

    /// Orders every column; keeps the best order seen.
    fn order(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let count = self.columns.len();
            let rightwards = sweep % 2 == 0;
            for step in 1..count {
                let column = if rightwards { step } else { count - 1 - step };
                self.order_column(column, rightwards);
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    fn order_column(&mut self, column: usize, by_left: bool) {
        let places = self.places();
        let next = if by_left { &self.left } else { &self.right };
        let Some(items) = self.columns.get_mut(column) else { return };
        let mut keyed: Vec<(f64, usize)> = items
            .iter()
            .map(|&item| {
                let own = at(&places, item);
                let near = next.get(item).map_or(&[][..], Vec::as_slice);
                let sum: f64 = near.iter().map(|&other| at(&places, other)).sum();
                (if near.is_empty() { own } else { sum / count(near.len()) }, item)
            })
            .collect();
        keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
        *items = keyed.into_iter().map(|(_, item)| item).collect();
    }

    /// Returns where each item stands in its column, between 0 and 1.
    fn places(&self) -> Vec<f64> {
        let mut places = vec![0.0; self.items.len()];
        for column in &self.columns {
            for (place, &item) in column.iter().enumerate() {
                if let Some(slot) = places.get_mut(item) {
                    *slot = (count(place) + 0.5) / count(column.len());
                }
            }
        }
        places
    }

    fn crossings(&self) -> usize {
        let mut place = vec![0; self.items.len()];
        for column in &self.columns {
            for (index, &item) in column.iter().enumerate() {
                if let Some(slot) = place.get_mut(item) {
                    *slot = index;
                }
            }
        }
        let mut crossings = 0;
        for column in &self.columns {
            let mut ends: Vec<(usize, usize)> = Vec::new();
            for &item in column {
                let right = self.right.get(item).into_iter().flatten();
                ends.extend(right.map(|&other| (at(&place, item), at(&place, other))));
            }
            for (index, one) in ends.iter().enumerate() {
                let later = ends.iter().skip(index + 1);
                crossings += later.filter(|other| one.0 < other.0 && one.1 > other.1).count();
            }
        }
        crossings
    }
}

/// Finds the column of each box: one more than the furthest of what it is had
/// by, cycles cut where they close. What nothing leads to stands right before
/// its first use.
fn depths(scene: &Scene) -> Vec<usize> {
    let boxes = scene.boxes.len();
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    let mut led_to = vec![false; boxes];
    for way in &scene.ways {
        for &need in &way.needs {
            if let Some(list) = uses.get_mut(need) {
                list.push(way.to);
            }
        }
        if let Some(led_to) = led_to.get_mut(way.to) {
            *led_to = true;
        }
    }
    // Depth first, things that nothing leads to before others; an edge to an
    // open box closes a cycle and is left out.
    let (mut state, mut order) = (vec![0_u8; boxes], Vec::new());
    let mut cut: std::collections::BTreeSet<(usize, usize)> = std::collections::BTreeSet::new();
    let starts = (0..boxes).filter(|&b| !at(&led_to, b)).chain(0..boxes);
    for start in starts.collect::<Vec<_>>() {
        let mut stack = vec![(start, 0_usize)];
        while let Some((node, next)) = stack.pop() {
            if next == 0 {
                if at(&state, node) != 0 {
                    continue;
                }
                set(&mut state, node, 1);
            }
            let Some(&to) = uses.get(node).and_then(|list| list.get(next)) else {
                set(&mut state, node, 2);
                order.push(node);
                continue;
            };
            stack.push((node, next + 1));
            match at(&state, to) {
                0 => stack.push((to, 0)),
                1 => {
                    cut.insert((node, to));
                }
                _ => {}
            }
        }
    }
    let mut depth = vec![0_usize; boxes];
    for &node in order.iter().rev() {
        for &to in uses.get(node).into_iter().flatten() {
            if !cut.contains(&(node, to)) && at(&depth, to) <= at(&depth, node) {
                let deeper = at(&depth, node) + 1;
                set(&mut depth, to, deeper);
            }
        }
    }
    for node in 0..boxes {
        let nearest = uses.get(node).into_iter().flatten().map(|&to| at(&depth, to)).min();
        if let Some(nearest) = nearest.filter(|_| !at(&led_to, node)) {
            set(&mut depth, node, nearest.saturating_sub(1));
        }
    }
    depth
}

pub(super) fn at<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.get(index).copied().unwrap_or_default()
}

fn set<T>(list: &mut [T], index: usize, value: T) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}

/// Turns a small count into a number to reckon with.
pub(super) fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
