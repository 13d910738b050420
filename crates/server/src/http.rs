//! Connections: accepted, bounded in number and in patience, and ended in order
//! when the service is told to stop.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use console::Console;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use iam_api::{Door, Sender};
use service::{Service, maintenance};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::phone::{self, Line};

/// Connections at the same time.
const CONNECTIONS: usize = 4096;
/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// How long a client may stay silent within a body.
const BODY: Duration = Duration::from_secs(10);
/// How long running requests may take to end after the signal.
const GRACE: Duration = Duration::from_secs(10);

/// Is the two doors of a service that is reached at one address.
pub(crate) struct Doors {
    people: Router,
    programs: Door,
    console: Console,
    /// Whether the service is reached by TLS.
    secure: bool,
}

impl Doors {
    /// Opens the doors, for a service that is reached at `public_url`.
    pub(crate) fn open(
        service: &Service,
        console: Console,
        line: Option<&Line>,
        public_url: &str,
    ) -> Self {
        let people = Router::new()
            .route("/health/ready", get(ready).with_state(service.clone()))
            .merge(phone::routes(service, &console, line))
            .fallback_service(console::router(console.clone()))
            .layer(RequestBodyTimeoutLayer::new(BODY))
            .layer(CatchPanicLayer::new());
        Self {
            people,
            programs: Door::new(service.clone()).beside(public_url),
            console,
            secure: public_url.starts_with("https:"),
        }
    }

    /// Leads programs to their door, which has its own patience and its own answer to
    /// faults, and people to theirs.
    async fn answer(&self, peer: SocketAddr, mut request: Request<Body>) -> Response {
        if iam_api::is_for_programs(request.method(), request.uri(), request.headers()) {
            let address = self.console.sender(peer.ip(), request.headers());
            request.extensions_mut().insert(Sender { address, secure: self.secure });
            return iam_api::serve(&self.programs, request).await;
        }
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
        match self.people.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Answers 200 when requests can be served.
async fn ready(State(service): State<Service>) -> impl IntoResponse {
    let (status, said) = match maintenance::ready(&service).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    };
    (status, [(CACHE_CONTROL, "no-store"), (X_CONTENT_TYPE_OPTIONS, "nosniff")], said)
}

/// Serves until `stop` resolves, then lets running requests end.
pub(crate) async fn serve(
    listener: TcpListener,
    doors: Doors,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let (doors, places) = (Arc::new(doors), Arc::new(Semaphore::new(CONNECTIONS)));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let place = Arc::clone(&places).acquire_owned().await?;
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, mostly: others will end soon.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let doors = Arc::clone(&doors);
        let service = service_fn(move |request: Request<Incoming>| {
            let doors = Arc::clone(&doors);
            async move { Ok::<_, Infallible>(doors.answer(peer, request.map(Body::new)).await) }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended badly");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    Ok(())
}
