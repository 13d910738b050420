//! Times of what every request of a program passes: verifying its signature,
//! reading its parameters, writing its answer. Goals: 25, 10 and 60 microseconds.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on shall say so")]

use std::hint::black_box;

use aws_wire::Moment;
use aws_wire::query::Parameters;
use aws_wire::sigv4::{HttpRequest, Presented, Signer, sign};
use aws_wire::xml::{Answer, Namespace};
use criterion::{Criterion, criterion_group, criterion_main};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const BODY: &[u8] = b"Action=GetCallerIdentity&Version=2011-06-15";

fn verify(c: &mut Criterion) {
    let at = Moment::from_unix_seconds(1_795_314_566);
    let headers: Vec<(&str, &[u8])> = vec![
        ("host", b"127.0.0.1:18080"),
        ("content-type", b"application/x-www-form-urlencoded; charset=utf-8"),
    ];
    let request =
        HttpRequest { method: "POST", path: "/", query: "", headers: &headers, body: BODY };
    let signer = Signer {
        access_key_id: "AKIAIOSFODNN7EXAMPLE",
        secret: SECRET.to_owned().into(),
        session_token: None,
        region: "us-east-1",
        service: "sts",
    };
    let added = sign(&request, &signer, at).expect("it can be signed");
    let mut all = headers.clone();
    all.extend(added.iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
    let request = HttpRequest { headers: &all, ..request };
    c.bench_function("verify a signed GetCallerIdentity", |b| {
        b.iter(|| {
            let presented = Presented::read(black_box(&request)).expect("it is there");
            presented.check_scope("sts", None).expect("it is for sts");
            presented.check_time(at).expect("it is of now");
            let text = presented.signed_text(&request).expect("it is complete");
            assert!(text.is_signed_by(SECRET.as_bytes()));
        });
    });
}

fn parse(c: &mut Criterion) {
    let mut body = "Action=TagUser&Version=2010-05-08&UserName=ann".to_owned();
    for n in 1..=50 {
        body.push_str(&format!("&Tags.member.{n}.Key=key-{n}&Tags.member.{n}.Value=a+value%2F{n}"));
    }
    c.bench_function("read 50 tags", |b| {
        b.iter(|| Parameters::parse(black_box(body.as_bytes())).expect("it can be read").len());
    });
}

fn write(c: &mut Criterion) {
    let names: Vec<String> = (0..100).map(|n| format!("user-{n}")).collect();
    let frame = Answer { namespace: Namespace::Iam, operation: "ListUsers", request_id: "r" };
    c.bench_function("write 100 users", |b| {
        b.iter(|| {
            frame
                .with_result(|result| {
                    result.list("Users", black_box(&names), |user, name| {
                        user.text("Path", "/")
                            .text("UserName", name)
                            .text("UserId", "AIDACKCEVSQ6C2EXAMPLE")
                            .text("Arn", &format!("arn:aws:iam::123456789012:user/{name}"))
                            .time("CreateDate", Moment::from_unix_seconds(1_795_314_566));
                    });
                    result.boolean("IsTruncated", false);
                })
                .len()
        });
    });
}

criterion_group!(benches, verify, parse, write);
criterion_main!(benches);
