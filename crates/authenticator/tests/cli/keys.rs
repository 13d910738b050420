//! Making a vault, and the keys that open it: passphrase, recovery key, and
//! what happens when one of them is lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::terminal::at_a_terminal;
use crate::world::{PASSPHRASE, SECRET, World, done, refused};

fn init(world: &World) {
    done(
        world
            .bare(&["init", "--passphrase-file", "pw", "--recovery-key-out", "rec"])
            .output()
            .unwrap(),
    );
}

#[test]
fn a_new_vault_has_two_keys_and_a_recipe() {
    let world = World::empty();
    init(&world);
    assert_eq!(world.files(), ["OPEN-ME.txt", "pw", "rec", "v.age", "v.age.key", "v.age.lock"]);
    for file in ["rec", "v.age", "v.age.key"] {
        let mode = fs::metadata(world.path(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    // The work factor of people's passphrases.
    assert!(String::from_utf8_lossy(&world.bytes("v.age.key")).contains(" 17\n"));
    world.add("x");
    let by_passphrase =
        world.bare(&["list", "--json", "--passphrase-file", "pw"]).output().unwrap();
    assert!(done(by_passphrase).contains("\"x\""));
    let by_environment =
        world.bare(&["vault", "check"]).env("SECONDKEY_PASSPHRASE_FILE", "pw").output().unwrap();
    assert!(done(by_environment).contains("this device, by passphrase  ..."));
    let check = world.json(&["vault", "check", "--passphrase-file", "pw"]);
    assert_eq!((&check["ok"], &check["entries"]), (&true.into(), &1.into()));
    assert_eq!(
        (&check["keys"][0]["opens"], &check["keys"][1]["opens"]),
        (&true.into(), &true.into())
    );
}

#[test]
fn the_recovery_key_is_shown_once_when_no_file_takes_it() {
    let world = World::empty();
    let shown = done(world.bare(&["init", "--passphrase-file", "pw"]).output().unwrap());
    let line = shown.lines().find(|line| line.contains("AGE-SECRET-KEY-1")).unwrap();
    // As typed from paper: small letters, groups, broken over lines.
    let typed: String = line
        .trim()
        .to_lowercase()
        .chars()
        .enumerate()
        .map(|(at, c)| match at % 10 {
            9 => format!("{c}\n"),
            4 => format!("{c} "),
            _ => c.to_string(),
        })
        .collect();
    fs::write(world.path("rec"), format!("# my key\n{typed}")).unwrap();
    world.add("x");
    assert_eq!(world.names(), ["x"]);
}

#[test]
fn init_never_writes_over_anything() {
    let world = World::new();
    world.add("x");
    let before = world.bytes("v.age");
    for vault in ["v.age", "./v.age"] {
        let mut init = world.bare(&["init", "--passphrase-file", "pw", "--vault", vault]);
        assert!(refused(1, &init.output().unwrap()).contains("already exists"));
    }
    // Neither a lone key file, a folder, a link, nor the file for the recovery key.
    fs::write(world.path("a.age.key"), "precious").unwrap();
    fs::create_dir(world.path("b.age")).unwrap();
    std::os::unix::fs::symlink("nowhere", world.path("c.age")).unwrap();
    for vault in ["a.age", "b.age", "c.age"] {
        let mut init = world.bare(&["init", "--passphrase-file", "pw", "--vault", vault]);
        refused(1, &init.output().unwrap());
    }
    let mut init = world.bare(&[
        "init",
        "--passphrase-file",
        "pw",
        "--vault",
        "d.age",
        "--recovery-key-out",
        "pw",
    ]);
    assert!(refused(1, &init.output().unwrap()).contains("pw already exists"));
    assert_eq!(world.bytes("v.age"), before);
    assert_eq!(world.bytes("a.age.key"), b"precious");
    assert_eq!(world.bytes("pw"), format!("{PASSPHRASE}\n").as_bytes());
    assert!(!world.path("d.age").exists() && !world.path("nowhere").exists());
}

#[test]
fn the_usual_place_is_made_for_the_owner_only() {
    let world = World::empty();
    let mut init = world.bare(&["init", "--passphrase-file", "pw"]);
    init.env_remove("SECONDKEY_VAULT").env("HOME", world.folder());
    done(init.output().unwrap());
    let folder = world.path(".local/share/secondkey");
    assert!(folder.join("vault.age").exists());
    assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
    let mut homeless = world.bare(&["list"]);
    assert!(
        refused(2, &homeless.env_remove("SECONDKEY_VAULT").output().unwrap()).contains("--vault")
    );
}

#[test]
fn wrong_and_missing_keys_are_told_apart() {
    let world = World::new();
    fs::write(world.path("wrong"), "something else\n").unwrap();
    fs::write(world.path("empty"), "\n").unwrap();
    let list = |option: &str, file: &str| {
        refused(1, &world.bare(&["list", option, file]).output().unwrap())
    };
    assert!(list("--passphrase-file", "wrong").contains("wrong passphrase"));
    assert!(list("--passphrase-file", "empty").contains("empty"));
    assert!(list("--passphrase-file", "nowhere").contains("nowhere"));
    assert!(list("--recovery-key-file", "wrong").contains("AGE-SECRET-KEY-1"));
    fs::write(
        world.path("mistyped"),
        format!("{}Q", String::from_utf8(world.bytes("rec")).unwrap()),
    )
    .unwrap();
    assert!(list("--recovery-key-file", "mistyped").contains("mistyped"));
    let stranger = World::new();
    fs::copy(stranger.path("rec"), world.path("stranger")).unwrap();
    assert!(list("--recovery-key-file", "stranger").contains("does not open"));
    fs::remove_file(world.path("v.age.key")).unwrap();
    assert!(list("--passphrase-file", "pw").contains("recovery"));
}

#[test]
fn a_changed_passphrase() {
    let world = World::new();
    world.add("x");
    fs::write(world.path("new"), "an entirely new one\n").unwrap();
    let change =
        ["passphrase", "change", "--passphrase-file", "pw", "--new-passphrase-file", "new"];
    done(world.bare(&change).output().unwrap());
    refused(1, &world.bare(&["list", "--passphrase-file", "pw"]).output().unwrap());
    assert!(
        done(world.bare(&["list", "--passphrase-file", "new"]).output().unwrap()).contains('x')
    );
    assert_eq!(world.names(), ["x"]);
    world.refuse(2, &["passphrase", "change"]);
}

#[test]
fn a_forgotten_passphrase_is_reset_with_the_recovery_key() {
    let world = World::new();
    world.add("x");
    let old_key = world.bytes("v.age.key");
    fs::write(world.path("new"), "an entirely new one\n").unwrap();
    world.run(&["passphrase", "reset", "--new-passphrase-file", "new"]);
    assert!(
        done(world.bare(&["list", "--passphrase-file", "new"]).output().unwrap()).contains('x')
    );
    assert_eq!(world.names(), ["x"]);
    // The old key file with the old passphrase is shut out.
    let new_key = world.bytes("v.age.key");
    fs::write(world.path("v.age.key"), old_key).unwrap();
    let error = refused(1, &world.bare(&["list", "--passphrase-file", "pw"]).output().unwrap());
    assert!(error.contains("does not open"), "{error}");
    fs::write(world.path("v.age.key"), new_key).unwrap();
    assert_eq!(world.json(&["vault", "check"])["previous_opens"], true);
    // Even where the key file is lost altogether.
    fs::remove_file(world.path("v.age.key")).unwrap();
    world.run(&["passphrase", "reset", "--passphrase-file", "pw"]);
    done(world.bare(&["list", "--passphrase-file", "pw"]).output().unwrap());
}

#[test]
fn at_a_terminal_everything_is_asked_and_secrets_stay_unseen() {
    let world = World::new();
    let add = at_a_terminal(
        &world,
        "add --root",
        &[
            ("not shown", SECRET),
            ("Service", "Our Bank"),
            ("Account", "me@example.com"),
            ("Name [Our Bank:me@example.com]", "bank"),
            ("Passphrase", PASSPHRASE),
        ],
    );
    assert!(add.contains("Added"), "{add}");
    assert!(!add.contains(SECRET) && !add.contains(PASSPHRASE), "{add}");
    let list = at_a_terminal(&world, "list --recovery-key-file rec", &[]);
    assert!(list.contains("\x1b[1;97;41mROOT\x1b[0m"), "root stands out: {list:?}");
    let code = at_a_terminal(&world, "code bank --at 1700000000 --recovery-key-file rec", &[]);
    let digits = world.run(&["code", "bank", "--at", "1700000000"]);
    let (head, tail) = digits.trim().split_at(3);
    assert!(code.contains(&format!("{head} {tail}")) && code.contains("10 s"), "{code}");
    let wrong = at_a_terminal(
        &world,
        "list",
        &[("Passphrase: ", "wrong"), ("try again.\r\nPassphrase: ", PASSPHRASE)],
    );
    assert!(wrong.contains("Our Bank"), "{wrong}");
}

#[test]
fn at_a_terminal_a_new_passphrase_is_typed_twice() {
    let world = World::empty();
    let init = at_a_terminal(
        &world,
        "init --recovery-key-out rec",
        &[
            ("New passphrase", PASSPHRASE),
            ("same again", "a slip"),
            ("New passphrase", PASSPHRASE),
            ("same again", PASSPHRASE),
        ],
    );
    assert!(init.contains("not the same") && init.contains("Recovery key written"), "{init}");
    done(world.bare(&["list", "--passphrase-file", "pw"]).output().unwrap());
}

#[test]
fn backups_are_made_checked_and_say_when_an_older_vault_is_back() {
    let world = World::new();
    world.add("x");
    let first = world.bytes("v.age");
    world.add("y");
    let check = world.json(&["vault", "check"]);
    assert_eq!((&check["backups"], &check["newest_backup"]), (&2.into(), &3.into()));
    assert!(world.run(&["vault", "check"]).contains("Backups: 2; the newest, generation 3, opens"));
    fs::write(world.path("v.age"), first).unwrap();
    let listed = world.command(&["list"]).output().unwrap();
    let words = String::from_utf8(listed.stderr.clone()).unwrap();
    assert!(words.contains("generation 2") && words.contains("older vault put back"), "{words}");
    assert!(done(listed).contains('x'));
    fs::remove_dir_all(world.path("v.age.backups")).unwrap();
    fs::write(world.path("v.age.backups"), "in the way").unwrap();
    let mut add = world.command(&["add", "--secret-stdin", "--name", "z"]);
    let told = crate::world::fed(&mut add, SECRET);
    assert!(String::from_utf8_lossy(&told.stderr).contains("has no backup"));
    done(told);
    assert_eq!(world.names(), ["x", "z"]);
}

#[test]
fn a_trusted_person_opens_the_vault_until_removed() {
    let world = World::new();
    world.add("x");
    let keygen =
        Command::new("age-keygen").args(["-o", "bob"]).current_dir(world.folder()).output();
    assert!(keygen.unwrap().status.success());
    let public =
        Command::new("age-keygen").args(["-y", "bob"]).current_dir(world.folder()).output();
    let public = String::from_utf8(public.unwrap().stdout).unwrap();
    world.run(&["vault", "add-key", "--name", "Bob", "--public-key", public.trim()]);
    let as_bob = |arguments: &[&str]| {
        let mut command = world.bare(arguments);
        command.args(["--recovery-key-file", "bob"]).output().unwrap()
    };
    assert!(done(as_bob(&["list"])).contains('x'));
    // Stock age opens it with Bob's key, and the recipe names him.
    let age =
        Command::new("age").args(["-d", "-i", "bob", "v.age"]).current_dir(world.folder()).output();
    assert!(done(age.unwrap()).contains("otpauth://"));
    assert!(String::from_utf8(world.bytes("OPEN-ME.txt")).unwrap().contains("Bob, since"));
    let again =
        world.refuse(1, &["vault", "add-key", "--name", "bob", "--recovery-key-out", "second"]);
    assert!(again.contains("already: Bob") && !world.path("second").exists(), "{again}");
    assert!(refused(1, &as_bob(&["vault", "remove-key", "Bob", "--yes"])).contains("just now"));
    assert!(world.refuse(1, &["vault", "remove-key", "Bob"]).contains("nothing was removed"));
    world.run(&["vault", "remove-key", "Bob", "--yes"]);
    assert!(refused(1, &as_bob(&["list"])).contains("does not open"));
    for key in ["recovery key", "this device, by passphrase"] {
        let mut remove =
            world.bare(&["vault", "remove-key", key, "--yes", "--passphrase-file", "pw"]);
        assert!(refused(1, &remove.output().unwrap()).contains("must stay"), "{key}");
    }
}

#[test]
fn a_second_recovery_key_works_and_proofs_are_remembered() {
    let world = World::new();
    world.run(&["vault", "add-key", "--name", "safe", "--recovery-key-out", "second"]);
    let mode = fs::metadata(world.path("second")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let key = |check: &serde_json::Value, at: usize, field: &str| check["keys"][at][field].clone();
    let check = world.json(&["vault", "check"]);
    assert!(key(&check, 1, "proved").is_u64() && key(&check, 2, "proved").is_null());
    // This world's keys are of 2023: the device's is in daily use, the first
    // recovery key has just been tried, the new one is young.
    assert_eq!([0, 1, 2].map(|at| key(&check, at, "overdue") == true), [false; 3]);
    let second = world.bare(&["vault", "check", "--recovery-key-file", "second"]).output().unwrap();
    let second = done(second);
    assert!(second.contains("safe") && second.contains("opens it, tried just now"), "{second}");
    assert!(second.contains("opened it on 20"), "{second}");
    let generation = world.json(&["vault", "check"])["generation"].clone();
    assert_eq!(world.json(&["vault", "check"])["generation"], generation, "once a day");
    // Where nothing can be written, checking still tells the truth.
    let fresh = World::new();
    fs::remove_file(fresh.path("v.age.lock")).unwrap();
    fs::create_dir(fresh.path("v.age.lock")).unwrap();
    let told = fresh.command(&["vault", "check"]).output().unwrap();
    assert!(String::from_utf8_lossy(&told.stderr).contains("not noted in the vault"));
    assert!(done(told).contains("is whole"));
}

#[test]
fn a_key_that_nobody_tried_is_asked_for_at_the_terminal() {
    let world = World::new();
    let asked = at_a_terminal(&world, "list --passphrase-file pw", &[]);
    assert!(asked.contains("\x1b[1;31mNot safe yet: "), "it stands out: {asked:?}");
    let check = world.bare(&["vault", "check", "--passphrase-file", "pw"]).output().unwrap();
    assert!(String::from_utf8_lossy(&check.stderr).contains("Not safe yet"));
    world.run(&["vault", "check"]);
    let asked = at_a_terminal(&world, "list --passphrase-file pw", &[]);
    assert!(!asked.contains("Does it still"), "{asked}");
}

#[test]
fn two_copies_that_both_changed_become_one() {
    let world = World::new();
    world.feed(&["add", "--secret-stdin", "--name", "counted", "--counter", "7"], SECRET);
    fs::copy(world.path("v.age"), world.path("laptop.age")).unwrap();
    world.add("here");
    let there = |arguments: &[&str], input: &str| {
        let mut command = world.command(arguments);
        done(crate::world::fed(command.env("SECONDKEY_VAULT", "laptop.age"), input))
    };
    there(&["add", "--secret-stdin", "--name", "there"], SECRET);
    there(&["code", "counted"], "");
    let copy = world.bytes("laptop.age");
    let merged = world.json(&["vault", "merge", "laptop.age"]);
    assert_eq!(merged["added"], serde_json::json!(["there"]));
    assert_eq!(merged["changed"], serde_json::json!(["counted"]));
    assert_eq!(world.names(), ["counted", "here", "there"]);
    assert_eq!(world.json(&["code", "counted"])["counter"], 8);
    assert_eq!(world.bytes("laptop.age"), copy);
    assert!(world.run(&["vault", "merge", "laptop.age"]).contains("nothing that this vault"));
    let stranger = World::new();
    fs::copy(stranger.path("v.age"), world.path("stranger.age")).unwrap();
    assert!(world.refuse(1, &["vault", "merge", "stranger.age"]).contains("does not open"));
    assert!(world.refuse(1, &["vault", "merge", "nowhere.age"]).contains("no vault"));
}
