//! Users made in bulk through the API, sixty-four at once: whether the last
//! thousand of a hundred thousand take longer than the first.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use iam_api::Door;

use crate::clock::Stopwatch;
use crate::load::CONNECTIONS;
use crate::population::Population;
use crate::series::{Goal, Line, Series};
use crate::signed::{Ask, send};
use crate::{folder, print};

const STORES: usize = 3;
const ALL: usize = 100_000;
pub(crate) const PART: usize = 1_000;

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let (mut first, mut last) = (Series::default(), Series::default());
    for store in 0..STORES {
        let made = Population::make(&folder.path().join(format!("{store}.db")), 0, 0)?;
        for begin in (0..ALL).step_by(PART) {
            let millis = create(&made, begin)?;
            match begin {
                0 => first.push(millis),
                _ if begin + PART == ALL => last.push(millis),
                _ => {}
            }
        }
        print::progress(&format!("{} of {STORES} stores", store + 1));
    }
    Ok(vec![
        Line::new("the first 1,000 users", "ms", &first, Goal::None),
        Line::new("the last 1,000 of 100,000", "ms", &last, Goal::None),
        Line::new("ratio", "", &last.over(&first), Goal::AtMost(1.3)),
    ])
}

/// Creates a thousand users and returns how many milliseconds that takes.
pub(crate) fn create(made: &Population, begin: usize) -> anyhow::Result<f64> {
    let door = Door::new(made.service.clone());
    let next = Arc::new(AtomicUsize::new(begin));
    let watch = Stopwatch::start();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (door, next, root) = (door.clone(), Arc::clone(&next), made.root.clone());
            let service = made.service.clone();
            made.runtime.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= begin + PART {
                        return anyhow::Ok(());
                    }
                    let name = format!("person-{number:06}");
                    let ask = Ask::iam("CreateUser", &[("UserName", &name)]);
                    send(&door, ask.request(&root, service.now())?).await?;
                }
            })
        })
        .collect();
    for task in tasks {
        made.runtime.block_on(task)??;
    }
    Ok(watch.millis())
}
