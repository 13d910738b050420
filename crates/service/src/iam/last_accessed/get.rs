//! Fetching a report on the last use of services (operations
//! GetServiceLastAccessedDetails, GetServiceLastAccessedDetailsWithEntities).

use identity::Timestamp;
use identity::access_key::KeyUse;
use storage::{LastAccessedJob, Tx};

use super::find::{About, Entity, look_up};
use super::services::{SERVICES, opens};
use crate::authorize::Ask;
use crate::credentials::keep_uses;
use crate::{Caller, Kind, Page, PageRequest, Service, ServiceError};

/// Is a service that policies open, and its last use.
#[derive(Clone, Debug)]
pub struct Accessed {
    /// The namespace, `iam`.
    pub namespace: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// Who used it last, and that use.
    pub last: Option<(Entity, KeyUse)>,
    /// How many of those who count have used it.
    pub entities: usize,
}

/// Is a report, whole or one page of it.
#[derive(Clone, Debug)]
pub struct Report<T> {
    /// When it was asked for, and done.
    pub made: Timestamp,
    /// What it says.
    pub page: Page<T>,
}

/// Fetches what a report says of services.
pub async fn services(
    svc: &Service,
    caller: &Caller,
    job: &str,
    page: PageRequest,
) -> Result<Report<Accessed>, ServiceError> {
    keep_uses::of(svc, caller.account).await?;
    let (inner, caller, job) = (svc.clone(), caller.clone(), job.to_owned());
    svc.read(move |tx| {
        let action = "iam:GetServiceLastAccessedDetails";
        let (job, about) = find(&inner, tx, &caller, &job, action)?;
        let policies = about.policies(&inner, tx, caller.account)?;
        let uses = uses(tx, &caller, &about)?;
        let opened = SERVICES
            .iter()
            .filter(|(service, _)| policies.iter().any(|policy| opens(policy, service)))
            .map(|(namespace, name)| {
                let of_this: Vec<&(Entity, KeyUse)> =
                    uses.iter().filter(|(_, used)| used.service == *namespace).collect();
                Accessed {
                    namespace,
                    name,
                    entities: of_this.len(),
                    last: of_this.into_iter().max_by_key(|(_, used)| used.at).cloned(),
                }
            })
            .collect();
        let page = page.cut(opened, |accessed: &Accessed| accessed.namespace.to_owned());
        Ok(Report { made: job.made, page })
    })
    .await
}

/// Fetches who used a service, among those who count.
pub async fn entities(
    svc: &Service,
    caller: &Caller,
    job: &str,
    service: &str,
    page: PageRequest,
) -> Result<Report<(Entity, Option<Timestamp>)>, ServiceError> {
    keep_uses::of(svc, caller.account).await?;
    let (inner, caller, job) = (svc.clone(), caller.clone(), job.to_owned());
    let service = service.to_owned();
    svc.read(move |tx| {
        let action = "iam:GetServiceLastAccessedDetailsWithEntities";
        let (job, about) = find(&inner, tx, &caller, &job, action)?;
        let mut found = Vec::new();
        for entity in about.entities(tx, caller.account)? {
            let uses = tx.service_uses(caller.account, &entity.id)?;
            let used = uses.into_iter().find(|used| used.service == service);
            found.push((entity, used.map(|used| used.at)));
        }
        let page = page.cut(found, |(entity, _): &(Entity, _)| entity.id.clone());
        Ok(Report { made: job.made, page })
    })
    .await
}

fn find(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    job: &str,
    action: &'static str,
) -> Result<(LastAccessedJob, About), ServiceError> {
    caller.authorize(svc, tx, &Ask::new(action, "*"))?;
    let found = tx.last_accessed_job(caller.account, job)?;
    let found = found.ok_or_else(|| {
        ServiceError::api(Kind::NoSuchEntity, format!("The job with id {job} cannot be found."))
    })?;
    let about = look_up(tx, caller.account, &found.arn)?;
    Ok((found, about))
}

/// Returns all last uses of those who count.
fn uses(
    tx: &mut dyn Tx,
    caller: &Caller,
    about: &About,
) -> Result<Vec<(Entity, KeyUse)>, ServiceError> {
    let mut found = Vec::new();
    for entity in about.entities(tx, caller.account)? {
        for used in tx.service_uses(caller.account, &entity.id)? {
            found.push((entity.clone(), used));
        }
    }
    Ok(found)
}
