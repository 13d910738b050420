//! All second factors of a colleague were taken away, or somebody wants that.

use super::{Audience, Circumstances, Letter, Notice};

/// Tells that a user was reset. Users have no address of their own: everybody
/// behind the account hears of it, and the console tells the user and the other
/// administrators.
pub(crate) struct MfaReset<'a> {
    /// Who was reset.
    pub(crate) user: &'a str,
    /// Who did it: `root`, or a name.
    pub(crate) by: &'a str,
    /// Who asked for it, where it took two.
    pub(crate) asked_by: Option<&'a str>,
    /// How many devices and recovery codes went.
    pub(crate) gone: (usize, u64),
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for MfaReset<'_> {
    const KIND: &'static str = "mfa-reset";

    fn audience(&self) -> Audience {
        Audience::Everybody
    }

    fn letter(&self) -> Letter {
        let (devices, codes) = self.gone;
        let asked =
            self.asked_by.map_or(String::new(), |name| format!(" {name} had asked for it."));
        Letter {
            subject: format!("The user {} was reset", self.user),
            said: vec![
                format!(
                    "{} took away every second factor of the user {}: {} and {}.{asked}",
                    who(self.by),
                    self.user,
                    count(devices, "device"),
                    count(usize::try_from(codes).unwrap_or(usize::MAX), "recovery code"),
                ),
                format!(
                    "The password of {} stays as it was. For three days it leads to registering a \
                     new device, and to nothing else.",
                    self.user
                ),
            ],
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "If {user} did not ask for this: tell {user} by a way that you know, open the \
                 console yourself, as always, give {user} another password, and look at what {by} \
                 did under Activity.",
                user = self.user,
                by = self.by,
            )],
            ..Letter::default()
        }
    }
}

/// Tells that somebody has asked for a reset that takes two.
pub(crate) struct MfaResetAsked<'a> {
    /// Who is to be reset.
    pub(crate) user: &'a str,
    /// Who asked.
    pub(crate) by: &'a str,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for MfaResetAsked<'_> {
    const KIND: &'static str = "mfa-reset-asked";

    fn audience(&self) -> Audience {
        Audience::Everybody
    }

    fn letter(&self) -> Letter {
        let (user, by) = (self.user, self.by);
        Letter {
            subject: format!("A reset of the administrator {user} is asked for"),
            said: vec![format!(
                "The administrator {by} wants to take away every second factor of the \
                 administrator {user}. It happens when another administrator approves within a \
                 day. Nothing has changed so far."
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "Be sure that it is {user} who has lost the devices, face to face or by a number \
                 that you have known for long, before anybody approves. {user}, if still signed \
                 in, can turn it down under Users."
            )],
            ..Letter::default()
        }
    }
}

fn who(name: &str) -> String {
    if name == "root" { "The root user".to_owned() } else { format!("The administrator {name}") }
}

fn count(many: usize, what: &str) -> String {
    if many == 1 { format!("one {what}") } else { format!("{many} {what}s") }
}
