//! Challenges: what makes an answer fit one question only.

use data_encoding::BASE64URL_NOPAD;

/// Is 256 random bits that the answer must contain (WebAuthn Level 3, section
/// 13.4.3 asks for 128 at least). Made and kept by the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge([u8; 32]);

impl Challenge {
    /// Takes random bytes.
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the text that stands for it in options and answers.
    pub(crate) fn to_text(self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}
