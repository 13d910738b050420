//! `secondkeyd doctor`: looks at folder, key and store, changes nothing, and says
//! what is wrong and what to do.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;

use serde::Serialize;

use crate::config::Config;
use crate::mail_config::MailWay;
use crate::master_key::KeyError;
use crate::{master_key, print, wiring};

/// Is how the answer is printed.
#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Finding {
    check: &'static str,
    ok: bool,
    detail: String,
}

impl Finding {
    fn of(check: &'static str, looked: anyhow::Result<String>) -> Self {
        match looked {
            Ok(detail) => Self { check, ok: true, detail },
            Err(error) => Self { check, ok: false, detail: format!("{error:#}") },
        }
    }
}

#[derive(Serialize)]
struct Diagnosis {
    ok: bool,
    findings: Vec<Finding>,
}

impl Doctor {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let json = self.json;
        // Reading a whole store is no work for a thread that drives others.
        let findings = tokio::task::spawn_blocking(move || {
            vec![
                Finding::of("data folder", folder(&config)),
                Finding::of("master key", key(&config)),
                Finding::of("store", store(&config)),
                Finding::of("mail", mail(&config)),
            ]
        })
        .await?;
        let diagnosis = Diagnosis { ok: findings.iter().all(|finding| finding.ok), findings };
        if json {
            print::json(&diagnosis)?;
        } else {
            for finding in &diagnosis.findings {
                let mark = if finding.ok { "ok    " } else { "FAULT " };
                print::line(&format!("{mark} {}: {}", finding.check, finding.detail));
            }
        }
        if diagnosis.ok { Ok(()) } else { anyhow::bail!("something needs attention") }
    }
}

fn folder(config: &Config) -> anyhow::Result<String> {
    let place = config.data_dir.display();
    let mode = std::fs::metadata(&config.data_dir)
        .map_err(|error| anyhow::anyhow!("{place}: {error}"))?
        .permissions()
        .mode()
        & 0o777;
    if mode & 0o077 != 0 {
        anyhow::bail!("{place} can be entered by others (mode {mode:04o}): run chmod 700 on it");
    }
    Ok(format!("{place}, mode {mode:04o}"))
}

fn key(config: &Config) -> anyhow::Result<String> {
    let key = master_key::load(&config.key_file())?;
    if let Some(mark) = mark_of_store(config)
        && mark != key.fingerprint()
    {
        return Err(KeyError::Foreign(config.key_file()).into());
    }
    Ok(format!("{}, mark {}", config.key_file().display(), key.fingerprint()))
}

/// Returns the mark of the key that the store was made with; `None` where there
/// is none to be read, which the look at the store explains.
fn mark_of_store(config: &Config) -> Option<String> {
    wiring::require_store(config).ok()?;
    let store = wiring::open_store(config).ok()?;
    let mark = storage::read(&store, |tx| tx.key_mark());
    tokio::runtime::Handle::current().block_on(mark).ok()?
}

/// Looks at the mail that waits. That none is sent is no fault, but is said.
fn mail(config: &Config) -> anyhow::Result<String> {
    wiring::require_store(config)?;
    let store = wiring::open_store(config)?;
    let looked = storage::read(&store, |tx| {
        Ok::<_, storage::StorageError>((tx.outbox_counts()?, tx.given_up(5)?))
    });
    let (counts, given_up) = tokio::runtime::Handle::current().block_on(looked)?;
    let way = match &config.mail {
        MailWay::None => {
            "no mail server is set up (--smtp-url), so nobody is told of anything".to_owned()
        }
        MailWay::Smtp(url, _) => format!("by {url}"),
        MailWay::Folder(place, _) => format!("into {}", place.display()),
    };
    let standing = format!(
        "{way}; {} messages wait, {} were sent and {} given up in the last 30 days",
        counts.queued, counts.sent, counts.given_up
    );
    if given_up.is_empty() {
        return Ok(standing);
    }
    let mut words = format!("{standing}; the last ones that were given up:");
    for one in given_up {
        let (account, kind, recipient) = (one.account, &one.kind, one.recipient.as_str());
        let _ = write!(words, "\n         {kind} of {account} to {recipient}: {}", one.why);
    }
    anyhow::bail!(words)
}

fn store(config: &Config) -> anyhow::Result<String> {
    wiring::require_store(config)?;
    let store = wiring::open_store(config)?;
    let report = store.check()?;
    Ok(format!(
        "{} version {}: {} accounts, {} users, {} devices, {} sessions, {} records",
        report.engine,
        report.version,
        report.accounts,
        report.users,
        report.devices,
        report.sessions,
        report.audit_records
    ))
}
