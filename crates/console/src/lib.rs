//! The people's door: pages, forms, templates, rendered on the server and usable
//! without script. A page parses, calls one use case and renders what comes
//! back; it decides nothing.
//!
//! `web` holds what every page shares (cookies, forms with their token, the
//! mapping of refusals to pages), `pages` one file for each group of addresses,
//! `templates` the HTML.

mod assets;
mod notice;
mod pages;
mod qr;
mod view;
mod web;

pub use pages::router;
pub use web::origin::{InvalidPublicUrl, PublicUrl};
pub use web::state::Console;
