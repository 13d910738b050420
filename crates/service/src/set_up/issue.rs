//! The set-up link of an empty store, printed when the service starts.

use storage::{SetUpLink, SetUpPurpose};

use super::LINK_LIFETIME;
use crate::{LinkToken, Service, ServiceError};

/// Makes a link for the first account, if the store has none yet. Links made
/// before stop working, so that only the one on the screen is good.
pub async fn run(svc: &Service) -> Result<Option<LinkToken>, ServiceError> {
    let token = LinkToken::generate(svc.env());
    let (hash, now) = (token.hash(), svc.now());
    let made = svc
        .write_anywhere(move |tx| {
            if !tx.accounts(None, 1)?.is_empty() {
                return Ok(false);
            }
            let purpose = SetUpPurpose::FirstAccount;
            tx.remove_set_up_links_for(&purpose)?;
            let expires = now.plus(LINK_LIFETIME);
            tx.add_set_up_link(&hash, &SetUpLink { purpose, expires })?;
            Ok(true)
        })
        .await?;
    Ok(made.then_some(token))
}
