//! What the commands print, and that the service may run meanwhile.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::house::House;

const A: &str = "100000000001";
const B: &str = "100000000002";

#[test]
fn a_running_service_is_verified_and_states_checkpoints() {
    for house in [House::on_sqlite(), House::on_postgres()] {
        house.account(A, 5);
        house.checkpoint(A, 6);
        let serving = house.serve();
        house.recover(A);
        let (code, answer) = house.verify(&[]);
        assert_eq!((code, &answer["records"]), (0, &7.into()), "{answer}");
        // One in the store, and the same one in the folder.
        assert_eq!(answer["checkpoints"], 2);
        drop(serving);
        let told = house.done(&["audit", "verify", "--account", A]);
        assert!(told.starts_with("7 records of 1 accounts are as they were written"), "{told}");
    }
}

#[test]
fn there_must_be_a_store_and_an_account() {
    let house = House::on_sqlite();
    assert_eq!(house.run(&["audit", "verify"]).status.code(), Some(1));
    assert!(!house.path("data").exists(), "a look makes nothing");
    house.account(A, 0);
    assert_eq!(house.run(&["audit", "verify", "--account", B]).status.code(), Some(1));
    assert_eq!(house.run(&["audit", "verify", "--account", "x"]).status.code(), Some(2));
    let missing = house.run(&["audit", "verify", "--checkpoints", "/nonexistent"]);
    assert_eq!(missing.status.code(), Some(1));
    for wrong in [
        vec!["audit", "export", "--account", A, "--since", "yesterday"],
        vec!["audit", "export", "--account", A, "--format", "cloudtrail"],
        vec!["audit", "export", "--account", A, "--format", "xml"],
        vec!["audit", "export"],
    ] {
        assert_eq!(house.run(&wrong).status.code(), Some(2), "{wrong:?}");
    }
    assert_eq!(house.run(&["audit", "export", "--account", B]).status.code(), Some(1));
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn lines_and_files_hold_the_same_events() {
    let house = House::on_sqlite();
    house.account(A, 4);
    house.account(B, 1);
    let told = lines(&house.done(&["audit", "export", "--account", A]));
    let names: Vec<&Value> = told.iter().map(|event| &event["eventName"]).collect();
    assert_eq!(
        names,
        [
            &Value::from("CreateAccount"),
            &"RecoverAccount".into(),
            &"RecoverAccount".into(),
            &"RecoverAccount".into(),
            &"RecoverAccount".into()
        ]
    );
    assert!(told.iter().all(|event| event["recipientAccountId"] == A));
    assert_eq!(told[0]["userIdentity"]["type"], "AWSService");

    let file = house.path("events.jsonl");
    let to_file = ["audit", "export", "--account", A, "--output", file.to_str().unwrap()];
    house.done(&to_file);
    assert_eq!(lines(&fs::read_to_string(&file).unwrap()), told);
    assert_eq!(house.run(&to_file).status.code(), Some(1), "never writes over a file");
    let future = ["audit", "export", "--account", A, "--since", "2999-01-01"];
    assert_eq!(house.done(&future), "");
    let past = ["audit", "export", "--account", A, "--since", "2020-01-01T00:00:00Z"];
    assert_eq!(lines(&house.done(&past)), told);

    let folder = house.path("trail");
    let to_folder = [
        "audit",
        "export",
        "--account",
        A,
        "--format",
        "cloudtrail",
        "--output",
        folder.to_str().unwrap(),
    ];
    house.done(&to_folder);
    house.done(&to_folder);
    let moment = told[0]["eventTime"].as_str().unwrap();
    let day = moment[..10].replace('-', "/");
    let place = folder.join(format!("AWSLogs/{A}/CloudTrail/us-east-1/{day}"));
    let mut packed = Vec::new();
    for file in fs::read_dir(&place).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        let begin = format!("{A}_CloudTrail_us-east-1_{}T", day.replace('/', ""));
        assert!(name.starts_with(&begin) && name.ends_with(".json.gz"), "{name}");
        let mut text = String::new();
        GzDecoder::new(fs::File::open(file.path()).unwrap()).read_to_string(&mut text).unwrap();
        let Value::Object(mut held) = serde_json::from_str(&text).unwrap() else { panic!() };
        packed.extend(held.remove("Records").unwrap().as_array().unwrap().clone());
    }
    assert_eq!(packed, told);
}

#[test]
fn a_checkpoint_can_be_checked_with_openssl() {
    let house = House::on_sqlite();
    house.account(A, 5);
    house.checkpoint(A, 6);
    let line = house.checkpoint_lines().remove(0);
    let (message, signature) = line.split_once(" signature=").unwrap();
    let key = house.path("key.pem");
    fs::write(&key, house.done(&["audit", "public-key"])).unwrap();
    let described: Value =
        serde_json::from_str(&house.done(&["audit", "public-key", "--json"])).unwrap();
    assert!(message.ends_with(&format!("key={}", described["key_id"].as_str().unwrap())));
    let (said, proof) = (house.path("message"), house.path("signature"));
    fs::write(&proof, data_encoding::HEXLOWER.decode(signature.as_bytes()).unwrap()).unwrap();
    for (text, good) in [(message.to_owned(), true), (message.replace("=6", "=7"), false)] {
        fs::File::create(&said).unwrap().write_all(text.as_bytes()).unwrap();
        let checked = Command::new("openssl")
            .args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"])
            .arg(&key)
            .arg("-in")
            .arg(&said)
            .arg("-sigfile")
            .arg(&proof)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("openssl must be installed");
        assert_eq!(checked.success(), good, "{text}");
    }
}
