//! `secondkeyd serve`: the service itself.

use std::io::IsTerminal as _;
use std::time::Duration;

use anyhow::Context;
use console::Console;
use service::credentials::keep_uses;
use service::{audit, outbox, set_up};
use storage_sql::Exclusive;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::config::Config;
use crate::http::Doors;
use crate::phone::{self, Line};
use crate::{http, mailer, print, wiring, workers};

/// How long the message that is being sent may take to the end.
const LAST_MAIL: Duration = Duration::from_secs(10);

pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    start_logging();
    wiring::data_folder(&config)?;
    // PostgreSQL is there to be shared; a SQLite store has one server.
    let alone = match config.database_url {
        None => Some(Exclusive::acquire(&config.sqlite_file())?),
        Some(_) => None,
    };
    let (service, store) = wiring::open(&config).await?;
    if alone.is_some() {
        outbox::release::run(&service).await?;
    }
    let begun = audit::begin::run(&service).await?;
    if begun > 0 {
        tracing::info!(trails = begun, "the audit trails from before are proved from here on");
    }
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;

    let console =
        Console::new(service.clone(), config.public_url.clone(), config.trusted_proxies.clone());
    let line = Line::open(&config.phone);
    let doors = Doors::open(&service, console, line.as_ref(), &config.public_url.to_string());
    let link = set_up::issue::run(&service).await?;
    let link =
        link.map(|token| format!("{}/set-up/{}", config.public_url, token.expose().as_str()));
    print::welcome(&config.public_url.to_string(), link.as_deref());

    let to_mail = service.clone();
    let worker = tokio::spawn(workers::clear_away(service.clone()));
    let writing = tokio::spawn(workers::write_gathered(service.clone()));
    let calling = line.map(|line| {
        let url = config.public_url.to_string();
        tokio::spawn(phone::place_calls(service.clone(), line, url))
    });
    let folder = config.audit_checkpoints.clone();
    let stating = tokio::spawn(workers::state_checkpoints(
        service.clone(),
        config.checkpoint_interval,
        folder,
    ));
    let (stop_mail, mail_stops) = watch::channel(false);
    let mailing =
        tokio::spawn(mailer::run(to_mail, config.mail.clone(), config.host(), mail_stops));
    if !config.mail.is_there() {
        tracing::warn!(
            "no mail server is set up (--smtp-url): notices are kept until there is one, and \
             nothing that needs a mail is offered"
        );
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    let served = http::serve(listener, doors, stop).await;
    worker.abort();
    if let Some(calling) = calling {
        calling.abort();
    }
    stating.abort();
    writing.abort();
    if let Err(error) = audit::flush::run(&service, true).await {
        tracing::warn!(%error, "the last records of calls that only read are lost");
    }
    if let Err(error) = keep_uses::run(&service).await {
        tracing::warn!(%error, "the last uses of keys are not noted");
    }
    // A message that is being handed over is noted, or it would come twice.
    let _ = stop_mail.send(true);
    if tokio::time::timeout(LAST_MAIL, mailing).await.is_err() {
        tracing::warn!("a message was being sent at the end; it may come twice");
    }
    drop(service);
    // A request that was cut off may still hold the service, and so the store.
    tokio::task::spawn_blocking(move || store.close()).await?;
    served
}

/// Writes log lines to standard error; `RUST_LOG` says which.
fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    // Colours are for people: a log in a file has none.
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(std::io::stderr)
        .init();
}
