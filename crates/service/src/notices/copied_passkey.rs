//! A passkey may have been copied: its counter did not grow.

use identity::Timestamp;
use identity::names::AccountId;
use identity::signin::RefusedFactor;
use storage::Tx;
use webauthn::Fault;

use super::{Audience, Circumstances, Letter, Notice, queue, whose};
use crate::{Service, ServiceError};

/// Tells that a passkey was refused because its counter did not grow.
pub(super) struct CopiedPasskey<'a> {
    /// Whose it is: `root`, or a user's name.
    pub(super) owner: &'a str,
    /// What it is called.
    pub(super) device: &'a str,
    /// When and where.
    pub(super) circumstances: Circumstances,
}

/// Queues the notice, once a day for each passkey, where that is why it was refused.
pub(crate) fn tell_of_copy(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    owner: &str,
    why: &RefusedFactor,
    circumstances: Circumstances,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let RefusedFactor::Passkey { serial: Some(serial), why: Fault::CounterBack } = why else {
        return Ok(());
    };
    let Some(device) = tx.device(account, serial)? else { return Ok(()) };
    let notice = CopiedPasskey { owner, device: device.name.as_str(), circumstances };
    let event = format!("{}/{}", serial.as_str(), now.unix_seconds() / 86_400);
    queue(svc, tx, account, &notice, &event, now)
}

impl Notice for CopiedPasskey<'_> {
    const KIND: &'static str = "copied-passkey";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let (owner, device) = (whose(self.owner), self.device);
        Letter {
            subject: format!("A passkey of {owner} may have been copied"),
            said: vec![format!(
                "The passkey \"{device}\" of {owner} was refused behind the right password: it \
                 counts its uses, and the number was not higher than before. That happens where \
                 there are two of it. Whichever of them is behind is refused."
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If this was not you: somebody has a copy of this passkey and knows the password. \
                 Open the console yourself, as always, remove the passkey under Security \
                 credentials, register another authenticator, and choose a new password."
                    .to_owned(),
                "If it was you, and only you have this authenticator: it may be faulty. Register \
                 another one while it works."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
