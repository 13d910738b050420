//! Telling everybody behind the account what happens in a recovery, at every step,
//! with a link that stops it.

use identity::Timestamp;
use identity::account::Account;
use identity::names::AccountId;
use storage::{RecoveryId, Tx};

use super::link::{LinkPurpose, text};
use crate::notices::{Circumstances, RecoveryLinkMail, RecoveryStep, queue};
use crate::{Service, ServiceError};

pub(super) use crate::notices::Told;

/// Tells everybody of a step.
pub(super) fn tell(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    id: RecoveryId,
    told: Told,
    circumstances: Circumstances,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let stop = told.can_be_stopped().then(|| {
        let link = text(svc, account, id, LinkPurpose::Cancel);
        format!("/recovery/stop/{}", link.as_str())
    });
    let event = format!("{}/{}/{}", hex(id), told.key(), now.as_micros());
    queue(svc, tx, account, &RecoveryStep { told, stop, circumstances }, &event, now)
}

/// Sends the link that proves the mailbox.
pub(super) fn send_link(
    svc: &Service,
    tx: &mut dyn Tx,
    account: &Account,
    id: RecoveryId,
    circumstances: Circumstances,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let link = text(svc, account.id, id, LinkPurpose::Mailbox);
    let mail = RecoveryLinkMail {
        to: account.email.clone(),
        path: format!("/recovery/mail/{}", link.as_str()),
        circumstances,
    };
    queue(svc, tx, account.id, &mail, &format!("{}/{}", hex(id), now.as_micros()), now)
}

pub(super) fn hex(id: RecoveryId) -> String {
    data_encoding::HEXLOWER.encode(&id.0)
}
