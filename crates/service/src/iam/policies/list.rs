//! The managed policies (operation ListPolicies): those that come with the service
//! first, then those of the account, each by name.

use crate::authorize::Ask;
use crate::iam::PolicyView;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Is whose policies are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// Those that come with the service.
    Aws,
    /// Those of the account.
    Local,
}

/// Is how policies are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Attached to users, groups and roles.
    Permissions,
    /// As boundaries of users and roles.
    Boundary,
}

/// Is which policies are wanted.
#[derive(Clone, Debug, Default)]
pub struct ListPolicies {
    /// Whose.
    pub scope: Scope,
    /// Only those that are in use.
    pub only_attached: bool,
    /// What their path begins with.
    pub path_prefix: Option<String>,
    /// Only those that are used in this way.
    pub usage: Option<Usage>,
}

/// What a page's end begins with while policies of the service are listed; no
/// name of a policy has this character.
const OF_AWS: char = '!';

/// Returns a page of policies. It may be shorter than was asked for though more
/// follow.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    query: ListPolicies,
    page: PageRequest,
) -> Result<Page<PolicyView>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        let account = caller.account;
        caller.authorize(&inner, tx, &Ask::new("iam:ListPolicies", "*"))?;
        let prefix = query.path_prefix.as_deref().unwrap_or("/");
        let (mut views, limit) = (Vec::new(), page.limit());
        let mut last = None;
        let own_after = page.after.as_deref().filter(|after| !after.starts_with(OF_AWS));
        if query.scope != Scope::Local && own_after.is_none() {
            let after = page.after().trim_start_matches(OF_AWS);
            let of_aws = PolicyView::all_of_aws();
            for policy in of_aws.iter().filter(|policy| policy.name > after) {
                if views.len() == limit {
                    return Ok(Page { items: keep(views, &query, prefix), next: last });
                }
                views.push(PolicyView::of_aws(tx, account, policy)?);
                last = Some(format!("{OF_AWS}{}", policy.name));
            }
        }
        if query.scope == Scope::Aws {
            return Ok(Page { items: keep(views, &query, prefix), next: None });
        }
        let room = u32::try_from(limit - views.len()).unwrap_or(u32::MAX);
        let own = tx.policies(account, own_after.unwrap_or_default(), room.saturating_add(1))?;
        let more = own.len() > room as usize;
        for policy in own.iter().take(room as usize) {
            views.push(PolicyView::short(tx, policy)?);
            last = Some(policy.name.key());
        }
        Ok(Page { items: keep(views, &query, prefix), next: last.filter(|_| more) })
    })
    .await
}

fn keep(views: Vec<PolicyView>, query: &ListPolicies, prefix: &str) -> Vec<PolicyView> {
    let wanted = |view: &PolicyView| {
        let used = match query.usage {
            None => view.attachments + view.boundary_uses > 0,
            Some(Usage::Permissions) => view.attachments > 0,
            Some(Usage::Boundary) => view.boundary_uses > 0,
        };
        let by_usage = used || (!query.only_attached && query.usage.is_none());
        view.path.starts_with(prefix) && by_usage
    };
    views.into_iter().filter(wanted).collect()
}
