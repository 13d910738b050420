//! `secondkey agent`: starting the agent, asking how it is, locking, unlocking
//! and ending it. What it does all day is in the module `agent`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use device_wire::agent::{Answer, Ask, Refusal, Status};
use serde::Serialize;
use vault::{Key, Place, Vault};
use zeroize::Zeroizing;

use crate::agent::{Keeper, Seat, ask_there, serve, wait_for_end};
use crate::ask;
use crate::cli_device::{AgentCommand, AgentStart};
use crate::context::Context;
use crate::failure::Failure;
use crate::look::span;

/// What the new process says when it answers questions.
const READY: &str = "ready";

#[derive(Serialize)]
struct Running<'a> {
    running: bool,
    #[serde(flatten)]
    status: Option<&'a Status>,
}

pub(crate) fn run(context: &Context, command: &AgentCommand) -> Result<(), Failure> {
    match command {
        AgentCommand::Start(options) => start(context, options),
        AgentCommand::Status => status(context),
        AgentCommand::Lock => {
            tell(context, Ask::Lock)?;
            say(context, "The agent has forgotten the vault's key.")
        }
        AgentCommand::Unlock => unlock(context),
        AgentCommand::Stop => {
            tell(context, Ask::Stop)?;
            wait_for_end(context);
            say(context, "The agent has ended.")
        }
        AgentCommand::Serve { lock_after } => in_the_background(context, *lock_after),
    }
}

fn start(context: &Context, options: &AgentStart) -> Result<(), Failure> {
    let place = context.existing_place()?.whole();
    if let Some(status) = running(context) {
        return Err(Failure::new(format!(
            "an agent runs already (process {}, vault {}); secondkey agent stop ends it",
            status.process, status.vault
        )));
    }
    let key = if options.locked { None } else { Some(checked_key(context, &place)?) };
    let lock_after = Duration::from_secs(options.lock_after);
    if options.foreground {
        let seat = Seat::take(&context.env)?;
        let keeper = keeper(context, place, key, lock_after)?;
        return serve(context.env, seat, keeper);
    }
    let process = spawn(&place, key.as_ref(), options.lock_after)?;
    let how = if key.is_some() {
        format!("It locks when nobody asks for {}.", span(options.lock_after))
    } else {
        "It is locked; secondkey agent unlock opens it.".to_owned()
    };
    say(context, &format!("The agent runs (process {process}). {how}"))
}

/// Returns a key that really opens the vault.
fn checked_key(context: &Context, place: &Place) -> Result<Key, Failure> {
    let key = match context.recovery_keys()? {
        Some(keys) => keys.into_iter().next().ok_or_else(|| Failure::new("no key is at hand"))?,
        None if context.global.passphrase_file.is_some() => context.device_key(place)?,
        None => match context.keyring_key(place, true) {
            Some((key, vault)) => {
                context.greeted(vault);
                return Ok(key);
            }
            None => context.device_key(place)?,
        },
    };
    context.greeted(Vault::open(place, vec![key.clone()])?);
    Ok(key)
}

fn keeper(
    context: &Context,
    place: Place,
    key: Option<Key>,
    lock_after: Duration,
) -> Result<Keeper, Failure> {
    let mut keeper = Keeper::new(place, lock_after);
    if let Some(key) = key {
        keeper.unlock(vec![key], crate::agent::moment(&context.env))?;
    }
    Ok(keeper)
}

/// Starts this program again, as the agent, and hands it the key through a pipe.
fn spawn(place: &Place, key: Option<&Key>, lock_after: u64) -> Result<u32, Failure> {
    let cannot = |error: std::io::Error| Failure::new(format!("cannot start the agent: {error}"));
    let program = std::env::current_exe().map_err(cannot)?;
    let mut child = Command::new(program)
        .args(["agent", "serve", "--lock-after", &format!("{lock_after}s"), "--vault"])
        .arg(place.vault())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(cannot)?;
    if let Some(mut stdin) = child.stdin.take() {
        let line = key.map(Key::expose).unwrap_or_default();
        stdin.write_all(line.as_bytes()).map_err(cannot)?;
    }
    let mut said = String::new();
    if let Some(stdout) = child.stdout.take() {
        let _ = BufReader::new(stdout.take(4096)).read_line(&mut said);
    }
    if said.trim() == READY {
        return Ok(child.id());
    }
    let _ = child.wait();
    let said = said.trim();
    Err(Failure::new(if said.is_empty() { "the agent ended at once" } else { said }))
}

/// Is the agent's own process: it says that it is ready, and serves.
fn in_the_background(context: &Context, lock_after: u64) -> Result<(), Failure> {
    let _ = rustix::process::setsid();
    let made = background_keeper(context, lock_after);
    match made {
        Ok((seat, keeper)) => {
            context.output.data(&format!("{READY}\n"))?;
            serve(context.env, seat, keeper)
        }
        Err(failure) => {
            context.output.data(&format!("{}\n", failure.message.replace('\n', " ")))?;
            Err(failure)
        }
    }
}

fn background_keeper(context: &Context, lock_after: u64) -> Result<(Seat, Keeper), Failure> {
    let line = ask::standard_input()?;
    let key = if line.is_empty() { None } else { Key::read_all(&line)?.into_iter().next() };
    let seat = Seat::take(&context.env)?;
    let lock_after = Duration::from_secs(lock_after);
    let keeper = keeper(context, context.existing_place()?.whole(), key, lock_after)?;
    Ok((seat, keeper))
}

fn unlock(context: &Context) -> Result<(), Failure> {
    let status = running(context).ok_or_else(nobody)?;
    let place = context.existing_place()?.whole();
    if status.vault != place.vault().to_string_lossy() {
        return Err(Failure::new(format!(
            "the agent holds another vault, {}; secondkey agent stop ends it",
            status.vault
        )));
    }
    let key = checked_key(context, &place)?;
    tell(context, Ask::Unlock { key: key.expose() })?;
    say(
        context,
        &format!("The agent is open. It locks when nobody asks for {}.", span(status.lock_after)),
    )
}

fn status(context: &Context) -> Result<(), Failure> {
    let status = running(context);
    if context.global.json {
        let status = status.as_ref();
        return context.output.json(&Running { running: status.is_some(), status });
    }
    let Some(status) = status else { return Err(nobody()) };
    let mut text = format!("Process  {}\nVault    {}\n", status.process, status.vault);
    if status.locked {
        let because = status.locked_because.map(|why| format!(", because {why}"));
        text.push_str(&format!("Locked{}\n", because.unwrap_or_default()));
    } else {
        let memory = match status.memory_locked {
            Some(true) => "kept out of the swap space",
            _ => {
                "not all kept out of the swap space: the limit of locked memory is too low (ulimit -l)"
            }
        };
        text.push_str(&format!(
            "Open     entries: {}, temporary credentials: {}\nLocks    in {} unless it is asked for something\nMemory   {memory}\n",
            status.entries,
            status.sessions,
            span(status.locks_in.unwrap_or_default()),
        ));
    }
    context.output.data(&text)
}

/// Returns how the agent is, where one runs.
pub(crate) fn running(context: &Context) -> Option<Status> {
    match ask_there(context, Ask::Status)?.answer {
        Answer::Status(status) => Some(status),
        _ => None,
    }
}

fn tell(context: &Context, ask: Ask) -> Result<(), Failure> {
    match ask_there(context, ask).ok_or_else(nobody)?.answer {
        Answer::Refused(
            Refusal::Failed(message) | Refusal::Usage(message) | Refusal::Several { message, .. },
        ) => Err(Failure::new(message)),
        Answer::Refused(_) => Err(Failure::new("the agent did not do it")),
        _ => Ok(()),
    }
}

fn say(context: &Context, text: &str) -> Result<(), Failure> {
    if context.global.json {
        return status(context);
    }
    context.output.data(&Zeroizing::new(format!("{text}\n")))
}

fn nobody() -> Failure {
    Failure::new("no agent runs; start one with: secondkey agent start")
}
