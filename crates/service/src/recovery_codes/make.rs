//! Making a set of codes. They leave here once, as text, and only their hashes are
//! kept; the set counts when one of them has been typed back.

use identity::Timestamp;
use identity::audit::Action;
use identity::recovery_code::{CODES, CodeHash, RecoveryCode};
use storage::CodesFor;
use zeroize::Zeroizing;

use super::check::hash_of;
use crate::env::random;
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError, second_factors};

/// Is a set, to be shown once.
pub struct Made {
    /// The codes in groups. Never for logs.
    pub codes: Vec<Zeroizing<String>>,
    /// When it was made.
    pub made: Timestamp,
    /// The account's name.
    pub account_name: String,
    /// Codes of the set in force that were not used; they open until the new set
    /// is confirmed.
    pub left_of_old: u64,
}

/// Makes a set for the caller, who proved a moment ago that it is them. A set that
/// waited before is gone; the set in force stays until the new one is confirmed.
/// Refused for who has no device: codes stand in for one, not in its place.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Made, ServiceError> {
    let codes: Vec<RecoveryCode> =
        (0..CODES).map(|_| RecoveryCode::from_random(random(svc.env()))).collect();
    let hashes: Vec<CodeHash> =
        codes.iter().map(|code| hash_of(svc, caller.account, &caller.identity, code)).collect();
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (account_name, left_of_old) = svc
        .write(caller.account, move |tx| {
            let (account, who) = (caller.account, &caller.identity);
            caller.console()?;
            // As strong as a device, so permitted as one.
            caller.authorize_own(&inner, tx, "iam:EnableMFADevice")?;
            caller.require_fresh(tx, now)?;
            if !second_factors::any(tx, account, who)? {
                return Err(ServiceError::NotFound("device"));
            }
            tx.put_recovery_codes(account, who, &hashes, CodesFor::NewSet, now)?;
            Entry::by(&caller, Action::CreateRecoveryCodes)
                .detail(format!("{CODES} codes, to be confirmed"))
                .keep(tx, account, now)?;
            let found = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?;
            let left = tx.count_recovery_codes(account, who)?;
            Ok((found.name.as_str().to_owned(), left))
        })
        .await?;
    let codes = codes.iter().map(RecoveryCode::to_groups).collect();
    Ok(Made { codes, made: now, account_name, left_of_old })
}
