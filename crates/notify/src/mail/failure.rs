//! Why a message was not delivered, by what must be waited for.

/// Says why a message was not delivered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The way out does not work, for this message or any other: the server is
    /// not reached, will not speak TLS, or will not have us.
    #[error("the mail server cannot be used: {0}")]
    NoWay(String),
    /// This message is refused for now (greylisting, a full mailbox), or nobody
    /// knows whether it was taken.
    #[error("the message is refused for now: {0}")]
    Later(String),
    /// This message is refused for good.
    #[error("the message is refused for good: {0}")]
    Never(String),
}
