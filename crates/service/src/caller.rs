//! Who asks. A [`Caller`] can be had only from [`crate::session::authenticate`]
//! (a browser) and [`crate::credentials::authenticate`] (a program); what it may
//! do is decided in `authorize`.

use std::time::Duration;

use identity::audit::{Actor, SessionFacts};
use identity::names::{AccessKeyId, AccountId, PolicyId, SerialNumber};
use identity::policy::Principal;
use identity::session::{FRESH, SessionScope};
use identity::{Identity, Timestamp};
use storage::{SessionRecord, Tx};

use crate::credentials::TemporarySession;
use crate::second_factors::SecondFactors;
use crate::trace::Trace;
use crate::{Bearer, FreshProof, Peer, ServiceError};

/// What a session for repairs may do, to its own identity only.
const REPAIRS: [&str; 6] = [
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:DeactivateMFADevice",
    "iam:ResyncMFADevice",
    "iam:ListMFADevices",
    "iam:ChangePassword",
];

/// Is somebody who has proved who they are.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) account: AccountId,
    pub(crate) identity: Identity,
    /// `root`, a user's name, or `role/session`.
    pub(crate) name: String,
    pub(crate) principal: Principal,
    /// The policy that bounds the user or role.
    pub(crate) boundary: Option<PolicyId>,
    /// Whether policies let this session administer the account, which decides what pages
    /// show: a program's rights are its policies, and it is not looked up for one.
    pub(crate) administrator: bool,
    /// Which parts of the console policies show, in a session of it.
    pub(crate) sees: Sees,
    pub(crate) credential: Credential,
    pub(crate) facts: RequestFacts,
    pub(crate) trace: Trace,
}

/// Is which parts of the console policies show to a caller at the moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sees {
    /// The list of users.
    pub(crate) users: bool,
    /// The account with its contacts.
    pub(crate) account: bool,
}

/// Is what the caller has proved it with.
#[derive(Clone, Debug)]
pub(crate) enum Credential {
    /// A session of the console.
    Console(Box<ConsoleSession>),
    /// An access key of a user or of root.
    LongTerm(AccessKeyId),
    /// Temporary credentials.
    Temporary(Box<TemporarySession>),
}

/// Is a session of the console.
#[derive(Clone, Debug)]
pub(crate) struct ConsoleSession {
    pub(crate) bearer: Bearer,
    pub(crate) record: SessionRecord,
    /// Whether a device must be registered before anything else.
    pub(crate) enrol_first: bool,
}

/// Is what is known of a request besides who sent it.
#[derive(Clone, Debug)]
pub struct RequestFacts {
    /// Where it comes from.
    pub peer: Peer,
    /// What the client says it is.
    pub user_agent: String,
    /// The region that it was signed for; empty in the console.
    pub region: String,
    /// The service that it calls: `iam`, `sts`, ...; `signin` in the console.
    pub service: &'static str,
    /// The id that the answer carries.
    pub request_id: String,
    /// Whether it came over TLS, as far as trusted proxies tell.
    pub secure_transport: bool,
}

/// Is what is known of a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mfa {
    /// Nothing: the request was signed with a long-term key.
    Unknown,
    /// The session was begun without one.
    Absent,
    /// The session was begun with one, this long ago.
    Present(Duration),
}

impl Caller {
    /// Returns the account.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the identity; of a federated user, that of who made it.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Returns the user's name, `root`, or `role/session`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of an IAM user, also in its temporary sessions; `None`
    /// for everybody else.
    pub fn user_name(&self) -> Option<&str> {
        let is_user = matches!(self.identity, Identity::User(_)) && self.federated().is_none();
        is_user.then_some(&self.name)
    }

    /// Returns the ARN, as GetCallerIdentity tells it.
    pub fn arn(&self) -> String {
        self.principal.arn().into_owned()
    }

    /// Returns what AWS calls the user id: the account's number for root,
    /// `AIDA...` for users, `AROA...:session`, `account:name`.
    pub fn user_id(&self) -> String {
        self.principal.unique_id().into_owned()
    }

    /// Returns how policies know the caller.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Says whether this is the root user.
    pub fn is_root(&self) -> bool {
        self.identity.is_root() && self.federated().is_none()
    }

    /// Says whether policies let this session administer the account, or it is root's; for
    /// sessions of the console.
    pub fn is_administrator(&self) -> bool {
        self.is_root() || self.administrator
    }

    /// Says whether policies show the list of users, in a session of the console.
    pub fn sees_users(&self) -> bool {
        self.sees.users
    }

    /// Says whether policies show the account with its contacts, in a session of the
    /// console.
    pub fn sees_account(&self) -> bool {
        self.sees.account
    }

    /// Says whether a second factor was accepted in this session.
    pub fn has_mfa(&self) -> bool {
        match &self.credential {
            Credential::Console(session) => session.record.factor_at.is_some(),
            Credential::LongTerm(_) => false,
            Credential::Temporary(session) => session.mfa.is_some(),
        }
    }

    /// Says whether this session is good for nothing but registering a device.
    pub fn enrols_first(&self) -> bool {
        matches!(&self.credential, Credential::Console(session) if session.enrol_first)
    }

    /// Says whether this session was begun with a recovery code, or last proved
    /// with one.
    pub fn used_recovery_code(&self) -> bool {
        matches!(&self.credential, Credential::Console(session)
            if session.record.factor_at.is_some() && session.record.device.is_none())
    }

    /// Returns what is known of a second factor now.
    pub fn mfa(&self, now: Timestamp) -> Mfa {
        let at = match &self.credential {
            Credential::LongTerm(_) => return Mfa::Unknown,
            Credential::Console(session) => session.record.factor_at,
            Credential::Temporary(session) => session.mfa.as_ref().map(|mfa| mfa.at),
        };
        at.map_or(Mfa::Absent, |at| Mfa::Present(now.since(at)))
    }

    /// Returns the serial of the device whose code began this session.
    pub fn mfa_device(&self) -> Option<&SerialNumber> {
        match &self.credential {
            Credential::Console(session) => session.record.device.as_ref(),
            Credential::LongTerm(_) => None,
            Credential::Temporary(session) => session.mfa.as_ref().map(|mfa| &mfa.device),
        }
    }

    /// Returns the id of the access key that signed the request.
    pub fn access_key_id(&self) -> Option<&str> {
        match &self.credential {
            Credential::Console(_) => None,
            Credential::LongTerm(id) => Some(id.as_str()),
            Credential::Temporary(session) => Some(session.access_key_id.as_str()),
        }
    }

    /// Returns the temporary session that signed the request.
    pub fn temporary(&self) -> Option<&TemporarySession> {
        match &self.credential {
            Credential::Temporary(session) => Some(session),
            Credential::Console(_) | Credential::LongTerm(_) => None,
        }
    }

    /// Returns the name of a federated user.
    pub(crate) fn federated(&self) -> Option<&str> {
        self.temporary().and_then(TemporarySession::federated)
    }

    /// Returns where the request comes from.
    pub fn peer(&self) -> Peer {
        self.facts.peer
    }

    /// Returns what the trail says of the session, where there is one.
    pub(crate) fn session(&self) -> Option<SessionFacts> {
        match &self.credential {
            Credential::Console(session) => Some(SessionFacts {
                began: session.record.began,
                mfa: session.record.factor_at.is_some(),
                federated: false,
            }),
            Credential::LongTerm(_) => None,
            Credential::Temporary(session) => Some(SessionFacts {
                began: session.issued,
                mfa: session.mfa.is_some(),
                federated: session.federated().is_some(),
            }),
        }
    }

    /// Returns what the client says it is, in the console at the sign-in.
    pub(crate) fn agent(&self) -> &str {
        match &self.credential {
            Credential::Console(session) => &session.record.agent,
            Credential::LongTerm(_) | Credential::Temporary(_) => &self.facts.user_agent,
        }
    }

    /// Returns what is known of the request.
    pub fn facts(&self) -> &RequestFacts {
        &self.facts
    }

    /// Takes the parameters of the request, for the record: a JSON object in
    /// CloudTrail's words, from which the door has left out every secret.
    pub fn asks(&self, parameters: String) {
        self.trace.ask(parameters);
    }

    /// Returns what the forms of this session are bound to: it stays the same
    /// when the session's token is renewed, so that a second tab keeps working,
    /// and is another one after the next sign-in.
    pub fn form_binding(&self) -> Vec<u8> {
        let began = match &self.credential {
            Credential::Console(session) => session.record.began.as_micros(),
            Credential::LongTerm(_) | Credential::Temporary(_) => 0,
        };
        format!("{}/{}/{began}", self.account, self.identity.key()).into_bytes()
    }

    /// Says whether the session may only repair its identity's way in, after a
    /// recovery.
    pub fn is_repairing(&self) -> bool {
        match &self.credential {
            Credential::Console(session) => session.record.scope == SessionScope::Repair,
            Credential::LongTerm(_) | Credential::Temporary(_) => false,
        }
    }

    /// Requires that the session may be used for an action: one for repairs only
    /// for those that repair. Everything that is decided asks this first.
    pub(crate) fn require_scope(&self, action: &str) -> Result<(), ServiceError> {
        if self.is_repairing() && !REPAIRS.contains(&action) {
            return Err(ServiceError::RepairOnly);
        }
        Ok(())
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::Identity {
            identity: self.identity.clone(),
            name: self.name.clone(),
            path: self.principal.path().to_owned(),
        }
    }

    /// Returns the session of the console. A program has none.
    pub(crate) fn console(&self) -> Result<&ConsoleSession, ServiceError> {
        match &self.credential {
            Credential::Console(session) => Ok(session),
            Credential::LongTerm(_) | Credential::Temporary(_) => Err(ServiceError::SignedOut),
        }
    }

    /// Requires the root user: what no policy can give to anybody else.
    pub(crate) fn require_root(&self) -> Result<(), ServiceError> {
        self.require_scope("root")?;
        if self.is_root() { Ok(()) } else { Err(ServiceError::Denied) }
    }

    /// Requires that it was proved a moment ago that this is really them: by a
    /// second factor when they have one, else by the password. A program proves
    /// itself with every request.
    pub(crate) fn require_fresh(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let Credential::Console(session) = &self.credential else { return Ok(()) };
        if self.is_repairing() {
            // Three proofs were given, and no device is left to give another.
            return Ok(());
        }
        let record = &session.record;
        let proof = SecondFactors::of(tx, self.account, &self.identity, now)?.proof();
        let proved_at = match proof {
            FreshProof::Code | FreshProof::RecoveryCode => record.factor_at,
            FreshProof::Password => record.factor_at.max(Some(record.password_at)),
        };
        let fresh = proved_at.is_some_and(|at| now.since(at) < FRESH);
        if fresh { Ok(()) } else { Err(ServiceError::NotFresh(proof)) }
    }
}

/// Is what is read of an identity for a caller.
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) principal: Principal,
    pub(crate) boundary: Option<PolicyId>,
}

/// Reads what the store knows of an identity now; `None` when it is gone.
pub(crate) fn known(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<Option<Known>, ServiceError> {
    Ok(match identity {
        Identity::Root => Some(Known {
            name: "root".to_owned(),
            principal: Principal::Root { account },
            boundary: None,
        }),
        Identity::User(id) => match tx.user(account, id)? {
            None => None,
            Some(user) => Some(Known {
                name: user.name.as_str().to_owned(),
                principal: Principal::User {
                    account,
                    id: id.as_str().to_owned(),
                    arn: user.arn(),
                    name: user.name.as_str().to_owned(),
                },
                boundary: user.boundary,
            }),
        },
        Identity::Role(session) => tx.role(account, session.role())?.map(|role| Known {
            name: format!("{}/{}", role.name.as_str(), session.name()),
            principal: Principal::RoleSession {
                account,
                role_id: role.id.as_str().to_owned(),
                role_arn: role.arn(),
                session: session.name().to_owned(),
            },
            boundary: role.boundary,
        }),
    })
}

/// The ARN of the policy that makes an administrator.
pub(crate) const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// Returns the id of the policy that makes an administrator.
pub(crate) fn administrator_access() -> PolicyId {
    match PolicyId::parse("ANPAIWMBCKSKIEE64ZLYK") {
        Some(id) => id,
        None => unreachable!("it is an id"),
    }
}
