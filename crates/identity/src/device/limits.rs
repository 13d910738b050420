//! The numbers behind devices and codes, in one place.

use std::time::Duration;

/// Devices in use by one identity, of any kinds (page "IAM and AWS STS quotas").
pub const DEVICES_PER_IDENTITY: usize = 8;

/// Bytes of a new seed: 64 base32 characters, as AWS issues them.
pub const SEED_BYTES: usize = 40;

/// Steps that the second code of a pair may lie before the device's known clock
/// at enrolment and resynchronisation: 8 h 19 min, as AWS searches.
pub const PAIR_STEPS_BACK: u64 = 998;

/// Steps that the second code of a pair may lie after the known clock: 8 h 20 min.
pub const PAIR_STEPS_AHEAD: u64 = 1000;

/// Steps within which a refused code is recognised as one of a clock that is
/// off, so that the owner can be told: ten minutes either way. It is said only
/// after the right password, and the attempt counts as wrong.
pub const DRIFT_HINT_STEPS: u64 = 20;

/// Challenges for passkeys that may be open at once in one session or sign-in; the
/// oldest gives way. Several tabs need several.
pub const OPEN_CHALLENGES: u32 = 8;

/// After so long without being used a device proves nothing any more: it may be lost, sold
/// or broken unnoticed.
pub const UNPROVEN_AFTER: Duration = Duration::from_hours(180 * 24);

/// How long before the end of its time the owner of a hardware token is told of it by
/// mail. From the first of these on the pages say it as well. There is another mail when the
/// time is over.
pub const EXPIRY_TOLD_BEFORE: [Duration; 2] =
    [Duration::from_hours(60 * 24), Duration::from_hours(14 * 24)];

/// How long a device that was named in the console, but not yet confirmed by
/// two codes, is kept.
pub const UNCONFIRMED_LIFETIME: Duration = Duration::from_hours(1);
