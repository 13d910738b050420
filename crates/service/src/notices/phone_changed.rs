//! The telephone number with which root is recovered is another one.

use super::{Audience, Circumstances, Letter, Notice};

/// Tells that the number changed.
pub(crate) struct PhoneChanged {
    /// The number until now, masked.
    pub(crate) old: Option<String>,
    /// The number from now on, masked.
    pub(crate) new: Option<String>,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for PhoneChanged {
    const KIND: &'static str = "phone-changed";

    fn audience(&self) -> Audience {
        Audience::Everybody
    }

    fn letter(&self) -> Letter {
        let said = match (&self.old, &self.new) {
            (_, Some(new)) => {
                format!("The root user is recovered by a call to {new} from now on.")
            }
            (_, None) => "There is no telephone number any more, so the root user cannot be \
                 recovered but by whoever runs this service."
                .to_owned(),
        };
        let mut said = vec![said];
        if let Some(old) = &self.old {
            said.push(format!(
                "Until now it was {old}. For three days after such a change every recovery waits, \
                 so that it can be stopped."
            ));
        }
        Letter {
            subject: "Changed: the telephone number of the account".to_owned(),
            said,
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If this was not you: somebody is signed in as the root user. Open the console \
                 yourself, as always, change the root user's password, which ends all other \
                 sessions, and correct the number."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
