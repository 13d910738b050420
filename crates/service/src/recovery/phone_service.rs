//! Whether and how telephone calls are made.

/// Is whether and how the service makes telephone calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneService {
    /// It makes none, so root cannot be recovered but by the operator.
    None,
    /// By a gateway.
    Gateway,
    /// Calls are played on the screen, for people who try the service out.
    Played,
}
