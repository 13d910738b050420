//! `secondkey report`: the answer for programs, in words, and to broken files.

use std::path::PathBuf;

use serde_json::Value;

use crate::world::World;

fn story(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../access-graph/tests/data").join(name)
}

#[test]
fn answers_programs_with_the_fields_of_the_format() {
    let world = World::empty();
    let file = story("one-phone.json");
    let out = world.bare(&["report", file.to_str().unwrap(), "--json"]).output().unwrap();
    assert!(out.status.success());
    let answer: Value = serde_json::from_slice(&out.stdout).unwrap();
    for (_, target) in answer["targets"].as_object().unwrap() {
        for field in [
            "owner_in_today",
            "min_lockout_sets",
            "min_theft_sets",
            "complete_to_size",
            "truncated",
        ] {
            assert!(!target[field].is_null(), "{field}");
        }
    }
    assert!(answer["scenarios"].is_array());
}

#[test]
fn answers_people_in_words_and_asks_what_if() {
    let world = World::empty();
    let file = story("phone-and-laptop.json");
    let file = file.to_str().unwrap();
    let out = world.bare(&["report", file, "--losing", "phone,laptop"]).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(text.contains("a thief needs at least 3 things"), "{text}");
    assert!(text.contains("What if: asked\n  signed in: you are locked out"), "{text}");
}

#[test]
fn says_where_a_file_is_wrong_and_which_id_is_unknown() {
    let world = World::empty();
    std::fs::write(world.path("g.json"), r#"{"format":"access-graph/1","nodes":{},"x":1}"#)
        .unwrap();
    let out = world.bare(&["report", "g.json"]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(said.contains("g.json") && said.contains('x'), "{said}");

    let file = story("one-phone.json");
    let out =
        world.bare(&["report", file.to_str().unwrap(), "--losing", "nothing"]).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8(out.stderr).unwrap().contains("`nothing`"));
}
