//! Which services somebody may use, by which policies, and which were used when: the
//! operations of "last accessed" information. Here there are three services.

mod find;
pub mod generate;
pub mod get;
pub mod granting;
mod services;

pub use find::Entity;
