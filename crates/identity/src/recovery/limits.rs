//! How long each step of a recovery may take, and how many may be under way.

use std::time::Duration;

/// Is how long the link in the mail is good for, counted from the beginning.
pub const MAIL_LIFETIME: Duration = Duration::from_hours(1);

/// Is how long the telephone may be used after the mailbox was proved.
pub const CALL_LIFETIME: Duration = Duration::from_hours(1);

/// Is how long the digits of one call are good for (SP 800-63B-4, section
/// 4.2.1.2: at most ten minutes by voice).
pub const DIGITS_LIFETIME: Duration = Duration::from_mins(10);

/// Is how long a recovery may be finished after its waiting is over.
pub const FINISH_WITHIN: Duration = Duration::from_hours(48);

/// Recoveries of one account that may be under way at the same time, so that who
/// knows the password can neither keep its owner from beginning one nor displace
/// one in which the mailbox was proved.
pub const AT_ONCE: usize = 5;
