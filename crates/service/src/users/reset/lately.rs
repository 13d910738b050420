//! Whether somebody was an administrator until lately. Else one administrator could
//! take a colleague's administration away first, and reset the colleague alone.
//!
//! Read from the trail, which nobody can thin out: where it has more to look through
//! than is looked through, the answer is the careful one.

use std::time::Duration;

use identity::Timestamp;
use identity::audit::{Action, Actor, Record};
use identity::names::{AccountId, GroupName};
use identity::user::User;
use storage::{AuditFilter, Tx};

use crate::ServiceError;
use crate::caller::administrator_access;

/// How long it takes two after an administrator is none any more.
const AFTER_DEMOTION: Duration = Duration::from_hours(72);

/// Records of each kind that are looked through.
const MOST: u32 = 500;

/// How the policy is called in records.
const POLICY: &str = "AdministratorAccess";

/// Is what was done lately to users, groups and their policies.
struct Trail {
    renamed_users: Vec<Record>,
    renamed_groups: Vec<Record>,
    detached: Vec<Record>,
    detached_from_groups: Vec<Record>,
    removed_members: Vec<Record>,
}

impl Trail {
    /// Reads it; `None` when it is too long.
    fn read(
        tx: &mut dyn Tx,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Option<Self>, ServiceError> {
        let mut too_long = false;
        let mut of = |action| {
            let filter = AuditFilter {
                action: Some(action),
                success: Some(true),
                since: Some(now.minus(AFTER_DEMOTION)),
                ..AuditFilter::default()
            };
            let records = tx.records(account, &filter, MOST)?;
            too_long |= records.len() >= MOST as usize;
            Ok::<_, ServiceError>(records)
        };
        let trail = Self {
            renamed_users: of(Action::UpdateUser)?,
            renamed_groups: of(Action::UpdateGroup)?,
            detached: of(Action::DetachUserPolicy)?,
            detached_from_groups: of(Action::DetachGroupPolicy)?,
            removed_members: of(Action::RemoveUserFromGroup)?,
        };
        Ok((!too_long).then_some(trail))
    }
}

/// Says whether another than the root user took the administration of a user away in
/// the last three days, in whatever way: the policy, a group that has it, or the policy
/// of a group.
pub(super) fn was_administrator(
    tx: &mut dyn Tx,
    user: &User,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let account = user.account;
    let Some(trail) = Trail::read(tx, account, now)? else { return Ok(true) };
    let names = names(&trail.renamed_users, user.name.as_str());
    let of_user = |record: &&Record| !by_root(record) && names_one(&names, target(record));
    if trail.detached.iter().filter(of_user).any(tells_of_policy) {
        return Ok(true);
    }
    let taken_from_groups: Vec<&Record> = trail
        .detached_from_groups
        .iter()
        .filter(|record| !by_root(record) && tells_of_policy(record))
        .collect();
    for record in trail.removed_members.iter().filter(of_user) {
        // A group that lost the policy as well, or its name, may be the one.
        let group = GroupName::parse(record.event.detail.as_deref().unwrap_or_default()).ok();
        let group = match group {
            Some(name) => tx.group_by_name(account, &name)?,
            None => None,
        };
        let Some(group) = group else { return Ok(true) };
        let attached = tx.attached_policies(account, group.id.as_str())?;
        if !taken_from_groups.is_empty() || attached.contains(&administrator_access()) {
            return Ok(true);
        }
    }
    for group in tx.groups_of(account, &user.id)? {
        let called = self::names(&trail.renamed_groups, group.name.as_str());
        if taken_from_groups.iter().any(|record| names_one(&called, target(record))) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn by_root(record: &Record) -> bool {
    matches!(&record.event.actor, Actor::Identity { identity, .. } if identity.is_root())
}

fn target(record: &Record) -> &str {
    record.event.target.as_deref().unwrap_or_default()
}

fn tells_of_policy(record: &Record) -> bool {
    record.event.detail.as_deref() == Some(POLICY)
}

fn names_one(names: &[String], name: &str) -> bool {
    names.iter().any(|one| one.eq_ignore_ascii_case(name))
}

/// Returns the names that something has and had, by the records of its new ones, newest
/// first: they say `is now /path/name`.
fn names(renamed: &[Record], name: &str) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    for record in renamed {
        let new = record.event.detail.as_deref().and_then(|detail| detail.rsplit('/').next());
        if new.is_some_and(|new| names_one(&names, new)) {
            names.push(target(record).to_owned());
        }
    }
    names
}
