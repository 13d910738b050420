//! Giving a user a one-time console password, or taking the password away. The user's
//! sessions end. It opens nothing by itself for a user who has a device.

use identity::audit::Action;
use serde_json::json;
use zeroize::Zeroizing;

use super::given_password::prepare;
use super::{ConsoleAccess, existing, find, not_self};
use crate::account::describe::account_for;
use crate::authorize::Ask;
use crate::notices::{self, Circumstances, PasswordChanged, whose};
use crate::passwords::put_of_user;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError, told};

/// Replaces or removes a user's console password. Returns the text of a one-time
/// password, to be shown once.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    name: &str,
    wanted: ConsoleAccess,
) -> Result<Option<Zeroizing<String>>, ServiceError> {
    let name = existing(name)?.as_str().to_owned();
    let action = match wanted {
        ConsoleAccess::OneTime => "iam:UpdateLoginProfile",
        ConsoleAccess::None => "iam:DeleteLoginProfile",
    };
    let arn = identity::arn::iam(caller.account, "user", "/", &name);
    let account = account_for(svc, caller, Ask::new(action, arn)).await?;
    let (record, one_time) = prepare(svc, &account, &name, wanted).await?.unzip();
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let user = find(&inner, tx, &caller, &name, action)?;
        not_self(&caller, &user)?;
        caller.require_fresh(tx, now)?;
        let had_one = tx.password(account, &user.identity())?.is_some();
        let action = match (&record, had_one) {
            (Some(record), _) => {
                put_of_user(tx, account, &user.identity(), record)?;
                if had_one { Action::UpdateLoginProfile } else { Action::CreateLoginProfile }
            }
            (None, true) => {
                tx.remove_password(account, &user.identity())?;
                Action::DeleteLoginProfile
            }
            (None, false) => return Ok(()),
        };
        tx.remove_sessions_of(account, &user.identity(), None)?;
        tx.remove_sign_ins_of(account, &user.identity())?;
        let name = user.name.as_str();
        let mut entry = Entry::by(&caller, action).on(name);
        entry = match &record {
            None => entry.asked(json!({ "userName": name })),
            Some(record) => entry
                .asked(json!({ "userName": name, "passwordResetRequired": record.must_change })),
        };
        if let (Action::CreateLoginProfile, Some(record)) = (action, &record) {
            entry = entry.answered(&told::profile(name, now, record.must_change));
        }
        entry.keep(tx, account, now)?;
        if action == Action::UpdateLoginProfile {
            let notice = PasswordChanged {
                owner: user.name.as_str(),
                by: Some(format!("by {}", whose(caller.name()))),
                circumstances: Circumstances::of(&caller, now),
            };
            let event = format!("{}/{}", user.id.as_str(), now.as_micros());
            notices::queue(&inner, tx, account, &notice, &event, now)?;
        }
        Ok(())
    })
    .await?;
    Ok(one_time)
}
