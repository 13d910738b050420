//! `secondkey import` of ten thousand entries, the whole process, without the
//! derivation of a key: the vault is opened with the recovery key.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::clock::Stopwatch;
use crate::folder;
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
        watched(init)?;
        let mut import = own(&vault)?;
        import.arg("import").arg("--yes").arg(&list).arg("--recovery-key-file").arg(&recovery);
        let (time, memory) = watched(import)?;
        millis.push(time);
        mib.push(memory);
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

/// Runs a program that must succeed; returns its time in milliseconds and the
/// most memory that it had, in MiB, as the kernel counts it.
fn watched(mut command: Command) -> anyhow::Result<(f64, f64)> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let watch = Stopwatch::start();
    let mut child = command.spawn().context("secondkey cannot be started")?;
    let status = format!("/proc/{}/status", child.id());
    let mut most: f64 = 0.0;
    loop {
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
            most = most.max(kib.unwrap_or(0.0) / 1024.0);
        }
        if let Some(ended) = child.try_wait()? {
            let millis = watch.millis();
            ensure!(ended.success(), "secondkey failed: {ended}");
            return Ok((millis, most));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
