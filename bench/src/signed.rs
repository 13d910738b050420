//! Requests of programs: signed, as bytes for a connection or as a value for the
//! door.

use std::net::SocketAddr;

use anyhow::{Context, anyhow, ensure};
use aws_wire::Moment;
use aws_wire::sigv4::{HttpRequest, Signer, sign};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use iam_api::Door;
use identity::Timestamp;

/// Is an access key.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) secret: String,
}

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// Is what is asked for: a service and a form.
pub(crate) struct Ask {
    service: &'static str,
    form: String,
}

impl Ask {
    /// Asks IAM for an operation.
    pub(crate) fn iam(action: &str, parameters: &[(&str, &str)]) -> Self {
        Self::new("iam", "2010-05-08", action, parameters)
    }

    /// Asks STS for an operation.
    pub(crate) fn sts(action: &str, parameters: &[(&str, &str)]) -> Self {
        Self::new("sts", "2011-06-15", action, parameters)
    }

    fn new(
        service: &'static str,
        version: &str,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", action).append_pair("Version", version);
        for (name, value) in parameters {
            form.append_pair(name, value);
        }
        Self { service, form: form.finish() }
    }

    /// Returns the headers that a client sends, the signature among them.
    fn headers(
        &self,
        host: &str,
        key: &Key,
        now: Timestamp,
    ) -> anyhow::Result<Vec<(String, String)>> {
        let own = [("host", host.as_bytes()), ("content-type", FORM.as_bytes())];
        let request = HttpRequest {
            method: "POST",
            path: "/",
            query: "",
            headers: &own,
            body: self.form.as_bytes(),
        };
        let signer = Signer {
            access_key_id: &key.id,
            secret: key.secret.clone().into(),
            session_token: None,
            region: "us-east-1",
            service: self.service,
        };
        let at = Moment::from_unix_seconds(now.unix_seconds().cast_signed());
        let added = sign(&request, &signer, at).map_err(|error| anyhow!("{error:?}"))?;
        let own = [("host", host), ("content-type", FORM), ("user-agent", "bench")];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(own.into_iter().chain(added).collect())
    }

    /// Writes the request for a connection.
    pub(crate) fn bytes(
        &self,
        host: SocketAddr,
        key: &Key,
        now: Timestamp,
    ) -> anyhow::Result<Vec<u8>> {
        let mut text = "POST / HTTP/1.1\r\n".to_owned();
        for (name, value) in self.headers(&host.to_string(), key, now)? {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("content-length: {}\r\n\r\n{}", self.form.len(), self.form));
        Ok(text.into_bytes())
    }

    /// Makes the request for the door itself.
    pub(crate) fn request(&self, key: &Key, now: Timestamp) -> anyhow::Result<Request<Body>> {
        let mut request = Request::post("/");
        for (name, value) in self.headers("bench", key, now)? {
            request = request.header(name, value);
        }
        Ok(request.body(Body::from(self.form.clone()))?)
    }
}

/// Sends a request through the programs' door, which must do what is asked.
pub(crate) async fn send(door: &Door, request: Request<Body>) -> anyhow::Result<String> {
    let response = iam_api::serve(door, request).await;
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await?;
    let body = String::from_utf8(body.to_vec()).context("an answer that is no text")?;
    ensure!(status.is_success(), "{status}: {body}");
    Ok(body)
}
