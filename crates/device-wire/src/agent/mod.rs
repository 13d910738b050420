//! The protocol between `secondkey` and its agent: one question, one answer, each
//! in a frame with its length and the protocol's version. Who may ask, and where
//! the socket lies, is not known here.

mod frame;
mod message;

pub use frame::{Body, Frame, FrameFault, MAX_ANSWER, MAX_QUESTION, VERSION, read, receive, write};
pub use message::{
    Answer, Ask, Candidate, Found, Lasts, Question, Received, Refusal, Reply, ShownCode,
    ShownEntry, Status,
};
