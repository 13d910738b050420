//! The one file that prints.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where it is done")]

use crate::clock;
use crate::series::{Goal, Line};

/// Says what can be measured.
pub(crate) fn usage<'a>(names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    eprintln!("usage: bench {} | all", names.join(" | "));
}

/// Says on what is measured.
pub(crate) fn head() {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    println!("{} cores, load {load} at the start", clock::cores());
    if cfg!(debug_assertions) {
        println!("This is not a release build: its figures mean nothing.");
    }
}

/// Prints the lines of one measure.
pub(crate) fn table(name: &str, lines: &[Line]) {
    println!();
    println!("{name:<44} {:>9} {:>9} {:>9}  {:<8} goal", "min", "median", "max", "");
    for line in lines {
        let (min, median, max) = line.figures.spread();
        let goal = match line.goal {
            Goal::AtLeast(least) => format!(">= {least}"),
            Goal::AtMost(most) => format!("<= {most}"),
            Goal::None => String::new(),
        };
        let met = match line.goal.is_met(median) {
            Some(true) => "met",
            Some(false) => "NOT MET",
            None => "",
        };
        let figures = [min, median, max].map(short);
        let [min, median, max] = figures;
        println!(
            "  {:<42} {min:>9} {median:>9} {max:>9}  {:<8} {goal:<8} {met}",
            line.what, line.unit
        );
    }
}

/// Says why a measure came to nothing.
pub(crate) fn failure(name: &str, error: &anyhow::Error) {
    eprintln!("bench {name}: {error:#}");
}

/// Says how far a long preparation is.
pub(crate) fn progress(text: &str) {
    eprintln!("... {text}");
}

fn short(figure: f64) -> String {
    if figure >= 100.0 { format!("{figure:.0}") } else { format!("{figure:.2}") }
}
