//! Putting a device into use for a user with two consecutive codes (operation
//! EnableMFADevice). Both codes are spent. Sessions of the console that the user
//! began without the device end.

use identity::audit::{Action, Reason};
use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::device::{Device, DeviceState};
use identity::user::User;
use otp::Code;
use storage::Tx;

use super::find::{look_up, refuse, unknown};
use super::self_management;
use crate::factor::{self, Checked, open_seed, seal_seed};
use crate::notices::{self, Circumstances, NewDevice};
use crate::record::Entry;
use crate::subject;
use crate::{Caller, Kind, Proof, Service, ServiceError};

/// Is a device of a user with two codes of it.
#[derive(Clone, Debug)]
pub struct CodePair {
    /// The user's name.
    pub user_name: String,
    /// The serial number.
    pub serial: String,
    /// The older code.
    pub first: Code,
    /// The newer code.
    pub second: Code,
}

impl CodePair {
    pub(super) fn proof(&self) -> Proof {
        let (first, second) = (self.first.clone(), self.second.clone());
        Proof::Pair { first, second, serial: None }
    }
}

/// Puts the device into use.
pub async fn run(svc: &Service, caller: &Caller, command: CodePair) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        let account = caller.account;
        let name = &command.user_name;
        let found = subject::look_up(tx, account, name)?;
        let ask = subject::ask(account, "iam:EnableMFADevice", name, found.as_ref());
        caller.authorize(&inner, tx, &ask)?;
        if let Some(user) = &found {
            self_management::check(tx, &caller, &user.identity())?;
        }
        let user = found.ok_or_else(|| ServiceError::no_entity("user", name))?;
        let owner = user.identity();
        let device = usable(tx, &user, &command.serial)?;
        let entry = Entry::by(&caller, Action::EnableMfaDevice)
            .on(device.serial.as_str())
            .detail(format!("for {}", user.name.as_str()));
        if tx.count_devices(account, &owner)? >= DEVICES_PER_IDENTITY as u64 {
            let refusal = ServiceError::quota("MFADevicesPerUser", DEVICES_PER_IDENTITY);
            entry
                .refused(Reason::DeviceLimit)
                .error("LimitExceededException".to_owned(), &refusal.to_string())
                .keep(tx, account, now)?;
            return Ok(Err(refusal));
        }
        let candidate = [factor::candidate(&inner, &device, now)?];
        let proof = command.proof();
        let checked = factor::check_against(&inner, tx, account, &owner, &candidate, &proof, now)?;
        let Checked::Accepted(_) = checked else {
            return Ok(Err(refuse(tx, account, entry, &checked, now)?));
        };
        let seed = open_seed(&inner, &device)?;
        let sealed = seal_seed(&inner, account, &device.serial, Some(&owner), &seed)?;
        if !tx.assign_device(account, &device.serial, &owner, &sealed, now)? {
            return Ok(Err(unknown(&command.serial)));
        }
        tx.clear_enrolment_due(account, &owner)?;
        tx.remove_sessions_of(account, &owner, None)?;
        tx.remove_sign_ins_of(account, &owner)?;
        entry.keep(tx, account, now)?;
        let notice = NewDevice {
            owner: user.name.as_str(),
            device: device.name.as_str(),
            by: (caller.name() != user.name.as_str()).then_some(caller.name()),
            circumstances: Circumstances::of(&caller, now),
        };
        let event = format!("{}/{}", device.serial.as_str(), now.as_micros());
        notices::queue(&inner, tx, account, &notice, &event, now)?;
        Ok(Ok(()))
    })
    .await
}

/// Finds a device that can be put into use for a user.
fn usable(tx: &mut dyn Tx, user: &User, serial: &str) -> Result<Device, ServiceError> {
    let device = look_up(tx, user.account, serial)?.ok_or_else(|| unknown(serial))?;
    let own = device.is_of(&user.identity());
    match &device.state {
        DeviceState::Unassigned => Ok(device),
        // Named in the console by the user, and not yet confirmed.
        DeviceState::Unconfirmed { .. } if own && device.kind.has_codes() => Ok(device),
        DeviceState::Unconfirmed { .. } => Err(unknown(serial)),
        DeviceState::Assigned { .. } => {
            let message = if own {
                format!("MFA Device for user {} already exists.", user.name.as_str())
            } else {
                "MFA Device is already in use.".to_owned()
            };
            Err(ServiceError::api(Kind::EntityAlreadyExists, message))
        }
    }
}
