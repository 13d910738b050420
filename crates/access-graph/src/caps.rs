//! How far an analysis goes. Everything is counted in steps and sets, never in
//! wall time, so that the same question has the same answer everywhere.

/// Says which sizes of sets are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sizes {
    /// Sizes up to three; up to five for a target that has none so small
    /// although a larger one exists.
    #[default]
    Adaptive,
    /// All sizes up to this one.
    UpTo(usize),
    /// Every size: complete enumeration.
    All,
}

/// Bounds the work of one analysis. Where a cap is met, the answer says so and
/// up to which size it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Elementary comparisons of sets, for all targets together, of one side and
    /// at one size.
    pub steps: u64,
    /// Pairs of sets that are joined in one product.
    pub pairs: u64,
    /// Sets kept for one node.
    pub sets_per_node: usize,
    /// Sets kept for all nodes at one time, at about 50 bytes each.
    pub sets: usize,
    /// Nodes of one target's diagram in complete enumeration, at about 200
    /// bytes each with what belongs to them.
    pub diagram_nodes: usize,
    /// Steps of complete enumeration, for all targets together.
    pub diagram_steps: u64,
    /// Sets shown of one kind for one target.
    pub listed: usize,
    /// Nodes and needs visited while checking sets before they are shown.
    pub check_steps: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            steps: 150_000_000,
            pairs: 4_000_000,
            sets_per_node: 50_000,
            sets: 3_000_000,
            diagram_nodes: 500_000,
            diagram_steps: 20_000_000,
            listed: 10_000,
            check_steps: 500_000_000,
        }
    }
}
