//! The second proof: the link that was mailed, in the browser in which the
//! recovery began. In any other browser it proves nothing, so that nobody can have
//! the owner open it for them.

use identity::Identity;
use identity::audit::{Action, Reason};
use identity::recovery::{AfterMail, LinkVerdict, Recovery};

use super::RecoveryLink;
use super::link::LinkPurpose;
use super::record::find;
use super::told::{self, Told};
use crate::notices::Circumstances;
use crate::record::Entry;
use crate::signin::Origin;
use crate::{Bearer, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct ProveMailbox {
    /// What the browser holds of its recovery.
    pub browser: Bearer,
    /// The link.
    pub link: RecoveryLink,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Takes the link. The same link again, when it has done its work, is no mistake.
pub async fn run(svc: &Service, command: ProveMailbox) -> Result<(), ServiceError> {
    let (inner, now) = (svc.clone(), svc.now());
    svc.judge(command.browser.account(), move |tx| {
        let ProveMailbox { browser, link, origin } = &command;
        let account = browser.account();
        let mut record = match find(&inner, tx, browser, now) {
            Ok(record) => record,
            Err(over) => return Ok(Err(over)),
        };
        let own = link.account() == account && link.id() == record.id;
        let right = own && link.is_for(&inner, LinkPurpose::Mailbox);
        let entry = Entry::by_identity(&Identity::Root, "root", Action::ProveRecoveryMailbox)
            .from(origin.peer)
            .agent(&origin.agent);
        let Recovery::Mail(state) = record.state else {
            return Ok(if right { Ok(()) } else { Err(wrong_link()) });
        };
        let verdict = if right { LinkVerdict::Right } else { LinkVerdict::Wrong };
        match state.link(verdict, now) {
            AfterMail::Again(_) => {
                entry.refused(Reason::WrongLink).keep(tx, account, now)?;
                Ok(Err(wrong_link()))
            }
            AfterMail::Call(next) => {
                record.state = Recovery::Call(next);
                tx.update_recovery(account, &record)?;
                entry.keep(tx, account, now)?;
                let circumstances = Circumstances::from(origin, now);
                told::tell(&inner, tx, account, record.id, Told::Mailbox, circumstances, now)?;
                Ok(Ok(()))
            }
        }
    })
    .await
}

fn wrong_link() -> ServiceError {
    ServiceError::invalid("link", "this is not the link that was sent for this recovery")
}
