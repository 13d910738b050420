//! An empty handler on the HTTP stack of the service: the body is read, a few bytes
//! are answered, and nothing is done.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// What is answered: as long as the answer to GetCallerIdentity.
const ANSWER: &str = "<Nothing xmlns=\"https://example.com/\">\
     ................................................................................\
     ................................................................................\
     ................................................................................\
     ................................................................................</Nothing>";

/// Is a running server; it ends when this is dropped.
pub(crate) struct Empty {
    pub(crate) host: SocketAddr,
    _runtime: Runtime,
}

impl Empty {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let host = listener.local_addr()?;
        runtime.spawn(serve(listener));
        Ok(Self { host, _runtime: runtime })
    }
}

async fn serve(listener: TcpListener) {
    let answer = |_: Bytes| async { ([(CONTENT_TYPE, "text/xml")], ANSWER) };
    let router = Router::new().route("/", post(answer));
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(10))
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        tokio::spawn(connection);
    }
}
