//! `secondkeyd backup FILE`.

use std::path::PathBuf;

use crate::config::Config;
use crate::{print, wiring};

/// Is where the copy goes.
#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// The file to write; it must not exist yet
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<()> {
        // Without its key a store is not opened, and a copy of it would be of
        // little use.
        wiring::require_store(config)?;
        wiring::open_store(config)?.backup(&self.file)?;
        print::line(&format!("The store is copied to {}.", self.file.display()));
        print::line(&format!(
            "The copy is of no use without the master key: keep one of {} in another place.",
            config.key_file().display()
        ));
        Ok(())
    }
}
