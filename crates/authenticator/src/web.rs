//! HTTP for the clock: one request, one answer, bounded in time.

use std::time::Duration;

use ureq::{Agent, Error};

/// Returns the `Date` header of whatever a service answers. No redirects are followed,
/// since the time is that of the place that was asked; the proxy is the environment's.
pub(crate) fn date(url: &str, timeout: Duration) -> Result<String, String> {
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("secondkey/", env!("CARGO_PKG_VERSION")))
        .build();
    let answer = Agent::from(config).head(url).call().map_err(|error| reason(&error))?;
    let date = answer.headers().get("date").ok_or("its answer has no Date header")?;
    date.to_str().map(str::to_owned).map_err(|_| "its Date header is no text".to_owned())
}

/// Words an error for the person.
fn reason(error: &Error) -> String {
    match error {
        Error::HostNotFound => "its name cannot be resolved".to_owned(),
        Error::Timeout(_) => "it did not answer in time".to_owned(),
        Error::Io(error) if error.to_string().contains("lookup address") => {
            "its name cannot be resolved".to_owned()
        }
        Error::Io(error) => format!("it cannot be reached: {error}"),
        Error::BadUri(_) => "this is not the address of a web service".to_owned(),
        Error::Rustls(error) => {
            format!("it is not trusted: {error} (a clock that is far off has this effect too)")
        }
        other => format!("it cannot be asked: {other}"),
    }
}
