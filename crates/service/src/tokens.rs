//! Random tokens that a browser or a link carries. The store has their hashes.

use data_encoding::BASE64URL_NOPAD;
use identity::names::AccountId;
use storage::TokenHash;
use zeroize::Zeroizing;

use crate::Env;
use crate::env::random;
use crate::keys::hash_token;

/// Is a bearer of a session or of a pending sign-in: the account, so that one
/// shard can be asked, and 256 random bits.
#[derive(Clone)]
pub struct Bearer {
    account: AccountId,
    secret: Zeroizing<[u8; 32]>,
}

impl Bearer {
    pub(crate) fn generate(account: AccountId, env: &dyn Env) -> Self {
        Self { account, secret: Zeroizing::new(random(env)) }
    }

    /// Reads a cookie's value; `None` for anything that is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (account, secret) = text.split_once('.')?;
        if account.len() != 12 {
            return None;
        }
        let account = AccountId::parse(account).ok()?;
        Some(Self { account, secret: decode(secret)? })
    }

    /// Returns the cookie's value. Never for logs.
    pub fn expose(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(BASE64URL_NOPAD.encode(self.secret.as_ref()));
        Zeroizing::new(format!("{}.{}", self.account, secret.as_str()))
    }

    /// Returns the account that it belongs to.
    pub fn account(&self) -> AccountId {
        self.account
    }

    pub(crate) fn hash(&self) -> TokenHash {
        hash_token(self.secret.as_ref())
    }
}

impl std::fmt::Debug for Bearer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bearer(secret)")
    }
}

/// Is the token of a one-time link: 256 random bits.
#[derive(Clone)]
pub struct LinkToken(Zeroizing<[u8; 32]>);

impl LinkToken {
    pub(crate) fn generate(env: &dyn Env) -> Self {
        Self(Zeroizing::new(random(env)))
    }

    /// Reads the text in a link; `None` for anything that is not one.
    pub fn parse(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// Returns the text for the link. Never for logs.
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(self.0.as_ref()))
    }

    pub(crate) fn hash(&self) -> TokenHash {
        hash_token(self.0.as_ref())
    }
}

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken(secret)")
    }
}

fn decode(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    if text.len() != 43 {
        return None;
    }
    let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
    Some(Zeroizing::new(bytes.as_slice().try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::Timestamp;

    struct Fixed;
    impl Env for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(0)
        }
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0xa5);
        }
    }

    #[test]
    fn goes_there_and_back_and_hides_itself() {
        let account = AccountId::from_number(123_456_789_012).unwrap();
        let bearer = Bearer::generate(account, &Fixed);
        let text = bearer.expose();
        let back = Bearer::parse(&text).unwrap();
        assert_eq!((back.account(), back.hash()), (account, bearer.hash()));
        assert_eq!(format!("{bearer:?}"), "Bearer(secret)");
    }

    #[test]
    fn refuses_everything_else() {
        let secret = "a".repeat(43);
        for text in [
            "",
            ".",
            "123456789012",
            "123456789012.",
            &format!("12345.{secret}"),
            &format!("1234-5678-9012.{secret}"),
            "123456789012.*",
            &format!("123456789012.{secret}x"),
        ] {
            assert!(Bearer::parse(text).is_none(), "{text}");
        }
    }
}
