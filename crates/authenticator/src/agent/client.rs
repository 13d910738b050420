//! The way to the agent. Where there is none, or it is locked, or it holds
//! another vault, the vault itself is opened as ever.

use std::os::unix::net::UnixStream;
use std::time::Duration;

use device_wire::agent::{
    self, Answer, Ask, Body, MAX_ANSWER, MAX_QUESTION, Question, Refusal, Reply,
};
use serde::Deserialize;

use super::seat::{folder, is_ours, is_private, socket};
use crate::context::Context;
use crate::failure::Failure;

/// How long an answer may take: a counter that is moved on waits for whoever
/// else is writing to the vault.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks the agent about the vault in question. Nothing where it is better to
/// open the vault: without an agent, with a locked one or another vault's, or
/// when a recovery key is to be tried.
pub(crate) fn ask(context: &Context, ask: Ask) -> Result<Option<Answer>, Failure> {
    let Some(Ok(reply)) = send(context, ask).map(|body| body.message::<Reply>()) else {
        return Ok(None);
    };
    for note in &reply.notes {
        context.output.say(note);
    }
    match reply.answer {
        Answer::Refused(Refusal::Locked) => {
            if context.output.terminal {
                context.output.say("The agent is locked; secondkey agent unlock opens it again.");
            }
            Ok(None)
        }
        Answer::Refused(Refusal::OtherVault | Refusal::Unreadable) => Ok(None),
        Answer::Refused(Refusal::Failed(message)) => Err(Failure::new(message)),
        Answer::Refused(Refusal::Usage(message)) => Err(Failure::usage(message)),
        Answer::Refused(Refusal::Several { message, candidates }) => {
            Err(Failure::several(message, candidates))
        }
        answer => Ok(Some(answer)),
    }
}

/// Asks as [`ask()`] does; what is received is for [`accept`].
pub(crate) fn send(context: &Context, ask: Ask) -> Option<Body> {
    if context.global.recovery_key_file.is_some() { None } else { exchange(context, ask) }
}

/// Returns an answer whose texts may stay where they were received, having said what the
/// agent wants to be said. Nothing is said, and there is no answer, where it refuses.
pub(crate) fn accept<'m, S: Deserialize<'m>>(
    context: &Context,
    body: &'m Body,
) -> Option<Answer<S>> {
    let reply = body.message::<Reply<S>>().ok()?;
    if matches!(reply.answer, Answer::Refused(_)) {
        return None;
    }
    for note in &reply.notes {
        context.output.say(note);
    }
    Some(reply.answer)
}

/// Waits a moment for an ended agent to have left its place.
pub(crate) fn wait_for_end(context: &Context) {
    let Some(socket) = folder(&context.env).map(|folder| socket(&folder)) else { return };
    for _ in 0..40 {
        if !socket.exists() {
            return;
        }
        context.env.sleep(Duration::from_millis(25));
    }
}

/// Asks whatever agent there is; nothing where none answers.
pub(crate) fn ask_there(context: &Context, ask: Ask) -> Option<Reply> {
    exchange(context, ask)?.message().ok()
}

fn exchange(context: &Context, ask: Ask) -> Option<Body> {
    let folder = folder(&context.env)?;
    let vault = context.place().ok()?.whole().vault().to_string_lossy().into_owned();
    let mut stream = UnixStream::connect(socket(&folder)).ok()?;
    // Whoever could put a socket there would be told codes and keys.
    if !is_private(&folder) || !is_ours(&stream) {
        return None;
    }
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    agent::write(&mut stream, &Question { vault, ask }, MAX_QUESTION).ok()?;
    agent::receive(&mut stream, MAX_ANSWER).ok()?
}
