//! Processes that are killed, race each other, or find no room: what was
//! acknowledged is there, and the vault always opens.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::world::{SECRET, World, fed, refused, spawn_fed};

/// How many processes are to be killed before they are done.
const KILLED: usize = 100;

/// How many processes may be started for that: some are done sooner.
const STARTED: usize = 1000;

#[test]
#[expect(clippy::disallowed_methods, reason = "how long an add takes decides when to kill it")]
fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    let world = World::new();
    let begun = Instant::now();
    for name in ["w1", "w2", "w3", "w4"] {
        world.add(name);
    }
    let whole = begun.elapsed() / 4;
    let (mut acknowledged, mut killed) = (Vec::new(), 0);
    for number in 0..STARTED {
        if killed >= KILLED {
            break;
        }
        let name = format!("n{number}");
        let mut child =
            spawn_fed(&mut world.command(&["add", "--secret-stdin", "--name", &name]), SECRET);
        std::thread::sleep(whole.mul_f64(random()));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            acknowledged.push(name);
        } else {
            killed += 1;
        }
        // Read by another process, at each moment.
        let names = world.names();
        assert!(acknowledged.iter().all(|name| names.contains(name)), "{number}: {names:?}");
    }
    assert!(killed >= KILLED, "only {killed} processes were killed in time");
    world.add("after all");
    world.run(&["vault", "check"]);
    let left = world.files();
    assert!(!left.iter().any(|file| file.contains(".tmp")), "{left:?}");
}

/// Returns a number from 0 to 1 that nobody has chosen.
fn random() -> f64 {
    let bits = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
    f64::from(u32::try_from(bits >> 32).unwrap()) / f64::from(u32::MAX)
}

#[test]
fn a_killed_init_leaves_no_half_vault() {
    let world = World::empty();
    for moment in 0..12 {
        let arguments = ["init", "--passphrase-file", "pw", "--vault", "k.age"];
        let mut child = world.bare(&arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(moment * 90));
        child.kill().unwrap();
        child.wait().unwrap();
        if world.path("k.age").exists() {
            let list = ["list", "--vault", "k.age", "--passphrase-file", "pw"];
            assert!(world.bare(&list).status().unwrap().success());
        }
        for file in ["k.age", "k.age.key", "k.age.tmp", "k.age.key.tmp", "OPEN-ME.txt"] {
            let _ = fs::remove_file(world.path(file));
        }
    }
}

#[test]
fn processes_that_add_at_once_lose_nothing() {
    let world = World::new();
    let children: Vec<_> = (0..12)
        .map(|number| {
            let name = format!("n{number}");
            spawn_fed(&mut world.command(&["add", "--secret-stdin", "--name", &name]), SECRET)
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(world.names().len(), 12);
    assert_eq!(world.json(&["vault", "check"])["generation"], 13);
}

#[test]
fn two_who_want_one_name_and_one_gets_it() {
    let world = World::new();
    let add = ["add", "--secret-stdin", "--name", "same"];
    let mut children = [(); 4].map(|()| spawn_fed(&mut world.command(&add), SECRET));
    let won = children.iter_mut().filter_map(|child| child.wait().unwrap().success().then_some(()));
    assert_eq!(won.count(), 1);
    assert_eq!(world.names(), ["same"]);
}

#[test]
fn counted_codes_are_never_given_twice() {
    let world = World::new();
    world.feed(&["add", "--secret-stdin", "--name", "token", "--counter", "0"], SECRET);
    let children: Vec<_> =
        (0..8).map(|_| world.command(&["code", "token"]).spawn().unwrap()).collect();
    let mut codes: Vec<_> =
        children.into_iter().map(|child| child.wait_with_output().unwrap().stdout).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 8);
}

#[test]
fn a_read_only_folder() {
    const NOBODY: u32 = 65_534;
    let world = World::new();
    world.add("x");
    // The system's administrator may write anywhere, so the test steps down.
    let root = fs::metadata(world.folder()).unwrap();
    let is_root = std::os::unix::fs::MetadataExt::uid(&root) == 0;
    if is_root {
        for file in world.files() {
            chown(world.path(&file), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        chown(world.folder(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    fs::set_permissions(world.path("v.age.lock"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(world.folder(), fs::Permissions::from_mode(0o500)).unwrap();
    let command = |arguments: &[&str]| {
        let mut command = world.command(arguments);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    };
    assert!(command(&["code", "x"]).output().unwrap().status.success(), "reading needs no writing");
    let before = world.bytes("v.age");
    let add = fed(&mut command(&["add", "--secret-stdin", "--name", "y"]), SECRET);
    let error = refused(1, &add);
    assert!(error.contains("cannot write") && error.contains("denied"), "{error}");
    let init = command(&["init", "--vault", "z.age", "--passphrase-file", "pw"]).output().unwrap();
    assert!(refused(1, &init).contains("denied"));
    assert_eq!(world.bytes("v.age"), before);
    fs::set_permissions(world.folder(), fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_full_disk() {
    let world = World::new();
    for number in 0..30 {
        world.add(&format!("an entry with quite a long name, for the sake of size {number}"));
    }
    let before = world.bytes("v.age");
    let files = world.files();
    // Files may grow to a few blocks only, which fails in the middle of writing.
    let program = env!("CARGO_BIN_EXE_secondkey");
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"", program])
        .args(["add", "--secret-stdin", "--name", "y", "--vault", "v.age"])
        .args(["--recovery-key-file", "rec"])
        .current_dir(world.folder())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let error = refused(1, &fed(&mut limited, SECRET));
    assert!(error.contains("cannot write") && error.contains("too large"), "{error}");
    assert_eq!(world.bytes("v.age"), before);
    assert_eq!(world.files(), files);
    assert_eq!(world.names().len(), 30);
}
