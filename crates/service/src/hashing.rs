//! Password hashing: Argon2id (RFC 9106) with a key that is not in the store, on
//! as many threads as there are processors and no more, since memory times
//! parallelism is what an attacker could exhaust.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use identity::password::{AcceptedPassword, Password};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::ServiceError;

/// Is what one hash costs. The default is the least that is recommended today:
/// 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug)]
pub struct HashingCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Hashes computed at the same time.
    pub parallel: usize,
}

impl HashingCost {
    /// Returns the default cost for a number of processors.
    pub fn for_processors(parallel: usize) -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, parallel }
    }
}

/// How many callers may wait for a hash before further ones are turned away.
const LONGEST_QUEUE: usize = 512;

pub(crate) struct Hasher {
    pepper: Zeroizing<[u8; 32]>,
    params: Params,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Verified for names that do not exist, so that they cost the same.
    decoy: String,
}

impl Hasher {
    pub(crate) fn new(pepper: &[u8; 32], cost: HashingCost) -> Result<Self, ServiceError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32))
            .map_err(|error| ServiceError::Fault(format!("hashing cost: {error}")))?;
        let decoy = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: (&params).try_into().map_err(|_| fault())?,
            salt: Some(argon2::password_hash::phc::Salt::new(&[0; 16]).map_err(|_| fault())?),
            hash: Some(argon2::password_hash::phc::Output::new(&[0; 32]).map_err(|_| fault())?),
        }
        .to_string();
        Ok(Self {
            pepper: Zeroizing::new(*pepper),
            params,
            permits: Arc::new(Semaphore::new(cost.parallel.max(1))),
            waiting: AtomicUsize::new(0),
            decoy,
        })
    }

    /// Hashes an accepted password.
    pub(crate) async fn hash(
        &self,
        password: &AcceptedPassword,
        salt: [u8; 16],
    ) -> Result<String, ServiceError> {
        self.hash_again(password.password(), salt).await
    }

    /// Hashes a password that was verified just now, with today's cost.
    pub(crate) async fn hash_again(
        &self,
        password: &Password,
        salt: [u8; 16],
    ) -> Result<String, ServiceError> {
        let password = password.clone();
        self.work(move |argon2| {
            let hash = argon2.hash_password_with_salt(password.expose(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|_| fault())
        })
        .await?
    }

    /// Verifies a password. Without a hash it takes the same time and is wrong.
    pub(crate) async fn verify(
        &self,
        password: &Password,
        hash: Option<&str>,
    ) -> Result<bool, ServiceError> {
        let exists = hash.is_some();
        let hash = hash.unwrap_or(&self.decoy).to_owned();
        let password = password.clone();
        self.work(move |argon2| {
            let hash = PasswordHash::new(&hash)
                .map_err(|_| ServiceError::Fault("a password hash is damaged".to_owned()))?;
            Ok(argon2.verify_password(password.expose(), &hash).is_ok() && exists)
        })
        .await?
    }

    /// Says whether a hash was made with another cost than today's.
    pub(crate) fn is_outdated(&self, hash: &str) -> bool {
        let (memory, passes) = (self.params.m_cost(), self.params.t_cost());
        !hash.starts_with(&format!("$argon2id$v=19$m={memory},t={passes},p=1$"))
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(Argon2<'_>) -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= LONGEST_QUEUE {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(ServiceError::Unavailable("too many sign-ins at once".to_owned()));
        }
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let permit = permit.map_err(|_| fault())?;
        let (pepper, params) = (self.pepper.clone(), self.params.clone());
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            Argon2::new_with_secret(pepper.as_ref(), Algorithm::Argon2id, Version::V0x13, params)
                .map(work)
                .map_err(|_| fault())
        })
        .await
        .map_err(|_| fault())?
    }
}

fn fault() -> ServiceError {
    ServiceError::Fault("password hashing failed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher(memory_kib: u32) -> Arc<Hasher> {
        let cost = HashingCost { memory_kib, passes: 1, parallel: 1 };
        Arc::new(Hasher::new(&[7; 32], cost).unwrap())
    }

    #[tokio::test]
    async fn the_usual_cost_is_19_mebibytes_in_two_passes() {
        let hasher = Arc::new(Hasher::new(&[7; 32], HashingCost::for_processors(1)).unwrap());
        let hash = hasher.hash_again(&Password::new("x"), [1; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[tokio::test]
    async fn the_decoy_costs_what_a_password_costs_and_is_never_right() {
        let hasher = hasher(16);
        assert!(!hasher.is_outdated(&hasher.decoy));
        let password = Password::new("seven quiet otters hum");
        let hash = hasher.hash_again(&password, [1; 16]).await.unwrap();
        assert!(hasher.verify(&password, Some(&hash)).await.unwrap());
        assert!(!hasher.verify(&password, None).await.unwrap());
    }

    #[tokio::test]
    async fn more_than_can_be_hashed_soon_are_turned_away() {
        let hasher = hasher(4096);
        let all: Vec<_> = (0..LONGEST_QUEUE + 100)
            .map(|_| {
                let hasher = Arc::clone(&hasher);
                tokio::spawn(async move { hasher.verify(&Password::new("x"), None).await })
            })
            .collect();
        let mut turned_away = 0;
        for one in all {
            match one.await.unwrap() {
                Ok(right) => assert!(!right),
                Err(ServiceError::Unavailable(_)) => turned_away += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!((1..=100).contains(&turned_away), "{turned_away}");
        assert!(hasher.verify(&Password::new("x"), None).await.is_ok(), "and then all is well");
    }
}
