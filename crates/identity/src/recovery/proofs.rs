//! Which of the three proofs has stood long enough to be counted.
//!
//! Password, mailbox and telephone prove something together only as long as none
//! of them was had through another. So a proof that was changed counts when the
//! change has stood for a while and everybody was told of it (SP 800-63B-4,
//! sections 4.2.2.2 and 4.6).

use std::time::Duration;

use crate::Timestamp;

/// Is how long a changed address or telephone number must have stood.
pub const SETTLES_AFTER: Duration = Duration::from_hours(72);

/// Is how long a password must have stood that was reset through the mailbox: as
/// long as it is younger, mailbox and telephone would be all that is proved. An
/// administrator who approves takes the password's place.
pub const PASSWORD_BY_MAIL_COUNTS_AFTER: Duration = Duration::from_hours(14 * 24);

/// Is an administrator's word, given with a second factor, that it is really the
/// owner who recovers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// When it was given.
    pub at: Timestamp,
}

/// Is what is known of the three proofs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proofs {
    /// When the address was last replaced by another one.
    pub email_changed: Option<Timestamp>,
    /// When the telephone number was last replaced by another one.
    pub phone_changed: Option<Timestamp>,
    /// When the password was last reset through the mailbox.
    pub password_by_mail: Option<Timestamp>,
    /// The approval of this recovery, where there is one.
    pub approval: Option<Approval>,
}

/// Says why a recovery must wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// The operator wants every recovery to wait.
    Always,
    /// The address was changed a short while ago.
    EmailChanged,
    /// The telephone number was changed a short while ago.
    PhoneChanged,
    /// The password was reset by mail a short while ago; an administrator's
    /// approval makes this shorter.
    PasswordByMail,
}

/// Is one reason to wait, with its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Why.
    pub reason: WaitReason,
    /// Until when.
    pub until: Timestamp,
}

impl Proofs {
    /// Returns every reason to wait that is not over at `now`, for a recovery whose
    /// last proof was given at `proved`. `delay` is what the operator wants every
    /// recovery to wait.
    pub fn waits(&self, proved: Timestamp, delay: Duration, now: Timestamp) -> Vec<Wait> {
        let after = |changed: Option<Timestamp>, time| changed.map(|at| at.plus(time));
        let password = match self.approval {
            None => PASSWORD_BY_MAIL_COUNTS_AFTER,
            Some(_) => SETTLES_AFTER,
        };
        [
            (WaitReason::Always, Some(proved.plus(delay))),
            (WaitReason::EmailChanged, after(self.email_changed, SETTLES_AFTER)),
            (WaitReason::PhoneChanged, after(self.phone_changed, SETTLES_AFTER)),
            (WaitReason::PasswordByMail, after(self.password_by_mail, password)),
        ]
        .into_iter()
        .filter_map(|(reason, until)| until.map(|until| Wait { reason, until }))
        .filter(|wait| now < wait.until)
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_unix_seconds(1_700_000_000)
    }

    fn hours(count: u64) -> Duration {
        Duration::from_hours(count)
    }

    fn reasons(proofs: &Proofs, delay: u64, later: u64) -> Vec<WaitReason> {
        let waits = proofs.waits(now(), hours(delay), now().plus(hours(later)));
        waits.into_iter().map(|wait| wait.reason).collect()
    }

    #[test]
    fn three_proofs_that_have_stood_open_at_once() {
        let old = Some(now().minus(hours(72)));
        let proofs = Proofs { email_changed: old, phone_changed: old, ..Proofs::default() };
        assert_eq!(reasons(&proofs, 0, 0), []);
        assert_eq!(reasons(&Proofs::default(), 0, 0), []);
    }

    #[test]
    fn a_change_counts_from_when_it_has_stood_for_three_days() {
        let proofs = Proofs {
            email_changed: Some(now().minus(hours(71))),
            phone_changed: Some(now()),
            ..Proofs::default()
        };
        assert_eq!(reasons(&proofs, 0, 0), [WaitReason::EmailChanged, WaitReason::PhoneChanged]);
        assert_eq!(reasons(&proofs, 0, 1), [WaitReason::PhoneChanged]);
        assert_eq!(reasons(&proofs, 0, 72), []);
    }

    #[test]
    fn a_password_from_the_mailbox_waits_two_weeks_or_for_an_administrator() {
        let alone = Proofs { password_by_mail: Some(now()), ..Proofs::default() };
        let approved = Proofs { approval: Some(Approval { at: now() }), ..alone };
        assert_eq!(reasons(&alone, 0, 14 * 24 - 1), [WaitReason::PasswordByMail]);
        assert_eq!(reasons(&alone, 0, 14 * 24), []);
        assert_eq!(reasons(&approved, 0, 71), [WaitReason::PasswordByMail]);
        assert_eq!(reasons(&approved, 0, 72), []);
    }

    #[test]
    fn the_operator_may_want_every_recovery_to_wait() {
        assert_eq!(reasons(&Proofs::default(), 24, 23), [WaitReason::Always]);
        assert_eq!(reasons(&Proofs::default(), 24, 24), []);
    }
}
