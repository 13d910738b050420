//! What can have tags.

use identity::arn;
use identity::audit::Action;
use identity::device::DeviceKind;
use identity::names::{RoleName, SerialNumber};
use storage::Tx;

use crate::authorize::Ask;
use crate::iam::policy_ref::{PolicyRef, not_found};
use crate::subject::look_up;
use crate::{Caller, Kind, Service, ServiceError};

/// Is what tags are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagged {
    /// A user, by name.
    User(String),
    /// A role, by name.
    Role(String),
    /// A managed policy, by ARN.
    Policy(String),
    /// A virtual device, by serial number.
    MfaDevice(String),
}

/// Is something that was found to have tags.
pub(super) struct Found {
    /// What its tags are held by.
    pub(super) holder: String,
    /// What records call it.
    pub(super) shown: String,
}

/// Is what is done with tags.
#[derive(Clone, Copy)]
pub(super) enum Deed {
    Tag,
    Untag,
    List,
}

impl Tagged {
    fn action(&self, deed: Deed) -> &'static str {
        match (self, deed) {
            (Self::User(_), Deed::Tag) => "iam:TagUser",
            (Self::User(_), Deed::Untag) => "iam:UntagUser",
            (Self::User(_), Deed::List) => "iam:ListUserTags",
            (Self::Role(_), Deed::Tag) => "iam:TagRole",
            (Self::Role(_), Deed::Untag) => "iam:UntagRole",
            (Self::Role(_), Deed::List) => "iam:ListRoleTags",
            (Self::Policy(_), Deed::Tag) => "iam:TagPolicy",
            (Self::Policy(_), Deed::Untag) => "iam:UntagPolicy",
            (Self::Policy(_), Deed::List) => "iam:ListPolicyTags",
            (Self::MfaDevice(_), Deed::Tag) => "iam:TagMFADevice",
            (Self::MfaDevice(_), Deed::Untag) => "iam:UntagMFADevice",
            (Self::MfaDevice(_), Deed::List) => "iam:ListMFADeviceTags",
        }
    }

    /// Returns what goes on record when tags are set or removed.
    pub(super) fn record(&self, removed: bool) -> Action {
        match (self, removed) {
            (Self::User(_), false) => Action::TagUser,
            (Self::User(_), true) => Action::UntagUser,
            (Self::Role(_), false) => Action::TagRole,
            (Self::Role(_), true) => Action::UntagRole,
            (Self::Policy(_), false) => Action::TagPolicy,
            (Self::Policy(_), true) => Action::UntagPolicy,
            (Self::MfaDevice(_), false) => Action::TagMfaDevice,
            (Self::MfaDevice(_), true) => Action::UntagMfaDevice,
        }
    }

    /// Finds it for what the caller must be permitted.
    pub(super) fn find(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        caller: &Caller,
        deed: Deed,
        refine: impl FnOnce(Ask) -> Ask,
    ) -> Result<Found, ServiceError> {
        let account = caller.account;
        let plain = |kind, name: &str| arn::iam(account, kind, "/", name);
        // Its ARN, the one that a refusal shows, what holds the tags, its name.
        let (shown, found) = match self {
            Self::User(name) => {
                let user = look_up(tx, account, name)?;
                let found = user.map(|user| {
                    (user.arn(), user.id.as_str().to_owned(), user.name.as_str().to_owned())
                });
                (plain("user", name), found)
            }
            Self::Role(name) => {
                let role = match RoleName::parse(name) {
                    Ok(name) => tx.role_by_name(account, &name)?,
                    Err(_) => None,
                };
                let found = role.map(|role| {
                    (role.arn(), role.id.as_str().to_owned(), role.name.as_str().to_owned())
                });
                (plain("role", name), found)
            }
            Self::Policy(arn) => {
                let found = match PolicyRef::find(tx, account, arn)? {
                    Some(PolicyRef::Own(policy)) => {
                        Some((policy.arn(), policy.id.as_str().to_owned(), arn.clone()))
                    }
                    Some(PolicyRef::Aws(_)) | None => None,
                };
                (arn.clone(), found)
            }
            Self::MfaDevice(serial) => {
                let device = match SerialNumber::parse(serial) {
                    Ok(serial) => tx.device(account, &serial)?,
                    Err(_) => None,
                };
                // Only virtual devices have tags (page "Tagging virtual MFA devices").
                let device = device.filter(|device| device.kind == DeviceKind::AuthenticatorApp);
                let found = device.map(|device| {
                    let serial = device.serial.as_str().to_owned();
                    (serial.clone(), device.serial.key(), serial)
                });
                (serial.clone(), found)
            }
        };
        let action = self.action(deed);
        let ask = match &found {
            None => Ask::new(action, shown),
            Some((arn, holder, _)) => Ask::new(action, arn.as_str()).shown(shown).tagged(holder),
        };
        caller.authorize(svc, tx, &refine(ask))?;
        match found {
            Some((_, holder, shown)) => Ok(Found { holder, shown }),
            None => Err(self.missing()),
        }
    }

    fn missing(&self) -> ServiceError {
        match self {
            Self::User(name) => ServiceError::no_entity("user", name),
            Self::Role(name) => ServiceError::no_entity("role", name),
            Self::Policy(arn) => not_found(arn),
            Self::MfaDevice(serial) => {
                let message =
                    format!("VirtualMFADevice with serial number {serial} doesn't exist.");
                ServiceError::api(Kind::NoSuchEntity, message)
            }
        }
    }
}
