//! One connection to a mail server (RFC 5321), kept for several messages. Each
//! step of the conversation tells whose fault a refusal is: up to the sender's
//! address it is ours or the server's, from the recipient on it is the message's.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error, response::Response};
use tokio::time::timeout;

use super::wire::Wire;
use super::{Failure, Mail, Sender, SmtpUrl, Tls, compose, wire};

/// How long connecting, TLS and authentication may take together.
const CONNECT: Duration = Duration::from_secs(30);
/// How long one step may take (RFC 5321, section 4.5.3.2, allows minutes; a
/// server that takes longer is asked again later).
const STEP: Duration = Duration::from_mins(1);
/// Messages over one connection: servers do not like endless ones.
const MESSAGES: u32 = 100;

/// Is a mail server with at most one connection to it.
pub struct Smtp {
    url: SmtpUrl,
    from: Sender,
    hello: ClientId,
    open: Option<(AsyncSmtpConnection, u32)>,
}

impl Smtp {
    /// Takes a server. `host` is what this machine calls itself there: the host
    /// of the public address.
    pub fn new(url: SmtpUrl, from: Sender, host: &str) -> Self {
        // Somebody else may have installed one, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let hello = match host.parse() {
            Ok(std::net::IpAddr::V4(address)) => ClientId::Ipv4(address),
            Ok(std::net::IpAddr::V6(address)) => ClientId::Ipv6(address),
            Err(_) => ClientId::Domain(host.to_owned()),
        };
        Self { url, from, hello, open: None }
    }

    /// Hands a message to the server. `Ok` means that it has said that it has it.
    pub async fn deliver(&mut self, mail: &Mail<'_>) -> Result<(), Failure> {
        let bytes = compose(&self.from, mail)?;
        let to: Address = mail
            .to
            .parse()
            .map_err(|_| Failure::Never("the address cannot be written to".to_owned()))?;
        let (mut connection, count) = match self.open.take() {
            Some((connection, count)) if count < MESSAGES => (connection, count),
            Some((connection, _)) => {
                end(connection).await;
                (self.connect().await?, 0)
            }
            None => (self.connect().await?, 0),
        };
        let delivered = converse(&mut connection, &self.from, to, &bytes).await;
        let usable = match &delivered {
            Ok(()) => true,
            // After a refusal of the message the conversation begins anew.
            Err((_, Conversation::Goes)) => reset(&mut connection).await,
            Err((_, Conversation::Over)) => false,
        };
        if usable {
            self.open = Some((connection, count + 1));
        }
        delivered.map_err(|(failure, _)| failure)
    }

    /// Ends the connection.
    pub async fn rest(&mut self) {
        if let Some((connection, _)) = self.open.take() {
            end(connection).await;
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        match timeout(CONNECT, self.try_connect()).await {
            Ok(connected) => connected.map_err(Failure::NoWay),
            Err(_) => Err(Failure::NoWay(format!("{} does not answer in time", self.url))),
        }
    }

    async fn try_connect(&self) -> Result<AsyncSmtpConnection, String> {
        let (host, port) = (self.url.host.as_str(), self.url.port);
        let wire = match self.url.tls {
            Tls::FromTheBeginning => wire::encrypted(host, port).await,
            Tls::StartTls | Tls::Off => wire::plain(host, port).await,
        };
        let wire = wire.map_err(|error| format!("Connection error: {}", in_words(&error)))?;
        self.begin(wire).await.map_err(|error| in_words(&error))
    }

    /// Begins a conversation.
    async fn begin(&self, wire: Wire) -> Result<AsyncSmtpConnection, Error> {
        let hello = &self.hello;
        let mut connection = AsyncSmtpConnection::connect_with_transport(wire, hello).await?;
        if self.url.tls == Tls::StartTls {
            // A server that does not offer it is refused: somebody may be between.
            connection.starttls(TlsParameters::new(self.url.host.clone())?, hello).await?;
        }
        if let Some((user, password)) = &self.url.user {
            let credentials = Credentials::new(user.clone(), password.as_str().to_owned());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        Ok(connection)
    }
}

/// Is whether a conversation can go on after a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conversation {
    Goes,
    Over,
}

/// Hands one message over.
async fn converse(
    connection: &mut AsyncSmtpConnection,
    from: &Sender,
    to: Address,
    bytes: &[u8],
) -> Result<(), (Failure, Conversation)> {
    let mut parameters = Vec::new();
    if !to.to_string().is_ascii() {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let why = "the mail server cannot write to addresses with other than ASCII letters";
            return Err((Failure::Never(why.to_owned()), Conversation::Goes));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let sender = MailFrom::new(Some(from.0.email.clone()), parameters);
    step(connection.command(sender)).await.map_err(|broken| match broken {
        Broken::Said { words, .. } | Broken::Lost(words) => {
            (Failure::NoWay(words), Conversation::Over)
        }
    })?;
    let recipient = Rcpt::new(to, Vec::new());
    step(connection.command(recipient)).await.map_err(Broken::of_the_message)?;
    step(connection.command(Data)).await.map_err(Broken::of_the_message)?;
    step(connection.message(bytes)).await.map_err(Broken::of_the_message)?;
    Ok(())
}

async fn reset(connection: &mut AsyncSmtpConnection) -> bool {
    step(connection.command("RSET\r\n")).await.is_ok()
}

async fn end(mut connection: AsyncSmtpConnection) {
    // Good manners only; whatever comes back, it is over.
    let _ = timeout(Duration::from_secs(2), connection.quit()).await;
}

/// Is why a step failed.
enum Broken {
    /// The server said so.
    Said {
        /// Whether it may change its mind.
        later: bool,
        /// Whether the whole connection is refused.
        closing: bool,
        /// What it said.
        words: String,
    },
    /// The server is gone, or too slow.
    Lost(String),
}

impl Broken {
    fn of_the_message(self) -> (Failure, Conversation) {
        match self {
            Self::Said { words, closing: true, .. } => (Failure::NoWay(words), Conversation::Over),
            Self::Said { words, later: true, .. } => (Failure::Later(words), Conversation::Goes),
            Self::Said { words, .. } => (Failure::Never(words), Conversation::Goes),
            // It may have been taken. It comes again with the same Message-ID.
            Self::Lost(words) => (Failure::Later(words), Conversation::Over),
        }
    }
}

async fn step(
    conversation: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Broken> {
    let error = match timeout(STEP, conversation).await {
        Ok(Ok(response)) => return Ok(response),
        Ok(Err(error)) => error,
        Err(_) => return Err(Broken::Lost("the mail server does not answer in time".to_owned())),
    };
    let Some(code) = error.status() else { return Err(Broken::Lost(in_words(&error))) };
    let words = in_words(&error);
    let code = code.to_string();
    // Not about this recipient, but about us: the service is closing down
    // (421), wants authentication (530, 535, 538) or encryption.
    let closing = ["421", "530", "535", "538"].contains(&code.as_str());
    // A policy (RFC 3463, X.7.X) is about us as well, and may be a mistake in
    // the server's settings: it is not taken for the last word.
    let later = error.is_transient() || words.contains("5.7.");
    Err(Broken::Said { later, closing, words })
}

/// Returns what went wrong, with what the server said.
fn in_words(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_words = inner.to_string();
        if !words.contains(&inner_words) {
            words = format!("{words}: {inner_words}");
        }
        cause = inner.source();
    }
    words
}
