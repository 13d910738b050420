//! A picture of the screen from the desktop's portal
//! (`org.freedesktop.portal.Screenshot`), which asks the person and hands over
//! a file. It is the one way under Wayland.

use std::path::PathBuf;
use std::time::Duration;

use device_wire::dbus::{Call, Value};
use percent_encoding::percent_decode_str;
use vault::qr::Picture;

use super::{Bus, BusError};
use crate::env::Env;

/// How long a person may think about the question.
const THINKING: Duration = Duration::from_mins(2);

/// The portal's answers.
const GIVEN: u32 = 0;
const CANCELLED: u32 = 1;

/// Takes a picture of the screen; says why not, for the person.
pub(crate) fn screenshot(env: &Env) -> Result<Picture, String> {
    let path = asked(env)?;
    let picture = Picture::open(&path).map_err(|error| error.to_string());
    if picture.is_ok() {
        // It shows the secret, and was made for this one look.
        let _ = std::fs::remove_file(&path);
    }
    picture
}

fn asked(env: &Env) -> Result<PathBuf, String> {
    let absent = |error: BusError| match error {
        BusError::Absent(why) => {
            format!("Wayland leaves it to the desktop's portal, and there is none: {why}")
        }
        BusError::Refused(name, _) if name.ends_with(".NotAllowed") => DENIED.to_owned(),
        other => other.to_string(),
    };
    let mut bus = Bus::session(env).map_err(absent)?;
    let token = env.identifier(8).map_err(|failure| failure.message)?;
    let sender = bus.name().trim_start_matches(':').replace('.', "_");
    let request = format!("/org/freedesktop/portal/desktop/request/{sender}/secondkey_{token}");
    let interface = "org.freedesktop.portal.Request";
    // Listened for before it is asked: the answer may be quick.
    bus.listen(&format!(
        "type='signal',interface='{interface}',member='Response',path='{request}'"
    ))
    .map_err(absent)?;
    let options = Value::options([
        ("handle_token", Value::text(&format!("secondkey_{token}"))),
        ("interactive", Value::Bool(false)),
        ("modal", Value::Bool(true)),
    ]);
    let call = Call {
        to: "org.freedesktop.portal.Desktop",
        path: "/org/freedesktop/portal/desktop",
        interface: "org.freedesktop.portal.Screenshot",
        member: "Screenshot",
        body: vec![Value::text(""), options],
    };
    bus.call(&call, THINKING).map_err(absent)?;
    let answer = bus.signal(&request, interface, "Response", THINKING).map_err(absent)?;
    let [outcome, results] = answer.as_slice() else {
        return Err("the portal answered something else".to_owned());
    };
    match outcome.as_uint() {
        Some(GIVEN) => {}
        Some(CANCELLED) => return Err("it was cancelled".to_owned()),
        _ => return Err(DENIED.to_owned()),
    }
    let uri = results.get("uri").and_then(Value::as_str).unwrap_or_default();
    local_file(uri).ok_or_else(|| "the portal named no file of this computer".to_owned())
}

const DENIED: &str = "the desktop does not allow it; its settings say which programs may";

/// Returns the path that a `file:` URI means.
fn local_file(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    (path.starts_with('/') && !path.contains('\0')).then(|| PathBuf::from(path.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_this_computer_are_read() {
        let path = |uri| local_file(uri).map(|path| path.display().to_string());
        assert_eq!(path("file:///a/Shot%201.png").as_deref(), Some("/a/Shot 1.png"));
        assert_eq!(path("file://localhost/a.png").as_deref(), Some("/a.png"));
        for uri in ["", "/a.png", "file://a.png", "file://host/a.png", "https://a/b", "file:///%00"]
        {
            assert_eq!(path(uri), None, "{uri}");
        }
    }
}
