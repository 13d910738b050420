//! Asking for a link. Whether there is such an account is found out after the
//! answer has gone out, so that neither its words nor its time can tell. Nothing
//! changes in the account.

use identity::audit::{Action, Actor, Reason};
use identity::contact::Contact;
use identity::names::EmailAddress;
use storage::{SetUpLink, SetUpPurpose};

use super::link::LIFETIME;
use crate::contacts::send_code::{Asked, admit};
use crate::contacts::view::confirmed;
use crate::notices::{self, Circumstances, ForgottenPassword};
use crate::record::Entry;
use crate::signin::Origin;
use crate::{LinkToken, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Request {
    /// The root user's address, as typed.
    pub email: String,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Is a request that was taken. The door answers first, and then lets it be
/// carried out.
#[derive(Debug)]
#[must_use]
pub struct Taken {
    email: EmailAddress,
    origin: Origin,
}

/// Takes a request, from anybody and for any address in the same way.
pub async fn run(svc: &Service, command: Request) -> Result<Taken, ServiceError> {
    if !svc.settings().mail {
        return Err(ServiceError::Denied);
    }
    svc.peers().admit(command.origin.peer, svc.now()).map_err(ServiceError::Wait)?;
    let email = EmailAddress::parse(&command.email)
        .map_err(|error| ServiceError::invalid("email", error))?;
    admit(svc, Asked::Link, &email).await?;
    Ok(Taken { email, origin: command.origin })
}

impl Taken {
    /// Sends the link, if there is such an account and its address is confirmed.
    pub async fn carry_out(self, svc: &Service) -> Result<(), ServiceError> {
        let (email, now) = (self.email.clone(), svc.now());
        let Some(id) = svc.read(move |tx| Ok(tx.account_by_email(&email)?)).await? else {
            return Ok(());
        };
        let (inner, token) = (svc.clone(), LinkToken::generate(svc.env()));
        svc.write(id, move |tx| {
            let Some(account) =
                tx.account(id)?.filter(|found| found.email.key() == self.email.key())
            else {
                return Ok(());
            };
            let entry = Entry::new(Action::PasswordRecoveryRequested, Actor::Stranger)
                .from(self.origin.peer)
                .agent(&self.origin.agent)
                .on("root");
            if confirmed(tx, &account, Contact::Email)?.is_none() {
                entry
                    .detail("the address was never confirmed")
                    .refused(Reason::Denied)
                    .keep(tx, id, now)?;
                return Ok(());
            }
            let purpose = SetUpPurpose::ForgottenPassword(id);
            let expires = now.plus(LIFETIME);
            tx.add_set_up_link(&token.hash(), &SetUpLink { purpose, expires })?;
            entry.keep(tx, id, now)?;
            let notice = ForgottenPassword {
                address: account.email,
                path: format!("/forgotten/{}", token.expose().as_str()),
                circumstances: Circumstances::from(&self.origin, now),
            };
            notices::queue(&inner, tx, id, &notice, &format!("root/{}", now.as_micros()), now)
        })
        .await
    }
}
