//! The virtual devices of the account (operation ListVirtualMFADevices), by serial
//! number. Devices that wait for their first codes in the console are left out.

use identity::device::{Device, DeviceState};
use identity::{Identity, Timestamp};
pub use storage::Assignment;
use storage::Tx;

use crate::authorize::Ask;
use crate::iam::UserView;
use crate::service::corrupt;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Is a virtual device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedVirtual {
    /// The serial number.
    pub serial: String,
    /// Since when it is in use.
    pub enabled: Option<Timestamp>,
    /// Who uses it.
    pub user: Option<UserView>,
}

/// Returns a page of the devices.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    assignment: Assignment,
    page: PageRequest,
) -> Result<Page<ListedVirtual>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &Ask::new("iam:ListVirtualMFADevices", "*"))?;
        let devices = tx.devices(caller.account, assignment, page.after(), page.ask())?;
        page.page(devices, |device| device.serial.key()).try_map(|device| listed(tx, &device))
    })
    .await
}

fn listed(tx: &mut dyn Tx, device: &Device) -> Result<ListedVirtual, ServiceError> {
    let serial = device.serial.as_str().to_owned();
    let DeviceState::Assigned { owner, since, .. } = &device.state else {
        return Ok(ListedVirtual { serial, enabled: None, user: None });
    };
    let user = match owner {
        Identity::User(id) => match tx.user(device.account, id)? {
            Some(user) => Some(UserView::listed(tx, &user)?),
            None => None,
        },
        Identity::Root => {
            let account = tx.account(device.account)?;
            let account = account.ok_or_else(|| corrupt("an account is missing"))?;
            Some(UserView::root(tx, &account)?)
        }
        Identity::Role(_) => None,
    };
    Ok(ListedVirtual { serial, enabled: Some(*since), user })
}
