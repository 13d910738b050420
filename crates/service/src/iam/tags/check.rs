//! Which tags a request may bring.

use std::collections::HashSet;

use identity::tags::{TAGS_PER_RESOURCE, Tag};

use crate::{Kind, ServiceError};

/// Checks the tags of a request: each by the rule, no key twice.
pub(crate) fn check_new(tags: &[Tag]) -> Result<Vec<Tag>, ServiceError> {
    let mut seen = HashSet::new();
    let mut checked = Vec::with_capacity(tags.len());
    for tag in tags {
        let tag = Tag::parse(&tag.key, &tag.value)
            .map_err(|why| ServiceError::api(Kind::InvalidInput, format!("Invalid tag: {why}.")))?;
        if !seen.insert(tag.folded()) {
            let message =
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
            return Err(ServiceError::api(Kind::InvalidInput, message));
        }
        checked.push(tag);
    }
    if checked.len() > TAGS_PER_RESOURCE {
        return Err(too_many());
    }
    Ok(checked)
}

/// Says that a resource would have too many tags.
pub(super) fn too_many() -> ServiceError {
    ServiceError::quota("TagsPerResource", TAGS_PER_RESOURCE)
}
