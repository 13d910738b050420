//! How a call ended, and why a recovery waits, in words.

use identity::Timestamp;
use identity::recovery::{CallEnd, CallProgress, WaitReason};

use crate::view::Moment;

/// Says how the last call ended, and what can be done.
pub(in crate::pages) fn end(end: CallEnd) -> (&'static str, &'static str) {
    match end {
        CallEnd::Gateway => (
            "The call did not come about",
            "The telephone service could not make it. That is not your fault and costs you nothing: ask for the call again in a moment. If it goes on, tell the operator of this service.",
        ),
        CallEnd::NoAnswer => {
            ("Nobody answered", "Have the telephone at hand, and ask for the call again.")
        }
        CallEnd::Busy => {
            ("The line was busy", "Wait until it is free, and ask for the call again.")
        }
        CallEnd::HungUp => (
            "The call ended without the digits",
            "Ask for it again, and key in the digits that this page will show while you listen.",
        ),
        CallEnd::WrongDigits => (
            "Other digits were keyed in",
            "Three times they were not those on the screen. Ask for the call again: it comes with new digits.",
        ),
        CallEnd::Expired => (
            "The digits have expired",
            "They are good for ten minutes. Ask for the call again: it comes with new digits.",
        ),
    }
}

/// Says how far a call has come.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
pub(in crate::pages) fn progress(progress: &CallProgress) -> &'static str {
    match progress {
        CallProgress::Wanted | CallProgress::Placing => "Your call is being placed.",
        CallProgress::Placed => "The telephone rings, or will in a moment.",
        CallProgress::Answered => "The call is answered. Key in the digits.",
    }
}

/// Tells apart how a call ended, for a page that watches.
pub(in crate::pages) fn state_of_end(last: Option<CallEnd>) -> String {
    format!("call {}", last.map_or("", CallEnd::name))
}

/// Tells apart how far a call has come, for a page that watches.
pub(in crate::pages) fn state_of_call(progress: CallProgress, wrong: u32, overdue: bool) -> String {
    let progress = match progress {
        CallProgress::Wanted | CallProgress::Placing => "placing",
        CallProgress::Placed => "placed",
        CallProgress::Answered => "answered",
    };
    format!("calling {progress} {wrong} {overdue}")
}

/// Says why a recovery waits.
pub(super) fn reason(reason: WaitReason) -> &'static str {
    match reason {
        WaitReason::Always => {
            "Every recovery waits for a while, so that everybody who was told of it can stop it."
        }
        WaitReason::EmailChanged => {
            "The e-mail address of root was changed less than three days ago."
        }
        WaitReason::PhoneChanged => "The telephone number was changed less than three days ago.",
        WaitReason::PasswordByMail => {
            "The password was reset by mail a short while ago, so it proves no more than the mailbox does. An administrator of the account can vouch for you: then three days are enough."
        }
    }
}

/// Writes a moment that lies ahead.
pub(super) fn ahead(at: Timestamp) -> Moment {
    Moment::new(at, at)
}
