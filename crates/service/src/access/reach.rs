//! Who could do what to whom, by the policies as they are.

use identity::names::AccountId;
use identity::user::User;
use identity::{Identity, Timestamp};
use storage::Tx;

use super::Help;
use crate::authorize::{Ask, Imagined, ProvedBy};
use crate::users::administrators::{self, administers_by};
use crate::{Service, ServiceError, subject};

/// Is the set of users whom some policy gives something.
pub(super) struct Candidates {
    account: AccountId,
    now: Timestamp,
    /// Each with whether it administers the account.
    list: Vec<(User, bool, Imagined)>,
    /// Whether there are more users than were looked at.
    pub(super) truncated: bool,
}

impl Candidates {
    /// Reads the policies of those who are likely to be administrators, and of the first
    /// other users.
    pub(super) fn read(
        svc: &Service,
        tx: &mut dyn Tx,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Self, ServiceError> {
        let found = administrators::candidates(tx, account)?;
        let mut list = Vec::new();
        for (user, _) in found.users {
            if let Some(imagined) = Imagined::of(svc, tx, account, &user)? {
                let administers = administers_by(&imagined, account, now);
                list.push((user, administers, imagined));
            }
        }
        // What a report looks at closely are the first few.
        list.sort_by_key(|(_, administers, _)| !administers);
        Ok(Self { account, now, list, truncated: found.truncated })
    }

    /// Returns a user among them.
    pub(super) fn user(&self, identity: &Identity) -> Option<&User> {
        self.list.iter().map(|(user, ..)| user).find(|user| user.identity() == *identity)
    }

    /// Returns the administrators.
    pub(super) fn administrators(&self) -> impl Iterator<Item = Identity> + '_ {
        self.list.iter().filter(|(_, administers, _)| *administers).map(|(u, ..)| u.identity())
    }

    /// Says whether a user administers the account, also one who is beyond them.
    pub(super) fn administers(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        user: &User,
    ) -> Result<bool, ServiceError> {
        match self.list.iter().find(|(known, ..)| known.id == user.id) {
            Some((_, administers, _)) => Ok(*administers),
            None => administrators::administers(svc, tx, user, self.now),
        }
    }

    /// Returns who could reset a user or give it a password; root always can.
    pub(super) fn helps(&self, target: &User) -> Vec<Help> {
        let root = Help { by: Identity::Root, resets: true, sets_password: true, by_key: false };
        let others = self.list.iter().filter(|(user, ..)| user.id != target.id);
        let helps = others.map(|(user, _, imagined)| Help {
            by: user.identity(),
            resets: self.may(imagined, target, "iam:DeactivateMFADevice", ProvedBy::Session),
            sets_password: self.may(imagined, target, "iam:UpdateLoginProfile", ProvedBy::Session),
            by_key: self.may(imagined, target, "iam:DeactivateMFADevice", ProvedBy::AccessKey)
                && self.may(imagined, target, "iam:UpdateLoginProfile", ProvedBy::AccessKey),
        });
        std::iter::once(root).chain(helps.filter(|h| h.resets || h.sets_password)).collect()
    }

    /// Says whether a user's access key can give the user another password.
    pub(super) fn key_sets_password(&self, target: &User) -> bool {
        let own = self.list.iter().find(|(user, ..)| user.id == target.id);
        own.is_some_and(|(_, _, imagined)| {
            self.may(imagined, target, "iam:UpdateLoginProfile", ProvedBy::AccessKey)
        })
    }

    /// Returns who could change the recovery number.
    pub(super) fn number_editors(&self) -> Vec<Identity> {
        let ask = Ask::on_account("account:PutContactInformation", self.account);
        let may = |imagined: &Imagined| imagined.may(&ask, ProvedBy::Session, self.now);
        let editors = self.list.iter().filter(|(_, _, imagined)| may(imagined));
        editors.map(|(user, ..)| user.identity()).collect()
    }

    fn may(
        &self,
        imagined: &Imagined,
        target: &User,
        action: &'static str,
        proved_by: ProvedBy,
    ) -> bool {
        let ask = subject::ask(self.account, action, target.name.as_str(), Some(target));
        imagined.may(&ask, proved_by, self.now)
    }
}
