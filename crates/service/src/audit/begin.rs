//! Trails from before the chain: from the start of the service on they are
//! proved. Each says so itself, so that nobody can take the proofs away and let
//! the service begin anew without a trace.

use identity::audit::{Action, Actor};

use crate::record::Entry;
use crate::{Service, ServiceError};

const AT_ONCE: u32 = 100;

/// Begins the proofs of every trail that has none, and returns how many trails
/// there were. Run when the service starts.
pub async fn run(svc: &Service) -> Result<u64, ServiceError> {
    let mut begun = 0;
    loop {
        let accounts = svc.read(|tx| Ok(tx.unproved_accounts(AT_ONCE)?)).await?;
        if accounts.is_empty() {
            return Ok(begun);
        }
        let now = svc.now();
        for account in accounts {
            svc.write(account, move |tx| {
                let records = tx.audit_extent(account)?.greatest;
                Entry::new(Action::StartLogging, Actor::Operator)
                    .detail(format!("{records} earlier records are taken over as found"))
                    .keep(tx, account, now)?;
                Ok(())
            })
            .await?;
            begun += 1;
        }
    }
}
