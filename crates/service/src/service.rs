//! What every use case works with.

use std::sync::Arc;
use std::time::Duration;

use identity::Timestamp;
use identity::device::CodeWindow;
use identity::names::AccountId;
use storage::{StorageError, Store, Tx};
use tokio::sync::Semaphore;
use webauthn::RelyingParty;

use crate::audit::{Gathered, Pace};
use crate::authorize::Parsed;
use crate::credentials::{Noted, SigningKeys};
use crate::env::random;
use crate::hashing::Hasher;
use crate::keys::Keys;
use crate::peers::Peers;
use crate::recovery::PhoneService;
use crate::{Env, HashingCost, MasterKey, Purpose, ServiceError};

/// Is what the operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The issuer that authenticators show; it does not claim to be AWS.
    pub issuer: String,
    /// Whether anybody may make an account.
    pub open_sign_up: bool,
    /// What a password hash costs.
    pub hashing: HashingCost,
    /// The address under which people reach the service, without a slash at the
    /// end. Links in mails begin with it, whatever a request calls the service.
    pub public_url: String,
    /// Whether mail is sent: without it nothing that needs a mail is offered.
    pub mail: bool,
    /// Whether and how telephone calls are made: without them root cannot be
    /// recovered but by the operator.
    pub phone: PhoneService,
    /// How long every recovery of root waits after its last proof.
    pub recovery_delay: Duration,
    /// How far a code may lie from the device's own clock, on every page and at STS.
    pub code_window: CodeWindow,
    /// How often people are asked whether the contact details are still right.
    pub review_contacts: Duration,
    /// For whom passkeys are made; `None` where the public address has no name, so
    /// that there can be none.
    pub relying_party: Option<RelyingParty>,
}

/// Is the service behind all doors. Cloning it is cheap.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    env: Arc<dyn Env>,
    keys: Keys,
    hasher: Hasher,
    peers: Peers,
    noted: Noted,
    parsed: Parsed,
    signing_keys: SigningKeys,
    gathered: Gathered,
    lookups: Pace,
    seed_files: Arc<Semaphore>,
    settings: Settings,
}

impl Service {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn Store>,
        env: Arc<dyn Env>,
        master: &MasterKey,
        settings: Settings,
    ) -> Result<Self, ServiceError> {
        let keys = Keys::new(master);
        let hasher = Hasher::new(keys.pepper(), settings.hashing)?;
        let (peers, noted, parsed) = (Peers::default(), Noted::default(), Parsed::default());
        let (gathered, lookups) = (Gathered::default(), Pace::default());
        let (seed_files, signing_keys) = (Arc::new(Semaphore::new(1)), SigningKeys::default());
        let inner = Inner {
            store,
            env,
            keys,
            hasher,
            peers,
            noted,
            parsed,
            signing_keys,
            gathered,
            lookups,
            seed_files,
            settings,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Returns what the operator decided.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Returns the present moment, for showing ages and for cookies.
    pub fn now(&self) -> Timestamp {
        self.0.env.now()
    }

    /// Computes a keyed hash for a door's own use, such as binding a form to a
    /// browser.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        self.0.keys.mac(purpose, parts)
    }

    /// Returns 16 random bytes for a door's own use, such as a browser's mark.
    pub fn nonce(&self) -> [u8; 16] {
        random(self.env())
    }

    pub(crate) fn env(&self) -> &dyn Env {
        self.0.env.as_ref()
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// Returns what lets one seed file be read at a time.
    pub(crate) fn seed_files(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.seed_files)
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    pub(crate) fn peers(&self) -> &Peers {
        &self.0.peers
    }

    pub(crate) fn parsed(&self) -> &Parsed {
        &self.0.parsed
    }

    pub(crate) fn gathered(&self) -> &Gathered {
        &self.0.gathered
    }

    pub(crate) fn lookups(&self) -> &Pace {
        &self.0.lookups
    }

    pub(crate) fn signing_keys(&self) -> &SigningKeys {
        &self.0.signing_keys
    }

    pub(crate) fn noted(&self) -> &Noted {
        &self.0.noted
    }

    /// Reads one consistent state.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, ServiceError>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, ServiceError> + Send + 'static,
        T: Send + 'static,
    {
        storage::read(self.0.store.as_ref(), work).await
    }

    /// Reads a few rows of one consistent state, each found by its key, at once and
    /// where it is asked for. What may take longer is [`Self::read`].
    pub(crate) async fn glance<T, F>(&self, work: F) -> Result<T, ServiceError>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, ServiceError> + Send + 'static,
        T: Send + 'static,
    {
        storage::glance(self.0.store.as_ref(), work).await
    }

    /// Changes one account.
    pub(crate) async fn write<T, F>(&self, account: AccountId, work: F) -> Result<T, ServiceError>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, ServiceError> + Send + 'static,
        T: Send + 'static,
    {
        storage::write(self.0.store.as_ref(), account, self.proving(work)).await
    }

    /// Changes one account; a refusal inside [`Judged`] is kept as well, with
    /// the counters and records that it left.
    pub(crate) async fn judge<T, F>(&self, account: AccountId, work: F) -> Result<T, ServiceError>
    where
        F: FnMut(&mut dyn Tx) -> Result<Judged<T>, ServiceError> + Send + 'static,
        T: Send + 'static,
    {
        self.write(account, work).await?
    }

    /// Changes what belongs to no account, or makes one.
    pub(crate) async fn write_anywhere<T, F>(&self, work: F) -> Result<T, ServiceError>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, ServiceError> + Send + 'static,
        T: Send + 'static,
    {
        storage::write_anywhere(self.0.store.as_ref(), self.proving(work)).await
    }

    /// Gives a transaction the key that proves what it puts on record.
    fn proving<T, F>(
        &self,
        mut work: F,
    ) -> impl FnMut(&mut dyn Tx) -> Result<T, ServiceError> + Send + 'static
    where
        F: FnMut(&mut dyn Tx) -> Result<T, ServiceError> + Send + 'static,
    {
        let key = self.keys().audit().clone();
        move |tx| {
            tx.prove_with(&key);
            work(tx)
        }
    }
}

/// Is an outcome that is committed whether it is a success or a refusal.
pub(crate) type Judged<T> = Result<T, ServiceError>;

/// Says that the store contradicts itself.
pub(crate) fn corrupt(what: &str) -> ServiceError {
    StorageError::Corrupt(what.to_owned()).into()
}
