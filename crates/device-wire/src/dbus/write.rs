//! Values as bytes, in the order of bytes that ends with the largest.

use zeroize::Zeroizing;

use super::Value;
use super::signature::alignment;

/// Is a message that is being written. Secrets are small: they fit before the
/// first growth, which would leave copies behind.
pub(super) struct Writer {
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

impl Writer {
    /// Makes an empty one.
    pub(super) fn new() -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(8192)) }
    }

    /// Fills up to a multiple of so many bytes.
    pub(super) fn align(&mut self, to: usize) {
        let length = self.bytes.len().next_multiple_of(to.max(1));
        self.bytes.resize(length, 0);
    }

    /// Writes a number of four bytes.
    pub(super) fn uint(&mut self, number: u32) {
        self.align(4);
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    /// Writes a value.
    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Byte(byte) => self.bytes.push(*byte),
            Value::Bool(truth) => self.uint(u32::from(*truth)),
            Value::Short(_, number) => {
                self.align(2);
                self.bytes.extend_from_slice(&number.to_le_bytes());
            }
            Value::Int(number) => self.uint(number.cast_unsigned()),
            Value::Uint(number) => self.uint(*number),
            Value::Long(_, number) => {
                self.align(8);
                self.bytes.extend_from_slice(&number.to_le_bytes());
            }
            Value::Text(text) | Value::Path(text) => {
                self.uint(count(text.len()));
                self.bytes.extend_from_slice(text.as_bytes());
                self.bytes.push(0);
            }
            Value::Signature(text) => self.signature(text),
            Value::Bytes(bytes) => {
                self.uint(count(bytes.len()));
                self.bytes.extend_from_slice(bytes);
            }
            Value::Array(kind, items) => self.array(kind, items),
            Value::Struct(fields) => {
                self.align(8);
                for field in fields {
                    self.value(field);
                }
            }
            Value::Entry(pair) => {
                self.align(8);
                self.value(&pair.0);
                self.value(&pair.1);
            }
            Value::Variant(inner) => {
                self.signature(&inner.signature());
                self.value(inner);
            }
        }
    }

    fn signature(&mut self, text: &str) {
        self.bytes.push(u8::try_from(text.len()).unwrap_or_default());
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(0);
    }

    fn array(&mut self, kind: &str, items: &[Value]) {
        self.uint(0);
        let length_at = self.bytes.len() - 4;
        self.align(alignment(kind));
        let start = self.bytes.len();
        for item in items {
            self.value(item);
        }
        let length = count(self.bytes.len() - start).to_le_bytes();
        if let Some(place) = self.bytes.get_mut(length_at..length_at + 4) {
            place.copy_from_slice(&length);
        }
    }
}

/// What is written here is far from four thousand million bytes.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
