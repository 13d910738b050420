//! Giving up the boundary of a user or role (operations
//! DeleteUserPermissionsBoundary, DeleteRolePermissionsBoundary).

use identity::audit::Action;

use super::set::set;
use crate::iam::Holder;
use crate::iam::holder::{Records, Verbs};
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError};

/// Groups have no boundary; the action stands for what is refused in any case.
const VERBS: Verbs = Verbs {
    user: "iam:DeleteUserPermissionsBoundary",
    group: "iam:DeleteRolePermissionsBoundary",
    role: "iam:DeleteRolePermissionsBoundary",
};

const RECORDS: Records = Records {
    user: Action::DeleteUserPermissionsBoundary,
    group: Action::DeleteRolePermissionsBoundary,
    role: Action::DeleteRolePermissionsBoundary,
};

/// Gives the boundary up. Where there is none, nothing is found.
pub async fn run(svc: &Service, caller: &Caller, holder: Holder) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let found = holder.find(&inner, tx, &caller, VERBS, |ask| ask)?;
        let entry = Entry::by(&caller, found.record(RECORDS)).on(found.name());
        let name = found.name().to_owned();
        if !set(tx, found, None)? {
            let message = format!("{name} does not have a permissions boundary.");
            return Err(ServiceError::api(Kind::NoSuchEntity, message));
        }
        entry.keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}
