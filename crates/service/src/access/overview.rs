//! How everybody stands whose report a caller may see: one line each, page by page.

use identity::Identity;
use identity::names::UserName;

use super::compute::{elsewhere, graph, report};
use super::load::{load, may_see};
use super::question::asked;
use super::reach::Candidates;
use super::{Facts, Least};
use crate::authorize::Ask;
use crate::users::existing;
use crate::{Caller, Service, ServiceError};

/// Users on one page.
const PAGE: u32 = 20;

/// Is one page.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The identities; root and the caller are not among them.
    pub lines: Vec<Line>,
    /// The name after which the next page begins, if there is one.
    pub next: Option<String>,
    /// Users in the account.
    pub total: u64,
    /// What was not looked at for any of them, in sentences.
    pub unseen: Vec<String>,
}

/// Is how one user stands.
#[derive(Clone, Debug)]
pub struct Line {
    /// The name.
    pub name: String,
    /// Whether it is an administrator.
    pub administrator: bool,
    /// How many losses lock out at least.
    pub losses: Least,
    /// How many thefts let in at least.
    pub thefts: Least,
    /// Whether not everything was looked at, so that it may take less.
    pub cut: bool,
    /// Questions that the owner has not answered.
    pub open_questions: usize,
}

/// Computes a page of users whose names come after `after`.
pub async fn overview(
    svc: &Service,
    caller: &Caller,
    after: Option<&str>,
) -> Result<Overview, ServiceError> {
    let after: Option<UserName> = after.map(existing).transpose()?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (facts, next, total) = svc
        .read(move |tx| {
            let account = caller.account;
            caller.console()?;
            let resource = identity::arn::iam(account, "user", "/", "");
            caller.authorize(&inner, tx, &Ask::new("iam:ListUsers", resource))?;
            let mut users = tx.users(account, "", after.as_ref(), PAGE + 1)?;
            let more = users.len() > PAGE as usize;
            users.truncate(PAGE as usize);
            let last = users.last().map(|user| user.name.as_str().to_owned());
            let candidates = Candidates::read(&inner, tx, account, now)?;
            let mut facts: Vec<Facts> = Vec::new();
            for identity in users.iter().map(identity::user::User::identity) {
                if identity != caller.identity && may_see(&inner, tx, &caller, &identity)? {
                    facts.push(load(&inner, tx, &caller, &identity, &candidates, now)?);
                }
            }
            Ok((facts, last.filter(|_| more), tx.count_users(account)?))
        })
        .await?;
    let unseen = facts.first().filter(|facts| facts.truncated).map(Facts::unseen);
    let lines = elsewhere(move || facts.iter().map(line).collect::<Result<_, _>>()).await?;
    Ok(Overview { lines, next, total, unseen: unseen.unwrap_or_default() })
}

fn line(facts: &Facts) -> Result<Line, ServiceError> {
    let person = facts.people.first().ok_or(ServiceError::NotFound("user"))?;
    let report = report(&graph(facts)?);
    let target = report.targets.get(&person.id()).ok_or(ServiceError::NotFound("user"))?;
    Ok(Line {
        name: person.name.clone(),
        administrator: person.administrator && person.identity != Identity::Root,
        losses: Least::losses(&target.findings),
        thefts: Least::thefts(&target.findings),
        cut: !facts.unseen_in(&target.findings).is_empty(),
        open_questions: asked(facts).iter().filter(|one| one.told.is_none()).count(),
    })
}
