//! What is written is read back the same, whatever the entries are; what a
//! format cannot hold is named and not changed.

use otp::{Algorithm, Digits, Kind, Otpauth, Period, Seed};
use proptest::prelude::*;
use transfer::write::{self, Outgoing, Randomness};
use transfer::{Format, Limits, Transfer, read};

use crate::password;

/// An entry with everything that a vault may know of it.
#[derive(Clone, Debug)]
struct Kept {
    otpauth: Otpauth,
    uri: String,
    note: String,
    groups: Vec<String>,
}

fn any_entry() -> impl Strategy<Value = Kept> {
    let label = "[^\\s\\p{C}]([^\\p{C}]{0,14}[^\\s\\p{C}])?";
    let kind = prop_oneof![
        (1_u32..=86_400).prop_map(|seconds| Kind::Totp(Period::new(seconds).unwrap())),
        Just(Kind::Totp(Period::THIRTY)),
        (0..=u64::try_from(i64::MAX).unwrap()).prop_map(Kind::Hotp),
    ];
    let shape = prop_oneof![
        Just(Digits::SIX),
        Just(Digits::new(7).unwrap()),
        Just(Digits::EIGHT),
        Just(Digits::STEAM),
    ];
    let algorithm =
        prop_oneof![Just(Algorithm::Sha1), Just(Algorithm::Sha256), Just(Algorithm::Sha512)];
    let seed = proptest::collection::vec(any::<u8>(), 1..80);
    let more = ("[a-z0-9\\n]{0,20}", proptest::collection::vec("[a-z]{1,8}", 0..3));
    (kind, shape, algorithm, seed, proptest::option::of(label), label, more).prop_map(
        |(kind, digits, algorithm, seed, issuer, account, (note, mut groups))| {
            let digits = if matches!(kind, Kind::Hotp(_)) && digits.is_steam() {
                Digits::SIX
            } else {
                digits
            };
            let (kind, algorithm) = if digits.is_steam() {
                (Kind::Totp(Period::THIRTY), Algorithm::Sha1)
            } else {
                (kind, algorithm)
            };
            let squeeze = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let seed = Seed::from_bytes(seed).unwrap();
            let issuer = issuer.map(squeeze);
            let account = squeeze(account);
            let otpauth = Otpauth { kind, issuer, account, seed, algorithm, digits };
            let uri = otpauth.to_uri().to_string();
            groups.dedup();
            Kept { otpauth, uri, note: note.trim().to_owned(), groups }
        },
    )
}

fn outgoing(entries: &[Kept]) -> Vec<Outgoing<'_>> {
    entries
        .iter()
        .map(|one| Outgoing {
            name: "name",
            otpauth: &one.otpauth,
            uri: &one.uri,
            note: Some(one.note.as_str()).filter(|note| !note.is_empty()),
            groups: &one.groups,
        })
        .collect()
}

fn same(read: &Otpauth, written: &Otpauth) -> bool {
    read.kind == written.kind
        && read.issuer == written.issuer
        && read.account == written.account
        && read.seed.same(&written.seed)
        && read.algorithm == written.algorithm
        && read.digits == written.digits
}

fn check(read: &Transfer, written: &[&Kept]) -> Result<(), TestCaseError> {
    prop_assert_eq!(&read.skipped, &[]);
    prop_assert_eq!(read.entries.len(), written.len());
    for (read, written) in read.entries.iter().zip(written) {
        prop_assert!(same(read.otpauth(), &written.otpauth), "{:?} {:?}", read.otpauth(), written);
    }
    Ok(())
}

fn randomness() -> Randomness {
    Randomness { master_key: [3; 32], salt: [4; 32], nonces: [[5; 12], [6; 12]], ids: [7; 16] }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lists_of_uris(entries in proptest::collection::vec(any_entry(), 1..12)) {
        let text = write::otpauth(&outgoing(&entries));
        let read = read(text.as_bytes(), None, &Limits::default()).unwrap();
        prop_assert_eq!(read.format, Format::Otpauth);
        check(&read, &entries.iter().collect::<Vec<_>>())?;
    }

    #[test]
    fn transfer_codes(entries in proptest::collection::vec(any_entry(), 1..25), batch in any::<i32>()) {
        let (links, left_out) = write::google_migration(&outgoing(&entries), 10, batch);
        let fits = |one: &&Kept| {
            let thirty = !matches!(one.otpauth.kind, Kind::Totp(period) if period != Period::THIRTY);
            thirty && [Digits::SIX, Digits::EIGHT].contains(&one.otpauth.digits)
        };
        // The format has no way to tell an issuer in the name from a colon in it.
        let plain: Vec<&Kept> = entries.iter().filter(fits).collect();
        prop_assert_eq!(left_out.len(), entries.len() - plain.len());
        if plain.is_empty() {
            return Ok(());
        }
        let text: Vec<&str> = links.iter().map(|link| link.as_str()).collect();
        let read = read(text.join("\n").as_bytes(), None, &Limits::default()).unwrap();
        prop_assert_eq!(read.format, Format::GoogleMigration);
        prop_assert_eq!(read.entries.len(), plain.len());
        for (read, written) in read.entries.iter().zip(&plain) {
            prop_assert!(read.otpauth().seed.same(&written.otpauth.seed));
            prop_assert_eq!(read.otpauth().kind, written.otpauth.kind);
            if written.otpauth.issuer.is_some() || !written.otpauth.account.contains(':') {
                prop_assert!(same(read.otpauth(), &written.otpauth), "{:?} {:?}", read, written);
            }
        }
    }

    #[test]
    fn aegis_files(entries in proptest::collection::vec(any_entry(), 0..12)) {
        let file = write::aegis(&outgoing(&entries), &randomness());
        let read = read(&file, None, &Limits::default()).unwrap();
        prop_assert_eq!(read.format, Format::Aegis);
        check(&read, &entries.iter().collect::<Vec<_>>())?;
        for (read, written) in read.entries.iter().zip(&entries) {
            prop_assert_eq!(read.expose_note().unwrap_or_default(), &written.note);
            prop_assert_eq!(read.groups(), &written.groups[..]);
        }
    }
}

#[test]
fn encrypted_aegis_files_open_with_their_password_only() {
    let uri = "otpauth://totp/Bank:me?secret=MZXW6YTB&issuer=Bank".to_owned();
    let otpauth = Otpauth::parse(&uri).unwrap();
    let entry = Kept { otpauth, uri, note: "n".to_owned(), groups: vec!["g".to_owned()] };
    let file = write::aegis_encrypted(&outgoing(&[entry]), &password(), &randomness()).unwrap();
    assert!(!String::from_utf8_lossy(&file).contains("MZXW6YTB"));
    let opened = read(&file, Some(&password()), &Limits::default()).unwrap();
    assert_eq!(opened.format, Format::AegisEncrypted);
    assert_eq!(opened.entries[0].title(), "Bank:me");
    assert!(read(&file, Some("wrong"), &Limits::default()).is_err());
}
