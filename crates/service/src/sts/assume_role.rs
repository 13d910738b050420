//! Temporary credentials for a session of a role (operation AssumeRole). The
//! role's trust policy must allow it, and, where it trusts no more than the
//! account, the caller's own policies as well. A missing role and one that does
//! not trust are the same refusal.

use std::time::Duration;

use identity::arn::{IamArn, Owner};
use identity::audit::{Action, Reason};
use identity::names::{AccessKeyId, KeyKind, RoleName, SessionName};
use identity::policy::{Kind as Document, Verdict, refusal};
use identity::role::Role;
use identity::tags::Tag;
use identity::{Identity, RoleSession, Timestamp, arn};
use serde_json::json;
use storage::Tx;

use super::{Credentials, TokenCode, factor, lifetime, session_policies};
use crate::authorize::Ask;
use crate::credentials::{SessionKind, TemporarySession, issue};
use crate::env::random;
use crate::record::Entry;
use crate::service::Judged;
use crate::{Caller, Kind, Mfa, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct AssumeRole {
    /// The role's ARN.
    pub role_arn: String,
    /// The session's name: 2 to 64 characters.
    pub session_name: String,
    /// Seconds: 900 up to what the role allows, 3600 when left out.
    pub duration_seconds: Option<u32>,
    /// A session policy.
    pub policy: Option<String>,
    /// Managed policies as session policies.
    pub policy_arns: Vec<String>,
    /// Session tags.
    pub tags: Vec<Tag>,
    /// Keys of the tags that go on into further roles.
    pub transitive_tag_keys: Vec<String>,
    /// What the role's owner has asked for as proof of the purpose.
    pub external_id: Option<String>,
    /// Who is behind the session.
    pub source_identity: Option<String>,
    /// A code of one of the caller's devices.
    pub mfa: Option<TokenCode>,
}

/// Is a session of a role.
#[derive(Debug)]
pub struct Assumed {
    /// The credentials.
    pub credentials: Credentials,
    /// `AROA...:session`.
    pub assumed_role_id: String,
    /// The session's ARN.
    pub arn: String,
    /// Percent of the quota that session policies take.
    pub packed_policy_size: Option<u32>,
    /// Who is behind the session.
    pub source_identity: Option<String>,
}

/// What a session lasts when nothing is asked, and at most where one role takes
/// another.
const DEFAULT: u32 = 3600;
const CHAINED: u32 = 3600;
const LONGEST: u32 = 43_200;

/// Takes a role.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: AssumeRole,
) -> Result<Assumed, ServiceError> {
    let wanted = Wanted::read(caller, command)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| wanted.take(&inner, tx, &caller, now)).await
}

/// Is a call whose parameters are sound.
struct Wanted {
    command: AssumeRole,
    role: IamArn,
    session: SessionName,
    source_identity: Option<String>,
    policies: Vec<String>,
    tags: Vec<Tag>,
    seconds: u32,
    chained: bool,
}

impl Wanted {
    fn read(caller: &Caller, command: AssumeRole) -> Result<Self, ServiceError> {
        let validation = |message: String| ServiceError::api(Kind::ValidationError, message);
        let role = IamArn::parse(&command.role_arn).ok().filter(|arn| arn.kind == "role");
        let role = role.ok_or_else(|| validation(format!("{} is invalid", command.role_arn)))?;
        if caller.is_root() {
            let message = "Roles may not be assumed by root accounts.";
            return Err(ServiceError::access_denied(message));
        }
        let session = SessionName::parse(&command.session_name)
            .map_err(|why| ServiceError::validation("roleSessionName", why))?;
        let own_source = caller.temporary().and_then(|held| held.source_identity.clone());
        if let Some(source) = &command.source_identity {
            SessionName::parse(source)
                .map_err(|why| ServiceError::validation("sourceIdentity", why))?;
            if own_source.as_ref().is_some_and(|own| own != source) {
                let message = "The source identity of a session cannot be changed.";
                return Err(ServiceError::access_denied(message));
            }
        }
        let seconds = lifetime::within(command.duration_seconds.unwrap_or(DEFAULT), LONGEST)?;
        let chained = matches!(caller.identity, Identity::Role(_));
        if chained && seconds > CHAINED {
            return Err(validation(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed \
                 by role chaining."
                    .to_owned(),
            ));
        }
        Ok(Self {
            role,
            session,
            source_identity: command.source_identity.clone().or(own_source),
            policies: session_policies::document(command.policy.as_deref())?,
            tags: session_tags(caller, &command)?,
            seconds,
            chained,
            command,
        })
    }

    fn take(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Judged<Assumed>, ServiceError> {
        let action = Action::AssumeRole;
        let mut mfa = None;
        if let Some(token) = &self.command.mfa {
            match factor::check(svc, tx, caller, token, action, now)? {
                Ok(_) => mfa = Some(Mfa::Present(Duration::ZERO)),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        let role = self.find_role(tx)?;
        let trusted = match &role {
            // Who acts under a session policy would leave it behind.
            Some(_) if caller.federated().is_some() => false,
            Some(role) => self.is_trusted(svc, tx, caller, role, mfa)?,
            None => false,
        };
        let role = role.filter(|_| trusted);
        let Some(role) = role else {
            let message = refusal(&caller.principal, "sts:AssumeRole", &self.command.role_arn);
            Entry::by(caller, action)
                .on(&*self.command.role_arn)
                .refused(Reason::Denied)
                .denied(&message)
                .keep(tx, caller.account, now)?;
            return Ok(Err(ServiceError::access_denied(message)));
        };
        if self.seconds > role.max_session {
            let message =
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
            return Ok(Err(ServiceError::api(Kind::ValidationError, message)));
        }
        let policy_ids = session_policies::managed(tx, role.account, &self.command.policy_arns)?;
        let identity = RoleSession::new(role.id.clone(), &self.session);
        let random = random(svc.env());
        let id = AccessKeyId::from_random(KeyKind::Temporary, role.account, random);
        let session = TemporarySession {
            access_key_id: id,
            kind: SessionKind::AssumedRole { chained: self.chained },
            identity: Identity::Role(identity.clone()),
            issued: now,
            expires: now.plus(Duration::from_secs(u64::from(self.seconds))),
            // What was proved was proved to the trust policy of this call.
            mfa: None,
            policies: self.policies.clone(),
            policy_ids,
            tags: self.tags.clone(),
            transitive: self.transitive(caller),
            source_identity: self.source_identity.clone(),
        };
        let name = role.name.as_str();
        let arn = arn::assumed_role(role.account, name, self.session.as_str());
        Entry::by(caller, action)
            .on(role.arn())
            .answered(&json!({
                "credentials": told::credentials(session.access_key_id.as_str(), session.expires),
                "assumedRoleUser": { "assumedRoleId": identity.as_str(), "arn": arn },
            }))
            .detail(format!(
                "session {}, access key {}",
                self.session.as_str(),
                session.access_key_id.as_str()
            ))
            .keep(tx, caller.account, now)?;
        Ok(Ok(Assumed {
            credentials: issue(svc, &session)?,
            assumed_role_id: identity.as_str().to_owned(),
            arn,
            packed_policy_size: session_policies::packed_size(&self.policies),
            source_identity: self.source_identity.clone(),
        }))
    }

    fn find_role(&self, tx: &mut dyn Tx) -> Result<Option<Role>, ServiceError> {
        let (Owner::Account(account), Ok(name)) =
            (self.role.owner, RoleName::parse(&self.role.name))
        else {
            return Ok(None);
        };
        let found = tx.role_by_name(account, &name)?;
        Ok(found.filter(|role| {
            role.path.as_str() == self.role.path && role.name.as_str() == name.as_str()
        }))
    }

    /// Asks the trust policy for the role, for the tags and for the source
    /// identity, with all that the call says.
    fn is_trusted(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        caller: &Caller,
        role: &Role,
        mfa: Option<Mfa>,
    ) -> Result<bool, ServiceError> {
        let trust = svc.parsed().of(Document::Trust, &role.trust)?;
        let mut ask = Ask::new("sts:AssumeRole", role.arn())
            .tagged_in(role.account, role.id.as_str())
            .with("sts:RoleSessionName", self.session.as_str())
            .with("sts:DurationSeconds", self.seconds.to_string())
            .with_some("sts:ExternalId", self.command.external_id.as_deref())
            .with_some("sts:SourceIdentity", self.command.source_identity.as_deref())
            .with_tags(&self.command.tags);
        if let Some(mfa) = mfa {
            ask = ask.with_mfa(mfa);
        }
        let mut actions = vec!["sts:AssumeRole"];
        if !self.tags.is_empty() {
            actions.push("sts:TagSession");
        }
        if self.source_identity.is_some() {
            actions.push("sts:SetSourceIdentity");
        }
        for action in actions {
            ask = ask.for_action(action);
            let verdict = caller.decide(svc, tx, &ask, Some((&trust, role.account)))?;
            if verdict != Verdict::Allowed {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn transitive(&self, caller: &Caller) -> Vec<String> {
        let mut keys = self.command.transitive_tag_keys.clone();
        for key in caller.temporary().map(|held| &held.transitive).into_iter().flatten() {
            if !keys.iter().any(|own| own.to_lowercase() == key.to_lowercase()) {
                keys.push(key.clone());
            }
        }
        keys
    }
}

/// Returns the tags of the new session: those of the call, and those that the
/// caller's session hands on, which the call cannot change.
fn session_tags(caller: &Caller, command: &AssumeRole) -> Result<Vec<Tag>, ServiceError> {
    let invalid = |message: &str| ServiceError::api(Kind::InvalidParameterValue, message);
    let mut tags = crate::iam::tags::check_new(&command.tags).map_err(|error| match error {
        ServiceError::Api(error) => invalid(&error.message),
        other => other,
    })?;
    let has = |tags: &[Tag], key: &str| tags.iter().any(|tag| tag.folded() == key.to_lowercase());
    if command.transitive_tag_keys.iter().any(|key| !has(&tags, key)) {
        return Err(invalid("A transitive tag key is not among the session tags."));
    }
    if let Some(held) = caller.temporary() {
        for tag in held
            .tags
            .iter()
            .filter(|tag| held.transitive.iter().any(|key| key.to_lowercase() == tag.folded()))
        {
            if has(&tags, &tag.key) {
                return Err(invalid("A tag that the session hands on cannot be set anew."));
            }
            tags.push(tag.clone());
        }
    }
    Ok(tags)
}
