//! Client data: what the browser itself says of the page that asked (WebAuthn
//! Level 3, section 5.8.1). The authenticator signs its hash.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::challenge::Challenge;
use crate::{Fault, RelyingParty};

/// Is which question an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Create,
    Get,
}

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

/// No field may stand twice: two readers could take different ones.
#[derive(Deserialize)]
pub(crate) struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: Option<bool>,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<IgnoredAny>,
}

impl ClientData {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Fault> {
        serde_json::from_slice(bytes).map_err(|_| Fault::Malformed("the client data"))
    }

    /// Reads the challenge.
    pub(crate) fn challenge(&self) -> Result<Challenge, Fault> {
        Challenge::from_text(&self.challenge).ok_or(Fault::WrongChallenge)
    }

    /// Checks that the answer was made for this question, on a page of ours that stood
    /// in no frame (sections 7.1 and 7.2, steps on `C`).
    pub(crate) fn check(
        &self,
        kind: Kind,
        party: &RelyingParty,
        challenge: &Challenge,
    ) -> Result<(), Fault> {
        if self.kind != kind.text() {
            return Err(Fault::WrongType);
        }
        if self.challenge != challenge.to_text() {
            return Err(Fault::WrongChallenge);
        }
        if self.origin != party.origin() {
            return Err(Fault::WrongOrigin);
        }
        if self.cross_origin == Some(true) || self.top_origin.is_some() {
            return Err(Fault::CrossOrigin);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str) -> Result<(), Fault> {
        let party = RelyingParty::of("https://id.example.com", "Secondkey").unwrap();
        ClientData::read(text.as_bytes())?.check(Kind::Get, &party, &Challenge::new([0; 32]))
    }

    fn data(kind: &str, origin: &str, more: &str) -> String {
        let challenge = Challenge::new([0; 32]).to_text();
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{more}}}"#)
    }

    const OURS: &str = "https://id.example.com";

    #[test]
    fn accepts_what_browsers_send() {
        assert_eq!(judge(&data("webauthn.get", OURS, "")), Ok(()));
        let usual = r#","crossOrigin":false,"other_keys_can_be_added_here":"do not compare""#;
        assert_eq!(judge(&data("webauthn.get", OURS, usual)), Ok(()));
    }

    #[test]
    fn another_question_is_refused() {
        for kind in ["webauthn.create", "payment.get", "WEBAUTHN.GET", ""] {
            assert_eq!(judge(&data(kind, OURS, "")), Err(Fault::WrongType), "{kind}");
        }
    }

    #[test]
    fn the_origin_must_be_ours_to_the_letter() {
        for origin in [
            "http://id.example.com",
            "https://id.example.com:8443",
            "https://id.example.com:443",
            "https://id.example.com/",
            "https://ID.example.com",
            "https://evil.id.example.com",
            "https://example.com",
            "https://id.example.com.evil.example",
            "https://id.example.com@evil.example",
            "null",
            "",
        ] {
            let refused = judge(&data("webauthn.get", origin, ""));
            assert_eq!(refused, Err(Fault::WrongOrigin), "{origin}");
        }
    }

    #[test]
    fn frames_of_other_sites_are_refused() {
        for more in [
            r#","crossOrigin":true"#,
            r#","topOrigin":"https://evil.example""#,
            r#","crossOrigin":false,"topOrigin":"https://evil.example""#,
        ] {
            assert_eq!(judge(&data("webauthn.get", OURS, more)), Err(Fault::CrossOrigin), "{more}");
        }
    }

    #[test]
    fn no_field_stands_twice_and_none_has_another_type() {
        for more in [
            r#","origin":"https://evil.example""#,
            r#","type":"webauthn.create""#,
            r#","crossOrigin":"false""#,
            r#","challenge":"""#,
        ] {
            let refused = judge(&data("webauthn.get", OURS, more));
            assert_eq!(refused, Err(Fault::Malformed("the client data")), "{more}");
        }
        for text in ["", "null", "[]", "{", "{}", "\u{feff}{}"] {
            assert!(matches!(judge(text), Err(Fault::Malformed(_))), "{text}");
        }
    }
}
