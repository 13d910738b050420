//! A service of AWS's kind as far as a test wants it: it is asked, and answers what the
//! test says.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;

/// Is a request.
pub(crate) struct Asked {
    /// The line and the headers, in lower case but for the line.
    pub(crate) head: String,
    /// The form.
    pub(crate) form: String,
}

impl Asked {
    /// Tells whether it was signed with this access key.
    pub(crate) fn is_by(&self, key: &str) -> bool {
        let by = format!("authorization: aws4-hmac-sha256 credential={}/", key.to_lowercase());
        self.head.contains(&by)
    }

    /// Tells whether it is a call of this name.
    pub(crate) fn is(&self, action: &str) -> bool {
        self.form.starts_with(&format!("Action={action}&"))
    }

    /// Tells whether it is a call at this path.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        self.head.starts_with(&format!("POST {path} "))
    }
}

/// Starts a service. `answer` gets each request and its number, and returns a status and
/// a body. Returns its address.
pub(crate) fn service(answer: impl Fn(&Asked, usize) -> (u16, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let count = Mutex::new(0);
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let asked = asked(&mut stream);
            let mut count = count.lock().unwrap();
            let (status, body) = answer(&asked, *count);
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

/// Reads one request.
fn asked(stream: &mut TcpStream) -> Asked {
    let mut bytes = Vec::new();
    let mut room = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let (line, headers) = head.split_once("\r\n").unwrap();
            let headers = headers.to_ascii_lowercase();
            let length = headers.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                let head = format!("{line}\n{headers}");
                return Asked { head, form: body.to_owned() };
            }
        }
        let read = stream.read(&mut room).unwrap();
        assert!(read > 0, "a whole request");
        bytes.extend_from_slice(&room[..read]);
    }
}

/// Writes a refusal.
pub(crate) fn fault(code: &str, status: u16) -> (u16, String) {
    let error = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    (status, format!("<ErrorResponse>{error}</ErrorResponse>"))
}

/// Writes a refusal in JSON.
pub(crate) fn fault_in_json(code: &str, status: u16) -> (u16, String) {
    (status, format!(r#"{{"__type":"{code}","message":"no"}}"#))
}

/// Writes the answer to an operation.
pub(crate) fn result(operation: &str, inner: &str) -> (u16, String) {
    let result = format!("<{operation}Result>{inner}</{operation}Result>");
    (200, format!("<{operation}Response>{result}</{operation}Response>"))
}

/// Writes a page of devices.
pub(crate) fn page(serials: &[&str], marker: Option<&str>) -> (u16, String) {
    let members = serials.iter().fold(String::new(), |members, serial| {
        members + &format!("<member><UserName>a</UserName><SerialNumber>{serial}</SerialNumber><EnableDate>2026-11-26T10:00:00Z</EnableDate></member>")
    });
    let more = marker.map(|marker| format!("<Marker>{marker}</Marker>")).unwrap_or_default();
    let more = format!("<IsTruncated>{}</IsTruncated>{more}", marker.is_some());
    result("ListMFADevices", &format!("{more}<MFADevices>{members}</MFADevices>"))
}
