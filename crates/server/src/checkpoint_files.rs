//! Checkpoints as files, to be kept where somebody who has the store has no hand:
//! one file a month, one line each, only ever added to.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use identity::audit::Signed;

const EXTENSION: &str = "checkpoints";

/// Adds checkpoints to the files of their months, durably.
pub(crate) fn add(folder: &Path, checkpoints: &[Signed]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut rest = checkpoints;
    while let Some(first) = rest.first() {
        let month = month_of(first);
        let count = rest.iter().take_while(|signed| month_of(signed) == month).count();
        let (now, later) = rest.split_at(count);
        let lines: String = now.iter().map(|signed| signed.to_line() + "\n").collect();
        append(&folder.join(format!("{month}.{EXTENSION}")), &lines)?;
        rest = later;
    }
    Ok(())
}

fn month_of(signed: &Signed) -> String {
    jiff::Timestamp::from_microsecond(signed.checkpoint.at.as_micros())
        .map_or_else(|_| "undated".to_owned(), |at| at.strftime("%Y-%m").to_string())
}

fn append(path: &Path, lines: &str) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)?;
    let whole = whole_lines(&mut file)?;
    file.set_len(whole)?;
    file.seek(SeekFrom::Start(whole))?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()?;
    match path.parent() {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Returns the length without a last line that was never finished: what a sudden
/// death may leave.
fn whole_lines(file: &mut fs::File) -> io::Result<u64> {
    const LONGEST: u64 = 1024;
    let length = file.seek(SeekFrom::End(0))?;
    let from = length.saturating_sub(LONGEST);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let end = tail.iter().rposition(|byte| *byte == b'\n');
    Ok(match end {
        Some(end) => from + end as u64 + 1,
        // A line that is longer than any checkpoint is not ours to cut.
        None if from > 0 => length,
        None => 0,
    })
}

/// Is what files hold.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) checkpoints: Vec<Signed>,
    /// Lines that are no checkpoints.
    pub(crate) unreadable: u64,
}

impl Kept {
    /// Reads a file, or all files of a folder that bear the name of checkpoints.
    pub(crate) fn read(&mut self, place: &Path) -> io::Result<()> {
        if !place.is_dir() {
            return self.read_file(place);
        }
        let mut files = Vec::new();
        for entry in fs::read_dir(place)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == EXTENSION) {
                files.push(path);
            }
        }
        files.sort();
        files.iter().try_for_each(|path: &PathBuf| self.read_file(path))
    }

    fn read_file(&mut self, path: &Path) -> io::Result<()> {
        self.take(&fs::read(path)?);
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) {
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let lines = bytes.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n');
        for line in lines.filter(|line| !line.is_empty()) {
            match std::str::from_utf8(line).ok().and_then(|line| Signed::parse(line).ok()) {
                Some(signed) => self.checkpoints.push(signed),
                None => self.unreadable += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::Timestamp;
    use identity::audit::{ChainHash, Checkpoint, CheckpointSigner};
    use identity::names::AccountId;

    fn signed(records: u64, seconds: i64) -> Signed {
        CheckpointSigner::new(&[1; 32]).sign(Checkpoint {
            account: AccountId::parse("123456789012").unwrap(),
            records,
            hash: ChainHash([3; 32]),
            at: Timestamp::from_unix_seconds(seconds),
        })
    }

    fn read(place: &Path) -> Kept {
        let mut kept = Kept::default();
        kept.read(place).unwrap();
        kept
    }

    #[test]
    fn what_is_added_is_read_back_month_by_month() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("kept");
        let all = [signed(1, 1_700_000_000), signed(2, 1_700_000_060), signed(3, 1_710_000_000)];
        add(&folder, &all[..1]).unwrap();
        add(&folder, &all[1..]).unwrap();
        assert_eq!(read(&folder).checkpoints, all);
        let one = read(&folder.join("2023-11.checkpoints"));
        assert_eq!((one.checkpoints.len(), one.unreadable), (2, 0));
        fs::write(folder.join("notes.txt"), "not read").unwrap();
        assert_eq!(read(&folder).unreadable, 0);
    }

    #[test]
    fn an_unfinished_line_is_not_believed_and_does_not_spoil_the_next() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("2023-11.checkpoints");
        let all = [signed(1, 1_700_000_000), signed(2, 1_700_000_060)];
        let line = all[0].to_line();
        for cut in [1, 100, line.len()] {
            fs::write(&file, &line[..cut]).unwrap();
            assert_eq!(read(place.path()).checkpoints, []);
            add(place.path(), &all).unwrap();
            assert_eq!(read(place.path()).checkpoints, all, "{cut}");
            assert_eq!(read(place.path()).unreadable, 0);
        }
    }

    #[test]
    fn foreign_lines_are_counted() {
        let mut kept = Kept::default();
        kept.take(b"hello\n\xff\xfe\n\n");
        kept.take(format!("{}\n", signed(1, 0).to_line()).as_bytes());
        assert_eq!((kept.checkpoints.len(), kept.unreadable), (1, 2));
    }
}
