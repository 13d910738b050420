//! Links: lists of URIs, and Google's transfer codes.

use otp::Otpauth;
use zeroize::Zeroizing;

use crate::{Skipped, google};

/// Is an entry on its way out.
#[derive(Clone, Copy)]
pub struct Outgoing<'a> {
    /// What it is called here.
    pub name: &'a str,
    /// What it is.
    pub otpauth: &'a Otpauth,
    /// Its URI, with fields that are unknown here.
    pub uri: &'a str,
    /// Its note.
    pub note: Option<&'a str>,
    /// The groups that it is in.
    pub groups: &'a [String],
}

/// Writes a list of URIs, one a line.
pub fn otpauth(entries: &[Outgoing<'_>]) -> Zeroizing<String> {
    let length = entries.iter().map(|entry| entry.uri.len() + 1).sum();
    let mut text = Zeroizing::new(String::with_capacity(length));
    for entry in entries {
        text.push_str(entry.uri);
        text.push('\n');
    }
    text
}

/// Writes the links of a transfer for Google Authenticator, `each` entries a
/// part (ten at most are read by phones), and names what they cannot hold.
/// `batch` is a random number that tells transfers apart.
pub fn google_migration(
    entries: &[Outgoing<'_>],
    each: usize,
    batch: i32,
) -> (Vec<Zeroizing<String>>, Vec<Skipped>) {
    let mut kept = Vec::with_capacity(entries.len());
    let mut left_out = Vec::new();
    for entry in entries {
        match google::cannot_hold(entry.otpauth) {
            None => kept.push(entry.otpauth),
            Some(reason) => {
                left_out.push(Skipped { name: entry.name.to_owned(), reason: reason.to_owned() });
            }
        }
    }
    (google::links(&kept, each, batch), left_out)
}
