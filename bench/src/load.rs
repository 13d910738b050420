//! Sixty-four connections, each of which sends its next request when it has its
//! answer. As few threads as cores drive them, so that the machine is the server's.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use anyhow::{anyhow, ensure};

use crate::clock::{Stopwatch, cores};
use crate::http::Connection;

/// Connections at once.
pub(crate) const CONNECTIONS: usize = 64;

/// Is what was done in how long.
#[derive(Clone, Copy)]
pub(crate) struct Done {
    pub(crate) requests: u32,
    pub(crate) seconds: f64,
}

impl Done {
    pub(crate) fn rate(self) -> f64 {
        f64::from(self.requests) / self.seconds
    }
}

/// Sends requests until the time is over or `next` has none left. Each must be
/// answered with success.
pub(crate) fn run<'a>(
    host: SocketAddr,
    round: Duration,
    next: &(impl Fn() -> Option<&'a [u8]> + Sync),
) -> anyhow::Result<Done> {
    let mut all =
        (0..CONNECTIONS).map(|_| Connection::open(host)).collect::<Result<Vec<_>, _>>()?;
    let watch = Stopwatch::start();
    let requests: anyhow::Result<u32> = thread::scope(|scope| {
        let shares = all.chunks_mut(CONNECTIONS.div_ceil(cores()));
        let threads: Vec<_> =
            shares.map(|share| scope.spawn(move || drive(share, watch, round, next))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a thread ended badly"))?)
            .sum()
    });
    Ok(Done { requests: requests?, seconds: watch.seconds() })
}

fn drive<'a>(
    share: &mut [Connection],
    watch: Stopwatch,
    round: Duration,
    next: &impl Fn() -> Option<&'a [u8]>,
) -> anyhow::Result<u32> {
    let mut waiting = vec![false; share.len()];
    let mut count = 0;
    loop {
        let over = watch.elapsed() >= round;
        for (connection, waiting) in share.iter_mut().zip(&mut waiting) {
            if *waiting {
                let status = connection.skip_answer()?;
                ensure!(status == 200, "answered with {status}");
                count += 1;
                *waiting = false;
            }
            if !over && let Some(request) = next() {
                connection.send(request)?;
                *waiting = true;
            }
        }
        if !waiting.contains(&true) {
            return Ok(count);
        }
    }
}
