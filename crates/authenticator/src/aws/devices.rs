//! The operations of IAM and STS that the life of a device needs.

use aws_wire::xml::{Namespace, Node};
use data_encoding::BASE64;
use zeroize::Zeroizing;

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
        let answer = self.call(Namespace::Sts, "GetCallerIdentity", &[])?;
        let text = |name| wanted(&answer, &["GetCallerIdentityResult", name]);
        Ok(Identity { account: text("Account")?, arn: text("Arn")? })
    }

    /// Lists the devices of a user, all pages of them; without a name, of the caller.
    pub(crate) fn devices(&self, user: Option<&str>) -> Result<Vec<Device>, Fault> {
        let mut devices = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let mut parameters: Vec<(&str, &str)> = Vec::new();
            parameters.extend(user.map(|user| ("UserName", user)));
            parameters.extend(marker.as_deref().map(|marker| ("Marker", marker)));
            let answer = self.call(Namespace::Iam, "ListMFADevices", &parameters)?;
            for member in answer.members(&["ListMFADevicesResult", "MFADevices"]) {
                devices.push(Device {
                    serial: wanted(member, &["SerialNumber"])?,
                    enabled: member.text_at(&["EnableDate"]).unwrap_or_default().to_owned(),
                });
            }
            let next = answer.text_at(&["ListMFADevicesResult", "Marker"]).map(str::to_owned);
            if next.is_none() || next == marker || devices.len() > 1_000 {
                return Ok(devices);
            }
            marker = next;
        }
    }

    /// Makes a virtual device that nobody has yet.
    pub(crate) fn make_device(&self, name: &str) -> Result<Made, Fault> {
        let parameters = [("VirtualMFADeviceName", name)];
        let answer = self.call(Namespace::Iam, "CreateVirtualMFADevice", &parameters)?;
        let part = |name| {
            let path = ["CreateVirtualMFADeviceResult", "VirtualMFADevice", name];
            wanted(&answer, &path).map(Zeroizing::new)
        };
        let blob = |name| {
            let bytes =
                BASE64.decode(part(name)?.trim().as_bytes()).map_err(|_| senseless(name))?;
            Ok(Zeroizing::new(bytes))
        };
        let seed = blob("Base32StringSeed")?;
        let seed = std::str::from_utf8(&seed).map_err(|_| senseless("Base32StringSeed"))?;
        Ok(Made {
            serial: part("SerialNumber")?.to_string(),
            seed: Zeroizing::new(seed.to_owned()),
            picture: blob("QRCodePNG").unwrap_or_default(),
        })
    }

    /// Removes a virtual device that nobody has.
    pub(crate) fn remove_device(&self, serial: &str) -> Result<(), Fault> {
        self.call(Namespace::Iam, "DeleteVirtualMFADevice", &[("SerialNumber", serial)]).map(drop)
    }

    /// Enables a device for a user, or brings it back into step (`ResyncMFADevice`).
    pub(crate) fn give_codes(
        &self,
        action: &str,
        user: &str,
        serial: &str,
        codes: [&str; 2],
    ) -> Result<(), Fault> {
        let [first, second] = codes;
        let parameters = [
            ("UserName", user),
            ("SerialNumber", serial),
            ("AuthenticationCode1", first),
            ("AuthenticationCode2", second),
        ];
        self.call(Namespace::Iam, action, &parameters).map(drop)
    }

    /// Gets temporary credentials with a device's code.
    pub(crate) fn session_token(
        &self,
        serial: &str,
        code: &str,
        seconds: Option<u64>,
    ) -> Result<Credentials, Fault> {
        let seconds = seconds.map(|seconds| seconds.to_string());
        let mut parameters = vec![("SerialNumber", serial), ("TokenCode", code)];
        parameters.extend(seconds.as_deref().map(|seconds| ("DurationSeconds", seconds)));
        let answer = self.call(Namespace::Sts, "GetSessionToken", &parameters)?;
        credentials(&answer, "GetSessionTokenResult")
    }

    /// Assumes a role.
    pub(crate) fn role(&self, parameters: &[(&str, &str)]) -> Result<Credentials, Fault> {
        let answer = self.call(Namespace::Sts, "AssumeRole", parameters)?;
        credentials(&answer, "AssumeRoleResult")
    }
}

fn credentials(answer: &Node, result: &str) -> Result<Credentials, Fault> {
    let part = |name| wanted(answer, &[result, "Credentials", name]).map(Zeroizing::new);
    let (secret, token) = (part("SecretAccessKey")?, part("SessionToken")?);
    Ok(Credentials::new(&part("AccessKeyId")?, &secret, Some(&token), Some(&part("Expiration")?)))
}

fn wanted(node: &Node, path: &[&str]) -> Result<String, Fault> {
    let text = node.text_at(path).map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| senseless(path.last().copied().unwrap_or_default()))
}

fn senseless(what: &str) -> Fault {
    Fault::Unreachable(format!("the service's answer lacks {what}"))
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
