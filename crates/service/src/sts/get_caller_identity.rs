//! Who signs a request (operation GetCallerIdentity). Nobody can be forbidden to
//! ask.

use crate::Caller;

/// Is who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerIdentity {
    /// `AIDA...`, the account's number for root, `AROA...:session`, ...
    pub user_id: String,
    /// The account's number.
    pub account: String,
    /// The ARN.
    pub arn: String,
}

/// Says who signs.
pub fn run(caller: &Caller) -> CallerIdentity {
    CallerIdentity {
        user_id: caller.user_id(),
        account: caller.account.to_string(),
        arn: caller.arn(),
    }
}
