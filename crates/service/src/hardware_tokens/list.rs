//! The account's hardware tokens, in stock and in use, as an administrator sees them.

use identity::names::SerialNumber;
use identity::signin::Subject;
use identity::{Identity, Timestamp};
use storage::Assignment;

use crate::authorize::Ask;
use crate::signin::name_of;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Is a hardware token.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The serial number.
    pub serial: SerialNumber,
    /// Who made it and which model it is, where its delivery said so.
    pub maker: Option<String>,
    /// The last moment at which its maker permits it to be used.
    pub expires: Option<Timestamp>,
    /// When it was imported.
    pub imported: Timestamp,
    /// When a code of it was last accepted, maybe of an owner before.
    pub last_used: Option<Timestamp>,
    /// Who has it; nobody while it lies in stock.
    pub holder: Option<Holder>,
}

/// Is who has a token.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Who it is.
    pub identity: Identity,
    /// `root`, or the user's name.
    pub name: String,
    /// Whether the token was reported lost.
    pub lost: bool,
}

/// Returns a page of them, by serial number.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    page: PageRequest,
) -> Result<Page<Listed>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        let account = caller.account;
        caller.authorize(&inner, tx, &Ask::new("secondkey:ListHardwareTokens", "*"))?;
        let found = tx.devices(account, Assignment::Tokens, page.after(), page.ask())?;
        page.page(found, |device| device.serial.key()).try_map(|device| {
            let holder = match device.owner() {
                None => None,
                Some(identity) => Some(Holder {
                    identity: identity.clone(),
                    name: name_of(tx, &Subject { account, identity: identity.clone() })?,
                    lost: device.is_suspended(),
                }),
            };
            Ok(Listed {
                serial: device.serial,
                maker: device.maker,
                expires: device.expires,
                imported: device.created,
                last_used: device.last_used,
                holder,
            })
        })
    })
    .await
}
