//! The condition keys of a request.

use identity::Timestamp;
use identity::policy::{Context, MfaState};
use identity::tags::Tag;

use super::Ask;
use crate::caller::Credential;
use crate::told::time;
use crate::{Caller, Mfa};

/// Puts together what is known of a request.
pub(crate) fn context_of(
    caller: &Caller,
    ask: &Ask,
    principal_tags: &[Tag],
    resource_tags: &[Tag],
    now: Timestamp,
) -> Context {
    let mut context = Context::new();
    context.set_principal(&caller.principal);
    context.set_mfa(match ask.mfa.unwrap_or_else(|| caller.mfa(now)) {
        Mfa::Unknown => MfaState::Unknown,
        Mfa::Absent => MfaState::Absent,
        Mfa::Present(age) => MfaState::Present { age },
    });
    context.set_time(now);
    let facts = &caller.facts;
    context.set("aws:SourceIp", facts.peer.to_string());
    context.set("aws:SecureTransport", facts.secure_transport.to_string());
    context.set("aws:UserAgent", facts.user_agent.as_str());
    context.set("aws:ViaAWSService", "false");
    context.set("aws:PrincipalIsAWSService", "false");
    if !facts.region.is_empty() {
        context.set("aws:RequestedRegion", facts.region.as_str());
    }
    let issued = match &caller.credential {
        Credential::Console(session) => Some(session.record.began),
        Credential::LongTerm(_) => None,
        Credential::Temporary(session) => Some(session.issued),
    };
    if let Some(issued) = issued {
        context.set("aws:TokenIssueTime", time(issued));
    }
    if let Some(source) = caller.temporary().and_then(|session| session.source_identity.as_deref())
    {
        context.set("aws:SourceIdentity", source);
    }
    for tag in principal_tags {
        context.set(&format!("aws:PrincipalTag/{}", tag.key), tag.value.as_str());
    }
    for tag in resource_tags {
        context.set(&format!("aws:ResourceTag/{}", tag.key), tag.value.as_str());
        context.set(&format!("iam:ResourceTag/{}", tag.key), tag.value.as_str());
    }
    for (key, value) in &ask.keys {
        context.set(key, value.as_str());
    }
    if let Some(keys) = &ask.tag_keys {
        context.set_many("aws:TagKeys", keys.clone());
    }
    context
}
