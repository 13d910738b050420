//! An identity's way back in, for a sheet of paper: what signs it in, who is reached
//! when nothing does, and what this service can do then. Nothing on it is a secret:
//! whoever finds the sheet opens nothing with it.

use identity::account::Account;
use identity::contact::Contact;
use identity::recovery_code::{InForce, Sets};

use crate::contacts::view as contacts;
use crate::devices::list::{Listed, listed};
use crate::recovery::hindrance::{Hindrance, hindrances};
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Is the content of the sheet.
#[derive(Clone, Debug)]
pub struct WayBack {
    /// The account.
    pub account: Account,
    /// The caller's devices in use, suspended ones included.
    pub devices: Vec<Listed>,
    /// The caller's recovery codes: how many are left, never which.
    pub codes: Option<InForce>,
    /// Who is reached; only told to root, who is recovered by them.
    pub contacts: Vec<contacts::Listed>,
    /// Whether this service sends mail.
    pub mail: bool,
    /// What stands in the way of a recovery of root; only told to root.
    pub hindrances: Vec<Hindrance>,
}

impl WayBack {
    /// Says whether root could be recovered by mailbox and telephone.
    pub fn recovers_root(&self) -> bool {
        self.hindrances.is_empty()
    }

    /// Returns the telephone number as the page of a recovery shows it.
    pub fn phone(&self) -> Option<String> {
        self.account.phone.as_ref().map(identity::names::PhoneNumber::masked)
    }

    /// Says whether links and notices of root go to one mailbox alone.
    pub fn goes_to_one_mailbox(&self) -> bool {
        self.mail && self.mailboxes().filter(|listed| listed.confirmed.is_some()).count() < 2
    }

    /// Returns who is reached by mail, or is to be.
    pub fn mailboxes(&self) -> impl Iterator<Item = &contacts::Listed> {
        self.contacts
            .iter()
            .filter(|listed| listed.contact != Contact::Phone && listed.value.is_some())
    }
}

/// Gathers the caller's own sheet. A session for repairs has nothing to print yet.
pub async fn run(svc: &Service, caller: &Caller) -> Result<WayBack, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        caller.console()?;
        caller.require_scope("way back")?;
        let id = caller.account;
        let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        let devices = tx.devices_of(id, &caller.identity)?;
        Ok(WayBack {
            devices: listed(tx, devices, now)?,
            codes: Sets::of(&tx.recovery_codes(id, &caller.identity)?, now).in_force,
            contacts: if caller.is_root() {
                contacts::list(tx, &account, now)?
            } else {
                Vec::new()
            },
            mail: inner.settings().mail,
            hindrances: if caller.is_root() {
                hindrances(&inner, tx, &account, now)?
            } else {
                Vec::new()
            },
            account,
        })
    })
    .await
}
