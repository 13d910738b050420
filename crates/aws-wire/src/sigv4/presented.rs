//! What a request presents: reading the header or the query string, and what can be
//! judged without the secret.

use std::borrow::Cow;

use super::canonical::{self, does_not_match};
use super::{HttpRequest, Scope, SignedText, key};
use crate::{ApiError, Moment, decode_form};

pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";
pub(super) const TERMINATOR: &str = "aws4_request";
/// The longest life of a presigned request, in seconds: a week.
pub(super) const MAX_EXPIRES: i64 = 604_800;
/// How far the clocks may be apart, in seconds.
const SKEW: i64 = 15 * 60;
/// The most signed headers.
const MAX_SIGNED: usize = 64;

/// Is where a signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the `Authorization` header.
    Header,
    /// In the query string, with a life of so many seconds.
    Presigned(i64),
}

/// Is a request's signature, taken apart but not verified: nothing in it is true
/// until [`SignedText::is_signed_by`] has said so.
#[derive(Clone, Debug)]
pub struct Presented {
    scope: Scope,
    signed_at: Moment,
    session_token: Option<String>,
    signed_headers: Vec<String>,
    signature: String,
    form: Form,
}

impl Presented {
    /// Says whether a request carries a signature of any version, well-formed or not.
    pub fn is_in(request: &HttpRequest<'_>) -> bool {
        let header = request.header("authorization").any(|value| value.starts_with(b"AWS"));
        header || request.query.split('&').any(|pair| pair.starts_with("X-Amz-Signature="))
    }

    /// Reads the signature of a request.
    pub fn read(request: &HttpRequest<'_>) -> Result<Self, ApiError> {
        let presigned = ["X-Amz-Signature=", "X-Amz-Algorithm=", "X-Amz-Credential="]
            .iter()
            .any(|name| request.query.split('&').any(|pair| pair.starts_with(name)));
        match (request.header("authorization").next().is_some(), presigned) {
            (false, false) => Err(ApiError::new(
                "MissingAuthenticationToken",
                403,
                "Request is missing Authentication Token",
            )),
            (true, true) => {
                Err(incomplete("The request has a signature in its header and in its query."))
            }
            (true, false) => Self::from_header(request),
            (false, true) => Self::from_query(request),
        }
    }

    fn from_header(request: &HttpRequest<'_>) -> Result<Self, ApiError> {
        let header = request
            .only_text("authorization")
            .ok_or_else(|| incomplete("The request must have one Authorization header."))?;
        let (algorithm, rest) = header.split_once([' ', '\t']).unwrap_or((header, ""));
        if algorithm != ALGORITHM {
            return Err(if algorithm.starts_with("AWS4-") {
                unsupported(algorithm)
            } else {
                ApiError::new(
                    "MissingAuthenticationToken",
                    403,
                    "Request is missing Authentication Token",
                )
            });
        }
        let (mut credential, mut headers, mut signature) = (None, None, None);
        for part in rest.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| {
                incomplete("The Authorization header has a part without an equal sign.")
            })?;
            let place = match name.trim() {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut headers,
                "Signature" => &mut signature,
                _ => continue,
            };
            if place.replace(value.trim()).is_some() {
                return Err(incomplete("The Authorization header has a parameter twice."));
            }
        }
        let date = Self::date_of(request)?;
        let mut missing = Vec::new();
        for (name, value) in
            [("Credential", credential), ("Signature", signature), ("SignedHeaders", headers)]
        {
            if value.is_none() {
                missing.push(format!("Authorization header requires '{name}' parameter."));
            }
        }
        if date.is_none() {
            missing.push(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' \
                 header."
                    .to_owned(),
            );
        }
        let (Some(credential), Some(headers), Some(signature), Some((signed_at, date_header))) =
            (credential, headers, signature, date)
        else {
            return Err(incomplete(&missing.join(" ")));
        };
        let presented = Self {
            scope: Scope::parse(credential)?,
            signed_at,
            session_token: token_of(request)?,
            signed_headers: header_names(headers)?,
            signature: signature.to_owned(),
            form: Form::Header,
        };
        presented.require_signed(date_header)?;
        presented.require_signed_headers(request)?;
        Ok(presented)
    }

    /// Returns when a request says that it was signed, and in which header.
    fn date_of(request: &HttpRequest<'_>) -> Result<Option<(Moment, &'static str)>, ApiError> {
        let malformed = || {
            incomplete(
                "Date must be in ISO-8601 'basic format', e.g. 20150830T123600Z, or in that of \
                 HTTP.",
            )
        };
        if request.header("x-amz-date").next().is_some() {
            let text = request.only_text("x-amz-date").ok_or_else(malformed)?;
            let at = Moment::parse_basic(text).ok_or_else(malformed)?;
            return Ok(Some((at, "x-amz-date")));
        }
        if request.header("date").next().is_none() {
            return Ok(None);
        }
        let text = request.only_text("date").ok_or_else(malformed)?;
        let at = Moment::parse_basic(text).or_else(|| Moment::parse_http(text));
        Ok(Some((at.ok_or_else(malformed)?, "date")))
    }

    fn from_query(request: &HttpRequest<'_>) -> Result<Self, ApiError> {
        let get = |name: &str| only_parameter(request.query, name);
        let required = |name: &str| -> Result<Cow<'_, str>, ApiError> {
            get(name)?.ok_or_else(|| {
                incomplete(&format!("AWS query-string parameters must include '{name}'."))
            })
        };
        let algorithm = required("X-Amz-Algorithm")?;
        if algorithm != ALGORITHM {
            return Err(unsupported(&algorithm));
        }
        let date = required("X-Amz-Date")?;
        let signed_at = Moment::parse_basic(&date).ok_or_else(|| {
            incomplete("Date must be in ISO-8601 'basic format', e.g. 20150830T123600Z.")
        })?;
        let life = match get("X-Amz-Expires")? {
            None => SKEW,
            Some(text) => text
                .parse::<u32>()
                .ok()
                .map(i64::from)
                .filter(|life| (1..=MAX_EXPIRES).contains(life))
                .ok_or_else(|| {
                    incomplete(&format!(
                        "X-Amz-Expires must be between 1 and {MAX_EXPIRES} seconds."
                    ))
                })?,
        };
        let presented = Self {
            scope: Scope::parse(&required("X-Amz-Credential")?)?,
            signed_at,
            session_token: get("X-Amz-Security-Token")?.map(Cow::into_owned),
            signed_headers: header_names(&required("X-Amz-SignedHeaders")?)?,
            signature: required("X-Amz-Signature")?.into_owned(),
            form: Form::Presigned(life),
        };
        if request.header("x-amz-security-token").next().is_some() {
            return Err(incomplete("A presigned request has its token in the query string."));
        }
        presented.require_signed_headers(request)?;
        Ok(presented)
    }

    /// Returns the access key's id, as claimed.
    pub fn access_key_id(&self) -> &str {
        &self.scope.access_key_id
    }

    /// Returns the credential scope, as claimed.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Returns the token of temporary credentials.
    pub fn session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }

    /// Returns when the request says that it was signed.
    pub fn signed_at(&self) -> Moment {
        self.signed_at
    }

    /// Returns where the signature stands.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Checks the scope: `service` must be the one that is addressed, and `region`
    /// the one that it lives in, where it lives in one only.
    pub fn check_scope(&self, service: &str, region: Option<&str>) -> Result<(), ApiError> {
        self.scope.check(service, region, self.signed_at)
    }

    /// Checks that the signature is neither too old nor from the future.
    pub fn check_time(&self, now: Moment) -> Result<(), ApiError> {
        let life = match self.form {
            Form::Header => SKEW,
            Form::Presigned(life) => life,
        };
        let (at, oldest, newest) =
            (self.signed_at, now.plus_seconds(-life), now.plus_seconds(SKEW));
        if at < oldest {
            let span =
                if life % 60 == 0 { format!("{} min", life / 60) } else { format!("{life} s") };
            return Err(does_not_match(&format!(
                "Signature expired: {} is now earlier than {} ({} - {span}.)",
                at.basic(),
                oldest.basic(),
                now.basic()
            )));
        }
        if at > newest {
            return Err(does_not_match(&format!(
                "Signature not yet current: {} is still later than {} ({} + 15 min.)",
                at.basic(),
                newest.basic(),
                now.basic()
            )));
        }
        Ok(())
    }

    /// Puts together what was signed, for comparing with a secret. The request must
    /// be the one that was read.
    pub fn signed_text(&self, request: &HttpRequest<'_>) -> Result<SignedText<'_>, ApiError> {
        if let Some(claimed) = request.header("x-amz-content-sha256").next() {
            // Not what is signed here, but a claim that is false is a sign of tampering.
            if claimed != key::sha256_hex(request.body).as_bytes() {
                return Err(does_not_match(
                    "The value of 'X-Amz-Content-Sha256' is not the hash of the body.",
                ));
            }
        }
        let left_out = match self.form {
            Form::Header => None,
            Form::Presigned(_) => Some("X-Amz-Signature"),
        };
        let canonical = canonical::request(request, &self.signed_headers, left_out)?;
        Ok(SignedText::new(&self.scope, self.signed_at, &canonical, &self.signature))
    }

    /// Requires that the host and every `x-amz-` header is signed.
    fn require_signed_headers(&self, request: &HttpRequest<'_>) -> Result<(), ApiError> {
        self.require_signed("host")?;
        for (name, _) in request.headers {
            if name.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("x-amz-")) {
                self.require_signed(&name.to_ascii_lowercase())?;
            }
        }
        Ok(())
    }

    fn require_signed(&self, name: &str) -> Result<(), ApiError> {
        if self.signed_headers.iter().any(|signed| signed == name) {
            return Ok(());
        }
        Err(does_not_match(&match name {
            "host" => "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
                .to_owned(),
            name => format!("'{name}' must be a 'SignedHeader' in the AWS Authorization."),
        }))
    }
}

/// Returns the value of a query parameter; it must not be there twice.
fn only_parameter<'a>(query: &'a str, name: &str) -> Result<Option<Cow<'a, str>>, ApiError> {
    let mut found = None;
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key != name {
            continue;
        }
        let value = decode_form(value.as_bytes()).map_err(|_| {
            ApiError::malformed_query_string("The query string contains a syntax error.")
        })?;
        if found.replace(value).is_some() {
            return Err(incomplete(&format!("'{name}' is in the query string twice.")));
        }
    }
    Ok(found)
}

fn token_of(request: &HttpRequest<'_>) -> Result<Option<String>, ApiError> {
    if request.header("x-amz-security-token").next().is_none() {
        return Ok(None);
    }
    let token = request.only_text("x-amz-security-token");
    token
        .map(|token| Some(token.to_owned()))
        .ok_or_else(|| incomplete("The request must have one X-Amz-Security-Token header."))
}

/// Reads the list of signed headers: lower case, sorted, each once.
fn header_names(text: &str) -> Result<Vec<String>, ApiError> {
    let names: Vec<String> = text.split(';').map(str::to_owned).collect();
    let good = |name: &String| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase())
    };
    if names.len() > MAX_SIGNED
        || !names.iter().all(good)
        || !names.is_sorted_by(|one, other| one < other)
    {
        return Err(does_not_match(
            "'SignedHeaders' must name each header once, in lower case and sorted.",
        ));
    }
    Ok(names)
}

fn incomplete(message: &str) -> ApiError {
    ApiError::new("IncompleteSignature", 400, message)
}

fn unsupported(algorithm: &str) -> ApiError {
    let shown: String = algorithm.chars().take(40).collect();
    incomplete(&format!("Unsupported AWS 'algorithm': '{shown}'."))
}
