//! Complete sign-ins over HTTP, against the bare rate of password hashes. A
//! sign-in has one hash in it: all else is what the service adds.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, anyhow};

use crate::clock::{Stopwatch, cores};
use crate::population::{Member, Population};
use crate::series::{Goal, Line, Series};
use crate::server::{Server, store_in, write_key};
use crate::visitor::Visitor;
use crate::{argon, folder};

const ROUNDS: u32 = 7;
const ROUND: Duration = Duration::from_secs(4);
/// Connections for each core: enough that no core waits for a disk.
const CONNECTIONS: usize = 8;

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let data = folder.path();
    let rate = argon::rate(Duration::from_secs(2))?;
    // Everybody signs in once, so that no code comes twice.
    let users = enough(rate);
    let made = Population::make(&store_in(data), users, users)?;
    made.hash_at_full_cost()?;
    let members = made.members.clone();
    drop(made);
    write_key(data)?;

    let server = Server::start(data)?;
    let mut visitors = (0..CONNECTIONS * cores())
        .map(|_| Visitor::come(server.host))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let next = AtomicUsize::new(0);
    sign_in(&mut visitors, &members, &next, Duration::from_secs(1))?;
    let (mut hashes, mut sign_ins) = (Series::default(), Series::default());
    for _ in 0..ROUNDS {
        hashes.push(argon::rate(ROUND / 2)?);
        sign_ins.push(sign_in(&mut visitors, &members, &next, ROUND)?);
    }
    Ok(vec![
        Line::new("bare Argon2id", "/s", &hashes, Goal::None),
        Line::new("sign-ins with a code, over HTTP", "/s", &sign_ins, Goal::None),
        Line::new("ratio", "", &sign_ins.over(&hashes), Goal::AtLeast(0.85)),
    ])
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand")]
fn enough(rate: f64) -> usize {
    (rate * (ROUND.as_secs_f64() * f64::from(ROUNDS) + 2.0) * 1.3) as usize + 100
}

/// Lets all visitors sign in, one member after the other, and returns how many
/// do so in a second.
fn sign_in(
    visitors: &mut [Visitor],
    members: &[Member],
    next: &AtomicUsize,
    round: Duration,
) -> anyhow::Result<f64> {
    let over = AtomicBool::new(false);
    let watch = Stopwatch::start();
    let count: anyhow::Result<u32> = thread::scope(|scope| {
        let threads: Vec<_> = visitors
            .iter_mut()
            .map(|visitor| {
                let over = &over;
                scope.spawn(move || {
                    let mut count = 0;
                    while watch.elapsed() < round && !over.load(Ordering::Relaxed) {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let member = members.get(number).context("nobody is left");
                        let done = member.and_then(|member| visitor.sign_in(member, number));
                        if done.is_err() {
                            over.store(true, Ordering::Relaxed);
                        }
                        done?;
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
