//! `secondkeyd audit export`: CloudTrail events as lines of JSON, or as the
//! compressed files that CloudTrail delivers.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use flate2::Compression;
use flate2::write::GzEncoder;
use identity::Timestamp;
use identity::audit::Record;
use identity::names::AccountId;
use serde_json::{Value, json};
use service::Service;
use service::audit::{Site, event, event_id, export};

use super::audit::account;
use crate::config::{Config, UsageError};
use crate::{print, wiring};

/// Is what is exported, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// Number of the account
    #[arg(long, value_name = "12_DIGITS")]
    account: String,
    /// Leaves out what was before this moment (2026-11-25 or 2026-11-25T18:00:00Z)
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// One event a line, or the files that CloudTrail delivers
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// A new file, or for cloudtrail a folder [default: standard output]
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
    Cloudtrail,
}

impl Export {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let account = account(&self.account)?;
        let since = self.since.as_deref().map(moment).transpose()?;
        let source = |service| Source {
            service,
            account,
            since,
            site: Site { console_url: config.public_url.to_string() },
        };
        match (self.format, self.output) {
            (Format::Cloudtrail, None) => {
                let rule = "--format cloudtrail needs --output with a folder";
                Err(UsageError(rule.to_owned()).into())
            }
            (Format::Cloudtrail, Some(folder)) => {
                let (service, _store) = wiring::open(config).await?;
                source(service).write_files(&folder).await
            }
            (Format::Jsonl, output) => {
                let (service, _store) = wiring::open(config).await?;
                source(service).write_lines(output.as_deref()).await
            }
        }
    }
}

/// Reads a moment, or a day as its first moment (UTC).
fn moment(text: &str) -> anyhow::Result<Timestamp> {
    let day = || {
        let date = text.parse::<jiff::civil::Date>().ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
    };
    let moment = text.parse::<jiff::Timestamp>().ok().or_else(day);
    moment.map(|moment| Timestamp::from_micros(moment.as_microsecond())).ok_or_else(|| {
        let rule = "--since: write a day or a moment, such as 2026-11-25T18:00:00Z";
        UsageError(rule.to_owned()).into()
    })
}

/// Is where the events come from.
struct Source {
    service: Service,
    account: AccountId,
    since: Option<Timestamp>,
    site: Site,
}

impl Source {
    async fn page(&self, after: u64) -> anyhow::Result<export::Page> {
        Ok(export::run(&self.service, self.account, self.since, after).await?)
    }

    fn tell(&self, record: &Record) -> Value {
        event(&self.site, self.account, record)
    }

    async fn write_lines(&self, output: Option<&Path>) -> anyhow::Result<()> {
        let mut file = output.map(new_file).transpose()?.map(BufWriter::new);
        let mut after = Some(0);
        while let Some(place) = after {
            let page = self.page(place).await?;
            for record in &page.records {
                let line = self.tell(record).to_string();
                match &mut file {
                    Some(file) => writeln!(file, "{line}")?,
                    None => print::line(&line),
                }
            }
            after = page.next;
        }
        match file {
            Some(file) => Ok(file.into_inner()?.sync_all()?),
            None => Ok(()),
        }
    }

    /// Writes a file for each run of records of one day that a page holds.
    async fn write_files(&self, folder: &Path) -> anyhow::Result<()> {
        let mut after = Some(0);
        while let Some(place) = after {
            let page = self.page(place).await?;
            let same_day = |one: &Record, next: &Record| {
                formatted(one.at, "%Y%m%d") == formatted(next.at, "%Y%m%d")
            };
            for records in page.records.chunk_by(same_day) {
                self.write_file(folder, records)?;
            }
            after = page.next;
        }
        Ok(())
    }

    fn write_file(&self, folder: &Path, records: &[Record]) -> anyhow::Result<()> {
        let Some(first) = records.first() else { return Ok(()) };
        let account = self.account;
        let day = formatted(first.at, "%Y/%m/%d");
        let place = folder.join(format!("AWSLogs/{account}/CloudTrail/us-east-1/{day}"));
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&place)
            .with_context(|| format!("the folder {}", place.display()))?;
        let moment = formatted(first.at, "%Y%m%dT%H%MZ");
        // The same records get the same name.
        let id: String = event_id(account, first).chars().filter(|c| *c != '-').collect();
        let unique = id.get(id.len() / 2..).unwrap_or_default();
        let name = format!("{account}_CloudTrail_us-east-1_{moment}_{unique}.json.gz");
        let events: Vec<Value> = records.iter().map(|record| self.tell(record)).collect();
        let file = replaced_file(&place.join(name))?;
        let mut packed = GzEncoder::new(BufWriter::new(file), Compression::default());
        serde_json::to_writer(&mut packed, &json!({ "Records": events }))?;
        packed.finish()?.into_inner()?.sync_all()?;
        Ok(())
    }
}

fn formatted(at: Timestamp, format: &str) -> String {
    jiff::Timestamp::from_microsecond(at.as_micros())
        .map_or_else(|_| "undated".to_owned(), |at| at.strftime(format).to_string())
}

fn new_file(path: &Path) -> anyhow::Result<File> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    opened.with_context(|| format!("the file {}", path.display()))
}

/// Opens a file of an earlier export anew: its name says that it holds the same.
fn replaced_file(path: &Path) -> anyhow::Result<File> {
    let opened = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    opened.with_context(|| format!("the file {}", path.display()))
}
