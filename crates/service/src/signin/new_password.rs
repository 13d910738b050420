//! The third step, only where the password was given by somebody else: choosing
//! one's own.

use identity::Identity;
use identity::audit::Action;
use identity::password::{Password, accept};
use identity::signin::Pending;

use super::complete::name_of;
use super::pending::find;
use super::{Origin, SignedIn, complete};
use crate::account::create::hash_accepted;
use crate::notices::{self, Circumstances, PasswordChanged};
use crate::passwords::{accept_of_user, put_of_user};
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Bearer, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct NewPassword {
    /// The pending sign-in.
    pub token: Bearer,
    /// The password that the person has chosen.
    pub password: Password,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Sets the password and finishes the sign-in.
pub async fn run(svc: &Service, command: NewPassword) -> Result<SignedIn, ServiceError> {
    let account = command.token.account();
    let (token, now) = (command.token.clone(), svc.now());
    let (subject, name, found, given) = svc
        .read(move |tx| {
            let Pending::NewPassword(state) = find(tx, &token, now)?.state else {
                return Err(ServiceError::Gone("the sign-in"));
            };
            let subject = state.subject();
            let found = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?;
            let given = tx.password(account, &subject.identity)?;
            Ok((subject.identity.clone(), name_of(tx, subject)?, found, given))
        })
        .await?;
    let new = command.password.clone();
    let accepted = match &subject {
        Identity::User(_) => accept_of_user(svc, &found, &name, Some(subject.clone()), new).await?,
        Identity::Root | Identity::Role(_) => {
            let words = [name.as_str(), found.name.as_str(), svc.settings().issuer.as_str()];
            accept(new, &words)?
        }
    };
    let old_hash = given.as_ref().map(|record| record.hash.as_str());
    if svc.hasher().verify(accepted.password(), old_hash).await? {
        return Err(ServiceError::invalid(
            "password",
            "it must differ from the one you were given",
        ));
    }
    let record = hash_accepted(svc, &accepted, false).await?;

    let inner = svc.clone();
    svc.write(account, move |tx| {
        let kept = find(tx, &command.token, now)?;
        let Pending::NewPassword(state) = kept.state else {
            return Err(ServiceError::Gone("the sign-in"));
        };
        let subject = state.subject().clone();
        tx.remove_sign_ins_of(account, &subject.identity)?;
        tx.remove_sessions_of(account, &subject.identity, None)?;
        put_of_user(tx, account, &subject.identity, &record)?;
        let name = name_of(tx, &subject)?;
        Entry::by_subject(tx, &subject, Action::ChangePassword)?
            .from(command.origin.peer)
            .keep(tx, account, now)?;
        let notice = PasswordChanged {
            owner: &name,
            by: None,
            circumstances: Circumstances::from(&command.origin, now),
        };
        let event = format!("{}/{}", subject.identity.key(), now.as_micros());
        notices::queue(&inner, tx, account, &notice, &event, now)?;
        complete(&inner, tx, &state.password_set(), &command.origin, now, now)
    })
    .await
}
