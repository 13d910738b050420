//! What the first page after a sign-in tells: who am I, how well am I protected
//! against losing a device, what happened lately.

use identity::account::Account;
use identity::audit::{Action, Record};
use identity::recovery_code::Sets;
use storage::{AuditFilter, WhoFilter};

use crate::contacts::view::Due;
use crate::devices::list::{Listed, listed};
use crate::second_factors::SecondFactors;
use crate::service::corrupt;
use crate::users::administrators;
use crate::users::reset::{Recent, all_waiting, recent};
use crate::{Caller, Service, ServiceError, contacts, second_factors};

/// Is what happens when one device, or the sheet of recovery codes, is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resilience {
    /// There is no second factor: the password alone opens everything.
    Unprotected,
    /// All devices are refused and no code is left: nothing signs in.
    NoWayIn,
    /// One device, or recovery codes alone: the loss locks this identity out.
    OneLossAway,
    /// Any one of them may be lost.
    SurvivesAnyOneLoss,
}

impl Resilience {
    /// Weighs what an identity has. The codes of one sheet are lost together.
    pub(crate) fn of(factors: SecondFactors) -> Self {
        match factors.devices + usize::from(factors.codes > 0) {
            0 if factors.none() => Self::Unprotected,
            0 => Self::NoWayIn,
            1 => Self::OneLossAway,
            _ => Self::SurvivesAnyOneLoss,
        }
    }
}

/// Is the content of the page.
#[derive(Clone, Debug)]
pub struct View {
    /// The account.
    pub account: Account,
    /// The caller's devices in use.
    pub devices: Vec<Listed>,
    /// The caller's recovery codes.
    pub codes: Sets,
    /// What the loss of one of them means.
    pub resilience: Resilience,
    /// The caller's last sign-ins, newest first, refused ones included.
    pub sign_ins: Vec<Record>,
    /// How many users can administer the account besides root, by whatever policies;
    /// only told to who may know.
    pub administrators: Option<usize>,
    /// How many of them have a second factor.
    pub protected_administrators: Option<usize>,
    /// What is to be done about the contact details; only told to who can.
    pub contacts_due: Option<Due>,
    /// The names of those whose reset waits for a second administrator; only told
    /// to administrators.
    pub waiting_resets: Vec<String>,
    /// What others than the caller took from users in the last three days: all of it for
    /// administrators, and for everybody else what was taken from them.
    pub taken: Vec<Recent>,
}

const SIGN_INS: u32 = 5;

/// Gathers the page.
pub async fn run(svc: &Service, caller: &Caller) -> Result<View, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        let id = caller.account;
        let factors = SecondFactors::of(tx, id, &caller.identity, now)?;
        let codes = Sets::of(&tx.recovery_codes(id, &caller.identity)?, now);
        let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        let devices = tx.devices_of(id, &caller.identity)?;
        let devices: Vec<Listed> = listed(tx, devices, now)?;
        let filter = AuditFilter {
            who: Some(WhoFilter::Identity(caller.identity.clone())),
            action: Some(Action::ConsoleLogin),
            ..AuditFilter::default()
        };
        let sign_ins = tx.records(id, &filter, SIGN_INS)?;
        let (mut how_many, mut protected) = (None, None);
        let mut waiting_resets = Vec::new();
        let about = (!caller.is_administrator()).then_some(caller.name());
        let mut taken = recent(tx, id, about, now)?;
        taken.retain(|one| one.by != caller.name());
        if caller.is_administrator() {
            waiting_resets = all_waiting(tx, id, now)?;
            let users = administrators(&inner, tx, id, now)?.able;
            let mut with_device = 0;
            for user in &users {
                with_device += usize::from(second_factors::any(tx, id, &user.identity())?);
            }
            (how_many, protected) = (Some(users.len()), Some(with_device));
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
            resilience: Resilience::of(factors),
            codes,
            devices,
            sign_ins,
            administrators: how_many,
            protected_administrators: protected,
            contacts_due,
            waiting_resets,
            taken,
        })
    })
    .await
}
