//! The language of policies, as documents and requests use it. What only one module
//! can see is tested there.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod agreement;
mod documents;
mod force_mfa;
mod hostile;
mod language;
mod managed;
mod mfa;
mod reference;
mod sides;
mod world;
