//! Who asks: the principal of a request, with all names that a policy may know it
//! by. Source: the pages "AWS JSON policy elements: Principal" and "IAM
//! identifiers".

use std::borrow::Cow;

use crate::names::AccountId;

/// Is the principal of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// The root user of an account.
    Root {
        /// The account.
        account: AccountId,
    },
    /// An IAM user, also through its session tokens.
    User {
        /// The account.
        account: AccountId,
        /// `AIDA…`.
        id: String,
        /// `arn:aws:iam::<account>:user<path><name>`.
        arn: String,
        /// The name alone.
        name: String,
    },
    /// A session of a role.
    RoleSession {
        /// The role's account.
        account: AccountId,
        /// `AROA…`.
        role_id: String,
        /// `arn:aws:iam::<account>:role<path><name>`.
        role_arn: String,
        /// The session's name.
        session: String,
    },
    /// A session of `GetFederationToken`.
    FederatedUser {
        /// The account.
        account: AccountId,
        /// The session's name.
        name: String,
    },
}

impl Principal {
    /// Returns the account that the principal belongs to.
    pub fn account(&self) -> AccountId {
        match self {
            Self::Root { account }
            | Self::User { account, .. }
            | Self::RoleSession { account, .. }
            | Self::FederatedUser { account, .. } => *account,
        }
    }

    /// Returns the path of the user or of the session's role; `/` for everybody else.
    pub fn path(&self) -> &str {
        match self {
            Self::User { arn, .. } => path_of(arn),
            Self::RoleSession { role_arn, .. } => path_of(role_arn),
            Self::Root { .. } | Self::FederatedUser { .. } => "/",
        }
    }

    /// Returns the ARN that names the caller in messages and in answers of
    /// GetCallerIdentity; that of a role's session lacks the role's path.
    pub fn arn(&self) -> Cow<'_, str> {
        match self {
            Self::Root { account } => format!("arn:aws:iam::{account}:root").into(),
            Self::User { arn, .. } => arn.into(),
            Self::RoleSession { account, role_arn, session, .. } => {
                let role = role_arn.rsplit('/').next().unwrap_or_default();
                format!("arn:aws:sts::{account}:assumed-role/{role}/{session}").into()
            }
            Self::FederatedUser { account, name } => {
                format!("arn:aws:sts::{account}:federated-user/{name}").into()
            }
        }
    }

    /// Returns the value of `aws:PrincipalArn`: for a role's session the role's ARN.
    pub fn condition_arn(&self) -> Cow<'_, str> {
        match self {
            Self::RoleSession { role_arn, .. } => role_arn.into(),
            _ => self.arn(),
        }
    }

    /// Returns the value of `aws:userid`, which is also the `UserId` of
    /// GetCallerIdentity.
    pub fn unique_id(&self) -> Cow<'_, str> {
        match self {
            Self::Root { account } => account.to_string().into(),
            Self::User { id, .. } => id.into(),
            Self::RoleSession { role_id, session, .. } => format!("{role_id}:{session}").into(),
            Self::FederatedUser { account, name } => format!("{account}:{name}").into(),
        }
    }

    /// Returns the value of `aws:PrincipalType`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Root { .. } => "Account",
            Self::User { .. } => "User",
            Self::RoleSession { .. } => "AssumedRole",
            Self::FederatedUser { .. } => "FederatedUser",
        }
    }

    /// Returns the value of `aws:username`, which only IAM users have.
    pub fn user_name(&self) -> Option<&str> {
        match self {
            Self::User { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Says whether this is the root user of an account.
    pub fn is_root(&self) -> bool {
        matches!(self, Self::Root { .. })
    }
}

/// Returns the path in the ARN of a user or role: `/`, or `/a/b/`.
fn path_of(arn: &str) -> &str {
    let path = |text: &str| Some(text.find('/')?..=text.rfind('/')?);
    path(arn).and_then(|range| arn.get(range)).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_arn() {
        for (resource, path) in
            [("user/ann", "/"), ("user/sea/ann", "/sea/"), ("role/a//b/r", "/a//b/"), ("root", "/")]
        {
            assert_eq!(path_of(&format!("arn:aws:iam::123456789012:{resource}")), path);
        }
    }
}
