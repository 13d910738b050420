//! The end of a sign-in: a session, the record, and what the browser remembers.

use identity::audit::{Action, Reason};
use identity::names::AccountId;
use identity::session::SessionScope;
use identity::signin::{
    AfterPassword, AwaitPassword, Complete, PasswordVerdict, Subject, UsedFactor,
};
use identity::{Identity, Timestamp};
use storage::{SessionRecord, Tx};

use super::{KnownBrowser, Origin, SignedIn};
use crate::env::random;
use crate::notices::{self, Circumstances, NewPlace, RootUse};
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Bearer, Service, ServiceError};

/// Characters of the browser's name that are kept.
const AGENT: usize = 200;

/// Opens a session from a finished sign-in and records it.
pub(crate) fn complete(
    svc: &Service,
    tx: &mut dyn Tx,
    done: &Complete,
    origin: &Origin,
    password_at: Timestamp,
    now: Timestamp,
) -> Result<SignedIn, ServiceError> {
    let subject = done.subject();
    let session = Bearer::generate(subject.account, svc.env());
    let record = SessionRecord {
        identity: subject.identity.clone(),
        began: now,
        last_seen: now,
        password_at,
        factor_at: done.mfa().then_some(now),
        device: done.device().cloned(),
        peer: origin.peer.to_string(),
        agent: origin.agent.chars().filter(|c| !c.is_control()).take(AGENT).collect(),
        scope: SessionScope::Whole,
    };
    tx.add_session(subject.account, &session.hash(), &record)?;
    tx.note_password_use(subject.account, &subject.identity, now)?;

    let name = name_of(tx, subject)?;
    Entry::by_subject(tx, subject, Action::ConsoleLogin)?
        .from(origin.peer)
        .agent(&origin.agent)
        .detail(mfa_used(done.factor()))
        .keep(tx, subject.account, now)?;

    let kept = origin.browser.as_deref().and_then(KnownBrowser::parse);
    let known = kept.as_ref().is_some_and(|browser| browser.knows(svc, subject).is_some());
    tell(svc, tx, done, &name, known, origin, now)?;
    let mut browser = kept.unwrap_or_else(|| KnownBrowser::new(random(svc.env())));
    browser.remember(svc, subject);
    Ok(SignedIn {
        session,
        mfa: done.mfa(),
        by_recovery_code: done.factor() == Some(&UsedFactor::RecoveryCode),
        browser: Some(browser.to_text()),
    })
}

/// Tells of a use of root, and of a browser that a user has not used before.
fn tell(
    svc: &Service,
    tx: &mut dyn Tx,
    done: &Complete,
    name: &str,
    known_browser: bool,
    origin: &Origin,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (subject, mfa) = (done.subject(), done.mfa());
    let circumstances = Circumstances::from(origin, now);
    let event = format!("{}/{}", subject.identity.key(), now.as_micros());
    if subject.identity.is_root() {
        let notice = RootUse { mfa, known_browser, circumstances };
        notices::queue(svc, tx, subject.account, &notice, &event, now)
    } else if known_browser {
        Ok(())
    } else {
        let notice = NewPlace { name, mfa, circumstances };
        notices::queue(svc, tx, subject.account, &notice, &event, now)
    }
}

fn mfa_used(factor: Option<&UsedFactor>) -> String {
    match factor {
        None => "MFAUsed=No".to_owned(),
        Some(UsedFactor::Device(serial)) => {
            format!("MFAUsed=Yes MFAIdentifier={}", serial.as_str())
        }
        Some(UsedFactor::RecoveryCode) => "MFAUsed=Yes RecoveryCode=Yes".to_owned(),
    }
}

/// Returns the name under which an identity is put on record.
pub(crate) fn name_of(tx: &mut dyn Tx, subject: &Subject) -> Result<String, ServiceError> {
    match &subject.identity {
        Identity::Root => Ok("root".to_owned()),
        Identity::User(id) => {
            let user = tx.user(subject.account, id)?.ok_or(ServiceError::SignedOut)?;
            Ok(user.name.as_str().to_owned())
        }
        // A role has no password to sign in with.
        Identity::Role(_) => Err(ServiceError::SignedOut),
    }
}

/// Signs in the root user of an account that was made in this transaction: the
/// password was chosen a moment ago, and there is no device yet.
pub(crate) fn open_new_root_session(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    origin: &Origin,
    now: Timestamp,
) -> Result<SignedIn, ServiceError> {
    let subject = Subject { account, identity: Identity::Root };
    let verdict = PasswordVerdict::Right { subject, has_factor: false, must_change: false };
    match AwaitPassword::begin().password(verdict) {
        AfterPassword::Complete(done) => complete(svc, tx, &done, origin, now, now),
        AfterPassword::Refused(_) | AfterPassword::Factor(_) | AfterPassword::NewPassword(_) => {
            Err(corrupt("a new account has a device already"))
        }
    }
}

/// Records a refused sign-in of a known identity, or of a stranger.
pub(crate) fn record_refusal(
    tx: &mut dyn Tx,
    account: AccountId,
    who: Option<(&Identity, &str)>,
    reason: Reason,
    origin: &Origin,
    now: Timestamp,
) -> Result<(), ServiceError> {
    refused_entry(who, reason, origin).keep(tx, account, now)?;
    Ok(())
}

/// Begins the entry of a refused sign-in.
pub(crate) fn refused_entry(
    who: Option<(&Identity, &str)>,
    reason: Reason,
    origin: &Origin,
) -> Entry {
    let entry = match who {
        Some((identity, name)) => Entry::by_identity(identity, name, Action::ConsoleLogin),
        None => Entry::new(Action::ConsoleLogin, identity::audit::Actor::Stranger),
    };
    entry.from(origin.peer).agent(&origin.agent).refused(reason)
}
