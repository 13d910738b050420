//! Reaching people outside: mail by SMTP or into a folder. It knows neither use
//! cases nor stores: a message comes in as words and an address, and what became
//! of it goes out. When to try again is decided by who calls.

pub mod mail;
