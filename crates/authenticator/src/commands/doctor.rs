//! `secondkey doctor`: looks at everything that would fail in an emergency, asks
//! for no passphrase, changes nothing, and says what to do.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use device_wire::agent::Status;
use rustix::process::{Resource, getrlimit, getuid};
use serde::Serialize;
use vault::{Place, backups, day};

use super::agent::running;
use crate::agent::others_can;
use crate::clock::{known, words};
use crate::context::{Context, TYPE_BACK};
use crate::failure::Failure;
use crate::look::{Style, clean, span};

/// Memory that ten thousand entries need to be kept out of the swap space.
const ENOUGH_LOCKED: u64 = 4 * 1024 * 1024;

/// After how many seconds a backup is called old.
const OLD: u64 = 180 * 86_400;

#[derive(Serialize)]
struct Report {
    /// Whether nothing is wrong; what could be better is not wrong.
    ok: bool,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    state: State,
    text: String,
    /// What to do about it.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    remedy: Option<&'static str>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum State {
    Good,
    Note,
    Wrong,
}

impl Check {
    fn good(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, state: State::Good, text: text.into(), remedy: None }
    }

    fn note(name: &'static str, text: impl Into<String>, remedy: &'static str) -> Self {
        Self { name, state: State::Note, text: text.into(), remedy: Some(remedy) }
    }

    fn wrong(name: &'static str, text: impl Into<String>, remedy: &'static str) -> Self {
        Self { name, state: State::Wrong, text: text.into(), remedy: Some(remedy) }
    }
}

pub(crate) fn run(context: &Context) -> Result<(), Failure> {
    let place = context.place()?.whole();
    let mut checks = vec![vault(&place)];
    if place.vault().exists() {
        checks.push(key_file(&place));
        checks.push(access(&place));
        checks.push(writable(&place));
        checks.push(backup(context, &place));
    }
    let status = running(context);
    checks.extend(recovery(status.as_ref(), &place));
    checks.push(agent(status.as_ref(), &place));
    checks.push(memory());
    checks.push(clock(context));
    checks.push(clipboard(context));
    checks.extend(aws_files(context));
    let ok = checks.iter().all(|check| check.state != State::Wrong);
    let report = Report { ok, checks };
    if context.global.json {
        context.output.json(&report)?;
    } else {
        context.output.data(&text(context.output.style(), &report))?;
    }
    if ok { Ok(()) } else { Err(Failure::new("something is wrong; see above what to do")) }
}

fn vault(place: &Place) -> Check {
    let path = place.vault().display().to_string();
    match place.vault().metadata() {
        Ok(data) if data.is_file() => {
            Check::good("vault", format!("{path}, {} KiB", data.len().div_ceil(1024)))
        }
        Ok(_) => {
            Check::wrong("vault", format!("{path} is not a file"), "name another one: --vault")
        }
        Err(error) => {
            Check::wrong("vault", format!("{path}: {error}"), "secondkey init, or --vault")
        }
    }
}

fn key_file(place: &Place) -> Check {
    match place.key_file().metadata() {
        Ok(_) => Check::good("key", "the passphrase's key file is there"),
        Err(error) => Check::wrong(
            "key",
            format!("the passphrase has nothing to open: {error}"),
            "secondkey passphrase reset --recovery-key-file F",
        ),
    }
}

/// Tells whether others can read what is not theirs. The files are encrypted,
/// so this is no leak, but nobody should be able to try passphrases.
fn access(place: &Place) -> Check {
    let files = [place.vault().to_owned(), place.key_file(), place.sessions()];
    let open = files.iter().find(|path| {
        path.metadata().is_ok_and(|data| others_can(data.mode()) || data.uid() != getuid().as_raw())
    });
    match open {
        None => Check::good("permissions", "nobody else can read the vault's files"),
        Some(path) => Check::note(
            "permissions",
            format!("others can read {}, or it is not yours", path.display()),
            "chmod 600, chown",
        ),
    }
}

/// Tells whether changes can be written, without writing any.
fn writable(place: &Place) -> Check {
    use rustix::fs::{Access, access};
    let folder = place.folder();
    match access(&folder, Access::WRITE_OK | Access::EXEC_OK) {
        Ok(()) => Check::good("folder", format!("changes can be written to {}", folder.display())),
        Err(error) => Check::wrong(
            "folder",
            format!("no change can be written to {}: {error}", folder.display()),
            "chmod u+rwx, or mount it for writing",
        ),
    }
}

fn backup(context: &Context, place: &Place) -> Check {
    let all = backups(place);
    let Some(newest) = all.first() else {
        return Check::note("backups", "there are none yet", "each change makes one");
    };
    let text = format!("{}, the newest of {}", all.len(), day(newest.written));
    if newest.written.saturating_add(OLD) < context.env.now() {
        let remedy = "copy the folder elsewhere, and try the recovery key: secondkey vault check --recovery-key-file F";
        return Check::note("backups", text, remedy);
    }
    Check::good("backups", text)
}

/// Tells whether a recovery key was ever tried, where an open agent knows it.
fn recovery(status: Option<&Status>, place: &Place) -> Option<Check> {
    let of_this = |status: &&Status| status.vault == place.vault().to_string_lossy();
    let tried = status.filter(of_this)?.recovery_tried?;
    Some(if tried {
        Check::good("recovery", "a recovery key was tried and opens the vault")
    } else {
        Check::wrong("recovery", "no recovery key was ever typed back", TYPE_BACK)
    })
}

fn agent(status: Option<&Status>, place: &Place) -> Check {
    let Some(status) = status else {
        return Check::good(
            "agent",
            "none runs; secondkey agent start saves typing the passphrase",
        );
    };
    if status.vault != place.vault().to_string_lossy() {
        return Check::note(
            "agent",
            format!("it holds another vault, {}", clean(&status.vault)),
            "secondkey agent stop",
        );
    }
    match (status.locked, status.memory_locked) {
        (true, _) => Check::good("agent", "it runs and is locked"),
        (_, Some(false)) => Check::note(
            "agent",
            "it is open; not all its secrets are kept out of the swap space",
            "raise the limit of locked memory (ulimit -l)",
        ),
        _ => Check::good(
            "agent",
            format!("it is open and locks in {}", span(status.locks_in.unwrap_or_default())),
        ),
    }
}

fn memory() -> Check {
    match getrlimit(Resource::Memlock).maximum {
        Some(limit) if limit < ENOUGH_LOCKED => Check::note(
            "memory",
            format!("only {} KiB may be kept out of the swap space", limit / 1024),
            "raise the limit of locked memory (memlock in /etc/security/limits.conf), or encrypt the swap space",
        ),
        _ => Check::good("memory", "secrets can be kept out of the swap space"),
    }
}

fn clock(context: &Context) -> Check {
    match known(&context.env) {
        None => Check::note("clock", "it was not measured lately", "secondkey clock"),
        Some(clock) => {
            let text =
                format!("{}, measured {} ago", words(clock.behind), span(clock.age.as_secs()));
            if clock.is_off() {
                Check::wrong(
                    "clock",
                    text,
                    "set it (timedatectl set-ntp true), or use secondkey code --corrected",
                )
            } else {
                Check::good("clock", text)
            }
        }
    }
}

fn clipboard(context: &Context) -> Check {
    if context.env.is_set("DISPLAY") {
        Check::good("clipboard", "a display is there")
    } else {
        Check::good("clipboard", "there is no display, so code --copy has nowhere to copy to")
    }
}

/// Looks at the files with AWS's keys, where there are any.
fn aws_files(context: &Context) -> Option<Check> {
    let given = context.env.folder("AWS_SHARED_CREDENTIALS_FILE");
    let path =
        given.or_else(|| context.env.folder("HOME").map(|home| home.join(".aws/credentials")))?;
    let data = Path::new(&path).metadata().ok()?;
    Some(if others_can(data.mode()) {
        let text = format!("others can read the access keys in {}", path.display());
        Check::wrong("aws", text, "chmod 600")
    } else {
        Check::good("aws", format!("nobody else can read {}", path.display()))
    })
}

fn text(style: Style, report: &Report) -> String {
    let width = report.checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for check in &report.checks {
        let (mark, name) = match check.state {
            State::Good => (style.faint("ok   "), check.name.to_owned()),
            State::Note => (style.strong("note "), style.strong(check.name)),
            State::Wrong => (style.urgent("WRONG"), style.urgent(check.name)),
        };
        let padding = " ".repeat(width - check.name.len());
        text.push_str(&format!("{mark}  {name}{padding}  {}\n", clean(&check.text)));
        if let Some(remedy) = check.remedy {
            text.push_str(&format!("{}{}\n", " ".repeat(width + 9), style.faint(remedy)));
        }
    }
    text
}
