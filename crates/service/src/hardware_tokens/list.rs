//! The tokens in stock, as an administrator sees them.

use identity::Timestamp;
use identity::names::SerialNumber;
use storage::Assignment;

use crate::authorize::Ask;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Is a token in stock.
#[derive(Clone, Debug)]
pub struct InStock {
    /// The serial number.
    pub serial: SerialNumber,
    /// When it was imported.
    pub imported: Timestamp,
    /// When a code of it was last accepted, of an owner before.
    pub last_used: Option<Timestamp>,
}

/// Returns a page of the stock, by serial number.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    page: PageRequest,
) -> Result<Page<InStock>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &Ask::new("secondkey:ListHardwareTokens", "*"))?;
        let found = tx.devices(caller.account, Assignment::InStock, page.after(), page.ask())?;
        page.page(found, |device| device.serial.key()).try_map(|device| {
            Ok(InStock {
                serial: device.serial,
                imported: device.created,
                last_used: device.last_used,
            })
        })
    })
    .await
}
