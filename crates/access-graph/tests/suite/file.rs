//! Reading files: what is taken, what is refused, and where the fault is said
//! to be.

use access_graph::{AccessFile, FileError, Kind, Limits, Party};

const SMALL: &str = r#"{
  "format": "access-graph/1",
  "title": "one mailbox, one token",
  "nodes": {
    "token":  { "label": "hardware token", "held": true, "losable": true, "stealable": true },
    "pw":     { "kind": "knowledge", "held": true, "losable": true, "stealable": true },
    "signin": { "kind": "identity" }
  },
  "methods": [ { "to": "signin", "needs": ["token", "pw"], "for": "owner", "note": "page" } ],
  "targets": ["signin"],
  "scenarios": [ { "name": "token stolen", "loses": ["token"], "steals": ["token"] } ],
  "events": { "bag": ["token"] }
}"#;

fn fault(json: &str) -> String {
    AccessFile::from_json(json.as_bytes()).unwrap_err().to_string()
}

/// Says what is wrong with the small file after one replacement.
fn changed(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    fault(&SMALL.replacen(from, to, 1))
}

#[test]
fn reads_every_field() {
    let file = AccessFile::from_json(SMALL.as_bytes()).unwrap();
    assert_eq!(file.title.as_deref(), Some("one mailbox, one token"));
    let token = &file.nodes["token"];
    assert_eq!(token.label.as_deref(), Some("hardware token"));
    assert!(token.held && token.losable && token.stealable && !token.public);
    assert_eq!(token.kind, Kind::Item);
    assert_eq!(file.nodes["signin"].kind, Kind::Identity);
    assert!(!file.nodes["signin"].held);
    assert_eq!(file.methods[0].party, Party::Owner);
    assert_eq!(file.methods[0].needs, ["token", "pw"]);
    assert_eq!(file.targets.as_deref(), Some(&["signin".to_owned()][..]));
    assert_eq!(file.scenarios[0].steals, ["token"]);
    assert_eq!(file.events["bag"], ["token"]);
}

#[test]
fn what_is_written_is_read_again() {
    let file = AccessFile::from_json(SMALL.as_bytes()).unwrap();
    let written = serde_json::to_vec(&file).unwrap();
    assert_eq!(AccessFile::from_json(&written).unwrap(), file);
}

#[test]
fn little_is_required() {
    let file = AccessFile::from_json(br#"{"format":"access-graph/1","nodes":{}}"#).unwrap();
    assert_eq!(file.targets, None);
    assert_eq!(fault(r#"{"nodes":{}}"#), "file: missing field `format` at line 1 column 12");
    assert!(fault(r#"{"format":"access-graph/1"}"#).starts_with("file: missing field `nodes`"));
}

#[test]
fn says_where_a_name_is_unknown() {
    assert_eq!(
        changed(r#"["token", "pw"]"#, r#"["token", "pww"]"#),
        "methods[0].needs[1]: there is no node named `pww`"
    );
    assert_eq!(
        changed(r#""to": "signin""#, r#""to": "sign""#),
        "methods[0].to: there is no node named `sign`"
    );
    assert_eq!(
        changed(r#""targets": ["signin"]"#, r#""targets": ["signin", "root"]"#),
        "targets[1]: there is no node named `root`"
    );
    assert_eq!(
        changed(r#""steals": ["token"]"#, r#""steals": ["x"]"#),
        "scenarios[0].steals[0]: there is no node named `x`"
    );
    assert_eq!(
        changed(r#""bag": ["token"]"#, r#""bag": ["x"]"#),
        "events.bag[0]: there is no node named `x`"
    );
}

#[test]
fn says_where_the_shape_is_wrong() {
    for (from, to, want) in [
        (r#""kind": "knowledge""#, r#""kind": "know""#, "nodes.pw.kind: there is no kind `know`"),
        (r#""kind": "knowledge""#, r#""kind": {"item":null}"#, "nodes.pw.kind: invalid type: map"),
        (
            r#""held": true"#,
            r#""held": "yes""#,
            "nodes.token.held: invalid type: string \"yes\", expected a boolean",
        ),
        (r#""held": true"#, r#""held": null"#, "nodes.token.held: invalid type: null"),
        (r#""label": "hardware token""#, r#""label": null"#, "nodes.token.label: invalid type"),
        (
            r#""label": "hardware token""#,
            r#""colour": 1"#,
            "nodes.token.colour: unknown field `colour`, expected one of `label`, `kind`",
        ),
        (r#""for": "owner""#, r#""for": "me""#, "methods[0].for: there is no party `me`"),
        (r#""note": "page""#, r#""notes": 1"#, "methods[0].notes: unknown field `notes`"),
        (r#""title""#, r#""heading""#, "heading: unknown field `heading`"),
        (r#""name": "token stolen""#, r#""nam": "x""#, "scenarios[0].nam: unknown field"),
        (r#""targets": ["signin"]"#, r#""targets": null"#, "targets: invalid type: null"),
        (r#"["token", "pw"]"#, "[]", "methods[0].needs: a method must need something"),
        (r#"["token", "pw"]"#, r#""token""#, "methods[0].needs: invalid type: string"),
    ] {
        let found = changed(from, to);
        assert!(found.starts_with(want), "{found}\n{want}");
    }
}

#[test]
fn refuses_what_stands_twice() {
    let twice = r#""pw": {}, "pw": { "kind": "knowledge""#;
    let found = changed(r#""pw":     { "kind": "knowledge""#, twice);
    assert!(found.starts_with("nodes: the name `pw` is there twice"), "{found}");
    let found = changed(r#""held": true"#, r#""held": true, "held": false"#);
    assert!(found.starts_with("nodes.token: duplicate field `held`"), "{found}");
    let found = changed(r#""bag": ["token"]"#, r#""bag": [], "bag": []"#);
    assert!(found.starts_with("events: the name `bag` is there twice"), "{found}");
    let found = changed(r#""scenarios": ["#, r#""scenarios": [ { "name": "token stolen" }, "#);
    assert_eq!(found, "scenarios[1].name: the name `token stolen` is there twice");
}

#[test]
fn an_object_is_not_a_list() {
    let found = changed(r#"{ "kind": "identity" }"#, r#"["x", "identity"]"#);
    assert!(
        found.starts_with("nodes.signin: invalid type: sequence, expected an object"),
        "{found}"
    );
    let found = fault(r#"["access-graph/1", null, {}]"#);
    assert!(found.starts_with("file: invalid type: sequence, expected an object"), "{found}");
}

#[test]
fn another_version_is_told_so_first() {
    let found = fault(r#"{"vertices": [], "format": "access-graph/2"}"#);
    assert_eq!(found, "format: this is `access-graph/2`; what can be read is `access-graph/1`");
}

#[test]
fn refuses_what_is_not_json() {
    for text in ["", "{", "hello", "{} {}", "\u{feff}{}", "{\"a\":1,}", "// x\n{}"] {
        let found = AccessFile::from_json(text.as_bytes()).unwrap_err();
        assert!(
            matches!(found, FileError::Syntax { .. } | FileError::Fault { .. }),
            "{text}: {found}"
        );
    }
    let found = AccessFile::from_json(b"{\"format\":\"\xff\"}").unwrap_err();
    assert!(matches!(found, FileError::Syntax { .. }), "{found}");
    let trailing = format!("{SMALL} 1");
    assert!(fault(&trailing).starts_with("this is not JSON: trailing characters"));
}

#[test]
fn a_deep_file_ends_in_an_error() {
    for text in ["[".repeat(1 << 20), "{\"a\":".repeat(1 << 18)] {
        assert!(AccessFile::from_json(text.as_bytes()).is_err());
    }
    let deep = format!(r#"{{"format":"access-graph/1","nodes":{}1"#, r#"{"a":"#.repeat(100_000));
    assert!(AccessFile::from_json(deep.as_bytes()).is_err());
}

#[test]
fn sizes_are_capped() {
    let large = vec![b' '; Limits::BYTES + 1];
    assert_eq!(
        AccessFile::from_json(&large).unwrap_err(),
        FileError::TooLarge { bytes: Limits::BYTES + 1, most: Limits::BYTES }
    );
    let scenarios: Vec<String> =
        (0..=Limits::SCENARIOS).map(|n| format!(r#"{{"name":"{n}"}}"#)).collect();
    let found = fault(&format!(
        r#"{{"format":"access-graph/1","nodes":{{}},"scenarios":[{}]}}"#,
        scenarios.join(",")
    ));
    assert!(found.starts_with("scenarios: there are more than 1000 scenarios"), "{found}");
    let long = "x".repeat(Limits::NAME + 1);
    let found = fault(&format!(r#"{{"format":"access-graph/1","nodes":{{"{long}":{{}}}}}}"#));
    assert!(found.ends_with("this text has 513 bytes; at most 512 are allowed here"), "{found}");
    assert!(fault(r#"{"format":"access-graph/1","nodes":{"":{}}}"#).contains("must not be empty"));
}

#[test]
fn messages_do_not_carry_a_files_control_characters() {
    let escape = "\\u001b[2J";
    for json in [
        format!(r#"{{"format":"access-graph/1","nodes":{{"{escape}":{{}}}}}}"#),
        format!(r#"{{"format":"access-graph/1","nodes":{{"a":{{"{escape}":1}}}}}}"#),
        format!(r#"{{"format":"{escape}","nodes":{{}}}}"#),
        format!(r#"{{"format":"access-graph/1","nodes":{{}},"targets":["{escape}"]}}"#),
        format!(r#"{{"format":"access-graph/1","nodes":{{"a":{{"label":"{escape}"}}}}}}"#),
        format!(r#"{{"format":"access-graph/1","nodes":{{"a":{{"held":"{escape}"}}}}}}"#),
    ] {
        let found = fault(&json);
        assert!(!found.contains('\u{1b}'), "{found:?}");
    }
}
