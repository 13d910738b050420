//! The time of a hardware token ends, or is over.

use identity::Timestamp;

use super::circumstances::people;
use super::{Audience, Letter, Notice, whose};

/// Tells until when a hardware token is accepted, in time to replace it.
pub(crate) struct ExpiringToken<'a> {
    /// Whose it is: `root`, or a user's name.
    pub(crate) owner: &'a str,
    /// What the token is called.
    pub(crate) device: &'a str,
    /// The last moment at which it is accepted.
    pub(crate) expires: Timestamp,
    /// Whether that is past.
    pub(crate) over: bool,
    /// Whether its owner can sign in without it.
    pub(crate) other_ways: bool,
}

impl Notice for ExpiringToken<'_> {
    const KIND: &'static str = "expiring-token";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let (owner, device, until) = (whose(self.owner), self.device, people(self.expires));
        let (subject, what) = if self.over {
            (
                format!("Hardware token of {owner} is no longer accepted"),
                format!(
                    "The maker of the hardware token \"{device}\" of {owner} permitted it to be \
                     used until {until}. Its codes are refused now."
                ),
            )
        } else {
            (
                format!("Hardware token of {owner} is accepted until {until}"),
                format!(
                    "The maker of the hardware token \"{device}\" of {owner} permits it to be \
                     used until {until}. Its codes are refused after that."
                ),
            )
        };
        let means = match (self.other_ways, self.over) {
            (true, _) => "Another device or recovery codes sign in as before.".to_owned(),
            (false, false) => format!(
                "Nothing else signs {owner} in: without another device or recovery codes, {owner} \
                 is locked out then."
            ),
            (false, true) => format!("Nothing else signs {owner} in."),
        };
        let way_back = match (self.other_ways, self.over, self.owner) {
            (false, true, "root") => {
                "What to do: choose \"I cannot use any of my devices\" after the password. Mailbox \
                 and telephone lead back in, and to registering another device."
            }
            (false, true, _) => {
                "What to do: an administrator of the account resets the user. Then the password \
                 leads to registering another device."
            }
            (_, _, "root") => {
                "What to do: open the console yourself, as always, assign another device under \
                 Security credentials, and remove this one: it goes back into stock."
            }
            _ => {
                "What to do: tell the user, who has no address here. They assign another device \
                 under Security credentials and remove this one: it goes back into stock."
            }
        };
        Letter {
            subject,
            said: vec![what, means],
            facts: vec![("Accepted until", people(self.expires))],
            otherwise: vec![way_back.to_owned()],
            ..Letter::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_end_means_and_what_to_do() {
        let said = |owner, over, other_ways| {
            let expires = Timestamp::from_unix_seconds(1_700_000_000);
            let letter = ExpiringToken { owner, device: "t", expires, over, other_ways }.letter();
            format!("{}: {} {}", letter.subject, letter.said.concat(), letter.otherwise.concat())
        };
        for (owner, over, other_ways, words) in [
            ("anna", false, true, "the user anna is accepted until 14 November 2023, 22:13 UTC: "),
            ("anna", false, true, "sign in as before"),
            ("anna", false, false, "the user anna is locked out then."),
            ("anna", false, false, "tell the user"),
            ("anna", true, true, "tell the user"),
            ("root", false, true, "assign another device"),
            ("anna", true, false, "an administrator of the account resets the user"),
            ("root", true, false, "I cannot use any of my devices"),
        ] {
            let text = said(owner, over, other_ways);
            assert!(text.contains(words), "{text}");
        }
    }
}
