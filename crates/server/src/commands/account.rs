//! `secondkeyd account ...`: what an operator does to accounts. Works while the
//! service runs and while it does not.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use identity::names::AccountId;
use identity::password::Password;
use serde::Serialize;
use service::account::{create, list, recover, revoke};

use crate::config::{Config, UsageError};
use crate::{print, wiring};

/// Is what is done to accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Makes an account; without a password file it prints a one-time link
    Create(Create),
    /// Lists all accounts
    List {
        /// Prints JSON
        #[arg(long)]
        json: bool,
    },
    /// Opens a new way in for a root user who has none left (on record)
    Recover(Recover),
    /// Ends sessions and temporary credentials that may be stolen (on record)
    Revoke(Revoke),
}

/// Is what the new account shall be.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// E-mail address of the root user
    #[arg(long)]
    email: String,
    /// Name of the account
    #[arg(long)]
    name: String,
    /// Number of the account [default: random]
    #[arg(long, value_name = "12_DIGITS")]
    account_id: Option<String>,
    /// File whose first line is the root user's password (- for standard input)
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Makes an access key of the root user and prints it, for scripts
    #[arg(long)]
    with_access_key: bool,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

/// Is which account is reopened.
#[derive(Debug, Args)]
pub(crate) struct Recover {
    /// Number of the account
    #[arg(long, value_name = "12_DIGITS")]
    account: String,
    /// Removes the root user's devices as well
    #[arg(long)]
    remove_devices: bool,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

/// Is whose sessions end.
#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// Number of the account
    #[arg(long, value_name = "12_DIGITS")]
    account: String,
    #[command(flatten)]
    whose: Whose,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

/// Is one of them.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Whose {
    /// Those of the root user
    #[arg(long)]
    root: bool,
    /// Those of a user
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Those of everybody who took a role
    #[arg(long, value_name = "NAME")]
    role: Option<String>,
}

impl Account {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.run(&config).await,
            Self::List { json } => list_all(&config, json).await,
            Self::Recover(recover) => recover.run(&config).await,
            Self::Revoke(revoke) => revoke.run(&config).await,
        }
    }
}

#[derive(Serialize)]
struct Made {
    account_id: String,
    sign_in_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    set_up_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_access_key: Option<zeroize::Zeroizing<String>>,
}

impl Create {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let password = self.password_file.as_deref().map(read_password).transpose()?;
        let (service, _store) = wiring::open(config).await?;
        let command = create::Create {
            name: self.name,
            email: self.email,
            account_id: self.account_id,
            password,
            with_access_key: self.with_access_key,
        };
        let created = create::run(&service, command).await?;
        let id = created.account.id.to_string();
        let (access_key_id, secret_access_key) =
            created.access_key.map(|key| (key.access_key_id, key.secret)).unzip();
        let made = Made {
            sign_in_url: format!("{}/signin/{id}", config.public_url),
            set_up_url: created
                .set_up
                .map(|token| format!("{}/set-up/{}", config.public_url, token.expose().as_str())),
            account_id: id,
            access_key_id,
            secret_access_key,
        };
        if self.json {
            return print::json(&made);
        }
        print::line(&format!("Account {} is made.", made.account_id));
        print::line(&format!("Users sign in at {}", made.sign_in_url));
        if let Some(link) = made.set_up_url {
            print::line(&format!(
                "The root user's password is chosen here (once, within 24 hours): {link}"
            ));
        }
        if let (Some(id), Some(secret)) = (made.access_key_id, made.secret_access_key) {
            print::line(&format!("Access key of the root user: {id}"));
            print::line(&format!("Its secret, shown only now: {}", secret.as_str()));
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Row {
    account_id: String,
    name: String,
    alias: Option<String>,
    email: String,
    root_mfa_devices: u64,
    users: u64,
}

async fn list_all(config: &Config, json: bool) -> anyhow::Result<()> {
    let (service, _store) = wiring::open(config).await?;
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = list::run(&service, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.account.id);
        rows.extend(page.into_iter().map(|listed| Row {
            account_id: listed.account.id.to_string(),
            name: listed.account.name.as_str().to_owned(),
            alias: listed.account.alias.map(|alias| alias.as_str().to_owned()),
            email: listed.account.email.as_str().to_owned(),
            root_mfa_devices: listed.root_mfa_devices,
            users: listed.users,
        }));
    }
    if json {
        return print::json(&rows);
    }
    for row in rows {
        print::line(&format!(
            "{}  {}  {}  root devices: {}  users: {}  {}",
            row.account_id,
            row.alias.as_deref().unwrap_or("-"),
            row.email,
            row.root_mfa_devices,
            row.users,
            row.name,
        ));
    }
    Ok(())
}

#[derive(Serialize)]
struct Reopened {
    account_id: String,
    set_up_url: String,
    removed_devices: Vec<String>,
}

impl Recover {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let account = account_id(&self.account)?;
        let (service, _store) = wiring::open(config).await?;
        let command = recover::Recover { account, remove_devices: self.remove_devices };
        let recovered = recover::run(&service, command).await?;
        let token = recovered.set_up.expose();
        let reopened = Reopened {
            account_id: account.to_string(),
            set_up_url: format!("{}/set-up/{}", config.public_url, token.as_str()),
            removed_devices: recovered.removed,
        };
        if self.json {
            return print::json(&reopened);
        }
        print::line(&format!(
            "A new password for root of {} is chosen here (once, within 24 hours): {}",
            reopened.account_id, reopened.set_up_url
        ));
        match reopened.removed_devices.as_slice() {
            [] if self.remove_devices => print::line("Root had no device."),
            [] => print::line("Root's devices stay: their codes are still asked for."),
            removed => print::line(&format!("Removed devices: {}", removed.join(", "))),
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Revoked {
    account_id: String,
    console_sessions: u64,
}

impl Revoke {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let account = account_id(&self.account)?;
        let whose = match (self.whose.user, self.whose.role) {
            (Some(name), _) => revoke::Whose::User(name),
            (None, Some(name)) => revoke::Whose::Role(name),
            (None, None) => revoke::Whose::Root,
        };
        let (service, _store) = wiring::open(config).await?;
        let console_sessions = revoke::run(&service, account, whose).await?;
        let revoked = Revoked { account_id: account.to_string(), console_sessions };
        if self.json {
            return print::json(&revoked);
        }
        print::line("Temporary credentials that were given up to now are accepted no longer.");
        print::line(&format!("Sessions of the console that were ended: {console_sessions}"));
        Ok(())
    }
}

fn account_id(text: &str) -> Result<AccountId, UsageError> {
    AccountId::parse(text).map_err(|error| UsageError(format!("--account: {error}")))
}

/// Reads the first line of a file or of standard input as a password.
fn read_password(path: &Path) -> anyhow::Result<Password> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin().lock())
    } else {
        std::fs::read_to_string(path)
    }
    .with_context(|| format!("the password file {}", path.display()))?;
    Ok(Password::new(text.lines().next().unwrap_or_default()))
}
