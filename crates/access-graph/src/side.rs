//! One half of a graph: what the owner can reach, or what a thief can. Both
//! halves are the same kind of thing, numbered nodes and rules; what a loss or
//! a theft does to them stands in `closure` and `families`.

use crate::rows::{Rows, number};

/// Says which half is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Nodes are given where they are held; a loss blocks a node.
    Owner,
    /// Nodes are given where they are public; a theft grants a node.
    Attacker,
}

/// Is one rule before it is numbered.
pub(crate) struct Rule {
    /// The node that is had.
    pub(crate) to: u32,
    /// The nodes that it takes, rising, each once, at least one.
    pub(crate) needs: Vec<u32>,
    /// The index of the method in the file.
    pub(crate) method: u32,
}

/// Holds the rules of one half, in both directions.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub(crate) whose: Whose,
    /// Whether a node is there without any rule.
    given: Vec<bool>,
    /// What each rule leads to.
    heads: Vec<u32>,
    /// The index in the file of each rule's method.
    methods: Vec<u32>,
    /// What each rule takes.
    needs: Rows,
    /// The rules that take a node.
    uses: Rows,
    /// The rules that lead to a node.
    into: Rows,
}

impl Side {
    /// Builds one half. Rules that lead to a given node say nothing new in
    /// either half and are left out.
    pub(crate) fn new(whose: Whose, given: Vec<bool>, rules: impl Iterator<Item = Rule>) -> Self {
        let nodes = number(given.len());
        let (mut heads, mut methods, mut needs) = (Vec::new(), Vec::new(), Rows::default());
        for rule in rules {
            if given.get(rule.to as usize).copied().unwrap_or(false) {
                continue;
            }
            heads.push(rule.to);
            methods.push(rule.method);
            needs.push(rule.needs);
        }
        let mut leads = Rows::default();
        for &head in &heads {
            leads.push([head]);
        }
        let (uses, into) = (needs.inverted(nodes), leads.inverted(nodes));
        Self { whose, given, heads, methods, needs, uses, into }
    }

    pub(crate) fn nodes(&self) -> u32 {
        number(self.given.len())
    }

    pub(crate) fn rules(&self) -> u32 {
        number(self.heads.len())
    }

    pub(crate) fn is_given(&self, node: u32) -> bool {
        self.given.get(node as usize).copied().unwrap_or(false)
    }

    pub(crate) fn head(&self, rule: u32) -> u32 {
        self.heads.get(rule as usize).copied().unwrap_or(u32::MAX)
    }

    pub(crate) fn method(&self, rule: u32) -> u32 {
        self.methods.get(rule as usize).copied().unwrap_or(u32::MAX)
    }

    pub(crate) fn needs(&self, rule: u32) -> &[u32] {
        self.needs.row(rule)
    }

    pub(crate) fn uses(&self, node: u32) -> &[u32] {
        self.uses.row(node)
    }

    pub(crate) fn into(&self, node: u32) -> &[u32] {
        self.into.row(node)
    }
}
