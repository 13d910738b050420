//! Putting the parts together: folder, key, store, service.

use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;

use anyhow::Context;
use service::{HashingCost, MasterKey, Service, Settings, maintenance, restore};
use storage_sql::{OpenError, PostgresOptions, SqlStore, SqliteOptions};
use webauthn::RelyingParty;

use crate::config::Config;
use crate::env::RealEnv;
use crate::master_key::{self, KeyError};

/// Makes the data folder, readable by nobody else, if there is none.
pub(crate) fn data_folder(config: &Config) -> anyhow::Result<()> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.data_dir)
        .with_context(|| format!("the data folder {} cannot be made", config.data_dir.display()))
}

/// Opens the store that the configuration names.
pub(crate) fn open_store(config: &Config) -> Result<SqlStore, OpenError> {
    match &config.database_url {
        Some(url) => SqlStore::open_postgres(&url.0, &PostgresOptions::default()),
        None => SqlStore::open_sqlite(&config.sqlite_file(), &SqliteOptions::default()),
    }
}

/// Refuses to go on where there is no store yet, so that a look makes none.
pub(crate) fn require_store(config: &Config) -> anyhow::Result<()> {
    let file = config.sqlite_file();
    if config.database_url.is_none() && !file.exists() {
        anyhow::bail!("there is no store in {}", config.data_dir.display());
    }
    Ok(())
}

/// Opens folder, store and key, and makes what is missing in a new place.
pub(crate) async fn open(config: &Config) -> anyhow::Result<(Service, Arc<SqlStore>)> {
    data_folder(config)?;
    let key_file = config.key_file();
    // A store without its key is not touched, not even to bring its tables up to
    // date.
    let file_is_new = config.database_url.is_none() && !config.sqlite_file().exists();
    if config.database_url.is_none() && !file_is_new {
        master_key::load(&key_file)?;
    }
    let store = Arc::new(open_store(config)?);
    let is_new = file_is_new || is_empty(&store).await?;
    let key = master_key::load_or_make(&key_file, is_new, &RealEnv)?;
    let service = assemble(config, Arc::clone(&store), &key)?;
    if !maintenance::claim_key(&service, &key).await? {
        return Err(KeyError::Foreign(key_file).into());
    }
    let restored = restore::finish(&service).await?;
    if restored > 0 {
        tracing::warn!(accounts = restored, "what a backup brought back is voided");
    }
    Ok((service, store))
}

async fn is_empty(store: &SqlStore) -> anyhow::Result<bool> {
    let accounts = storage::read(store, |tx| tx.accounts(None, 1)).await;
    accounts.map(|accounts| accounts.is_empty()).context("the store cannot be read")
}

fn assemble(config: &Config, store: Arc<SqlStore>, key: &MasterKey) -> anyhow::Result<Service> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let hashing = HashingCost {
        memory_kib: config.hash_memory_mib * 1024,
        ..HashingCost::for_processors(processors)
    };
    let settings = Settings {
        issuer: config.issuer.clone(),
        open_sign_up: config.open_sign_up,
        hashing,
        public_url: config.public_url.to_string(),
        phone: config.phone.service(),
        recovery_delay: config.recovery_delay,
        mail: config.mail.is_there(),
        code_window: config.code_window,
        review_contacts: config.review_contacts,
        relying_party: RelyingParty::of(&config.public_url.to_string(), &config.issuer).ok(),
    };
    Ok(Service::new(store, Arc::new(RealEnv), key, settings)?)
}
