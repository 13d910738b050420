//! Broken, cut, doubled and oversized input: an error of AWS's each time, soon.

use aws_wire::sigv4::Presented;
use aws_wire::{ApiError, Moment};

use crate::support::{Owned, SECRET};

fn at() -> Moment {
    Moment::from_unix_seconds(1_795_314_566)
}

fn good() -> Owned {
    Owned::post("Action=ListUsers&Version=2010-05-08").signed("iam", Some("to/ken=="), at())
}

fn judge(request: &Owned) -> Result<bool, ApiError> {
    request.verify("iam", Some("us-east-1"), SECRET, at())
}

const KNOWN: [&str; 4] = [
    "MissingAuthenticationToken",
    "IncompleteSignature",
    "SignatureDoesNotMatch",
    "MalformedQueryString",
];

fn must_refuse(request: &Owned) {
    match judge(request) {
        Ok(accepted) => assert!(!accepted),
        Err(error) => {
            assert!(KNOWN.contains(&error.code()), "{error}");
            assert!(error.message().len() < 2_000);
        }
    }
}

#[test]
fn every_cut_of_the_header_is_refused() {
    assert_eq!(judge(&good()), Ok(true));
    let whole = good().header("authorization").clone();
    for length in 0..whole.len() {
        let mut cut = good();
        *cut.header("authorization") = whole[..length].to_vec();
        must_refuse(&cut);
    }
}

#[test]
fn every_changed_byte_of_the_header_is_refused() {
    let whole = good().header("authorization").clone();
    for place in 0..whole.len() {
        for byte in [0, b' ', b',', b'/', b'=', b';', 0xff, whole[place] ^ 1, whole[place] ^ 0x20] {
            let mut changed = good();
            let header = changed.header("authorization");
            if header[place] == byte {
                continue;
            }
            header[place] = byte;
            // Blanks and commas between the parts are the one spelling that is free.
            if judge(&changed) == Ok(true) {
                let text = String::from_utf8(changed.header("authorization").clone()).unwrap();
                let squeeze = |text: &str| text.replace([' ', '\t', ','], "");
                let before = String::from_utf8(whole.clone()).unwrap();
                assert_eq!(squeeze(&text), squeeze(&before));
            }
        }
    }
}

#[test]
fn a_changed_date_or_token_is_refused() {
    for name in ["x-amz-date", "x-amz-security-token", "host", "content-type"] {
        let whole = good().header(name).clone();
        for place in 0..whole.len() {
            let mut changed = good();
            changed.header(name)[place] ^= 1;
            must_refuse(&changed);
        }
    }
}

#[test]
fn oversized_pieces_are_refused_and_not_repeated() {
    let long = "a".repeat(60_000);
    for (from, to) in [
        ("SignedHeaders=", format!("SignedHeaders={}", "a;".repeat(30_000))),
        ("Credential=", format!("Credential={long}")),
        ("Credential=", format!("Credential={}", "/".repeat(60_000))),
        ("AWS4-HMAC-SHA256", format!("AWS4-{long}")),
        (", ", ",".repeat(60_000)),
        (", ", format!(", {}", "x=1,".repeat(15_000))),
        ("Signature=", format!("Signature={long}")),
    ] {
        let request = good().rewrite(from, &to);
        if to.starts_with(",,") || to.contains("x=1,") {
            assert_eq!(judge(&request), Ok(true), "separators and foreign parts mean nothing");
        } else {
            must_refuse(&request);
        }
    }
}

#[test]
fn a_signature_is_seen_where_there_is_one() {
    let seen = |request: &Owned| request.with(Presented::is_in);
    assert!(seen(&good()));
    let mut plain = Owned::post("A=1");
    assert!(!seen(&plain));
    plain.headers.push(("Authorization".into(), b"Bearer x".to_vec()));
    assert!(!seen(&plain));
    plain.query = "a=1&X-Amz-Signature=0".into();
    assert!(seen(&plain));
}
