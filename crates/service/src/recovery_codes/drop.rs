//! Giving the codes up: the set in force and one that waits.

use identity::audit::Action;

use crate::notices::{Circumstances, CodesEvent, tell_of_codes};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Removes the caller's codes. All other sessions end.
pub async fn run(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        let keep = caller.console()?.bearer.hash();
        caller.authorize_own(&inner, tx, "iam:DeactivateMFADevice")?;
        caller.require_fresh(tx, now)?;
        let left = tx.count_recovery_codes(account, who)?;
        if tx.remove_recovery_codes(account, who)? {
            tx.remove_sessions_of(account, who, Some(&keep))?;
            tx.remove_sign_ins_of(account, who)?;
            Entry::by(&caller, Action::DeleteRecoveryCodes)
                .detail(format!("{left} codes were left"))
                .keep(tx, account, now)?;
            let (whose, given_up) = ((who, caller.name()), CodesEvent::GivenUp { left });
            let circumstances = Circumstances::of(&caller, now);
            tell_of_codes(&inner, tx, account, whose, given_up, circumstances, now)?;
        }
        Ok(())
    })
    .await
}
