//! The principals of a stored document: kept by unique id, shown by ARN. So a policy
//! that trusts a user means that very user, whatever it is called later, and never a
//! new one of the same name. Source: the page "AWS JSON policy elements: Principal".
//!
//! Only the texts of principals are exchanged; the rest of the document stays as it
//! was, to the byte.

use super::elements::{members, one_or_many, text};
use super::fault::{Fault, Malformed, PolicyError};
use super::json::{self, Node};
use super::trusted::is_entity;

/// Exchanges every user and role among the principals of a document. `exchange` gets
/// an ARN or an id and gives the text to keep, or `None` if there is no such one,
/// which is the fault [`Fault::Principal`]. The document should have passed
/// [`super::Policy::parse`]; nothing else of it is judged here.
///
/// Used with the look-up of ids before a document is kept. Ids that authors write
/// themselves go through it as well; AWS refuses them.
pub fn bind_principals(
    document: &str,
    mut exchange: impl FnMut(&str) -> Option<String>,
) -> Result<String, PolicyError> {
    let root = json::read(document)?;
    let mut bound = String::with_capacity(document.len());
    let mut copied = 0;
    for node in entities(&root) {
        let named = text(node)?;
        let kept = exchange(named).ok_or_else(|| {
            let fault = Fault::Principal { kind: "AWS", value: named.to_owned() };
            Malformed::new(fault, node.start, "there is no such principal")
        })?;
        bound.push_str(document.get(copied..node.bytes.start).unwrap_or_default());
        push_quoted(&mut bound, &kept);
        copied = node.bytes.end;
    }
    bound.push_str(document.get(copied..).unwrap_or_default());
    Ok(bound)
}

/// Exchanges principals the other way, for showing a document: `arn_of` gets an id and
/// gives the ARN of today. Ids of what exists no more stay, as AWS shows them.
pub fn show_principals(
    document: &str,
    mut arn_of: impl FnMut(&str) -> Option<String>,
) -> Result<String, PolicyError> {
    bind_principals(document, |text| Some(arn_of(text).unwrap_or_else(|| text.to_owned())))
}

/// Lists the values that name users and roles, in the order of the document.
fn entities(root: &Node) -> impl Iterator<Item = &Node> {
    let principal =
        |statement| member(statement, "Principal").or_else(|| member(statement, "NotPrincipal"));
    member(root, "Statement")
        .into_iter()
        .flat_map(one_or_many)
        .filter_map(principal)
        .filter_map(|principal| member(principal, "AWS"))
        .flat_map(one_or_many)
        .filter(|node| text(node).is_ok_and(is_entity))
}

fn member<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let found = members(node).ok()?.iter().find(|member| member.name == name)?;
    Some(&found.node)
}

/// Appends a JSON string. Paths may hold quotes and backslashes; names of principals
/// hold no control characters.
fn push_quoted(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
}
