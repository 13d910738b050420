//! What is known about the clock without asking anybody: the last measurement,
//! carried on by the time since the machine's start, which does not change when
//! the clock is set. A clock that was set right is right at once.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::env::Env;
use crate::failure::Failure;
use crate::look::span;

/// By how many milliseconds a clock may be wrong without a word about it.
pub(crate) const TOLERANCE_MS: u64 = 5_000;

/// For how long a measurement holds: a clock of quartz runs away by a second or
/// two a day.
const HOLDS: Duration = Duration::from_hours(24);

const MAX_FILE: u64 = 4096;

/// No clock is wrong by more than a hundred years, in milliseconds.
const ABSURD: i64 = 100 * 366 * 86_400_000;

#[derive(Serialize, Deserialize)]
struct Measured {
    version: u32,
    /// Which start of the machine it belongs to.
    boot: String,
    /// When it was made, in milliseconds since that start.
    at: u64,
    /// By how many milliseconds the clock was behind.
    behind: i64,
    /// Where that start was by the clock as it was, in milliseconds since 1970.
    began: i64,
}

/// Is what is known about the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// By how many milliseconds it is behind now; negative where it is ahead.
    pub(crate) behind: i64,
    /// How long ago that was measured.
    pub(crate) age: Duration,
}

impl Known {
    /// Tells whether the clock is so wrong that codes may be refused.
    pub(crate) fn is_off(self) -> bool {
        self.behind.unsigned_abs() > TOLERANCE_MS
    }

    /// Returns by how many seconds it is behind.
    pub(crate) fn seconds(self) -> f64 {
        let most = if self.behind < 0 { i32::MIN } else { i32::MAX };
        f64::from(i32::try_from(self.behind).unwrap_or(most)) / 1_000.0
    }

    /// Warns beside codes, where there is something to warn of.
    pub(crate) fn warning(self) -> Option<String> {
        self.is_off().then(|| {
            format!(
                "Warning: this computer's clock is {} (measured {} ago), so this code may be refused. Set the clock, or use --corrected.",
                words(self.behind),
                span(self.age.as_secs())
            )
        })
    }
}

/// Says by how much a clock is wrong.
pub(crate) fn words(behind: i64) -> String {
    let off = behind.unsigned_abs();
    let amount = match off {
        0..1_000 => format!("0.{:02} s", off / 10),
        1_000..120_000 => format!("{}.{} s", off / 1_000, off % 1_000 / 100),
        _ => span(off / 1_000),
    };
    format!("{amount} {}", if behind < 0 { "fast" } else { "slow" })
}

/// Returns the right time in Unix seconds where the clock is behind by so many
/// milliseconds. What the clock says is not cut to seconds before it is corrected: a
/// correction of almost a second would else give the code of the step before for the
/// first second of a step.
pub(crate) fn right(env: &Env, behind: i64) -> u64 {
    moved(env.nanos(), behind)
}

/// Moves a whole second by so many milliseconds, to the nearest second.
pub(crate) fn shift(seconds: u64, milliseconds: i64) -> u64 {
    moved(i128::from(seconds) * 1_000_000_000 + 500_000_000, milliseconds)
}

fn moved(nanos: i128, milliseconds: i64) -> u64 {
    let nanos = nanos + i128::from(milliseconds) * 1_000_000;
    u64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or_default()
}

/// Returns what is known now, if anything.
pub(crate) fn known(env: &Env) -> Option<Known> {
    carried_on(&read(env)?, &boot()?, env.since_boot(), began(env))
}

fn carried_on(measured: &Measured, boot: &str, now: Duration, began: i64) -> Option<Known> {
    let age = now.checked_sub(Duration::from_millis(measured.at))?;
    let sane = measured.version == 1 && measured.behind.unsigned_abs() <= ABSURD.unsigned_abs();
    if !sane || measured.boot != boot || age > HOLDS {
        return None;
    }
    // By how much the clock was set since.
    let set = began.checked_sub(measured.began)?;
    Some(Known { behind: measured.behind.checked_sub(set)?, age })
}

/// Remembers that the clock is behind by so many milliseconds.
pub(crate) fn remember(env: &Env, behind: i64) -> Result<(), Failure> {
    let (Some(path), Some(boot)) = (path(env), boot()) else { return Ok(()) };
    let at = u64::try_from(env.since_boot().as_millis()).unwrap_or_default();
    let measured = Measured { version: 1, boot, at, behind, began: began(env) };
    let text = serde_json::to_string(&measured)?;
    let write = || -> std::io::Result<()> {
        let folder = path.parent().map(PathBuf::from).unwrap_or_default();
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(text.as_bytes())?;
        fs::rename(&temporary, &path)
    };
    write().map_err(|error| {
        Failure::new(format!("the measurement cannot be kept in {}: {error}", path.display()))
    })
}

fn read(env: &Env) -> Option<Measured> {
    let mut text = String::new();
    fs::File::open(path(env)?).ok()?.take(MAX_FILE).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn path(env: &Env) -> Option<PathBuf> {
    env.cache_folder().map(|folder| folder.join("clock.json"))
}

/// Returns what tells this start of the machine from others.
fn boot() -> Option<String> {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(text.trim().to_owned())
}

/// Returns where the machine's start is by its clock, in milliseconds.
fn began(env: &Env) -> i64 {
    let since = i128::try_from(env.since_boot().as_nanos()).unwrap_or_default();
    i64::try_from((env.nanos() - since) / 1_000_000).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: i64 = 1_795_000_000_000;

    fn measured() -> Measured {
        Measured { version: 1, boot: "b".to_owned(), at: 60_000, behind: 42_000, began: BEGAN }
    }

    fn later(seconds: u64) -> Duration {
        Duration::from_secs(60 + seconds)
    }

    #[test]
    fn a_measurement_is_carried_on_and_a_clock_set_right_is_right() {
        let known = carried_on(&measured(), "b", later(180), BEGAN).unwrap();
        assert_eq!((known.behind, known.age.as_secs()), (42_000, 180));
        assert!(known.is_off());
        assert!(known.warning().unwrap().contains("42.0 s slow (measured 3 min ago)"));
        let known = carried_on(&measured(), "b", later(180), BEGAN + 42_000).unwrap();
        assert_eq!((known.behind, known.warning()), (0, None));
        let known = carried_on(&measured(), "b", later(180), BEGAN + 3_600_000).unwrap();
        assert_eq!(known.behind, 42_000 - 3_600_000);
    }

    #[test]
    fn old_foreign_and_absurd_measurements_say_nothing() {
        assert_eq!(carried_on(&measured(), "another", later(1), BEGAN), None);
        assert_eq!(carried_on(&measured(), "b", later(86_401), BEGAN), None);
        assert_eq!(carried_on(&measured(), "b", Duration::from_secs(59), BEGAN), None);
        let absurd = Measured { behind: i64::MIN, ..measured() };
        assert_eq!(carried_on(&absurd, "b", later(1), BEGAN), None);
        assert_eq!(carried_on(&measured(), "b", later(1), i64::MIN), None);
        let future = Measured { version: 2, ..measured() };
        assert_eq!(carried_on(&future, "b", later(1), BEGAN), None);
    }

    #[test]
    fn amounts_are_said_in_words() {
        let texts = [0, 40, -990, 5_000, -42_340, 3_600_000].map(words);
        assert_eq!(
            texts,
            ["0.00 s slow", "0.04 s slow", "0.99 s fast", "5.0 s slow", "42.3 s fast", "1 h slow"]
        );
    }

    #[test]
    fn times_are_shifted_and_never_below_zero() {
        assert_eq!(shift(1_700_000_000, -42_300), 1_699_999_958);
        assert_eq!([499, 500, -500, -501].map(|by| shift(10, by)), [10, 11, 10, 9]);
        assert_eq!(shift(10, i64::MIN), 0);
    }

    #[test]
    fn a_correction_of_almost_a_second_does_not_give_the_second_before() {
        // The clock says 2 s less than a step's start and a tenth; it is 1.99 s behind.
        let clock = 1_795_000_018_100_000_000;
        assert_eq!(moved(clock, 1_990), 1_795_000_020);
        assert_eq!(moved(clock, 1_899), 1_795_000_019);
        assert_eq!(moved(-1, 0), 0);
    }
}
