//! Small accounts for tests.

use super::facts::{Facts, Identity, RootNumber};
use super::policy::Allowed;

/// Makes a user with a password; devices that are `None` were not told.
pub(super) fn user(devices: Option<&[&str]>, administrator: bool) -> Identity {
    Identity {
        password: Some(true),
        devices: devices.map(|all| all.iter().map(|one| (*one).to_owned()).collect()),
        keys: Some(0),
        keys_used: Vec::new(),
        keys_made: Vec::new(),
        administrator: Some(if administrator { Allowed::Yes } else { Allowed::No }),
        resets: Vec::new(),
        used: Some("2026-11-01".to_owned()),
    }
}

/// Makes an account.
pub(super) fn facts<const N: usize>(root: Identity, users: [(&str, Identity); N]) -> Facts {
    let users = users.into_iter().map(|(name, user)| (name.to_owned(), user)).collect();
    Facts {
        account: "1".to_owned(),
        root,
        users,
        number: RootNumber::Untold,
        no_contacts: Vec::new(),
        missing: Vec::new(),
    }
}
