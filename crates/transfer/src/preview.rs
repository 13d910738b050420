//! What importing would do, before it is done: which entries are new, which are
//! there already, which contradict what is there. Nothing is ever replaced.

use std::collections::HashMap;

use otp::{Kind, Otpauth};

use crate::Entry;

/// Is an entry that is there already.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it is.
    pub otpauth: &'a Otpauth,
}

/// Is what would become of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It would be added.
    New,
    /// The same codes are there under this name.
    Equal(String),
    /// Something contradicts it; the reason names what.
    Conflict(String),
}

/// Is the fate of each entry of a transfer, in its order.
pub type Preview = Vec<Verdict>;

/// Compares entries with what is there, and with those before them.
pub fn preview(known: &[Known<'_>], entries: &[Entry]) -> Preview {
    let mut there = There::default();
    for one in known {
        there.take(one.name.to_owned(), one.otpauth);
    }
    entries
        .iter()
        .map(|entry| {
            let verdict = there.judge(entry.otpauth());
            if verdict == Verdict::New {
                there.take(entry.title(), entry.otpauth());
            }
            verdict
        })
        .collect()
}

#[derive(Default)]
struct There<'a> {
    by_seed: HashMap<&'a [u8], Vec<(String, &'a Otpauth)>>,
    by_label: HashMap<(String, String), String>,
}

impl<'a> There<'a> {
    fn take(&mut self, name: String, otpauth: &'a Otpauth) {
        if let Some(label) = label(otpauth) {
            self.by_label.entry(label).or_insert_with(|| name.clone());
        }
        self.by_seed.entry(otpauth.seed.expose()).or_default().push((name, otpauth));
    }

    fn judge(&self, new: &Otpauth) -> Verdict {
        let twins = self.by_seed.get(new.seed.expose()).map_or(&[][..], Vec::as_slice);
        for (name, old) in twins {
            if old.algorithm == new.algorithm && old.digits == new.digits {
                match (old.kind, new.kind) {
                    (Kind::Totp(old), Kind::Totp(new)) if old == new => {
                        return Verdict::Equal(name.clone());
                    }
                    (Kind::Hotp(old), Kind::Hotp(new)) if old >= new => {
                        return Verdict::Equal(name.clone());
                    }
                    (Kind::Hotp(old), Kind::Hotp(new)) => {
                        return Verdict::Conflict(format!(
                            "{name} has the same secret, but its counter is {old} and not {new}"
                        ));
                    }
                    _ => {}
                }
            }
        }
        if let Some((name, _)) = twins.first() {
            return Verdict::Conflict(format!(
                "{name} has the same secret, but makes other codes of it (digits, period, algorithm or kind)"
            ));
        }
        match label(new).and_then(|label| self.by_label.get(&label)) {
            Some(name) => {
                Verdict::Conflict(format!("{name} has the same label, but another secret"))
            }
            None => Verdict::New,
        }
    }
}

/// The label as people compare it; `None` for none at all.
fn label(otpauth: &Otpauth) -> Option<(String, String)> {
    let fold = |text: &str| text.trim().to_lowercase();
    let issuer = otpauth.issuer.as_deref().map(fold).unwrap_or_default();
    let account = fold(&otpauth.account);
    (!(issuer.is_empty() && account.is_empty())).then_some((issuer, account))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn otpauth(uri: &str) -> Otpauth {
        Otpauth::parse(uri).unwrap()
    }

    fn judge(known: &str, new: &str) -> Verdict {
        let known = otpauth(known);
        let new = [Entry::new(otpauth(new))];
        preview(&[Known { name: "mine", otpauth: &known }], &new).remove(0)
    }

    fn conflicts(known: &str, new: &str, word: &str) -> bool {
        matches!(judge(known, new), Verdict::Conflict(reason) if reason.contains(word))
    }

    #[test]
    fn new_equal_and_contradicting() {
        let old = "otpauth://totp/Bank:me?secret=MZXW6YTB&issuer=Bank";
        let equal = Verdict::Equal("mine".to_owned());
        assert_eq!(judge(old, old), equal);
        assert_eq!(judge(old, "otpauth://totp/other?secret=MZXW6YTB"), equal);
        assert_eq!(judge(old, "otpauth://totp/Bank:you?secret=MZXW6YTC"), Verdict::New);
        assert!(conflicts(old, "otpauth://totp/bank:ME?secret=MZXW6YTC", "another secret"));
        assert!(conflicts(old, "otpauth://totp/x?secret=MZXW6YTB&digits=8", "other codes"));
        assert!(conflicts(old, "otpauth://hotp/x?secret=MZXW6YTB&counter=1", "other codes"));
        assert_eq!(
            judge("otpauth://totp/?secret=MZXW6YTB", "otpauth://totp/?secret=MZXW6YTC"),
            Verdict::New
        );
    }

    #[test]
    fn a_counter_that_is_behind_is_no_loss_one_that_is_ahead_is_told() {
        let at = |counter| format!("otpauth://hotp/x?secret=MZXW6YTB&counter={counter}");
        assert_eq!(judge(&at(5), &at(3)), Verdict::Equal("mine".to_owned()));
        assert!(conflicts(&at(5), &at(9), "counter"));
    }

    #[test]
    fn entries_of_one_file_are_compared_with_each_other() {
        let new = ["a?secret=MZXW6YTB", "a?secret=MZXW6YTB", "a?secret=MZXW6YTC"]
            .map(|rest| Entry::new(otpauth(&format!("otpauth://totp/{rest}"))));
        let verdicts = preview(&[], &new);
        assert_eq!(verdicts[..2], [Verdict::New, Verdict::Equal("a".to_owned())]);
        assert!(matches!(verdicts[2], Verdict::Conflict(_)));
    }
}
