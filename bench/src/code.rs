//! The time of `secondkey code`, from the making of the process to its end,
//! against `oathtool`, which has nothing to decrypt.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use crate::clock::Stopwatch;
use crate::folder;
use crate::series::{Goal, Line, Series};

const TIMES: usize = 101;
pub(crate) const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let [vault, passphrase, recovery] =
        ["vault.age", "passphrase", "recovery"].map(|name| folder.path().join(name));
    fs::write(&passphrase, "seven quiet otters hum\n")?;
    let secondkey = folder::program("secondkey")?;
    let own = |arguments: &[&OsStr]| {
        let mut command = Command::new(&secondkey);
        command.arg("--vault").arg(&vault).args(arguments);
        command
    };
    finish(
        own(&[
            "init".as_ref(),
            "--passphrase-file".as_ref(),
            passphrase.as_ref(),
            "--recovery-key-out".as_ref(),
            recovery.as_ref(),
        ]),
        "",
    )?;
    let with_key = |rest: &[&'static str]| -> Command {
        let mut command = own(&["--recovery-key-file".as_ref(), recovery.as_ref()]);
        command.args(rest);
        command
    };
    for number in 0..20 {
        let mut add = with_key(&["add", "--secret-stdin", "--issuer", "Acme", "--account", "x"]);
        add.args(["--name", &format!("Acme:{number}")]);
        finish(add, SECRET)?;
    }
    ensure!(Path::new(&vault).exists(), "no vault was made");

    let (mut ours, mut theirs) = (Series::default(), Series::default());
    for _ in 0..TIMES {
        ours.push(time(with_key(&["code", "Acme:7"]))?);
        let mut oathtool = Command::new("oathtool");
        oathtool.args(["--totp", "-b", SECRET]);
        if let Ok(millis) = time(oathtool) {
            theirs.push(millis);
        }
    }
    Ok(vec![
        Line::new("secondkey code", "ms", &ours, Goal::AtMost(30.0)),
        Line::new("oathtool --totp", "ms", &theirs, Goal::None),
        Line::new("ratio", "", &ours.over(&theirs), Goal::None),
    ])
}

/// Returns how many milliseconds a program takes that succeeds.
pub(crate) fn time(mut command: Command) -> anyhow::Result<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let watch = Stopwatch::start();
    let status = command.status()?;
    let millis = watch.millis();
    ensure!(status.success(), "a program failed: {status}");
    Ok(millis)
}

/// Runs a program to its end.
pub(crate) fn finish(mut command: Command, input: &str) -> anyhow::Result<()> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("secondkey cannot be started")?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let done = child.wait_with_output()?;
    ensure!(done.status.success(), "secondkey: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}
