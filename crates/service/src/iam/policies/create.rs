//! Making a managed policy (operation CreatePolicy).

use identity::arn;
use identity::audit::Action;
use identity::managed_policy::{ManagedPolicy, PolicyVersion};
use identity::names::{PolicyId, PolicyName};
use identity::policy::Kind as Document;
use identity::quotas::POLICIES;
use identity::tags::Tag;
use storage::StorageError;

use crate::authorize::Ask;
use crate::env::random;
use crate::iam::PolicyView;
use crate::iam::document::read;
use crate::iam::tags::check_new;
use crate::iam::users::create::parse_path;
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct CreatePolicy {
    /// The name.
    pub name: String,
    /// The path; `/` when left out.
    pub path: Option<String>,
    /// The document of its first version.
    pub document: String,
    /// What it is for.
    pub description: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// Makes a policy.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: CreatePolicy,
) -> Result<PolicyView, ServiceError> {
    let name = PolicyName::parse(&command.name)
        .map_err(|why| ServiceError::validation("policyName", why))?;
    let path = parse_path(command.path.as_deref())?;
    let tags = check_new(&command.tags)?;
    let id = PolicyId::from_random(random(svc.env()));
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let arn = arn::iam(account, "policy", path.as_str(), name.as_str());
        let ask = Ask::new("iam:CreatePolicy", arn).with_tags(&tags);
        caller.authorize(&inner, tx, &ask)?;
        if !tags.is_empty() {
            caller.authorize(&inner, tx, &ask.for_action("iam:TagPolicy"))?;
        }
        read(Document::Managed, &command.document, name.as_str())?;
        if tx.count_policies(account)? >= POLICIES {
            return Err(ServiceError::quota("PoliciesPerAccount", POLICIES));
        }
        let policy = ManagedPolicy {
            account,
            id: id.clone(),
            path: path.clone(),
            name: name.clone(),
            description: command.description.clone().unwrap_or_default(),
            default_version: 1,
            last_version: 1,
            created: now,
            updated: now,
        };
        let document = command.document.clone();
        let first = PolicyVersion { number: 1, document, created: now };
        match tx.add_policy(&policy, &first) {
            Err(StorageError::Conflict { what: "policy name" }) => {
                let name = policy.name.as_str();
                let message = format!(
                    "A policy called {name} already exists. Duplicate names are not allowed."
                );
                return Err(ServiceError::api(Kind::EntityAlreadyExists, message));
            }
            other => other?,
        }
        for tag in &tags {
            tx.put_tag(account, policy.id.as_str(), tag)?;
        }
        let view = PolicyView::full(tx, &policy)?;
        Entry::by(&caller, Action::CreatePolicy)
            .on(policy.arn())
            .answered(&told::policy(&view))
            .keep(tx, account, now)?;
        Ok(view)
    })
    .await
}
