//! Doors for the fuzzer to each importer by itself, past the detection and past
//! the ciphers, which no fuzzer opens. Only built with the feature `fuzzing`.

use crate::formats::{
    aegis, andotp, bitwarden, ente, freeotp, lastpass, links, onepassword, proton, raivo, stratum,
    twofas,
};
use crate::kdf::Budget;
use crate::{Format, Limits, google, keepass, write};

/// Work that a fuzzer does a thousand times a second.
const LIMITS: Limits =
    Limits { file_bytes: 1 << 20, unpacked_bytes: 1 << 16, kdf_memory_kib: 64, kdf_work: 1 };

/// Reads bytes with the importer of this number, any number being one of them.
/// What is read can be written and read again.
pub fn importer(number: u8, bytes: &[u8]) {
    let budget = &mut Budget::new(Format::Otpauth, LIMITS);
    let password = Some("password");
    let text = String::from_utf8_lossy(bytes);
    let read = match number % 19 {
        0 => google::read(&text.lines().collect::<Vec<_>>()),
        1 => Ok(links::entries(&text)),
        2 => aegis::read(bytes, password, budget),
        3 => twofas::read(bytes, password, budget),
        4 => andotp::read(bytes),
        5 => andotp::read_encrypted(bytes, "password", budget),
        6 => bitwarden::read(bytes),
        7 => bitwarden::read_encrypted(bytes, password, budget),
        8 => bitwarden::read_csv(&text),
        9 => ente::read(bytes, password, budget),
        10 => freeotp::read(bytes),
        11 => raivo::read(bytes),
        12 => stratum::read(bytes),
        13 => proton::read(bytes),
        14 => keepass::read(bytes, password, budget),
        15 => keepass::read_content(bytes),
        16 => onepassword::read(bytes),
        17 => lastpass::read(bytes),
        _ => crate::read(bytes, password, &LIMITS)
            .map(|transfer| transfer.entries.into_iter().map(Ok).collect()),
    };
    for entry in read.into_iter().flatten().flatten() {
        let uri = entry.otpauth().to_uri();
        let outgoing = write::Outgoing {
            name: "x",
            otpauth: entry.otpauth(),
            uri: &uri,
            note: None,
            groups: &[],
        };
        let list = write::otpauth(&[outgoing]);
        let again = crate::read(list.as_bytes(), None, &Limits::default());
        let again = again.map(|again| again.entries.len());
        assert_eq!(again, Ok(1), "what was read can be written and read again");
    }
}
