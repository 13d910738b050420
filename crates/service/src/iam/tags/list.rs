//! The tags of something (operations ListUserTags, ListRoleTags, ListPolicyTags,
//! ListMFADeviceTags).

use identity::tags::Tag;

use super::Tagged;
use super::tagged::Deed;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Returns a page of the tags, by key.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    on: Tagged,
    page: PageRequest,
) -> Result<Page<Tag>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        let found = on.find(&inner, tx, &caller, Deed::List, |ask| ask)?;
        Ok(page.cut(tx.tags_of(caller.account, &found.holder)?, Tag::folded))
    })
    .await
}
