//! What every request and every answer passes: the check that it is meant for
//! us, the browser's mark, and the headers that keep pages from being framed,
//! cached, sniffed or given foreign script.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use percent_encoding::percent_decode_str;

use super::cookies::Cookie;
use super::origin::PublicUrl;
use super::refusal::Refusal;
use super::state::Console;
use super::visitor::Visit;

/// How long a request may take in all, from its head to its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Gives up on requests that do not come to an end.
pub(crate) async fn patience(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::TooSlow.into_response(),
    }
}

/// Refuses requests that are for another host or come from another site.
pub(crate) async fn guard(
    State(console): State<Console>,
    request: Request,
    next: Next,
) -> Response {
    if percent_decode_str(request.uri().path()).decode_utf8().is_err() {
        return Refusal::NoPage.into_response();
    }
    match admit(console.public_url(), request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn admit(url: &PublicUrl, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if !text(HOST).is_none_or(|host| url.is_host(host)) {
        return Err(Refusal::WrongHost);
    }
    if method.is_safe() {
        return Ok(());
    }
    let own_site = text(HeaderName::from_static("sec-fetch-site"))
        .is_none_or(|site| site == "same-origin" || site == "none");
    let own_origin = text(ORIGIN).is_none_or(|origin| url.is_origin(origin));
    if own_site && own_origin { Ok(()) } else { Err(Refusal::CrossSite) }
}

/// Gives a browser its mark, to which forms are bound before anybody has signed
/// in.
pub(crate) async fn mark_visit(
    State(console): State<Console>,
    mut request: Request,
    next: Next,
) -> Response {
    let url = console.public_url();
    let known = Cookie::Visit.read(request.headers(), url).and_then(|text| {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        Some(Visit(bytes.try_into().ok()?))
    });
    let visit = known.unwrap_or_else(|| Visit(console.service().nonce()));
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    if known.is_none()
        && let Some(header) = Cookie::Visit.set(&BASE64URL_NOPAD.encode(&visit.0), url)
    {
        response.headers_mut().append(SET_COOKIE, header);
    }
    response
}

/// No script but our own file, no style but our own file, pictures from us or
/// drawn into the page, forms to us, nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'; object-src 'none'; connect-src 'self'";

/// Adds the headers that every answer carries.
pub(crate) async fn protect(
    State(console): State<Console>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    // Nothing to other sites. Not `no-referrer`: with that, browsers send our own
    // forms with `Origin: null`, which is how a foreign form looks.
    set(REFERRER_POLICY, "same-origin");
    set(CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    );
    if console.public_url().is_secure() {
        set(STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_our_host_and_our_own_forms() {
        let url = PublicUrl::parse("https://id.example.com").unwrap();
        let check = |method: Method, pairs: &[(&'static str, &'static str)]| {
            admit(&url, &method, &headers(pairs))
        };
        let host = ("host", "id.example.com");
        assert!(check(Method::GET, &[host]).is_ok());
        assert!(check(Method::GET, &[("host", "evil.example")]).is_err());
        assert!(check(Method::POST, &[host, ("origin", "https://id.example.com")]).is_ok());
        for foreign in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert!(check(Method::POST, &[host, foreign]).is_err(), "{foreign:?}");
        }
    }
}
