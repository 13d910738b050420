//! Adding a version to a managed policy (operation CreatePolicyVersion). Numbers
//! are never given twice.

use identity::audit::Action;
use identity::managed_policy::PolicyVersion;
use identity::policy::Kind as Document;
use identity::quotas::POLICY_VERSIONS;

use crate::iam::VersionView;
use crate::iam::document::read;
use crate::iam::policy_ref::PolicyRef;
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError, told};

/// How a record says that the new version is the one in force.
pub(crate) const IN_FORCE: &str = ", in force";

/// Adds a version and, if wanted, puts it into force.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    arn: &str,
    document: &str,
    set_as_default: bool,
) -> Result<VersionView, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (arn, document) = (arn.to_owned(), document.to_owned());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let mut policy =
            PolicyRef::for_change(&inner, tx, &caller, &arn, "iam:CreatePolicyVersion")?;
        read(Document::Managed, &document, policy.name.as_str())?;
        if tx.policy_versions(account, &policy.id)?.len() >= POLICY_VERSIONS {
            let message = format!(
                "A managed policy can have up to {POLICY_VERSIONS} versions. Before you create a \
                 new version, you must delete an existing version."
            );
            return Err(ServiceError::api(Kind::LimitExceeded, message));
        }
        policy.last_version = policy.last_version.saturating_add(1);
        policy.updated = now;
        let number = policy.last_version;
        let version = PolicyVersion { number, document: document.clone(), created: now };
        tx.add_policy_version(account, &policy.id, &version)?;
        if set_as_default {
            policy.default_version = number;
        }
        tx.update_policy(&policy)?;
        let view = VersionView::new(&policy, &version, false);
        let force = if set_as_default { IN_FORCE } else { "" };
        Entry::by(&caller, Action::CreatePolicyVersion)
            .on(&*arn)
            .detail(format!("{}{force}", PolicyVersion::id_of(number)))
            .answered(&told::version(&view))
            .keep(tx, account, now)?;
        Ok(view)
    })
    .await
}
