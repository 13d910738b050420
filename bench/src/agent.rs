//! The time of `secondkey code` and `secondkey list` with an agent that holds a
//! thousand entries, and ten thousand, against `oathtool`, which holds none.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::code::{SECRET, finish, time};
use crate::folder;
use crate::series::{Goal, Line, Series};

const TIMES: usize = 201;

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let mut lines = of(1_000, Goal::AtMost(1.5), Goal::AtMost(3.0))?;
    lines.extend(of(10_000, Goal::None, Goal::None)?);
    Ok(lines)
}

/// Is a vault with an agent, which ends with it.
struct Desk {
    program: PathBuf,
    folder: PathBuf,
}

impl Desk {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).current_dir(&self.folder);
        command.env("XDG_RUNTIME_DIR", &self.folder).env("XDG_CACHE_HOME", &self.folder);
        command.env("SECONDKEY_VAULT", "vault.age");
        command
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = finish(self.command(&["agent", "stop"]), "");
    }
}

fn of(entries: usize, code_goal: Goal, list_goal: Goal) -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let desk = fill(folder.path(), entries)?;
    finish(desk.command(&["agent", "start", "--recovery-key-file", "recovery"]), "")?;
    let name = format!("Service {}:person", entries / 2);
    let (mut code, mut list, mut theirs) =
        (Series::default(), Series::default(), Series::default());
    for _ in 0..TIMES {
        code.push(time(desk.command(&["code", &name]))?);
        list.push(time(desk.command(&["list"]))?);
        let mut oathtool = Command::new("oathtool");
        oathtool.args(["--totp", "-b", SECRET]);
        theirs.push(time(oathtool)?);
    }
    let of = format!("of {entries} entries");
    Ok(vec![
        Line::new(format!("code {of}"), "ms", &code, Goal::None),
        Line::new(format!("list {of}"), "ms", &list, Goal::None),
        Line::new("oathtool --totp", "ms", &theirs, Goal::None),
        Line::new(format!("code {of} over oathtool"), "", &code.over(&theirs), code_goal),
        Line::new(format!("list {of} over oathtool"), "", &list.over(&theirs), list_goal),
    ])
}

/// Makes a vault with so many entries.
fn fill(folder: &Path, entries: usize) -> anyhow::Result<Desk> {
    let home = folder.join("desk");
    fs::DirBuilder::new().mode(0o700).create(&home)?;
    let desk = Desk { program: folder::program("secondkey")?, folder: home };
    fs::write(desk.folder.join("passphrase"), "seven quiet otters hum\n")?;
    let keys = ["--passphrase-file", "passphrase", "--recovery-key-out", "recovery"];
    finish(desk.command(&[&["init"][..], &keys[..]].concat()), "")?;
    let mut list = String::new();
    for number in 0..entries {
        writeln!(
            list,
            "otpauth://totp/Service%20{number}:person?secret={}&issuer=Service%20{number}",
            secret(number)
        )?;
    }
    fs::write(desk.folder.join("list.txt"), list)?;
    let import = ["import", "list.txt", "--yes", "--recovery-key-file", "recovery"];
    finish(desk.command(&import), "")?;
    Ok(desk)
}

/// Writes a number into a secret, so that no two are the same.
fn secret(number: usize) -> String {
    data_encoding::BASE32_NOPAD.encode(format!("a secret of number {number:06}").as_bytes())
}
