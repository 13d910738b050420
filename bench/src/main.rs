//! `bench`: measures what the product promises, as ratios of two things that are
//! measured in turn in one run, so that the machine cancels out.
//!
//! `docs/performance.md` says what each measure means. Nothing here is a test:
//! a goal that is missed is printed, not asserted.

mod agent;
mod argon;
mod bulk;
mod clock;
mod code;
mod commits;
mod empty;
mod folder;
mod footprint;
mod growth;
mod hardware_tokens;
mod holders;
mod http;
mod import;
mod load;
mod population;
mod print;
mod process;
mod programs;
mod second_factor;
mod series;
mod server;
mod sign_ins;
mod signed;
mod trail;
mod visitor;

use std::process::ExitCode;

use crate::series::Line;

/// Is one measure: its name and what runs it.
type Measure = (&'static str, fn() -> anyhow::Result<Vec<Line>>);

const MEASURES: &[Measure] = &[
    ("sign-ins", sign_ins::run),
    ("second-factor", second_factor::run),
    ("programs", programs::run),
    ("bulk", bulk::run),
    ("growth", growth::run),
    ("trail", trail::run),
    ("footprint", footprint::run),
    ("code", code::run),
    ("agent", agent::run),
    ("hardware-tokens", hardware_tokens::run),
    ("import", import::run),
];

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let chosen: Vec<&Measure> =
        MEASURES.iter().filter(|(name, _)| wanted == "all" || wanted == *name).collect();
    if chosen.is_empty() {
        print::usage(MEASURES.iter().map(|(name, _)| *name));
        return ExitCode::from(2);
    }
    print::head();
    for (name, measure) in chosen {
        match measure() {
            Ok(lines) => print::table(name, &lines),
            Err(error) => {
                print::failure(name, &error);
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
