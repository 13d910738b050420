//! The only file that reads the clock, the random source and the environment.

use rustix::time::{ClockId, clock_gettime};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::failure::Failure;

/// Is the world outside: time, randomness, where a person's files lie.
#[derive(Clone, Copy)]
pub(crate) struct Env {
    now: fn() -> SystemTime,
    since_boot: fn(ClockId) -> Duration,
    random: fn(&mut [u8]) -> Result<(), getrandom::Error>,
    sleep: fn(Duration),
    variable: fn(&str) -> Option<OsString>,
}

impl Env {
    /// Returns the real world.
    #[expect(clippy::disallowed_methods, reason = "this is the file that may")]
    pub(crate) fn real() -> Self {
        Self {
            now: SystemTime::now,
            since_boot: |clock| clock_gettime(clock).try_into().unwrap_or_default(),
            random: getrandom::fill,
            sleep: std::thread::sleep,
            variable: |name| std::env::var_os(name),
        }
    }

    /// Returns the time in Unix seconds; 0 for a clock before 1970.
    pub(crate) fn now(&self) -> u64 {
        (self.now)().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
    }

    /// Returns the time in nanoseconds since 1970, which may be before it.
    pub(crate) fn nanos(&self) -> i128 {
        let nanos = |time: Duration| i128::try_from(time.as_nanos()).unwrap_or_default();
        match (self.now)().duration_since(UNIX_EPOCH) {
            Ok(since) => nanos(since),
            Err(before) => -nanos(before.duration()),
        }
    }

    /// Returns the time since the start of the machine, suspensions included. It
    /// goes on whatever the clock is set to.
    pub(crate) fn since_boot(&self) -> Duration {
        (self.since_boot)(ClockId::Boottime)
    }

    /// Returns the time since the start for which the machine was awake.
    pub(crate) fn awake(&self) -> Duration {
        (self.since_boot)(ClockId::Monotonic)
    }

    /// Returns the text of an environment variable that is set to something.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        (self.variable)(name)?.into_string().ok().filter(|value| !value.is_empty())
    }

    /// Returns a folder from an environment variable; relative ones do not count.
    pub(crate) fn folder(&self, name: &str) -> Option<PathBuf> {
        (self.variable)(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// Returns where files lie that may be lost: `$XDG_CACHE_HOME/secondkey` or
    /// the same in `~/.cache`.
    pub(crate) fn cache_folder(&self) -> Option<PathBuf> {
        self.folder("XDG_CACHE_HOME")
            .or_else(|| self.folder("HOME").map(|home| home.join(".cache")))
            .map(|cache| cache.join("secondkey"))
    }

    /// Fills a buffer with random bytes.
    pub(crate) fn randomise(&self, buffer: &mut [u8]) -> Result<(), Failure> {
        (self.random)(buffer)
            .map_err(|error| Failure::new(format!("the system gives no random numbers: {error}")))
    }

    /// Returns `bytes` random bytes as hexadecimal digits.
    pub(crate) fn identifier(&self, bytes: usize) -> Result<String, Failure> {
        let mut raw = vec![0; bytes];
        self.randomise(&mut raw)?;
        Ok(raw.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
    }

    /// Tells whether an environment variable is set to something.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        (self.variable)(name).is_some_and(|value| !value.is_empty())
    }

    /// Waits.
    pub(crate) fn sleep(&self, time: Duration) {
        (self.sleep)(time);
    }

    /// Returns where the vault lies unless told otherwise:
    /// `$XDG_DATA_HOME/secondkey/vault.age` or the same in `~/.local/share`.
    pub(crate) fn default_vault(&self) -> Result<PathBuf, Failure> {
        self.folder("XDG_DATA_HOME")
            .or_else(|| self.folder("HOME").map(|home| home.join(".local/share")))
            .map(|data| data.join("secondkey/vault.age"))
            .ok_or_else(|| {
                Failure::usage("HOME is not set; say where the vault lies with --vault PATH")
            })
    }
}
