//! The few questions to an owner: what nobody else can know. The same everywhere
//! they are asked; which of them are asked is decided where the account is known.

use super::{Answer, Answers, MOST_THINGS, Unfit, Word};

/// Is one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it is about: the name of its answer.
    pub about: String,
    /// The question.
    pub title: String,
    /// Why it is asked.
    pub why: &'static str,
    /// The words that can be said besides things, each with its label.
    pub words: Vec<(Word, &'static str)>,
    /// Whether things can be named.
    pub things: bool,
    /// Users among whom one can be named, by id and name.
    pub users: Vec<(String, String)>,
    /// What was told.
    pub told: Option<Answer>,
}

impl Question {
    /// Makes a question that is answered by naming things.
    pub fn new(about: impl Into<String>, title: impl Into<String>, why: &'static str) -> Self {
        let (about, title) = (about.into(), title.into());
        Self { about, title, why, words: Vec::new(), things: true, users: Vec::new(), told: None }
    }

    /// Offers a word as an answer.
    #[must_use]
    pub fn or(mut self, word: Word, label: &'static str) -> Self {
        self.words.push((word, label));
        self
    }

    /// Takes no things as an answer.
    #[must_use]
    pub fn no_things(self) -> Self {
        Self { things: false, ..self }
    }

    /// Asks which thing shows a device's codes.
    pub fn app(serial: &str, name: &str) -> Self {
        let why = "Two entries in one app, or two apps on one phone, are lost together.";
        let title = format!("Which thing shows the codes of {name}?");
        Self::new(format!("device/{serial}"), title, why)
    }

    /// Asks for copies of a device's seed.
    pub fn backup(serial: &str, name: &str) -> Self {
        let why = "A copy lets you in after a loss, and whoever finds it.";
        let title = format!("Is there a copy of {name}, and where?");
        Self::new(format!("backup/{serial}"), title, why).or(Word::Nowhere, "There is no copy")
    }

    /// Asks where a passkey is; `what` names it: `the passkey laptop`.
    pub fn passkey(serial: &str, what: &str) -> Self {
        let why = "A passkey may be copied to every thing that an account is open on.";
        Self::new(format!("device/{serial}"), format!("Where is {what}?"), why)
    }

    /// Asks where recovery codes are.
    pub fn codes() -> Self {
        let why = "Beside the password they protect nothing; on the phone they go with it.";
        Self::new("codes", "Where are your recovery codes?", why)
            .or(Word::Nowhere, "I do not have them any more")
    }

    /// Asks where a password is; `whose` is `your` or a name in the genitive.
    pub fn password(whose: &str) -> Self {
        let why = "What is only remembered can be forgotten; what is kept can be lost and found.";
        let title = format!("Where is {whose} password?");
        Self::new("password", title, why).or(Word::Memory, "In my memory")
    }

    /// Asks where root's mailbox is open.
    pub fn mailbox() -> Self {
        let why = "Whoever holds an open mail program needs no password of the mailbox.";
        let title = "On which things is root’s mailbox open?";
        Self::new("mailbox", title, why).or(Word::Nowhere, "On none")
    }

    /// Asks for the mailbox's own second factor.
    pub fn mailbox_factor() -> Self {
        let why = "A mailbox that needs the lost phone cannot help after its loss.";
        let title = "Where is the mailbox’s own second factor?";
        Self::new("mailbox-factor", title, why)
            .or(Word::Nowhere, "It has none: its password is enough")
    }

    /// Asks where the recovery number rings.
    pub fn number() -> Self {
        let why = "Root is recovered by a call to it. Numbers that are given up go to strangers.";
        let title = "Which thing answers calls to the recovery number?";
        Self::new("number", title, why).or(Word::Nowhere, "None: I gave the number up")
    }

    /// Asks which of some users, by id and name, root's owner is.
    pub fn person(users: Vec<(String, String)>) -> Self {
        let why = "Then the things of both are the same, and one loss can take both.";
        let title = "Which user are you, when you are not root?";
        let asked = Self::new("person", title, why).or(Word::Nowhere, "None of them").no_things();
        Self { users, ..asked }
    }

    /// Checks an answer; the things are those that its owner has named. An answer
    /// that says nothing fits every question.
    pub fn takes(&self, named: &Answers, answer: &Answer) -> Result<(), Unfit> {
        let most = if self.things { MOST_THINGS } else { 1 };
        if answer.places.len() > most {
            return Err(Unfit::TooMany);
        }
        let known = |place: &String| {
            if self.things {
                named.thing(place).is_some()
            } else {
                self.users.iter().any(|(id, _)| id == place)
            }
        };
        if let Some(stray) = answer.places.iter().position(|place| !known(place)) {
            return Err(Unfit::Place(stray));
        }
        if answer.word.is_some_and(|said| !self.words.iter().any(|(known, _)| *known == said)) {
            return Err(Unfit::Word);
        }
        if answer.word.is_some_and(|word| word != Word::Memory) && !answer.places.is_empty() {
            return Err(Unfit::Both);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Lock, Sort, Thing};
    use super::*;

    fn answer(places: &[&str], word: Option<Word>) -> Answer {
        Answer { places: places.iter().map(|&place| place.to_owned()).collect(), word }
    }

    #[test]
    fn takes_what_was_named_and_offered_only() {
        let things = vec![Thing::new("Phone", Sort::Phone, Lock::Known)];
        let named = Answers { things, ..Answers::default() };
        let takes = |question: &Question, places: &[&str], word| {
            question.takes(&named, &answer(places, word))
        };
        let password = Question::password("your");
        assert_eq!(takes(&password, &[], None), Ok(()));
        assert_eq!(takes(&password, &["phone"], Some(Word::Memory)), Ok(()));
        assert_eq!(takes(&password, &["phone", "safe"], None), Err(Unfit::Place(1)));
        assert_eq!(takes(&password, &[], Some(Word::Nowhere)), Err(Unfit::Word));
        assert_eq!(takes(&password, &["phone"; MOST_THINGS + 1], None), Err(Unfit::TooMany));
        assert_eq!(takes(&Question::mailbox(), &["phone"], Some(Word::Nowhere)), Err(Unfit::Both));
        let person = Question::person(vec![("1".to_owned(), "ann".to_owned())]);
        assert_eq!(takes(&person, &["1"], None), Ok(()));
        assert_eq!(takes(&person, &["phone"], None), Err(Unfit::Place(0)));
        assert_eq!(takes(&person, &["1", "1"], None), Err(Unfit::TooMany));
    }
}
