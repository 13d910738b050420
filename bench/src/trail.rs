//! `secondkeyd audit verify` of a trail of a million records, against one of a hundred
//! thousand: every record is read, hashed and proved.

use std::path::Path;
use std::process::Command;

use crate::population::Population;
use crate::process::to_its_end;
use crate::series::{Goal, Line, Series};
use crate::server::{store_in, write_key};
use crate::{bulk, folder, print};

const FEW: usize = 100_000;
const MANY: usize = 1_000_000;
const ROUNDS: usize = 3;

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let (few, many) = (folder.path().join("few"), folder.path().join("many"));
    fill(&few, FEW)?;
    fill(&many, MANY)?;
    let (mut small, mut large, mut peaks) =
        (Series::default(), Series::default(), Series::default());
    for _ in 0..ROUNDS {
        let one = to_its_end(&mut verify(&few)?)?;
        small.push(per_record(one.millis, FEW));
        let other = to_its_end(&mut verify(&many)?)?;
        large.push(per_record(other.millis, MANY));
        peaks.push(other.peak);
    }
    Ok(vec![
        Line::new("one of 100,000 records verified", "us", &small, Goal::None),
        Line::new("one of 1,000,000", "us", &large, Goal::None),
        Line::new("ratio", "", &large.over(&small), Goal::AtMost(1.3)),
        Line::new("  its most memory", "MiB", &peaks, Goal::AtMost(80.0)),
    ])
}

/// Makes a store whose trail has a record for each of so many new users.
fn fill(data: &Path, records: usize) -> anyhow::Result<()> {
    std::fs::create_dir(data)?;
    write_key(data)?;
    let made = Population::make(&store_in(data), 0, 0)?;
    for begin in (0..records).step_by(bulk::PART) {
        bulk::create(&made, begin)?;
        if (begin + bulk::PART).is_multiple_of(100 * bulk::PART) {
            print::progress(&format!("{} records", begin + bulk::PART));
        }
    }
    Ok(())
}

fn verify(data: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(folder::program("secondkeyd")?);
    command.args(["audit", "verify", "--data-dir"]).arg(data);
    Ok(command)
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn per_record(millis: f64, records: usize) -> f64 {
    1000.0 * millis / records as f64
}
