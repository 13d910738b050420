//! The HTTP client: short time limits, no redirects, the system's certificates.

use std::time::Duration;

use ureq::Agent;
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};

use crate::NotPlaced;

/// How long placing a call may take in all.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer that are looked at.
const LOOKED_AT: u64 = 4096;
/// Characters of a refusal that are kept.
const KEPT: usize = 200;

/// Makes the client.
pub(crate) fn agent() -> Agent {
    // The certificates of the system, where an operator adds those of their own.
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("secondkeyd/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
        .build()
        .into()
}

/// Takes the answer to a call that was to be placed.
pub(crate) fn taken(answer: Result<Response<ureq::Body>, ureq::Error>) -> Result<(), NotPlaced> {
    let mut answer = answer.map_err(|error| NotPlaced::Unreachable(error.to_string()))?;
    let status = answer.status();
    let body = answer.body_mut().with_config().limit(LOOKED_AT).read_to_string();
    if status.is_success() {
        return Ok(());
    }
    let said = body.unwrap_or_default();
    let said = said.chars().filter(|c| !c.is_control()).take(KEPT).collect();
    Err(NotPlaced::Refused { status: status.as_u16(), said })
}
