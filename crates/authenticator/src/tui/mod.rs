//! The terminal interface. `state` and its neighbours are the model: an event
//! goes in, effects come out, time is an argument and nothing is done. `draw`
//! turns a state into cells. `session` does the effects, `terminal` and
//! `linear` are the two ways to a person's eyes, hands and ears.

mod add;
mod browse;
mod draw;
mod edit;
mod entry;
mod event;
mod field;
mod form;
mod linear;
mod lines;
mod lock;
mod moment;
mod reading;
mod rows;
mod run;
mod session;
mod state;
mod terminal;
mod watchdog;

pub(crate) use run::run;
