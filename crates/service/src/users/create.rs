//! Making an IAM user.

use identity::audit::Action;
use identity::names::{Path, UserId, UserName};
use identity::user::User;
use serde_json::json;
use storage::Tx;
use zeroize::Zeroizing;

use super::ConsoleAccess;
use super::given_password::prepare;
use crate::account::describe::account_for;
use crate::authorize::Ask;
use crate::caller::{ADMINISTRATOR_ACCESS, administrator_access};
use crate::env::random;
use crate::iam::UserView;
use crate::notices::{tell_of_administrator, whose};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// The name.
    pub name: String,
    /// Whether the user may sign in to the console.
    pub console: ConsoleAccess,
    /// Whether the user may administer the account.
    pub administrator: bool,
}

/// Is what was made.
#[derive(Debug)]
pub struct Created {
    /// The user's name.
    pub name: String,
    /// The one-time password, if one was asked for. It is shown once.
    pub one_time: Option<Zeroizing<String>>,
}

/// Is what a caller may give new users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permitted {
    /// A password for the console.
    pub password: bool,
    /// Administration of the account.
    pub administrator: bool,
}

/// Requires that the caller may make users, of whatever name, before a page asks for one.
pub async fn permitted(svc: &Service, caller: &Caller) -> Result<Permitted, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let anybody = identity::arn::iam(caller.account, "user", "/", "*");
    svc.read(move |tx| {
        let ask = |action| Ask::new(action, anybody.clone());
        caller.authorize(&inner, tx, &ask("iam:CreateUser"))?;
        Ok(Permitted {
            password: caller.may(&inner, tx, &ask("iam:CreateLoginProfile"))?,
            administrator: caller.may(&inner, tx, &ask("iam:AttachUserPolicy"))?,
        })
    })
    .await
}

/// Makes a user.
pub async fn run(svc: &Service, caller: &Caller, command: Create) -> Result<Created, ServiceError> {
    // What is wrong with a name is told only to who may make a user of it.
    let arn = identity::arn::iam(caller.account, "user", "/", &command.name);
    let ask = |action| Ask::new(action, arn.clone());
    let account = account_for(svc, caller, ask("iam:CreateUser")).await?;
    let name = UserName::parse(&command.name).map_err(|why| ServiceError::invalid("name", why))?;
    if name.key() == "root" {
        // Not an identity's name anywhere: people would take it for the root user.
        let why = "the name root is kept for the root user";
        return Err(ServiceError::invalid("name", why));
    }
    let (record, one_time) = prepare(svc, &account, name.as_str(), command.console).await?.unzip();
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let administrator = command.administrator;
    let user = User {
        account: caller.account,
        id: UserId::from_random(random(svc.env())),
        name,
        path: Path::root(),
        boundary: None,
        created: now,
    };
    let created = user.name.as_str().to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let may =
            |tx: &mut dyn Tx, action| caller.authorize(&inner, tx, &Ask::new(action, user.arn()));
        may(tx, "iam:CreateUser")?;
        if record.is_some() {
            may(tx, "iam:CreateLoginProfile")?;
        }
        if administrator {
            may(tx, "iam:AttachUserPolicy")?;
            caller.require_fresh(tx, now)?;
        }
        tx.add_user(&user)?;
        let name = user.name.as_str();
        let by = |action| Entry::by(&caller, action).on(name);
        by(Action::CreateUser)
            .asked(json!({ "userName": name }))
            .answered(&told::user(&UserView::from(user.clone())))
            .keep(tx, account, now)?;
        if let Some(record) = &record {
            tx.put_password(account, &user.identity(), record)?;
            by(Action::CreateLoginProfile)
                .asked(json!({ "userName": name, "passwordResetRequired": record.must_change }))
                .answered(&told::profile(name, now, record.must_change))
                .keep(tx, account, now)?;
        }
        if administrator {
            tx.attach_policy(account, user.id.as_str(), &administrator_access())?;
            by(Action::AttachUserPolicy)
                .detail("AdministratorAccess")
                .asked(json!({ "userName": name, "policyArn": ADMINISTRATOR_ACCESS }))
                .keep(tx, account, now)?;
            let whom = whose(user.name.as_str());
            tell_of_administrator(&inner, tx, &caller, &whom, user.id.as_str(), now)?;
        }
        Ok(())
    })
    .await?;
    Ok(Created { name: created, one_time })
}
