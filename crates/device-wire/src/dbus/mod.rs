//! D-Bus, as far as a client needs it: values, messages, the addresses of buses
//! and the first words on a connection (D-Bus Specification, protocol version 1).
//! Nothing here opens a socket.

mod address;
mod fault;
mod hello;
mod message;
mod read;
mod signature;
mod value;
mod write;

pub use address::Address;
pub use fault::BusFault;
pub use hello::{accepted, authentication};
pub use message::{Call, HEAD, Kind, MAX_MESSAGE, Message};
pub use value::Value;
