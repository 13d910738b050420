//! The recoveries of root that are under way, for who may stop or approve them.

use data_encoding::HEXLOWER;
use identity::Timestamp;
use identity::recovery::Recovery;
use storage::RecoveryId;

use super::record::{proofs, waits_until};
use crate::authorize::Ask;
use crate::{Caller, Service, ServiceError};

/// Is a recovery that is under way.
#[derive(Clone, Debug)]
pub struct UnderWay {
    /// Which one, for the addresses of its pages.
    pub id: String,
    /// When it began.
    pub began: Timestamp,
    /// What has been proved besides the password.
    pub proved: Proved,
    /// When it can be finished, as far as it is known.
    pub until: Option<Timestamp>,
    /// Whether an administrator's word would make a difference, and may be given
    /// by this caller.
    pub can_approve: bool,
    /// Whether one was given.
    pub approved: bool,
}

/// Is how much has been proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proved {
    /// The password.
    Password,
    /// The password and the mailbox.
    Mailbox,
    /// All three.
    Everything,
}

/// Returns what is under way, oldest first, for who may stop it or speak for it.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Vec<UnderWay>, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        let account = caller.account;
        caller.console()?;
        let approves = caller.may(&inner, tx, &Ask::new("account:ApproveRootRecovery", "*"))?;
        if !approves {
            caller.authorize(&inner, tx, &Ask::new("account:CancelRootRecovery", "*"))?;
        }
        let mut under_way = Vec::new();
        for record in tx.recoveries(account)? {
            let until = waits_until(&inner, tx, account, &record)?;
            if record.state.is_over(until, now) {
                continue;
            }
            let approved = record.approval.is_some();
            let by_mail = proofs(tx, account, None)?.password_by_mail.is_some();
            under_way.push(UnderWay {
                id: HEXLOWER.encode(&record.id.0),
                began: record.opened,
                proved: match record.state {
                    Recovery::Mail(_) => Proved::Password,
                    Recovery::Call(_) | Recovery::Calling(_) => Proved::Mailbox,
                    Recovery::CoolingOff(_) => Proved::Everything,
                },
                until,
                can_approve: by_mail && !approved && approves && !caller.is_root(),
                approved,
            });
        }
        Ok(under_way)
    })
    .await
}

/// Reads the id in an address.
pub(super) fn id_of(text: &str) -> Result<RecoveryId, ServiceError> {
    let bytes = HEXLOWER.decode(text.as_bytes()).ok();
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .map(RecoveryId)
        .ok_or(ServiceError::NotFound("recovery"))
}
