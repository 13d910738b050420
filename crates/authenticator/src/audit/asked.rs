//! Which questions an account leaves open: where devices, passwords, the mailbox and
//! the telephone are, nobody can know but their owners. The questions are those of
//! the service's own report.

use std::collections::BTreeMap;

use access_graph::{Answers, AnswersFile, FileError, Problem, Question, Word};
use device_wire::agent::ShownEntry;

use super::device::{Sort, name, sort};
use super::facts::{Facts, Identity, RootNumber};
use crate::aws::entry_of;

/// What is asked about the vault that is at hand.
pub(super) const VAULT: &str = "vault";

/// Is one identity with what is asked of its owner, and what was told.
#[derive(Debug)]
pub(crate) struct Asking {
    /// The id of the identity in the graph.
    pub(crate) id: String,
    /// The user's name, or `root`.
    pub(crate) who: String,
    /// The questions, each with what was told.
    pub(crate) questions: Vec<Question>,
    /// The things, and what was told.
    pub(crate) answers: Answers,
}

/// Returns the questions to everybody who has something to tell, root first.
/// `entries` are those of the vault at hand: of devices in it, one place is known.
pub(crate) fn asked(facts: &Facts, entries: &[ShownEntry]) -> Vec<Asking> {
    let identities = std::iter::once(("root", &facts.root))
        .chain(facts.users.iter().map(|(name, user)| (name.as_str(), user)));
    let mut all = Vec::new();
    let mut vault_asked = false;
    for (index, (who, identity)) in identities.enumerate() {
        let mut questions = devices(identity, entries);
        let has = |serial: &String| entry_of(entries, serial).is_some();
        if !vault_asked && identity.devices.iter().flatten().any(has) {
            vault_asked = true;
            let why = "Whatever takes the vault takes every code in it.";
            let title = "On which things is this vault of secondkey?";
            questions.push(Question::new(VAULT, title, why));
        }
        if identity.password != Some(false) {
            questions.push(Question::password(&format!("{who}’s")));
        }
        let mut id = format!("user:{who}");
        if index == 0 {
            "root".clone_into(&mut id);
            questions.extend([Question::mailbox(), Question::mailbox_factor()]);
            if calls_root(facts) {
                questions.push(number(facts));
            }
            if !facts.users.is_empty() {
                let users = facts.users.keys().map(|name| (name.clone(), name.clone()));
                questions.push(Question::person(users.collect()));
            }
        }
        if !questions.is_empty() {
            let answers = Answers::default();
            all.push(Asking { id, who: who.to_owned(), questions, answers });
        }
    }
    all
}

/// Tells whether root may have a device and a number, so that its telephone is called.
pub(super) fn calls_root(facts: &Facts) -> bool {
    let may_have_device = facts.root.devices.as_ref().is_none_or(|devices| !devices.is_empty());
    may_have_device && !matches!(facts.number, RootNumber::Absent)
}

/// Asks where root's number rings, and says which number that is.
fn number(facts: &Facts) -> Question {
    let question = Question::number();
    match &facts.number {
        RootNumber::Is(number) => {
            let title =
                format!("Which thing answers calls to the recovery number {}?", number.masked);
            Question { title, ..question }
        }
        RootNumber::Untold | RootNumber::Absent => question,
    }
}

fn devices(identity: &Identity, entries: &[ShownEntry]) -> Vec<Question> {
    let mut questions = Vec::new();
    for serial in identity.devices.iter().flatten() {
        let called = name(serial);
        match sort(serial) {
            Sort::App => {
                let mut question = Question::app(serial, called);
                if entry_of(entries, serial).is_some() {
                    let title =
                        format!("Which things show the codes of {called}, besides this vault?");
                    question = Question { title, ..question }.or(Word::Nowhere, "None");
                }
                questions.extend([question, Question::backup(serial, called)]);
            }
            Sort::Key => {
                let what = format!("the security key or passkey {called}");
                questions.push(Question::passkey(serial, &what));
            }
            Sort::Untold => questions.push(Question::passkey(serial, called)),
            Sort::Token => {}
        }
    }
    questions
}

/// Takes answers from a file; returns what in it is of no use here, in words. A file
/// about another account, and answers that do not fit, are refused.
pub(crate) fn fit(
    file: &AnswersFile,
    account: &str,
    asking: &mut [Asking],
) -> Result<Vec<String>, FileError> {
    if let Some(other) = file.account.as_deref().filter(|other| *other != account) {
        let why = format!("these are answers about the account {other}, and this is {account}");
        return Err(FileError::Fault {
            path: "account".to_owned(),
            problem: Problem::Contradiction(why),
        });
    }
    let mut notes = Vec::new();
    for one in asking.iter_mut() {
        let (answers, strays) = file.fit(&one.id, &mut one.questions)?;
        one.answers = answers;
        let said = strays.iter().map(|stray| format!("{stray} is not asked of {}", one.who));
        notes.extend(said);
    }
    let strangers = file.people.keys().filter(|id| !asking.iter().any(|one| one.id == **id));
    notes.extend(strangers.map(|id| format!("nothing is asked of {id}")));
    Ok(notes)
}

/// Writes questions and answers as a file has them.
pub(crate) fn written(account: &str, asking: &[Asking]) -> AnswersFile {
    let mut file = AnswersFile::about(account);
    for one in asking {
        file.ask(&one.id, &one.answers, &one.questions);
    }
    file
}

/// Counts the questions, and those that nobody has answered.
pub(crate) fn open(asking: &[Asking]) -> (usize, usize) {
    let all = || asking.iter().flat_map(|one| &one.questions);
    (all().count(), all().filter(|question| question.told.is_none()).count())
}

/// Returns what everybody has told, by the id of the identity.
pub(super) fn told(asking: &[Asking]) -> BTreeMap<&str, &Answers> {
    asking.iter().map(|one| (one.id.as_str(), &one.answers)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{facts, user};
    use super::*;

    fn about<'a>(asking: &'a [Asking], id: &str) -> Vec<&'a str> {
        let one = asking.iter().find(|one| one.id == id);
        one.map(|one| one.questions.iter().map(|it| it.about.as_str()).collect())
            .unwrap_or_default()
    }

    #[test]
    fn asks_what_an_account_leaves_open() {
        let ann = user(Some(&["arn:aws:iam::1:u2f/user/ann/key", "GAHT12345678"]), false);
        let bot = Identity { password: Some(false), ..user(Some(&[]), false) };
        let root = user(Some(&["arn:aws:iam::1:mfa/root"]), false);
        let asking = asked(&facts(root, [("ann", ann), ("bot", bot)]), &[]);
        assert_eq!(
            about(&asking, "root"),
            [
                "device/arn:aws:iam::1:mfa/root",
                "backup/arn:aws:iam::1:mfa/root",
                "password",
                "mailbox",
                "mailbox-factor",
                "number",
                "person",
            ]
        );
        assert_eq!(
            about(&asking, "user:ann"),
            ["device/arn:aws:iam::1:u2f/user/ann/key", "password"]
        );
        assert!(about(&asking, "user:bot").is_empty());
        assert_eq!(open(&asking), (9, 9));
        // Without a device nobody calls, and without users nobody asks which one.
        let alone = asked(&facts(user(Some(&[]), false), []), &[]);
        assert_eq!(about(&alone, "root"), ["password", "mailbox", "mailbox-factor"]);
    }

    #[test]
    fn what_is_written_is_read_again_and_fits() {
        let account = facts(user(Some(&["arn:aws:iam::1:mfa/root"]), false), []);
        let mut asking = asked(&account, &[]);
        let written = serde_json::to_vec(&written("1", &asking)).unwrap();
        let mut file = AnswersFile::from_json(&written).unwrap();
        assert_eq!(fit(&file, "1", &mut asking), Ok(Vec::new()));
        assert_eq!(open(&asking), (6, 6));
        let other = fit(&file, "2", &mut asking).unwrap_err().to_string();
        assert_eq!(other, "account: these are answers about the account 1, and this is 2");

        let root = file.people.get_mut("root").unwrap();
        root.questions[0].places = Some(vec!["phone".to_owned()]);
        let unnamed = fit(&file, "1", &mut asking).unwrap_err().to_string();
        assert_eq!(unnamed, "people.root.questions[0].places[0]: no thing is named `phone`");
        file.people.get_mut("root").unwrap().questions[0] = access_graph::Asked {
            id: "device/gone".to_owned(),
            word: Some(Word::Nowhere),
            ..access_graph::Asked::default()
        };
        file.people.insert("user:eve".to_owned(), access_graph::Told::default());
        let notes = fit(&file, "1", &mut asking).unwrap();
        assert_eq!(notes, ["device/gone is not asked of root", "nothing is asked of user:eve"]);
    }
}
