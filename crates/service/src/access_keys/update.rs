//! Switching an access key on or off (operation UpdateAccessKey).

use identity::audit::Action;

use super::find;
use crate::record::Entry;
use crate::subject::user_or_self;
use crate::{Caller, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Update {
    /// Whose key; `None` for that of who signs.
    pub user_name: Option<String>,
    /// The key.
    pub access_key_id: String,
    /// Whether requests signed with it are to be accepted.
    pub active: bool,
}

/// Switches the key.
pub async fn run(svc: &Service, caller: &Caller, command: Update) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let name = command.user_name.as_deref();
        let subject = user_or_self(&inner, tx, &caller, name, "iam:UpdateAccessKey")?;
        let key = find(tx, &caller, &subject, &command.access_key_id)?;
        if command.active && !key.active {
            // In the console it is like making one.
            caller.require_fresh(tx, now)?;
        }
        tx.set_access_key_active(&key.id, command.active)?;
        let state = if command.active { "active" } else { "inactive" };
        let mut asked = told::key(&subject, key.id.as_str());
        if let Some(asked) = asked.as_object_mut() {
            asked.insert("status".to_owned(), told::status(command.active).into());
        }
        Entry::by(&caller, Action::UpdateAccessKey)
            .on(key.id.as_str())
            .detail(format!("{state}, of {}", subject.shown()))
            .asked(asked)
            .keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}
