//! The operations of IAM and STS that the life of a device needs.

use aws_sdk_iam::primitives::{Blob, DateTimeFormat};
use zeroize::Zeroizing;

use super::call::{next, pages};
use super::profile::Role;
use super::{Aws, Credentials, Fault};

/// Is who calls.
pub(crate) struct Identity {
    /// The account.
    pub(crate) account: String,
    /// The whole name, an ARN.
    pub(crate) arn: String,
}

impl Identity {
    /// Returns the user's name; nothing for root and for roles.
    pub(crate) fn user(&self) -> Option<&str> {
        let (_, path) = self.arn.split_once(":user/")?;
        path.rsplit('/').next().filter(|name| !name.is_empty())
    }

    /// Tells whether it is the account's root user.
    pub(crate) fn is_root(&self) -> bool {
        self.arn.ends_with(":root")
    }
}

/// Is a device that is enabled for a user.
pub(crate) struct Device {
    /// Its serial number.
    pub(crate) serial: String,
    /// Since when, as the service writes it.
    pub(crate) enabled: String,
}

/// Is a virtual device that was just made.
pub(crate) struct Made {
    /// Its serial number.
    pub(crate) serial: String,
    /// Its secret in base32.
    pub(crate) seed: Zeroizing<String>,
    /// The picture of its QR code.
    pub(crate) picture: Zeroizing<Vec<u8>>,
}

impl Aws<'_> {
    /// Asks who calls.
    pub(crate) fn identity(&self) -> Result<Identity, Fault> {
        let answer = self.ask_sts(self.sts.get_caller_identity().send())?;
        Ok(Identity {
            account: wanted(answer.account(), "Account")?,
            arn: wanted(answer.arn(), "Arn")?,
        })
    }

    /// Lists the devices of a user, all pages of them; without a name, of the caller.
    pub(crate) fn devices(&self, user: Option<&str>) -> Result<Vec<Device>, Fault> {
        let mut devices = Vec::new();
        pages(|marker| {
            let user = user.map(str::to_owned);
            let ask = self.iam.list_mfa_devices().set_user_name(user).set_marker(marker);
            let page = self.ask_iam(ask.send())?;
            for device in page.mfa_devices() {
                devices.push(Device {
                    serial: wanted(Some(device.serial_number()), "SerialNumber")?,
                    enabled: device.enable_date().fmt(DateTimeFormat::DateTime).unwrap_or_default(),
                });
            }
            Ok(next(page.is_truncated(), page.marker))
        })?;
        Ok(devices)
    }

    /// Makes a virtual device that nobody has yet.
    pub(crate) fn make_device(&self, name: &str) -> Result<Made, Fault> {
        let ask = self.iam.create_virtual_mfa_device().virtual_mfa_device_name(name);
        let answer = self.ask_iam(ask.send())?.virtual_mfa_device;
        let made = answer.ok_or_else(|| Fault::senseless("VirtualMFADevice"))?;
        let serial = wanted(Some(made.serial_number()), "SerialNumber")?;
        let seed = made.base32_string_seed.ok_or_else(|| Fault::senseless("Base32StringSeed"))?;
        let seed = Zeroizing::new(seed.into_inner());
        let seed = std::str::from_utf8(&seed).map_err(|_| Fault::senseless("Base32StringSeed"))?;
        let picture = made.qr_code_png.map(Blob::into_inner).unwrap_or_default();
        Ok(Made { serial, seed: Zeroizing::new(seed.to_owned()), picture: Zeroizing::new(picture) })
    }

    /// Removes a virtual device that nobody has.
    pub(crate) fn remove_device(&self, serial: &str) -> Result<(), Fault> {
        let ask = self.iam.delete_virtual_mfa_device().serial_number(serial);
        self.ask_iam(ask.send()).map(drop)
    }

    /// Enables a device for a user, with two codes in a row.
    pub(crate) fn enable_device(
        &self,
        user: &str,
        serial: &str,
        [first, second]: [&str; 2],
    ) -> Result<(), Fault> {
        let ask = self.iam.enable_mfa_device().user_name(user).serial_number(serial);
        let ask = ask.authentication_code1(first).authentication_code2(second);
        self.ask_iam(ask.send()).map(drop)
    }

    /// Brings a device back into step, with two codes in a row.
    pub(crate) fn resync_device(
        &self,
        user: &str,
        serial: &str,
        [first, second]: [&str; 2],
    ) -> Result<(), Fault> {
        let ask = self.iam.resync_mfa_device().user_name(user).serial_number(serial);
        let ask = ask.authentication_code1(first).authentication_code2(second);
        self.ask_iam(ask.send()).map(drop)
    }

    /// Gets temporary credentials with a device's code.
    pub(crate) fn session_token(
        &self,
        serial: &str,
        code: &str,
        seconds: Option<u64>,
    ) -> Result<Credentials, Fault> {
        let ask = self.sts.get_session_token().serial_number(serial).token_code(code);
        let ask = ask.set_duration_seconds(seconds.map(bounded));
        credentials(self.ask_sts(ask.send())?.credentials)
    }

    /// Assumes a role.
    pub(super) fn role(&self, role: &Role) -> Result<Credentials, Fault> {
        let ask = self.sts.assume_role().role_arn(&role.arn);
        let ask = ask.role_session_name(role.session.as_deref().unwrap_or("secondkey"));
        let ask = ask.set_external_id(role.external_id.clone());
        let ask = ask.set_duration_seconds(role.seconds.map(bounded));
        credentials(self.ask_sts(ask.send())?.credentials)
    }
}

fn bounded(seconds: u64) -> i32 {
    i32::try_from(seconds).unwrap_or(i32::MAX)
}

fn credentials(given: Option<aws_sdk_sts::types::Credentials>) -> Result<Credentials, Fault> {
    let given = given.ok_or_else(|| Fault::senseless("Credentials"))?;
    let (secret, token) =
        (Zeroizing::new(given.secret_access_key), Zeroizing::new(given.session_token));
    if [&given.access_key_id, &*secret, &*token].iter().any(|part| part.trim().is_empty()) {
        return Err(Fault::senseless("Credentials"));
    }
    let end = given.expiration.fmt(DateTimeFormat::DateTime);
    let end = end.map_err(|_| Fault::senseless("Expiration"))?;
    Ok(Credentials::new(&given.access_key_id, &secret, Some(&token), Some(&end)))
}

fn wanted(text: Option<&str>, name: &str) -> Result<String, Fault> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| Fault::senseless(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_roles_and_root_are_told_apart() {
        let identity = |arn: &str| Identity { account: String::new(), arn: arn.to_owned() };
        let user = identity("arn:aws:iam::123456789012:user/staff/alice");
        assert_eq!((user.user(), user.is_root()), (Some("alice"), false));
        let root = identity("arn:aws:iam::123456789012:root");
        assert_eq!((root.user(), root.is_root()), (None, true));
        let role = identity("arn:aws:sts::123456789012:assumed-role/deploy/s");
        assert_eq!((role.user(), role.is_root()), (None, false));
    }
}
