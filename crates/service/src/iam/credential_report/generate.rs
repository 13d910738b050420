//! Making the credential report (operation GenerateCredentialReport). It is there
//! when the answer is; one that is younger than four hours is not made anew.

use std::time::Duration;

use identity::audit::Action;
use identity::names::UserName;
use storage::CredentialReport;

use super::csv;
use crate::authorize::Ask;
use crate::credentials::keep_uses;
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// How long a report stands for those who ask for another.
const YOUNG: Duration = Duration::from_hours(4);

/// Users that are read in one go, so that a large account does not hold others
/// up.
const CHUNK: u32 = 500;

/// Is what became of the wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There was none that is young: it has just been made.
    Started,
    /// There is one.
    Complete,
}

/// Makes the report, unless there is a young one.
pub async fn run(svc: &Service, caller: &Caller) -> Result<State, ServiceError> {
    keep_uses::of(svc, caller.account).await?;
    let (inner, who, now) = (svc.clone(), caller.clone(), svc.now());
    let (account, policy, mut lines, young) = svc
        .read(move |tx| {
            let id = who.account;
            who.authorize(&inner, tx, &Ask::new("iam:GenerateCredentialReport", "*"))?;
            let young =
                tx.credential_report(id)?.is_some_and(|report| now.since(report.made) < YOUNG);
            let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
            let root = csv::root(tx, &account)?;
            Ok((account, tx.password_policy(id)?, vec![csv::HEADER.to_owned(), root], young))
        })
        .await?;
    if young {
        return Ok(State::Complete);
    }
    let mut after: Option<UserName> = None;
    loop {
        let (account, from) = (account.clone(), after.clone());
        let (last, more) = svc
            .read(move |tx| {
                let users = tx.users(account.id, "", from.as_ref(), CHUNK)?;
                let last = users.last().map(|user| user.name.clone());
                let lines: Result<Vec<String>, ServiceError> =
                    users.iter().map(|user| csv::user(tx, &account, user, policy)).collect();
                Ok((last, lines?))
            })
            .await?;
        let whole = more.len() == CHUNK as usize;
        lines.extend(more);
        after = last;
        if !whole {
            break;
        }
    }
    let report = CredentialReport { made: now, content: lines.join("\n").into_bytes() };
    let caller = caller.clone();
    svc.write(caller.account, move |tx| {
        tx.put_credential_report(caller.account, &report)?;
        Entry::by(&caller, Action::GenerateCredentialReport)
            .answered(&serde_json::json!({ "state": "STARTED" }))
            .keep(tx, caller.account, now)?;
        Ok(State::Started)
    })
    .await
}
