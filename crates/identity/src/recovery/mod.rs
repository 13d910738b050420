//! Recovering the root user who cannot use any device, as a machine that cannot
//! be entered half-way.
//!
//! ```text
//! AwaitFactor of root -> AwaitMail -> AwaitCall <-> Calling -> CoolingOff -> Recovered
//! ```
//!
//! The password comes first: a recovery begins from a sign-in of root that waits
//! for its second factor, and from nothing else. Then the mailbox, then the
//! telephone. [`Proofs`] says which of the three have not stood long enough to be
//! counted yet; until they have, nothing is opened. Whoever is told may cancel at
//! any moment before the end: a cancelled recovery is gone, and no state leads
//! back to it.

mod call;
mod digits;
mod machine;
mod proofs;

pub use call::{Call, CallEnd, CallProgress, CallReport, WRONG_DIGITS_PER_CALL};
pub use digits::Digits;
pub use machine::{
    AfterCall, AfterMail, AwaitCall, AwaitMail, Begun, Calling, CoolingOff, Fields, LinkVerdict,
    Recovered, Recovery,
};
pub use proofs::{
    Approval, PASSWORD_BY_MAIL_COUNTS_AFTER, Proofs, SETTLES_AFTER, Wait, WaitReason,
};

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
