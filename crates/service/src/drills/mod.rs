//! Drills: practising the loss of a device, or of the sheet of recovery codes. The
//! owner goes through a whole sign-in, password and second factor, without the thing;
//! nothing is removed, and that it worked is noted. A drill opens nothing that the
//! session could not do before: it is a fresh proof like any other.

mod practise;
mod view;

pub use practise::{Ended, Practise, Shown, practise};
pub use view::{Last, Practised, View, view};
