//! Every fixture gives the entries, kinds, groups, notes and codes that its
//! maker computed, and names what is left out.

use otp::{Kind, hotp};
use transfer::{Entry, Format, Limits, Refusal, Transfer, detect, read};

use crate::{file, password, text};

const NOW: u64 = 1_700_000_000;

pub(crate) const PLAIN: [(&str, Format); 13] = [
    ("google.txt", Format::GoogleMigration),
    ("google-part.txt", Format::GoogleMigration),
    ("otpauth.txt", Format::Otpauth),
    ("ente.txt", Format::Otpauth),
    ("aegis.json", Format::Aegis),
    ("2fas.2fas", Format::TwoFas),
    ("andotp.json", Format::AndOtp),
    ("bitwarden.json", Format::Bitwarden),
    ("bitwarden.csv", Format::BitwardenCsv),
    ("freeotp-plus.json", Format::FreeOtpPlus),
    ("stratum.json", Format::Stratum),
    ("proton.json", Format::Proton),
    ("lastpass.json", Format::LastPass),
];

pub(crate) const PACKED: [(&str, Format); 1] = [("1password.1pux", Format::OnePassword)];

/// Those that a password opens at little cost.
pub(crate) const CHEAP: [(&str, Format); 7] = [
    ("ente-encrypted.txt", Format::EnteEncrypted),
    ("aegis-encrypted.json", Format::AegisEncrypted),
    ("andotp-encrypted.json.aes", Format::AndOtpEncrypted),
    ("bitwarden-encrypted.json", Format::BitwardenEncrypted),
    ("bitwarden-argon2.json", Format::BitwardenEncrypted),
    ("raivo-otp-export.zip", Format::Raivo),
    ("2fas-encrypted.2fas", Format::TwoFasEncrypted),
];

/// Those whose cost stands in the application, not in the file.
pub(crate) const DEAR: [(&str, Format); 5] = [
    ("stratum.authpro", Format::StratumEncrypted),
    ("stratum-old.authpro", Format::StratumEncrypted),
    ("proton-encrypted.json", Format::ProtonEncrypted),
    ("keepassxc.kdbx", Format::KeePass),
    ("pykeepass.kdbx", Format::KeePass),
];

pub(crate) fn line(entry: &Entry) -> String {
    let otpauth = entry.otpauth();
    let (kind, step) = match otpauth.kind {
        Kind::Totp(period) if otpauth.digits.is_steam() => ("steam", period.step_at(NOW)),
        Kind::Totp(period) => ("totp", period.step_at(NOW)),
        Kind::Hotp(counter) => ("hotp", counter),
    };
    let code = hotp(&otpauth.seed, step, otpauth.digits, otpauth.algorithm).expose();
    let note = entry.expose_note().unwrap_or_default();
    format!("{}\t{kind}\t{}\t{note}\t{code}", entry.title(), entry.groups().join(","))
}

fn lines(read: &Transfer) -> Vec<String> {
    let skipped = read.skipped.iter().map(|skipped| {
        assert!(!skipped.reason.is_empty());
        format!("- {}", skipped.name)
    });
    read.entries.iter().map(line).chain(skipped).collect()
}

fn is_as_expected(name: &str, format: Format, password: Option<&str>) {
    let bytes = file(name);
    let read = read(&bytes, password, &Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(read.format, format, "{name}");
    let expected = text(&format!("{name}.expected"));
    assert_eq!(lines(&read), expected.lines().collect::<Vec<_>>(), "{name}");
}

#[test]
fn plain_files() {
    for (name, format) in PLAIN.into_iter().chain(PACKED) {
        assert_eq!(detect(&file(name)).unwrap(), format, "{name}");
        is_as_expected(name, format, None);
    }
}

#[test]
fn encrypted_files() {
    for (name, format) in CHEAP.into_iter().chain(DEAR) {
        assert_eq!(detect(&file(name)).unwrap(), format, "{name}");
        is_as_expected(name, format, Some(&password()));
    }
    // Nothing marks the old form of andOTP: it is recognised by being opened.
    is_as_expected("andotp-old.json.aes", Format::AndOtpEncrypted, Some(&password()));
}

#[test]
fn encrypted_files_ask_for_the_password_and_refuse_another() {
    for (name, format) in CHEAP.into_iter().chain(DEAR) {
        let bytes = file(name);
        let without = read(&bytes, None, &Limits::default()).unwrap_err();
        assert_eq!(without, Refusal::PasswordNeeded(format), "{name}");
        let wrong = read(&bytes, Some("wrong"), &Limits::default()).unwrap_err();
        assert_eq!(wrong, Refusal::WrongPassword(format), "{name}");
    }
    let old = read(&file("andotp-old.json.aes"), Some("wrong"), &Limits::default());
    assert_eq!(old.unwrap_err(), Refusal::Unknown);
}

#[test]
fn a_mark_of_utf_8_and_blanks_before_it_change_nothing() {
    for (name, format) in PLAIN {
        let marked = [b"\xef\xbb\xbf\n ", file(name).as_slice()].concat();
        assert_eq!(detect(&marked).unwrap(), format, "{name}");
    }
}

#[test]
fn uris_are_given_back_as_they_were_written() {
    let read = read(&file("ente.txt"), None, &Limits::default()).unwrap();
    let first = text("ente.txt").split(",otpauth://").next().unwrap().to_owned();
    assert_eq!(read.entries[0].expose_uri().as_str(), first);
}
