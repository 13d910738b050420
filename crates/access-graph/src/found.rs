//! What a search brings for one target, before it is checked and named.

/// Holds minimal sets of variables, sorted by size and then by members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) sets: Vec<Vec<u32>>,
    /// The size up to which every minimal set is there; `None` if all are.
    pub(crate) exact_to: Option<usize>,
    /// How many minimal sets there are, where that is known.
    pub(crate) total: Option<u64>,
}

impl Found {
    /// Cuts the list before the set at an index. What is left is exact to below
    /// the size of that set.
    pub(crate) fn cut(&mut self, at: usize) {
        if let Some(set) = self.sets.get(at) {
            let below = set.len().saturating_sub(1);
            self.exact_to = Some(self.exact_to.map_or(below, |to| to.min(below)));
            self.sets.truncate(at);
        }
    }
}
