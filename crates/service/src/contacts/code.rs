//! The code that is sent to a contact: six digits, good for an hour and for five
//! tries (SP 800-63B-4, 4.2.1.2, permits a day by mail).

use std::time::Duration;

use identity::contact::Contact;
use identity::names::AccountId;

use crate::env::random;
use crate::{Purpose, Service};

/// How long a code is good.
pub(crate) const CODE_LIFETIME: Duration = Duration::from_hours(1);
/// After so many wrong codes the right one is void as well.
pub(crate) const WRONG_CODES: u32 = 5;

/// Makes a code.
pub(crate) fn new_code(svc: &Service) -> String {
    let number = u64::from_be_bytes(random(svc.env())) % 1_000_000;
    format!("{number:06}")
}

/// Hashes a code for what it confirms, with a key that is not in the store.
pub(crate) fn hash_code(
    svc: &Service,
    account: AccountId,
    contact: Contact,
    value: &str,
    code: &str,
) -> [u8; 32] {
    let account = account.as_number().to_be_bytes();
    let parts: [&[u8]; 4] = [&account, contact.key().as_bytes(), value.as_bytes(), code.as_bytes()];
    svc.mac(Purpose::ContactCode, &parts)
}
