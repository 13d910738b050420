//! What a change would do, before it is made: the same facts with the change in
//! them, compared with what they are.

use access_graph::{Comparison, Graph};
use identity::Identity;
use identity::names::SerialNumber;

use super::compute::{caps, elsewhere, graph, report};
use super::load::{find, load, may_see};
use super::reach::Candidates;
use super::view::effects;
use super::{Facts, Least, Person};
use crate::{Caller, Service, ServiceError};

/// Other administrators for whom a change is looked at.
const OTHERS: usize = 12;

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
    /// How much more comes and goes than is listed.
    pub left_out: usize,
    /// Whether there may be still more, because the search was cut short.
    pub cut: bool,
    /// Whether it gets worse.
    pub worse: bool,
}

/// Is what a change would do, as far as it was looked at.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What it does to each identity; those whose state it does not change are left
    /// out.
    pub consequences: Vec<Consequence>,
    /// What was not looked at, in sentences.
    pub unseen: Vec<String>,
}

/// Tells what a change would do to those whom it concerns, and of whom that was not
/// worked out.
pub async fn consequence(
    svc: &Service,
    caller: &Caller,
    change: Change,
) -> Result<Told, ServiceError> {
    let own = caller.identity.clone();
    let (facts, others) = read(svc, caller, &change).await?;
    elsewhere(move || {
        let mut told = Told::default();
        told.unseen.extend(others);
        for sentence in facts.iter().flat_map(Facts::unseen) {
            if !told.unseen.contains(&sentence) {
                told.unseen.push(sentence);
            }
        }
        for before in facts {
            let Some(person) = before.people.first().cloned() else { continue };
            let mut after = before.clone();
            apply(&mut after, &change);
            let (old, new) = (graph(&before)?, graph(&after)?);
            let own = person.identity == own;
            told.consequences.extend(compare(&person, own, &old, &new));
        }
        Ok(told)
    })
    .await
}

/// Reads the facts of everybody whom a change concerns and whose report the caller
/// may see. Says of how many others they were not read, if there are any.
async fn read(
    svc: &Service,
    caller: &Caller,
    change: &Change,
) -> Result<(Vec<Facts>, Option<String>), ServiceError> {
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
                let own = &caller.identity;
                let administrators = candidates.administrators().filter(|one| one != own);
                whom.extend(administrators.filter(|one| *one != gone).take(OTHERS));
                whom.retain(|identity| *identity != gone);
            }
        }
        let mut facts = Vec::new();
        for focus in whom {
            if may_see(&inner, tx, &caller, &focus)? {
                facts.push(load(&inner, tx, &caller, &focus, &candidates, now)?);
            }
        }
        let concerns_all = matches!(change, Change::User(_) | Change::Administrator(_));
        let others = if concerns_all {
            // The one whom it is about is not among them either.
            let looked_at = facts.iter().filter_map(|facts| facts.people.first());
            let looked_at = 1 + looked_at.filter(|person| !person.identity.is_root()).count();
            let all = usize::try_from(tx.count_users(caller.account)?).unwrap_or(usize::MAX);
            not_worked_out(facts.len(), all.saturating_sub(looked_at))
        } else {
            None
        };
        Ok((facts, others))
    })
    .await
}

/// Says for how many users it was not worked out what a change does.
fn not_worked_out(looked_at: usize, others: usize) -> Option<String> {
    let (users, were) = if others == 1 { ("user", "was") } else { ("users", "were") };
    (others > 0).then(|| {
        format!(
            "What this changes was worked out for {looked_at}, administrators first; {others} \
             other {users} {were} not looked at, though they may lose a helper too."
        )
    })
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

fn losses(least: Least) -> String {
    match least {
        Least::Exactly(0) => "locked out already".to_owned(),
        Least::Exactly(1) => "a single loss locks out".to_owned(),
        Least::Exactly(many) => format!("it takes {many} losses to be locked out"),
        Least::NotBelow(many) => format!("it takes {many} losses or more to be locked out"),
        Least::Never => "no loss locks out".to_owned(),
        Least::Unknown => "too much to look at to say how many losses it takes".to_owned(),
    }
}

fn thefts(least: Least) -> String {
    match least {
        Least::Exactly(0) => "open to everybody already".to_owned(),
        Least::Exactly(1) => "a single theft lets somebody in".to_owned(),
        Least::Exactly(many) => format!("it takes {many} thefts to get in"),
        Least::NotBelow(many) => format!("it takes {many} thefts or more to get in"),
        Least::Never => "no theft lets anybody in".to_owned(),
        Least::Unknown => "too much to look at to say how many thefts it takes".to_owned(),
    }
}

fn compare(person: &Person, own: bool, before: &Graph, after: &Graph) -> Option<Consequence> {
    let comparison = Comparison::new(before, after, caps());
    let id = person.id();
    let (old, new) = (report(before), report(after));
    let (old, new) = (old.targets.get(&id)?, new.targets.get(&id)?);
    let (lines, left_out) = effects(before, &comparison.lockouts, &comparison.thefts);
    let (old, new) = (&old.findings, &new.findings);
    let changed = !lines.is_empty() || comparison.truncated;
    changed.then(|| Consequence {
        name: person.name.clone(),
        own,
        losses: (losses(Least::losses(old)), losses(Least::losses(new))),
        thefts: (thefts(Least::thefts(old)), thefts(Least::thefts(new))),
        lines,
        left_out,
        cut: comparison.truncated,
        worse: comparison.is_worse,
    })
}
