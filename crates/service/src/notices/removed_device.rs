//! A device was removed.

use identity::Timestamp;
use identity::device::Device;
use storage::Tx;

use super::{Audience, Circumstances, Letter, Notice, queue, whose};
use crate::{Caller, Service, ServiceError};

/// Tells that a device was removed.
struct RemovedDevice<'a> {
    /// Whose it was: `root`, or a user's name.
    owner: &'a str,
    /// What the device was called.
    device: &'a str,
    /// Who did it, where it was somebody else.
    by: Option<&'a str>,
    /// How many devices are left.
    left: u64,
    /// When and where.
    circumstances: Circumstances,
}

/// Queues the notice that a caller has removed a device of `owner`, who has `left`
/// devices now.
pub(crate) fn tell_of_removed_device(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    owner: &str,
    (device, left): (&Device, u64),
    now: Timestamp,
) -> Result<(), ServiceError> {
    let notice = RemovedDevice {
        owner,
        device: device.name.as_str(),
        by: (caller.name() != owner).then_some(caller.name()),
        left,
        circumstances: Circumstances::of(caller, now),
    };
    let event = format!("{}/{}", device.serial.as_str(), now.as_micros());
    queue(svc, tx, caller.account, &notice, &event, now)
}

impl Notice for RemovedDevice<'_> {
    const KIND: &'static str = "removed-device";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let owner = whose(self.owner);
        let by = self.by.map_or(String::new(), |by| format!(" by {}", whose(by)));
        let left = match self.left {
            0 => "No device is left: the password alone is asked for at the sign-in until a new \
                  one is registered."
                .to_owned(),
            1 => "One device is left. Losing it as well would lock the owner out.".to_owned(),
            left => format!("{left} devices are left."),
        };
        Letter {
            subject: format!("MFA device removed from {owner}"),
            said: vec![
                format!("The MFA device \"{}\" of {owner} was removed{by}.", self.device),
                left,
            ],
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "If this was not you: somebody acts in the name of {owner}. Open the console \
                 yourself, as always, choose a new password, register your device again, and look \
                 at the activity of the account."
            )],
            ..Letter::default()
        }
    }
}
