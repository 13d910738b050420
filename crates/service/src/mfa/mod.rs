//! Virtual devices as programs manage them: made for nobody, put into use for a
//! user, taken out of use, deleted. The rules about codes are those of the
//! console; enrolling root's devices is for the console alone.

pub mod create_virtual;
pub mod deactivate;
pub mod delete_virtual;
pub mod enable;
mod find;
pub mod get;
pub mod list;
pub mod list_virtual;
pub mod resync;
mod self_management;

pub use enable::CodePair;
pub use find::WRONG_PAIR;
