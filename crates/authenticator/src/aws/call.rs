//! One call: a form, signed, sent, and the XML that comes back. Busy services are
//! asked again a few times; nothing else is.

use std::time::Duration;

use aws_wire::sigv4::{HttpRequest, Signer, sign};
use aws_wire::xml::{Namespace, Node};
use aws_wire::{Moment, encode_strict};
use zeroize::Zeroizing;

use super::endpoint::signing_region;
use super::{Access, Credentials, right_time};
use crate::context::Context;
use crate::failure::Failure;
use crate::web::Client;

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a busy service is asked.
const TRIES: u32 = 5;

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// Is why a call came to nothing.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The service refused.
    Refused {
        /// AWS's code, such as `AccessDenied`.
        code: String,
        /// Its words.
        message: String,
    },
    /// Nobody was reached, or what came back is no answer of AWS's kind.
    Unreachable(String),
}

impl Fault {
    /// Tells whether the service refused with this code.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }

    /// Tells whether the service refused with these words in its message.
    pub(crate) fn says(&self, words: &str) -> bool {
        matches!(self, Self::Refused { message, .. } if message.contains(words))
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::new(match fault {
            Fault::Refused { code, message } => format!("the service refused: {code}: {message}"),
            Fault::Unreachable(reason) => reason,
        })
    }
}

/// Is a way to the services, with credentials.
pub(crate) struct Aws<'a> {
    pub(crate) context: &'a Context,
    pub(crate) access: &'a Access,
    credentials: Credentials,
    client: Client,
}

impl<'a> Aws<'a> {
    /// Calls with the long-term credentials.
    pub(crate) fn new(context: &'a Context, access: &'a Access) -> Result<Self, Failure> {
        let client = Client::new(PATIENCE, access.roots.as_deref())?;
        Ok(Self { context, access, credentials: access.credentials.clone(), client })
    }

    /// Calls with these credentials from now on.
    pub(crate) fn with(self, credentials: Credentials) -> Self {
        Self { credentials, ..self }
    }

    /// Makes a call and returns the answer's outermost element.
    pub(crate) fn call(
        &self,
        service: Namespace,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Node, Fault> {
        let mut body = Zeroizing::new(format!("Action={action}&Version={}", service.version()));
        for (name, value) in parameters {
            body.push_str(&format!("&{}={}", encode_strict(name), encode_strict(value)));
        }
        let mut pause = Duration::from_millis(400);
        for _ in 1..TRIES {
            match self.once(service, body.as_bytes()) {
                Err(fault) if is_busy(&fault) => self.context.env.sleep(pause),
                outcome => return outcome,
            }
            pause *= 2;
        }
        self.once(service, body.as_bytes())
    }

    fn once(&self, service: Namespace, body: &[u8]) -> Result<Node, Fault> {
        let endpoint = match service {
            Namespace::Iam => &self.access.iam,
            Namespace::Sts => &self.access.sts,
        };
        let unreachable = |reason: &str| Fault::Unreachable(format!("{}: {reason}", endpoint.url));
        let headers = [("content-type", FORM.as_bytes()), ("host", endpoint.host.as_bytes())];
        let request = HttpRequest {
            method: "POST",
            path: &endpoint.path,
            query: "",
            headers: &headers,
            body,
        };
        let signer = Signer {
            access_key_id: &self.credentials.id,
            secret: self.credentials.secret.clone(),
            session_token: self.credentials.token.as_ref().map(|token| token.as_str()),
            region: signing_region(service, &self.access.region),
            service: service.signing_name(),
        };
        let now = i64::try_from(right_time(self.context)).unwrap_or_default();
        let mut sent = sign(&request, &signer, Moment::from_unix_seconds(now))
            .map_err(|error| unreachable(error.message()))?;
        sent.push(("content-type".to_owned(), FORM.to_owned()));
        sent.push(("host".to_owned(), endpoint.host.clone()));
        let answer =
            self.client.post(&endpoint.url, &sent, body).map_err(|reason| unreachable(&reason))?;
        let body = Zeroizing::new(answer.body);
        let node = Node::parse(&body).ok_or_else(|| {
            unreachable(&format!("its answer (status {}) is not one of AWS's kind", answer.status))
        })?;
        if answer.status == 200 {
            return Ok(node);
        }
        let text = |name| crate::look::clean(node.text_at(&["Error", name]).unwrap_or_default());
        match (text("Code"), text("Message")) {
            (code, _) if code.is_empty() => {
                Err(unreachable(&format!("it answered with status {}", answer.status)))
            }
            (code, message) => Err(Fault::Refused { code, message }),
        }
    }
}

/// Tells whether a service asks to come back later.
fn is_busy(fault: &Fault) -> bool {
    const CODES: [&str; 6] = [
        "Throttling",
        "ThrottlingException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "ServiceUnavailable",
        "EntityTemporarilyUnmodifiable",
    ];
    CODES.iter().any(|code| fault.is(code))
}
