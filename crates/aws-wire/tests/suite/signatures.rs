//! Recorded signatures of the AWS command line, and what is said of bad ones.

use aws_wire::Moment;
use aws_wire::sigv4::{Form, HttpRequest, Presented, Signer, presign};

use crate::support::{FORM, KEY, Owned, SECRET};

fn at(text: &str) -> Moment {
    Moment::parse_basic(text).unwrap()
}

/// 2026-11-22 02:29:26 UTC.
fn now() -> Moment {
    at("20261122T022926Z")
}

fn good() -> Owned {
    Owned::post("Action=ListUsers&Version=2010-05-08").signed("iam", None, now())
}

fn said(request: &Owned) -> (String, u16, String) {
    said_at(request, now())
}

fn said_at(request: &Owned, now: Moment) -> (String, u16, String) {
    let error = request.verify("iam", Some("us-east-1"), SECRET, now).unwrap_err();
    (error.code().to_owned(), error.status(), error.message().to_owned())
}

/// Signatures that the AWS command line 1.46.3 made, with this published example
/// key, and that were computed again by hand.
#[test]
fn signatures_of_the_command_line() {
    for (date, service, body, signature) in [
        (
            "20261122T022926Z",
            "iam",
            "Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=alice",
            "24d448cd0e0cbfb47a16a137c01a6acae74cc04473bd2eb3dc713d0a6bd3c120",
        ),
        (
            "20261122T022936Z",
            "sts",
            "Action=GetSessionToken&Version=2011-06-15&DurationSeconds=3600&SerialNumber=\
             arn%3Aaws%3Aiam%3A%3A123456789012%3Amfa%2Falice&TokenCode=123456",
            "4bdc40d5d956b01e50c9ccaefcfec1fc227811c5793088ec81bc1a6e93715501",
        ),
    ] {
        let ours = Owned::post(body).signed(service, None, at(date));
        let header = String::from_utf8(ours.clone().header("authorization").clone()).unwrap();
        assert_eq!(
            header,
            format!(
                "AWS4-HMAC-SHA256 Credential={KEY}/20261122/us-east-1/{service}/aws4_request, \
                 SignedHeaders=content-type;host;x-amz-date, Signature={signature}"
            )
        );
        assert_eq!(ours.verify(service, None, SECRET, at(date)), Ok(true));
    }
}

#[test]
fn clocks_may_be_fifteen_minutes_apart() {
    let request = good();
    for seconds in [-900, 0, 900] {
        let now = now().plus_seconds(seconds);
        assert_eq!(request.verify("iam", Some("us-east-1"), SECRET, now), Ok(true));
    }
    assert_eq!(
        said_at(&request, now().plus_seconds(901)),
        (
            "SignatureDoesNotMatch".into(),
            403,
            "Signature expired: 20261122T022926Z is now earlier than 20261122T022927Z \
             (20261122T024427Z - 15 min.)"
                .into()
        )
    );
    assert_eq!(
        said_at(&request, now().plus_seconds(-901)),
        (
            "SignatureDoesNotMatch".into(),
            403,
            "Signature not yet current: 20261122T022926Z is still later than 20261122T022925Z \
             (20261122T021425Z + 15 min.)"
                .into()
        )
    );
}

#[test]
fn faults_of_the_scope_are_all_named() {
    let wrong = good().rewrite("20261122/us-east-1/iam/aws4_request", "20261121/x/sts/aws5");
    let (code, status, message) = said(&wrong);
    assert_eq!((code.as_str(), status), ("SignatureDoesNotMatch", 403));
    assert_eq!(
        message,
        "Credential should be scoped to a valid region, not 'x'. Credential should be scoped to \
         correct service: 'iam'. Credential should be scoped with a valid terminator: \
         'aws4_request', not 'aws5'. Date in Credential scope does not match YYYYMMDD from \
         ISO-8601 version of date from HTTP: '20261121' != '20261122', from '20261122T022926Z'."
    );
    let anywhere = good().rewrite("us-east-1", "mars-north-7");
    assert!(said(&anywhere).2.contains("valid region"));
    // A service that is everywhere takes any region that looks like one.
    assert_eq!(anywhere.verify("iam", None, SECRET, now()), Ok(false));
    assert!(good().rewrite("us-east-1", "US").verify("iam", None, SECRET, now()).is_err());
}

#[test]
fn missing_parts_are_each_named() {
    let mut none = good();
    none.headers.retain(|(name, _)| name != "authorization");
    let missing = (
        "MissingAuthenticationToken".to_owned(),
        403,
        "Request is missing Authentication Token".to_owned(),
    );
    assert_eq!(said(&none), missing);
    for other in ["Bearer abc", "Basic YTpi", "", "AWS key:signature"] {
        let mut request = good();
        *request.header("authorization") = other.into();
        assert_eq!(said(&request), missing, "{other}");
    }

    let mut bare = good();
    *bare.header("authorization") = b"AWS4-HMAC-SHA256".to_vec();
    bare.headers.retain(|(name, _)| name != "x-amz-date");
    let (code, status, message) = said(&bare);
    assert_eq!((code.as_str(), status), ("IncompleteSignature", 400));
    assert_eq!(
        message,
        "Authorization header requires 'Credential' parameter. Authorization header requires \
         'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. \
         Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
    );
    for (from, to) in [
        ("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
        ("/aws4_request", ""),
        ("/aws4_request", "/aws4_request/more"),
        ("Credential=", "Credential"),
        ("Signature=", "Signature=1, Signature="),
    ] {
        assert_eq!(said(&good().rewrite(from, to)).0, "IncompleteSignature", "{to}");
    }
}

#[test]
fn host_and_amz_headers_must_be_signed() {
    let unsigned = good().rewrite("content-type;host;x-amz-date", "content-type;x-amz-date");
    assert_eq!(
        said(&unsigned).2,
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    );
    let unsigned = good().rewrite("content-type;host;x-amz-date", "content-type;host");
    assert!(said(&unsigned).2.starts_with("'x-amz-date' must be"));
    for name in ["X-Amz-Security-Token", "X-Amz-Target", "x-amz-anything"] {
        let mut added = good();
        added.headers.push((name.into(), b"smuggled".to_vec()));
        let (code, _, message) = said(&added);
        assert_eq!(code, "SignatureDoesNotMatch");
        assert!(message.contains("must be a 'SignedHeader'"), "{message}");
    }
    // What is not AWS's may come along unsigned: proxies add such headers.
    let mut added = good();
    added.headers.push(("x-forwarded-for".into(), b"192.0.2.1".to_vec()));
    added.headers.push(("amz-sdk-request".into(), b"attempt=1".to_vec()));
    assert_eq!(added.verify("iam", Some("us-east-1"), SECRET, now()), Ok(true));
    for list in ["host;content-type;x-amz-date", "Content-Type;host;x-amz-date", "host;host", ""] {
        let list = good().rewrite("content-type;host;x-amz-date", list);
        assert_eq!(said(&list).0, "SignatureDoesNotMatch");
    }
    let named = good().rewrite("content-type;host", "content-type;ghost;host");
    assert!(said(&named).2.contains("'ghost' is not in the request"));
}

#[test]
fn a_header_that_is_there_twice_is_no_date_and_no_token() {
    for name in ["authorization", "x-amz-date", "x-amz-security-token"] {
        let mut twice = Owned::post("A=1").signed("iam", Some("token"), now());
        let again = twice.header(name).clone();
        twice.headers.push((name.into(), again));
        assert_eq!(said(&twice).0, "IncompleteSignature", "{name}");
    }
}

#[test]
fn the_body_is_hashed_and_never_believed() {
    let mut swapped = good();
    swapped.body = b"Action=DeleteUser&Version=2010-05-08".to_vec();
    assert_eq!(swapped.verify("iam", None, SECRET, now()), Ok(false));

    let hash = |claimed: &str| {
        let mut request = Owned::post("A=1");
        request.headers.push(("x-amz-content-sha256".into(), claimed.into()));
        request.signed("iam", None, now())
    };
    for claimed in ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", &"0".repeat(64)] {
        assert!(said(&hash(claimed)).2.contains("is not the hash of the body"), "{claimed}");
    }
}

#[test]
fn the_port_belongs_to_the_host() {
    let mut moved = good();
    *moved.header("host") = b"127.0.0.1".to_vec();
    assert_eq!(moved.verify("iam", None, SECRET, now()), Ok(false));
}

#[test]
fn a_date_header_will_do_when_it_is_signed() {
    // Signed by hand: the signer always writes X-Amz-Date.
    let text = b"Sun, 22 Nov 2026 02:29:26 GMT".to_vec();
    let mut request = Owned::post("A=1");
    request.headers.push(("date".into(), text));
    let mut unsigned = request.clone().signed("iam", None, now());
    unsigned.headers.retain(|(name, _)| name != "x-amz-date");
    let unsigned = unsigned.rewrite("content-type;date;host;x-amz-date", "content-type;host");
    assert!(said(&unsigned).2.starts_with("'date' must be"));
    let dated = Owned::rewrite(unsigned, "content-type;host", "content-type;date;host");
    assert_eq!(dated.verify("iam", None, SECRET, now()), Ok(false), "read, and compared");
}

fn presigned(life: i64) -> Owned {
    let mut request = Owned::post("");
    request.method = "GET".into();
    request.headers.retain(|(name, _)| name == "host");
    request.query = "Action=GetCallerIdentity&Version=2011-06-15".into();
    let signer = Signer {
        access_key_id: KEY,
        secret: SECRET.to_owned().into(),
        session_token: Some("to/ken+=="),
        region: "us-east-1",
        service: "sts",
    };
    let http = HttpRequest {
        method: "GET",
        path: "/",
        query: &request.query.clone(),
        headers: &[("host", b"127.0.0.1:18080")],
        body: b"",
    };
    request.query = presign(&http, &signer, now(), life).unwrap();
    request
}

#[test]
fn presigned_requests_live_as_long_as_they_say() {
    let request = presigned(60);
    request.with(|http| {
        let read = Presented::read(http).unwrap();
        assert_eq!(read.form(), Form::Presigned(60));
        assert_eq!(read.session_token(), Some("to/ken+=="));
        assert_eq!(read.access_key_id(), KEY);
    });
    let verify = |seconds| request.verify("sts", None, SECRET, now().plus_seconds(seconds));
    assert_eq!(verify(60), Ok(true));
    assert_eq!(verify(-900), Ok(true));
    assert_eq!(
        verify(61).unwrap_err().message(),
        "Signature expired: 20261122T022926Z is now earlier than 20261122T022927Z \
         (20261122T023027Z - 1 min.)"
    );
    assert!(verify(-901).is_err());
}

#[test]
fn presigned_parameters_are_strict() {
    let good = presigned(60);
    let refuse = |from: &str, to: &str, code: &str| {
        let mut request = good.clone();
        assert!(request.query.contains(from), "{}", request.query);
        request.query = request.query.replacen(from, to, 1);
        let error = request.verify("sts", None, SECRET, now()).unwrap_err();
        assert_eq!(error.code(), code, "{to}");
    };
    for life in ["0", "-1", "604801", "60.0", "", "x", "99999999999999999999"] {
        refuse("X-Amz-Expires=60", &format!("X-Amz-Expires={life}"), "IncompleteSignature");
    }
    refuse("X-Amz-Date=2026", "X-Amz-Date=x", "IncompleteSignature");
    refuse("X-Amz-Date=", "x-amz-date=", "IncompleteSignature");
    refuse("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=none", "IncompleteSignature");
    refuse("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=date", "SignatureDoesNotMatch");
    refuse("Action=", "X-Amz-Date=20261122T022926Z&Action=", "IncompleteSignature");
    refuse("Action=", "X-Amz-Signature=0&Action=", "IncompleteSignature");
    refuse("Action=Get", "Action=%", "MalformedQueryString");
    let longer = Owned { query: good.query.replace("=60&", "=600&"), ..good.clone() };
    assert_eq!(longer.verify("sts", None, SECRET, now()), Ok(false));

    let mut both = good.clone();
    both.headers.push(("authorization".into(), b"AWS4-HMAC-SHA256 Credential=x".to_vec()));
    assert_eq!(both.verify("sts", None, SECRET, now()).unwrap_err().code(), "IncompleteSignature");
    let mut token = good;
    token.headers.push(("x-amz-security-token".into(), b"other".to_vec()));
    assert_eq!(token.verify("sts", None, SECRET, now()).unwrap_err().code(), "IncompleteSignature");
}

#[test]
fn only_lower_case_hexadecimal_of_full_length_is_a_signature() {
    let request = good();
    let header = String::from_utf8(request.clone().header("authorization").clone()).unwrap();
    let (_, signature) = header.split_once("Signature=").unwrap();
    for bad in [
        signature.to_uppercase(),
        signature[..63].to_owned(),
        format!("{signature}0"),
        String::new(),
        "0".repeat(64),
        "\u{e9}".repeat(32),
    ] {
        let forged = request.clone().rewrite(signature, &bad);
        assert_eq!(forged.verify("iam", None, SECRET, now()), Ok(false), "{bad}");
    }
    assert_eq!(FORM.len(), 48);
}
