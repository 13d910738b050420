//! The credential scope: whose key, for which day, region and service.

use super::TERMINATOR;
use crate::{ApiError, Moment};

/// Is a `Credential` parameter, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The access key's id.
    pub access_key_id: String,
    /// The day, `20261122`.
    pub day: String,
    /// The region.
    pub region: String,
    /// The service's signing name.
    pub service: String,
    /// What stands at the end; `aws4_request` in a valid one.
    pub terminator: String,
}

impl Scope {
    pub(super) fn parse(text: &str) -> Result<Self, ApiError> {
        let parts: Vec<&str> = text.split('/').collect();
        let [access_key_id, day, region, service, terminator] = parts.as_slice() else {
            return Err(ApiError::new(
                "IncompleteSignature",
                400,
                "Credential must have exactly 5 slash-delimited elements, e.g. \
                 keyid/date/region/service/term.",
            ));
        };
        Ok(Self {
            access_key_id: (*access_key_id).to_owned(),
            day: (*day).to_owned(),
            region: (*region).to_owned(),
            service: (*service).to_owned(),
            terminator: (*terminator).to_owned(),
        })
    }

    /// Returns the scope's own text, as it is signed.
    pub fn text(&self) -> String {
        [&self.day, "/", &self.region, "/", &self.service, "/", &self.terminator].concat()
    }

    /// Checks everything but the key. Without a wanted region, any that looks like
    /// one will do. All faults are named in one error, as AWS does.
    pub(super) fn check(
        &self,
        service: &str,
        region: Option<&str>,
        signed_at: Moment,
    ) -> Result<(), ApiError> {
        let mut faults = Vec::new();
        let good_region = match region {
            Some(region) => self.region == region,
            None => looks_like_a_region(&self.region),
        };
        if !good_region {
            faults.push(format!(
                "Credential should be scoped to a valid region, not '{}'.",
                self.region
            ));
        }
        if self.service != service {
            faults.push(format!("Credential should be scoped to correct service: '{service}'."));
        }
        if self.terminator != TERMINATOR {
            faults.push(format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'.",
                self.terminator
            ));
        }
        let at = signed_at.basic();
        let day = at.get(..8).unwrap_or_default();
        if self.day != day {
            faults.push(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date \
                 from HTTP: '{}' != '{day}', from '{at}'.",
                self.day
            ));
        }
        if faults.is_empty() {
            return Ok(());
        }
        Err(ApiError::new("SignatureDoesNotMatch", 403, faults.join(" ")))
    }
}

fn looks_like_a_region(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
