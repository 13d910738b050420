//! Files cut at every byte, altered, absurd, of the future, or asking for hours
//! and gigabytes: each ends in a refusal, none in a panic or a wait.

use proptest::prelude::*;
use transfer::{Limits, Refusal, read};

use crate::fixtures::{CHEAP, DEAR, PACKED, PLAIN};
use crate::{file, password, text};

const SECRETS: [&str; 3] = ["JBSWY3DPEHPK3PXP", "jbswy3dp", "hunter2"];

fn refusal(bytes: &[u8], password: Option<&str>) -> Refusal {
    match read(bytes, password, &Limits::default()) {
        Err(refusal) => refusal,
        Ok(read) => panic!("{:?} was read: {} entries", read.format, read.entries.len()),
    }
}

#[test]
fn a_cut_at_any_byte_is_refused_or_gives_whole_entries() {
    for (name, _) in PLAIN.into_iter().chain(PACKED) {
        let whole = file(name);
        let expected = text(&format!("{name}.expected"));
        for at in 0..whole.len() {
            match read(&whole[..at], None, &Limits::default()) {
                Err(refusal) => {
                    let words = refusal.to_string();
                    assert!(SECRETS.iter().all(|secret| !words.contains(secret)), "{words}");
                }
                // Lists have no end of their own; what is cut may lose fields.
                Ok(read) => {
                    assert!(read.entries.len() <= expected.lines().count(), "{name} at {at}");
                }
            }
        }
    }
}

#[test]
fn an_encrypted_file_cut_at_any_byte_never_opens() {
    for (name, _) in CHEAP {
        let whole = file(name);
        let trimmed = whole.trim_ascii_end().len();
        // Every byte where the structure is, every seventh of the sealed rest.
        let end = trimmed - 100;
        for at in (0..600).chain((600..end).step_by(7)).chain(end..trimmed) {
            assert!(
                read(&whole[..at], Some(&password()), &Limits::default()).is_err(),
                "{name} {at}"
            );
        }
    }
    for (name, _) in DEAR {
        let whole = file(name);
        for at in (0..46).chain([whole.len() / 2, whole.len() - 1]) {
            assert!(
                read(&whole[..at], Some(&password()), &Limits::default()).is_err(),
                "{name} {at}"
            );
        }
    }
}

#[test]
fn every_altered_byte_of_a_keepass_database_is_noticed() {
    let whole = file("pykeepass.kdbx");
    // In the header without a password: its checksum is enough.
    for at in 0..250 {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        assert!(read(&altered, None, &Limits::default()).is_err(), "at {at}");
    }
}

#[test]
fn later_versions_are_told_apart_from_damage() {
    for (name, from, to, found) in [
        ("aegis.json", "\"version\": 1,\n", "\"version\": 2,\n", 2),
        ("aegis.json", "\"version\": 3", "\"version\": 4", 4),
        ("2fas.2fas", "\"schemaVersion\": 4", "\"schemaVersion\": 5", 5),
        ("ente-encrypted.txt", "\"version\": 1", "\"version\": 2", 2),
        ("proton.json", "\"version\": 1", "\"version\": 9", 9),
        ("proton-encrypted.json", "\"version\": 1", "\"version\": 9", 9),
        ("lastpass.json", "\"version\": 3", "\"version\": 4", 4),
    ] {
        let changed = text(name).replacen(from, to, 1);
        assert_ne!(changed, text(name), "{name} has {from}");
        let refusal = refusal(changed.as_bytes(), Some(&password()));
        assert!(matches!(refusal, Refusal::Future { found: it, .. } if it == found), "{refusal}");
    }
    let mut kdbx = file("keepassxc.kdbx");
    kdbx[10] = 5;
    assert!(matches!(refusal(&kdbx, None), Refusal::Future { found: 5, .. }));
    kdbx[10] = 2;
    assert!(refusal(&kdbx, None).to_string().contains("older than KDBX 3"));
    kdbx[4] = 0x65;
    assert!(refusal(&kdbx, None).to_string().contains("KeePass 1"));
}

#[test]
fn bombs_in_key_derivations_are_refused_at_once() {
    for (name, from, to) in [
        ("aegis-encrypted.json", "\"n\": 64", "\"n\": 1073741824"),
        ("aegis-encrypted.json", "\"r\": 8", "\"r\": 4294967295"),
        ("aegis-encrypted.json", "\"p\": 1", "\"p\": 4294967295"),
        ("aegis-encrypted.json", "\"n\": 64", "\"n\": 63"),
        ("ente-encrypted.txt", "\"memLimit\": 16384", "\"memLimit\": 18446744073709551615"),
        ("ente-encrypted.txt", "\"opsLimit\": 1", "\"opsLimit\": 4000000000"),
        ("ente-encrypted.txt", "\"opsLimit\": 1", "\"opsLimit\": 0"),
        ("bitwarden-encrypted.json", "\"kdfIterations\": 2000", "\"kdfIterations\": 4000000000"),
        ("bitwarden-encrypted.json", "\"kdfIterations\": 2000", "\"kdfIterations\": 0"),
        ("bitwarden-argon2.json", "\"kdfMemory\": 1", "\"kdfMemory\": 1000000"),
        ("bitwarden-argon2.json", "\"kdfParallelism\": 2", "\"kdfParallelism\": 4000000000"),
    ] {
        let bomb = text(name).replace(from, to);
        assert_ne!(bomb, text(name), "{name} has {from}");
        let refusal = refusal(bomb.as_bytes(), Some(&password()));
        assert!(
            matches!(refusal, Refusal::Costly { .. } | Refusal::Damaged { .. }),
            "{to}: {refusal}"
        );
    }
    let bomb = refusal(&file("keepass-bomb.kdbx"), Some(&password()));
    assert!(matches!(bomb, Refusal::Costly { .. }), "{bomb}");
    let mut andotp = file("andotp-encrypted.json.aes");
    andotp[..4].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(refusal(&andotp, Some(&password())), Refusal::Unknown);
}

#[test]
fn many_password_slots_cost_no_more_than_the_budget() {
    let whole = text("aegis-encrypted.json");
    let slots = whole.split("\"slots\": [").nth(1).unwrap().split("\n        ],").next().unwrap();
    let many = whole.replacen(slots, &vec![slots; 20_000].join(","), 1);
    let limits = Limits { kdf_work: 500, ..Limits::default() };
    let refusal = read(many.as_bytes(), Some("wrong"), &limits).unwrap_err();
    assert!(matches!(refusal, Refusal::Costly { .. }), "{refusal}");
}

#[test]
fn what_unpacks_to_more_than_the_limit_is_refused() {
    let limits = Limits { unpacked_bytes: 200, ..Limits::default() };
    for name in ["1password.1pux", "keepassxc.kdbx", "raivo-otp-export.zip"] {
        let refusal = read(&file(name), Some(&password()), &limits).unwrap_err();
        assert!(matches!(refusal, Refusal::Costly { .. }), "{name}: {refusal}");
    }
    let limits = Limits { file_bytes: 100, ..Limits::default() };
    let refusal = read(&file("aegis.json"), None, &limits).unwrap_err();
    assert_eq!(refusal, Refusal::TooLarge { limit: 100 });
}

#[test]
fn absurd_fields_cost_one_entry_and_not_the_file() {
    let whole = text("aegis.json");
    for (from, to) in [
        ("\"digits\": 8", "\"digits\": 99999999999999999999"),
        ("\"digits\": 8", "\"digits\": -1"),
        ("\"digits\": 8", "\"digits\": 6.5"),
        ("\"digits\": 8", "\"digits\": [[[[]]]]"),
        ("\"period\": 60", "\"period\": 0"),
        ("\"period\": 60", "\"period\": 86401"),
        ("\"counter\": 7", "\"counter\": -7"),
        ("\"algo\": \"SHA256\"", "\"algo\": \"MD5\""),
    ] {
        let absurd = whole.replacen(from, to, 1);
        assert_ne!(absurd, whole, "it has {from}");
        let read = read(absurd.as_bytes(), None, &Limits::default()).unwrap();
        assert_eq!((read.entries.len(), read.skipped.len()), (5, 2), "{to}");
    }
}

#[test]
fn what_is_account_bound_or_foreign_is_said() {
    let bound = text("bitwarden-encrypted.json").replace("\"passwordProtected\": true,", "");
    let refusal = self::refusal(bound.as_bytes(), Some(&password()));
    assert!(refusal.to_string().contains("account"), "{refusal}");
    let bio = text("aegis-encrypted.json").replace("\"type\": 1", "\"type\": 2");
    let refusal = self::refusal(bio.as_bytes(), Some(&password()));
    assert!(refusal.to_string().contains("export it with a password"), "{refusal}");
    for foreign in [
        &b""[..],
        b"hello",
        b"{}",
        b"[1]",
        b"{\"a\":1}",
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.4",
        b"age-encryption.org/v1\n",
        b"https://example.com/",
        b"\xff\xfe\x00\x00",
        b"a,b,c\n1,2,3\n",
    ] {
        assert_eq!(self::refusal(foreign, None), Refusal::Unknown, "{foreign:?}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(self::refusal(deep.as_bytes(), None), Refusal::Unknown);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn altered_files_never_panic(which in 0..PLAIN.len() + PACKED.len(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let names: Vec<_> = PLAIN.into_iter().chain(PACKED).collect();
        let mut bytes = file(names[which].0);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&bytes, None, &Limits::default());
    }

    #[test]
    fn altered_encrypted_files_never_panic(which in 0..CHEAP.len(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = file(CHEAP[which].0);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let limits = Limits { kdf_work: 2_000, ..Limits::default() };
        let _ = read(&bytes, Some(&password()), &limits);
    }
}
