//! The bytes between us and a mail server, sent as soon as they are written.
//!
//! A message and the line that ends it are two writes. By default the kernel keeps the
//! second until the first has arrived, which the other side acknowledges after 40 ms or so:
//! each message would take as long, and a process that dies in that time leaves an end that
//! is sent without anybody being there to hear the answer (`docs/decisions`, 15).

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Is a way to a mail server.
pub(super) type Wire = Box<dyn AsyncTokioStream>;

/// Connects without encryption; STARTTLS may follow.
pub(super) async fn plain(host: &str, port: u16) -> io::Result<Wire> {
    Ok(Box::new(connect(host, port).await?))
}

/// Connects with TLS from the first byte (RFC 8314). The server proves its name to the
/// certification authorities that this machine trusts.
pub(super) async fn encrypted(host: &str, port: u16) -> io::Result<Wire> {
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let trust = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let stream = connect(host, port).await?;
    let stream = TlsConnector::from(Arc::new(trust)).connect(name, stream).await?;
    Ok(Box::new(Encrypted(stream)))
}

async fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[derive(Debug)]
struct Encrypted(TlsStream<TcpStream>);

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
