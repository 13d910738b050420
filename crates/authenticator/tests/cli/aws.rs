//! What `secondkey aws` makes of services that are busy, that answer in pages,
//! that tell little, and that are no services of AWS's kind at all.

use std::process::{Command, Output};

use serde_json::Value;

use crate::stub::{fault, fault_in_json, page, result, service};
use crate::terminal::at_a_terminal_with;
use crate::world::{World, done, refused};

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

#[test]
fn busy_services_are_asked_again_and_pages_are_turned() {
    let world = World::new();
    let url = service(|asked, number| {
        let form = &asked.form;
        assert!(asked.is_by("AKID"), "{}", asked.head);
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
    // A list that turns in a circle is no list.
    let url = service(|_, _| page(&["arn:aws:iam::1:mfa/a"], Some("again")));
    assert!(refused(1, &devices(&world, &url)).contains("has no end"));
    // Whoever stays busy is asked as often as elsewhere, and as often as was said.
    let url =
        service(|_, number| fault(&format!("Throttling{}", ["", "Exception"][number % 2]), 400));
    assert!(refused(1, &devices(&world, &url)).contains("refused: Throttling: no"));
    let mut once = command(&world, &url, &["devices", "--json"]);
    let once = once.env("AWS_MAX_ATTEMPTS", "1").output().unwrap();
    assert!(refused(1, &once).contains("refused: ThrottlingException: no"));
}

#[test]
fn what_is_no_answer_of_aws_is_refused_in_words() {
    let world = World::new();
    for (status, body, word) in [
        (200, "<html><body>hello".to_owned(), "not one of AWS's kind"),
        (200, String::new(), "not one of AWS's kind"),
        (200, "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>".to_owned(), "not one of AWS's kind"),
        (200, "<a>".repeat(100_000), "not one of AWS's kind"),
        (200, "a".repeat(9 * 1024 * 1024), "too long"),
        (302, "<a/>".to_owned(), "status 302"),
        (500, "<a/>".to_owned(), "status 500"),
        (200, "<R><ListMFADevicesResult/></R>".to_owned(), "not one of AWS's kind"),
        (
            200,
            result("ListMFADevices", "<MFADevices><member/></MFADevices>").1,
            "lacks SerialNumber",
        ),
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

fn caller() -> (u16, String) {
    result(
        "GetCallerIdentity",
        "<Arn>arn:aws:iam::123456789012:user/a</Arn><Account>123456789012</Account>",
    )
}

/// Writes a page of details with one administrator.
fn user(name: &str, marker: Option<&str>) -> (u16, String) {
    let more = marker.map(|marker| format!("<Marker>{marker}</Marker>")).unwrap_or_default();
    let more = format!("<IsTruncated>{}</IsTruncated>{more}", marker.is_some());
    let policy = "<AttachedManagedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member></AttachedManagedPolicies>";
    let user = format!("<member><UserName>{name}</UserName>{policy}</member>");
    let users = format!("<UserDetailList>{user}</UserDetailList>");
    result("GetAccountAuthorizationDetails", &format!("{more}{users}"))
}

#[test]
fn an_audit_that_is_told_little_says_so_and_takes_the_worst() {
    let world = World::new();
    let url = service(|asked, _| {
        if asked.is("GetCallerIdentity") {
            return caller();
        }
        if !asked.is("GetAccountAuthorizationDetails") {
            return fault("AccessDenied", 403);
        }
        if asked.form.contains("Marker=2") { user("bob", None) } else { user("ann", Some("2")) }
    });
    let output = command(&world, &url, &["audit", "--json"]).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(5), "{words}");
    assert_eq!(words.matches("Not told: ").count(), 5, "{words}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let targets = report["targets"].as_object().unwrap();
    assert_eq!(targets.keys().collect::<Vec<_>>(), ["root", "user:ann", "user:bob"]);
    // Unknown passwords and devices are taken for a thief's.
    assert_eq!(targets["user:ann"]["min_theft_sets"], serde_json::json!([[]]));
    // Whether root is somebody else, who lets her in, was not told either.
    assert_eq!(targets["user:ann"]["owner_in_today"], Value::Bool(false));
}

/// A number as AWS tells it.
const NUMBER: &str = r#"{"ContactInformation":{"FullName":"a","AddressLine1":"-","City":"-","PostalCode":"-","CountryCode":"ZZ","PhoneNumber":"+49 30 7654367"},"VerificationStatus":"UNVERIFIED"}"#;

/// An account of whose second pages nobody hears: it stays busy in the middle.
fn busy_in_the_middle(world: &World, operation: &'static str) -> (String, Value) {
    let url = service(move |asked, _| {
        let middle = asked.form.contains("Marker=2");
        if asked.is(operation) && middle {
            return fault("Throttling", 400);
        }
        if asked.is_at("/getContactInformation") {
            return (200, NUMBER.to_owned());
        } else if asked.is_at("/getAlternateContact") {
            let busy = operation == "GetAlternateContact" && asked.form.contains("OPERATIONS");
            let refused = [("ResourceNotFoundException", 404), ("TooManyRequestsException", 429)];
            let (code, status) = refused[usize::from(busy)];
            return fault_in_json(code, status);
        }
        let (more, truncated) = ("<Marker>2</Marker>", !middle);
        let first = format!("<IsTruncated>{truncated}</IsTruncated>{more}");
        if asked.is("GetCallerIdentity") {
            caller()
        } else if asked.is("GetAccountAuthorizationDetails") {
            if middle { user("bob", None) } else { user("ann", Some("2")) }
        } else if asked.is("ListUsers") {
            let name = if middle { "bob" } else { "ann" };
            let user = format!("<member><UserName>{name}</UserName></member>");
            result("ListUsers", &format!("{first}<Users>{user}</Users>"))
        } else if asked.is("GenerateCredentialReport") {
            result("GenerateCredentialReport", "<State>COMPLETE</State>")
        } else if asked.is("GetCredentialReport") {
            let table = "dXNlcixwYXNzd29yZF9lbmFibGVkLHBhc3N3b3JkX2xhc3RfdXNlZCxhY2Nlc3Nfa2V5XzFfYWN0aXZlLGFjY2Vzc19rZXlfMl9hY3RpdmUKYW5uLHRydWUsTi9BLGZhbHNlLGZhbHNlCg==";
            result("GetCredentialReport", &format!("<Content>{table}</Content>"))
        } else if asked.is("ListMFADevices") {
            page(&["arn:aws:iam::123456789012:mfa/a"], (!middle).then_some("2"))
        } else if asked.is("GetAccountSummary") {
            let entry = "<entry><key>AccountMFAEnabled</key><value>1</value></entry>";
            result("GetAccountSummary", &format!("<SummaryMap>{entry}</SummaryMap>"))
        } else if asked.is("ListVirtualMFADevices") {
            let device = "<member><SerialNumber>arn:aws:iam::123456789012:mfa/root</SerialNumber><User><Arn>arn:aws:iam::123456789012:root</Arn></User></member>";
            result(
                "ListVirtualMFADevices",
                &format!("{first}<VirtualMFADevices>{device}</VirtualMFADevices>"),
            )
        } else {
            fault("AccessDenied", 403)
        }
    });
    let mut audit = command(world, &url, &["audit", "--json", "--max-size", "1"]);
    let output = audit.env("AWS_MAX_ATTEMPTS", "2").output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    if operation.is_empty() {
        assert_eq!(output.status.code(), Some(0), "{words}");
    } else {
        assert_eq!(output.status.code(), Some(5), "{operation}: {words}");
        assert!(words.contains("the audit is partial: 1 part"), "{operation}: {words}");
        let busy = ["the service refused: Throttling: no", "TooManyRequestsException: no"];
        assert!(busy.iter().any(|said| words.contains(said)), "{operation}: {words}");
    }
    (words, serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn an_audit_whose_pages_break_off_is_partial_and_never_fine() {
    let world = World::new();
    let (_, whole) = busy_in_the_middle(&world, "");
    assert_eq!(whole["targets"].as_object().unwrap().len(), 3);
    // Half a list of users is taken for none: the other list names them all.
    let (words, report) = busy_in_the_middle(&world, "GetAccountAuthorizationDetails");
    assert!(words.contains("Not told: who may do everything"), "{words}");
    assert_eq!(report["targets"].as_object().unwrap().len(), 3);
    for (operation, what) in [
        ("ListMFADevices", "Not told: the devices of users"),
        ("ListVirtualMFADevices", "Not told: the devices of root"),
    ] {
        let (words, report) = busy_in_the_middle(&world, operation);
        assert!(words.contains(what), "{words}");
        assert_ne!(report["targets"], whole["targets"], "{operation}: the worst was not taken");
    }
    // Of contacts, too, half is not the whole; what was told before is kept.
    let rule = |report: &Value, name: &str| {
        let findings = report["rules"]["findings"].as_array().unwrap().clone();
        findings.iter().any(|finding| finding["rule"] == name)
    };
    let (words, report) = busy_in_the_middle(&world, "GetAlternateContact");
    assert!(words.contains("Not told: whom AWS tells"), "{words}");
    assert!(rule(&whole, "no-other-contact") && !rule(&report, "no-other-contact"));
    assert!(rule(&whole, "no-security-contact") && rule(&report, "no-security-contact"));
    let text = whole.to_string();
    assert!(!text.contains("7654367") && text.contains("67, not confirmed"), "{text}");
}

#[test]
fn names_from_a_service_command_no_terminal_at_which_questions_are_asked() {
    let world = World::new();
    // What a terminal obeys, in the one character that XML allows, and what turns text round.
    let (name, serial) =
        ("ann\u{9b}2J\u{202e}", "arn:aws:iam::123456789012:mfa/r\u{9b}31m\u{202e}");
    let url = service(move |asked, _| {
        if asked.is("GetCallerIdentity") {
            caller()
        } else if asked.is("GetAccountAuthorizationDetails") {
            user(name, None)
        } else if asked.is("GetAccountSummary") {
            let entry = "<entry><key>AccountMFAEnabled</key><value>1</value></entry>";
            result("GetAccountSummary", &format!("<SummaryMap>{entry}</SummaryMap>"))
        } else if asked.is("ListVirtualMFADevices") {
            let of = "<User><Arn>arn:aws:iam::123456789012:root</Arn></User>";
            let device = format!("<member><SerialNumber>{serial}</SerialNumber>{of}</member>");
            let all = format!("<VirtualMFADevices>{device}</VirtualMFADevices>");
            result("ListVirtualMFADevices", &format!("<IsTruncated>false</IsTruncated>{all}"))
        } else {
            fault("AccessDenied", 403)
        }
    });
    let variables =
        [("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_ENDPOINT_URL", &url)];
    let talk = [("Answer them?", "y"), ("Which thing shows the codes", "\u{4}")];
    let seen =
        at_a_terminal_with(&world, &variables, "aws audit --ask --recovery-key-file rec", &talk);
    assert!(seen.contains("Which thing shows the codes of r\u{fffd}31m\u{fffd}?"), "{seen:?}");
    // No graph is made of such names.
    assert!(seen.contains("this text holds a control character"), "{seen:?}");
    assert!(!seen.contains(['\u{9b}', '\u{202e}']), "{seen:?}");
}
