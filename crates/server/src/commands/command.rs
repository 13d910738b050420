//! The list of commands, and what runs each.

use clap::Subcommand;

use super::{account, audit, backup, doctor, restore, serve, token};
use crate::config::Config;

/// Is a command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs the service (the default)
    Serve,
    /// Makes, lists and reopens accounts
    #[command(subcommand)]
    Account(account::Account),
    /// Puts hardware tokens into an account's stock
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Checks and exports the audit trail
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Writes a consistent copy of the store to a file, while the service runs
    Backup(backup::Backup),
    /// Puts a copy back into an empty data folder, and voids what was used since
    Restore(restore::Restore),
    /// Checks folder, key and store
    Doctor(doctor::Doctor),
}

impl Command {
    pub(crate) async fn run(self, config: Config) -> anyhow::Result<()> {
        match self {
            Self::Serve => serve::run(config).await,
            Self::Account(account) => account.run(config).await,
            Self::Token(token) => token.run(&config).await,
            Self::Audit(audit) => audit.run(config).await,
            Self::Backup(backup) => backup.run(&config),
            Self::Restore(restore) => restore.run(&config).await,
            Self::Doctor(doctor) => doctor.run(config).await,
        }
    }
}
