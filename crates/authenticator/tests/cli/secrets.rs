//! Where secrets must not show: arguments, error messages, core dumps.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::world::{PASSPHRASE, World, fed};

const SECRET: &str = "KRSXG5CTMVRXEZLU";

#[test]
fn errors_repeat_no_secret() {
    let world = World::new();
    let shown = |output: std::process::Output| {
        assert!(!output.status.success());
        [output.stdout, output.stderr].concat()
    };
    let hidden = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        for secret in [SECRET, PASSPHRASE, "AGE-SECRET-KEY-1Q"] {
            assert!(!text.contains(secret), "{text}");
        }
    };
    for uri in [
        format!("otpauth://totp/x?secret={SECRET}&digits=99"),
        format!("otpauth://totp/x?secret={SECRET}1"),
        format!("otpauth://motp/x?secret={SECRET}"),
        SECRET.to_owned(),
        format!("otpauth://totp/?secret={SECRET}"),
        format!("otpauth://totp/x?secret={SECRET}\notpauth://totp/y?secret={SECRET}"),
    ] {
        hidden(&shown(fed(&mut world.command(&["add", "--uri-stdin"]), &uri)));
    }
    let secret = format!("{SECRET}!");
    hidden(&shown(fed(&mut world.command(&["add", "--secret-stdin", "--name", "x"]), &secret)));
    fs::write(world.path("bad"), "AGE-SECRET-KEY-1QQQQQQQQQQ").unwrap();
    hidden(&shown(world.bare(&["list", "--recovery-key-file", "bad"]).output().unwrap()));
    fs::write(world.path("pw"), format!("{PASSPHRASE}x")).unwrap();
    hidden(&shown(world.bare(&["list", "--passphrase-file", "pw"]).output().unwrap()));
}

#[test]
fn a_waiting_process_shows_no_secret_and_dumps_no_core() {
    let world = World::new();
    let mut child = world
        .command(&["add", "--secret-stdin", "--name", "x"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(SECRET.as_bytes()).unwrap();
    stdin.flush().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    let process = std::path::PathBuf::from(format!("/proc/{}", child.id()));
    let arguments = fs::read(process.join("cmdline")).unwrap();
    assert!(!String::from_utf8_lossy(&arguments).contains(SECRET));
    let limits = fs::read_to_string(process.join("limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    drop(stdin);
    assert!(child.wait().unwrap().success());
    assert_eq!(world.names(), ["x"]);
}

#[test]
fn there_is_no_option_that_takes_a_secret() {
    let world = World::empty();
    for command in ["init", "add", "code", "passphrase"] {
        let help = world.bare(&[command, "--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        for option in ["--secret ", "--uri ", "--passphrase ", "--recovery-key "] {
            assert!(!help.contains(option), "{command} {option}");
        }
    }
}
