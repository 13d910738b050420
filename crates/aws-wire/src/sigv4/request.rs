//! What of an HTTP request a signature covers.

/// Is a request as it came over the wire: nothing is decoded or put right.
#[derive(Clone, Copy)]
pub struct HttpRequest<'a> {
    /// The method, `POST`.
    pub method: &'a str,
    /// The path, still escaped.
    pub path: &'a str,
    /// The query string without its question mark, still escaped.
    pub query: &'a str,
    /// All headers in their order; names in any case.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> HttpRequest<'a> {
    /// Returns the values of a header, in their order.
    pub fn header(&self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let headers = self.headers;
        headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// Returns a header's only value; nothing when there are none or several.
    pub(super) fn only(&self, name: &'a str) -> Option<&'a [u8]> {
        let mut values = self.header(name);
        let value = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// Returns a header's only value as text.
    pub(super) fn only_text(&self, name: &'a str) -> Option<&'a str> {
        std::str::from_utf8(self.only(name)?).ok().map(str::trim)
    }
}
