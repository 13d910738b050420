//! Setting tags (operations TagUser, TagRole, TagPolicy, TagMFADevice).

use identity::tags::{TAGS_PER_RESOURCE, Tag};

use super::check::too_many;
use super::tagged::Deed;
use super::{Tagged, check_new};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Sets tags, also in place of those with the same keys.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    on: Tagged,
    tags: Vec<Tag>,
) -> Result<(), ServiceError> {
    let tags = check_new(&tags)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let found = on.find(&inner, tx, &caller, Deed::Tag, |ask| ask.with_tags(&tags))?;
        for tag in &tags {
            tx.put_tag(account, &found.holder, tag)?;
        }
        if tx.tags_of(account, &found.holder)?.len() > TAGS_PER_RESOURCE {
            return Err(too_many());
        }
        let keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
        Entry::by(&caller, on.record(false))
            .on(found.shown)
            .detail(keys.join(", "))
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
