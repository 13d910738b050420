//! What owners tell: which things there are, which of them holds what, and the few
//! questions that are asked about it. What it means for a graph is in `draft`.

mod answer;
mod answers_file;
mod question;
mod thing;
mod unfit;

pub use answer::{Answer, Answers, MOST_THINGS, Word};
pub use answers_file::{AnswersFile, AnswersFormat, AnswersLimits, Asked, Told};
pub use question::Question;
pub use thing::{Lock, Sort, Thing};
pub use unfit::Unfit;
