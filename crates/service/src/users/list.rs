//! The users of the account, page by page, and who can administer it.

use identity::Timestamp;
use identity::names::UserName;
use identity::user::User;
use storage::Tx;

use super::administrators::OTHERS;
use super::reset::all_waiting;
use super::{administers, administrators, existing};
use crate::authorize::Ask;
use crate::second_factors::SecondFactors;
use crate::{Caller, Service, ServiceError};

/// Users on one page.
pub const PAGE: u32 = 50;

/// Is a user with what an administrator wants to see at a glance.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// Whether the user can administer the account, by whatever policies.
    pub administrator: bool,
    /// Whether the user can sign in to the console.
    pub console_password: bool,
    /// Devices that sign the user in.
    pub devices: usize,
    /// Devices in use that do not.
    pub refused: usize,
    /// When the user was made.
    pub created: Timestamp,
}

/// Is one page of users.
#[derive(Clone, Debug)]
pub struct Page {
    /// The users, in the order of their names.
    pub users: Vec<Listed>,
    /// The name after which the next page begins, if there is one.
    pub next: Option<String>,
    /// Users in the account.
    pub total: u64,
    /// Who can administer the account besides root, by whatever policies.
    pub administrators: Vec<Listed>,
    /// The names of those to whom AdministratorAccess is attached, and whom other
    /// policies hold back.
    pub held_back: Vec<String>,
    /// Of how many users, by their names, the policies were read, where there are more.
    pub looked_at: Option<u32>,
    /// Whether the caller may make users.
    pub may_create: bool,
    /// Whether the caller may see the stock of hardware tokens.
    pub may_see_tokens: bool,
    /// The names of those whose reset waits for a second administrator.
    pub waiting_resets: Vec<String>,
}

/// Returns the users whose names begin with `search` and come after `after`.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    search: &str,
    after: Option<&str>,
) -> Result<Page, ServiceError> {
    let after: Option<UserName> = after.map(existing).transpose()?;
    let (inner, caller, account) = (svc.clone(), caller.clone(), caller.account);
    let (search, now) = (search.trim().to_lowercase(), svc.now());
    svc.read(move |tx| {
        let resource = identity::arn::iam(account, "user", "/", "");
        caller.authorize(&inner, tx, &Ask::new("iam:ListUsers", resource))?;
        let mut users = tx.users(account, &search, after.as_ref(), PAGE + 1)?;
        let more = users.len() > PAGE as usize;
        users.truncate(PAGE as usize);
        let last = users.last().map(|user| user.name.as_str().to_owned());
        let anybody = identity::arn::iam(account, "user", "/", "*");
        let may_create = caller.may(&inner, tx, &Ask::new("iam:CreateUser", anybody))?;
        let tokens = Ask::new("secondkey:ListHardwareTokens", "*");
        let may_see_tokens = caller.may(&inner, tx, &tokens)?;
        let found = administrators(&inner, tx, account, now)?;
        let held_back = found.held_back.iter().map(|user| user.name.as_str().to_owned());
        Ok(Page {
            may_create,
            may_see_tokens,
            next: last.filter(|_| more),
            held_back: held_back.collect(),
            looked_at: found.truncated.then_some(OTHERS),
            users: listed(&inner, tx, users, now)?,
            total: tx.count_users(account)?,
            administrators: listed(&inner, tx, found.able, now)?,
            waiting_resets: all_waiting(tx, account, now)?,
        })
    })
    .await
}

fn listed(
    svc: &Service,
    tx: &mut dyn Tx,
    users: Vec<User>,
    now: Timestamp,
) -> Result<Vec<Listed>, ServiceError> {
    users
        .into_iter()
        .map(|user| {
            let identity = user.identity();
            let factors = SecondFactors::of(tx, user.account, &identity, now)?;
            Ok(Listed {
                console_password: tx.password(user.account, &identity)?.is_some(),
                devices: factors.devices,
                refused: factors.refused,
                name: user.name.as_str().to_owned(),
                administrator: administers(svc, tx, &user, now)?,
                created: user.created,
            })
        })
        .collect()
}
