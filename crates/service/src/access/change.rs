//! What a change would do, before it is made: the same facts with the change in
//! them, compared with what they are.

use access_graph::{Comparison, Findings, Graph, State};
use identity::Identity;
use identity::names::SerialNumber;

use super::compute::{caps, elsewhere, graph, report};
use super::load::{find, load, may_see};
use super::reach::Candidates;
use super::{Facts, Person};
use crate::{Caller, Service, ServiceError};

/// Other administrators for whom a change is looked at.
const OTHERS: usize = 4;
/// Lines that are told of one identity.
const LINES: usize = 6;

/// Is a change that takes something away.
#[derive(Clone, Debug)]
pub enum Change {
    /// A device of the named user, or the caller's own.
    Device(Option<String>, SerialNumber),
    /// The caller's own recovery codes.
    Codes,
    /// The console password of a user.
    Password(String),
    /// A user as a whole.
    User(String),
    /// A user's rights as an administrator.
    Administrator(String),
    /// The recovery number.
    Number,
}

/// Is what a change does to one identity.
#[derive(Clone, Debug)]
pub struct Consequence {
    /// The user's name, or `root`.
    pub name: String,
    /// Whether it is the caller.
    pub own: bool,
    /// How losses stand before and after.
    pub losses: (String, String),
    /// How thefts stand before and after.
    pub thefts: (String, String),
    /// What comes and goes, in sentences.
    pub lines: Vec<String>,
    /// Whether it gets worse.
    pub worse: bool,
}

/// Tells what a change would do to those whom it concerns; those whose state it
/// does not change are left out.
pub async fn consequence(
    svc: &Service,
    caller: &Caller,
    change: Change,
) -> Result<Vec<Consequence>, ServiceError> {
    let own = caller.identity.clone();
    let facts = read(svc, caller, &change).await?;
    elsewhere(move || {
        let mut told = Vec::new();
        for before in facts {
            let Some(person) = before.people.first().cloned() else { continue };
            let mut after = before.clone();
            apply(&mut after, &change);
            let (old, new) = (graph(&before)?, graph(&after)?);
            told.extend(compare(&person, person.identity == own, &old, &new));
        }
        Ok(told)
    })
    .await
}

/// Reads the facts of everybody whom a change concerns and whose report the caller
/// may see.
async fn read(svc: &Service, caller: &Caller, change: &Change) -> Result<Vec<Facts>, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let change = change.clone();
    svc.read(move |tx| {
        let candidates = Candidates::read(&inner, tx, caller.account, now)?;
        let mut whom: Vec<Identity> = Vec::new();
        match &change {
            Change::Device(user, _) => whom.push(find(&inner, tx, &caller, user.as_deref())?),
            Change::Codes => whom.push(find(&inner, tx, &caller, None)?),
            Change::Password(name) => whom.push(find(&inner, tx, &caller, Some(name))?),
            Change::Number => whom.push(Identity::Root),
            Change::User(name) | Change::Administrator(name) => {
                let gone = find(&inner, tx, &caller, Some(name))?;
                whom.push(caller.identity.clone());
                whom.extend(candidates.administrators().take(OTHERS + 1));
                whom.retain(|identity| *identity != gone);
                whom.dedup();
            }
        }
        let mut facts = Vec::new();
        for focus in whom {
            if may_see(&inner, tx, &caller, &focus)? {
                facts.push(load(&inner, tx, &caller, &focus, &candidates, now)?);
            }
        }
        Ok(facts)
    })
    .await
}

fn apply(facts: &mut Facts, change: &Change) {
    match change {
        Change::Device(_, serial) => {
            if let Some(person) = facts.people.first_mut() {
                person.devices.retain(|device| device.serial != *serial);
            }
        }
        Change::Codes => {
            if let Some(person) = facts.people.first_mut() {
                person.codes = None;
            }
        }
        Change::Password(_) => {
            if let Some(person) = facts.people.first_mut() {
                person.password = false;
            }
        }
        Change::Number => facts.account.number = None,
        Change::User(name) => {
            unhelp(facts, name);
            facts.people.retain(|person| !is(person, name));
        }
        Change::Administrator(name) => {
            unhelp(facts, name);
            for person in facts.people.iter_mut().filter(|person| is(person, name)) {
                person.administrator = false;
            }
        }
    }
}

fn is(person: &Person, name: &str) -> bool {
    !person.identity.is_root() && person.name.eq_ignore_ascii_case(name)
}

/// Takes away all that a user could do for others.
fn unhelp(facts: &mut Facts, name: &str) {
    let gone = facts.people.iter().find(|person| is(person, name));
    let Some(gone) = gone.map(|person| person.identity.clone()) else { return };
    for person in &mut facts.people {
        person.helps.retain(|help| help.by != gone);
    }
    facts.account.number_editors.retain(|editor| *editor != gone);
}

fn losses(found: &Findings) -> String {
    match (found.lockout, found.resilience) {
        (State::Already, _) => "locked out already".to_owned(),
        (State::Impossible, _) => "no loss locks out".to_owned(),
        (State::Possible, Some(1)) => "a single loss locks out".to_owned(),
        (State::Possible, Some(many)) => format!("it takes {many} losses to be locked out"),
        (State::Possible, None) => "it takes many losses to be locked out".to_owned(),
    }
}

fn thefts(found: &Findings) -> String {
    match (found.theft, found.strength) {
        (State::Already, _) => "open to everybody already".to_owned(),
        (State::Impossible, _) => "no theft lets anybody in".to_owned(),
        (State::Possible, Some(1)) => "a single theft lets somebody in".to_owned(),
        (State::Possible, Some(many)) => format!("it takes {many} thefts to get in"),
        (State::Possible, None) => "it takes many thefts to get in".to_owned(),
    }
}

fn compare(person: &Person, own: bool, before: &Graph, after: &Graph) -> Option<Consequence> {
    let comparison = Comparison::new(before, after, caps());
    let id = person.id();
    let (old, new) = (report(before), report(after));
    let (old, new) = (old.targets.get(&id)?, new.targets.get(&id)?);
    let mut lines = comparison.lockouts.lines(before, "locks you out of");
    lines.extend(comparison.thefts.lines(before, "lets a thief into"));
    lines.truncate(LINES);
    if comparison.truncated {
        lines.push("there may be more: it was too much to look at everything".to_owned());
    }
    let changed = !lines.is_empty();
    changed.then(|| Consequence {
        name: person.name.clone(),
        own,
        losses: (losses(&old.findings), losses(&new.findings)),
        thefts: (thefts(&old.findings), thefts(&new.findings)),
        lines,
        worse: comparison.is_worse,
    })
}
