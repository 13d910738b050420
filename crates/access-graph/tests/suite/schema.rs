//! The published schema takes what the reader takes.

use access_graph::{AccessFile, Fact, FileError, Problem, Purpose, SCHEMA, Tag};
use jsonschema::Validator;
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

use crate::stories::SAMPLES;

fn schema() -> Validator {
    jsonschema::draft202012::new(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

#[test]
fn is_itself_in_order() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
}

#[test]
fn takes_every_sample() {
    let schema = schema();
    for (name, file, _) in SAMPLES {
        let file: Value = serde_json::from_str(file).unwrap();
        let faults: Vec<String> =
            schema.iter_errors(&file).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
}

#[test]
fn knows_the_words_of_the_reader() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let words = |words: &[&'static str]| json!(words);
    let tags: Vec<_> = Tag::ALL.iter().map(|tag| tag.word()).collect();
    let facts: Vec<_> = Fact::ALL.iter().map(|fact| fact.word()).collect();
    let purposes: Vec<_> = Purpose::ALL.iter().map(|purpose| purpose.word()).collect();
    let defs = &schema["$defs"];
    assert_eq!(defs["node"]["properties"]["tags"]["items"]["enum"], words(&tags));
    assert_eq!(defs["fact"]["enum"], words(&facts));
    assert_eq!(defs["method"]["properties"]["purpose"]["enum"], words(&purposes));
}

#[test]
fn refuses_what_the_reader_refuses() {
    let schema = schema();
    let node = |node: Value| json!({"format": "access-graph/1", "nodes": {"a": node}});
    let method = |method: Value| json!({"format": "access-graph/1", "nodes": {"a": {}}, "methods": [method]});
    for file in [
        json!({"nodes": {}}),
        json!({"format": "access-graph/2", "nodes": {}}),
        json!({"format": "access-graph/1"}),
        json!({"format": "access-graph/1", "nodes": {}, "as_of": "yesterday"}),
        node(json!({"colour": "red"})),
        node(json!({"held": "yes"})),
        node(json!({"held": true, "fact": "unknown"})),
        node(json!({"tags": ["codes", "codes"]})),
        node(json!({"tags": ["gold"]})),
        method(json!({"to": "a", "needs": []})),
        method(json!({"to": "a", "needs": ["a"], "for": "me"})),
        method(json!({"needs": ["a"]})),
    ] {
        assert!(!schema.is_valid(&file), "{file}");
        assert!(AccessFile::from_json(file.to_string().as_bytes()).is_err(), "{file}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Texts change places. What the reader takes, the schema takes; what the
    /// schema takes and the reader refuses is beyond a schema.
    #[test]
    fn agrees_with_the_reader(sample in 0..SAMPLES.len(), changes in vec(any::<(Index, Index)>(), 1..4)) {
        let schema = schema();
        let mut parts: Vec<&str> = SAMPLES[sample].1.split('"').collect();
        for (one, other) in changes {
            let (one, other) = (one.index(parts.len() / 2), other.index(parts.len() / 2));
            parts[2 * one + 1] = parts[2 * other + 1];
        }
        // Names that stand twice are lost when the value is made.
        let Ok(file) = serde_json::from_str::<Value>(&parts.join("\"")) else { return Ok(()) };
        let text = file.to_string();
        match AccessFile::from_json(text.as_bytes()) {
            Ok(_) => prop_assert!(schema.is_valid(&file), "{text}"),
            Err(FileError::Fault { problem: Problem::Shape(why), .. }) => {
                prop_assert!(!schema.is_valid(&file), "{why}\n{text}");
            }
            Err(_) => {}
        }
    }
}
