//! Giving a user a console password (operation CreateLoginProfile).

use identity::audit::Action;
use identity::password::Password;
use identity::user::User;
use storage::Tx;

use super::ProfileView;
use super::shared::{hash, user};
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Caller, Kind, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct CreateProfile {
    /// The user's name; `None` for who signs.
    pub user_name: Option<String>,
    /// The password.
    pub password: Option<Password>,
    /// Whether it must be replaced at the first sign-in.
    pub reset_required: bool,
}

/// Gives the password to a user who has none.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: CreateProfile,
) -> Result<ProfileView, ServiceError> {
    let (inner, who, name) = (svc.clone(), caller.clone(), command.user_name.clone());
    let (account, found) = svc
        .read(move |tx| {
            let found = find(&inner, tx, &who, name.as_deref())?;
            let account = tx.account(who.account)?;
            Ok((account.ok_or_else(|| corrupt("an account is missing"))?, found))
        })
        .await?;
    let password = command
        .password
        .clone()
        .ok_or_else(|| ServiceError::api(Kind::ValidationError, "A password must be specified."))?;
    let record = hash(svc, &account, &found, password, command.reset_required).await?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let user = find(&inner, tx, &caller, command.user_name.as_deref())?;
        tx.put_password(caller.account, &user.identity(), &record)?;
        let name = user.name.as_str();
        Entry::by(&caller, Action::CreateLoginProfile)
            .on(name)
            .answered(&told::profile(name, now, record.must_change))
            .keep(tx, caller.account, now)?;
        Ok(ProfileView {
            user_name: user.name.as_str().to_owned(),
            created: now,
            reset_required: record.must_change,
        })
    })
    .await
}

fn find(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: Option<&str>,
) -> Result<User, ServiceError> {
    let user = user(svc, tx, caller, name, "iam:CreateLoginProfile")?;
    if tx.password(caller.account, &user.identity())?.is_some() {
        let message = format!("Login Profile for user {} already exists.", user.name.as_str());
        return Err(ServiceError::api(Kind::EntityAlreadyExists, message));
    }
    Ok(user)
}
