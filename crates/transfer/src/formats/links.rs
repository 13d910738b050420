//! Lists of links: `otpauth` URIs one a line or, as Ente writes them, behind
//! commas; among them the `codeDisplay` field in which Ente keeps notes, tags
//! and the trash.

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::Entries;
use crate::Skipped;
use crate::entry::from_link;
use crate::json::Text;

/// The schemes of links that hold one entry each.
const SCHEMES: [&str; 3] = ["otpauth://", "steam://", "motp://"];

/// Tells whether a line begins like a link to an entry.
pub(crate) fn is_link(line: &str) -> bool {
    let line = line.trim_start();
    SCHEMES.iter().any(|scheme| {
        line.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    })
}

#[derive(Deserialize)]
struct Display {
    #[serde(default)]
    trashed: bool,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    note: Text,
}

/// Reads a list. Blank lines and comments (`#`) are passed over; other lines
/// that are no links are named by their number.
pub(crate) fn entries(text: &str) -> Entries {
    let mut entries = Entries::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        for link in at_commas(line) {
            if is_link(link) {
                entries.push(entry(link));
            } else {
                let reason = "it is no otpauth URI".to_owned();
                entries.push(Err(Skipped { name: format!("line {number}"), reason }));
            }
        }
    }
    entries
}

/// Splits a line at the commas that are followed by another link.
fn at_commas(line: &str) -> Vec<&str> {
    let mut links = Vec::new();
    let (mut begin, mut from) = (0, 0);
    while let Some(comma) = line.get(from..).and_then(|rest| rest.find(',')) {
        from += comma + 1;
        if line.get(from..).is_some_and(is_link) {
            links.extend(line.get(begin..from - 1));
            begin = from;
        }
    }
    links.extend(line.get(begin..));
    links
}

fn entry(link: &str) -> Result<crate::Entry, Skipped> {
    let entry = from_link(link, "", "")?;
    let Some(display) = display(link) else { return Ok(entry) };
    if display.trashed {
        let reason = "it lies in the trash of the other application".to_owned();
        return Err(Skipped { name: entry.title(), reason });
    }
    Ok(entry.noted(&display.note).grouped(display.tags))
}

fn display(link: &str) -> Option<Display> {
    let query = link.split_once('?')?.1;
    let field = query.split('&').find_map(|pair| pair.strip_prefix("codeDisplay="))?;
    let json = percent_decode_str(field).decode_utf8().ok()?;
    serde_json::from_str(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_commas_and_comments() {
        let text = "# mine\n\notpauth://totp/a,b:x?secret=MZXW6YTB,otpauth://totp/c?secret=MZXW6YTB\r\nsteam://MZXW6YTB\nhello\n";
        let titles: Vec<_> = entries(text)
            .into_iter()
            .map(|entry| entry.map_or_else(|skipped| skipped.name, |entry| entry.title()))
            .collect();
        assert_eq!(titles, ["a,b:x", "c", "an entry without a label", "line 5"]);
    }

    #[test]
    fn what_ente_writes_beside_the_code() {
        let display =
            "%7B%22trashed%22%3Afalse%2C%22tags%22%3A%5B%22work%22%5D%2C%22note%22%3A%22n%22%7D";
        let link = format!("otpauth://totp/a?secret=MZXW6YTB&codeDisplay={display}");
        let read = entries(&link).remove(0).unwrap();
        assert_eq!((read.expose_note(), read.groups()), (Some("n"), &["work".to_owned()][..]));
        let trashed = link.replace("false", "true");
        assert!(entries(&trashed).remove(0).unwrap_err().reason.contains("trash"));
    }
}
