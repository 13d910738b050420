//! Sessions: who a request comes from, proving again that it is them, and
//! ending what is open elsewhere.

pub mod authenticate;
pub mod confirm;
pub mod list;
