//! Bringing a user's device back into step with two consecutive codes (operation
//! ResyncMFADevice). Both codes are spent.

use identity::audit::Action;

use super::CodePair;
use super::find::{look_up, not_of_user, refuse};
use crate::factor::{self, Checked};
use crate::record::Entry;
use crate::subject;
use crate::{Caller, Service, ServiceError};

/// Learns the clock of the device.
pub async fn run(svc: &Service, caller: &Caller, command: CodePair) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        let account = caller.account;
        let name = &command.user_name;
        let user = subject::user(&inner, tx, &caller, name, "iam:ResyncMFADevice")?;
        let owner = user.identity();
        let device = look_up(tx, account, &command.serial)?
            .filter(|device| device.shows_codes() && device.is_of(&owner))
            .ok_or_else(not_of_user)?;
        let entry = Entry::by(&caller, Action::ResyncMfaDevice)
            .on(device.serial.as_str())
            .detail(format!("of {}", user.name.as_str()));
        let candidate = [factor::candidate(&inner, &device, now)?];
        let proof = command.proof();
        let checked = factor::check_against(&inner, tx, account, &owner, &candidate, &proof, now)?;
        let Checked::Accepted(_) = checked else {
            return Ok(Err(refuse(tx, account, entry, &checked, now)?));
        };
        entry.keep(tx, account, now)?;
        Ok(Ok(()))
    })
    .await
}
