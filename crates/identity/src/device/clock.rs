//! What a service knows of a device's clock (RFC 6238, section 6).

use otp::Period;

use crate::Timestamp;

/// Is a device's learned offset and the highest counter that it has spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeviceClock {
    /// Steps by which the device runs ahead of ours; learned from two
    /// consecutive codes, never from a single one.
    pub offset: i64,
    /// The highest counter whose code was accepted, at enrolment, sign-in or
    /// resynchronisation alike. Only greater counters are accepted.
    pub spent: Option<u64>,
}

impl DeviceClock {
    /// Returns the counter that a device with steps of this length should be
    /// showing.
    pub fn counter_at(&self, now: Timestamp, period: Period) -> u64 {
        period.step_at(now.unix_seconds()).saturating_add_signed(self.offset)
    }

    /// Says whether the code of a counter was spent already, or is older than
    /// one that was.
    pub fn is_spent(&self, counter: u64) -> bool {
        self.steps_until_fresh(counter) > 0
    }

    /// Returns how many steps a device that shows this counter needs until it
    /// shows one that was never spent: many, when its clock was set back.
    pub fn steps_until_fresh(&self, counter: u64) -> u64 {
        self.spent.map_or(0, |spent| spent.saturating_add(1).saturating_sub(counter))
    }
}
