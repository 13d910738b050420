//! `secondkeyd restore [FILE]`.

use std::path::{Path, PathBuf};

use service::restore;

use crate::config::{Config, UsageError};
use crate::{print, wiring};

/// Is where the copy comes from.
#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// A file that `secondkeyd backup` has written; none with --database-url, after
    /// `pg_restore`
    file: Option<PathBuf>,
}

impl Restore {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        match (&config.database_url, self.file) {
            (None, Some(file)) => from_file(config, &file),
            (Some(_), None) => after_pg_restore(config).await,
            (None, None) => Err(UsageError("restore needs the file of a backup".to_owned()).into()),
            (Some(_), Some(_)) => {
                let rule = "restore reads files for the embedded store; use pg_restore for PostgreSQL, and then restore without a file";
                Err(UsageError(rule.to_owned()).into())
            }
        }
    }
}

fn from_file(config: &Config, from: &Path) -> anyhow::Result<()> {
    wiring::data_folder(config)?;
    let file = config.sqlite_file();
    storage_sql::restore(from, &file)?;
    print::line(&format!("{} is restored to {}.", from.display(), file.display()));
    print::line(VOIDED);
    if !config.key_file().exists() {
        print::line(&format!(
            "Put the master key that it was made with at {} before you start the service.",
            config.key_file().display()
        ));
    }
    Ok(())
}

/// Voids what `pg_restore` brought back.
async fn after_pg_restore(config: &Config) -> anyhow::Result<()> {
    let (service, _store) = wiring::open(config).await?;
    restore::mark(&service).await?;
    let accounts = restore::finish(&service).await?;
    print::line(&format!("What the backup brought back is voided in {accounts} accounts."));
    Ok(())
}

const VOIDED: &str = "At the next start everybody is told, codes that were shown before are refused, and recovery codes are void where a device is left.";
