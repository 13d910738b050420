//! What an owner has told, as it is kept: sealed, since it says where everything is.

use access_graph::Answers;
use identity::Identity;
use identity::names::AccountId;
use storage::Tx;

use crate::env::random;
use crate::keys::Secret;
use crate::{Service, ServiceError};

fn place(account: AccountId, identity: &Identity) -> String {
    format!("access answers/{account}/{}", identity.key())
}

/// Reads what an identity has told.
pub(crate) fn load(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<Answers, ServiceError> {
    let Some(sealed) = tx.access_answers(account, identity)? else {
        return Ok(Answers::default());
    };
    let plain = svc.keys().open(Secret::AccessAnswers, &sealed, &place(account, identity))?;
    serde_json::from_slice(&plain)
        .map_err(|_| crate::service::corrupt("answers for the access report"))
}

/// Keeps what an identity has told.
pub(super) fn keep(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    answers: &Answers,
) -> Result<(), ServiceError> {
    let plain =
        zeroize::Zeroizing::new(serde_json::to_vec(answers).map_err(|error| {
            ServiceError::Fault(format!("answers could not be written: {error}"))
        })?);
    let (place, nonce) = (place(account, identity), random(svc.env()));
    let sealed = svc.keys().seal(Secret::AccessAnswers, &plain, &place, nonce)?;
    Ok(tx.put_access_answers(account, identity, &sealed)?)
}
