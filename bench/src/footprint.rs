//! What the service needs when nobody does anything, and how soon it is there.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, anyhow};

use crate::clock::cores;
use crate::population::{Member, Population};
use crate::series::{Goal, Line, Series};
use crate::server::{Server, store_in, write_key};
use crate::visitor::Visitor;
use crate::{folder, growth, print};

const STARTS: usize = 11;
const SIGN_INS: usize = 500;
const PAUSE: Duration = Duration::from_mins(1);

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let few = folder.path().join("few");
    let members = fill(&few, 1_000, SIGN_INS)?;
    let (times, fresh, own) = starts(&few, STARTS)?;
    let mut lines = vec![
        Line::new("start to the first answer", "ms", &times, Goal::AtMost(150.0)),
        Line::new("memory after the start", "MiB", &fresh, Goal::AtMost(40.0)),
        Line::new("  of it not mapped from files", "MiB", &own, Goal::None),
    ];

    let server = Server::start(&few)?;
    sign_in(&server, &members)?;
    let (busy, _) = server.memory()?;
    thread::sleep(PAUSE);
    let (idle, idle_own) = server.memory()?;
    drop(server);
    lines.push(Line::new("memory right after 500 sign-ins", "MiB", &one(busy), Goal::None));
    lines.push(Line::new("memory a minute later", "MiB", &one(idle), Goal::AtMost(40.0)));
    lines.push(Line::new("  of it not mapped from files", "MiB", &one(idle_own), Goal::None));

    print::progress("a store with a million users");
    let many = folder.path().join("many");
    fill(&many, growth::MANY, 1)?;
    let (times, fresh, own) = starts(&many, 3)?;
    lines.push(Line::new("start with a million users", "ms", &times, Goal::AtMost(150.0)));
    lines.push(Line::new("memory with a million users", "MiB", &fresh, Goal::AtMost(40.0)));
    lines.push(Line::new("  of it not mapped from files", "MiB", &own, Goal::None));
    Ok(lines)
}

fn one(figure: f64) -> Series {
    let mut series = Series::default();
    series.push(figure);
    series
}

fn fill(data: &Path, users: usize, members: usize) -> anyhow::Result<Vec<Member>> {
    std::fs::create_dir(data)?;
    let made = Population::make(&store_in(data), users, members)?;
    made.hash_at_full_cost()?;
    write_key(data)?;
    Ok(made.members.clone())
}

/// Starts the server several times on one store. Its memory is taken two seconds
/// after the first answer.
fn starts(data: &Path, times: usize) -> anyhow::Result<(Series, Series, Series)> {
    let (mut starts, mut all, mut own) = <(Series, Series, Series)>::default();
    for _ in 0..times {
        let server = Server::start(data)?;
        starts.push(server.start_millis);
        thread::sleep(Duration::from_secs(2));
        let (resident, anonymous) = server.memory()?;
        all.push(resident);
        own.push(anonymous);
    }
    Ok((starts, all, own))
}

/// Signs all members in, over a few connections.
fn sign_in(server: &Server, members: &[Member]) -> anyhow::Result<()> {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..8 * cores())
            .map(|_| {
                scope.spawn(|| {
                    let mut visitor = Visitor::come(server.host)?;
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(member) = members.get(number) else { return Ok(()) };
                        visitor.sign_in(member, number)?;
                    }
                })
            })
            .collect();
        for thread in threads {
            let done: anyhow::Result<()> =
                thread.join().map_err(|_| anyhow!("a thread ended badly"))?;
            done.context("a sign-in")?;
        }
        Ok(())
    })
}
