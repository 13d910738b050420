//! Telling where things are: one's own, and nobody else's.

use access_graph::{Answer, Answers, Lock, MOST_THINGS, Sort, Thing, Unfit, Word};
use identity::audit::Action;
use identity::names::AccountName;

use super::answers::{keep, load};
use super::load::load as load_facts;
use super::question::asked;
use super::reach::Candidates;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Is an answer as it was given. Without places and a word it is taken back.
#[derive(Clone, Debug)]
pub struct Tell {
    /// What it is about.
    pub about: String,
    /// The names of things, or the id of a user where one was asked for.
    pub places: Vec<String>,
    /// What was said besides.
    pub word: Option<Word>,
}

/// Names a thing, or changes what is known of it.
pub async fn add_thing(
    svc: &Service,
    caller: &Caller,
    name: &str,
    sort: Sort,
    lock: Lock,
) -> Result<(), ServiceError> {
    // Names of things are for people, as those of accounts are.
    let name = AccountName::parse(name).map_err(|why| ServiceError::invalid("name", why))?;
    let thing = Thing::new(name.as_str(), sort, lock);
    change(svc, caller, "a thing named", move |answers| {
        if let Some(known) = answers.things.iter_mut().find(|known| known.key() == thing.key()) {
            *known = thing.clone();
            return Ok(());
        }
        if answers.things.len() >= MOST_THINGS {
            return Err(ServiceError::Limit("things", MOST_THINGS));
        }
        answers.things.push(thing.clone());
        Ok(())
    })
    .await
}

/// Forgets a thing, and that anything is kept there.
pub async fn remove_thing(svc: &Service, caller: &Caller, name: &str) -> Result<(), ServiceError> {
    let name = name.to_owned();
    change(svc, caller, "a thing forgotten", move |answers| {
        if answers.forget(&name) { Ok(()) } else { Err(ServiceError::NotFound("thing")) }
    })
    .await
}

/// Answers a question, in place of an earlier answer.
pub async fn tell(svc: &Service, caller: &Caller, tell: Tell) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        own(&caller)?;
        let candidates = Candidates::read(&inner, tx, caller.account, now)?;
        let facts = load_facts(&inner, tx, &caller, &caller.identity, &candidates, now)?;
        let question = asked(&facts).into_iter().find(|question| question.about == tell.about);
        let question = question.ok_or(ServiceError::NotFound("question"))?;
        let mut answers = load(&inner, tx, caller.account, &caller.identity)?;
        let answer = Answer { places: tell.places.clone(), word: tell.word };
        question.takes(&answers, &answer).map_err(unfit)?;
        if answer.is_empty() {
            answers.answers.remove(&tell.about);
        } else {
            answers.answers.insert(tell.about.clone(), answer);
        }
        keep(&inner, tx, caller.account, &caller.identity, &answers)?;
        record(&caller, "a question answered").keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}

async fn change(
    svc: &Service,
    caller: &Caller,
    what: &'static str,
    change: impl Fn(&mut Answers) -> Result<(), ServiceError> + Send + 'static,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        own(&caller)?;
        let mut answers = load(&inner, tx, caller.account, &caller.identity)?;
        change(&mut answers)?;
        keep(&inner, tx, caller.account, &caller.identity, &answers)?;
        record(&caller, what).keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}

/// Says what is wrong with an answer, in words that fit the page.
fn unfit(why: Unfit) -> ServiceError {
    match why {
        Unfit::Place(_) | Unfit::TooMany => {
            ServiceError::invalid("places", "name things that you have named above")
        }
        Unfit::Word | Unfit::Both => ServiceError::invalid("word", why),
    }
}

/// Requires a session of root or of a user, for more than repairs.
fn own(caller: &Caller) -> Result<(), ServiceError> {
    caller.console()?;
    caller.require_scope("iam:GetUser")
}

/// Begins the entry of a change. What was told is not on record: others read it.
fn record(caller: &Caller, what: &str) -> Entry {
    Entry::by(caller, Action::UpdateAccessAnswers).on(caller.name()).detail(what)
}
