//! A folder with a vault and its keys, and the program to run on it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tempfile::TempDir;
use vault::{Key, NewVault, Place, Vault};

/// Is what the passphrase of every world's vault is.
pub(crate) const PASSPHRASE: &str = "correct horse battery staple";

pub(crate) const AWS_ROOT: &str = "otpauth://totp/Amazon%20Web%20Services:root-account-mfa-device@123456789012?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH&issuer=Amazon%20Web%20Services";

pub(crate) const SECRET: &str = "JBSWY3DPEHPK3PXP";

pub(crate) struct World {
    folder: TempDir,
}

impl World {
    /// Makes a folder without a vault.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = Self { folder };
        std::fs::write(world.path("pw"), format!("{PASSPHRASE}\n")).unwrap();
        world
    }

    /// Makes a folder with an empty vault `v.age` and its recovery key `rec`.
    /// The scrypt work factor is low, which only the library offers.
    pub(crate) fn new() -> Self {
        let world = Self::empty();
        let recovery = Key::generate();
        std::fs::write(world.path("rec"), recovery.expose().as_bytes()).unwrap();
        let new = NewVault {
            id: "test".to_owned(),
            now: 1_700_000_000,
            passphrase: PASSPHRASE,
            work_factor: 2,
            recovery: &recovery,
        };
        Vault::create(Place::new(&world.path("v.age")).unwrap(), &new).unwrap();
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the program in this folder, with the vault and no key.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secondkey"));
        command
            .current_dir(self.folder())
            .env_clear()
            .env("SECONDKEY_VAULT", "v.age")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Returns the program with the recovery key.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.args(["--recovery-key-file", "rec"]);
        command
    }

    /// Runs a command that must succeed and returns what it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        done(self.command(arguments).output().unwrap())
    }

    /// Runs a command that must succeed and print JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// Runs a command with a key of its own that must succeed and print JSON.
    pub(crate) fn json_with(&self, arguments: &[&str], key: &[&str]) -> Value {
        let output = self.bare(&[arguments, key, &["--json"]].concat()).output().unwrap();
        serde_json::from_str(&done(output)).unwrap()
    }

    /// Runs a command with standard input that must succeed.
    pub(crate) fn feed(&self, arguments: &[&str], input: &str) -> String {
        done(fed(&mut self.command(arguments), input))
    }

    /// Runs a command that must fail with a status, and returns its message.
    pub(crate) fn refuse(&self, status: i32, arguments: &[&str]) -> String {
        refused(status, &self.command(arguments).output().unwrap())
    }

    /// Adds an entry of the usual secret under a name.
    pub(crate) fn add(&self, name: &str) {
        self.feed(&["add", "--secret-stdin", "--name", name], SECRET);
    }

    /// Returns the names of all entries.
    pub(crate) fn names(&self) -> Vec<String> {
        let list = self.json(&["list"]);
        list.as_array()
            .unwrap()
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Returns the names of all files in the folder.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder())
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }
}

/// Returns the time since 1970, as the program sees it.
#[expect(clippy::disallowed_methods, reason = "the program under test reads this clock")]
pub(crate) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

/// Starts a command and gives it standard input.
pub(crate) fn spawn_fed(command: &mut Command, input: &str) -> Child {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    // A program that ends before it reads closes the pipe, which is its right.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child
}

pub(crate) fn fed(command: &mut Command, input: &str) -> Output {
    spawn_fed(command, input).wait_with_output().unwrap()
}

/// Returns the standard output of a run that must have succeeded.
pub(crate) fn done(output: Output) -> String {
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{:?}: {error}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the standard error of a run that must have failed, saying nothing on
/// standard output.
pub(crate) fn refused(status: i32, output: &Output) -> String {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(status), "{error}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{error}");
    assert!(!error.trim().is_empty(), "a failure says why");
    assert!(!error.contains("panicked"), "{error}");
    error
}
