//! What holds for any request.

use aws_wire::query::{Fields, Members, Parameters, Quoting, TextRule};
use aws_wire::xml::{Answer, Namespace};
use aws_wire::{Moment, decode_form, encode_strict};
use proptest::prelude::*;

use crate::support::{Owned, SECRET};

fn escaped(text: &str) -> String {
    encode_strict(text)
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded_to_itself(text in "\\PC{0,60}") {
        let encoded = escaped(&text);
        prop_assert!(encoded.bytes().all(|b| b.is_ascii_graphic() && b != b'+'));
        prop_assert_eq!(decode_form(encoded.as_bytes()).unwrap(), text);
    }

    #[test]
    fn parameters_come_back_whatever_they_hold(
        pairs in proptest::collection::btree_map("[A-Za-z0-9.é]{1,12}", "\\PC{0,20}", 0..20)
    ) {
        let body: Vec<String> = pairs
            .iter()
            .rev()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        let body = body.join("&");
        match Parameters::parse(body.as_bytes()) {
            Ok(read) => {
                prop_assert_eq!(read.len(), pairs.len());
                for (name, value) in &pairs {
                    prop_assert_eq!(read.get(name), Some(value.as_str()));
                }
            }
            Err(_) => prop_assert!(pairs.keys().any(|name| name.matches('.').count() >= 8)),
        }
    }

    #[test]
    fn no_bytes_make_the_parser_fail_otherwise_than_by_an_error(
        bytes in proptest::collection::vec(any::<u8>(), 0..200)
    ) {
        if let Ok(read) = Parameters::parse(&bytes) {
            let rule = TextRule::length(1, 5);
            let result = Fields::read(&read, Quoting::Values, |f| {
                let tags = f.list("T", Members { min: 0, max: 3 }, |t| t.text("K", &rule));
                (tags, f.optional_integer("N", 0, 9), f.optional_boolean("B"))
            });
            if let Err(error) = result {
                prop_assert_eq!(error.status(), 400);
            }
        }
    }

    #[test]
    fn a_signed_request_verifies_and_a_flipped_bit_does_not(
        body in "\\PC{0,80}",
        token in proptest::option::of("[A-Za-z0-9+/=]{1,40}"),
        at in 0_i64..4_000_000_000,
        flip in any::<proptest::sample::Index>(),
    ) {
        let at = Moment::from_unix_seconds(at);
        let signed = Owned::post(&body).signed("iam", token.as_deref(), at);
        prop_assert_eq!(signed.verify("iam", Some("us-east-1"), SECRET, at), Ok(true));
        let mut changed = signed;
        if !changed.body.is_empty() {
            let place = flip.index(changed.body.len());
            changed.body[place] ^= 1;
            prop_assert_eq!(changed.verify("iam", Some("us-east-1"), SECRET, at), Ok(false));
        }
    }

    #[test]
    fn no_text_breaks_out_of_its_element(text in any::<String>()) {
        let frame = Answer { namespace: Namespace::Iam, operation: "X", request_id: "r" };
        let xml = frame.with_result(|result| {
            result.text("T", &text);
        });
        let inner = xml.split_once("<T>").unwrap().1.rsplit_once("</T>").unwrap().0;
        prop_assert!(!inner.contains(['<', '>', '"', '\'', '\r', '\0']));
        prop_assert_eq!(xml.matches('<').count(), 10);
    }
}
