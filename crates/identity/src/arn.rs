//! Amazon Resource Names of what an account holds, and reading those that
//! requests carry.

use crate::names::{AccountId, Path};

/// Says that a text is not an ARN of a resource of IAM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ARN")]
pub struct MalformedArn;

/// Is whose a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Everybody's: the policies that come with the service (`aws`).
    Aws,
    /// An account's.
    Account(AccountId),
}

/// Is the ARN of an IAM resource, in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IamArn {
    /// Whose it is.
    pub owner: Owner,
    /// The kind: `user`, `role`, `policy`, `mfa`, ...; `root` for the root user.
    pub kind: String,
    /// The path, `/` when there is none.
    pub path: String,
    /// The name; empty for root.
    pub name: String,
}

impl IamArn {
    /// Reads `arn:aws:iam::<account or aws>:<kind>/<path><name>` or
    /// `arn:aws:iam::<account>:root`.
    pub fn parse(text: &str) -> Result<Self, MalformedArn> {
        let rest = text.strip_prefix("arn:aws:iam::").ok_or(MalformedArn)?;
        let (owner, resource) = rest.split_once(':').ok_or(MalformedArn)?;
        let owner = match owner {
            "aws" => Owner::Aws,
            number if number.len() == 12 => {
                Owner::Account(AccountId::parse(number).map_err(|_| MalformedArn)?)
            }
            _ => return Err(MalformedArn),
        };
        if resource == "root" && owner != Owner::Aws {
            let (path, name) = ("/".to_owned(), String::new());
            return Ok(Self { owner, kind: "root".to_owned(), path, name });
        }
        let (kind, rest) = resource.split_once('/').ok_or(MalformedArn)?;
        let (path, name) = match rest.rsplit_once('/') {
            Some((path, name)) => (format!("/{path}/"), name),
            None => ("/".to_owned(), rest),
        };
        if kind.is_empty() || name.is_empty() || Path::parse(&path).is_err() {
            return Err(MalformedArn);
        }
        Ok(Self { owner, kind: kind.to_owned(), path, name: name.to_owned() })
    }
}

/// Writes the ARN of an IAM resource with a path.
pub fn iam(account: AccountId, kind: &str, path: &str, name: &str) -> String {
    // Lists have hundreds of these.
    ["arn:aws:iam::", &account.to_string(), ":", kind, path, name].concat()
}

/// Writes the ARN of a role session; the role's path does not stand in it.
pub fn assumed_role(account: AccountId, role: &str, session: &str) -> String {
    format!("arn:aws:sts::{account}:assumed-role/{role}/{session}")
}

/// Writes the ARN of the account itself, as its contacts are authorised on.
pub fn account(account: AccountId) -> String {
    format!("arn:aws:account::{account}:account")
}

/// Writes the ARN of the root user.
pub fn root(account: AccountId) -> String {
    format!("arn:aws:iam::{account}:root")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_fails_badly_and_loses_nothing(text in "\\PC{0,60}|arn:aws:iam::123456789012:[!-~]{0,40}") {
            if let Ok(IamArn { owner: Owner::Account(account), kind, path, name }) = IamArn::parse(&text)
                && kind != "root"
            {
                prop_assert_eq!(iam(account, &kind, &path, &name), text);
            }
        }
    }

    #[test]
    fn reads_what_it_writes() {
        let account = AccountId::from_number(123_456_789_012).unwrap();
        for (kind, path, name) in
            [("user", "/", "alice"), ("role", "/a/b/", "Admin"), ("policy", "/x//y/", "p")]
        {
            let parsed = IamArn::parse(&iam(account, kind, path, name)).unwrap();
            assert_eq!(parsed.owner, Owner::Account(account));
            assert_eq!((parsed.kind.as_str(), parsed.path.as_str()), (kind, path));
            assert_eq!(parsed.name, name);
        }
        assert_eq!(IamArn::parse(&root(account)).unwrap().kind, "root");
        assert_eq!(
            IamArn::parse("arn:aws:iam::aws:policy/ReadOnlyAccess").unwrap().owner,
            Owner::Aws
        );
    }

    #[test]
    fn refuses_everything_else() {
        for bad in [
            "",
            "arn",
            "arn:aws:iam::123456789012",
            "arn:aws:iam::123456789012:",
            "arn:aws:iam::123456789012:user",
            "arn:aws:iam::123456789012:user/",
            "arn:aws:iam::123456789012:/x",
            "arn:aws:iam::12345:user/x",
            "arn:aws:iam::aws:root",
            "arn:aws:s3:::bucket/x",
            "arn:aws:iam:us-east-1:123456789012:user/x",
            "arn:aws:iam::123456789012:user/a b/x",
        ] {
            assert_eq!(IamArn::parse(bad), Err(MalformedArn), "{bad}");
        }
    }
}
