//! The real program from outside: every command, hostile files, sudden death,
//! other people's tools. Rules of single crates are tested beside their code.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod agent;
mod aws;
mod aws_profiles;
mod clock;
mod doctor;
mod entries;
mod export;
mod hostile;
mod import;
mod keys;
mod report;
mod secrets;
mod shares;
mod stub;
mod sudden_death;
mod terminal;
mod terminal_qr;
mod tools;
mod world;
