//! Signatures by botocore (AWS's own signer for Python), recorded by
//! `tests/data/make_sigv4_vectors.py`.

use aws_wire::Moment;
use aws_wire::sigv4::{Form, Presented};

use crate::support::Owned;

struct Vectors {
    secret: String,
    now: Moment,
    all: Vec<Vector>,
}

struct Vector {
    request: Owned,
    service: String,
    region: String,
    token: Option<String>,
    presigned: bool,
}

fn vectors() -> Vectors {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../data/sigv4_botocore.json")).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let all = file["vectors"].as_array().unwrap();
    let vector = |one: &serde_json::Value| Vector {
        request: Owned {
            method: text(&one["method"]),
            path: text(&one["path"]),
            query: text(&one["query"]),
            headers: one["headers"]
                .as_array()
                .unwrap()
                .iter()
                .map(|pair| (text(&pair[0]), text(&pair[1]).into_bytes()))
                .collect(),
            body: text(&one["body"]).into_bytes(),
        },
        service: text(&one["service"]),
        region: text(&one["region"]),
        token: one["token"].as_str().map(str::to_owned),
        presigned: one["form"] == "presigned",
    };
    Vectors {
        secret: text(&file["secret"]),
        now: Moment::from_unix_seconds(file["time"].as_i64().unwrap()),
        all: all.iter().map(vector).collect(),
    }
}

#[test]
fn every_signature_of_botocore_is_accepted() {
    let Vectors { secret, now, all } = vectors();
    assert!(all.len() >= 140);
    assert!(all.iter().filter(|one| one.presigned).count() >= 30);
    for Vector { request, service, region, token, presigned } in all {
        let good = request.verify(&service, Some(&region), &secret, now);
        assert_eq!(good, Ok(true), "{request:?}");
        request.with(|http| {
            let read = Presented::read(http).unwrap();
            assert_eq!(read.session_token(), token.as_deref());
            assert_eq!(matches!(read.form(), Form::Presigned(900)), presigned);
        });
    }
}

#[test]
fn none_of_them_covers_another_request() {
    let Vectors { secret, now, all } = vectors();
    for Vector { request, service, region, .. } in all {
        let verify = |changed: &Owned| changed.verify(&service, Some(&region), &secret, now);
        let mut changed = request.clone();
        changed.body.push(b'x');
        assert_ne!(verify(&changed), Ok(true));
        let mut changed = request.clone();
        changed.query.push_str("&more=1");
        assert_ne!(verify(&changed), Ok(true));
        let mut changed = request.clone();
        changed.path.push_str("/x");
        assert_ne!(verify(&changed), Ok(true));
        let mut changed = request.clone();
        changed.method = "PUT".into();
        assert_ne!(verify(&changed), Ok(true));
        let mut changed = request.clone();
        changed.header("host").push(b'0');
        assert_ne!(verify(&changed), Ok(true));
        let other = secret.replace('w', "W");
        assert_eq!(request.verify(&service, Some(&region), &other, now), Ok(false));
    }
}
