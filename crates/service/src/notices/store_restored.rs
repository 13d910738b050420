//! The operator restored the store from a backup.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Tells that the account is as it was when a backup was made.
pub(crate) struct StoreRestored<'a> {
    /// Whose recovery codes are void.
    pub(crate) voided: &'a [String],
    /// Whose recovery codes stay, since nothing else signs them in.
    pub(crate) kept: &'a [String],
    /// When.
    pub(crate) circumstances: Circumstances,
}

impl Notice for StoreRestored<'_> {
    const KIND: &'static str = "store-restored";

    fn audience(&self) -> Audience {
        Audience::Everybody
    }

    fn letter(&self) -> Letter {
        let mut said = vec![
            "The operator of this service restored its store from a backup. The account is as it \
             was when the backup was made: whatever was changed since must be changed once more."
                .to_owned(),
            "Everybody is signed out. Codes that were shown before are refused: wait for the next \
             one. A recovery, or another telephone number, that was under way is stopped."
                .to_owned(),
        ];
        if !self.voided.is_empty() {
            said.push(format!(
                "The recovery codes of {} are void, because some may have been used since. Make \
                 a new set.",
                listed(self.voided)
            ));
        }
        if !self.kept.is_empty() {
            said.push(format!(
                "The recovery codes of {} still work, because nothing else signs in. Codes that \
                 were used since the backup work once more: make a new set at once.",
                listed(self.kept)
            ));
        }
        Letter {
            subject: "The service was restored from a backup".to_owned(),
            said,
            facts: self.circumstances.facts(),
            otherwise: vec![
                "Look at the devices, access keys and users of the account: one that was removed \
                 since the backup is there again. A password that was changed since is the old \
                 one again."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}

/// Names several owners.
fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| whose(name)).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_listed_as_people_say_it() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(&names(&["root"])), "the root user");
        assert_eq!(
            listed(&names(&["root", "anna", "ben"])),
            "the root user, the user anna and the user ben"
        );
    }
}
