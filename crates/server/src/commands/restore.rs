//! `secondkeyd restore FILE`.

use std::path::PathBuf;

use crate::config::{Config, UsageError};
use crate::{print, wiring};

/// Is where the copy comes from.
#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// A file that `secondkeyd backup` has written
    file: PathBuf,
}

impl Restore {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<()> {
        if config.database_url.is_some() {
            let rule = "restore is for the embedded store; use pg_restore for PostgreSQL";
            return Err(UsageError(rule.to_owned()).into());
        }
        wiring::data_folder(config)?;
        let file = config.sqlite_file();
        storage_sql::restore(&self.file, &file)?;
        print::line(&format!("{} is restored to {}.", self.file.display(), file.display()));
        if !config.key_file().exists() {
            print::line(&format!(
                "Put the master key that it was made with at {} before you start the service.",
                config.key_file().display()
            ));
        }
        Ok(())
    }
}
