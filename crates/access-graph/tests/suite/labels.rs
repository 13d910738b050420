//! Nodes that are called the same are told apart wherever people read them.

use std::collections::BTreeSet;

use access_graph::{Caps, Graph, Picture, Sizes, Whole, html, text};
use proptest::{collection::vec, prelude::*};

/// Two phones, and a number that is called a phone as well.
const PHONES: &str = r#"{"format":"access-graph/1","nodes":{
    "old":{"label":"the phone","held":true,"losable":true,"stealable":true},
    "new":{"label":"the phone","held":true,"losable":true,"stealable":true},
    "number":{"label":"the phone","kind":"channel","held":true,"losable":true,"stealable":true},
    "in":{"kind":"identity"}},
    "methods":[{"to":"in","needs":["old","number"]},{"to":"in","needs":["new","number"]}]}"#;

#[test]
fn kinds_tell_apart_and_ids_where_they_do_not() {
    let graph = Graph::from_json(PHONES.as_bytes()).unwrap();
    let label = |id| graph.label(graph.node(id).unwrap());
    assert_eq!(label("number"), "the phone (channel)");
    assert_eq!(label("old"), "the phone (old)");
    assert_eq!(label("new"), "the phone (new)");
    assert_eq!(label("in"), "in");
    let whole = Whole::new(&graph, &[], Sizes::Adaptive, Caps::default(), None);
    let picture = Picture::new(&graph, &whole.report, None);
    let text = text(&graph, &whole, true);
    assert!(text.contains("    - the phone (new) + the phone (old)\n"), "{text}");
    assert!(text.contains("the phone (channel): lost."), "{text}");
    let page = html(&graph, &whole, &picture);
    let words = picture.sentences().join("\n");
    for (name, said) in [("page", &page), ("picture", &picture.svg()), ("words", &words)] {
        for one in ["the phone (new)", "the phone (old)", "the phone (channel)"] {
            assert!(said.contains(one), "{name}: {one}");
        }
    }
}

proptest! {
    #[test]
    fn no_two_nodes_read_the_same(
        labels in vec(prop::sample::select(vec!["x", "x (b)", "n1", "x (thing)", "n0 (n0)"]), 1..9),
        kinds in vec(any::<bool>(), 9),
    ) {
        let nodes: Vec<String> = labels
            .iter()
            .zip(kinds)
            .enumerate()
            .map(|(n, (label, account))| {
                let kind = if account { "account" } else { "item" };
                format!(r#""n{n}":{{"label":"{label}","kind":"{kind}"}}"#)
            })
            .collect();
        let json = format!(r#"{{"format":"access-graph/1","nodes":{{{}}}}}"#, nodes.join(","));
        let graph = Graph::from_json(json.as_bytes()).unwrap();
        let read: BTreeSet<&str> =
            (0..labels.len()).map(|n| graph.label(graph.node(&format!("n{n}")).unwrap())).collect();
        prop_assert_eq!(read.len(), labels.len());
    }
}
