//! How `secondkey` is linked: so that it starts quickly.
//!
//! A code is asked for many times a day, and half of the time of that process went
//! into the loader. On Linux with the GNU C library the unwinder is therefore linked
//! into the program, which is a library fewer to find, map and look names up in at
//! every start, and the addresses to be relocated are kept as the bitmaps of `DT_RELR`
//! where this system's loader knows them.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The shared library that is asked for, and the archive that is linked instead.
const SHARED: &str = "libgcc_s.so";
const ARCHIVE: &str = "libgcc_eh.a";

/// The version by which a C library says that its loader knows `DT_RELR`.
const KNOWS_RELR: &[u8] = b"GLIBC_ABI_DT_RELR";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return Ok(());
    }
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    if found(ARCHIVE).is_some() {
        // A linker that finds a text where it looks for a library follows it.
        fs::write(folder.join(SHARED), format!("INPUT ( {ARCHIVE} )\n"))?;
        println!("cargo:rustc-link-search=native={}", folder.display());
    }
    let loader_knows = |library: PathBuf| {
        fs::read(library)
            .is_ok_and(|bytes| bytes.windows(KNOWS_RELR.len()).any(|part| part == KNOWS_RELR))
    };
    if found("libc.so.6").is_some_and(loader_knows) {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}

/// Returns where the C compiler, which links, has a library of this name.
fn found(name: &str) -> Option<PathBuf> {
    let answer = Command::new("cc").arg(format!("-print-file-name={name}")).output().ok()?;
    let path = String::from_utf8(answer.stdout).ok()?;
    let path = Path::new(path.trim());
    path.is_absolute().then(|| path.to_owned())
}
