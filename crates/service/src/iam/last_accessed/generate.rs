//! Asking for a report on the last use of services (operation
//! GenerateServiceLastAccessedDetails). What is kept is the question; the answer is
//! made when it is fetched, and so is never old.

use std::time::Duration;

use identity::audit::Action;
use serde_json::json;
use storage::LastAccessedJob;

use super::find::about;
use crate::env::random;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// How long a report can be fetched.
const KEPT: Duration = Duration::from_hours(7 * 24);

/// Asks for a report on what an ARN names; returns the job's id.
pub async fn run(svc: &Service, caller: &Caller, arn: &str) -> Result<String, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let id = uuid(random(svc.env()));
    let job = LastAccessedJob { id: id.clone(), arn: arn.to_owned(), made: now };
    svc.write(caller.account, move |tx| {
        about(&inner, tx, &caller, &job.arn, "iam:GenerateServiceLastAccessedDetails")?;
        tx.add_last_accessed_job(caller.account, &job, now.minus(KEPT))?;
        Entry::by(&caller, Action::GenerateServiceLastAccessedDetails)
            .on(&*job.arn)
            .answered(&json!({ "jobId": job.id }))
            .keep(tx, caller.account, now)?;
        Ok(())
    })
    .await?;
    Ok(id)
}

/// Writes random bytes as a UUID of version 4 (RFC 9562, 5.4).
fn uuid(mut bytes: [u8; 16]) -> String {
    for (at, keep, set) in [(6, 0x0f, 0x40), (8, 0x3f, 0x80)] {
        if let Some(byte) = bytes.get_mut(at) {
            *byte = *byte & keep | set;
        }
    }
    let mut text = data_encoding::HEXLOWER.encode(&bytes);
    for dash in [20, 16, 12, 8] {
        text.insert(dash, '-');
    }
    text
}
