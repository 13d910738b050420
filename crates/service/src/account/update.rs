//! Changing what an account is called and how its owner is reached.

use identity::audit::Action;
use identity::contact::Contact;
use identity::names::{AccountAlias, AccountName, EmailAddress, PhoneNumber};
use serde_json::json;
use storage::SetUpPurpose;

use crate::authorize::Ask;
use crate::notices::{self, Circumstances, ContactChanged, PhoneChanged};
use crate::record::Entry;
use crate::recovery::{PhoneService, announced_phone};
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Is what the account shall be. Empty alias and telephone are given up.
#[derive(Clone, Debug)]
pub struct Update {
    /// What it is called.
    pub name: String,
    /// The root user's address.
    pub email: String,
    /// The alias.
    pub alias: String,
    /// The contact telephone.
    pub phone: String,
}

/// Changes the account. Name and address are root's to change, the alias also an
/// administrator's; a telephone number of an administrator's is announced and
/// counts three days later. All need a fresh proof of identity. Where mail is sent,
/// the address is changed by [`crate::contacts`] instead, and the number where calls
/// are made.
pub async fn run(svc: &Service, caller: &Caller, command: Update) -> Result<(), ServiceError> {
    let invalid = ServiceError::invalid;
    let name = AccountName::parse(&command.name).map_err(|e| invalid("name", e))?;
    let email = EmailAddress::parse(&command.email).map_err(|e| invalid("email", e))?;
    let alias = optional(&command.alias, AccountAlias::parse).map_err(|e| invalid("alias", e))?;
    let phone = optional(&command.phone, PhoneNumber::parse).map_err(|e| invalid("phone", e))?;

    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        caller.authorize(
            &inner,
            tx,
            &Ask::on_account("account:PutContactInformation", caller.account),
        )?;
        let before = tx.account(caller.account)?.ok_or_else(|| corrupt("an account is missing"))?;
        let mut after = before.clone();
        after.name = name.clone();
        after.email = email.clone();
        after.alias.clone_from(&alias);
        after.phone.clone_from(&phone);
        if after == before {
            return Ok(());
        }
        if after.name != before.name || after.email != before.email {
            caller.require_root()?;
        }
        if after.email != before.email && inner.settings().mail {
            let why = "it is changed under Contacts, with a code that is sent to the new address";
            return Err(ServiceError::invalid("email", why));
        }
        let calls = inner.settings().phone != PhoneService::None;
        if after.phone != before.phone && after.phone.is_some() && calls {
            let why = "it is changed under Contacts, with a call to the new number";
            return Err(ServiceError::invalid("phone", why));
        }
        if after.alias != before.alias {
            let action = match after.alias {
                Some(_) => "iam:CreateAccountAlias",
                None => "iam:DeleteAccountAlias",
            };
            caller.authorize(&inner, tx, &Ask::new(action, "*"))?;
        }
        caller.require_fresh(tx, now)?;
        if after.phone != before.phone && !caller.is_root() {
            // Root is recovered by a call to this number: everybody hears of it first.
            let number = after.phone.take().ok_or(ServiceError::Denied)?;
            announced_phone::announce(&inner, tx, &caller, number, None, now)?;
            after.phone.clone_from(&before.phone);
        }
        announced_phone::note_changes(tx, &before, &after, now)?;
        tx.update_account(&after)?;
        if after.name != before.name || after.email != before.email {
            Entry::by(&caller, Action::UpdateAccount)
                .on(after.name.as_str())
                .keep(tx, after.id, now)?;
        }
        if after.alias != before.alias {
            let entry = if let Some(alias) = &after.alias {
                Entry::by(&caller, Action::CreateAccountAlias)
                    .on(alias.as_str())
                    .asked(json!({ "accountAlias": alias.as_str() }))
            } else {
                let given_up = before.alias.as_ref().map(AccountAlias::as_str);
                Entry::by(&caller, Action::DeleteAccountAlias)
                    .on(given_up.unwrap_or_default())
                    .asked(json!({ "accountAlias": given_up }))
            };
            entry.keep(tx, after.id, now)?;
        }
        if after.email != before.email {
            tx.remove_set_up_links_for(&SetUpPurpose::ForgottenPassword(after.id))?;
            let notice = ContactChanged {
                contact: Contact::Email,
                old: Some(before.email.clone()),
                new: Some(after.email.clone()),
                circumstances: Circumstances::of(&caller, now),
            };
            let event = format!("email/{}", now.as_micros());
            notices::queue(&inner, tx, after.id, &notice, &event, now)?;
        }
        if after.phone != before.phone {
            Entry::by(&caller, Action::PutContactInformation).keep(tx, after.id, now)?;
            let masked = |phone: &Option<PhoneNumber>| phone.as_ref().map(PhoneNumber::masked);
            let notice = PhoneChanged {
                old: masked(&before.phone),
                new: masked(&after.phone),
                circumstances: Circumstances::of(&caller, now),
            };
            let event = format!("phone/{}", now.as_micros());
            notices::queue(&inner, tx, after.id, &notice, &event, now)?;
        }
        Ok(())
    })
    .await
}

fn optional<T, E>(text: &str, parse: impl Fn(&str) -> Result<T, E>) -> Result<Option<T>, E> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}
