//! The operator opened a way back in from the command line.

use super::{Audience, Circumstances, Letter, Notice};

/// Tells that the operator made a link for a new root password.
pub(crate) struct OperatorRecovery {
    /// How many of root's devices were removed.
    pub(crate) removed: usize,
    /// When.
    pub(crate) circumstances: Circumstances,
}

impl Notice for OperatorRecovery {
    const KIND: &'static str = "operator-recovery";

    fn audience(&self) -> Audience {
        Audience::Everybody
    }

    fn letter(&self) -> Letter {
        let devices = match self.removed {
            0 => "Its MFA devices stay.".to_owned(),
            1 => "Its MFA device was removed.".to_owned(),
            removed => format!("Its {removed} MFA devices were removed."),
        };
        Letter {
            subject: "The operator reopened the account".to_owned(),
            said: vec![format!(
                "The operator of this service has made a link with which a new password is chosen \
                 for the root user, and has ended its sessions. {devices}"
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If you have not asked for this: call the operator, by a number that you know \
                 yourself."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
