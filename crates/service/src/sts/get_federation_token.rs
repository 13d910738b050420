//! Temporary credentials for a federated user (operation GetFederationToken): of
//! what its maker may do, what the session policies allow.

use identity::audit::Action;
use identity::names::{AccessKeyId, KeyKind, SessionName};
use identity::policy::Principal;
use identity::tags::Tag;
use serde_json::json;

use super::{Credentials, lifetime, session_policies};
use crate::authorize::Ask;
use crate::caller::Credential;
use crate::credentials::{SessionKind, TemporarySession, issue};
use crate::env::random;
use crate::iam::tags::check_new;
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct GetFederationToken {
    /// The federated user's name: 2 to 32 characters.
    pub name: String,
    /// Seconds: 900 to 129600, 43200 when left out; for root at most 3600.
    pub duration_seconds: Option<u32>,
    /// A session policy.
    pub policy: Option<String>,
    /// Managed policies as session policies.
    pub policy_arns: Vec<String>,
    /// Session tags.
    pub tags: Vec<Tag>,
}

/// Is a federated user's session.
#[derive(Debug)]
pub struct Federated {
    /// The credentials.
    pub credentials: Credentials,
    /// `account:name`.
    pub federated_user_id: String,
    /// The ARN.
    pub arn: String,
    /// Percent of the quota that session policies take.
    pub packed_policy_size: Option<u32>,
}

/// The most characters of a name.
const LONGEST_NAME: usize = 32;

/// Gives credentials at the word of who signs with a long-term key.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: GetFederationToken,
) -> Result<Federated, ServiceError> {
    let Credential::LongTerm(_) = &caller.credential else {
        let message = "Cannot call GetFederationToken with session credentials";
        return Err(ServiceError::access_denied(message));
    };
    let name =
        SessionName::parse(&command.name).map_err(|why| ServiceError::validation("name", why))?;
    if name.as_str().len() > LONGEST_NAME {
        let message =
            format!("The name of a federated user has at most {LONGEST_NAME} characters.");
        return Err(ServiceError::api(Kind::ValidationError, message));
    }
    let lasts = lifetime::of_identity(caller.is_root(), command.duration_seconds)?;
    let policies = session_policies::document(command.policy.as_deref())?;
    let tags = check_new(&command.tags)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let principal = Principal::FederatedUser { account, name: name.as_str().to_owned() };
        let arn = principal.arn().into_owned();
        let ask = Ask::new("sts:GetFederationToken", &*arn).with_tags(&tags);
        caller.authorize(&inner, tx, &ask)?;
        if !tags.is_empty() {
            caller.authorize(&inner, tx, &ask.for_action("sts:TagSession"))?;
        }
        let random = random(inner.env());
        let session = TemporarySession {
            access_key_id: AccessKeyId::from_random(KeyKind::Temporary, account, random),
            kind: SessionKind::Federated { name: name.as_str().to_owned() },
            identity: caller.identity.clone(),
            issued: now,
            expires: now.plus(lasts),
            mfa: None,
            policies: policies.clone(),
            policy_ids: session_policies::managed(tx, account, &command.policy_arns)?,
            tags: tags.clone(),
            transitive: Vec::new(),
            source_identity: None,
        };
        Entry::by(&caller, Action::GetFederationToken)
            .on(name.as_str())
            .detail(format!("access key {}", session.access_key_id.as_str()))
            .answered(&json!({
                "credentials": told::credentials(session.access_key_id.as_str(), session.expires),
                "federatedUser": { "federatedUserId": principal.unique_id(), "arn": arn },
            }))
            .keep(tx, account, now)?;
        Ok(Federated {
            credentials: issue(&inner, &session)?,
            federated_user_id: principal.unique_id().into_owned(),
            arn,
            packed_policy_size: session_policies::packed_size(&policies),
        })
    })
    .await
}
