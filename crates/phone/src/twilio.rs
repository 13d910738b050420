//! Twilio's calls API (page "Calls resource" of its documentation): a form sent to
//! `Accounts/{sid}/Calls.json`, the voice as TwiML with `<Gather>`, reports as
//! signed forms (page "Validating requests").

use std::collections::BTreeMap;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use ureq::Agent;

use crate::client::{agent, taken};
use crate::say;
use crate::{Call, Ended, Gateway, NotPlaced, Received, Refused, Reply, Report, Secret, Spoken};

/// Where the API is.
const API: &str = "https://api.twilio.com";
/// Seconds that the telephone rings.
const RING: &str = "30";
/// Parameters of a report that are looked at.
const MOST: usize = 100;
/// Characters of keyed digits that are taken.
const KEYED: usize = 32;

/// Is an account at Twilio.
pub struct Twilio {
    agent: Agent,
    api: String,
    account: String,
    token: Secret,
    from: String,
}

impl Twilio {
    /// Takes the account's SID, its auth token, and the number that calls come
    /// from.
    pub fn new(account: &str, token: Secret, from: &str) -> Self {
        Self::at(API, account, token, from)
    }

    /// As [`Self::new`], with the API at another address: a proxy, or a stand-in.
    pub fn at(api: &str, account: &str, token: Secret, from: &str) -> Self {
        Self {
            agent: agent(),
            api: api.trim_end_matches('/').to_owned(),
            account: account.to_owned(),
            token,
            from: from.to_owned(),
        }
    }

    /// Computes the signature of a request: HMAC-SHA1 over the address and all
    /// parameters in the order of their names, in Base64.
    fn signature(&self, address: &str, parameters: &BTreeMap<String, Vec<String>>) -> Vec<u8> {
        let Ok(mut mac) = <Hmac<Sha1> as KeyInit>::new_from_slice(self.token.expose().as_bytes())
        else {
            unreachable!("HMAC takes keys of any length (RFC 2104, section 2)");
        };
        mac.update(address.as_bytes());
        for (name, values) in parameters {
            for value in values {
                mac.update(name.as_bytes());
                mac.update(value.as_bytes());
            }
        }
        mac.finalize().into_bytes().to_vec()
    }

    fn is_signed(
        &self,
        received: &Received<'_>,
        parameters: &BTreeMap<String, Vec<String>>,
    ) -> bool {
        use subtle::ConstantTimeEq;

        let given = (received.header)("x-twilio-signature");
        let Some(given) = given.and_then(|text| BASE64.decode(text.as_bytes()).ok()) else {
            return false;
        };
        self.signature(received.address, parameters).ct_eq(&given).into()
    }
}

impl Gateway for Twilio {
    fn place(&self, call: &Call<'_>) -> Result<(), NotPlaced> {
        let address = format!("{}/2010-04-01/Accounts/{}/Calls.json", self.api, self.account);
        let credentials = format!("{}:{}", self.account, self.token.expose());
        let authorization = format!("Basic {}", BASE64.encode(credentials.as_bytes()));
        let script = gather(&say::welcome(call), call.report_to);
        let form = [
            ("To", call.to),
            ("From", self.from.as_str()),
            ("Twiml", script.as_str()),
            ("Timeout", RING),
            ("StatusCallback", call.report_to),
            ("StatusCallbackMethod", "POST"),
            ("StatusCallbackEvent", "ringing"),
            ("StatusCallbackEvent", "answered"),
            ("StatusCallbackEvent", "completed"),
        ];
        taken(self.agent.post(&address).header("Authorization", &authorization).send_form(form))
    }

    fn read(&self, received: &Received<'_>) -> Result<Report, Refused> {
        let mut parameters = BTreeMap::<String, Vec<String>>::new();
        for (count, (name, value)) in form_urlencoded::parse(received.body).enumerate() {
            if count == MOST {
                return Err(Refused);
            }
            parameters.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        // Twilio sorts the values of a name that comes twice, too.
        for values in parameters.values_mut() {
            values.sort();
        }
        if !self.is_signed(received, &parameters) {
            return Err(Refused);
        }
        let one = |name: &str| match parameters.get(name).map(Vec::as_slice) {
            Some([value]) => Some(value.as_str()),
            _ => None,
        };
        if let Some(digits) = one("Digits") {
            return Ok(Report::Digits(digits.chars().take(KEYED).collect()));
        }
        match one("CallStatus") {
            Some("queued" | "initiated" | "ringing") => Ok(Report::Ringing),
            Some("answered" | "in-progress") => Ok(Report::Answered),
            Some("completed") => Ok(Report::Ended(Ended::Completed)),
            Some("busy") => Ok(Report::Ended(Ended::Busy)),
            Some("no-answer") => Ok(Report::Ended(Ended::NoAnswer)),
            Some("failed" | "canceled") => Ok(Report::Ended(Ended::Failed)),
            _ => Err(Refused),
        }
    }

    fn reply(&self, spoken: Spoken, report_to: &str) -> Reply {
        let body = match (spoken, say::after(spoken)) {
            (Spoken::Again, Some(text)) => gather(text, report_to),
            (_, Some(text)) => response(&format!("<Say>{}</Say><Hangup/>", escape(text))),
            (_, None) => response(""),
        };
        Reply { content_type: "text/xml; charset=utf-8", body }
    }
}

/// Writes TwiML that speaks and takes six digits.
fn gather(text: &str, report_to: &str) -> String {
    response(&format!(
        "<Gather input=\"dtmf\" numDigits=\"6\" timeout=\"20\" finishOnKey=\"\" method=\"POST\" action=\"{}\">\
         <Say>{}</Say></Gather><Say>{}</Say><Hangup/>",
        escape(report_to),
        escape(text),
        escape(say::NOTHING_KEYED),
    ))
}

fn response(content: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>{content}</Response>")
}

/// Writes a text as XML.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut xml, character| {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            other => xml.push(other),
        }
        xml
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Purpose;

    /// The example of Twilio's page "Validating requests".
    #[test]
    fn signs_as_the_documentation_shows() {
        let twilio = Twilio::new("AC1", Secret::new("12345"), "+15005550006");
        let parameters = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
            ("Caller", "+14158675309"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), vec![value.to_owned()]))
        .collect();
        let address = "https://mycompany.com/myapp.php?foo=1&bar=2";
        let signature = twilio.signature(address, &parameters);
        assert_eq!(BASE64.encode(&signature), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    #[test]
    fn an_account_name_cannot_write_twiml() {
        let script = gather(
            &say::welcome(&Call {
                to: "+1900",
                purpose: Purpose::Recovery,
                account: "</Say><Dial>+1900</Dial>",
                report_to: "",
            }),
            "https://x/?a=1&b=\"2\"",
        );
        assert!(!script.contains("<Dial>") && script.contains("&lt;Dial&gt;"));
        assert!(script.contains("action=\"https://x/?a=1&amp;b=&quot;2&quot;\""));
    }
}
