//! `secondkey doctor`: what it looks at, and that it finds what is wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::world::{World, done};

/// Asks the doctor, without any key; returns whether all is well, and all checks.
fn ask(world: &World) -> (bool, Value) {
    let mut command = world.bare(&["doctor", "--json"]);
    command.env("HOME", world.folder()).env("XDG_RUNTIME_DIR", world.path("run"));
    let output = command.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(i32::from(report["ok"] != true)));
    (report["ok"] == true, report)
}

fn check(report: &Value, name: &str) -> (String, String, String) {
    let checks = report["checks"].as_array().unwrap();
    let one = checks.iter().find(|check| check["name"] == name).unwrap_or(&Value::Null);
    let text = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
    (text("state"), text("text"), text("do"))
}

fn world() -> World {
    let world = World::new();
    world.add("hub");
    fs::create_dir(world.path("run")).unwrap();
    fs::set_permissions(world.path("run"), fs::Permissions::from_mode(0o700)).unwrap();
    world
}

#[test]
fn a_whole_vault_is_found_in_order_without_any_key() {
    let world = world();
    let (ok, report) = ask(&world);
    assert!(ok, "{report}");
    for name in ["vault", "key", "permissions", "folder", "backups"] {
        assert_eq!(check(&report, name).0, "good", "{name}: {report}");
    }
    assert_eq!(check(&report, "clock").2, "secondkey clock");
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let world = world();
    fs::rename(world.path("v.age.key"), world.path("elsewhere")).unwrap();
    let (ok, report) = ask(&world);
    assert!(!ok && check(&report, "key").2.contains("passphrase reset"), "{report}");
    fs::rename(world.path("elsewhere"), world.path("v.age.key")).unwrap();
    fs::set_permissions(world.path("v.age"), fs::Permissions::from_mode(0o644)).unwrap();
    let (ok, report) = ask(&world);
    assert!(ok && check(&report, "permissions").1.contains("others can read"), "{report}");
    fs::create_dir(world.path(".aws")).unwrap();
    fs::write(world.path(".aws/credentials"), "").unwrap();
    fs::set_permissions(world.path(".aws/credentials"), fs::Permissions::from_mode(0o644)).unwrap();
    let (ok, report) = ask(&world);
    assert!(!ok && check(&report, "aws").1.contains("access keys"), "{report}");
    fs::remove_file(world.path("v.age")).unwrap();
    let (ok, report) = ask(&world);
    assert!(!ok && check(&report, "vault").2.contains("secondkey init"), "{report}");
}

#[test]
fn an_open_agent_knows_whether_the_recovery_key_was_ever_tried() {
    let world = World::empty();
    let run = |arguments: &[&str]| {
        let mut command = world.bare(arguments);
        command.env("HOME", world.folder()).env("XDG_RUNTIME_DIR", world.path("run"));
        done(command.output().unwrap())
    };
    fs::create_dir(world.path("run")).unwrap();
    fs::set_permissions(world.path("run"), fs::Permissions::from_mode(0o700)).unwrap();
    run(&["init", "--passphrase-file", "pw", "--recovery-key-out", "rec"]);
    run(&["agent", "start", "--passphrase-file", "pw"]);
    let (ok, report) = ask(&world);
    assert!(!ok && check(&report, "recovery").2.contains("--recovery-key-file -"), "{report}");
    run(&["vault", "check", "--recovery-key-file", "rec"]);
    // The agent sees the change with the next question.
    run(&["list"]);
    let (ok, report) = ask(&world);
    assert!(ok && check(&report, "recovery").0 == "good", "{report}");
    run(&["agent", "stop"]);
}
