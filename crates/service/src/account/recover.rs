//! The operator's last resort: a new way in for a root user who has none left.

use identity::Identity;
use identity::account::Account;
use identity::audit::{Action, Actor};
use identity::names::AccountId;
use storage::{SetUpLink, SetUpPurpose};

use crate::notices::{self, Circumstances, OperatorRecovery};
use crate::record::Entry;
use crate::set_up::LINK_LIFETIME;
use crate::sts::revoke::of_identity;
use crate::{LinkToken, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Recover {
    /// The account.
    pub account: AccountId,
    /// Whether the root user's devices are removed as well.
    pub remove_devices: bool,
}

/// Is what was done.
#[derive(Debug)]
pub struct Recovered {
    /// The account.
    pub account: Account,
    /// The link with which a new root password is chosen.
    pub set_up: LinkToken,
    /// The names of the devices that were removed.
    pub removed: Vec<String>,
}

/// Makes a one-time link for a new root password, ends root's sessions, and, if
/// asked, removes root's devices. On record as the operator's act.
pub async fn run(svc: &Service, command: Recover) -> Result<Recovered, ServiceError> {
    let set_up = LinkToken::generate(svc.env());
    let (inner, link, now) = (svc.clone(), set_up.hash(), svc.now());
    let (account, removed) = svc
        .write(command.account, move |tx| {
            let id = command.account;
            let account = tx.account(id)?.ok_or(ServiceError::NotFound("account"))?;
            let mut removed = Vec::new();
            if command.remove_devices {
                for device in tx.devices_of(id, &Identity::Root)? {
                    tx.remove_device(id, &device.serial)?;
                    removed.push(device.name.as_str().to_owned());
                }
            }
            tx.remove_sessions_of(id, &Identity::Root, None)?;
            tx.remove_sign_ins_of(id, &Identity::Root)?;
            of_identity(tx, id, &Identity::Root, now)?;
            let purpose = SetUpPurpose::RootPassword(id);
            tx.remove_set_up_links_for(&purpose)?;
            let expires = now.plus(LINK_LIFETIME);
            tx.add_set_up_link(&link, &SetUpLink { purpose, expires })?;
            Entry::new(Action::RecoverAccount, Actor::Operator)
                .on("root")
                .detail(format!("{} devices removed, link for a new password", removed.len()))
                .keep(tx, id, now)?;
            let notice = OperatorRecovery {
                removed: removed.len(),
                circumstances: Circumstances::here(now),
            };
            notices::queue(&inner, tx, id, &notice, &now.as_micros().to_string(), now)?;
            Ok((account, removed))
        })
        .await?;
    Ok(Recovered { account, set_up, removed })
}
