//! Folders on the disk that is measured.

use std::path::PathBuf;

use anyhow::Context;
use tempfile::TempDir;

/// Makes a folder that vanishes: in `$BENCH_FOLDER`, or beside this program,
/// since the folder for temporary files is often no disk at all.
pub(crate) fn make() -> anyhow::Result<TempDir> {
    let place = match std::env::var_os("BENCH_FOLDER") {
        Some(place) => PathBuf::from(place),
        None => programs()?,
    };
    tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(&place)
        .with_context(|| format!("no folder can be made in {}", place.display()))
}

/// Returns the path of one of our programs, which lie beside this one.
pub(crate) fn program(name: &str) -> anyhow::Result<PathBuf> {
    let path = programs()?.join(name);
    anyhow::ensure!(
        path.exists(),
        "{name} is not built: run cargo build --release -p server -p authenticator"
    );
    Ok(path)
}

fn programs() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("this program does not find itself")?;
    own.parent().map(PathBuf::from).context("this program lies nowhere")
}
