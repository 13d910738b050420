//! The canonical request: one text for all spellings of the same request.

use super::HttpRequest;
use super::key::sha256_hex;
use crate::ApiError;
use crate::escape::{decode_form, push_encoded};

/// Writes the canonical request. `signed` are the names of the signed headers, in
/// lower case and sorted; `left_out` is the query parameter that holds the
/// signature itself.
pub(super) fn request(
    request: &HttpRequest<'_>,
    signed: &[String],
    left_out: Option<&str>,
) -> Result<String, ApiError> {
    let mut out = String::with_capacity(512);
    out.push_str(request.method);
    out.push('\n');
    push_path(&mut out, request.path);
    out.push('\n');
    out.push_str(&query(request.query, left_out)?);
    out.push('\n');
    for name in signed {
        out.push_str(name);
        out.push(':');
        push_header(&mut out, request, name)?;
        out.push('\n');
    }
    out.push('\n');
    out.push_str(&signed.join(";"));
    out.push('\n');
    // The hash of what came, never what a header claims of it.
    out.push_str(&sha256_hex(request.body));
    Ok(out)
}

/// Appends the path without `.`, `..` and empty segments, each of its segments
/// encoded once more than it came.
fn push_path(out: &mut String, path: &str) {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    let directory = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    for segment in &kept {
        out.push('/');
        push_encoded(out, segment.as_bytes(), false);
    }
    if kept.is_empty() || directory {
        out.push('/');
    }
}

/// Writes the query's parameters decoded, encoded anew and sorted.
fn query(query: &str, left_out: Option<&str>) -> Result<String, ApiError> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let read = |text: &str| -> Result<String, ApiError> {
            let text = decode_form(text.as_bytes()).map_err(|_| {
                ApiError::malformed_query_string("The query string contains a syntax error.")
            })?;
            let mut encoded = String::with_capacity(text.len());
            push_encoded(&mut encoded, text.as_bytes(), false);
            Ok(encoded)
        };
        let name = read(name)?;
        if Some(name.as_str()) != left_out {
            pairs.push((name, read(value)?));
        }
    }
    pairs.sort_unstable();
    let pairs: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(pairs.join("&"))
}

/// Appends a header's values, joined by commas, runs of blanks made one.
fn push_header(out: &mut String, request: &HttpRequest<'_>, name: &str) -> Result<(), ApiError> {
    let mut found = false;
    for (_, value) in request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)) {
        let text = std::str::from_utf8(value)
            .map_err(|_| does_not_match(&format!("The signed header '{name}' is not UTF-8.")))?;
        if found {
            out.push(',');
        }
        found = true;
        for (at, word) in text.split([' ', '\t']).filter(|word| !word.is_empty()).enumerate() {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    if found {
        return Ok(());
    }
    Err(does_not_match(&format!("The signed header '{name}' is not in the request.")))
}

pub(super) fn does_not_match(message: &str) -> ApiError {
    ApiError::new("SignatureDoesNotMatch", 403, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> String {
        let mut out = String::new();
        push_path(&mut out, text);
        out
    }

    #[test]
    fn paths_are_normalised_and_encoded_twice() {
        for (given, want) in [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/./a", "/a"),
            ("/a/../b", "/b"),
            ("/../..", "/"),
            ("/a/", "/a/"),
            ("/a//b/./", "/a/b/"),
            ("/a/b/..", "/a/"),
            ("/a%20b", "/a%2520b"),
            ("/-._~", "/-._~"),
            ("/(x)", "/%28x%29"),
            ("/\u{1234}", "/%E1%88%B4"),
        ] {
            assert_eq!(path(given), want, "{given}");
        }
    }

    #[test]
    fn queries_are_sorted_by_encoded_name_then_value() {
        for (given, want) in [
            ("", ""),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1", "a=1&a=2"),
            ("a", "a="),
            ("a=b=c", "a=b%3Dc"),
            ("a=x+y", "a=x%20y"),
            ("a=%7e%2a", "a=~%2A"),
            ("ab=1&a%20=2&A=3", "A=3&a%20=2&ab=1"),
            ("&&a=1&", "a=1"),
        ] {
            assert_eq!(query(given, None).unwrap(), want, "{given}");
        }
        assert_eq!(query("X=1&a=2", Some("X")).unwrap(), "a=2");
        assert_eq!(query("a=%f", None).unwrap_err().code(), "MalformedQueryString");
    }

    #[test]
    fn headers_are_folded_and_joined() {
        let headers: &[(&str, &[u8])] =
            &[("My-Header", b"  a   b \t c "), ("my-header", b"\"x  y\""), ("bad", b"\xff")];
        let request = HttpRequest { method: "GET", path: "/", query: "", headers, body: b"" };
        let mut out = String::new();
        push_header(&mut out, &request, "my-header").unwrap();
        assert_eq!(out, "a b c,\"x y\"");
        for name in ["bad", "missing"] {
            let error = push_header(&mut out, &request, name).unwrap_err();
            assert_eq!(error.code(), "SignatureDoesNotMatch");
        }
    }
}
