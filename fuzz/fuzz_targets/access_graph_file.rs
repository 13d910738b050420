//! Any bytes as the file of an access graph: an error with words, or a graph
//! that can be answered, drawn and written again.
#![no_main]

use access_graph::{AccessFile, Caps, Graph, Picture, Report, Sizes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let graph = match Graph::from_json(bytes) {
        Ok(graph) => graph,
        Err(error) => {
            assert!(!error.to_string().chars().any(char::is_control));
            return;
        }
    };
    let written = serde_json::to_vec(graph.file()).unwrap_or_default();
    assert_eq!(AccessFile::from_json(&written).as_ref(), Ok(graph.file()));
    let caps = Caps { steps: 50_000, diagram_steps: 20_000, check_steps: 50_000, ..Caps::default() };
    let report = Report::new(&graph, Sizes::Adaptive, caps);
    let _ = Picture::new(&graph, &report, None).svg();
});
