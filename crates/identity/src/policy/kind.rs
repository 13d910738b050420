//! The kinds of policies and how long each may be. Source: the page "IAM and AWS
//! STS quotas": characters that are not white space, except for session policies.

use super::fault::PolicyError;

/// Is what a document is meant for; it decides which elements it must have, which
/// it must not have, and how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A managed policy, also where it serves as a permissions boundary.
    Managed,
    /// A policy inside of a user.
    UserInline,
    /// A policy inside of a group.
    GroupInline,
    /// A policy inside of a role.
    RoleInline,
    /// A role's trust policy.
    Trust,
    /// A policy that is passed when a session is made.
    Session,
    /// A policy of some other resource, for simulation.
    Resource,
}

impl Kind {
    /// Returns the most characters, counted as [`Kind::size`] counts them. The
    /// policies inside of one user, group or role share theirs: see
    /// [`Kind::check_total`].
    pub fn longest(self) -> usize {
        match self {
            Self::Managed => 6144,
            Self::UserInline | Self::Trust | Self::Session => 2048,
            Self::GroupInline => 5120,
            Self::RoleInline | Self::Resource => 10240,
        }
    }

    /// Counts the characters of a document that count.
    pub fn size(self, document: &str) -> usize {
        let plain = self == Self::Session;
        document.chars().filter(|c| plain || !matches!(c, ' ' | '\t' | '\n' | '\r')).count()
    }

    /// Refuses policies that are too long together; `total` is the sum of their
    /// [`Kind::size`], the new one included.
    pub fn check_total(self, total: usize) -> Result<(), PolicyError> {
        if total <= self.longest() { Ok(()) } else { Err(PolicyError::TooLong(Quota(self))) }
    }

    pub(super) fn has_principal(self) -> bool {
        matches!(self, Self::Trust | Self::Resource)
    }

    pub(super) fn has_resource(self) -> bool {
        self != Self::Trust
    }
}

/// Is the quota that a document, or several together, exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota(pub Kind);

impl Quota {
    /// Gives AWS's message; `owner` is the name of the user, group or role.
    pub fn message(self, owner: &str) -> String {
        let longest = self.0.longest();
        let inside = |entity| {
            format!("Maximum policy size of {longest} bytes exceeded for {entity} {owner}")
        };
        match self.0 {
            Kind::UserInline => inside("user"),
            Kind::GroupInline => inside("group"),
            Kind::RoleInline => inside("role"),
            Kind::Trust => format!("Cannot exceed quota for ACLSizePerRole: {longest}"),
            Kind::Managed | Kind::Session | Kind::Resource => {
                format!("Cannot exceed quota for PolicySize: {longest}")
            }
        }
    }
}
