//! A real agent process: what it answers without a passphrase, when it forgets,
//! and what it does about strangers and nonsense.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::world::{SECRET, World, done, now, refused};

/// Is a world with an agent, which ends with it.
struct Agent {
    world: World,
}

impl Agent {
    fn start(world: World, options: &[&str]) -> Self {
        fs::create_dir(world.path("run")).unwrap();
        fs::set_permissions(world.path("run"), fs::Permissions::from_mode(0o700)).unwrap();
        let agent = Self { world };
        done(agent.keyed(&[&["agent", "start"], options].concat()).output().unwrap());
        agent
    }

    /// Returns the program that finds the agent and has no key.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.world.bare(arguments);
        command.env("XDG_RUNTIME_DIR", self.world.path("run"));
        command
    }

    fn keyed(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.args(["--passphrase-file", "pw"]);
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        done(self.command(arguments).output().unwrap())
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--json"]].concat())).unwrap()
    }

    fn refuse(&self, arguments: &[&str]) -> String {
        refused(1, &self.command(arguments).output().unwrap())
    }

    fn socket(&self) -> std::path::PathBuf {
        self.world.path("run/secondkey/agent.sock")
    }

    /// Sends bytes and returns all that comes back.
    fn send(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = UnixStream::connect(self.socket()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.command(&["agent", "stop"]).output();
    }
}

fn world() -> World {
    let world = World::new();
    world.add("hub");
    world
}

#[test]
fn it_answers_without_a_key_until_it_is_locked() {
    let agent = Agent::start(world(), &[]);
    let code = agent.run(&["code", "hub", "--at", "1700000000"]);
    assert_eq!(code, agent.world.run(&["code", "hub", "--at", "1700000000"]));
    assert_eq!(agent.json(&["list"]), agent.world.json(&["list"]));
    let found = agent.json(&["which", code.trim(), "--at", "1700000000"]);
    assert_eq!((&found[0]["name"], &found[0]["step_offset"]), (&"hub".into(), &0.into()));
    let error = agent.refuse(&["code", "nothing"]);
    assert!(error.contains("no entry is called \"nothing\""), "{error}");

    let status = agent.json(&["agent", "status"]);
    assert_eq!((&status["running"], &status["locked"]), (&true.into(), &false.into()));
    assert_eq!((&status["entries"], &status["lock_after"]), (&1.into(), &3600.into()));

    agent.run(&["agent", "lock"]);
    assert!(agent.run(&["agent", "status"]).contains("\nLocked\n"));
    let error = agent.refuse(&["code", "hub"]);
    assert!(error.contains("Passphrase is needed"), "{error}");
    done(agent.keyed(&["agent", "unlock"]).output().unwrap());
    agent.run(&["code", "hub"]);

    agent.run(&["agent", "stop"]);
    assert!(agent.refuse(&["agent", "status"]).contains("no agent runs"));
    assert_eq!(agent.json(&["agent", "status"])["running"], false);
    for _ in 0..100 {
        if !agent.socket().exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the socket is still there");
}

#[test]
fn only_its_owner_can_reach_it() {
    let agent = Agent::start(world(), &[]);
    assert_eq!(agent.socket().metadata().unwrap().mode() & 0o777, 0o600);
    let folder = agent.world.path("run/secondkey");
    assert_eq!(folder.metadata().unwrap().mode() & 0o777, 0o700);
    // A folder that others can enter is not trusted, by neither side.
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(agent.refuse(&["code", "hub"]).contains("Passphrase is needed"));
    let second = agent.keyed(&["agent", "start", "--foreground"]).output().unwrap();
    assert!(refused(1, &second).contains("not yours alone"));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    agent.run(&["code", "hub"]);
}

#[test]
fn another_user_gets_no_answer() {
    if rustix_is_root() {
        let agent = Agent::start(world(), &[]);
        for path in [".", "run", "run/secondkey"] {
            fs::set_permissions(agent.world.path(path), fs::Permissions::from_mode(0o755)).unwrap();
        }
        fs::set_permissions(agent.socket(), fs::Permissions::from_mode(0o777)).unwrap();
        let script = "import socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\n\
                      b=b'\\x01{\"vault\":\"\",\"ask\":\"status\"}'\n\
                      s.sendall(len(b).to_bytes(4,'big')+b)\nprint(len(s.recv(9)))";
        let ask = |user: &[&str]| {
            let mut command = Command::new("setpriv");
            command.args(user).args(["python3", "-c", script]).arg(agent.socket());
            String::from_utf8(command.output().unwrap().stdout).unwrap()
        };
        assert_eq!(ask(&["--reuid", "0"]).trim(), "9");
        assert_ne!(ask(&["--reuid", "65534", "--clear-groups"]).trim(), "9");
        // Else it could not be told to end.
        fs::set_permissions(agent.world.path("run/secondkey"), fs::Permissions::from_mode(0o700))
            .unwrap();
    }
}

fn rustix_is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

#[test]
fn it_locks_when_nobody_asks() {
    let agent = Agent::start(world(), &["--lock-after", "1s"]);
    std::thread::sleep(Duration::from_millis(1_200));
    let status = agent.json(&["agent", "status"]);
    assert_eq!(status["locked"], true);
    assert_eq!(status["locked_because"], "nobody had asked for a while");
    assert!(agent.refuse(&["list"]).contains("Passphrase is needed"));
}

#[test]
fn changes_of_the_vault_are_seen_at_once() {
    let agent = Agent::start(world(), &[]);
    assert_eq!(agent.json(&["list"]).as_array().unwrap().len(), 1);
    agent.world.add("late");
    assert_eq!(agent.json(&["list"])[1]["name"], "late");
    agent.world.run(&["rename", "late", "later"]);
    agent.run(&["code", "later"]);
    // Where the vault cannot be read, the agent does not answer from memory.
    let good = agent.world.bytes("v.age");
    fs::write(agent.world.path("v.age"), &good[..good.len() - 1]).unwrap();
    let damaged = agent.keyed(&["list"]).output().unwrap();
    assert!(refused(1, &damaged).contains("damaged"));
    fs::write(agent.world.path("v.age"), good).unwrap();
    agent.run(&["code", "later"]);
}

#[test]
fn a_counter_is_moved_on_in_the_file() {
    let agent = Agent::start(world(), &[]);
    agent.world.feed(&["add", "--secret-stdin", "--name", "steps", "--counter", "5"], SECRET);
    assert_eq!(agent.json(&["code", "steps"])["counter"], 5);
    assert_eq!(agent.world.json(&["code", "steps"])["counter"], 6);
    assert_eq!(agent.json(&["code", "steps", "--pair"])["counter"], 7);
    assert_eq!(agent.json(&["code", "steps"])["counter"], 9);
    assert_eq!(agent.command(&["code", "steps", "--at", "1"]).status().unwrap().code(), Some(2));
}

#[test]
fn another_vault_is_opened_as_ever() {
    let agent = Agent::start(world(), &[]);
    let other = World::new();
    other.add("elsewhere");
    let mut command = agent.command(&["list", "--json"]);
    command.env("SECONDKEY_VAULT", other.path("v.age"));
    assert!(refused(1, &command.output().unwrap()).contains("Passphrase is needed"));
    command.args(["--recovery-key-file"]).arg(other.path("rec"));
    assert!(done(command.output().unwrap()).contains("elsewhere"));
    let mut unlock = agent.keyed(&["agent", "unlock"]);
    unlock.env("SECONDKEY_VAULT", other.path("v.age"));
    assert!(refused(1, &unlock.output().unwrap()).contains("another vault"));
}

#[test]
fn a_wrong_key_starts_no_agent_and_a_second_one_is_refused() {
    let world = world();
    fs::write(world.path("bad"), "not the passphrase").unwrap();
    let mut command = world.bare(&["agent", "start", "--passphrase-file", "bad"]);
    command.env("XDG_RUNTIME_DIR", world.path("run"));
    assert!(refused(1, &command.output().unwrap()).contains("wrong passphrase"));
    let agent = Agent::start(world, &["--locked"]);
    assert!(
        refused(1, &agent.keyed(&["agent", "start"]).output().unwrap()).contains("runs already")
    );
    assert_eq!(agent.json(&["agent", "status"])["locked"], true);
    done(agent.keyed(&["agent", "unlock"]).output().unwrap());
    agent.run(&["list"]);
}

#[test]
fn what_a_killed_agent_left_is_swept_away() {
    let agent = Agent::start(world(), &[]);
    let process = agent.json(&["agent", "status"])["process"].as_u64().unwrap();
    done(Command::new("kill").args(["-9", &process.to_string()]).output().unwrap());
    for _ in 0..100 {
        if agent.command(&["agent", "status"]).output().unwrap().status.code() == Some(1) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(agent.socket().exists());
    assert!(agent.refuse(&["code", "hub"]).contains("Passphrase is needed"));
    done(agent.keyed(&["agent", "start"]).output().unwrap());
    agent.run(&["code", "hub"]);
}

#[test]
fn nonsense_gets_no_answer_and_keeps_nobody_waiting() {
    let agent = Agent::start(world(), &[]);
    let framed =
        |body: &[u8]| [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], body].concat();
    for bytes in [
        Vec::new(),
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        vec![0xff; 100_000],
        u32::MAX.to_be_bytes().to_vec(),
        framed(b"\x02{}"),
        framed(b"\x01{\"vault\":\"\",\"ask\":\"secrets\"}"),
        framed(&[&b"\x01"[..], &vec![b'['; 60_000]].concat()),
    ] {
        assert_eq!(agent.send(&bytes), b"", "{:?}", bytes.get(..20));
    }
    // Those who connect and say nothing, or half of it, are not waited for.
    let mut idle: Vec<UnixStream> =
        (0..20).map(|_| UnixStream::connect(agent.socket()).unwrap()).collect();
    for stream in &mut idle {
        stream.write_all(&[0, 0]).unwrap();
    }
    let begun = now();
    agent.run(&["code", "hub"]);
    assert!(now().saturating_sub(begun) < Duration::from_secs(4));
}

#[test]
fn whoever_takes_every_place_is_thrown_out_in_time() {
    let agent = Agent::start(world(), &[]);
    let threads = || {
        let process = agent.json(&["agent", "status"])["process"].as_u64().unwrap();
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("Threads:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap()
    };
    let before = threads();
    let mut idle: Vec<UnixStream> =
        (0..60).map(|_| UnixStream::connect(agent.socket()).unwrap()).collect();
    for stream in &mut idle {
        let _ = stream.write_all(&[0, 0]);
    }
    let begun = now();
    agent.run(&["code", "hub"]);
    let waited = now().saturating_sub(begun);
    assert!(waited < Duration::from_secs(15), "{waited:?}");
    drop(idle);
    for _ in 0..100 {
        if threads() == before {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{} threads are left of {before}", threads());
}

#[test]
fn its_process_gives_nothing_away() {
    let agent = Agent::start(world(), &[]);
    let process = agent.json(&["agent", "status"])["process"].as_u64().unwrap();
    let folder = std::path::PathBuf::from(format!("/proc/{process}"));
    for file in ["cmdline", "environ"] {
        let bytes = fs::read(folder.join(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("AGE-SECRET-KEY"), "{file}");
    }
    let limits = fs::read_to_string(folder.join("limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    let status = fs::read_to_string(folder.join("status")).unwrap();
    let locked = status.lines().find(|line| line.starts_with("VmLck")).unwrap();
    if agent.json(&["agent", "status"])["memory_locked"] == true {
        assert!(!locked.contains(" 0 kB"), "{locked}");
    }
    agent.run(&["agent", "lock"]);
    let status = fs::read_to_string(folder.join("status")).unwrap();
    assert!(status.lines().any(|line| line.starts_with("VmLck") && line.contains(" 0 kB")));
}
