//! What is wrong with an answer, for the person who gave it.

/// Says why an answer does not fit its question.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unfit {
    /// The place of this index is none that was named.
    #[error("this is none of the things, or of the users, that can be named here")]
    Place(usize),
    /// There are more places than the question takes.
    #[error("these are too many for one answer")]
    TooMany,
    /// The word is no answer to this question.
    #[error("that is no answer to this question")]
    Word,
    /// The word and a place exclude each other.
    #[error("this cannot be said together with a thing")]
    Both,
}
