//! Facts that cannot all be so are refused, with their place.

use access_graph::AccessFile;

fn fault(nodes: &str, methods: &str) -> String {
    let json = format!(
        r#"{{"format":"access-graph/1","as_of":"2026-11-25","nodes":{nodes},"methods":{methods}}}"#
    );
    AccessFile::from_json(json.as_bytes()).unwrap_err().to_string()
}

#[test]
fn of_one_node() {
    for (node, want) in [
        (
            r#"{"fact":"unknown","held":true}"#,
            "nodes.a.held: the node's fact is `unknown`, so that nobody can know that it is held",
        ),
        (r#"{"fact":"unknown","public":true}"#, "nodes.a.public: the node's fact is `unknown`"),
        (r#"{"tags":["codes","codes"]}"#, "nodes.a.tags[1]: the name `codes` is there twice"),
        (r#"{"tags":["root"]}"#, "nodes.a.tags[0]: only a node of the kind `identity`"),
        (
            r#"{"proven":"2026-11-26"}"#,
            "nodes.a.proven: 2026-11-26 lies after the file's as_of, 2026-11-25",
        ),
        (r#"{"used":"2026-02-30"}"#, "nodes.a.used: `2026-02-30` is no day"),
        (
            r#"{"fact":"maybe"}"#,
            "nodes.a.fact: there is no fact `maybe` (declared, derived, unknown)",
        ),
        (r#"{"tags":["gold"]}"#, "nodes.a.tags[0]: there is no tag `gold` (root, administrator"),
    ] {
        let found = fault(&format!(r#"{{"a":{node}}}"#), "[]");
        assert!(found.starts_with(want), "{found}");
    }
}

#[test]
fn of_two_methods() {
    let nodes = r#"{"a":{},"b":{},"c":{}}"#;
    let methods = r#"[{"to":"c","needs":["a","b"],"fact":"derived"},{"to":"c","needs":["a"]},
        {"to":"c","needs":["b","a","a"],"fact":"unknown"}]"#;
    assert_eq!(
        fault(nodes, methods),
        "methods[2].fact: this method is `unknown` here and `derived` in methods[0]"
    );
}
