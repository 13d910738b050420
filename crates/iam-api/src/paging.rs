//! `MaxItems`, `Marker` and `IsTruncated`: pages of a list. A marker is opaque, and
//! good only for the operation, the filter and the account that it was given for.

use aws_wire::ApiError;
use aws_wire::query::{Fields, TextRule};
use aws_wire::xml::Element;
use data_encoding::BASE64URL_NOPAD;
use service::{Page, PageRequest, Purpose};
use subtle::ConstantTimeEq;

use crate::call::Call;

/// Items of a page when the request does not say.
const DEFAULT: usize = 100;
/// A marker: at least what AWS allows, and as long as the longest of ours.
const MARKER: TextRule = TextRule::length(1, 4096);
const MAC: usize = 16;

/// Is which page is wanted, as it was sent.
pub(crate) struct Wanted {
    marker: Option<String>,
    limit: usize,
}

impl Wanted {
    /// Reads the two parameters.
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        let limit = fields.optional_integer("MaxItems", 1, 1000);
        Self {
            marker: fields.optional_text("Marker", &MARKER),
            limit: limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(DEFAULT),
        }
    }

    /// Reads the marker of a list that is answered whole: none was ever given for it.
    pub(crate) fn whole(fields: &mut Fields<'_>) -> Self {
        Self { marker: fields.optional_text("Marker", &MARKER), limit: DEFAULT }
    }
}

/// Is a list that is handed out in pages: `filter` is every parameter that chooses
/// what is in it.
pub(crate) struct Paging<'a> {
    call: &'a Call<'a>,
    filter: Vec<String>,
}

impl<'a> Paging<'a> {
    /// Names the list.
    pub(crate) fn of(call: &'a Call<'a>, filter: &[Option<&str>]) -> Self {
        let filter = filter.iter().map(|part| match part {
            Some(text) => format!("={text}"),
            None => String::new(),
        });
        Self { call, filter: filter.collect() }
    }

    /// Opens the marker.
    pub(crate) fn open(&self, wanted: &Wanted) -> Result<PageRequest, ApiError> {
        let invalid = || ApiError::validation("Invalid Marker.");
        let after = match &wanted.marker {
            None => None,
            Some(marker) => Some(self.unseal(marker).ok_or_else(invalid)?),
        };
        Ok(PageRequest { after, limit: wanted.limit })
    }

    /// Writes `IsTruncated`, and `Marker` when there is more.
    pub(crate) fn close<T>(&self, xml: &mut Element<'_>, page: &Page<T>) {
        xml.boolean("IsTruncated", page.next.is_some());
        if let Some(next) = &page.next {
            xml.text("Marker", &self.seal(next));
        }
    }

    fn mac(&self, cursor: &[u8]) -> [u8; 32] {
        let account = self.call.caller.account().to_string();
        let mut parts: Vec<&[u8]> =
            vec![account.as_bytes(), self.call.operation.as_bytes(), cursor];
        parts.extend(self.filter.iter().map(String::as_bytes));
        self.call.service.mac(Purpose::Marker, &parts)
    }

    fn seal(&self, cursor: &str) -> String {
        seal(cursor, |cursor| self.mac(cursor))
    }

    fn unseal(&self, marker: &str) -> Option<String> {
        unseal(marker, |cursor| self.mac(cursor))
    }
}

/// Writes a marker: a keyed hash, and where the list goes on.
pub(crate) fn seal(cursor: &str, mac: impl FnOnce(&[u8]) -> [u8; 32]) -> String {
    let mut bytes = mac(cursor.as_bytes()).get(..MAC).unwrap_or_default().to_vec();
    bytes.extend_from_slice(cursor.as_bytes());
    BASE64URL_NOPAD.encode(&bytes)
}

/// Reads a marker; `None` for one that was not written with this hash.
pub(crate) fn unseal(marker: &str, mac: impl FnOnce(&[u8]) -> [u8; 32]) -> Option<String> {
    let bytes = BASE64URL_NOPAD.decode(marker.as_bytes()).ok()?;
    let (given, cursor) = bytes.split_at_checked(MAC)?;
    let wanted = mac(cursor);
    let good: bool = wanted.get(..MAC)?.ct_eq(given).into();
    good.then(|| String::from_utf8(cursor.to_vec()).ok())?
}
