//! HTTP for the authenticator: one request, one answer, bounded in time and size.
//! What is asked and what it means is decided elsewhere.

use std::path::Path;
use std::time::Duration;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error};

use crate::failure::Failure;

/// The longest answer that is read, in bytes.
const MAX_ANSWER: u64 = 8 * 1024 * 1024;

/// Is an answer, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// Is a client. It follows no redirects, since signatures and times are of the
/// place that was asked, and uses the proxy of the environment.
pub(crate) struct Client(Agent);

impl Client {
    /// Makes a client; `roots` is a file of certificates to trust in place of
    /// Mozilla's.
    pub(crate) fn new(timeout: Duration, roots: Option<&Path>) -> Result<Self, Failure> {
        let mut tls = TlsConfig::builder();
        if let Some(path) = roots {
            tls = tls.root_certs(RootCerts::new_with_certs(&certificates(path)?));
        }
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("secondkey/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build();
        Ok(Self(config.into()))
    }

    /// Posts a body with these headers.
    pub(crate) fn post(
        &self,
        url: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<Answer, String> {
        let mut request = self.0.post(url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut answer = request.send(body).map_err(|error| reason(&error))?;
        let body = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
        Ok(Answer { status: answer.status().as_u16(), body: body.map_err(|error| reason(&error))? })
    }
}

/// Returns the `Date` header of whatever a service answers.
pub(crate) fn date(url: &str, timeout: Duration) -> Result<String, String> {
    let client = Client::new(timeout, None).map_err(|failure| failure.message)?;
    let answer = client.0.head(url).call().map_err(|error| reason(&error))?;
    let date = answer.headers().get("date").ok_or("its answer has no Date header")?;
    date.to_str().map(str::to_owned).map_err(|_| "its Date header is no text".to_owned())
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, Failure> {
    let cannot = |reason: String| {
        Failure::new(format!("cannot use the certificates in {}: {reason}", path.display()))
    };
    let bytes = vault::read_foreign(path)?;
    let mut found = Vec::new();
    for item in parse_pem(&bytes) {
        if let PemItem::Certificate(certificate) =
            item.map_err(|error| cannot(error.to_string()))?
        {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(cannot("there are none in it".to_owned())) } else { Ok(found) }
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
