//! A device was removed.

use identity::device::Device;
use identity::{Identity, Timestamp};
use storage::Tx;

use super::{Audience, Circumstances, Letter, Notice, queue, whose};
use crate::second_factors::SecondFactors;
use crate::{Caller, Service, ServiceError};

/// Tells that a device was removed.
pub(super) struct RemovedDevice<'a> {
    /// Whose it was: `root`, or a user's name.
    pub(super) owner: &'a str,
    /// What the device was called.
    pub(super) device: &'a str,
    /// Who did it, where it was somebody else.
    pub(super) by: Option<&'a str>,
    /// What is left.
    pub(super) left: Left,
    /// When and where.
    pub(super) circumstances: Circumstances,
}

/// Is what signs an owner in beside the password, after a device has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// Devices that are accepted.
    pub(super) devices: usize,
    /// Devices that are not.
    pub(super) refused: usize,
    pub(super) codes: u64,
    /// Whether a device must be registered before anything else.
    pub(super) enrols_first: bool,
}

/// Queues the notice that a caller has removed a device of `owner`, an identity and its
/// name, when all else that this means is done.
pub(crate) fn tell_of_removed_device(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    (identity, owner): (&Identity, &str),
    device: &Device,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let account = caller.account;
    let factors = SecondFactors::of(tx, account, identity, now)?;
    let left = Left {
        devices: factors.devices,
        refused: factors.refused,
        codes: factors.codes,
        enrols_first: tx.enrolment_due(account, identity)?.is_some(),
    };
    let notice = RemovedDevice {
        owner,
        device: device.name.as_str(),
        by: (caller.name() != owner).then_some(caller.name()),
        left,
        circumstances: Circumstances::of(caller, now),
    };
    let event = format!("{}/{}", device.serial.as_str(), now.as_micros());
    queue(svc, tx, account, &notice, &event, now)
}

impl Left {
    fn in_words(self) -> String {
        let codes = match self.codes {
            0 => String::new(),
            1 => "one recovery code".to_owned(),
            codes => format!("{codes} recovery codes"),
        };
        match (self.devices, self.codes) {
            (0, 0) if self.enrols_first => "No device is left: the password leads to registering \
                 a new one, and to nothing else before that."
                .to_owned(),
            (0, 0) if self.refused > 0 => "No device is left that is accepted: nothing signs the \
                 owner in before a reset or a recovery."
                .to_owned(),
            (0, 0) => "No device is left: the password alone is asked for at the sign-in until a \
                 new one is registered."
                .to_owned(),
            (0, _) => format!(
                "No device is left that is accepted, but {codes}: the sign-in asks for one beside the password."
            ),
            (1, 0) => "One device is left. Losing it as well would lock the owner out.".to_owned(),
            (1, _) => format!("One device is left, and {codes}."),
            (devices, _) => format!("{devices} devices are left."),
        }
    }
}

impl Notice for RemovedDevice<'_> {
    const KIND: &'static str = "removed-device";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let owner = whose(self.owner);
        let by = self.by.map_or(String::new(), |by| format!(" by {}", whose(by)));
        Letter {
            subject: format!("MFA device removed from {owner}"),
            said: vec![
                format!("The MFA device \"{}\" of {owner} was removed{by}.", self.device),
                self.left.in_words(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_as_it_is() {
        for (devices, refused, codes, enrols_first, words) in [
            (0, 0, 0, true, "the password leads to registering a new one"),
            (0, 0, 0, false, "the password alone is asked for"),
            (0, 1, 0, false, "nothing signs the owner in"),
            (0, 1, 1, false, "one recovery code: the sign-in asks for one"),
            (0, 0, 9, false, "9 recovery codes: the sign-in asks for one"),
            (1, 1, 0, false, "would lock the owner out"),
            (1, 0, 9, false, "One device is left, and 9 recovery codes."),
            (2, 0, 0, false, "2 devices are left."),
        ] {
            let said = Left { devices, refused, codes, enrols_first }.in_words();
            assert!(said.contains(words), "{said}");
        }
    }
}
