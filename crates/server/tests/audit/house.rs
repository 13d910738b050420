//! A data folder with a store in it, the program, and a hand in the store.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;
use testing::Database;

pub(crate) struct House {
    place: TempDir,
    database: Option<Database>,
}

impl House {
    pub(crate) fn on_sqlite() -> Self {
        Self { place: tempfile::tempdir().unwrap(), database: None }
    }

    pub(crate) fn on_postgres() -> Self {
        Self { place: tempfile::tempdir().unwrap(), database: Some(Database::new()) }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secondkeyd"));
        command.args(arguments).arg("--data-dir").arg(self.path("data"));
        command.args(["--listen", "127.0.0.1:0", "--checkpoint-records", "5"]);
        if let Some(database) = &self.database {
            command.args(["--database-url", &database.url()]);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes an account and some records in it: its making, and recoveries.
    pub(crate) fn account(&self, id: &str, recoveries: usize) {
        let email = format!("root-{id}@acme.example");
        let command =
            ["account", "create", "--name", "Acme", "--email", &email, "--account-id", id];
        self.done(&command);
        for _ in 0..recoveries {
            self.recover(id);
        }
    }

    /// Puts one more record on the trail.
    pub(crate) fn recover(&self, id: &str) {
        self.done(&["account", "recover", "--account", id]);
    }

    /// Starts the service and waits until it answers.
    pub(crate) fn serve(&self) -> Serving {
        let mut child =
            self.command(&["serve"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().expect("the service ended at once").unwrap();
        assert!(first.contains("ready"), "{first}");
        Serving(child)
    }

    /// Lets the service run until its folder holds a checkpoint of so many
    /// records.
    pub(crate) fn checkpoint(&self, account: &str, records: u64) {
        let _serving = self.serve();
        let wanted = format!("account={account} records={records} ");
        for _ in 0..200 {
            if self.checkpoint_lines().iter().any(|line| line.contains(&wanted)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("no checkpoint of {records} records: {:?}", self.checkpoint_lines());
    }

    pub(crate) fn checkpoint_lines(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.checkpoints()) else { return Vec::new() };
        files
            .flat_map(|file| {
                let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
                text.lines().map(str::to_owned).collect::<Vec<String>>()
            })
            .collect()
    }

    pub(crate) fn checkpoints(&self) -> PathBuf {
        self.path("data/audit-checkpoints")
    }

    /// Does what somebody does who has the store and not the key.
    pub(crate) fn tamper(&self, sql: &str) {
        match &self.database {
            Some(database) => database.run(sql),
            None => self.sqlite().execute_batch(sql).unwrap(),
        }
    }

    fn sqlite(&self) -> Connection {
        Connection::open(self.path("data/secondkey.db")).unwrap()
    }

    /// Verifies and returns the exit code and the answer.
    pub(crate) fn verify(&self, more: &[&str]) -> (i32, Value) {
        let output = self.run(&[&["audit", "verify", "--json"], more].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        let answer =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no answer: {said}"));
        (output.status.code().unwrap(), answer)
    }

    /// Says that all is well with so many records.
    pub(crate) fn is_sound(&self, records: u64) {
        let (code, answer) = self.verify(&[]);
        assert_eq!((code, &answer["ok"]), (0, &true.into()), "{answer}");
        assert_eq!(answer["records"], records);
    }

    /// Says that exactly one trail is broken, and where.
    pub(crate) fn is_broken(&self, account: &str, sequence: u64, fault: &str) {
        let (code, answer) = self.verify(&[]);
        assert_eq!((code, &answer["ok"]), (5, &false.into()), "{answer}");
        let broken = answer["broken"].as_array().unwrap();
        assert_eq!(broken.len(), 1, "{answer}");
        assert_eq!(broken[0]["account_id"], account);
        assert_eq!(broken[0]["sequence"], sequence, "{answer}");
        assert_eq!(broken[0]["fault"], fault, "{answer}");
    }
}

/// Is a running service; it ends with this.
pub(crate) struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Copies the files of a folder that has no folders in it.
pub(crate) fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        if file.path().is_file() {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}
