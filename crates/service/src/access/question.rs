//! The few questions to an owner: what the service cannot know by itself.

use identity::Identity;

use super::answers::load;
use super::load::{load as load_facts, may_see};
use super::reach::Candidates;
use super::{Answer, Answers, DeviceSort, Facts, Person, Word};
use crate::{Caller, Service, ServiceError};

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
    fn new(about: impl Into<String>, title: impl Into<String>, why: &'static str) -> Self {
        let (about, title) = (about.into(), title.into());
        Self { about, title, why, words: Vec::new(), things: true, users: Vec::new(), told: None }
    }

    fn or(mut self, word: Word, label: &'static str) -> Self {
        self.words.push((word, label));
        self
    }

    fn no_things(self) -> Self {
        Self { things: false, ..self }
    }
}

/// Returns what the caller has told, and the questions that are asked of the
/// caller. Everybody answers for themselves.
pub async fn questions(
    svc: &Service,
    caller: &Caller,
) -> Result<(Answers, Vec<Question>), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        caller.console()?;
        if !may_see(&inner, tx, &caller, &caller.identity)? {
            return Err(ServiceError::Denied);
        }
        caller.require_scope("iam:GetUser")?;
        let candidates = Candidates::read(&inner, tx, caller.account, now)?;
        let facts = load_facts(&inner, tx, &caller, &caller.identity, &candidates, now)?;
        let answers = load(&inner, tx, caller.account, &caller.identity)?;
        Ok((answers, asked(&facts)))
    })
    .await
}

/// Returns the questions to the first person in the facts.
pub(super) fn asked(facts: &Facts) -> Vec<Question> {
    let Some(person) = facts.people.first() else { return Vec::new() };
    let mut questions = devices(person);
    if person.codes.is_some() {
        let title = "Where are your recovery codes?";
        let why = "Beside the password they protect nothing; on the phone they go with it.";
        questions.push(
            Question::new("codes", title, why).or(Word::Nowhere, "I do not have them any more"),
        );
    }
    if person.password {
        let title = "Where is your password?";
        let why = "What is only remembered can be forgotten; what is kept can be lost and found.";
        questions.push(Question::new("password", title, why).or(Word::Memory, "In my memory"));
    }
    if person.identity.is_root() {
        questions.extend(of_root(facts));
    }
    for question in &mut questions {
        question.told = person.answers.about(&question.about).cloned();
    }
    questions
}

fn devices(person: &Person) -> Vec<Question> {
    let mut questions = Vec::new();
    for device in &person.devices {
        let (serial, name) = (device.serial.as_str(), &device.name);
        let about = format!("device/{serial}");
        match device.sort {
            DeviceSort::App => {
                let why = "Two entries in one app, or two apps on one phone, are lost together.";
                let title = format!("Which thing shows the codes of {name}?");
                questions.push(Question::new(about, title, why));
                let why = "A copy lets you in after a loss, and whoever finds it.";
                let title = format!("Is there a copy of {name}, and where?");
                let backup = Question::new(format!("backup/{serial}"), title, why);
                questions.push(backup.or(Word::Nowhere, "There is no copy"));
            }
            DeviceSort::Passkey => {
                let why = "A passkey may be copied to every thing that an account is open on.";
                let title = format!("Where is the passkey {name}?");
                questions.push(Question::new(about, title, why));
            }
            DeviceSort::Token | DeviceSort::SecurityKey => {}
        }
    }
    questions
}

fn of_root(facts: &Facts) -> Vec<Question> {
    let account = &facts.account;
    let mut questions = Vec::new();
    let recovers = account.mail && account.calls && account.number.is_some();
    if recovers || (account.mail && account.mailbox_confirmed.is_some()) {
        let why = "Whoever holds an open mail program needs no password of the mailbox.";
        let title = "On which things is root’s mailbox open?";
        questions.push(Question::new("mailbox", title, why).or(Word::Nowhere, "On none"));
        let why = "A mailbox that needs the lost phone cannot help after its loss.";
        let title = "Where is the mailbox’s own second factor?";
        questions.push(
            Question::new("mailbox-factor", title, why)
                .or(Word::Nowhere, "It has none: its password is enough"),
        );
    }
    if recovers {
        let why = "Root is recovered by a call to it. Numbers that are given up go to strangers.";
        let title = "Which thing answers calls to the recovery number?";
        questions.push(
            Question::new("number", title, why).or(Word::Nowhere, "None: I gave the number up"),
        );
    }
    let why = "Then the things of both are the same, and one loss can take both.";
    let title = "Which user are you, when you are not root?";
    let mut person = Question::new("person", title, why).or(Word::Nowhere, "None of them");
    let users = facts.people.iter().filter_map(|other| match &other.identity {
        Identity::User(id) => Some((id.as_str().to_owned(), other.name.clone())),
        Identity::Root | Identity::Role(_) => None,
    });
    person.users = users.take(20).collect();
    questions.push(person.no_things());
    let why = "They can give root a new way in by one command, “account recover”.";
    let title = "Can you reach whoever runs this service’s host?";
    questions.push(
        Question::new("operator", title, why)
            .no_things()
            .or(Word::Yes, "Yes, and they would know that it is me")
            .or(Word::No, "No"),
    );
    questions
}
