//! Removing tags (operations UntagUser, UntagRole, UntagPolicy, UntagMFADevice).

use super::Tagged;
use super::tagged::Deed;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Removes the tags of keys. Keys that no tag has are passed over.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    on: Tagged,
    keys: Vec<String>,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let refine = |ask: crate::authorize::Ask| ask.with_tag_keys(keys.clone());
        let found = on.find(&inner, tx, &caller, Deed::Untag, refine)?;
        let mut removed = Vec::new();
        for key in &keys {
            if tx.remove_tag(account, &found.holder, &key.to_lowercase())? {
                removed.push(key.as_str());
            }
        }
        if removed.is_empty() {
            return Ok(());
        }
        Entry::by(&caller, on.record(true))
            .on(found.shown)
            .detail(removed.join(", "))
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
