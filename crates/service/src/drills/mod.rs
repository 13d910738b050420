//! Drills: practising the loss of a thing, such as a phone, with everything that is
//! known to be on it; of a device, or of the sheet of recovery codes. The owner goes
//! through a whole sign-in, password and second factor, without what is lost;
//! nothing is removed, and that it worked is noted. A drill opens nothing that the
//! session could not do before: it is a fresh proof like any other.

mod loss;
mod practise;
mod view;

pub use loss::{Loss, Lost};
pub use practise::{Ended, Practise, Shown, practise};
pub use view::{Last, OfThing, Practised, View, view};
