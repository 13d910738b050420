//! One user, as an administrator sees it.

use identity::session::SessionLimits;
use identity::{Identity, Timestamp};

pub use storage::EnrolmentDue;

use super::reset::{Waiting, takes_two, waiting};
use super::{administers, find};
use crate::caller::administrator_access;
use crate::devices::list::{Listed, listed};
use crate::{Caller, Service, ServiceError, subject};

/// Is a user with its credentials.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own for a page")]
#[derive(Clone, Debug)]
pub struct View {
    /// The name.
    pub name: String,
    /// The id.
    pub id: String,
    /// The identity.
    pub identity: Identity,
    /// Whether the policy AdministratorAccess is attached.
    pub administrator: bool,
    /// Whether the user can administer the account, by whatever policies.
    pub administers: bool,
    /// When the user was made.
    pub created: Timestamp,
    /// Whether there is a console password, and if so whether it must be
    /// replaced at the next sign-in.
    pub console_password: Option<bool>,
    /// Whether the caller may see the devices and the recovery codes.
    pub sees_devices: bool,
    /// The devices in use, as far as the caller may see them.
    pub devices: Vec<Listed>,
    /// Recovery codes that were not used.
    pub recovery_codes: u64,
    /// Sessions of the console that are still good, of at most 100.
    pub sessions: usize,
    /// Whether a device must be registered before anything else, since a reset.
    pub enrolment_due: Option<EnrolmentDue>,
    /// A reset that waits for a second administrator.
    pub reset: Option<Waiting>,
    /// Whether the caller can only ask for a reset.
    pub reset_takes_two: bool,
    /// Whether this is the caller.
    pub is_caller: bool,
}

/// Returns a user by name.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<View, ServiceError> {
    let (inner, caller, name) = (svc.clone(), caller.clone(), name.to_owned());
    let now = svc.now();
    svc.read(move |tx| {
        let user = find(&inner, tx, &caller, &name, "iam:GetUser")?;
        let identity = user.identity();
        let ask = subject::ask(caller.account, "iam:ListMFADevices", &name, Some(&user));
        let removes = ask.clone().for_action("iam:DeactivateMFADevice");
        let sees_devices = caller.may(&inner, tx, &ask)? || caller.may(&inner, tx, &removes)?;
        let (mut devices, mut recovery_codes) = (Vec::new(), 0);
        if sees_devices {
            let found = tx.devices_of(caller.account, &identity)?;
            devices = listed(tx, found, now)?;
            recovery_codes = tx.count_recovery_codes(caller.account, &identity)?;
        }
        let password = tx.password(caller.account, &identity)?;
        let limits = SessionLimits::of(&identity);
        let sessions = tx.sessions_of(caller.account, &identity)?;
        Ok(View {
            name: user.name.as_str().to_owned(),
            id: user.id.as_str().to_owned(),
            administrator: tx.user_has_policy(caller.account, &user.id, &administrator_access())?,
            administers: administers(&inner, tx, &user, now)?,
            created: user.created,
            console_password: password.map(|record| record.must_change),
            sees_devices,
            recovery_codes,
            sessions: sessions
                .iter()
                .filter(|session| limits.permit(session.began, session.last_seen, now))
                .count(),
            enrolment_due: tx.enrolment_due(caller.account, &identity)?,
            reset: waiting(tx, &caller, &user.id, now)?,
            reset_takes_two: takes_two(&inner, tx, &caller, &identity, now)?,
            devices,
            is_caller: identity == caller.identity,
            identity,
        })
    })
    .await
}
