//! Whether somebody may have been an administrator until lately. Else one administrator
//! could take a colleague's administration away first, and reset the colleague alone.
//!
//! Read from the trail, which nobody can thin out. It says which policy was taken away, but
//! not what that allowed: so every policy counts that could have made an administrator, and
//! where there is more to look through than is looked through, the answer is the careful
//! one as well.

use std::time::Duration;

use identity::Timestamp;
use identity::audit::{Action, Actor, Record};
use identity::names::{AccountId, GroupName, PolicyId};
use identity::policy::AwsManaged;
use identity::user::User;
use serde_json::Value;
use storage::{AuditFilter, Tx};

use crate::ServiceError;
use crate::iam::policies::create_version::IN_FORCE;
use crate::iam::policy_ref::PolicyRef;
use crate::users::administrators::IAM_FULL_ACCESS;

/// How long it takes two after an administrator is none any more.
const AFTER_DEMOTION: Duration = Duration::from_hours(72);

/// Records of each kind that are looked through.
const MOST: u32 = 500;

/// The policy of administrators that comes with the service.
const ADMINISTRATOR_ACCESS: &str = "AdministratorAccess";

/// What takes from a user what policies gave, or may: one that is attached can deny, one
/// that is set can also stand in the place of another.
const FROM_USERS: [Action; 5] = [
    Action::AttachUserPolicy,
    Action::DetachUserPolicy,
    Action::DeleteUserPolicy,
    Action::PutUserPolicy,
    Action::PutUserPermissionsBoundary,
];

/// What does so to the members of a group.
const FROM_GROUPS: [Action; 4] = [
    Action::AttachGroupPolicy,
    Action::DetachGroupPolicy,
    Action::DeleteGroupPolicy,
    Action::PutGroupPolicy,
];

/// What does so to whomever a policy is attached.
const IN_POLICIES: [Action; 2] = [Action::CreatePolicyVersion, Action::SetDefaultPolicyVersion];

/// Is what others than the root user did lately to users, groups and their policies.
struct Trail {
    renamed_users: Vec<Record>,
    renamed_groups: Vec<Record>,
    from_users: Vec<Record>,
    from_groups: Vec<Record>,
    in_policies: Vec<Record>,
    added_members: Vec<Record>,
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
        let mut of = |actions: &[Action]| {
            let mut found = Vec::new();
            for action in actions {
                let filter = AuditFilter {
                    action: Some(*action),
                    success: Some(true),
                    since: Some(now.minus(AFTER_DEMOTION)),
                    ..AuditFilter::default()
                };
                let records = tx.records(account, &filter, MOST)?;
                too_long |= records.len() >= MOST as usize;
                found.extend(records);
            }
            Ok::<_, ServiceError>(found)
        };
        let mut taken = |actions: &[Action]| {
            let mut records = of(actions)?;
            records.retain(|record| !by_root(record) && could_take_administration(record));
            Ok::<_, ServiceError>(records)
        };
        let trail = Self {
            from_users: taken(&FROM_USERS)?,
            from_groups: taken(&FROM_GROUPS)?,
            in_policies: taken(&IN_POLICIES)?,
            added_members: taken(&[Action::AddUserToGroup])?,
            removed_members: taken(&[Action::RemoveUserFromGroup])?,
            renamed_users: of(&[Action::UpdateUser])?,
            renamed_groups: of(&[Action::UpdateGroup])?,
        };
        Ok((!too_long).then_some(trail))
    }

    /// Says whether a policy that is attached to a user or a group was changed.
    fn changed_policy_of(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
        holder: &str,
    ) -> Result<bool, ServiceError> {
        let attached = tx.attached_policies(account, holder)?;
        self.changed_policy(tx, account, attached)
    }

    /// Says whether one of these policies was changed.
    fn changed_policy(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
        policies: Vec<PolicyId>,
    ) -> Result<bool, ServiceError> {
        if self.in_policies.is_empty() {
            return Ok(false);
        }
        for id in policies {
            let arn = PolicyRef::by_id(tx, account, &id)?.map(|policy| policy.arn());
            if self.in_policies.iter().any(|record| arn.as_deref() == Some(target(record))) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Says whether another than the root user may have taken the administration of a user away
/// in the last three days, in whatever way: the user's policy, a group that has one, the
/// group's policy, what the policy says, or a boundary.
pub(super) fn was_administrator(
    tx: &mut dyn Tx,
    user: &User,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let account = user.account;
    let Some(trail) = Trail::read(tx, account, now)? else { return Ok(true) };
    let names = names(&trail.renamed_users, user.name.as_str());
    let of_user = |record: &&Record| names_one(&names, target(record));
    if trail.from_users.iter().any(|record| of_user(&record))
        || trail.changed_policy(tx, account, user.boundary.iter().cloned().collect())?
        || trail.changed_policy_of(tx, account, user.id.as_str())?
    {
        return Ok(true);
    }
    for record in trail.removed_members.iter().filter(of_user) {
        let group = GroupName::parse(record.event.detail.as_deref().unwrap_or_default()).ok();
        let group = match group {
            Some(name) => tx.group_by_name(account, &name)?,
            None => None,
        };
        // A group that lost a policy as well, or its name, may be the one.
        let Some(group) = group else { return Ok(true) };
        if !trail.from_groups.is_empty()
            || could_give_administration(tx, account, group.id.as_str())?
        {
            return Ok(true);
        }
    }
    let joined = trail.added_members.iter().any(|record| of_user(&record));
    for group in tx.groups_of(account, &user.id)? {
        let called = self::names(&trail.renamed_groups, group.name.as_str());
        if trail.from_groups.iter().any(|record| names_one(&called, target(record)))
            || trail.changed_policy_of(tx, account, group.id.as_str())?
            // A group that was joined may deny.
            || joined && could_give_administration(tx, account, group.id.as_str())?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Says whether a policy may make administrators. Of those that come with the service it is
/// known; what one of the account allowed is not looked up, since that can have been changed.
fn could_make_administrators(arn: &str) -> bool {
    AwsManaged::find(arn)
        .is_none_or(|known| [ADMINISTRATOR_ACCESS, IAM_FULL_ACCESS].contains(&known.name))
}

fn could_take_administration(record: &Record) -> bool {
    match record.event.action {
        // What comes with the service denies nothing.
        Action::AttachUserPolicy | Action::AttachGroupPolicy => {
            arn_in(record).is_none_or(|arn| AwsManaged::find(&arn).is_none())
        }
        Action::DetachUserPolicy | Action::DetachGroupPolicy => {
            arn_in(record).is_none_or(|arn| could_make_administrators(&arn))
        }
        Action::CreatePolicyVersion => {
            record.event.detail.as_deref().is_none_or(|detail| detail.ends_with(IN_FORCE))
        }
        _ => true,
    }
}

/// Returns the ARN of the policy that a record is about: a policy of the account may have
/// the name of one that comes with the service.
fn arn_in(record: &Record) -> Option<String> {
    let parameters: Value =
        serde_json::from_str(record.event.request.parameters.as_deref()?).ok()?;
    Some(parameters.get("policyArn")?.as_str()?.to_owned())
}

/// Says whether what a group has may make its members administrators.
fn could_give_administration(
    tx: &mut dyn Tx,
    account: AccountId,
    group: &str,
) -> Result<bool, ServiceError> {
    for id in tx.attached_policies(account, group)? {
        let policy = PolicyRef::by_id(tx, account, &id)?;
        if policy.is_none_or(|policy| could_make_administrators(&policy.arn())) {
            return Ok(true);
        }
    }
    Ok(!tx.inline_policies(account, group)?.is_empty())
}

fn by_root(record: &Record) -> bool {
    matches!(&record.event.actor, Actor::Identity { identity, .. } if identity.is_root())
}

fn target(record: &Record) -> &str {
    record.event.target.as_deref().unwrap_or_default()
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
