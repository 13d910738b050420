//! A command that runs to its end.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::clock::Stopwatch;
use crate::server::peak_memory;

/// Is what a command took.
pub(crate) struct Took {
    pub(crate) millis: f64,
    /// The most MiB that it had resident.
    pub(crate) peak: f64,
}

/// Runs a command, which must succeed; what it says is not kept.
pub(crate) fn to_its_end(command: &mut Command) -> anyhow::Result<Took> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let name = command.get_program().to_string_lossy().into_owned();
    let watch = Stopwatch::start();
    let mut process = command.spawn().with_context(|| format!("{name} cannot be started"))?;
    let mut peak: f64 = 0.0;
    loop {
        // A process that is ending tells nothing any more.
        peak = peak.max(peak_memory(process.id()).unwrap_or_default());
        if let Some(ended) = process.try_wait()? {
            let millis = watch.millis();
            ensure!(ended.success(), "{name} failed: {ended}");
            return Ok(Took { millis, peak });
        }
        thread::sleep(Duration::from_millis(2));
    }
}
