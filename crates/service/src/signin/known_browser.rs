//! Browsers that have signed in before. Such a browser has a counter of failed
//! passwords of its own, so that a stranger who makes an identity's common
//! counter wait does not keep its owner out. It replaces no factor.

use data_encoding::BASE64URL_NOPAD;
use identity::signin::Subject;
use subtle::ConstantTimeEq;

use crate::{Purpose, Service};

const NONCE: usize = 16;
const TAG: usize = 16;
/// Identities that one browser is known for; the oldest is forgotten.
const MOST: usize = 8;

/// Is what a browser carries: a random number, and a keyed hash of it with each
/// identity that has signed in there.
#[derive(Clone)]
pub(crate) struct KnownBrowser {
    nonce: [u8; NONCE],
    tags: Vec<[u8; TAG]>,
}

impl KnownBrowser {
    pub(crate) fn new(nonce: [u8; NONCE]) -> Self {
        Self { nonce, tags: Vec::new() }
    }

    /// Reads the cookie's value; `None` for anything that is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > 400 {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (nonce, tags) = bytes.split_first_chunk::<NONCE>()?;
        let tags = tags.chunks_exact(TAG).filter_map(|tag| tag.try_into().ok()).take(MOST);
        Some(Self { nonce: *nonce, tags: tags.collect() })
    }

    /// Returns the cookie's value.
    pub(crate) fn to_text(&self) -> String {
        let mut bytes = self.nonce.to_vec();
        self.tags.iter().for_each(|tag| bytes.extend_from_slice(tag));
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Returns the number that names this browser's counter, if the identity
    /// has signed in here before.
    pub(crate) fn knows(&self, svc: &Service, subject: &Subject) -> Option<[u8; NONCE]> {
        let want = self.tag(svc, subject);
        let known = self.tags.iter().fold(0_u8, |known, tag| known | tag.ct_eq(&want).unwrap_u8());
        (known == 1).then_some(self.nonce)
    }

    /// Notes that an identity has signed in here.
    pub(crate) fn remember(&mut self, svc: &Service, subject: &Subject) {
        let tag = self.tag(svc, subject);
        self.tags.retain(|kept| kept != &tag);
        self.tags.insert(0, tag);
        self.tags.truncate(MOST);
    }

    fn tag(&self, svc: &Service, subject: &Subject) -> [u8; TAG] {
        let account = subject.account.as_number().to_be_bytes();
        let parts: [&[u8]; 3] = [&self.nonce, &account, subject.identity.key().as_bytes()];
        let mac = svc.mac(Purpose::Browser, &parts);
        mac.first_chunk::<TAG>().copied().unwrap_or_default()
    }
}
