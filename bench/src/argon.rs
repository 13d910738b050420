//! The bare rate of password hashes: as many threads as cores, nothing else.

use std::thread;
use std::time::Duration;

use anyhow::anyhow;
use argon2::{Algorithm, Argon2, Params, Version};

use crate::clock::{Stopwatch, cores};

/// Returns hashes per second with the service's parameters: 19 MiB, two passes,
/// one lane.
pub(crate) fn rate(round: Duration) -> anyhow::Result<f64> {
    let params =
        Params::new(19 * 1024, 2, 1, Some(32)).map_err(|error| anyhow!("parameters: {error}"))?;
    let watch = Stopwatch::start();
    let count: anyhow::Result<u32> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores())
            .map(|_| {
                let params = params.clone();
                scope.spawn(move || {
                    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
                    let (mut count, mut out) = (0, [0; 32]);
                    while watch.elapsed() < round {
                        argon2
                            .hash_password_into(b"seven quiet otters hum", &[7; 16], &mut out)
                            .map_err(|error| anyhow!("hashing: {error}"))?;
                        count += 1;
                    }
                    Ok(count)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a thread ended badly"))?)
            .sum()
    });
    Ok(f64::from(count?) / watch.seconds())
}
