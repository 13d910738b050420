//! Where the boxes of the picture lead: to the same page, with one thing more, or
//! one less, lost or stolen.

use access_graph::Graph;

use super::Asked;

/// Returns the query that a box leads to, and what is said of it.
pub(super) fn link(graph: &Graph, asked: &Asked, id: &str) -> Option<(String, String)> {
    let node = graph.file().nodes.get(id)?;
    let steals = asked.picture_steals;
    if !(if steals { node.stealable } else { node.losable }) {
        return None;
    }
    let list = if steals { &asked.stealing } else { &asked.losing };
    let taken = list.iter().any(|one| one == id);
    let with = |list: &[String], changes: bool| -> Vec<String> {
        let kept = list.iter().filter(|one| !(changes && taken && *one == id)).cloned();
        let more = (changes && !taken).then(|| id.to_owned());
        kept.chain(more).collect()
    };
    let query = query(&with(&asked.losing, !steals), &with(&asked.stealing, steals), steals);
    let query = format!("{query}#picture");
    let label = graph.words(&[id.to_owned()]);
    let says = match (steals, taken) {
        (false, false) => format!("Lose {label}"),
        (false, true) => format!("Find {label} again"),
        (true, false) => format!("Have {label} stolen"),
        (true, true) => format!("{label} is not stolen after all"),
    };
    Some((query, says))
}

/// Writes the query of a what-if, relative to its page.
pub(super) fn query(losing: &[String], stealing: &[String], steals: bool) -> String {
    let mut query = String::from("?");
    for (place, id) in losing.iter().enumerate() {
        query.push_str(&format!("lose{place}={}&", encoded(id)));
    }
    for (place, id) in stealing.iter().enumerate() {
        query.push_str(&format!("steal{place}={}&", encoded(id)));
    }
    query.push_str(if steals { "click=steal" } else { "click=lose" });
    query
}

/// Writes a text for a query (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
