//! A password in memory.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Is a password as it was typed, brought into one normal form (NFC), wiped
/// when dropped, never printed.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes a typed password. Blanks count; nothing is cut off.
    pub fn new(typed: &str) -> Self {
        Self(Zeroizing::new(typed.nfc().collect()))
    }

    /// Returns the bytes that are hashed.
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_normal_form_for_what_looks_the_same() {
        assert_eq!(Password::new("Gru\u{308}n").expose(), Password::new("Gr\u{fc}n").expose());
    }

    #[test]
    fn nothing_is_trimmed_and_nothing_is_shown() {
        assert_eq!(Password::new(" a ").expose(), b" a ");
        assert!(!format!("{:?}", Password::new("hunter2")).contains("hunter2"));
    }
}
