//! The clock, measured against servers on loopback: honest ones, liars, and
//! those that nobody should believe.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::process::Command;

use serde_json::Value;

use crate::world::{World, done, now, refused};

/// Seconds from 1900 to 1970.
const TO_UNIX: u64 = 2_208_988_800;

/// Starts a time server whose clock is ahead of this computer's by so many
/// seconds; `change` spoils its answers. Returns its address.
fn server(ahead: i64, change: impl Fn(&mut Vec<u8>) + Send + 'static) -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        let mut question = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut question) {
            assert_eq!(length, 48);
            let now = now();
            let seconds = now.as_secs().checked_add_signed(ahead).unwrap() + TO_UNIX;
            let fraction = (u64::from(now.subsec_nanos()) << 32) / 1_000_000_000;
            let stamp = ((seconds & 0xffff_ffff) << 32 | fraction).to_be_bytes();
            let mut answer = vec![0; 48];
            answer[0] = 0b00_100_100;
            answer[1] = 2;
            answer[24..32].copy_from_slice(&question[40..48]);
            answer[32..40].copy_from_slice(&stamp);
            answer[40..48].copy_from_slice(&stamp);
            change(&mut answer);
            socket.send_to(&answer, from).unwrap();
        }
    });
    address
}

fn honest(ahead: i64) -> String {
    server(ahead, |_| {})
}

/// Returns the program with a cache of its own.
fn program(world: &World, arguments: &[&str]) -> Command {
    let mut command = world.bare(arguments);
    command.env("XDG_CACHE_HOME", world.path("cache"));
    command
}

fn measure(world: &World, servers: &[String]) -> std::process::Output {
    let servers = servers.join(",");
    program(world, &["clock", "--json", "--timeout", "1", "--server", &servers]).output().unwrap()
}

fn json(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap()
}

fn near(value: &Value, wanted: f64) -> bool {
    (value.as_f64().unwrap() - wanted).abs() < 0.5
}

#[test]
fn a_clock_that_is_slow_is_said_to_be_and_by_how_much() {
    let world = World::new();
    let servers = [honest(42), honest(42), honest(42)];
    let report = json(done(measure(&world, &servers)).as_bytes());
    assert!(near(&report["offset"], 42.0), "{report}");
    assert_eq!((&report["off"], &report["disputed"]), (&true.into(), &false.into()));
    assert_eq!((&report["asked"], &report["answered"]), (&3.into(), &3.into()));
    assert_eq!(report["servers"][0]["stratum"], 2);
    let text = done(program(&world, &["clock", "--server", &servers.join(",")]).output().unwrap());
    assert!(text.contains(" s slow (3 of 3 answers agree)"), "{text}");
    assert!(text.contains("--corrected"), "{text}");
    let text = done(program(&world, &["clock", "--server", &honest(0)]).output().unwrap());
    assert!(text.contains("clock is right") && text.contains("by one answer alone"), "{text}");
}

#[test]
fn one_liar_and_one_silent_server_change_nothing() {
    let world = World::new();
    // Nobody listens at the last one.
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let report =
        json(done(measure(&world, &[honest(-7), honest(86_400), honest(-7), silent])).as_bytes());
    assert!(near(&report["offset"], -7.0), "{report}");
    assert_eq!(report["agreeing"], 2);
    assert_eq!(report["servers"][1]["agrees"], false);
    assert!(report["servers"][3]["error"].as_str().unwrap().contains("reached"), "{report}");
}

#[test]
fn servers_that_contradict_each_other_are_not_believed() {
    let world = World::new();
    let output = measure(&world, &[honest(0), honest(600)]);
    assert_eq!(output.status.code(), Some(1));
    let report = json(&output.stdout);
    assert_eq!((&report["disputed"], &report["offset"]), (&true.into(), &Value::Null));
    assert!(String::from_utf8_lossy(&output.stderr).contains("contradict"));
    assert!(!world.path("cache").exists(), "nothing is remembered");
}

#[test]
fn hostile_answers_tell_no_time() {
    let world = World::new();
    for (change, word) in [
        (
            Box::new(|answer: &mut Vec<u8>| answer[24] ^= 1) as Box<dyn Fn(&mut Vec<u8>) + Send>,
            "answer within",
        ),
        (Box::new(|answer| answer.truncate(20)), "answer within"),
        (Box::new(Vec::clear), "answer within"),
        (
            Box::new(|answer| {
                answer[1] = 0;
                answer[12..16].copy_from_slice(b"DENY");
            }),
            "refuses to answer (DENY)",
        ),
        (Box::new(|answer| answer[1] = 0), "without saying why"),
        (Box::new(|answer| answer[0] |= 0b11_000_000), "does not know the time"),
        (Box::new(|answer| answer[0] = 0b00_100_011), "not as a server"),
        (Box::new(|answer| answer[40..48].fill(0)), "does not know the time"),
        (Box::new(|answer| answer[40] ^= 0x80), "contradicts itself"),
    ] {
        let output = measure(&world, &[server(0, change)]);
        assert_eq!(output.status.code(), Some(1), "{word}");
        let report = json(&output.stdout);
        let error = report["servers"][0]["error"].as_str().unwrap();
        assert!(error.contains(word), "{word}: {error}");
    }
    // What follows the first 48 bytes is passed over, however much it is.
    let long = server(1, |answer| answer.resize(60_000, 0xff));
    assert!(near(&json(done(measure(&world, &[long])).as_bytes())["offset"], 1.0));
}

/// Starts a web service that answers with these header lines.
fn web(headers: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 2048]);
            let _ = stream.write_all(
                format!("HTTP/1.1 403 Forbidden\r\n{headers}Content-Length: 0\r\n\r\n").as_bytes(),
            );
        }
    });
    url
}

#[test]
fn a_web_service_is_asked_by_its_date_header() {
    let world = World::new();
    let ask = |url: &str| {
        program(&world, &["clock", "--json", "--url-only", "--url", url]).output().unwrap()
    };
    let report = json(done(ask(&web("Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"))).as_bytes());
    assert_eq!(report["off"], true);
    assert!(report["offset"].as_f64().unwrap() < -86_400.0, "{report}");
    for (headers, word) in [
        ("", "no Date header"),
        ("Date: yesterday\r\n", "cannot be read"),
        ("Date: Fri, 31 Dec 99999 00:00:00 GMT\r\n", "cannot be read"),
    ] {
        let output = ask(&web(headers));
        assert_eq!(output.status.code(), Some(1));
        let report = json(&output.stdout);
        assert!(report["servers"][0]["error"].as_str().unwrap().contains(word), "{report}");
    }
    for url in ["nonsense", "ftp://127.0.0.1/", "http://127.0.0.1:1/"] {
        refused_with_report(&ask(url));
    }
}

fn refused_with_report(output: &std::process::Output) {
    assert_eq!(output.status.code(), Some(1));
    assert!(json(&output.stdout)["servers"][0]["error"].is_string());
}

#[test]
fn codes_are_warned_of_and_corrected() {
    let world = World::new();
    world.add("x");
    let code = |more: &[&str]| {
        let mut command = program(&world, &["code", "x", "--json", "--recovery-key-file", "rec"]);
        command.args(more).output().unwrap()
    };
    let error = refused(1, &code(&["--corrected"]));
    assert!(error.contains("secondkey clock"), "{error}");

    done(measure(&world, &[honest(3630)]));
    let output = code(&[]);
    let warning = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(warning.contains("clock is 1 h slow"), "{warning}");
    assert!((json(&output.stdout)["clock_offset"].as_f64().unwrap() - 3630.0).abs() < 5.0);
    let corrected = code(&["--corrected"]);
    assert_eq!(String::from_utf8_lossy(&corrected.stderr), "");
    let corrected = json(&corrected.stdout);
    let now = now().as_secs() + 3630;
    let near: Vec<Value> = [now - 30, now, now + 30]
        .iter()
        .map(|at| json(&code(&["--at", &at.to_string()]).stdout)["code"].clone())
        .collect();
    assert!(near.contains(&corrected["code"]), "{corrected} {near:?}");

    // Within five seconds nobody is bothered.
    done(measure(&world, &[honest(3)]));
    let output = code(&[]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(json(&output.stdout).get("clock_offset").is_none());

    // A kept measurement that somebody spoiled is none.
    for text in ["", "{", "[]", r#"{"version":1,"boot":"x","at":0,"behind":1,"began":0}"#] {
        fs::write(world.path("cache/secondkey/clock.json"), text).unwrap();
        refused(1, &code(&["--corrected"]));
        assert_eq!(String::from_utf8_lossy(&code(&[]).stderr), "");
    }
}
