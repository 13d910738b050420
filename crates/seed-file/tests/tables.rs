//! Tables, as makers of tokens and directories write them.

use proptest::prelude::*;
use seed_file::{Format, Limits, Protection, Refusal, SeedFile, read};

fn open(text: &str) -> Result<SeedFile, Refusal> {
    read(text.as_bytes(), &Protection::None, Limits::FORM)
}

#[test]
fn the_form_that_directories_ask_for() {
    let file = open(
        "upn,serial number,secret key,time interval,manufacturer,model\r\n\
         Helga@contoso.com,1234567890,1234567890abcdef1234567890abcdef12345678,60,Contoso,HardwareKey\r\n\
         ,1234567891,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,\"Contoso, Ltd.\",\r\n\r\n",
    )
    .unwrap();
    assert_eq!(file.format, Format::Csv);
    let [first, second] = &file.tokens[..] else { panic!("{:?}", file.skipped) };
    assert_eq!(first.totp.seed.byte_len(), 20);
    assert_eq!(
        (first.totp.period.seconds(), first.model.as_deref()),
        (60, Some("Contoso HardwareKey"))
    );
    assert_eq!(second.totp.seed.expose(), b"12345678901234567890");
    assert_eq!(second.model.as_deref(), Some("Contoso, Ltd."));
}

#[test]
fn semicolons_tabs_and_other_names_of_columns() {
    for text in [
        "Serial;Seed;Algorithm;Digits\n000000001;GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ;SHA256;6\n",
        "Serial\tSeed\tAlgorithm\tDigits\n000000001\tgezd gnbv gy3t qojq gezd gnbv gy3t qojq\tsha-256\t6",
    ] {
        let file = open(text).unwrap();
        assert_eq!(file.tokens[0].totp.algorithm, otp::Algorithm::Sha256, "{text}");
    }
}

#[test]
fn faults_name_the_line_or_the_token_and_never_the_secret() {
    for (text, want) in [
        ("serial,secret\n1,2,3\n", "line 2 has 3 cells"),
        ("serial,secret\n,GEZDGNBVGY3TQOJQ\n", "line 2 has no serial number"),
        ("serial,secret\n000000001,\n", "000000001: it has no secret"),
        ("serial,secret\n000000001,GEZD0189\n", "neither hexadecimal"),
        ("serial,secret\n000000001,\"GEZD", "never closed"),
        ("serial,secret,digits\n000000001,GEZDGNBVGY3TQOJQ,six\n", "digits is no number"),
        ("serial,secret\n\"a\nb\",GEZDGNBVGY3TQOJQ,\n", "line 2 has 3 cells"),
    ] {
        let said = open(text).unwrap_err().to_string();
        assert!(said.contains(want) && !said.contains("GEZD"), "{text}: {said}");
    }
}

#[test]
fn what_is_no_table_of_tokens_is_said_to_be_none() {
    for text in ["", "\n", "hello", "serial,name\n1,2\n", "serial,secret,seed\n1,2,3\n"] {
        assert_eq!(open(text).unwrap_err(), Refusal::Unknown, "{text}");
    }
    assert_eq!(read(&[0xff, 0xfe], &Protection::None, Limits::FORM).unwrap_err(), Refusal::Unknown);
}

#[test]
fn short_seeds_and_other_lengths_are_skipped() {
    let file = open("serial,secret,digits\n000000001,GEZDGNBVGY3TQOJQ,6\n000000002,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,8\n").unwrap();
    assert!(file.tokens.is_empty());
    assert!(file.skipped[0].reason.contains("128 bits"));
    assert!(file.skipped[1].reason.contains("8 digits"));
}

#[test]
fn a_serial_number_that_stands_twice_spoils_the_table() {
    let text = "serial,secret\nX00000001,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\nx00000001,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n";
    assert_eq!(open(text).unwrap_err(), Refusal::Duplicate("x00000001".to_owned()));
}

proptest! {
    #[test]
    fn never_fails_badly(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &Protection::None, Limits::FORM);
    }

    #[test]
    fn nor_on_what_looks_like_a_table(rows in "[\"a-z0-9,;\n]{0,200}") {
        let _ = open(&format!("serial,secret\n{rows}"));
    }
}
