//! Which of the few questions are asked of an owner: about what the service cannot
//! know by itself.

use access_graph::{Answers, Question, Word};
use identity::Identity;

use super::answers::load;
use super::load::{load as load_facts, may_see};
use super::reach::Candidates;
use super::{DeviceSort, Facts, Person};
use crate::{Caller, Service, ServiceError};

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
        questions.push(Question::codes());
    }
    if person.password {
        questions.push(Question::password("your"));
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
        match device.sort {
            DeviceSort::App => {
                questions.push(Question::app(serial, name));
                questions.push(Question::backup(serial, name));
            }
            DeviceSort::Passkey => {
                questions.push(Question::passkey(serial, &format!("the passkey {name}")));
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
        questions.extend([Question::mailbox(), Question::mailbox_factor()]);
    }
    if recovers {
        questions.push(Question::number());
    }
    let users = facts.people.iter().filter_map(|other| match &other.identity {
        Identity::User(id) => Some((id.as_str().to_owned(), other.name.clone())),
        Identity::Root | Identity::Role(_) => None,
    });
    questions.push(Question::person(users.collect()));
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
