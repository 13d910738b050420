//! In what a challenge was made. Its answer is taken nowhere else.

use identity::device::ChallengePurpose;
use storage::TokenHash;

use crate::keys::hash_token;
use crate::{Bearer, Caller};

/// Is a session, or a sign-in that waits for its second factor, with what its
/// challenges are for.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    pub(crate) hash: TokenHash,
    pub(crate) purpose: ChallengePurpose,
}

impl Holder {
    /// Names a pending sign-in.
    pub(crate) fn of_sign_in(token: &Bearer) -> Self {
        Self { hash: token.hash(), purpose: ChallengePurpose::SignIn }
    }

    /// Names a session for a fresh proof. It stays the same when the session's token
    /// is renewed, so that a second tab keeps working.
    pub(crate) fn of_session(caller: &Caller) -> Self {
        Self { hash: hash_token(&caller.form_binding()), purpose: ChallengePurpose::Confirm }
    }

    /// Names a session for a new passkey.
    pub(crate) fn of_registration(caller: &Caller) -> Self {
        Self { purpose: ChallengePurpose::Register, ..Self::of_session(caller) }
    }
}
