//! Getting in without a thing, for real: the password, then another factor.

use identity::audit::Action;
use identity::drill::{Drill, Thing};
use identity::password::Password;
use identity::recovery_code::RecoveryCode;

use super::loss::{Loss, Lost, Places};
use crate::devices::list::listed;
use crate::record::Entry;
use crate::session::confirm::{check_own, check_password, renew, spend_own};
use crate::{Bearer, Caller, Proof, Service, ServiceError, passkeys};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Practise {
    /// What is lost, as is pretended.
    pub lost: Lost,
    /// The caller's password.
    pub password: Password,
    /// What is to lead in.
    pub shown: Shown,
}

/// Is what a person shows behind the password.
#[derive(Clone, Debug)]
pub enum Shown {
    /// A code, or the answer of a passkey.
    Factor(Proof),
    /// A recovery code, which is used up.
    RecoveryCode(RecoveryCode),
}

/// Is how a drill ended.
#[derive(Debug)]
pub struct Ended {
    /// The name of the device that led in; `None` for a recovery code.
    pub way: Option<String>,
    /// Whether that is lost itself, or on the thing that is lost, so that nothing was
    /// practised.
    pub was_lost: bool,
    /// The session's new token: it was a fresh proof as well.
    pub session: Bearer,
}

/// Checks password and factor as a sign-in does, and notes the drill if the factor
/// is not among what is lost. Failures count where those of
/// sign-ins and of other proofs count. A recovery code is not looked at where the
/// codes are what is lost.
pub async fn practise(
    svc: &Service,
    caller: &Caller,
    command: Practise,
) -> Result<Ended, ServiceError> {
    let Practise { lost, password, shown } = command;
    let loss = loss(svc, caller, &lost).await?;
    if loss.password {
        return Err(ServiceError::invalid(
            "password",
            "your password is kept on what you pretend to have lost, and nowhere else",
        ));
    }
    let codes_are_lost = loss.entries.contains(&Thing::RecoveryCodes);
    if codes_are_lost && matches!(shown, Shown::RecoveryCode(_)) {
        return Err(ServiceError::invalid(
            "recovery_code",
            "the codes are what you pretend to have lost; use a device",
        ));
    }
    check_password(svc, caller, &password, Action::PractiseLoss).await?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let account = caller.account;
    let offered = match shown {
        Shown::Factor(proof) => Ok(passkeys::judge_own(svc, &caller, proof).await?),
        Shown::RecoveryCode(code) => Err(code),
    };
    svc.judge(account, move |tx| {
        let (way, session) = match &offered {
            Ok(proof) => match check_own(&inner, tx, &caller, proof, now)? {
                Err(refusal) => return Ok(Err(refusal)),
                Ok(factor) => {
                    let session = renew(&inner, tx, &caller, Some(&factor), now)?;
                    (Thing::Device(factor.serial().clone()), session)
                }
            },
            Err(code) => match spend_own(&inner, tx, &caller, code, now)? {
                Err(refusal) => return Ok(Err(refusal)),
                Ok((session, _)) => (Thing::RecoveryCodes, session),
            },
        };
        let name = match &way {
            Thing::RecoveryCodes => None,
            Thing::Device(serial) => {
                tx.device(account, serial)?.map(|device| device.name.as_str().to_owned())
            }
        };
        let was_lost = loss.entries.contains(&way);
        if !was_lost {
            let with = name.as_deref().unwrap_or("a recovery code");
            for lost in &loss.entries {
                Entry::by(&caller, Action::PractiseLoss)
                    .on(lost.key())
                    .detail(format!("got in with {with}"))
                    .keep(tx, account, now)?;
                let drill = Drill { lost: lost.clone(), way: way.clone(), at: now };
                tx.put_drill(account, &caller.identity, &drill)?;
            }
        }
        Ok(Ok(Ended { way: name, was_lost, session }))
    })
    .await
}

/// Finds out what is lost; refuses what the caller does not have.
async fn loss(svc: &Service, caller: &Caller, lost: &Lost) -> Result<Loss, ServiceError> {
    let (inner, caller, lost) = (svc.clone(), caller.clone(), lost.clone());
    let now = svc.now();
    svc.read(move |tx| {
        let all = tx.devices_of(caller.account, &caller.identity)?;
        let devices = listed(tx, all, now)?;
        let codes = tx.count_recovery_codes(caller.account, &caller.identity)?;
        Places::read(&inner, tx, &caller, &devices, codes)?.loss(&lost)
    })
    .await
}
