//! `secondkey tui`: which of the two ways, and the end of it.

use super::event::Event;
use super::linear;
use super::session::Session;
use super::state::{Settings, State};
use super::terminal;
use crate::ask;
use crate::cli::Tui;
use crate::clock;
use crate::context::Context;
use crate::failure::Failure;

/// Runs the interface until the person has enough of it.
pub(crate) fn run(context: &Context, options: &Tui) -> Result<(), Failure> {
    if context.global.json {
        return Err(Failure::usage("tui is for people; --json belongs to the other commands"));
    }
    let linear = options.linear || context.env.is("TERM", "dumb");
    let terminal = context.output.terminal && ask::someone_is_there();
    if !(linear || terminal) {
        return Err(Failure::usage("tui needs a terminal; --linear works without one"));
    }
    let session = Session::open(context)?;
    let Tui { lock_after, clear_after, corrected, .. } = *options;
    let settings = Settings { lock_after, clear_after, corrected };
    let mut state = State::new(settings, context.env.now(), session.entries());
    state.update(Event::Clock(clock::known(&context.env)));
    if let Some(warning) = session.warning() {
        state.say_bad(warning);
    }
    if linear {
        linear::run(context, session, state)
    } else {
        terminal::run(context, session, state)
    }
}
