//! The file format `access-answers/1`: the questions of an account with their
//! answers. Made with empty answers, edited by a person, and read strictly; what
//! stands there for people only is not looked at.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use super::{Answer, Answers, Lock, MOST_THINGS, Question, Sort, Thing, Unfit, Word};
use crate::file::{List, Named, Object, plain, printable, read, some};
use crate::{FileError, Limits, Problem};

/// Is how much of everything a file of answers may have.
#[derive(Clone, Copy, Debug)]
pub struct AnswersLimits;

impl AnswersLimits {
    /// The size of a file, in bytes.
    pub const BYTES: usize = 16 << 20;
    /// The number of people.
    pub const PEOPLE: usize = 20_000;
    /// The number of questions to one of them.
    pub const QUESTIONS: usize = 100;
    /// The length of a thing's name, in characters.
    pub const NAME: usize = 50;
    /// Users that a template, or a list at a terminal, offers to choose from. The others
    /// can be named all the same.
    pub const USERS: usize = 100;
}

/// Is the version of the format; there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub enum AnswersFormat {
    /// Version 1.
    #[default]
    #[serde(rename = "access-answers/1")]
    V1,
}

impl TryFrom<String> for AnswersFormat {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "access-answers/1" => Ok(Self::V1),
            _ => Err(format!("this is `{text}`; what can be read is `access-answers/1`")),
        }
    }
}

/// Is a whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswersFile {
    /// The version of the format.
    pub format: AnswersFormat,
    /// The account that it is about; any, when not given.
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// For people: what the words for `sort` mean.
    #[serde(default, deserialize_with = "words", skip_serializing_if = "BTreeMap::is_empty")]
    pub sorts: BTreeMap<String, String>,
    /// For people: what the words for `lock` mean.
    #[serde(default, deserialize_with = "words", skip_serializing_if = "BTreeMap::is_empty")]
    pub locks: BTreeMap<String, String>,
    /// What each identity has told, by its id.
    #[serde(deserialize_with = "people")]
    pub people: BTreeMap<String, Told>,
}

/// Is what one identity has told, and is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The things.
    #[serde(default, deserialize_with = "things")]
    pub things: Vec<Thing>,
    /// The questions with their answers.
    #[serde(default, deserialize_with = "questions")]
    pub questions: Vec<Asked>,
}

/// Is one question of a file with its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// What it is about.
    pub id: String,
    /// For people: the question.
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// For people: why it is asked.
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// For people: what the words that can be said mean.
    #[serde(default, deserialize_with = "words", skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// For people: the users who can be named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<String>,
    /// The names of things, or a user's; `null` or nothing when not known.
    #[serde(default)]
    pub places: Option<Vec<String>>,
    /// A word besides or in place of them; `null` when there is none to say.
    #[serde(default)]
    pub word: Option<Word>,
}

impl AnswersFile {
    /// Reads and checks JSON. Refuses whatever the format does not know, names that
    /// are there twice, and more than [`AnswersLimits`] allows; says where the fault
    /// is. Whether answers fit their questions shows [`Self::fit`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, FileError> {
        let file: Self = read::<Self, AnswersFormat>(bytes, AnswersLimits::BYTES)?;
        file.check()?;
        Ok(file)
    }

    /// Begins a file about an account, with the words that it is written in.
    pub fn about(account: impl Into<String>) -> Self {
        let entry = |key: &str, label: &str| (key.to_owned(), label.to_owned());
        Self {
            account: Some(account.into()),
            sorts: Sort::ALL.iter().map(|sort| entry(sort.key(), sort.label())).collect(),
            locks: Lock::ALL.iter().map(|lock| entry(lock.key(), lock.label())).collect(),
            ..Self::default()
        }
    }

    /// Adds the questions to an identity, with the answers that were told.
    pub fn ask(&mut self, id: &str, answers: &Answers, questions: &[Question]) {
        let questions = questions.iter().map(Asked::of).collect();
        self.people.insert(id.to_owned(), Told { things: answers.things.clone(), questions });
    }

    /// Takes what an identity has told, for the questions that are asked of it now,
    /// and notes it there. Returns the things and answers, and the ids of answers to
    /// questions that are not asked. Refuses answers that their questions do not
    /// take, and says where they are.
    pub fn fit(
        &self,
        id: &str,
        questions: &mut [Question],
    ) -> Result<(Answers, Vec<String>), FileError> {
        let mut answers = Answers::default();
        let mut strays = Vec::new();
        let Some(told) = self.people.get(id) else { return Ok((answers, strays)) };
        let locked = told.things.iter().map(|one| Thing::new(&one.name, one.sort, one.lock));
        answers.things = locked.collect();
        for (index, asked) in told.questions.iter().enumerate() {
            let answer = asked.answer();
            if answer.is_empty() {
                continue;
            }
            let Some(question) = questions.iter_mut().find(|known| known.about == asked.id) else {
                strays.push(asked.id.clone());
                continue;
            };
            if let Err(why) = question.takes(&answers, &answer) {
                let path = format!("people.{id}.questions[{index}]");
                return Err(asked.unfit(&path, why, question.things));
            }
            question.told = Some(answer.clone());
            answers.answers.insert(asked.id.clone(), answer);
        }
        Ok((answers, strays))
    }

    fn check(&self) -> Result<(), FileError> {
        let text = |text: &str, path: String| plain(text, Limits::TEXT, || path);
        text(self.account.as_deref().unwrap_or_default(), "account".to_owned())?;
        for (id, told) in &self.people {
            text(id, "people".to_owned())?;
            let mut names = BTreeSet::new();
            for (index, one) in told.things.iter().enumerate() {
                let path = format!("people.{id}.things[{index}].name");
                name(&one.name, &path)?;
                if !names.insert(one.key()) {
                    return Err(FileError::at(&path, Problem::Repeated(printable(&one.name))));
                }
            }
            let mut ids = BTreeSet::new();
            for (index, asked) in told.questions.iter().enumerate() {
                let path = format!("people.{id}.questions[{index}].id");
                text(&asked.id, path.clone())?;
                if !ids.insert(&asked.id) {
                    return Err(FileError::at(&path, Problem::Repeated(printable(&asked.id))));
                }
            }
        }
        Ok(())
    }
}

impl Asked {
    fn of(question: &Question) -> Self {
        let told = question.told.as_ref();
        let places = told.map(|told| told.places.clone());
        Self {
            id: question.about.clone(),
            question: Some(match question.users.len() {
                count if count > AnswersLimits::USERS => format!(
                    "{} (Any of {count} can be named in `places`; the first {} stand in `users`.)",
                    question.title,
                    AnswersLimits::USERS
                ),
                _ => question.title.clone(),
            }),
            why: Some(question.why.to_owned()),
            words: question
                .words
                .iter()
                .map(|(word, label)| (word.key().to_owned(), (*label).to_owned()))
                .collect(),
            users: question
                .users
                .iter()
                .take(AnswersLimits::USERS)
                .map(|(_, name)| name.clone())
                .collect(),
            places: places.filter(|places| !places.is_empty()),
            word: told.and_then(|told| told.word),
        }
    }

    fn answer(&self) -> Answer {
        Answer { places: self.places.clone().unwrap_or_default(), word: self.word }
    }

    /// Says where an answer does not fit.
    fn unfit(&self, path: &str, why: Unfit, things: bool) -> FileError {
        match why {
            Unfit::Place(index) => {
                let place = self.places.iter().flatten().nth(index);
                let named = printable(place.map_or("", String::as_str));
                let path = format!("{path}.places[{index}]");
                let problem =
                    if things { Problem::UnknownThing(named) } else { Problem::UnknownUser(named) };
                FileError::at(&path, problem)
            }
            Unfit::TooMany => FileError::at(&format!("{path}.places"), Problem::Unfit(why)),
            Unfit::Word | Unfit::Both => {
                FileError::at(&format!("{path}.word"), Problem::Unfit(why))
            }
        }
    }
}

/// Checks the name of a thing.
fn name(name: &str, path: &str) -> Result<(), FileError> {
    plain(name, Limits::NAME, || path.to_owned())?;
    if name.trim().is_empty() {
        return Err(FileError::at(path, Problem::EmptyName));
    }
    if name.chars().count() > AnswersLimits::NAME {
        let most = AnswersLimits::NAME;
        let why = format!("a thing's name has at most {most} characters");
        return Err(FileError::at(path, Problem::Shape(why)));
    }
    Ok(())
}

fn words<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    from.deserialize_map(Named::new("words", AnswersLimits::QUESTIONS))
}

fn people<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Told>, D::Error> {
    let read = Named::<Object<Told>>::new("people", AnswersLimits::PEOPLE);
    let read = from.deserialize_map(read)?;
    Ok(read.into_iter().map(|(id, Object(told))| (id, told)).collect())
}

fn things<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Thing>, D::Error> {
    from.deserialize_seq(List::new("things", MOST_THINGS))
}

fn questions<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Asked>, D::Error> {
    from.deserialize_seq(List::new("questions", AnswersLimits::QUESTIONS))
}
