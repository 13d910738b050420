//! FreeOTP+: JSON whose secrets are arrays of signed bytes.

use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::Outcome;
use crate::Format;
use crate::entry::{Draft, Secret};
use crate::json::{self, Number, Text};

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    tokens: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    #[serde(default)]
    algo: Text,
    #[serde(default)]
    counter: Number,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    issuer_ext: Text,
    #[serde(default)]
    issuer_int: Text,
    #[serde(default)]
    label: Text,
    #[serde(default)]
    period: Number,
    secret: Vec<i16>,
    #[serde(default, rename = "type")]
    kind: Text,
}

/// Reads a backup.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    let file: File<'_> = json::parse(Format::FreeOtpPlus, bytes)?;
    Ok(json::each(&file.tokens, |token: Token| {
        // Signed or not, the lower eight bits are the byte.
        let byte = |value: &i16| u8::try_from(value & 0xff).unwrap_or_default();
        let secret = Zeroizing::new(token.secret.iter().map(byte).collect());
        let issuer =
            if token.issuer_ext.is_empty() { &token.issuer_int } else { &token.issuer_ext };
        let steam = &*token.issuer_ext == "Steam" && !token.kind.eq_ignore_ascii_case("hotp");
        let draft = Draft {
            issuer,
            account: &token.label,
            secret: Secret::Bytes(secret),
            kind: if steam { "steam" } else { &token.kind },
            algorithm: Some(&token.algo),
            digits: token.digits.0,
            period: token.period.0,
            // What stands there is the last one that was used.
            counter: token.counter.0.map(|counter| counter.saturating_add(1)),
            note: "",
            groups: Vec::new(),
        };
        Some(draft.finish())
    }))
}
