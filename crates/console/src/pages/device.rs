//! Devices as pages show them, to their owner and to an administrator.

use identity::Timestamp;
use identity::device::expiry::ends_soon;
use identity::device::limits::UNPROVEN_AFTER;
use identity::device::{Barred, DeviceKind};
use identity::names::SerialNumber;
use service::ServiceError;
use service::devices::list::{Copies, Listed, PasskeyFacts};

use crate::view::{Moment, segment};

/// Is a device in use.
pub(crate) struct DeviceView {
    /// What its owner calls it.
    pub(crate) name: String,
    /// The serial number, as programs know it.
    pub(crate) serial: String,
    /// The serial number as a segment of an address.
    pub(crate) segment: String,
    /// The kind, in words.
    pub(crate) kind: String,
    /// Whether it is a passkey or security key.
    pub(crate) is_passkey: bool,
    /// What is known of copies of a passkey, in words.
    pub(crate) copies: Option<&'static str>,
    /// Since when it is in use.
    pub(crate) since: Moment,
    /// When it was last accepted.
    pub(crate) last_used: Option<Moment>,
    /// Whether that, or its first use, is so long ago that nobody knows whether it still
    /// works.
    pub(crate) unproven: bool,
    /// By how much its clock is off, in words, when it is.
    pub(crate) clock: Option<String>,
    /// Since when it is refused, because it was reported lost.
    pub(crate) suspended: Option<Moment>,
    /// Until when its maker permits it to be used.
    pub(crate) expires: Option<Expiry>,
    /// Why it is refused, where it is.
    pub(crate) barred: Option<Barred>,
    /// Whether its codes are refused, because only passkeys are accepted.
    pub(crate) codes_refused: bool,
    /// When something that looks like a copy of a passkey was refused.
    pub(crate) copied: Option<Moment>,
}

impl DeviceView {
    pub(crate) fn new(device: &Listed, now: Timestamp) -> Self {
        Self {
            name: device.name.clone(),
            serial: device.serial.as_str().to_owned(),
            segment: segment(device.serial.as_str()),
            kind: match (device.kind, &device.passkey) {
                (DeviceKind::AuthenticatorApp, _) => "Authenticator app".to_owned(),
                (DeviceKind::Passkey, passkey) => passkey_in_words(passkey.as_ref()),
                (DeviceKind::HardwareToken { .. }, _) => "Hardware token".to_owned(),
            },
            is_passkey: device.kind == DeviceKind::Passkey,
            copies: device.passkey.as_ref().map(copies_in_words),
            since: Moment::new(device.since, now),
            last_used: device.last_used.map(|at| Moment::new(at, now)),
            unproven: now.since(device.last_used.unwrap_or(device.since).max(device.since))
                >= UNPROVEN_AFTER,
            clock: clock_in_words(device.clock_seconds),
            suspended: device.suspended.map(|at| Moment::new(at, now)),
            expires: device.expires.map(|expires| Expiry::new(expires, now)),
            barred: device.barred,
            codes_refused: device.codes_refused,
            copied: device.copied.map(|at| Moment::new(at, now)),
        }
    }

    /// Says whether it signs its owner in.
    pub(crate) fn opens(&self) -> bool {
        self.barred.is_none() && !self.codes_refused
    }

    /// Says whether it will not be accepted for long.
    pub(crate) fn ends_soon(&self) -> bool {
        self.expires.as_ref().is_some_and(|expires| expires.soon)
    }

    /// Says whether it is past its maker's date.
    pub(crate) fn is_expired(&self) -> bool {
        self.barred == Some(Barred::Expired)
    }

    pub(crate) fn all(devices: &[Listed], now: Timestamp) -> Vec<Self> {
        devices.iter().map(|device| Self::new(device, now)).collect()
    }
}

/// Is until when a device is accepted.
pub(crate) struct Expiry {
    /// The last moment.
    pub(crate) at: Moment,
    /// Whether that is so near that a warning is due.
    pub(crate) soon: bool,
    /// Whether that is past.
    pub(crate) over: bool,
    last: Timestamp,
}

impl Expiry {
    pub(crate) fn new(last: Timestamp, now: Timestamp) -> Self {
        let at = Moment::new(last, now);
        Self { at, soon: ends_soon(last, now), over: now > last, last }
    }
}

/// Is a device that signs in, and will not for long.
pub(crate) struct Ending {
    /// What its owner calls it.
    pub(crate) name: String,
    /// The last moment at which it is accepted, in words.
    pub(crate) until: String,
    /// Whether nothing else signs its owner in then.
    pub(crate) locks_out: bool,
}

impl Ending {
    /// Lists them. `codes` says how many recovery codes are left.
    pub(crate) fn among(devices: &[DeviceView], codes: usize) -> Vec<Self> {
        let opening = || devices.iter().filter(|device| device.opens());
        let outlasts = |other: &DeviceView, last: Timestamp| {
            other.expires.as_ref().is_none_or(|expires| expires.last > last)
        };
        let ending = opening().filter_map(|device| Some((device, device.expires.as_ref()?)));
        let soon = ending.filter(|(_, expires)| expires.soon);
        let described = soon.map(|(device, expires)| Self {
            name: device.name.clone(),
            until: expires.at.people.clone(),
            locks_out: codes == 0 && !opening().any(|other| outlasts(other, expires.last)),
        });
        described.collect()
    }
}

/// Says what kind of authenticator a passkey is in.
fn passkey_in_words(passkey: Option<&PasskeyFacts>) -> String {
    let Some(facts) = passkey else { return "Passkey".to_owned() };
    let kind = match (facts.copies, facts.built_in) {
        (Copies::Possible | Copies::Made, _) => "Passkey, synced",
        (Copies::Impossible, true) => "Passkey, built in",
        (Copies::Impossible, false) => "Security key",
    };
    facts.model.map_or_else(|| kind.to_owned(), |model| format!("{kind}: {model}"))
}

/// Says what is lost with the authenticator of a passkey.
fn copies_in_words(facts: &PasskeyFacts) -> &'static str {
    match facts.copies {
        Copies::Impossible => "none: it is in this one authenticator",
        Copies::Possible => "possible, but none yet",
        Copies::Made => "on your other machines as well",
    }
}

/// Reads a serial number as it stands in an address. What is none is no device's.
pub(crate) fn serial_of(text: &str) -> Result<SerialNumber, ServiceError> {
    SerialNumber::parse(text).map_err(|_| ServiceError::NotFound("device"))
}

/// Finds a device by its serial number.
pub(crate) fn find<'d>(
    devices: &'d [Listed],
    serial: &SerialNumber,
) -> Result<&'d Listed, ServiceError> {
    let found = devices.iter().find(|device| device.serial.key() == serial.key());
    found.ok_or(ServiceError::NotFound("device"))
}

/// Says by how much a clock is off: `about 4 minutes behind`; nothing when it is
/// right. Codes come in steps of 30 seconds, so nothing finer is known.
pub(crate) fn clock_in_words(seconds: i64) -> Option<String> {
    let direction = match seconds {
        0 => return None,
        1.. => "ahead",
        _ => "behind",
    };
    let off = seconds.unsigned_abs();
    let amount = match off {
        0..90 => format!("{off} seconds"),
        90..5_400 => plural(off.div_ceil(60), "minute"),
        _ => plural(off.saturating_add(1_800) / 3_600, "hour"),
    };
    Some(format!("about {amount} {direction}"))
}

/// Says how long a device must wait after its clock, which was ahead, was set
/// right: until then it shows codes that were used, or older ones.
pub(crate) fn wait_in_words(seconds: i64) -> Option<String> {
    let ahead = u64::try_from(seconds).ok().filter(|ahead| *ahead > 0)?;
    // Two steps more than it was ahead: both of its codes were used as well.
    Some(plural(ahead.saturating_add(60).div_ceil(60), "minute"))
}

fn plural(count: u64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_unproven_half_a_year_after_it_was_last_accepted() {
        let day = |day: i64| Timestamp::from_unix_seconds(86_400 * day);
        let unproven = |since: i64, last_used: Option<i64>, today: i64| {
            let device = Listed {
                serial: SerialNumber::parse("arn:aws:iam::123456789012:mfa/phone").unwrap(),
                name: "phone".to_owned(),
                kind: DeviceKind::AuthenticatorApp,
                since: day(since),
                last_used: last_used.map(day),
                clock_seconds: 0,
                suspended: None,
                expires: None,
                barred: None,
                codes_refused: false,
                passkey: None,
                copied: None,
            };
            DeviceView::new(&device, day(today)).unproven
        };
        assert!(!unproven(100, None, 279) && unproven(100, None, 280));
        assert!(!unproven(100, Some(200), 379) && unproven(100, Some(200), 380));
        assert!(!unproven(300, Some(100), 479), "given to somebody anew");
    }

    #[test]
    fn clocks_in_words() {
        for (seconds, words) in [
            (30, "about 30 seconds ahead"),
            (-60, "about 60 seconds behind"),
            (-240, "about 4 minutes behind"),
            (3_600, "about 60 minutes ahead"),
            (-7_200, "about 2 hours behind"),
            (30_000, "about 8 hours ahead"),
        ] {
            assert_eq!(clock_in_words(seconds).as_deref(), Some(words));
        }
        assert_eq!(clock_in_words(0), None);
    }

    #[test]
    fn waits_in_words() {
        for (seconds, words) in [(30, "2 minutes"), (240, "5 minutes"), (3_600, "61 minutes")] {
            assert_eq!(wait_in_words(seconds).as_deref(), Some(words));
        }
        assert_eq!(wait_in_words(0), None);
        assert_eq!(wait_in_words(-240), None);
    }
}
