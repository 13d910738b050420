//! The members of an object, taken one by one; whatever is left over is unknown.

use super::fault::{Fault, Malformed, Position};
use super::json::{Member, Node, Value};

pub(super) struct Elements<'a> {
    members: Vec<&'a Member>,
}

impl<'a> Elements<'a> {
    /// Opens an object.
    pub(super) fn of(node: &'a Node) -> Result<Self, Malformed> {
        Ok(Self { members: members(node)?.iter().collect() })
    }

    /// Takes a member by its name, whose case counts.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a Node> {
        self.take_member(name).map(|member| &member.node)
    }

    fn take_member(&mut self, name: &str) -> Option<&'a Member> {
        let place = self.members.iter().position(|member| member.name == name)?;
        Some(self.members.swap_remove(place))
    }

    /// Takes an element or its negated form, and says whether it was that one. Both at
    /// once are refused.
    pub(super) fn take_either(
        &mut self,
        plain: &str,
        negated: &str,
    ) -> Result<Option<(bool, &'a Node)>, Malformed> {
        match (self.take(plain), self.take_member(negated)) {
            (Some(_), Some(second)) => {
                let detail = format!("`{plain}` and `{negated}` exclude each other");
                Err(Malformed::new(Fault::Syntax, second.at, &detail))
            }
            (Some(node), None) => Ok(Some((false, node))),
            (None, Some(member)) => Ok(Some((true, &member.node))),
            (None, None) => Ok(None),
        }
    }

    /// Refuses what nobody has taken.
    pub(super) fn finish(self) -> Result<(), Malformed> {
        let left = self.members.iter().min_by_key(|member| member.at);
        left.map_or(Ok(()), |member| {
            let detail = format!("`{}` is not known here", member.name);
            Err(Malformed::new(Fault::Syntax, member.at, &detail))
        })
    }
}

/// Returns the members of an object.
pub(super) fn members(node: &Node) -> Result<&[Member], Malformed> {
    match &node.value {
        Value::Object(members) => Ok(members),
        _ => Err(Malformed::new(Fault::Syntax, node.start, "an object is expected here")),
    }
}

/// Returns the nodes of a list, or the node itself where there is no list.
pub(super) fn one_or_many(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(nodes) => nodes,
        _ => std::slice::from_ref(node),
    }
}

/// Reads a text.
pub(super) fn text(node: &Node) -> Result<&str, Malformed> {
    match &node.value {
        Value::Text(text) => Ok(text),
        _ => Err(Malformed::new(Fault::Syntax, node.start, "a text is expected here")),
    }
}

/// Reads a text or a list of texts, each with its place.
pub(super) fn texts(node: &Node) -> Result<Vec<(&str, Position)>, Malformed> {
    one_or_many(node).iter().map(|node| Ok((text(node)?, node.start))).collect()
}
