//! The credential report that was made last (operation GetCredentialReport).

use std::time::Duration;

pub use storage::CredentialReport;

use crate::authorize::Ask;
use crate::{Caller, Kind, Service, ServiceError};

/// How long a report can be had.
const LIFETIME: Duration = Duration::from_hours(4);

/// Returns the report.
pub async fn run(svc: &Service, caller: &Caller) -> Result<CredentialReport, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &Ask::new("iam:GetCredentialReport", "*"))?;
        let report = tx.credential_report(caller.account)?.ok_or_else(|| {
            let message = "No report exists. Generate a report first.";
            ServiceError::api(Kind::ReportNotPresent, message)
        })?;
        if now.since(report.made) >= LIFETIME {
            let message = "The report has expired. Generate a new one.";
            return Err(ServiceError::api(Kind::ReportExpired, message));
        }
        Ok(report)
    })
    .await
}
