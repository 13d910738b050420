//! `secondkey import` of ten thousand entries, the whole process, without the
//! derivation of a key: the vault is opened with the recovery key.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::folder;
use crate::process::to_its_end;
use crate::series::{Goal, Line, Series};

const ENTRIES: usize = 10_000;
const TIMES: usize = 5;

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let list = folder.path().join("list.txt");
    fs::write(&list, links())?;
    let passphrase = folder.path().join("passphrase");
    fs::write(&passphrase, "seven quiet otters hum\n")?;
    let (mut millis, mut mib) = (Series::default(), Series::default());
    for round in 0..TIMES {
        let place = folder.path().join(format!("{round}"));
        fs::create_dir(&place)?;
        let (vault, recovery) = (place.join("vault.age"), place.join("recovery"));
        let mut init = own(&vault)?;
        init.arg("init").arg("--passphrase-file").arg(&passphrase);
        init.arg("--recovery-key-out").arg(&recovery);
        to_its_end(&mut init)?;
        let mut import = own(&vault)?;
        import.arg("import").arg("--yes").arg(&list).arg("--recovery-key-file").arg(&recovery);
        let took = to_its_end(&mut import)?;
        millis.push(took.millis);
        mib.push(took.peak);
    }
    Ok(vec![
        Line::new("secondkey import of 10,000 entries", "ms", &millis, Goal::AtMost(2000.0)),
        Line::new("  its greatest memory", "MiB", &mib, Goal::AtMost(64.0)),
    ])
}

fn own(vault: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(folder::program("secondkey")?);
    command.arg("--vault").arg(vault);
    Ok(command)
}

fn links() -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for number in 0..ENTRIES {
        let digit = |place: u32| LETTERS.get((number >> (5 * place)) % 32).copied();
        let own: String = (0..3).rev().filter_map(digit).map(char::from).collect();
        let _ = writeln!(
            text,
            "otpauth://totp/Acme:user{number}?secret=GEZDGNBVGY3TQOJQGEZDGNBV{own}A&issuer=Acme"
        );
    }
    text
}
