//! Spoiled pictures: most codes are read, and none is read that is not there. The
//! whole set, and how others do, is measured in `benches/qr_set.rs`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod pictures;

use std::collections::BTreeMap;

use pictures::{EMPTY, KINDS, OF_EACH, of_each};
use vault::qr::{Picture, read};

/// How many of each kind are looked at here.
const SOME: u32 = 2;

/// The share of pictures that must be read whole, in percent.
const LEAST: usize = 90;

#[test]
fn spoiled_codes_are_read_and_none_is_invented() {
    let mut read_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut whole = 0;
    for sample in of_each(SOME) {
        let (width, height) = sample.picture.dimensions();
        let (width, height) = (width as usize, height as usize);
        let picture = Picture::from_grey(width, height, sample.picture.into_raw()).unwrap();
        let found = read(&picture);
        for text in &found {
            assert!(sample.texts.contains(text), "{}: {} was invented", sample.kind, **text);
        }
        if !sample.texts.is_empty() && found.len() == sample.texts.len() {
            whole += 1;
            *read_of.entry(sample.kind).or_default() += 1;
        }
    }
    assert!(KINDS.len() * OF_EACH as usize >= 200 && !EMPTY.is_empty());
    let with_codes = KINDS.len() * SOME as usize;
    println!("{whole} of {with_codes}: {read_of:?}");
    assert!(whole * 100 >= with_codes * LEAST, "{whole} of {with_codes}: {read_of:?}");
}
