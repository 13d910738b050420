//! Elements and their escaping. Names of elements come from the code, texts from
//! anywhere.

use crate::Moment;

/// Is an element that is being filled.
#[derive(Debug)]
pub struct Element<'a> {
    out: &'a mut String,
}

impl<'a> Element<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        Self { out }
    }

    /// Writes an element with a text.
    pub fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.open(name);
        push_escaped(self.out, text);
        self.close(name);
        self
    }

    /// Writes an element with a text, or none at all.
    pub fn maybe(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        if let Some(text) = text {
            self.text(name, text);
        }
        self
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, name: &str, value: bool) -> &mut Self {
        self.text(name, if value { "true" } else { "false" })
    }

    /// Writes a whole number.
    pub fn integer(&mut self, name: &str, value: i64) -> &mut Self {
        self.text(name, &value.to_string())
    }

    /// Writes a moment as `2024-01-02T03:04:05Z`.
    pub fn time(&mut self, name: &str, value: Moment) -> &mut Self {
        self.open(name);
        value.push_extended(self.out);
        self.close(name);
        self
    }

    /// Writes bytes as base64, with padding.
    pub fn blob(&mut self, name: &str, bytes: &[u8]) -> &mut Self {
        self.open(name);
        data_encoding::BASE64.encode_append(bytes, self.out);
        self.close(name);
        self
    }

    /// Writes an element with elements inside; `<Name/>` when nothing is written.
    pub fn element(&mut self, name: &str, fill: impl FnOnce(&mut Element<'_>)) -> &mut Self {
        self.open(name);
        let before = self.out.len();
        fill(&mut Element { out: self.out });
        if self.out.len() == before {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.close(name);
        }
        self
    }

    /// Writes a list: a `<member>` for each item, `<Name/>` for none.
    pub fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut fill: impl FnMut(&mut Element<'_>, T),
    ) -> &mut Self {
        self.element(name, |list| {
            for item in items {
                list.element("member", |member| fill(member, item));
            }
        })
    }

    /// Writes a list of texts.
    pub fn texts<'t>(&mut self, name: &str, items: impl IntoIterator<Item = &'t str>) -> &mut Self {
        self.element(name, |list| {
            for item in items {
                list.text("member", item);
            }
        })
    }

    /// Writes a map: an `<entry>` with `<key>` and `<value>` for each pair.
    pub fn map<'t>(
        &mut self,
        name: &str,
        pairs: impl IntoIterator<Item = (&'t str, String)>,
    ) -> &mut Self {
        self.element(name, |map| {
            for (key, value) in pairs {
                map.element("entry", |entry| {
                    entry.text("key", key).text("value", &value);
                });
            }
        })
    }

    fn open(&mut self, name: &str) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}

/// Appends a text so that every parser gives the same text back. Characters that
/// XML 1.0 cannot hold (section 2.2) become U+FFFD.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    // Nearly every text is one that needs nothing. A piece is looked at as a whole,
    // which takes far fewer steps than stopping at the first byte that is not plain.
    let plain = |piece: &[u8]| piece.iter().fold(true, |plain, byte| plain & is_plain(*byte));
    if text.as_bytes().chunks(32).all(plain) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A bare one would be read as a line feed (section 2.11).
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Says whether a byte of UTF-8 surely belongs to no character that is escaped or
/// replaced; those that begin like U+FFFE are looked at one by one.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "no branches, so that bytes are compared together"
)]
fn is_plain(byte: u8) -> bool {
    (byte > 0x1f)
        & (byte != b'&')
        & (byte != b'<')
        & (byte != b'>')
        & (byte != b'"')
        & (byte != b'\'')
        & (byte != 0xef)
}
