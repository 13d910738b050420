//! The access report of an account's identities: which losses lock the owner out,
//! which thefts let somebody in. What the service knows is read in one
//! transaction, completed by what owners have told of their things, made into a
//! graph, and computed outside of it.

mod answer;
mod answers;
mod builder;
mod change;
mod compute;
mod derive;
mod facts;
mod least;
mod load;
mod overview;
mod picture;
mod question;
mod reach;
mod root_ways;
mod unseen;
mod view;

pub use access_graph::{
    Answer, Answers, Lock, MOST_THINGS, PICTURE_STYLE, Question, Sort, Thing, Word,
};
pub use answer::{Tell, add_thing, remove_thing, tell};
pub(crate) use answers::load as answers_of;
pub use change::{Change, Consequence, Told, consequence};
pub use derive::derive;
pub use facts::{AccountFacts, DeviceFacts, DeviceSort, Facts, Help, KeyFacts, Person};
pub use least::Least;
pub use overview::{Line, Overview, overview};
pub use question::questions;
pub use view::{Asked, FindingSaid, Happens, SetSaid, SuggestionSaid, ThingSaid, View, run};
