//! Making a virtual device that is nobody's yet (operation
//! CreateVirtualMFADevice). Its seed is told once.

use identity::audit::Action;
use identity::device::{Device, DeviceClock, DeviceKind, DeviceState, provisioning_uri};
use identity::names::{DeviceName, SerialNumber};
use identity::tags::Tag;
use otp::Seed;
use serde_json::json;
use storage::StorageError;
use zeroize::Zeroizing;

use crate::authorize::Ask;
use crate::factor::{new_seed, seal_seed};
use crate::iam::tags::check_new;
use crate::iam::users::create::parse_path;
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Caller, Kind, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct CreateVirtual {
    /// The name.
    pub name: String,
    /// The path; `/` when left out.
    pub path: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// Is what was made.
pub struct Created {
    /// The serial number.
    pub serial: String,
    /// The seed.
    pub seed: Seed,
    /// The `otpauth` URI, for the QR code.
    pub uri: Zeroizing<String>,
    /// The tags.
    pub tags: Vec<Tag>,
}

impl std::fmt::Debug for Created {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Created({})", self.serial)
    }
}

/// Makes a device.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: CreateVirtual,
) -> Result<Created, ServiceError> {
    let invalid = |why| ServiceError::validation("virtualMFADeviceName", why);
    let account = caller.account;
    let name = DeviceName::parse(&command.name).map_err(invalid)?;
    let path = parse_path(command.path.as_deref())?;
    let serial = SerialNumber::of_virtual_device_at(account, &path, &name).map_err(invalid)?;
    let tags = check_new(&command.tags)?;
    let seed = new_seed(svc)?;
    let sealed_seed = seal_seed(svc, account, &serial, None, &seed)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let device = Device {
        account,
        serial,
        name,
        kind: DeviceKind::AuthenticatorApp,
        state: DeviceState::Unassigned,
        sealed_seed,
        clock: DeviceClock::default(),
        created: now,
        last_used: None,
        maker: None,
        expires: None,
    };
    svc.write(account, move |tx| {
        let ask = Ask::new("iam:CreateVirtualMFADevice", device.serial.as_str()).with_tags(&tags);
        caller.authorize(&inner, tx, &ask)?;
        if !tags.is_empty() {
            caller.authorize(&inner, tx, &ask.for_action("iam:TagMFADevice"))?;
        }
        match tx.add_device(&device) {
            Err(StorageError::Conflict { .. }) => {
                let message = "MFA device already exists.";
                return Err(ServiceError::api(Kind::EntityAlreadyExists, message));
            }
            other => other?,
        }
        for tag in &tags {
            tx.put_tag(account, &device.serial.key(), tag)?;
        }
        Entry::by(&caller, Action::CreateVirtualMfaDevice)
            .on(device.serial.as_str())
            .answered(&json!({ "virtualMFADevice": { "serialNumber": device.serial.as_str() } }))
            .keep(tx, account, now)?;
        let handle = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?.handle();
        let issuer = &inner.settings().issuer;
        Ok(Created {
            serial: device.serial.as_str().to_owned(),
            // The device's name stands alone before the account's.
            uri: provisioning_uri(issuer, "", &device.name, &handle, &seed),
            seed: seed.clone(),
            tags: tags.clone(),
        })
    })
    .await
}
