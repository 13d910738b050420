//! Writes the picture of a file to standard output.

use std::io::Write;

use access_graph::{Caps, Graph, Picture, Report, Sizes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("which file?")?;
    let graph = Graph::from_json(&std::fs::read(file)?)?;
    let report = Report::new(&graph, Sizes::Adaptive, Caps::default());
    std::io::stdout().write_all(Picture::new(&graph, &report, None).svg().as_bytes())?;
    Ok(())
}
