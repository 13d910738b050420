//! Replacing codes that were used (SP 800-63B-4, section 4.2.1.1): as many new ones as
//! were used leave here once, as text, and join the set in force when one of them has
//! been typed back. The sheet stays as it is but for the lines that were crossed out.

use identity::audit::Action;
use identity::recovery_code::{CodeHash, RecoveryCode, Sets};
use storage::CodesFor;
use zeroize::Zeroizing;

use super::check::hash_of;
use crate::env::random;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Makes a replacement for each used code of the caller, who proved a moment ago that
/// it is them, and returns them in groups, never for logs. Replacements, or a set, that
/// waited before are gone. Refused where no code was used.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Vec<Zeroizing<String>>, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        caller.console()?;
        caller.authorize_own(&inner, tx, "iam:EnableMFADevice")?;
        caller.require_fresh(tx, now)?;
        let sets = Sets::of(&tx.recovery_codes(account, who)?, now);
        let used = sets.in_force.map_or(0, |set| set.used());
        if used == 0 {
            return Err(ServiceError::NotFound("used recovery code"));
        }
        let codes: Vec<RecoveryCode> =
            (0..used).map(|_| RecoveryCode::from_random(random(inner.env()))).collect();
        let hashes: Vec<CodeHash> =
            codes.iter().map(|code| hash_of(&inner, account, who, code)).collect();
        tx.put_recovery_codes(account, who, &hashes, CodesFor::UsedCodes, now)?;
        Entry::by(&caller, Action::CreateRecoveryCodes)
            .detail(format!("{used} in place of used ones, to be confirmed"))
            .keep(tx, account, now)?;
        Ok(codes.iter().map(RecoveryCode::to_groups).collect())
    })
    .await
}
