//! Everything about who may do what, page by page (operation
//! GetAccountAuthorizationDetails): users, groups, roles, the policies of the
//! account, those that come with the service.

use identity::group::Group;
use identity::managed_policy::ManagedPolicy;
use identity::names::{AccountId, UserName};
use identity::policy::AwsManaged;
use identity::role::Role;
use identity::user::User;
use storage::Tx;

use super::policy_ref::PolicyRef;
use super::roles::RoleView;
use super::{Attached, GroupView, PolicyView, UserView, VersionView};
use crate::authorize::Ask;
use crate::credentials::keep_uses;
use crate::paging::bad_marker;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Is a kind of what is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Users.
    Users,
    /// Groups.
    Groups,
    /// Roles.
    Roles,
    /// Managed policies of the account.
    LocalPolicies,
    /// Managed policies that come with the service.
    AwsPolicies,
}

/// Is the policies of a user, group or role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Names and documents of the inline ones.
    pub inline: Vec<(String, String)>,
    /// The attached ones.
    pub attached: Vec<Attached>,
}

/// Is one of the things that are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A user, with the names of its groups.
    User(UserView, Held, Vec<String>),
    /// A group.
    Group(GroupView, Held),
    /// A role.
    Role(RoleView, Held),
    /// A managed policy with all its versions.
    Policy(PolicyView, Vec<VersionView>),
}

const ORDER: [(Section, &str); 5] = [
    (Section::Users, "u"),
    (Section::Groups, "g"),
    (Section::Roles, "r"),
    (Section::LocalPolicies, "l"),
    (Section::AwsPolicies, "a"),
];

/// Returns a page of details, of all sections or of some.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    sections: Vec<Section>,
    page: PageRequest,
) -> Result<Page<Detail>, ServiceError> {
    keep_uses::of(svc, caller.account).await?;
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &Ask::new("iam:GetAccountAuthorizationDetails", "*"))?;
        let (first, mut after) = match page.after.as_deref() {
            None => (0, String::new()),
            Some(place) => {
                let (section, after) = place.split_once(' ').ok_or_else(bad_marker)?;
                let index = ORDER.iter().position(|(_, letter)| *letter == section);
                (index.ok_or_else(bad_marker)?, after.to_owned())
            }
        };
        let (mut items, limit) = (Vec::new(), page.limit());
        for (section, letter) in ORDER.iter().skip(first) {
            if sections.is_empty() || sections.contains(section) {
                let room = limit - items.len();
                let mut found = details(tx, caller.account, *section, &after, room + 1)?;
                let more = found.len() > room;
                found.truncate(room);
                if more {
                    let last = found.last().map_or(after.as_str(), |(place, _)| place);
                    let next = Some(format!("{letter} {last}"));
                    items.extend(found.into_iter().map(|(_, detail)| detail));
                    return Ok(Page { items, next });
                }
                items.extend(found.into_iter().map(|(_, detail)| detail));
            }
            after.clear();
        }
        Ok(Page { items, next: None })
    })
    .await
}

/// Returns up to so many details of a section, each with its place.
fn details(
    tx: &mut dyn Tx,
    account: AccountId,
    section: Section,
    after: &str,
    limit: usize,
) -> Result<Vec<(String, Detail)>, ServiceError> {
    let most = u32::try_from(limit).unwrap_or(u32::MAX);
    match section {
        Section::Users => {
            let from = (!after.is_empty()).then(|| UserName::parse(after)).transpose();
            let users = tx.users(account, "", from.map_err(|_| bad_marker())?.as_ref(), most)?;
            users.iter().map(|user| Ok((user.name.key(), of_user(tx, user)?))).collect()
        }
        Section::Groups => {
            let groups = tx.groups(account, after, most)?;
            groups.iter().map(|group| Ok((group.name.key(), of_group(tx, group)?))).collect()
        }
        Section::Roles => {
            let roles = tx.roles(account, after, most)?;
            roles.iter().map(|role| Ok((role.name.key(), of_role(tx, role)?))).collect()
        }
        Section::LocalPolicies => {
            let policies = tx.policies(account, after, most)?;
            policies.iter().map(|own| Ok((own.name.key(), of_policy(tx, own)?))).collect()
        }
        Section::AwsPolicies => PolicyView::all_of_aws()
            .iter()
            .filter(|policy| policy.name > after)
            .take(limit)
            .map(|policy| Ok((policy.name.to_owned(), of_aws(tx, account, policy)?)))
            .collect(),
    }
}

fn held(tx: &mut dyn Tx, account: AccountId, holder: &str) -> Result<Held, ServiceError> {
    let mut attached = Vec::new();
    for id in tx.attached_policies(account, holder)? {
        if let Some(policy) = PolicyRef::by_id(tx, account, &id)? {
            attached.push(Attached { name: policy.name().to_owned(), arn: policy.arn() });
        }
    }
    Ok(Held { inline: tx.inline_policies(account, holder)?, attached })
}

fn of_user(tx: &mut dyn Tx, user: &User) -> Result<Detail, ServiceError> {
    let groups = tx.groups_of(user.account, &user.id)?;
    let groups = groups.iter().map(|group| group.name.as_str().to_owned()).collect();
    let held = held(tx, user.account, user.id.as_str())?;
    Ok(Detail::User(UserView::full(tx, user)?, held, groups))
}

fn of_group(tx: &mut dyn Tx, group: &Group) -> Result<Detail, ServiceError> {
    Ok(Detail::Group(GroupView::from(group), held(tx, group.account, group.id.as_str())?))
}

fn of_role(tx: &mut dyn Tx, role: &Role) -> Result<Detail, ServiceError> {
    let held = held(tx, role.account, role.id.as_str())?;
    Ok(Detail::Role(RoleView::full(tx, role)?, held))
}

fn of_policy(tx: &mut dyn Tx, policy: &ManagedPolicy) -> Result<Detail, ServiceError> {
    let versions = tx.policy_versions(policy.account, &policy.id)?;
    let versions = versions.iter().map(|version| VersionView::new(policy, version, true));
    let versions = versions.collect();
    Ok(Detail::Policy(PolicyView::full(tx, policy)?, versions))
}

fn of_aws(
    tx: &mut dyn Tx,
    account: AccountId,
    policy: &AwsManaged,
) -> Result<Detail, ServiceError> {
    let view = PolicyView::of_aws(tx, account, policy)?;
    Ok(Detail::Policy(view, vec![VersionView::of_aws(policy, true)]))
}
