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

/// Every story: by what losses and thefts it is told on the command line, and
/// its picture.
#[test]
fn tells_the_stories_each_with_its_picture() {
    let world = World::empty();
    for (name, says) in [
        ("one-phone", "every way to signed in goes through one phone, the phone"),
        ("phone-and-laptop", "Event: bag locks you out"),
        ("forgotten-backup", "you survive the loss of any one thing, but not of:"),
        ("two-administrators", "Alice, administrator alone can reset Bob, administrator"),
        ("number-given-up", "with the recovery it takes one theft, without it 2 thefts"),
    ] {
        let file = story(&format!("{name}.json"));
        let file = file.to_str().unwrap();
        let run = |format: &str| {
            let out = world.bare(&["report", file, "--format", format]).output().unwrap();
            assert!(out.status.success(), "{name} {format}");
            String::from_utf8(out.stdout).unwrap()
        };
        let text = run("text");
        assert!(text.contains(says), "{name}: {text}");
        let picture = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join(format!("../../docs/images/access/{name}.svg"));
        assert_eq!(run("svg"), std::fs::read_to_string(picture).unwrap(), "{name}");
        let page = run("html");
        assert!(
            page.starts_with("<!doctype html>")
                && page.contains("<svg")
                && !page.contains("<script")
        );
        let log: Value = serde_json::from_str(&run("sarif")).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let answer: Value = serde_json::from_str(&run("json")).unwrap();
        let wanted = std::fs::read(story(&format!("{name}.answer.json"))).unwrap();
        let wanted: Value = serde_json::from_slice(&wanted).unwrap();
        for (id, target) in wanted["targets"].as_object().unwrap() {
            for list in ["min_lockout_sets", "min_theft_sets"] {
                assert_eq!(answer["targets"][id][list], target[list], "{name} {id}");
            }
        }
    }
}

/// The two administrators by their losses and thefts, each with its picture.
#[test]
fn two_administrators_stand_and_fall_together() {
    let world = World::empty();
    let file = story("two-administrators.json");
    let file = file.to_str().unwrap();
    let run = |more: &[&str]| {
        let out = world.bare(&[&["report", file], more].concat()).output().unwrap();
        assert!(out.status.success(), "{more:?}");
        String::from_utf8(out.stdout).unwrap()
    };
    let who = ["Alice, administrator", "Bob, administrator"];
    for (more, owner, thief) in [
        (["--losing", "a-token,a-password"], "you get in", "no thief gets in"),
        (["--losing", "a-token,b-password"], "you are locked out", "no thief gets in"),
        (["--stealing", "b-token,b-password"], "you get in", "a thief gets in"),
        (["--stealing", "a-token,b-password"], "you get in", "no thief gets in"),
    ] {
        let text = run(&more);
        let asked = text.split("What if: asked").nth(1).unwrap();
        for who in who {
            assert!(asked.contains(&format!("  {who}: {owner}; {thief}\n")), "{asked}");
        }
        let picture = run(&[&more[..], &["--format", "svg"]].concat());
        let gone = picture.matches(">out of reach<").count();
        let taken = picture.matches(">a thief has it<").count();
        assert_eq!(
            (gone, taken),
            (
                if owner == "you get in" { 0 } else { 2 },
                if thief == "no thief gets in" { 0 } else { 2 },
            ),
            "{more:?}"
        );
    }
    // Both are in the circle that is told as a reason.
    let circle = run(&["--losing", "a-token,b-token", "--format", "json"]);
    let circle: Value = serde_json::from_str(&circle).unwrap();
    let why = &circle["scenarios"].as_array().unwrap().last().unwrap()["why"]["alice"]["owner"];
    assert!(why.to_string().contains("missing Bob, administrator"), "{why}");
}

#[test]
fn a_what_if_is_explained_and_takes_events() {
    let world = World::empty();
    let file = story("phone-and-laptop.json");
    let file = file.to_str().unwrap();
    let out = world
        .bare(&["report", file, "--losing", "bag", "--stealing", "laptop,disk,password", "--json"])
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&out.stdout).unwrap();
    let asked = answer["scenarios"].as_array().unwrap().last().unwrap();
    assert_eq!((&asked["name"], &asked["owner_in"]["signin"]), (&"asked".into(), &false.into()));
    assert_eq!(asked["attacker_in"]["signin"], true);
    let why = &asked["why"]["signin"];
    assert_eq!(why["owner"][0], "signed in: no way is left.");
    let last = why["attacker"].as_array().unwrap().last().unwrap().as_str().unwrap();
    assert!(last.starts_with("signed in: had by"), "{last}");
}

#[test]
fn fails_on_request_with_a_status_of_its_own() {
    let world = World::empty();
    let file = story("number-given-up.json");
    let file = file.to_str().unwrap();
    for (severity, status) in [("critical", 0), ("high", 3), ("low", 3)] {
        for format in ["text", "json", "sarif", "html", "svg"] {
            let words = ["report", file, "--fail-on", severity, "--format", format];
            let out = world.bare(&words).output().unwrap();
            assert_eq!(out.status.code(), Some(status), "{severity} {format}");
            assert!(!out.stdout.is_empty());
            let said = String::from_utf8(out.stderr).unwrap();
            assert_eq!(said.contains(&format!("findings are {severity} or worse")), status == 3);
        }
    }
}

#[test]
fn refuses_what_is_too_large_or_too_deep_at_once() {
    let world = World::empty();
    let large = std::fs::File::create(world.path("large.json")).unwrap();
    large.set_len(100 << 20).unwrap();
    std::fs::write(world.path("deep.json"), "[".repeat(1 << 20)).unwrap();
    for (file, says) in [("large.json", "at most 67108864 are read"), ("deep.json", "deep.json: ")]
    {
        let out = world.bare(&["report", file]).output().unwrap();
        assert_eq!(out.status.code(), Some(1));
        let said = String::from_utf8(out.stderr).unwrap();
        assert!(said.contains(says) && said.len() < 400, "{said}");
    }
}
