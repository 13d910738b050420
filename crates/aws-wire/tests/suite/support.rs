//! A request that can be changed piece by piece.

use aws_wire::sigv4::{HttpRequest, Presented, Signer, sign};
use aws_wire::{ApiError, Moment};

pub(crate) const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// Is a request that owns its parts.
#[derive(Clone, Debug)]
pub(crate) struct Owned {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Owned {
    /// A POST of a form, not signed yet.
    pub(crate) fn post(body: &str) -> Self {
        Self {
            method: "POST".into(),
            path: "/".into(),
            query: String::new(),
            headers: vec![
                ("host".into(), b"127.0.0.1:18080".to_vec()),
                ("content-type".into(), FORM.into()),
            ],
            body: body.into(),
        }
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&HttpRequest<'_>) -> T) -> T {
        let headers: Vec<(&str, &[u8])> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
        look(&HttpRequest {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        })
    }

    /// Signs it for a service.
    pub(crate) fn signed(mut self, service: &str, token: Option<&str>, at: Moment) -> Self {
        let signer = Signer {
            access_key_id: KEY,
            secret: SECRET.to_owned().into(),
            session_token: token,
            region: "us-east-1",
            service,
        };
        let added = self.with(|request| sign(request, &signer, at)).unwrap();
        self.headers.extend(added.into_iter().map(|(name, value)| (name, value.into_bytes())));
        self
    }

    pub(crate) fn header(&mut self, name: &str) -> &mut Vec<u8> {
        let found = self.headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name));
        &mut found.unwrap().1
    }

    /// Replaces a piece of the `Authorization` header, which must be there.
    pub(crate) fn rewrite(mut self, from: &str, to: &str) -> Self {
        let value = String::from_utf8(self.header("authorization").clone()).unwrap();
        assert!(value.contains(from), "{value}");
        *self.header("authorization") = value.replacen(from, to, 1).into_bytes();
        self
    }

    /// Verifies it as a service does.
    pub(crate) fn verify(
        &self,
        service: &str,
        region: Option<&str>,
        secret: &str,
        now: Moment,
    ) -> Result<bool, ApiError> {
        self.with(|request| {
            let presented = Presented::read(request)?;
            presented.check_scope(service, region)?;
            presented.check_time(now)?;
            // The id is not signed: another one is another key, with another secret.
            if presented.access_key_id() != KEY {
                return Ok(false);
            }
            Ok(presented.signed_text(request)?.is_signed_by(secret.as_bytes()))
        })
    }
}
