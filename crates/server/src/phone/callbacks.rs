//! Where the gateway reports. A report is believed when the gateway has signed it
//! for this very address; then the service judges whether it is about a call that
//! is under way.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use console::Console;
use identity::recovery::CallEnd;
use phone::{Ended, Gateway, Received, Refused, Report, Spoken};
use service::recovery::RecoveryLink;
use service::recovery::calls::report::{Heard, Said, run};
use service::{Peer, Service};

use super::Line;
use super::gateway::now;

/// The largest report that is read, in bytes.
const LARGEST: usize = 16 * 1024;

#[derive(Clone)]
struct Door {
    service: Service,
    console: Console,
    gateway: Arc<dyn Gateway>,
    public_url: String,
}

/// Builds the routes at which a gateway reports; none where there is no gateway.
pub(crate) fn routes(service: &Service, console: &Console, line: Option<&Line>) -> Router {
    let Some(Line::Gateway(gateway)) = line else { return Router::new() };
    let door = Door {
        service: service.clone(),
        console: console.clone(),
        gateway: Arc::clone(gateway),
        public_url: service.settings().public_url.clone(),
    };
    Router::new().route("/phone/{link}", post(take).with_state(door))
}

async fn take(State(door): State<Door>, Path(link): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let address = format!("{}{path}", door.public_url);
    let Ok(report) = read(&door, &parts.headers, &address, &body) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let Some(link) = RecoveryLink::parse(&link) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let connected = connected.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let peer = Peer::new(door.console.sender(connected, &parts.headers));
    let heard = match report {
        Report::Ringing => Heard::Ringing,
        Report::Answered => Heard::Answered,
        Report::Digits(keyed) => Heard::Digits(keyed),
        Report::Ended(Ended::Completed) => Heard::completed(),
        Report::Ended(Ended::Busy) => Heard::Ended(CallEnd::Busy),
        Report::Ended(Ended::NoAnswer) => Heard::Ended(CallEnd::NoAnswer),
        Report::Ended(Ended::Failed) => Heard::Ended(CallEnd::Gateway),
    };
    let spoken = match run(&door.service, &link, heard, &body, peer).await {
        Ok(Said::Right) => Spoken::Thanks,
        Ok(Said::Again) => Spoken::Again,
        Ok(Said::Over) => Spoken::Over,
        Ok(Said::Nothing) => Spoken::Nothing,
        Err(error) => {
            tracing::warn!(%error, "a report on a telephone call could not be kept");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let reply = door.gateway.reply(spoken, &address);
    let headers = [
        (CONTENT_TYPE, reply.content_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Body::from(reply.body)).into_response()
}

/// Reads a report, if the gateway has signed it.
fn read(door: &Door, headers: &HeaderMap, address: &str, body: &[u8]) -> Result<Report, Refused> {
    let header = |name: &str| only(headers, name);
    door.gateway.read(&Received { address, header: &header, body, now: now() })
}

/// Returns a header that stands there once.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut found = headers.get_all(name).iter();
    match (found.next(), found.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}
