//! Whether a user has a console password (operation GetLoginProfile).

use super::ProfileView;
use super::shared::{missing, user};
use crate::{Caller, Service, ServiceError};

/// Tells of the password of the named user, or of who signs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
) -> Result<ProfileView, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let user_name = user_name.map(str::to_owned);
    svc.read(move |tx| {
        let user = user(&inner, tx, &caller, user_name.as_deref(), "iam:GetLoginProfile")?;
        let identity = user.identity();
        let record = tx.password(caller.account, &identity)?;
        let times = tx.password_times(caller.account, &identity)?;
        match (record, times) {
            (Some(record), Some(times)) => Ok(ProfileView {
                user_name: user.name.as_str().to_owned(),
                created: times.created,
                reset_required: record.must_change,
            }),
            _ => Err(missing(user.name.as_str())),
        }
    })
    .await
}
