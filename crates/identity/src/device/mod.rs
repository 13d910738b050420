//! Devices: what they are, how one is enrolled, when its code is accepted, how
//! it is brought back into step.
//!
//! Every number that decides about codes stands in [`limits`].

mod clock;
pub mod expiry;
mod label;
pub mod limits;
mod model;
mod pair;
mod passkey;
mod verify;
mod window;

pub use clock::DeviceClock;
pub use label::{provisioning_uri, suggested_name};
pub use model::{Barred, Device, DeviceKind, DeviceState};
pub use pair::{PairFault, PairMatch, match_pair};
pub use passkey::{ChallengePurpose, Passkey};
pub use verify::{AcceptedFactor, Candidate, CodeVerdict, check_code};
pub use window::{AbsurdWindow, CodeWindow};
