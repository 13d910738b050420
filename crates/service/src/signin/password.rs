//! The first step: names and password. Unknown account, unknown user and wrong
//! password take the same way, the same time and end in the same refusal.

use std::time::Duration;

use identity::audit::Reason;
use identity::names::{AccountAlias, AccountId, EmailAddress, UserName};
use identity::password::Password;
use identity::signin::{AfterPassword, AwaitPassword, PasswordVerdict, Pending, Subject};
use identity::throttle::PASSWORD;
use identity::{Identity, Timestamp};
use storage::{PasswordRecord, PendingRecord, ThrottleKey, Tx};

use super::complete::record_refusal;
use super::{KnownBrowser, Origin, Step, complete};
use crate::env::random;
use crate::notices::{Circumstances, Guessed, tell_of_failures};
use crate::passwords::binding;
use crate::service::Judged;
use crate::{Bearer, Purpose, Service, ServiceError};

/// Is who wants to sign in, as typed.
#[derive(Clone, Debug)]
pub enum Who {
    /// The root user of the account with this address.
    Root {
        /// The address.
        email: String,
    },
    /// An IAM user.
    User {
        /// The account's number or alias.
        account: String,
        /// The user's name.
        name: String,
    },
}

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Who.
    pub who: Who,
    /// The password.
    pub password: Password,
    /// Where the request comes from.
    pub origin: Origin,
}

/// How long a password that somebody else has given is good for.
const GIVEN_PASSWORD: Duration = Duration::from_hours(7 * 24);

/// Begins a sign-in.
pub async fn run(svc: &Service, command: SignIn) -> Result<Step, ServiceError> {
    let now = svc.now();
    let SignIn { who, password, origin } = command;
    svc.peers().admit(origin.peer, now).map_err(ServiceError::Wait)?;

    let facts = Facts::gather(svc, &who).await?;
    let key = facts.counter(svc, &who, &origin);
    facts.count_attempt(svc, key, &origin, now).await?;

    let hash = facts.password.as_ref().map(|record| record.hash.as_str());
    let right = svc.hasher().verify(&password, hash).await?;
    let verdict = facts.verdict(right, now);
    if let PasswordVerdict::Right { .. } = verdict {
        facts.rehash(svc, &password).await?;
    }
    let step = facts.conclude(svc, verdict, key, &origin, now).await?;
    svc.peers().take_back(origin.peer, now);
    Ok(step)
}

/// What was found for the typed names.
#[derive(Clone)]
struct Facts {
    account: Option<AccountId>,
    identity: Option<(Identity, String)>,
    password: Option<PasswordRecord>,
    has_device: bool,
    /// Whether the account's policy calls the password too old.
    expiry: Expiry,
}

/// Is what follows from the age of a password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expiry {
    /// Nothing.
    Good,
    /// It must be replaced now.
    Replace,
    /// Only an administrator can replace it.
    Closed,
}

/// Finds out whether an account calls a password too old.
fn expiry(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    record: &PasswordRecord,
    now: Timestamp,
) -> Result<Expiry, ServiceError> {
    let policy = binding(tx, account, identity)?;
    Ok(match policy.filter(|policy| policy.is_expired(record.set_at, now)) {
        None => Expiry::Good,
        Some(policy) if policy.hard_expiry => Expiry::Closed,
        Some(_) => Expiry::Replace,
    })
}

impl Facts {
    async fn gather(svc: &Service, who: &Who) -> Result<Self, ServiceError> {
        let (who, now) = (who.clone(), svc.now());
        svc.read(move |tx| {
            let account = find_account(tx, &who)?;
            let identity = match (account, &who) {
                (None, _) => None,
                (Some(_), Who::Root { .. }) => Some((Identity::Root, "root".to_owned())),
                (Some(account), Who::User { name, .. }) => match UserName::parse(name) {
                    Err(_) => None,
                    Ok(name) => tx
                        .user_by_name(account, &name)?
                        .map(|user| (user.identity(), user.name.as_str().to_owned())),
                },
            };
            let (mut password, mut has_device, mut age) = (None, false, Expiry::Good);
            if let (Some(account), Some((identity, _))) = (account, &identity) {
                password = tx.password(account, identity)?;
                if let Some(record) = &password {
                    age = expiry(tx, account, identity, record, now)?;
                }
                has_device = tx.count_devices(account, identity)? > 0;
            }
            Ok(Self { account, identity, password, has_device, expiry: age })
        })
        .await
    }

    fn subject(&self) -> Option<Subject> {
        let (identity, _) = self.identity.as_ref()?;
        Some(Subject { account: self.account?, identity: identity.clone() })
    }

    /// Names the counter: by what was typed, so that unknown names wait as known
    /// ones do; for a browser that has signed in before, its own.
    fn counter(&self, svc: &Service, who: &Who, origin: &Origin) -> ThrottleKey {
        let browser = origin.browser.as_deref().and_then(KnownBrowser::parse);
        let known = browser.and_then(|browser| browser.knows(svc, &self.subject()?));
        let (account, name) = match who {
            Who::Root { email } => (email.trim().to_lowercase(), None),
            Who::User { account, name } => {
                let number = self.account.or_else(|| AccountId::parse(account).ok());
                let account =
                    number.map_or_else(|| account.trim().to_lowercase(), |id| id.to_string());
                (account, Some(name.trim().to_lowercase()))
            }
        };
        let name = name.as_deref().unwrap_or("\0root");
        let parts: [&[u8]; 4] = [
            b"password",
            account.as_bytes(),
            name.as_bytes(),
            known.as_ref().map_or(&[], |nonce| nonce.as_slice()),
        ];
        ThrottleKey(svc.mac(Purpose::Throttle, &parts))
    }

    /// Counts the attempt before it is judged.
    async fn count_attempt(
        &self,
        svc: &Service,
        key: ThrottleKey,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let (facts, origin) = (self.clone(), origin.clone());
        let work = move |tx: &mut dyn Tx| -> Result<Judged<()>, ServiceError> {
            let kept = tx.attempts(facts.account, &key)?;
            match PASSWORD.admit(kept, now) {
                Ok(counted) => {
                    tx.put_attempts(facts.account, &key, &counted)?;
                    Ok(Ok(()))
                }
                Err(wait) => {
                    if let Some(account) = facts.account {
                        let who = facts.who();
                        record_refusal(tx, account, who, Reason::Throttled, &origin, now)?;
                    }
                    Ok(Err(ServiceError::Wait(wait)))
                }
            }
        };
        match self.account {
            Some(account) => svc.judge(account, work).await,
            None => svc.write_anywhere(work).await?,
        }
    }

    fn who(&self) -> Option<(&Identity, &str)> {
        self.identity.as_ref().map(|(identity, name)| (identity, name.as_str()))
    }

    fn verdict(&self, right: bool, now: Timestamp) -> PasswordVerdict {
        let refused = PasswordVerdict::Refused;
        match (self.subject(), &self.password) {
            (None, _) => refused(Reason::UnknownUser),
            (Some(_), None) => refused(Reason::NoPassword),
            (Some(_), Some(_)) if !right => refused(Reason::WrongPassword),
            (Some(_), Some(record))
                if record.must_change && now.since(record.set_at) > GIVEN_PASSWORD =>
            {
                refused(Reason::ExpiredPassword)
            }
            (Some(_), Some(_)) if self.expiry == Expiry::Closed => refused(Reason::ExpiredPassword),
            (Some(subject), Some(record)) => PasswordVerdict::Right {
                subject,
                has_device: self.has_device,
                must_change: record.must_change || self.expiry == Expiry::Replace,
            },
        }
    }

    /// Hashes the password anew when the cost has been raised since.
    async fn rehash(&self, svc: &Service, password: &Password) -> Result<(), ServiceError> {
        let (Some(subject), Some(record)) = (self.subject(), &self.password) else {
            return Ok(());
        };
        if !svc.hasher().is_outdated(&record.hash) {
            return Ok(());
        }
        let new = svc.hasher().hash_again(password, random(svc.env())).await?;
        let old = record.hash.clone();
        svc.write(subject.account, move |tx| {
            tx.rehash_password(subject.account, &subject.identity, &old, &new)?;
            Ok(())
        })
        .await
    }

    /// Takes the machine one step on and keeps where it stands.
    async fn conclude(
        &self,
        svc: &Service,
        verdict: PasswordVerdict,
        key: ThrottleKey,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Step, ServiceError> {
        let Some(account) = self.account else {
            // The same work as for a known account: one durable change.
            return svc
                .write_anywhere(move |tx| {
                    if let Some(kept) = tx.attempts(None, &key)? {
                        tx.put_attempts(None, &key, &kept)?;
                    }
                    Ok(Err(ServiceError::SignInRefused))
                })
                .await?;
        };
        let (facts, origin, inner) = (self.clone(), origin.clone(), svc.clone());
        svc.judge(account, move |tx| {
            let keep = |tx: &mut dyn Tx, state: Pending| -> Result<Bearer, ServiceError> {
                let token = Bearer::generate(account, inner.env());
                let record = PendingRecord { state, began: now };
                tx.put_sign_in(account, &token.hash(), &record)?;
                Ok(token)
            };
            let next = AwaitPassword::begin().password(verdict.clone());
            if let AfterPassword::Refused(reason) = next {
                record_refusal(tx, account, facts.who(), reason, &origin, now)?;
                if let (Some(who), Reason::WrongPassword) = (facts.who(), reason) {
                    let failures =
                        tx.attempts(Some(account), &key)?.map_or(0, |kept| kept.failures);
                    let what = (Guessed::Passwords, failures);
                    let circumstances = Circumstances::from(&origin, now);
                    tell_of_failures(&inner, tx, account, who, what, circumstances, now)?;
                }
                return Ok(Err(ServiceError::SignInRefused));
            }
            if !facts.still_hold(tx)? {
                return Ok(Err(ServiceError::SignInRefused));
            }
            tx.clear_attempts(Some(account), &key)?;
            Ok(Ok(match next {
                AfterPassword::Refused(_) => return Ok(Err(ServiceError::SignInRefused)),
                AfterPassword::Factor(state) => {
                    Step::SecondFactor(keep(tx, Pending::Factor(state))?)
                }
                AfterPassword::NewPassword(state) => {
                    Step::NewPassword(keep(tx, Pending::NewPassword(state))?)
                }
                AfterPassword::Complete(done) => {
                    Step::Complete(complete(&inner, tx, &done, &origin, now, now)?)
                }
            }))
        })
        .await
    }

    /// Says whether nothing that the verdict was built on has changed while the
    /// password was hashed: a password changed or a device enrolled in between
    /// must not let the old facts in.
    fn still_hold(&self, tx: &mut dyn Tx) -> Result<bool, ServiceError> {
        let (Some(account), Some((identity, _))) = (self.account, &self.identity) else {
            return Ok(false);
        };
        let set_at = |record: &PasswordRecord| (record.set_at, record.must_change);
        let same_password = tx.password(account, identity)?.as_ref().map(set_at)
            == self.password.as_ref().map(set_at);
        let same_devices = (tx.count_devices(account, identity)? > 0) == self.has_device;
        Ok(same_password && same_devices)
    }
}

fn find_account(tx: &mut dyn Tx, who: &Who) -> Result<Option<AccountId>, ServiceError> {
    match who {
        Who::Root { email } => match EmailAddress::parse(email) {
            Ok(email) => Ok(tx.account_by_email(&email)?),
            Err(_) => Ok(None),
        },
        Who::User { account, .. } => match AccountId::parse(account) {
            Ok(id) => Ok(tx.account(id)?.map(|account| account.id)),
            Err(_) => match AccountAlias::parse(account) {
                Ok(alias) => Ok(tx.account_by_alias(&alias)?),
                Err(_) => Ok(None),
            },
        },
    }
}
