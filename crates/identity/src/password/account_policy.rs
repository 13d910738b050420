//! What an account demands of its users' passwords, beyond what is always
//! demanded (operation UpdateAccountPasswordPolicy). Root is exempt from it.

use std::time::Duration;

use crate::Timestamp;

use super::Password;

/// Is an account's password policy. The default is what an update without
/// parameters sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the operation has as many switches")]
pub struct AccountPasswordPolicy {
    /// The least number of characters: 6 to 128.
    pub minimum_length: u16,
    /// Whether a symbol is needed.
    pub require_symbols: bool,
    /// Whether a digit is needed.
    pub require_numbers: bool,
    /// Whether a capital letter is needed.
    pub require_uppercase: bool,
    /// Whether a small letter is needed.
    pub require_lowercase: bool,
    /// Whether every user may change the own password.
    pub allow_change: bool,
    /// Days after which a password must be replaced: 1 to 1095; `None` never.
    pub max_age_days: Option<u16>,
    /// How many earlier passwords may not be used again: 1 to 24.
    pub reuse_prevention: Option<u8>,
    /// Whether a user whose password has expired must ask an administrator.
    pub hard_expiry: bool,
}

/// The characters that count as symbols.
const SYMBOLS: &str = "!@#$%^&*()_+-=[]{}|'";

impl Default for AccountPasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: 6,
            require_symbols: false,
            require_numbers: false,
            require_uppercase: false,
            require_lowercase: false,
            allow_change: false,
            max_age_days: None,
            reuse_prevention: None,
            hard_expiry: false,
        }
    }
}

impl AccountPasswordPolicy {
    /// Says whether the numbers are within their bounds.
    pub fn is_sound(&self) -> bool {
        (6..=128).contains(&self.minimum_length)
            && self.max_age_days.is_none_or(|days| (1..=1095).contains(&days))
            && self.reuse_prevention.is_none_or(|count| (1..=24).contains(&count))
    }

    /// Says whether a password has the length and the kinds of characters.
    pub fn permits(&self, password: &Password) -> bool {
        let text = password.text();
        let has = |wanted: bool, is: fn(char) -> bool| !wanted || text.chars().any(is);
        text.chars().count() >= usize::from(self.minimum_length)
            && has(self.require_symbols, |c| SYMBOLS.contains(c))
            && has(self.require_numbers, |c| c.is_ascii_digit())
            && has(self.require_uppercase, |c| c.is_ascii_uppercase())
            && has(self.require_lowercase, |c| c.is_ascii_lowercase())
    }

    /// Returns when a password that was set then has to be replaced.
    pub fn expires(&self, set_at: Timestamp) -> Option<Timestamp> {
        let days = self.max_age_days?;
        Some(set_at.plus(Duration::from_hours(24 * u64::from(days))))
    }

    /// Says whether a password that was set then is too old.
    pub fn is_expired(&self, set_at: Timestamp, now: Timestamp) -> bool {
        self.expires(set_at).is_some_and(|at| at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(policy: &AccountPasswordPolicy, text: &str) -> bool {
        policy.permits(&Password::new(text))
    }

    #[test]
    fn each_demand_counts_by_itself() {
        let plain = AccountPasswordPolicy::default();
        assert!(permits(&plain, "abcdef") && !permits(&plain, "abcde"));
        let symbols = AccountPasswordPolicy { require_symbols: true, ..plain };
        assert!(permits(&symbols, "abcdef'") && !permits(&symbols, "abcdef\""));
        let numbers = AccountPasswordPolicy { require_numbers: true, ..plain };
        assert!(permits(&numbers, "abcdef1") && !permits(&numbers, "abcdefg"));
        let upper = AccountPasswordPolicy { require_uppercase: true, ..plain };
        assert!(permits(&upper, "abcdefG") && !permits(&upper, "abcdefgÄ"));
        let lower = AccountPasswordPolicy { require_lowercase: true, ..plain };
        assert!(permits(&lower, "ABCDEf") && !permits(&lower, "ABCDEF"));
    }

    #[test]
    fn bounds_are_those_of_the_model() {
        let sound = AccountPasswordPolicy::default();
        assert!(sound.is_sound());
        for broken in [
            AccountPasswordPolicy { minimum_length: 5, ..sound },
            AccountPasswordPolicy { minimum_length: 129, ..sound },
            AccountPasswordPolicy { max_age_days: Some(0), ..sound },
            AccountPasswordPolicy { max_age_days: Some(1096), ..sound },
            AccountPasswordPolicy { reuse_prevention: Some(25), ..sound },
        ] {
            assert!(!broken.is_sound(), "{broken:?}");
        }
    }

    #[test]
    fn a_password_is_too_old_when_its_days_are_over() {
        let policy = AccountPasswordPolicy { max_age_days: Some(1), ..Default::default() };
        let set_at = Timestamp::from_unix_seconds(1_700_000_000);
        let later = |seconds| set_at.plus(Duration::from_secs(seconds));
        assert!(!policy.is_expired(set_at, later(86_399)));
        assert!(policy.is_expired(set_at, later(86_400)));
        assert!(!AccountPasswordPolicy::default().is_expired(set_at, later(1 << 40)));
    }
}
