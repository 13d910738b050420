//! With which of its devices an identity can prove itself, those that are refused left out, and which is
//! offered first: the one used last, since it is at hand; before any was used, a passkey,
//! since it cannot be talked out of its owner.

use identity::Timestamp;
use identity::device::{Device, DeviceKind};

/// Is what an identity can prove itself with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Whether there is a device with codes.
    pub codes: bool,
    /// The names of the passkeys.
    pub passkeys: Vec<String>,
    /// Whether a passkey is offered before a code.
    pub passkey_first: bool,
}

impl Ways {
    /// Lists them. `only` says whether only passkeys are accepted.
    pub(crate) fn of(devices: &[Device], only: bool, now: Timestamp) -> Self {
        let in_use = || devices.iter().filter(|device| device.is_usable(now));
        let is_passkey = |device: &&Device| device.kind == DeviceKind::Passkey;
        let passkeys: Vec<String> =
            in_use().filter(is_passkey).map(|one| one.name.as_str().to_owned()).collect();
        let last = in_use().filter(|one| one.last_used.is_some()).max_by_key(|one| one.last_used);
        let codes = !only && in_use().any(|device| device.kind.has_codes());
        Self {
            passkey_first: !passkeys.is_empty()
                && (!codes || last.is_none_or(|last| last.kind == DeviceKind::Passkey)),
            codes,
            passkeys,
        }
    }
}
