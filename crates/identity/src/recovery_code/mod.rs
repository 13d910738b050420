//! Recovery codes: ten secrets on paper, each of which stands in for a device once
//! (SP 800-63B-4, section 3.1.2, look-up secrets). What one looks like and how it
//! may be typed, when one is accepted, and what is known of a set.
//!
//! A set counts from the moment when one of its codes was typed back, and voids
//! the set before it at that moment. A code opens nothing without the password.

mod check;
mod code;
mod set;

pub use check::{AcceptedCode, RecoveryVerdict, check};
pub use code::{RecoveryCode, RecoveryCodeFault};
pub use set::{CODES, CodeHash, FEW, InForce, KeptCode, Sets, WAITING_LIFETIME};
