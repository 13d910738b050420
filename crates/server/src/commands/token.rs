//! `secondkeyd token ...`: hardware tokens. Works while the service runs and
//! while it does not.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;
use identity::names::AccountId;
use seed_file::{Limits, Protection, SeedFile};
use serde::Serialize;
use service::hardware_tokens::import;
use zeroize::Zeroizing;

use crate::config::{Config, UsageError};
use crate::{print, wiring};

/// Is what is done to hardware tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Puts the tokens of a seed file (PSKC or CSV) into stock: all or none
    Import(Import),
}

/// Is which file is imported, and into which account.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The seed file, as the maker of the tokens delivered it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// File with the pre-shared key of the seed file, in hexadecimal
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    key_file: Option<PathBuf>,
    /// File whose first line is the passphrase of the seed file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Number of the account
    #[arg(long, value_name = "12_DIGITS")]
    account: String,
    /// Reads and checks everything, and changes nothing
    #[arg(long)]
    dry_run: bool,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Outcome {
    imported: usize,
    skipped: Vec<Skipped>,
    serials: Vec<String>,
    format: &'static str,
    dry_run: bool,
}

#[derive(Serialize)]
struct Skipped {
    serial: String,
    reason: String,
}

impl TokenCommand {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let Self::Import(import) = self;
        import.run(config).await
    }
}

impl Import {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let account = AccountId::parse(&self.account)
            .map_err(|error| UsageError(format!("--account: {error}")))?;
        let SeedFile { format, tokens, skipped } = self.read()?;
        let (service, _store) = wiring::open(config).await?;
        let done = import::by_operator(&service, account, tokens, self.dry_run).await?;

        let left_out = skipped.into_iter().map(|skipped| (skipped.serial, skipped.reason));
        let outcome = Outcome {
            imported: if self.dry_run { 0 } else { done.serials.len() },
            skipped: left_out
                .chain(done.skipped)
                .map(|(serial, reason)| Skipped { serial, reason })
                .collect(),
            serials: done.serials,
            format: format.name(),
            dry_run: self.dry_run,
        };
        if self.json {
            return print::json(&outcome);
        }
        let count = outcome.serials.len();
        print::line(&if self.dry_run {
            format!("{count} tokens would be put into stock; nothing was changed.")
        } else {
            format!("{count} tokens are in stock.")
        });
        for Skipped { serial, reason } in &outcome.skipped {
            print::line(&format!("left out {serial}: {reason}"));
        }
        if format.reveals_seeds() {
            print::line(
                "The file holds the seeds in the clear: whoever has it has the codes. Destroy it.",
            );
        }
        Ok(())
    }

    fn read(&self) -> anyhow::Result<SeedFile> {
        let protection = match (&self.key_file, &self.passphrase_file) {
            (Some(path), _) => Protection::Key(first_line(path)?),
            (None, Some(path)) => Protection::Passphrase(first_line(path)?),
            (None, None) => Protection::None,
        };
        let bytes = read_at_most(&self.file, Limits::OPERATOR.bytes)?;
        seed_file::read(&bytes, &protection, Limits::OPERATOR)
            .with_context(|| format!("the seed file {}", self.file.display()))
    }
}

/// Reads a file, but not more than a seed file may have.
fn read_at_most(path: &Path, most: usize) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    use std::io::Read;
    let cannot = || format!("the seed file {}", path.display());
    let file = std::fs::File::open(path).with_context(cannot)?;
    let mut bytes = Zeroizing::new(Vec::new());
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).with_context(cannot)?;
    Ok(bytes)
}

fn first_line(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .with_context(|| format!("the key file {}", path.display()))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}
