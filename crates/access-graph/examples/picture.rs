//! Writes the picture of a file to standard output: `FILE` as SVG, `FILE narrow` as
//! the page of a phone.

use std::io::Write;

use access_graph::{Caps, Graph, PICTURE_STYLE, Picture, Report, Sizes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("which file?")?;
    let graph = Graph::from_json(&std::fs::read(file)?)?;
    let report = Report::new(&graph, Sizes::Adaptive, Caps::default());
    let picture = Picture::new(&graph, &report, None);
    let mut out = std::io::stdout();
    match arguments.next().as_deref() {
        None => out.write_all(picture.svg().as_bytes())?,
        Some("narrow") => {
            let narrow = picture.narrow(&|_| None);
            write!(
                out,
                "<!doctype html><meta charset=\"utf-8\"><meta name=\"color-scheme\" \
                 content=\"light dark\"><style>{PICTURE_STYLE}</style>{narrow}"
            )?;
        }
        Some(other) => return Err(format!("{other}: this is not a form of the picture").into()),
    }
    Ok(())
}
