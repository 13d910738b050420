//! The members of an object, taken one by one; whatever is left over is unknown.

use super::fault::{Fault, Malformed, Position};
use super::json::{Member, Node, Value};

pub(super) struct Elements<'a> {
    members: Vec<&'a Member>,
}

impl<'a> Elements<'a> {
    /// Opens an object.
    pub(super) fn of(node: &'a Node) -> Result<Self, Malformed> {
        match &node.value {
            Value::Object(members) => Ok(Self { members: members.iter().collect() }),
            _ => Err(Malformed::new(Fault::Syntax, node.start, "an object is expected here")),
        }
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

/// Reads a text or, where it may be one, a list of texts.
pub(super) fn texts(node: &Node, list: bool) -> Result<Vec<(&str, Position)>, Malformed> {
    let one = |node: &'_ Node| match &node.value {
        Value::Text(_) => Ok(()),
        _ => Err(Malformed::new(Fault::Syntax, node.start, "a text is expected here")),
    };
    let nodes = match &node.value {
        Value::List(nodes) if list => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    nodes.iter().try_for_each(one)?;
    Ok(nodes
        .iter()
        .filter_map(|node| match &node.value {
            Value::Text(text) => Some((text.as_str(), node.start)),
            _ => None,
        })
        .collect())
}
