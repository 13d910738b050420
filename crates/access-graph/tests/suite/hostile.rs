//! Files that were damaged, by chance or by intent: reading one ends in a graph
//! or in an error with words, and a graph always has an answer.

use access_graph::{Caps, Graph, Report, Sizes};
use proptest::{collection::vec, prelude::*, sample::Index};

const FILES: [&str; 3] = [
    include_str!("../data/phone-and-laptop.json"),
    include_str!("../data/forgotten-backup.json"),
    include_str!("../data/two-administrators.json"),
];

/// What is put in the place of something else.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "true",
    "-1",
    "1e999",
    "\"\"",
    "[]",
    "{}",
    "\u{0}",
    "\\u0000",
    "\\ud800",
    "\"needs\"",
    "\"held\"",
    "\"phone\"",
    "\"nodes\":{}",
    "😀",
    "\"for\":\"owner\",",
];

fn small() -> Caps {
    Caps { steps: 50_000, diagram_steps: 20_000, check_steps: 50_000, ..Caps::default() }
}

fn answer(bytes: &[u8]) {
    match Graph::from_json(bytes) {
        Ok(graph) => {
            for sizes in [Sizes::Adaptive, Sizes::All] {
                let report = Report::new(&graph, sizes, small());
                serde_json::to_string(&report).unwrap();
            }
        }
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty() && message.len() < 3_000);
            assert!(!message.contains(|c: char| c.is_control()), "{message:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn bytes_put_elsewhere(
        file in 0..FILES.len(),
        changes in vec((any::<Index>(), any::<Index>(), 0_usize..12, any::<u8>()), 1..4),
    ) {
        let mut bytes = FILES[file].as_bytes().to_vec();
        for (at, piece, length, byte) in changes {
            let at = at.index(bytes.len());
            let end = (at + length).min(bytes.len());
            let new = match byte {
                0..32 => vec![byte.wrapping_mul(9)],
                32..64 => bytes[at..end].repeat(2),
                _ => PIECES[piece.index(PIECES.len())].as_bytes().to_vec(),
            };
            bytes.splice(at..end, new);
        }
        answer(&bytes);
    }

    #[test]
    fn words_exchanged(file in 0..FILES.len(), changes in vec(any::<(Index, Index)>(), 1..6)) {
        // Texts change places, so that most files stay well-formed.
        let mut parts: Vec<&str> = FILES[file].split('"').collect();
        for (one, other) in changes {
            let (one, other) = (one.index(parts.len() / 2), other.index(parts.len() / 2));
            parts[2 * one + 1] = parts[2 * other + 1];
        }
        answer(parts.join("\"").as_bytes());
    }

    #[test]
    fn anything(bytes in vec(any::<u8>(), 0..200)) {
        answer(&bytes);
    }
}
