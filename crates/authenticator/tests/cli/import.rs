//! Taking over what other authenticators wrote: preview, conflicts, passwords,
//! parts of transfers in pictures, thousands of entries.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::world::{AWS_ROOT, World, done, refused};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../transfer/tests/fixtures").join(name)
}

fn import(world: &World, name: &str, options: &[&str]) -> Value {
    let file = fixture(name);
    let password = fixture("PASSWORD");
    let base = ["import", file.to_str().unwrap(), "--password-file", password.to_str().unwrap()];
    world.json(&[&base, options].concat())
}

fn count(outcome: &Value, what: &str) -> usize {
    outcome[what].as_array().unwrap().len()
}

#[test]
fn every_kind_of_file_comes_in_and_shows_its_codes() {
    for (file, format, entries) in [
        ("google.txt", "google-migration", 4),
        ("otpauth.txt", "otpauth", 6),
        ("ente-encrypted.txt", "ente-encrypted", 6),
        ("aegis.json", "aegis", 6),
        ("aegis-encrypted.json", "aegis-encrypted", 6),
        ("2fas-encrypted.2fas", "2fas-encrypted", 6),
        ("andotp-encrypted.json.aes", "andotp-encrypted", 6),
        ("bitwarden.csv", "bitwarden-csv", 5),
        ("bitwarden-encrypted.json", "bitwarden-encrypted", 5),
        ("freeotp-plus.json", "freeotp-plus", 6),
        ("raivo-otp-export.zip", "raivo", 5),
        ("stratum.authpro", "stratum-encrypted", 6),
        ("proton-encrypted.json", "proton-encrypted", 5),
        ("keepassxc.kdbx", "keepass", 4),
        ("1password.1pux", "1password", 2),
        ("lastpass.json", "lastpass", 4),
    ] {
        let world = World::new();
        let outcome = import(&world, file, &["--yes"]);
        assert_eq!(outcome["format"], format);
        assert_eq!(
            (count(&outcome, "added"), count(&outcome, "conflicts")),
            (entries, 0),
            "{file}"
        );
        assert_eq!(world.names().len(), entries, "{file}");
        let bank = world.run(&["code", "bank", "--at", "1700000000"]);
        assert_eq!(bank, "324550\n", "{file}");
        let again = import(&world, file, &["--yes"]);
        // A file may hold the same codes twice.
        let equal = entries + count(&outcome, "equal");
        assert_eq!((count(&again, "added"), count(&again, "equal")), (0, equal), "{file}");
        assert_eq!(world.names().len(), entries, "{file}");
    }
}

#[test]
fn nothing_is_written_before_it_was_shown_and_agreed_to() {
    let world = World::new();
    let before = world.bytes("v.age");
    let outcome = import(&world, "aegis.json", &[]);
    assert_eq!((&outcome["imported"], count(&outcome, "added")), (&false.into(), 6));
    assert_eq!(outcome["skipped"][0]["name"], "Yandex:y");
    assert!(outcome["skipped"][0]["reason"].as_str().unwrap().contains("yandex"));
    let file = fixture("aegis.json");
    let asked = world.command(&["import", file.to_str().unwrap()]).output().unwrap();
    assert_eq!(asked.status.code(), Some(1));
    let shown = String::from_utf8(asked.stdout).unwrap();
    assert!(shown.contains("6 new, 0 equal, 0 in conflict, 1 skipped"), "{shown}");
    assert!(!shown.contains("JBSWY3DP"), "{shown}");
    assert_eq!(world.bytes("v.age"), before);
}

#[test]
fn what_contradicts_the_vault_is_never_replaced() {
    let world = World::new();
    world.feed(
        &["add", "--uri-stdin", "--name", "mine"],
        "otpauth://totp/Bank:alice?secret=GEZDGNBV&issuer=Bank",
    );
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    let outcome = import(&world, "aegis.json", &["--yes"]);
    assert_eq!((count(&outcome, "added"), count(&outcome, "equal")), (4, 1));
    let conflict = &outcome["conflicts"][0];
    assert_eq!(conflict["name"], "Bank:alice");
    assert!(conflict["reason"].as_str().unwrap().contains("mine has the same label"));
    assert_eq!(world.names().len(), 6);
    let both = import(&world, "aegis.json", &["--yes", "--keep-both"]);
    assert_eq!((count(&both, "added"), count(&both, "equal")), (1, 5));
    assert_eq!(world.run(&["code", "Bank:alice", "--at", "1700000000"]), "324550\n");
    let third = "otpauth://totp/Bank:alice?secret=MFRGGZDF&issuer=Bank\n";
    fs::write(world.path("list"), third).unwrap();
    let outcome = world.json(&["import", "list", "--yes", "--keep-both"]);
    assert_eq!(outcome["added"][0]["name"], "Bank:alice 2");
}

#[test]
fn passwords_that_are_missing_or_wrong_change_nothing() {
    let world = World::new();
    let file = fixture("aegis-encrypted.json");
    let file = file.to_str().unwrap();
    let error = world.refuse(1, &["import", file, "--yes"]);
    assert!(
        error.contains("an encrypted Aegis file") && error.contains("--password-file"),
        "{error}"
    );
    let error = world.refuse(1, &["import", file, "--password-file", "pw", "--yes"]);
    assert!(error.contains("does not open it"), "{error}");
    for (bytes, word) in
        [(&b"hello"[..], "no file of an authenticator"), (b"\x89PNG\r\n\x1a\n....", "damaged")]
    {
        fs::write(world.path("x"), bytes).unwrap();
        assert!(world.refuse(1, &["import", "x", "--yes"]).contains(word), "{word}");
    }
    assert!(world.refuse(1, &["import", ".", "--yes"]).contains("not a regular file"));
    fs::File::create(world.path("giant")).unwrap().set_len(1 << 40).unwrap();
    assert!(world.refuse(1, &["import", "giant", "--yes"]).contains("larger than"));
    assert!(world.names().is_empty());
}

#[test]
fn the_parts_of_a_transfer_come_from_several_pictures() {
    let world = World::new();
    let text = fs::read_to_string(fixture("google.txt")).unwrap();
    for (index, link) in text.lines().enumerate() {
        let drawing = vault::qr::Drawing::new(link).unwrap();
        fs::write(world.path(&format!("{index}.png")), &*drawing.to_png(4).unwrap()).unwrap();
    }
    let partial = world.json(&["import", "0.png"]);
    assert_eq!(partial["skipped"][1]["name"], "part 1 of 2");
    let outcome = world.json(&["import", "0.png", "1.png", "--yes"]);
    assert_eq!((count(&outcome, "added"), count(&outcome, "skipped")), (4, 1));
    let file = fixture("keepassxc.kdbx");
    let mixed = world.command(&["import", "0.png", file.to_str().unwrap()]).output().unwrap();
    assert!(refused(2, &mixed).contains("by itself"));
}

#[test]
fn ten_thousand_entries_come_in_at_once() {
    let world = World::new();
    let mut list = String::new();
    for n in 0..10_000_u32 {
        let secret = secret(n);
        list += &format!("otpauth://totp/Service{n}:user?secret={secret}&issuer=Service{n}\n");
    }
    fs::write(world.path("list"), list).unwrap();
    let outcome = world.json(&["import", "list", "--yes"]);
    assert_eq!(count(&outcome, "added"), 10_000);
    done(world.command(&["code", "Service9999:user"]).output().unwrap());
}

/// A secret of its own for each number, in base32.
fn secret(number: u32) -> String {
    let digit = |shift: u32| {
        char::from(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[usize::try_from(number >> shift & 31).unwrap()],
        )
    };
    format!("{}{}{}{}GEZDGNBVGY3TQOJQ", digit(15), digit(10), digit(5), digit(0))
}
