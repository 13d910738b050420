//! What all pages share, and what stands between the network and them.

pub(crate) mod complaint;
pub(crate) mod cookies;
pub(crate) mod fields;
pub(crate) mod forms;
pub(crate) mod gate;
pub(crate) mod mendable;
pub(crate) mod origin;
pub(crate) mod refusal;
pub(crate) mod session;
pub(crate) mod state;
pub(crate) mod visitor;
