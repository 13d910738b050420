//! Who asks, and what they may do. A [`Caller`] can be had only from
//! [`crate::session::authenticate`]; what a caller may do is decided only here.

use identity::audit::Actor;
use identity::names::AccountId;
use identity::session::FRESH;
use identity::{Identity, Timestamp};
use storage::{SessionRecord, Tx};

use crate::{Bearer, FreshProof, Peer, ServiceError};

/// Is a signed-in identity.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) account: AccountId,
    pub(crate) identity: Identity,
    pub(crate) name: String,
    pub(crate) administrator: bool,
    pub(crate) bearer: Bearer,
    pub(crate) session: SessionRecord,
    pub(crate) peer: Peer,
}

/// Is something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Making, changing and deleting IAM users.
    ManageUsers,
    /// Seeing what others have done.
    SeeActivity,
    /// Changing the account's alias and contact telephone.
    ManageContact,
    /// Changing the account's name and the root user's address.
    ManageAccount,
}

impl Caller {
    /// Returns the account.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the identity.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Returns the user's name, or `root`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says whether this is the root user.
    pub fn is_root(&self) -> bool {
        self.identity.is_root()
    }

    /// Says whether the caller may administer the account.
    pub fn is_administrator(&self) -> bool {
        self.is_root() || self.administrator
    }

    /// Says whether a second factor was accepted in this session.
    pub fn has_mfa(&self) -> bool {
        self.session.factor_at.is_some()
    }

    /// Returns where the request comes from.
    pub fn peer(&self) -> Peer {
        self.peer
    }

    /// Returns what the forms of this session are bound to: it stays the same
    /// when the session's token is renewed, so that a second tab keeps working,
    /// and is another one after the next sign-in.
    pub fn form_binding(&self) -> Vec<u8> {
        let began = self.session.began.as_micros();
        format!("{}/{}/{began}", self.account, self.identity.key()).into_bytes()
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::Identity { identity: self.identity.clone(), name: self.name.clone() }
    }

    pub(crate) fn require(&self, permission: Permission) -> Result<(), ServiceError> {
        let granted = match permission {
            Permission::ManageUsers | Permission::SeeActivity | Permission::ManageContact => {
                self.is_administrator()
            }
            Permission::ManageAccount => self.is_root(),
        };
        if granted { Ok(()) } else { Err(ServiceError::Denied) }
    }

    /// Requires that the caller may see and remove an identity's devices: their
    /// own, or, for administrators, those of users. Never root's.
    pub(crate) fn require_over(&self, owner: &Identity) -> Result<(), ServiceError> {
        match owner {
            owner if *owner == self.identity => Ok(()),
            Identity::Root => Err(ServiceError::Denied),
            Identity::User(_) => self.require(Permission::ManageUsers),
        }
    }

    /// Requires that it was proved a moment ago that this is really them: by a
    /// code when they have a device, else by the password.
    pub(crate) fn require_fresh(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let (proof, proved_at) = if tx.count_devices(self.account, &self.identity)? > 0 {
            (FreshProof::Code, self.session.factor_at)
        } else {
            let proved = self.session.factor_at.max(Some(self.session.password_at));
            (FreshProof::Password, proved)
        };
        let fresh = proved_at.is_some_and(|at| now.since(at) < FRESH);
        if fresh { Ok(()) } else { Err(ServiceError::NotFresh(proof)) }
    }
}
