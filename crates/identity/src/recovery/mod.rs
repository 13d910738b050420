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
mod limits;
mod machine;
mod proofs;

pub use call::{AfterReport, Call, CallEnd, CallProgress, CallReport, WRONG_DIGITS_PER_CALL};
pub use digits::Digits;
pub use limits::{AT_ONCE, CALL_LIFETIME, DIGITS_LIFETIME, FINISH_WITHIN, MAIL_LIFETIME};
pub use machine::{
    AfterCall, AfterMail, AwaitCall, AwaitMail, Begun, Calling, CoolingOff, Fields, LinkVerdict,
    Recovered, Recovery,
};
pub use proofs::{
    Approval, PASSWORD_BY_MAIL_COUNTS_AFTER, Proofs, SETTLES_AFTER, Wait, WaitReason,
};
