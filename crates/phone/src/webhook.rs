//! A plain exchange that any private branch exchange can serve: JSON both ways,
//! each body signed with HMAC-SHA-256 over the time and the body.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use ureq::Agent;

use crate::client::{agent, taken};
use crate::say;
use crate::{Call, Ended, Gateway, NotPlaced, Received, Refused, Reply, Report, Secret, Spoken};

/// The header with the time in seconds since 1970.
const TIME: &str = "secondkey-time";
/// The header with the signature, `v1=` and hexadecimal digits.
const SIGNATURE: &str = "secondkey-signature";
/// Seconds by which the two clocks may differ.
const CLOCKS: u64 = 300;
/// Characters of keyed digits that are taken.
const KEYED: usize = 32;

/// Is a gateway that takes calls at an address and shares a secret with us.
pub struct Webhook {
    agent: Agent,
    address: String,
    secret: Secret,
    /// What time it is, for signing.
    now: fn() -> u64,
}

/// Is what we ask for.
#[derive(Serialize)]
struct Order<'a> {
    to: &'a str,
    say: &'a str,
    digits: u8,
    report_to: &'a str,
}

/// Is what is reported.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    event: Event,
    digits: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Event {
    Ringing,
    Answered,
    Digits,
    Ended,
    Busy,
    NoAnswer,
    Failed,
}

/// Is what we answer.
#[derive(Serialize)]
struct Answer<'a> {
    result: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    say: Option<&'a str>,
}

impl Webhook {
    /// Takes the address that calls are ordered at, the shared secret, and the
    /// clock.
    pub fn new(address: &str, secret: Secret, now: fn() -> u64) -> Self {
        Self { agent: agent(), address: address.to_owned(), secret, now }
    }

    /// Computes the signature of a body that is sent at a time.
    fn signature(&self, time: &str, body: &[u8]) -> String {
        let Ok(mut mac) =
            <Hmac<Sha256> as KeyInit>::new_from_slice(self.secret.expose().as_bytes())
        else {
            unreachable!("HMAC takes keys of any length (RFC 2104, section 2)");
        };
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(body);
        format!("v1={}", HEXLOWER.encode(&mac.finalize().into_bytes()))
    }

    fn is_signed(&self, received: &Received<'_>) -> bool {
        let given = ((received.header)(TIME), (received.header)(SIGNATURE));
        let (Some(time), Some(signature)) = given else { return false };
        let fresh = time.parse::<u64>().is_ok_and(|at| at.abs_diff(received.now) <= CLOCKS);
        // The address is signed with the body: a report of one call is none of
        // another.
        let mut signed = received.address.as_bytes().to_vec();
        signed.push(b'\n');
        signed.extend_from_slice(received.body);
        let want = self.signature(time, &signed);
        let right: bool = want.as_bytes().ct_eq(signature.as_bytes()).into();
        fresh && right
    }
}

impl Gateway for Webhook {
    fn place(&self, call: &Call<'_>) -> Result<(), NotPlaced> {
        let say = say::welcome(call);
        let order = Order { to: call.to, say: &say, digits: 6, report_to: call.report_to };
        let body = serde_json::to_vec(&order)
            .map_err(|error| NotPlaced::Unreachable(error.to_string()))?;
        let time = (self.now)().to_string();
        let signature = self.signature(&time, &body);
        let request = self
            .agent
            .post(&self.address)
            .header("Content-Type", "application/json")
            .header(TIME, &time)
            .header(SIGNATURE, &signature);
        taken(request.send(&body))
    }

    fn read(&self, received: &Received<'_>) -> Result<Report, Refused> {
        if !self.is_signed(received) {
            return Err(Refused);
        }
        let told: Told = serde_json::from_slice(received.body).map_err(|_| Refused)?;
        Ok(match (told.event, told.digits) {
            (Event::Digits, digits) => {
                Report::Digits(digits.unwrap_or_default().chars().take(KEYED).collect())
            }
            (_, Some(_)) => return Err(Refused),
            (Event::Ringing, None) => Report::Ringing,
            (Event::Answered, None) => Report::Answered,
            (Event::Ended, None) => Report::Ended(Ended::Completed),
            (Event::Busy, None) => Report::Ended(Ended::Busy),
            (Event::NoAnswer, None) => Report::Ended(Ended::NoAnswer),
            (Event::Failed, None) => Report::Ended(Ended::Failed),
        })
    }

    fn reply(&self, spoken: Spoken, _: &str) -> Reply {
        let result = match spoken {
            Spoken::Thanks => "accepted",
            Spoken::Again => "again",
            Spoken::Over => "over",
            Spoken::Nothing => "noted",
        };
        let answer = Answer { result, say: say::after(spoken) };
        // Plain texts cannot fail to be written.
        let body = serde_json::to_string(&answer).unwrap_or_default();
        Reply { content_type: "application/json", body }
    }
}
