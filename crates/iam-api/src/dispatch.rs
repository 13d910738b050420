//! From an HTTP request to its action: by target header, credential scope, path,
//! `Version` and `Action`. Whatever happens, the answer has the protocol's form.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use aws_wire::query::Parameters;
use aws_wire::sigv4::{HttpRequest, Presented};
use aws_wire::xml::Namespace;
use aws_wire::{ApiError, json, rest_json};
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, Response, Uri};
use service::Caller;
use service::audit::calls::{self, Ended};
use service::credentials::authenticate::{require_iam, require_sts};

use crate::answer::{self, Format};
use crate::authenticate;
use crate::call::{Call, JsonCall};
use crate::door::{Door, Sender};
use crate::operations::{self, Api, Operation, State as Built};
use crate::refusal::{self, Refusal};

/// How long a request may take to arrive, however busily it trickles.
const PATIENCE: Duration = Duration::from_secs(30);

/// Says whether a request is one of a program, not of a person's browser: it is
/// signed in AWS's way, names a target or an action, or posts to the root.
pub fn is_for_programs(method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    let signed =
        headers.get_all("authorization").iter().any(|value| value.as_bytes().starts_with(b"AWS"));
    let query = uri.query().unwrap_or_default();
    let named = query.split('&').any(|pair| {
        pair.starts_with("X-Amz-") || (uri.path() == "/" && pair.starts_with("Action="))
    });
    signed
        || named
        || headers.contains_key("x-amz-target")
        || (method == Method::POST && uri.path() == "/")
}

/// Does what was asked. An action that fails in a way that nobody foresaw is refused
/// like any other, in the form and with the id that the request has.
async fn guarded(
    format: Format,
    action: impl Future<Output = Result<Body, Refusal>>,
) -> Result<Body, Refusal> {
    let mut action = pin!(action);
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| action.as_mut().poll(context))).unwrap_or_else(|_| {
            tracing::error!("internal fault: an action panicked");
            Poll::Ready(Err(refusal::internal(format.namespace()).into()))
        })
    })
    .await
}

/// Answers a request of a program. Which operation it is, the request alone says: there
/// is one path, or none that counts.
pub async fn serve(door: &Door, request: Request<Body>) -> Response<Body> {
    let id = answer::request_id(door.service().nonce());
    let (parts, body) = request.into_parts();
    let arriving = axum::body::to_bytes(body, Parameters::MAX_BYTES);
    let body = match tokio::time::timeout(PATIENCE, arriving).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) => return answer::refusal(format_of(&parts, None), &unread(&error), &id),
        Err(_) => return answer::refusal(format_of(&parts, None), &too_slow(), &id),
    };
    let headers: Vec<(&str, &[u8])> =
        parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let request = HttpRequest {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &headers,
        body: &body,
    };
    let presented = Presented::read(&request);
    let format = format_of(&parts, presented.as_ref().ok());
    let result = match presented {
        Ok(presented) => {
            let incoming = Incoming { door, parts: &parts, request, body: &body, id: &id };
            let action = async {
                match format {
                    Format::Json => incoming.json(&presented).await,
                    Format::RestJson => incoming.rest_json(&presented).await,
                    Format::Xml(_) => incoming.query(&presented).await,
                }
            };
            guarded(format, action).await
        }
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(body) => answer::success(format, body, &id),
        Err(refused) => answer::refusal(format, &refused.into_error(format.namespace()), &id),
    }
}

/// Is a request whose body is here.
struct Incoming<'a> {
    door: &'a Door,
    parts: &'a Parts,
    request: HttpRequest<'a>,
    body: &'a Bytes,
    id: &'a str,
}

impl Incoming<'_> {
    fn sender(&self) -> Sender {
        let unknown = Sender { address: std::net::Ipv4Addr::UNSPECIFIED.into(), secure: false };
        self.parts.extensions.get::<Sender>().copied().unwrap_or(unknown)
    }

    fn require_root_path(&self) -> Result<(), ApiError> {
        if self.request.path == "/" {
            return Ok(());
        }
        Err(ApiError::new("UnknownOperationException", 404, "There is no operation at this path."))
    }

    async fn query(&self, presented: &Presented) -> Result<Body, Refusal> {
        self.require_root_path()?;
        if !matches!(self.request.method, "GET" | "POST") {
            return Err(ApiError::new(
                "MethodNotAllowed",
                405,
                "The Query protocol has the methods GET and POST.",
            )
            .into());
        }
        // Both parts are signed, so both count; see `Parameters` for limits.
        let parameters = Parameters::parse(self.request.query.as_bytes())
            .and_then(|read| read.and(if self.request.method == "POST" { self.body } else { b"" }));
        let version = parameters.as_ref().ok().and_then(|read| read.get("Version"));
        let api = match (presented.scope().service.as_str(), version) {
            ("iam", _) => Api::Iam,
            ("sts", _) | (_, Some("2011-06-15")) => Api::Sts,
            _ => Api::Iam,
        };
        let svc = self.door.service();
        let caller =
            authenticate::run(svc, api, presented, &self.request, self.sender(), self.id).await?;
        let (operation, outcome) = match parameters {
            Ok(parameters) => self.perform(api, &caller, &parameters).await,
            Err(error) => (None, Err(error.into())),
        };
        self.end(api.namespace(), &caller, operation, outcome).await
    }

    /// Puts a call on record before its answer goes out.
    async fn end(
        &self,
        namespace: Namespace,
        caller: &Caller,
        operation: Option<&'static Operation>,
        outcome: Result<Body, Refusal>,
    ) -> Result<Body, Refusal> {
        let svc = self.door.service();
        let operation = operation.map(|operation| operation.name);
        let error = match outcome {
            Ok(body) => {
                calls::run(svc, caller, Ended { operation, error: None }).await?;
                return Ok(body);
            }
            Err(refused) => refused.into_error(namespace),
        };
        let ended = Ended { operation, error: Some((error.code(), error.message())) };
        if let Err(unrecorded) = calls::run(svc, caller, ended).await {
            tracing::warn!(%unrecorded, code = error.code(), "a refusal is not on record");
        }
        Err(error.into())
    }

    /// Leads a call to its action; says which operation it was.
    async fn perform(
        &self,
        api: Api,
        caller: &Caller,
        parameters: &Parameters<'_>,
    ) -> (Option<&'static Operation>, Result<Body, Refusal>) {
        let operation = match find(api, parameters) {
            Ok(operation) => operation,
            Err(error) => return (None, Err(error.into())),
        };
        let called = async {
            match api {
                Api::Iam => require_iam(caller)?,
                Api::Sts => require_sts(caller, operation.name)?,
                Api::CloudTrail | Api::Account => {}
            }
            let Built::Works(run) = operation.state else {
                return Err(not_implemented(operation).into());
            };
            let call = Call {
                service: self.door.service(),
                caller,
                parameters,
                namespace: api.namespace(),
                operation: operation.name,
                request_id: self.id,
            };
            run(&call).await.map(Body::from)
        };
        (Some(operation), called.await)
    }

    async fn json(&self, presented: &Presented) -> Result<Body, Refusal> {
        self.require_root_path()?;
        let mut targets = self.request.header("x-amz-target");
        let target = targets.next().filter(|_| targets.next().is_none()).unwrap_or_default();
        let target = std::str::from_utf8(target).ok().and_then(json::Target::parse);
        let unknown = || ApiError::new("UnknownOperationException", 400, "Unknown target.");
        let target = target.ok_or_else(unknown)?;
        if !target.service.ends_with("CloudTrail_20131101") {
            return Err(unknown().into());
        }
        let svc = self.door.service();
        let api = Api::CloudTrail;
        let caller =
            authenticate::run(svc, api, presented, &self.request, self.sender(), self.id).await?;
        let operation = operations::find(api, target.operation);
        let outcome = self.perform_json(&caller, operation, unknown()).await;
        self.end(api.namespace(), &caller, operation, outcome).await
    }

    async fn rest_json(&self, presented: &Presented) -> Result<Body, Refusal> {
        let (svc, api) = (self.door.service(), Api::Account);
        let caller =
            authenticate::run(svc, api, presented, &self.request, self.sender(), self.id).await?;
        let named =
            rest_json::operation(self.request.path).filter(|_| self.request.method == "POST");
        let operation = named.and_then(|name| operations::find(api, &name));
        let unknown =
            ApiError::new("UnknownOperationException", 404, "There is no operation at this path.");
        let outcome = self.perform_json(&caller, operation, unknown).await;
        self.end(api.namespace(), &caller, operation, outcome).await
    }

    /// Leads a call in JSON to its action.
    async fn perform_json(
        &self,
        caller: &Caller,
        operation: Option<&'static Operation>,
        unknown: ApiError,
    ) -> Result<Body, Refusal> {
        match operation.map(|operation| operation.state) {
            Some(Built::WorksInJson(run)) => {
                let (service, site) = (self.door.service(), self.door.site());
                run(&JsonCall { service, site, caller, body: self.body }).await.map(Body::from)
            }
            Some(_) => Err(operation.map_or(unknown, not_implemented).into()),
            None => Err(unknown.into()),
        }
    }
}

/// Finds the operation that a request of the Query protocol names.
fn find(api: Api, parameters: &Parameters<'_>) -> Result<&'static Operation, ApiError> {
    let action = parameters.get("Action").filter(|action| !action.is_empty());
    let action = action.ok_or_else(|| {
        ApiError::new(
            "MissingAction",
            400,
            "The request is missing an action or a required parameter.",
        )
    })?;
    let version = parameters.get("Version").unwrap_or_default();
    operations::find(api, action)
        .filter(|_| version == api.namespace().version())
        .ok_or_else(|| unknown_action(action, version))
}

/// Decides how to answer, also when next to nothing is known of the request.
fn format_of(parts: &Parts, presented: Option<&Presented>) -> Format {
    if parts.headers.contains_key("x-amz-target") {
        return Format::Json;
    }
    let account = match presented {
        Some(presented) => presented.scope().service == Api::Account.signing_name(),
        None => rest_json::operation(parts.uri.path())
            .is_some_and(|name| operations::find(Api::Account, &name).is_some()),
    };
    if account {
        return Format::RestJson;
    }
    let sts = match presented {
        Some(presented) => presented.scope().service == "sts",
        None => parts.uri.query().is_some_and(|query| query.contains("Version=2011-06-15")),
    };
    Format::Xml(if sts { Namespace::Sts } else { Namespace::Iam })
}

fn unread(error: &axum::Error) -> ApiError {
    use std::error::Error as _;
    // The limit is the only fault that has a source of its own here.
    let large = error.source().is_some_and(|source| source.to_string().contains("limit"));
    if large {
        let most = Parameters::MAX_BYTES;
        let message = format!("A request has at most {most} bytes.");
        ApiError::new("RequestEntityTooLarge", 413, message)
    } else {
        too_slow()
    }
}

fn too_slow() -> ApiError {
    ApiError::new("RequestTimeout", 408, "The request did not arrive in time.")
}

fn unknown_action(action: &str, version: &str) -> ApiError {
    let short = |text: &str| text.chars().take(128).collect::<String>();
    let (action, version) = (short(action), short(version));
    let message = format!("Could not find operation {action} for version {version}");
    ApiError::new("InvalidAction", 400, message)
}

fn not_implemented(operation: &Operation) -> ApiError {
    let Operation { name, differences, .. } = operation;
    let message = format!("Secondkey does not implement the operation {name}. {differences}");
    ApiError::new("NotImplemented", 501, message.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_nobody_foresaw_is_answered_in_the_form_of_the_request() {
        for (format, kind, told) in [
            (Format::Xml(Namespace::Iam), "text/xml", "<Code>ServiceFailure</Code>"),
            (Format::Json, "application/x-amz-json-1.1", "\"__type\""),
            (Format::RestJson, "application/json", "\"message\""),
        ] {
            let refused = guarded(format, async { panic!("nobody foresaw this") }).await;
            let error = refused.unwrap_err().into_error(format.namespace());
            let answer = answer::refusal(format, &error, "the-id");
            assert_eq!(answer.status(), 500, "{format:?}");
            assert!(answer.headers()["content-type"].to_str().unwrap().starts_with(kind));
            assert_eq!(answer.headers()["x-amzn-requestid"], "the-id");
            let body = axum::body::to_bytes(answer.into_body(), 1 << 16).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            assert!(body.contains(told) && !body.contains("foresaw"), "{body}");
        }
    }
}
