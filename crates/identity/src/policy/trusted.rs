//! The elements Principal and NotPrincipal: whom a trust policy or the policy of a
//! resource speaks of. Source: the pages "AWS JSON policy elements: Principal" and
//! "NotPrincipal"; wildcards inside of a name are not part of the language.

use super::principal::Principal;
use crate::names::AccountId;

/// Is one value of the element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trusted {
    /// `*`.
    Everyone,
    /// An account's number, or the ARN of its root user: whoever in the account its
    /// own policies allow.
    Account(AccountId),
    /// The ARN of a user, a role or a session.
    Arn(String),
    /// The unique id of a user or a role.
    Id(String),
    /// A service or another kind of principal that never calls here.
    Foreign,
}

/// Says how closely a policy names a principal, which decides what else must
/// allow a request in the same account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    /// Through its account: its own policies must allow. The root user has none, and is
    /// never named more closely.
    Account,
    /// Through its role, or among everyone: boundary and session policies must
    /// allow.
    Loose,
    /// The user or the session itself: nothing else must allow.
    Direct,
}

impl Trusted {
    /// Reads a value of `"AWS": ...`; `None` if it cannot be one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::Everyone);
        }
        if is_account(text) {
            return Some(account(text));
        }
        if is_unique_id(text) {
            return Some(Self::Id(text.to_owned()));
        }
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next().unwrap_or_default();
        let (arn, partition, service, region) = (next(), next(), next(), next());
        let (number, resource) = (next(), next());
        let sound = arn == "arn"
            && super::resource::PARTITIONS.contains(&partition)
            && region.is_empty()
            && is_account(number)
            && !text.contains(['*', '?']);
        if !sound {
            return None;
        }
        let named = |prefix: &str| {
            resource.strip_prefix(prefix).is_some_and(|name| {
                !name.is_empty() && !name.starts_with('/') && !name.ends_with('/')
            })
        };
        match service {
            "iam" if resource == "root" => Some(account(number)),
            "iam" if named("user/") || named("role/") => Some(Self::Arn(text.to_owned())),
            "sts" if named("federated-user/") => Some(Self::Arn(text.to_owned())),
            "sts" if named("assumed-role/") && resource.split('/').count() == 3 => {
                Some(Self::Arn(text.to_owned()))
            }
            _ => None,
        }
    }

    /// Says how closely this value names a principal, if it does.
    pub(super) fn names(&self, principal: &Principal) -> Option<Closeness> {
        match self {
            Self::Everyone => Some(Closeness::Loose),
            Self::Account(account) => {
                (*account == principal.account()).then_some(Closeness::Account)
            }
            Self::Arn(arn) if *arn == principal.arn() => Some(Closeness::Direct),
            Self::Arn(arn) => match principal {
                Principal::RoleSession { role_arn, .. } if arn == role_arn => {
                    Some(Closeness::Loose)
                }
                _ => None,
            },
            Self::Id(named) => match principal {
                Principal::User { id, .. } if named == id => Some(Closeness::Direct),
                Principal::RoleSession { role_id, .. } if named == role_id => {
                    Some(Closeness::Loose)
                }
                _ => None,
            },
            Self::Foreign => None,
        }
    }

    /// Says whether this value is the account of a principal, or everyone.
    fn is_account_of(&self, principal: &Principal) -> bool {
        match self {
            Self::Everyone => true,
            Self::Account(account) => *account == principal.account(),
            _ => false,
        }
    }

    /// Says whether this value is the user, the role or the like behind a principal,
    /// or everyone.
    fn is_entity_of(&self, principal: &Principal) -> bool {
        match (self, principal) {
            (Self::Everyone, _) | (_, Principal::Root { .. }) => true,
            (Self::Arn(arn), _) => *arn == principal.condition_arn(),
            (Self::Id(_), _) => self.names(principal).is_some(),
            (Self::Account(_) | Self::Foreign, _) => false,
        }
    }

    /// Says whether this value is the very session, or everyone; a principal that is
    /// no session of a role is its own.
    fn is_session_of(&self, principal: &Principal) -> bool {
        match (self, principal) {
            (Self::Everyone, _) => true,
            (Self::Arn(arn), Principal::RoleSession { .. }) => *arn == principal.arn(),
            (_, Principal::RoleSession { .. }) => false,
            _ => true,
        }
    }
}

/// Says whether a list names every layer of a principal: the account, the user or
/// role, and the session. Only then does NotPrincipal spare it.
pub(super) fn names_every_layer(list: &[Trusted], principal: &Principal) -> bool {
    list.iter().any(|one| one.is_account_of(principal))
        && list.iter().any(|one| one.is_entity_of(principal))
        && list.iter().any(|one| one.is_session_of(principal))
}

fn account(digits: &str) -> Trusted {
    AccountId::parse(digits).map_or(Trusted::Foreign, Trusted::Account)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Says whether a text is the unique id of a user or a role (page "IAM
/// identifiers").
pub(super) fn is_unique_id(text: &str) -> bool {
    (text.starts_with("AIDA") || text.starts_with("AROA"))
        && (16..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Says whether a value names a user or a role, which are kept by their ids.
pub(super) fn is_entity(text: &str) -> bool {
    match Trusted::parse(text) {
        Some(Trusted::Id(_)) => true,
        Some(Trusted::Arn(arn)) => arn.split(':').nth(2) == Some("iam"),
        _ => false,
    }
}
