//! ListPolicies: the managed policies of the account, of AWS, or both.

use service::iam::policies::list::{self, ListPolicies, Scope, Usage};

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (query, wanted) = call.read(|f| {
        let scopes = [("All", Scope::All), ("AWS", Scope::Aws), ("Local", Scope::Local)];
        let query = ListPolicies {
            scope: f.optional_word("Scope", &scopes).unwrap_or(Scope::All),
            only_attached: f.optional_boolean("OnlyAttached").unwrap_or(false),
            path_prefix: f.optional_text("PathPrefix", &rules::POLICY_PATH),
            usage: f.optional_word("PolicyUsageFilter", &rules::USAGES),
        };
        (query, Wanted::read(f))
    })?;
    let scope = match query.scope {
        Scope::All => "All",
        Scope::Aws => "AWS",
        Scope::Local => "Local",
    };
    let usage = query.usage.map(|usage| match usage {
        Usage::Permissions => "PermissionsPolicy",
        Usage::Boundary => "PermissionsBoundary",
    });
    let attached = query.only_attached.then_some("attached");
    let filter = [Some(scope), attached, query.path_prefix.as_deref(), usage];
    let paging = Paging::of(call, &filter);
    let page = paging.open(&wanted)?;
    let found = list::run(call.service, call.caller, query.clone(), page).await?;
    Ok(call.result(|xml| {
        xml.list("Policies", &found.items, view::policy);
        paging.close(xml, &found);
    }))
}
