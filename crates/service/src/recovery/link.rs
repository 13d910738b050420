//! What stands in the links of a recovery. Nothing of it is kept: account and id
//! with a keyed hash over them and the purpose, so that a link for one purpose,
//! person or call is none for another.

use data_encoding::BASE64URL_NOPAD;
use identity::names::AccountId;
use identity::recovery::Digits;
use storage::RecoveryId;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{Purpose, Service};

const ID: usize = 16;
const TAG: usize = 32;

/// Is a link that came in: whose it claims to be, and its proof.
#[derive(Clone)]
pub struct RecoveryLink {
    account: AccountId,
    id: RecoveryId,
    tag: Zeroizing<[u8; TAG]>,
}

/// Is what a link is good for.
#[derive(Clone, Copy)]
pub(crate) enum LinkPurpose {
    /// Proving the mailbox.
    Mailbox,
    /// Stopping a recovery.
    Cancel,
    /// Reporting on the call of this number.
    Call(u32),
    /// Reporting on the call of this number that confirms a telephone number.
    NumberCall(u32),
    /// Stopping an announced telephone number.
    AnnouncedPhone,
}

impl RecoveryLink {
    /// Reads the text of a link; `None` for anything that is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (account, rest) = text.split_once('.')?;
        if account.len() != 12 || rest.len() != 64 {
            return None;
        }
        let account = AccountId::parse(account).ok()?;
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(rest.as_bytes()).ok()?);
        let (id, tag) = bytes.split_first_chunk::<ID>()?;
        Some(Self { account, id: RecoveryId(*id), tag: Zeroizing::new(tag.try_into().ok()?) })
    }

    /// Returns the account that it claims to belong to.
    pub fn account(&self) -> AccountId {
        self.account
    }

    pub(crate) fn id(&self) -> RecoveryId {
        self.id
    }

    /// Says whether it was made by us, for this purpose.
    pub(crate) fn is_for(&self, svc: &Service, purpose: LinkPurpose) -> bool {
        tag(svc, self.account, self.id, purpose).ct_eq(self.tag.as_ref()).into()
    }
}

impl std::fmt::Debug for RecoveryLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryLink(secret)")
    }
}

/// Returns the text of a link. Never for logs.
pub(super) fn text(
    svc: &Service,
    account: AccountId,
    id: RecoveryId,
    purpose: LinkPurpose,
) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; ID + TAG]);
    let (first, rest) = bytes.split_at_mut(ID);
    first.copy_from_slice(&id.0);
    rest.copy_from_slice(&tag(svc, account, id, purpose));
    Zeroizing::new(format!("{account}.{}", BASE64URL_NOPAD.encode(bytes.as_ref())))
}

fn tag(svc: &Service, account: AccountId, id: RecoveryId, purpose: LinkPurpose) -> [u8; TAG] {
    let number = match purpose {
        LinkPurpose::Call(number) | LinkPurpose::NumberCall(number) => number.to_be_bytes(),
        LinkPurpose::Mailbox | LinkPurpose::Cancel | LinkPurpose::AnnouncedPhone => [0; 4],
    };
    let name: &[u8] = match purpose {
        LinkPurpose::Mailbox => b"mailbox",
        LinkPurpose::Cancel => b"cancel",
        LinkPurpose::Call(_) => b"call",
        LinkPurpose::NumberCall(_) => b"number call",
        LinkPurpose::AnnouncedPhone => b"announced phone",
    };
    svc.mac(Purpose::Recovery, &[name, &account.as_number().to_be_bytes(), &id.0, &number])
}

/// Returns the digits of a call: nothing of them is kept, and nobody can compute
/// them without the master key.
pub(super) fn digits(svc: &Service, account: AccountId, id: RecoveryId, number: u32) -> Digits {
    digits_for(svc, b"digits", account, id, number)
}

/// Returns the digits of a call that confirms a telephone number.
pub(crate) fn number_digits(
    svc: &Service,
    account: AccountId,
    id: RecoveryId,
    number: u32,
) -> Digits {
    digits_for(svc, b"number digits", account, id, number)
}

fn digits_for(
    svc: &Service,
    purpose: &[u8],
    account: AccountId,
    id: RecoveryId,
    number: u32,
) -> Digits {
    let account = account.as_number().to_be_bytes();
    let parts: [&[u8]; 4] = [purpose, &account, &id.0, &number.to_be_bytes()];
    Digits::from_random(&svc.mac(Purpose::Recovery, &parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_but_a_link_is_refused() {
        let rest = "A".repeat(64);
        assert!(RecoveryLink::parse(&format!("123456789012.{rest}")).is_some());
        for text in [
            "",
            ".",
            &format!("1234-5678-9012.{rest}"),
            &format!("123456789012.{rest}A"),
            &format!("123456789012.{}", "*".repeat(64)),
            &format!("12345678901x.{rest}"),
        ] {
            assert!(RecoveryLink::parse(text).is_none(), "{text}");
        }
    }
}
