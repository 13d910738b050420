//! From a signed request to a caller. What needs no secret is judged first; whether
//! the key exists, and whether the signature is its own, is the use case's answer.

use aws_wire::Moment;
use aws_wire::sigv4::{HttpRequest, Presented, SignedText};
use service::credentials::{Signature, SigningKey, authenticate};
use service::{Caller, Peer, RequestFacts, Service};

use crate::door::Sender;
use crate::operations::Api;
use crate::refusal::Refusal;

/// The region that the service lives in, where it lives in one only.
fn home(api: Api) -> Option<&'static str> {
    match api {
        Api::Iam => Some("us-east-1"),
        Api::Sts | Api::CloudTrail | Api::Account => None,
    }
}

/// Finds out who a request comes from.
pub(crate) async fn run(
    svc: &Service,
    api: Api,
    presented: &Presented,
    request: &HttpRequest<'_>,
    sender: Sender,
    request_id: &str,
) -> Result<Caller, Refusal> {
    presented.check_scope(api.signing_name(), home(api))?;
    let now = svc.now().as_micros().div_euclid(1_000_000);
    presented.check_time(Moment::from_unix_seconds(now))?;
    let signed = presented.signed_text(request)?;
    let agent = request.header("user-agent").next().unwrap_or_default();
    let claim = authenticate::Presented {
        access_key_id: presented.access_key_id().to_owned(),
        session_token: presented.session_token().map(|token| token.to_owned().into()),
        facts: RequestFacts {
            peer: Peer::new(sender.address),
            user_agent: String::from_utf8_lossy(agent).into_owned(),
            region: presented.scope().region.clone(),
            service: api.signing_name(),
            request_id: request_id.to_owned(),
            secure_transport: sender.secure,
        },
    };
    let signature = Signed { scope: presented.scope().text(), text: signed };
    Ok(authenticate::run(svc, claim, &signature).await?)
}

/// Is the signature of a request, for the use case.
struct Signed<'a> {
    scope: String,
    text: SignedText<'a>,
}

impl Signature for Signed<'_> {
    fn scope(&self) -> &str {
        &self.scope
    }

    fn signing_key(&self, secret: &[u8]) -> SigningKey {
        self.text.signing_key(secret)
    }

    fn is_by(&self, key: &SigningKey) -> bool {
        self.text.is_signed_with(key)
    }
}
