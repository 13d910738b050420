//! Any bytes as the parameters of a Query request, read by every kind of field: an
//! error of AWS's or values that keep their rules, and never a failure.
#![no_main]

use aws_wire::query::{Fields, Members, Parameters, Quoting, TextRule};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(parameters) = Parameters::parse(bytes) else { return };
    assert!(parameters.len() <= Parameters::MAX_COUNT);
    let rule = TextRule::length(1, 8);
    let read = Fields::read(&parameters, Quoting::Values, |fields| {
        let tags = fields.list("T", Members { min: 0, max: 3 }, |tag| {
            (tag.text("K", &rule), tag.texts("V", Members { min: 0, max: 2 }, &rule))
        });
        (
            tags,
            fields.texts("L", Members { min: 1, max: 4 }, &rule),
            fields.optional_text("S", &rule),
            fields.optional_integer("N", -5, 5),
            fields.optional_boolean("B"),
            fields.optional_word("W", &[("a", 1), ("b", 2)]),
        )
    });
    match read {
        Ok((tags, list, text, number, _, _)) => {
            assert!(tags.len() <= 3 && list.len() <= 4);
            assert!(text.is_none_or(|text| (1..=8).contains(&text.chars().count())));
            assert!(number.is_none_or(|number| (-5..=5).contains(&number)));
        }
        Err(error) => assert_eq!(error.status(), 400),
    }
});
