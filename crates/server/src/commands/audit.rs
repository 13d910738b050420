//! `secondkeyd audit ...`: checking and exporting the audit trail, while the
//! service runs and while it does not.

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use identity::audit::{Broken, Fault};
use identity::names::AccountId;
use serde::Serialize;
use service::audit::{checkpoint, verify};

use super::audit_export::Export;
use crate::checkpoint_files::Kept;
use crate::config::{Config, UsageError};
use crate::{print, wiring};

/// Is what is done with the trail.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Checks every record and names the first one that is not as it was written
    Verify(Verify),
    /// Writes an account's records as CloudTrail events
    Export(Export),
    /// Prints the public key that signed checkpoints are checked with
    PublicKey {
        /// Prints JSON
        #[arg(long)]
        json: bool,
    },
}

/// Is what is checked.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// Number of the account [default: all accounts]
    #[arg(long, value_name = "12_DIGITS")]
    account: Option<String>,
    /// File or folder with checkpoints that were kept elsewhere; those in the folder of the configuration are always looked at
    #[arg(long, value_name = "PATH")]
    checkpoints: Vec<PathBuf>,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

/// Says that a trail is not as it was written.
#[derive(Debug)]
pub(crate) struct Tampered;

impl std::fmt::Display for Tampered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the audit trail is not as it was written")
    }
}

impl std::error::Error for Tampered {}

impl Audit {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        wiring::require_store(&config)?;
        match self {
            Self::Verify(verify) => verify.run(&config).await,
            Self::Export(export) => export.run(&config).await,
            Self::PublicKey { json } => public_key(&config, json).await,
        }
    }
}

/// Reads the number of an account from the command line.
pub(super) fn account(text: &str) -> anyhow::Result<AccountId> {
    AccountId::parse(text).map_err(|error| UsageError(format!("--account: {error}")).into())
}

#[derive(Serialize)]
struct Found {
    ok: bool,
    accounts: u64,
    records: u64,
    checkpoints: u64,
    broken: Vec<Place>,
    unsigned_checkpoints: u64,
    unreadable_lines: u64,
}

/// Is where a trail is broken.
#[derive(Serialize)]
struct Place {
    account_id: String,
    sequence: u64,
    fault: &'static str,
    detail: &'static str,
}

impl Place {
    fn new((account, broken): (AccountId, Broken)) -> Self {
        Self {
            account_id: account.to_string(),
            sequence: broken.seq,
            fault: broken.fault.name(),
            detail: in_words(broken.fault),
        }
    }
}

fn in_words(fault: Fault) -> &'static str {
    match fault {
        Fault::Removed => "the record is missing, and later ones are there",
        Fault::Changed => "the record was changed, or moved here from another place",
        Fault::Forged => "the record, or its hash, was not written by the service",
        Fault::Truncated => "the record and all that followed are missing",
        Fault::Rewritten => {
            "from here on the store tells another past than a signed checkpoint: it was written \
             anew with the master key, or an older copy of the store was put back"
        }
        Fault::UnsignedCheckpoint => {
            "the store's checkpoint of this record was not signed by the service"
        }
    }
}

impl Verify {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let account = self.account.as_deref().map(account).transpose()?;
        let (service, _store) = wiring::open(config).await?;
        // Before the trail is looked at, which only grows meanwhile.
        let mut kept = Kept::default();
        let own = Some(&config.audit_checkpoints).filter(|folder| folder.exists());
        for place in own.into_iter().chain(&self.checkpoints) {
            kept.read(place).with_context(|| format!("the checkpoints in {}", place.display()))?;
        }
        if let Some(account) = account {
            kept.checkpoints.retain(|signed| signed.checkpoint.account == account);
        }
        let report = verify::run(&service, account, &kept.checkpoints).await?;
        let found = Found {
            ok: report.is_sound() && kept.unreadable == 0,
            accounts: report.accounts,
            records: report.records,
            checkpoints: report.checkpoints,
            broken: report.broken.into_iter().map(Place::new).collect(),
            unsigned_checkpoints: report.unsigned,
            unreadable_lines: kept.unreadable,
        };
        if self.json {
            print::json(&found)?;
        } else {
            print_found(&found);
        }
        if found.ok { Ok(()) } else { Err(Tampered.into()) }
    }
}

fn print_found(found: &Found) {
    print::line(&format!(
        "{} records of {} accounts are as they were written; {} checkpoints agree.",
        found.records, found.accounts, found.checkpoints
    ));
    for place in &found.broken {
        print::line(&format!(
            "BROKEN account {} at record {}: {}",
            place.account_id, place.sequence, place.detail
        ));
    }
    if found.unsigned_checkpoints > 0 {
        print::line(&format!(
            "BROKEN {} kept checkpoints were not signed by this service",
            found.unsigned_checkpoints
        ));
    }
    if found.unreadable_lines > 0 {
        print::line(&format!(
            "BROKEN {} lines of the kept files are not checkpoints",
            found.unreadable_lines
        ));
    }
}

/// Is the public key as a command prints it, in PEM.
#[derive(Serialize)]
struct Described {
    key_id: String,
    algorithm: &'static str,
    public_key: String,
}

async fn public_key(config: &Config, json: bool) -> anyhow::Result<()> {
    let (service, _store) = wiring::open(config).await?;
    let key = checkpoint::public_key(&service);
    if json {
        return print::json(&Described {
            key_id: data_encoding::HEXLOWER.encode(&key.id()),
            algorithm: "Ed25519",
            public_key: key.to_pem(),
        });
    }
    print::line(key.to_pem().trim_end());
    Ok(())
}
