//! Copies of earlier generations, beside the vault: written after each change,
//! read back, and thinned out by age. No secret is needed for them, since they
//! are encrypted to the vault's keys.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::open_me::day;
use crate::{Contents, Error, Place, disk, open_me};

const DAY: u64 = 86_400;
/// How many of the newest are kept whatever their age.
const NEWEST: usize = 5;
/// For how long one of each day is kept, in days; later, one of each month.
const DAILY: u64 = 31;

/// Is a backup, known by its name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// When it was written, in Unix seconds.
    pub written: u64,
    /// Which generation of the vault it is.
    pub generation: u64,
}

/// Lists the backups of a vault, newest generation first. Other files in the
/// folder are passed over; without a folder there are none.
pub fn backups(place: &Place) -> Vec<Backup> {
    let Ok(folder) = fs::read_dir(place.backups()) else { return Vec::new() };
    let mut found: Vec<Backup> = folder
        .filter_map(|file| {
            let path = file.ok()?.path();
            let (written, generation) = parsed(path.file_name()?.to_str()?)?;
            Some(Backup { path, written, generation })
        })
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse((one.generation, one.written)));
    found
}

/// Writes the backup of a generation, verifies it, and only then takes away
/// those that age has made superfluous. The caller holds the lock.
pub(crate) fn keep(
    place: &Place,
    contents: &Contents,
    sealed: &[u8],
    verify: impl FnOnce(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let folder = place.backups();
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(Error::io("make the folder", &folder))?;
    sweep(&folder);
    let path = folder.join(name(contents.written(), contents.generation()));
    disk::replace(&path, sealed, None, verify)?;
    let recipe = folder.join("OPEN-ME.txt");
    disk::replace(&recipe, open_me::backups_text(place, contents).as_bytes(), None, |_| Ok(()))?;
    for old in superfluous(&backups(place), contents.written()) {
        fs::remove_file(&old.path).map_err(Error::io("remove", &old.path))?;
    }
    Ok(())
}

/// Takes away what a killed process left half-written; under the lock, nobody
/// else is writing.
fn sweep(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else { return };
    for path in files.filter_map(|file| file.ok().map(|file| file.path())) {
        if path.extension().is_some_and(|extension| extension == "tmp") {
            let _ = fs::remove_file(path);
        }
    }
}

fn name(written: u64, generation: u64) -> String {
    format!("{}_{written}_g{generation}.age", day(written))
}

fn parsed(name: &str) -> Option<(u64, u64)> {
    let mut parts = name.strip_suffix(".age")?.split('_');
    let (_, written, generation) = (parts.next()?, parts.next()?, parts.next()?);
    let generation = generation.strip_prefix('g')?.parse().ok()?;
    parts.next().is_none().then_some((written.parse().ok()?, generation))
}

/// Chooses what may go: all of a day stay, then one of each day for a month,
/// then one of each month for ever. `backups` come newest first.
fn superfluous(backups: &[Backup], now: u64) -> Vec<&Backup> {
    let mut kept = BTreeSet::new();
    let mut superfluous = Vec::new();
    for (index, backup) in backups.iter().enumerate() {
        let age = now.saturating_sub(backup.written) / DAY;
        let date = day(backup.written);
        let span = if age < DAILY { date } else { date.chars().take(7).collect() };
        // The first one seen of a span is its newest.
        let first = kept.insert(span);
        if index >= NEWEST && age >= 1 && !first {
            superfluous.push(backup);
        }
    }
    superfluous
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(written: u64, generation: u64) -> Backup {
        Backup { path: PathBuf::from(name(written, generation)), written, generation }
    }

    #[test]
    fn names_say_when_and_which() {
        let name = name(1_700_000_000, 7);
        assert_eq!(name, "2023-11-14_1700000000_g7.age");
        assert_eq!(parsed(&name), Some((1_700_000_000, 7)));
        for other in
            ["OPEN-ME.txt", "x.age", "2023-11-14_1_g7.age.tmp", "a_b_gc.age", "a_1_g2_3.age"]
        {
            assert_eq!(parsed(other), None, "{other}");
        }
    }

    #[test]
    fn two_years_of_changes_leave_a_day_a_month_and_the_months() {
        let begin = 1_700_000_000;
        let now = begin + 730 * DAY;
        // Four changes a day.
        let mut all: Vec<Backup> =
            (0..730 * 4).map(|n| backup(begin + n * DAY / 4, n + 1)).collect();
        all.reverse();
        let gone: Vec<u64> = superfluous(&all, now).iter().map(|one| one.generation).collect();
        let left: Vec<&Backup> = all.iter().filter(|one| !gone.contains(&one.generation)).collect();
        let younger = |days: u64| left.iter().filter(|one| now - one.written < days * DAY).count();
        assert_eq!(younger(1), 3);
        assert!((30..=37).contains(&younger(31)), "{}", younger(31));
        assert!((52..=62).contains(&left.len()), "{}", left.len());
        assert_eq!(left[0].generation, 730 * 4, "the newest stays");
        let months: BTreeSet<String> =
            left.iter().map(|one| day(one.written).chars().take(7).collect()).collect();
        assert_eq!(months.len(), 25, "every month is there");
    }

    #[test]
    fn the_newest_stay_however_old() {
        let old: Vec<Backup> = (0..5).rev().map(|n| backup(1_000 + n, n)).collect();
        assert!(superfluous(&old, u64::MAX).is_empty());
    }
}
