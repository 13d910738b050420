//! An administrator corrects the telephone number with which root is recovered.

use identity::Timestamp;

use super::circumstances::people;
use super::{Audience, Circumstances, Letter, Link, Notice};

/// Tells of an announced number.
pub(crate) struct PhoneAnnounced {
    /// Who announced it.
    pub(crate) by: String,
    /// The new number, masked.
    pub(crate) number: String,
    /// When it counts.
    pub(crate) due: Timestamp,
    /// The path that stops it.
    pub(crate) stop: String,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for PhoneAnnounced {
    const KIND: &'static str = "phone-announced";

    fn audience(&self) -> Audience {
        Audience::Everybody
    }

    fn letter(&self) -> Letter {
        Letter {
            subject: "New telephone number announced".to_owned(),
            said: vec![format!(
                "The administrator {} has announced another telephone number for this account, \
                 {}. The root user is recovered by a call to it from {} on. Until then the \
                 present number counts.",
                self.by,
                self.number,
                people(self.due)
            )],
            facts: self.circumstances.facts(),
            link: Some(Link {
                label: "Keep the present number".to_owned(),
                path: self.stop.clone(),
            }),
            otherwise: vec![
                "If the new number is wrong, or nobody whom you know: stop it with the link \
                 above, and look at who may administer the account."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
