//! What `secondkey aws` makes of services that are busy, that answer in pages,
//! that tell little, and that are no services of AWS's kind at all.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::Mutex;

use serde_json::Value;

use crate::world::{World, done, refused};

/// Starts a service. `answer` gets the form of each request and its number, and
/// returns a status and a body. Returns its address.
fn service(answer: impl Fn(&str, usize) -> (u16, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let count = Mutex::new(0);
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let form = form(&mut stream);
            let mut count = count.lock().unwrap();
            let (status, body) = answer(&form, *count);
            *count += 1;
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(body.as_bytes());
        }
    });
    url
}

/// Reads one request and returns its body.
fn form(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut room = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            assert!(head.contains("authorization: aws4-hmac-sha256 credential=akid/"), "{head}");
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.unwrap().parse().unwrap() {
                return body.to_owned();
            }
        }
        let read = stream.read(&mut room).unwrap();
        assert!(read > 0, "a whole request");
        bytes.extend_from_slice(&room[..read]);
    }
}

fn fault(code: &str, status: u16) -> (u16, String) {
    (
        status,
        format!(
            "<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
        ),
    )
}

fn command(world: &World, url: &str, words: &[&str]) -> Command {
    let mut command = world.command(&[&["aws"], words].concat());
    command
        .env("AWS_ACCESS_KEY_ID", "AKID")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_ENDPOINT_URL", url);
    command
}

fn devices(world: &World, url: &str) -> Output {
    command(world, url, &["devices", "--json"]).output().unwrap()
}

fn page(serials: &[&str], marker: Option<&str>) -> (u16, String) {
    let members = serials.iter().fold(String::new(), |members, serial| {
        members + &format!("<member><UserName>a</UserName><SerialNumber>{serial}</SerialNumber><EnableDate>2026-11-26T10:00:00Z</EnableDate></member>")
    });
    let more = marker.map(|marker| format!("<Marker>{marker}</Marker>")).unwrap_or_default();
    let more = format!("<IsTruncated>{}</IsTruncated>{more}", marker.is_some());
    (
        200,
        format!(
            "<R><ListMFADevicesResult>{more}<MFADevices>{members}</MFADevices></ListMFADevicesResult></R>"
        ),
    )
}

#[test]
fn busy_services_are_asked_again_and_pages_are_turned() {
    let world = World::new();
    let url = service(|form, number| {
        assert!(form.starts_with("Action=ListMFADevices&Version=2010-05-08"), "{form}");
        match (number, form.contains("&Marker=m%2F1")) {
            (0 | 2, _) => fault("Throttling", 400),
            (3, true) => page(&["arn:aws:iam::1:mfa/b"], None),
            (_, false) => page(&["arn:aws:iam::1:mfa/a"], Some("m/1")),
            _ => fault("ValidationError", 400),
        }
    });
    let listed: Value = serde_json::from_str(&done(devices(&world, &url))).unwrap();
    let serials: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["serial_number"].as_str().unwrap())
        .collect();
    assert_eq!(serials, ["arn:aws:iam::1:mfa/a", "arn:aws:iam::1:mfa/b"]);
    // A marker that leads to itself has an end.
    let url = service(|_, _| page(&["arn:aws:iam::1:mfa/a"], Some("again")));
    assert_eq!(
        serde_json::from_str::<Value>(&done(devices(&world, &url)))
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let url = service(|_, _| fault("Throttling", 400));
    assert!(refused(1, &devices(&world, &url)).contains("Throttling"));
}

#[test]
fn what_is_no_answer_of_aws_is_refused_in_words() {
    let world = World::new();
    for (status, body, word) in [
        (200, "<html><body>hello".to_owned(), "not one of AWS's kind"),
        (200, String::new(), "not one of AWS's kind"),
        (200, "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>".to_owned(), "not one of AWS's kind"),
        (200, "<a>".repeat(100_000), "not one of AWS's kind"),
        (200, "a".repeat(9 * 1024 * 1024), "cannot be asked"),
        (302, "<a/>".to_owned(), "status 302"),
        (500, "<a/>".to_owned(), "status 500"),
        (200, "<R><ListMFADevicesResult><MFADevices><member/></MFADevices></ListMFADevicesResult></R>".to_owned(), "lacks SerialNumber"),
    ] {
        let url = service(move |_, _| (status, body.clone()));
        let error = refused(1, &devices(&world, &url));
        assert!(error.contains(word), "{word}: {error}");
        assert!(error.len() < 400, "{error}");
    }
    // Words of a stranger do not command the terminal.
    let url = service(|_, _| fault("Access\u{1b}[2JDenied", 403));
    assert!(!refused(1, &devices(&world, &url)).contains('\u{1b}'));
}

#[test]
fn an_audit_that_is_told_little_says_so_and_takes_the_worst() {
    let world = World::new();
    let url = service(|form, _| {
        if form.contains("GetCallerIdentity") {
            return (200, "<R><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn><Account>123456789012</Account></GetCallerIdentityResult></R>".to_owned());
        }
        if !form.contains("GetAccountAuthorizationDetails") {
            return fault("AccessDenied", 403);
        }
        let (name, more) = if form.contains("Marker=2") {
            ("bob", "<IsTruncated>false</IsTruncated>")
        } else {
            ("ann", "<IsTruncated>true</IsTruncated><Marker>2</Marker>")
        };
        let policy = "<AttachedManagedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member></AttachedManagedPolicies>";
        (
            200,
            format!(
                "<R><GetAccountAuthorizationDetailsResult>{more}<UserDetailList><member><UserName>{name}</UserName>{policy}</member></UserDetailList></GetAccountAuthorizationDetailsResult></R>"
            ),
        )
    });
    let output = command(&world, &url, &["audit", "--json"]).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(5), "{words}");
    assert_eq!(words.matches("Not told: ").count(), 3, "{words}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let targets = report["targets"].as_object().unwrap();
    assert_eq!(targets.keys().collect::<Vec<_>>(), ["root", "user:ann", "user:bob"]);
    // Unknown passwords and devices are taken for a thief's.
    assert_eq!(targets["user:ann"]["min_theft_sets"], serde_json::json!([[]]));
    // Whether root is somebody else, who lets her in, was not told either.
    assert_eq!(targets["user:ann"]["owner_in_today"], Value::Bool(false));
}
