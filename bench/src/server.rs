//! The real `secondkeyd`, as a process.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use data_encoding::HEXLOWER;

use crate::clock::Stopwatch;
use crate::folder;
use crate::http::Connection;
use crate::population::KEY;

/// Is a running server; it ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) host: SocketAddr,
    /// From before the process was made to its first answer.
    pub(crate) start_millis: f64,
}

/// Returns where a data folder has its store.
pub(crate) fn store_in(data: &Path) -> PathBuf {
    data.join("secondkey.db")
}

/// Writes the master key of our stores into a data folder.
pub(crate) fn write_key(data: &Path) -> anyhow::Result<()> {
    let path = data.join("master.key");
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{}", HEXLOWER.encode(&KEY))?;
    Ok(())
}

impl Server {
    /// Starts it on a data folder and waits for its first answer.
    pub(crate) fn start(data: &Path) -> anyhow::Result<Self> {
        let program = folder::program("secondkeyd")?;
        // The port is free now; nobody else here looks for one.
        let host = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let watch = Stopwatch::start();
        let process = Command::new(program)
            .arg("--data-dir")
            .arg(data)
            .args(["--listen", &host.to_string(), "--trusted-proxies", "127.0.0.1"])
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("secondkeyd cannot be started")?;
        let mut server = Self { process, host, start_millis: 0.0 };
        server.wait_until_ready(watch)?;
        server.start_millis = watch.millis();
        Ok(server)
    }

    fn wait_until_ready(&mut self, watch: Stopwatch) -> anyhow::Result<()> {
        while watch.elapsed() < Duration::from_secs(30) {
            if let Ok(mut connection) = Connection::open(self.host)
                && connection.get("/health/ready").is_ok_and(|answer| answer.status == 200)
            {
                return Ok(());
            }
            if let Some(status) = self.process.try_wait()? {
                bail!("secondkeyd ended: {status}");
            }
            thread::sleep(Duration::from_micros(500));
        }
        bail!("secondkeyd does not answer")
    }

    /// Returns the milliseconds of all cores that the process has used so far.
    pub(crate) fn cpu_millis(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))
            .context("the system does not tell what a process uses")?;
        // The program's name, in brackets, may hold anything.
        let (_, fields) = stat.rsplit_once(") ").context("no such line of figures")?;
        let ticks = |place: usize| -> anyhow::Result<f64> {
            Ok(fields.split(' ').nth(place).context("a figure is missing")?.parse()?)
        };
        // Hundredths of a second, in user space and in the kernel.
        Ok((ticks(11)? + ticks(12)?) * 10.0)
    }

    /// Returns the resident memory in MiB, and the part of it that is the
    /// process's own, not of files that are mapped.
    pub(crate) fn memory(&self) -> anyhow::Result<(f64, f64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))
            .context("the system does not tell the memory of a process")?;
        let kib = |name: &str| -> anyhow::Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let figure = line.and_then(|line| line.split_whitespace().next());
            Ok(figure.with_context(|| format!("no {name}"))?.parse::<f64>()? / 1024.0)
        };
        Ok((kib("VmRSS:")?, kib("RssAnon:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to end, it closes the store in order; otherwise the next start
        // would pay for it.
        let asked = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
