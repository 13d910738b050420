//! What the first page after a sign-in tells: who am I, how well am I protected
//! against losing a device, what happened lately.

use identity::account::Account;
use identity::audit::{Action, Record};
use storage::{AuditFilter, WhoFilter};

use crate::caller::administrator_access;
use crate::contacts::view::Due;
use crate::devices::list::{Listed, listed};
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError, contacts};

/// Is what happens when one device is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resilience {
    /// There is no second factor: the password alone opens everything.
    Unprotected,
    /// One device: its loss locks this identity out.
    OneLossAway,
    /// Any one device may be lost.
    SurvivesAnyOneLoss,
}

/// Is the content of the page.
#[derive(Clone, Debug)]
pub struct View {
    /// The account.
    pub account: Account,
    /// The caller's devices in use.
    pub devices: Vec<Listed>,
    /// What the loss of one of them means.
    pub resilience: Resilience,
    /// The caller's last sign-ins, newest first, refused ones included.
    pub sign_ins: Vec<Record>,
    /// How many users can administer the account besides root; only told to
    /// who may know.
    pub administrators: Option<usize>,
    /// How many of them have a device.
    pub protected_administrators: Option<usize>,
    /// What is to be done about the contact details; only told to who can.
    pub contacts_due: Option<Due>,
}

const SIGN_INS: u32 = 5;
const ADMINISTRATORS: u32 = 50;

/// Gathers the page.
pub async fn run(svc: &Service, caller: &Caller) -> Result<View, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        let id = caller.account;
        let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        let devices: Vec<Listed> =
            tx.devices_of(id, &caller.identity)?.into_iter().filter_map(listed).collect();
        let filter = AuditFilter {
            who: Some(WhoFilter::Identity(caller.identity.clone())),
            action: Some(Action::ConsoleLogin),
            ..AuditFilter::default()
        };
        let sign_ins = tx.records(id, &filter, SIGN_INS)?;
        let (mut administrators, mut protected) = (None, None);
        if caller.is_administrator() {
            let users = tx.users_with_policy(id, &administrator_access(), ADMINISTRATORS)?;
            let mut with_device = 0;
            for user in &users {
                with_device += usize::from(tx.count_devices(id, &user.identity())? > 0);
            }
            (administrators, protected) = (Some(users.len()), Some(with_device));
        }
        let contacts_due = if caller.is_administrator() {
            contacts::view::due(
                &inner,
                &contacts::view::list(tx, &account, now)?,
                account.created,
                now,
            )
        } else {
            None
        };
        Ok(View {
            account,
            resilience: match devices.len() {
                0 => Resilience::Unprotected,
                1 => Resilience::OneLossAway,
                _ => Resilience::SurvivesAnyOneLoss,
            },
            devices,
            sign_ins,
            administrators,
            protected_administrators: protected,
            contacts_due,
        })
    })
    .await
}
