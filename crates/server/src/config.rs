//! Configuration: options of the command line, environment variables, and a TOML
//! file, in this order of precedence; everything has a default.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Parser};
use console::PublicUrl;
use identity::device::CodeWindow;
use serde::Deserialize;
use service::audit::checkpoint::Interval;

use crate::commands::Command;
use crate::mail_config::MailWay;
use crate::phone::PhoneOptions;

/// Is the command line.
#[derive(Debug, Parser)]
#[command(
    name = "secondkeyd",
    version,
    about = "Multi-factor sign-in from which nobody gets locked out."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    given: Given,
    /// Reads the options from this TOML file where they are not given otherwise
    #[arg(long, global = true, env = "SECONDKEY_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The addresses of gateways have passwords in them.
impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Given(..)")
    }
}

/// Is what can be configured, as given in one place.
#[derive(Default, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Given {
    /// Folder for the store and the master key [default: secondkey-data]
    #[arg(long, global = true, env = "SECONDKEY_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "SECONDKEY_LISTEN", value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// PostgreSQL instead of the embedded SQLite (postgres://...)
    #[arg(
        long,
        global = true,
        env = "SECONDKEY_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    database_url: Option<String>,
    /// Address under which people reach the service [default: from --listen]
    #[arg(long, global = true, env = "SECONDKEY_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Addresses of proxies that are believed about X-Forwarded-For
    #[arg(
        long,
        global = true,
        env = "SECONDKEY_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_name = "IP,..."
    )]
    #[serde(default)]
    trusted_proxies: Vec<IpAddr>,
    /// Issuer shown in authenticator apps [default: Secondkey]
    #[arg(long, global = true, env = "SECONDKEY_ISSUER", value_name = "NAME")]
    issuer: Option<String>,
    /// Lets anybody make an account
    #[arg(long, global = true, env = "SECONDKEY_OPEN_SIGN_UP", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    open_sign_up: Option<bool>,
    /// Memory of one password hash in MiB, 19 to 1024 [default: 19]
    #[arg(long, global = true, env = "SECONDKEY_HASH_MEMORY", value_name = "MIB", value_parser = clap::value_parser!(u32).range(19..=1024))]
    hash_memory: Option<u32>,
    /// Steps that a code may lie either side of its device's clock, 1 or 2 (as AWS accepts) [default: 1]
    #[arg(long, global = true, env = "SECONDKEY_CODE_WINDOW", value_name = "STEPS")]
    code_window: Option<u64>,
    /// Folder for signed checkpoints of the audit trail, to be kept elsewhere [default: audit-checkpoints in the data folder]
    #[arg(long, global = true, env = "SECONDKEY_AUDIT_CHECKPOINTS", value_name = "DIR")]
    audit_checkpoints: Option<PathBuf>,
    /// Minutes that a record may wait for a checkpoint, 1 to 1440 [default: 5]
    #[arg(long, global = true, env = "SECONDKEY_CHECKPOINT_MINUTES", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    checkpoint_minutes: Option<u32>,
    /// Records that may wait for a checkpoint, 1 to 1000000 [default: 1000]
    #[arg(long, global = true, env = "SECONDKEY_CHECKPOINT_RECORDS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    checkpoint_records: Option<u32>,
    /// Telephone calls in the recovery of root: none, console (printed, for trying it out), twilio, webhook [default: none]
    #[arg(long, global = true, env = "SECONDKEY_PHONE", value_name = "KIND")]
    phone: Option<String>,
    /// Where the webhook takes calls, or another address of Twilio's API
    #[arg(long, global = true, env = "SECONDKEY_PHONE_URL", value_name = "URL")]
    phone_url: Option<String>,
    /// SID of the account at Twilio
    #[arg(long, global = true, env = "SECONDKEY_PHONE_ACCOUNT", value_name = "SID")]
    phone_account: Option<String>,
    /// Number that calls come from
    #[arg(long, global = true, env = "SECONDKEY_PHONE_FROM", value_name = "NUMBER")]
    phone_from: Option<String>,
    /// File whose first line is Twilio's auth token, or the secret of the webhook
    #[arg(long, global = true, env = "SECONDKEY_PHONE_SECRET_FILE", value_name = "FILE")]
    phone_secret_file: Option<PathBuf>,
    /// Hours that every recovery of root waits after its last proof, 0 to 168 [default: 24]
    #[arg(long, global = true, env = "SECONDKEY_RECOVERY_DELAY", value_name = "HOURS", value_parser = clap::value_parser!(u32).range(0..=168))]
    recovery_delay: Option<u32>,
    /// Mail server: smtps://user:password@host, or smtp://... with STARTTLS; without one mail waits
    #[arg(
        long,
        global = true,
        env = "SECONDKEY_SMTP_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    smtp_url: Option<String>,
    /// Who mail is from: an address, with or without a name before it
    #[arg(long, global = true, env = "SECONDKEY_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Folder that mail is written into instead, to try things out
    #[arg(long, global = true, env = "SECONDKEY_MAIL_DIR", value_name = "DIR")]
    mail_dir: Option<PathBuf>,
    /// Days after which people are asked whether the contact details are still right, 1 to 3650 [default: 365]
    #[arg(long, global = true, env = "SECONDKEY_REVIEW_CONTACTS_DAYS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3650))]
    review_contacts_days: Option<u32>,
}

impl Arguments {
    /// Splits the command from what is configured.
    pub(crate) fn into_parts(self) -> (Option<Command>, Unmerged) {
        (self.command, Unmerged { given: self.given, file: self.config })
    }
}

/// Is what was given, before the file is read.
#[derive(Debug)]
pub(crate) struct Unmerged {
    given: Given,
    file: Option<PathBuf>,
}

/// Says that an option cannot be what it is.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// Is the whole configuration.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) data_dir: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) database_url: Option<DatabaseUrl>,
    pub(crate) public_url: PublicUrl,
    pub(crate) trusted_proxies: Vec<IpAddr>,
    pub(crate) issuer: String,
    pub(crate) open_sign_up: bool,
    pub(crate) hash_memory_mib: u32,
    pub(crate) code_window: CodeWindow,
    pub(crate) audit_checkpoints: PathBuf,
    pub(crate) checkpoint_interval: Interval,
    pub(crate) phone: PhoneOptions,
    pub(crate) recovery_delay: Duration,
    pub(crate) mail: MailWay,
    pub(crate) review_contacts: Duration,
}

/// Is the address of a database; it may hold a password and is not printed.
#[derive(Clone)]
pub(crate) struct DatabaseUrl(pub(crate) String);

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(secret)")
    }
}

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
const DEFAULT_HASH_MEMORY: u32 = 19;

/// Hours that a recovery of root waits unless the operator says otherwise: time for
/// those who are told to stop it (SP 800-63B-4, section 4.6).
const RECOVERY_DELAY: u32 = 24;

impl Config {
    /// Merges what was given with the file and the defaults.
    pub(crate) fn from(unmerged: Unmerged) -> anyhow::Result<Self> {
        let Unmerged { given, file } = unmerged;
        let file = file.as_deref().map(read).transpose()?.unwrap_or_default();
        let listen = given.listen.or(file.listen).unwrap_or(DEFAULT_LISTEN);
        let public_url = match given.public_url.or(file.public_url) {
            Some(text) => {
                let url = parse_url(&text)?;
                if !url.is_secure() && !listen.ip().is_loopback() {
                    return Err(not_alone(listen).into());
                }
                url
            }
            None => url_of(listen)?,
        };
        let proxies = [given.trusted_proxies, file.trusted_proxies];
        let hash_memory_mib = given.hash_memory.or(file.hash_memory).unwrap_or(DEFAULT_HASH_MEMORY);
        if !(19..=1024).contains(&hash_memory_mib) {
            return Err(UsageError("hash-memory must be 19 to 1024".to_owned()).into());
        }
        let steps = given.code_window.or(file.code_window);
        let code_window = steps.map(CodeWindow::of_steps).transpose();
        let code_window = code_window.map_err(|rule| UsageError(format!("code-window: {rule}")))?;
        let minutes = given.checkpoint_minutes.or(file.checkpoint_minutes).unwrap_or(5);
        let records = given.checkpoint_records.or(file.checkpoint_records).unwrap_or(1000);
        if !(1..=1440).contains(&minutes) || !(1..=1_000_000).contains(&records) {
            let rule = "checkpoint-minutes must be 1 to 1440, checkpoint-records 1 to 1000000";
            return Err(UsageError(rule.to_owned()).into());
        }
        let days = given.review_contacts_days.or(file.review_contacts_days).unwrap_or(365);
        if !(1..=3650).contains(&days) {
            return Err(UsageError("review-contacts-days must be 1 to 3650".to_owned()).into());
        }
        // What was given in one place is not mixed with a way out given elsewhere.
        let (smtp_url, mail_dir) = if given.smtp_url.is_some() || given.mail_dir.is_some() {
            (given.smtp_url, given.mail_dir)
        } else {
            (file.smtp_url, file.mail_dir)
        };
        let mail_from = given.mail_from.or(file.mail_from);
        let mail = MailWay::from(
            smtp_url.as_deref(),
            mail_from.as_deref(),
            mail_dir,
            host_of(&public_url.to_string()),
        )?;
        let data_dir =
            given.data_dir.or(file.data_dir).unwrap_or_else(|| PathBuf::from("secondkey-data"));
        let delay = given.recovery_delay.or(file.recovery_delay).unwrap_or(RECOVERY_DELAY);
        if delay > 168 {
            return Err(UsageError("recovery-delay must be 0 to 168 hours".to_owned()).into());
        }
        let phone = PhoneOptions::from(crate::phone::Given {
            kind: given.phone.or(file.phone),
            url: given.phone_url.or(file.phone_url),
            account: given.phone_account.or(file.phone_account),
            from: given.phone_from.or(file.phone_from),
            secret_file: given.phone_secret_file.or(file.phone_secret_file),
        })?;
        let issuer = given.issuer.or(file.issuer).unwrap_or_else(|| "Secondkey".to_owned());
        if issuer.trim().is_empty() || issuer.len() > 64 || issuer.contains(':') {
            let rule = "the issuer must be 1 to 64 characters without a colon";
            return Err(UsageError(rule.to_owned()).into());
        }
        Ok(Self {
            audit_checkpoints: given
                .audit_checkpoints
                .or(file.audit_checkpoints)
                .unwrap_or_else(|| data_dir.join("audit-checkpoints")),
            checkpoint_interval: Interval {
                time: Duration::from_mins(minutes.into()),
                records: records.into(),
            },
            data_dir,
            listen,
            database_url: given.database_url.or(file.database_url).map(DatabaseUrl),
            public_url,
            trusted_proxies: proxies.into_iter().find(|list| !list.is_empty()).unwrap_or_default(),
            issuer,
            open_sign_up: given.open_sign_up.or(file.open_sign_up).unwrap_or(false),
            hash_memory_mib,
            code_window: code_window.unwrap_or_default(),
            phone,
            recovery_delay: Duration::from_hours(delay.into()),
            mail,
            review_contacts: Duration::from_hours(u64::from(days) * 24),
        })
    }

    /// Returns the host of the public address.
    pub(crate) fn host(&self) -> String {
        host_of(&self.public_url.to_string()).to_owned()
    }

    /// Returns the SQLite file.
    pub(crate) fn sqlite_file(&self) -> PathBuf {
        self.data_dir.join("secondkey.db")
    }

    /// Returns the master key's file.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.data_dir.join("master.key")
    }
}

fn read(path: &Path) -> anyhow::Result<Given> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the configuration file {}", path.display()))?;
    toml::from_str(&text)
        .map_err(|error| UsageError(format!("{}: {}", path.display(), error.message())).into())
}

/// Returns the host of an address, without its port.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split('/').next().unwrap_or_default();
    match place.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => place.split(':').next().unwrap_or_default(),
    }
}

fn parse_url(text: &str) -> anyhow::Result<PublicUrl> {
    PublicUrl::parse(text).map_err(|error| UsageError(error.to_string()).into())
}

/// Says how people on this machine reach an address that is listened on.
fn url_of(listen: SocketAddr) -> anyhow::Result<PublicUrl> {
    if listen.ip().is_loopback() {
        return parse_url(&format!("http://{listen}"));
    }
    Err(not_alone(listen).into())
}

/// Says what it takes to listen to other machines.
fn not_alone(listen: SocketAddr) -> UsageError {
    UsageError(format!(
        "listening on {listen} needs --public-url https://...: the address under which people reach the service through its TLS proxy"
    ))
}
