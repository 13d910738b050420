//! The devices that a user, or root, has in use (operation ListMFADevices).

use identity::Timestamp;
use identity::device::DeviceState;

use crate::subject::user_or_self;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Is a device in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The user's name; `None` for root.
    pub user_name: Option<String>,
    /// The serial number.
    pub serial: String,
    /// Since when it is in use.
    pub enabled: Timestamp,
}

/// Returns a page of the devices of the named user, or of who signs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
    page: PageRequest,
) -> Result<Page<Listed>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let user_name = user_name.map(str::to_owned);
    svc.glance(move |tx| {
        let name = user_name.as_deref();
        let subject = user_or_self(&inner, tx, &caller, name, "iam:ListMFADevices")?;
        let devices = tx.devices_of(caller.account, &subject.identity())?;
        let mut listed: Vec<Listed> = devices
            .into_iter()
            .filter_map(|device| match device.state {
                DeviceState::Assigned { since, .. } => Some(Listed {
                    user_name: subject.user_name(),
                    serial: device.serial.as_str().to_owned(),
                    enabled: since,
                }),
                DeviceState::Unassigned | DeviceState::Unconfirmed { .. } => None,
            })
            .collect();
        let key = |listed: &Listed| listed.serial.to_ascii_lowercase();
        listed.sort_by_key(key);
        Ok(page.cut(listed, key))
    })
    .await
}
