//! What can happen to a graph: which nodes each single loss or theft takes.
//! Either every node by itself, or events that take several together.

use crate::{Graph, rows::Rows, side::Whose};

/// Holds the things that can happen on one side, numbered.
pub(crate) struct Variables {
    /// The nodes that each variable takes.
    pub(crate) takes: Rows,
    /// The variables that take each node.
    pub(crate) taken_by: Rows,
}

impl Variables {
    /// Makes one variable of each node that may be lost (or stolen), with the
    /// number of the node.
    pub(crate) fn nodes(graph: &Graph, whose: Whose) -> Self {
        let mut takes = Rows::default();
        for node in 0..graph.side(whose).nodes() {
            takes.push(graph.may_be_taken(whose, node).then_some(node));
        }
        Self { taken_by: takes.clone(), takes }
    }

    /// Makes one variable of each event, in the order of their names. An event
    /// loses those of its nodes that may be lost, and steals those that may be
    /// stolen.
    pub(crate) fn events(graph: &Graph, whose: Whose) -> Self {
        let mut takes = Rows::default();
        for event in graph.events() {
            let nodes = event.nodes.iter().map(|node| node.0);
            takes.push(nodes.filter(|&node| graph.may_be_taken(whose, node)));
        }
        Self { taken_by: takes.inverted(graph.side(whose).nodes()), takes }
    }
}
