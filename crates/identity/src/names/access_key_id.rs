//! The id of an access key. It says which account it belongs to, so that no
//! look-up is needed to find the account's part of the store.

use super::AccountId;

/// Is how long the credentials of an access key last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Until it is deleted: `AKIA`.
    LongTerm,
    /// For a session: `ASIA`.
    Temporary,
}

/// Is `AKIA` or `ASIA` and 16 characters of `A-Z2-7`: 40 bits of the account's
/// number, then 40 random bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccessKeyId(String);

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HALF: u32 = 40;

impl KeyKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::LongTerm => "AKIA",
            Self::Temporary => "ASIA",
        }
    }
}

impl AccessKeyId {
    /// Makes an id from random bytes.
    pub fn from_random(kind: KeyKind, account: AccountId, random: [u8; 5]) -> Self {
        let tail = random.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        let bits = u128::from(account.as_number()) << HALF | tail;
        let letters = (0..16_u32).rev().map(|place| {
            let value = usize::try_from(bits >> (place * 5) & 31).unwrap_or_default();
            LETTERS.get(value).copied().map_or('A', char::from)
        });
        Self(kind.prefix().chars().chain(letters).collect())
    }

    /// Reads an id; `None` if the text is not one that was made here.
    pub fn parse(text: &str) -> Option<Self> {
        let id = Self(text.to_owned());
        (text.len() == 20 && id.kind().is_some() && id.bits().is_some() && id.owner().is_some())
            .then_some(id)
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether it is of a session.
    pub fn is_temporary(&self) -> bool {
        self.kind() == Some(KeyKind::Temporary)
    }

    /// Returns the account.
    pub fn account(&self) -> AccountId {
        match self.owner() {
            Some(account) => account,
            None => unreachable!("an id without an account cannot be made"),
        }
    }

    fn kind(&self) -> Option<KeyKind> {
        [KeyKind::LongTerm, KeyKind::Temporary]
            .into_iter()
            .find(|kind| self.0.starts_with(kind.prefix()))
    }

    fn bits(&self) -> Option<u128> {
        self.0.bytes().skip(4).try_fold(0_u128, |bits, byte| {
            let value = LETTERS.iter().position(|letter| *letter == byte)?;
            Some(bits << 5 | u128::try_from(value).ok()?)
        })
    }

    fn owner(&self) -> Option<AccountId> {
        AccountId::from_number(u64::try_from(self.bits()? >> HALF).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tells_its_account(number in 100_000_000_000_u64..1_000_000_000_000, random: [u8; 5]) {
            let account = AccountId::from_number(number).unwrap();
            let id = AccessKeyId::from_random(KeyKind::LongTerm, account, random);
            prop_assert_eq!(id.as_str().len(), 20);
            prop_assert_eq!(AccessKeyId::parse(id.as_str()), Some(id.clone()));
            prop_assert_eq!(id.account(), account);
            prop_assert!(!id.is_temporary());
        }

        #[test]
        fn never_fails_badly(text in "\\PC{0,40}") {
            if let Some(id) = AccessKeyId::parse(&text) {
                prop_assert_eq!(id.as_str(), text);
            }
        }
    }

    #[test]
    fn refuses_what_was_not_made_here() {
        for bad in [
            "",
            "AKIA",
            "AKIAIOSFODNN7EXAMPLE1",
            "AKIA0000000000000000",
            "AKIAAAAAAAAAAAAAAAAA",
            "AIDAIOSFODNN7EXAMPLE",
            "akiaiosfodnn7example",
        ] {
            assert_eq!(AccessKeyId::parse(bad), None, "{bad}");
        }
    }
}
