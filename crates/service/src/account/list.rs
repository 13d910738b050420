//! All accounts, for the operator.

use identity::Identity;
use identity::account::Account;
use identity::names::AccountId;

use crate::{Service, ServiceError};

/// Is an account with what an operator wants to see at a glance.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The account.
    pub account: Account,
    /// Devices in use by its root user.
    pub root_mfa_devices: u64,
    /// Its IAM users.
    pub users: u64,
}

const PAGE: u32 = 200;

/// Returns up to 200 accounts after a given one, in the order of their numbers.
pub async fn run(svc: &Service, after: Option<AccountId>) -> Result<Vec<Listed>, ServiceError> {
    svc.read(move |tx| {
        let mut listed = Vec::new();
        for account in tx.accounts(after, PAGE)? {
            let root_mfa_devices = tx.count_devices(account.id, &Identity::Root)?;
            let users = tx.count_users(account.id)?;
            listed.push(Listed { account, root_mfa_devices, users });
        }
        Ok(listed)
    })
    .await
}
