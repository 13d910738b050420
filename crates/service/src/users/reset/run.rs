//! The reset itself, asking for one, and approving what a colleague asked for.

use std::time::Duration;

use identity::Timestamp;
use identity::audit::{Action, Reason};
use identity::user::User;
use storage::{EnrolmentDue, ResetRequest, Tx};

use super::{find_waiting, takes_two};
use crate::factor::forget_failures;
use crate::hardware_tokens::give_up;
use crate::notices::{self, Circumstances, MfaReset, MfaResetAsked};
use crate::record::Entry;
use crate::sts::revoke::of_identity;
use crate::users::{find, not_self};
use crate::{Caller, Service, ServiceError};

/// How long after a reset the password alone leads to registering a device. After
/// that an administrator must reset once more.
pub const ENROL_WITHIN: Duration = Duration::from_hours(72);

/// Is what was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reset {
    /// Devices.
    pub devices: usize,
    /// Recovery codes that were not used.
    pub codes: u64,
}

/// Is what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done(Reset),
    /// It is asked for; another administrator must approve.
    Asked,
}

/// Resets a user, or asks for it where it takes two.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<Outcome, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let user = permitted(&inner, tx, &caller, &name, now)?;
        if !takes_two(&inner, tx, &caller, &user.identity(), now)? {
            tx.remove_reset_request(account, &user.id)?;
            return Ok(Outcome::Done(reset(&inner, tx, &caller, &user, None, now)?));
        }
        let asked_by = caller.identity.clone();
        let request = ResetRequest { user: user.id.clone(), asked_by, asked_at: now };
        tx.put_reset_request(account, &request)?;
        Entry::by(&caller, Action::RequestMfaReset)
            .on(user.name.as_str())
            .keep(tx, account, now)?;
        let notice = MfaResetAsked {
            user: user.name.as_str(),
            by: caller.name(),
            circumstances: Circumstances::of(&caller, now),
        };
        notices::queue(&inner, tx, account, &notice, &event(&user, now), now)?;
        Ok(Outcome::Asked)
    })
    .await
}

/// Approves a reset that another administrator asked for, and does it. Only an
/// administrator can; nobody approves what they asked for themselves.
pub async fn approve(svc: &Service, caller: &Caller, name: &str) -> Result<Reset, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.judge(caller.account, move |tx| {
        let account = caller.account;
        let user = permitted(&inner, tx, &caller, &name, now)?;
        let waiting = find_waiting(tx, account, &user.id, now)?;
        let Some((request, asked_by)) = waiting else {
            return Ok(Err(ServiceError::Gone("the request")));
        };
        if request.asked_by == caller.identity || !caller.is_administrator() {
            Entry::by(&caller, Action::ResetMfa)
                .on(user.name.as_str())
                .refused(Reason::SecondNeeded)
                .keep(tx, account, now)?;
            return Ok(Err(ServiceError::SecondNeeded));
        }
        if !tx.remove_reset_request(account, &user.id)? {
            return Ok(Err(ServiceError::Gone("the request")));
        }
        Ok(Ok(reset(&inner, tx, &caller, &user, Some(&asked_by), now)?))
    })
    .await
}

/// Finds the user, for a caller who may reset and proved a moment ago that it is
/// them.
fn permitted(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: &str,
    now: Timestamp,
) -> Result<User, ServiceError> {
    caller.console()?;
    let user = find(svc, tx, caller, name, "iam:DeactivateMFADevice")?;
    not_self(caller, &user)?;
    caller.require_fresh(tx, now)?;
    Ok(user)
}

fn reset(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    user: &User,
    asked_by: Option<&str>,
    now: Timestamp,
) -> Result<Reset, ServiceError> {
    let (account, owner) = (caller.account, user.identity());
    let codes = tx.count_recovery_codes(account, &owner)?;
    let mut devices = 0;
    for device in tx.devices_of(account, &owner)? {
        devices += usize::from(device.is_assigned());
        give_up(svc, tx, &device)?;
    }
    tx.remove_recovery_codes(account, &owner)?;
    forget_failures(svc, tx, account, &owner)?;
    tx.remove_sessions_of(account, &owner, None)?;
    tx.remove_sign_ins_of(account, &owner)?;
    of_identity(tx, account, &owner, now)?;
    let due = EnrolmentDue { until: Some(now.plus(ENROL_WITHIN)) };
    tx.put_enrolment_due(account, &owner, due)?;
    let asked = asked_by.map(|name| format!(", asked for by {name}")).unwrap_or_default();
    Entry::by(caller, Action::ResetMfa)
        .on(user.name.as_str())
        .detail(format!("{devices} devices and {codes} recovery codes removed{asked}"))
        .keep(tx, account, now)?;
    let notice = MfaReset {
        user: user.name.as_str(),
        by: caller.name(),
        asked_by,
        gone: (devices, codes),
        circumstances: Circumstances::of(caller, now),
    };
    notices::queue(svc, tx, account, &notice, &event(user, now), now)?;
    Ok(Reset { devices, codes })
}

/// Tells one reset of a user from another.
fn event(user: &User, now: Timestamp) -> String {
    format!("{}/{}", user.id.as_str(), now.as_micros())
}
