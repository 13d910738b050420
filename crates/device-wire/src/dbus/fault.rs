//! Why bytes are no message.

/// Says why there is no message. What was there is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BusFault {
    /// Longer than any message that is waited for.
    #[error("a message of the bus is too long")]
    TooLong,
    /// Types within types within types, deeper than the specification allows.
    #[error("a message of the bus is nested too deeply")]
    TooDeep,
    /// Not what the specification says.
    #[error("this is not a message of the bus")]
    Malformed,
}
