//! Bytes as values. Every length is believed only as far as there are bytes, and
//! a value never takes more memory than its bytes explain.

use zeroize::Zeroizing;

use super::signature::{DEEPEST, LONGEST, alignment, first, inside};
use super::{BusFault, Value};

/// Is a message that is being read.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    big_endian: bool,
}

impl<'a> Reader<'a> {
    /// Makes one that stands at the beginning.
    pub(super) fn new(bytes: &'a [u8], big_endian: bool) -> Self {
        Self { bytes, at: 0, big_endian }
    }

    /// Returns whether everything was read.
    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// Returns what was not read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Goes on to a multiple of so many bytes; what is passed over is zero.
    pub(super) fn align(&mut self, to: usize) -> Result<(), BusFault> {
        let wanted = self.at.next_multiple_of(to.max(1));
        let passed = self.take(wanted - self.at)?;
        if passed.iter().all(|byte| *byte == 0) { Ok(()) } else { Err(BusFault::Malformed) }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], BusFault> {
        let end = self.at.checked_add(count).ok_or(BusFault::Malformed)?;
        let taken = self.bytes.get(self.at..end).ok_or(BusFault::Malformed)?;
        self.at = end;
        Ok(taken)
    }

    fn number<const N: usize>(&mut self) -> Result<[u8; N], BusFault> {
        self.align(N)?;
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        if self.big_endian {
            bytes.reverse();
        }
        Ok(bytes)
    }

    /// Reads a number of four bytes.
    pub(super) fn uint(&mut self) -> Result<u32, BusFault> {
        self.number().map(u32::from_le_bytes)
    }

    fn length(&mut self) -> Result<usize, BusFault> {
        self.uint().map(|length| usize::try_from(length).unwrap_or(usize::MAX))
    }

    fn text(&mut self, length: usize) -> Result<String, BusFault> {
        let text = std::str::from_utf8(self.take(length)?).map_err(|_| BusFault::Malformed)?;
        if self.take(1)? != [0] || text.contains('\0') {
            return Err(BusFault::Malformed);
        }
        Ok(text.to_owned())
    }

    fn signature(&mut self) -> Result<String, BusFault> {
        let length = self.take(1)?.first().copied().unwrap_or_default();
        let text = self.text(usize::from(length))?;
        let mut rest = text.as_str();
        while !rest.is_empty() {
            rest = first(rest)?.1;
        }
        Ok(text)
    }

    /// Reads all values of a signature.
    pub(super) fn values(&mut self, signature: &str) -> Result<Vec<Value>, BusFault> {
        if signature.len() > LONGEST {
            return Err(BusFault::Malformed);
        }
        self.several(signature, DEEPEST)
    }

    fn several(&mut self, mut signature: &str, deeper: usize) -> Result<Vec<Value>, BusFault> {
        let mut values = Vec::new();
        while !signature.is_empty() {
            let (kind, rest) = first(signature)?;
            values.push(self.value(kind, deeper)?);
            signature = rest;
        }
        Ok(values)
    }

    fn value(&mut self, kind: &str, deeper: usize) -> Result<Value, BusFault> {
        let deeper = deeper.checked_sub(1).ok_or(BusFault::TooDeep)?;
        let letter = kind.chars().next().ok_or(BusFault::Malformed)?;
        Ok(match letter {
            'y' => Value::Byte(self.take(1)?.first().copied().unwrap_or_default()),
            'b' => match self.uint()? {
                0 => Value::Bool(false),
                1 => Value::Bool(true),
                _ => return Err(BusFault::Malformed),
            },
            'n' | 'q' => Value::Short(letter, self.number().map(u16::from_le_bytes)?),
            'i' => Value::Int(self.uint()?.cast_signed()),
            'u' | 'h' => Value::Uint(self.uint()?),
            'x' | 't' | 'd' => Value::Long(letter, self.number().map(u64::from_le_bytes)?),
            's' | 'o' => {
                let length = self.length()?;
                let text = self.text(length)?;
                if letter == 's' { Value::Text(text) } else { Value::Path(text) }
            }
            'g' => Value::Signature(self.signature()?),
            'a' => self.array(kind.get(1..).unwrap_or_default(), deeper)?,
            '(' => {
                self.align(8)?;
                Value::Struct(self.several(inside(kind)?, deeper)?)
            }
            '{' => {
                self.align(8)?;
                let pair = self.several(inside(kind)?, deeper)?;
                let [key, value] = <[Value; 2]>::try_from(pair).map_err(|_| BusFault::Malformed)?;
                Value::Entry(Box::new((key, value)))
            }
            'v' => {
                let inner = self.signature()?;
                let (kind, rest) = first(&inner)?;
                if !rest.is_empty() {
                    return Err(BusFault::Malformed);
                }
                self.value(kind, deeper)?.variant()
            }
            _ => return Err(BusFault::Malformed),
        })
    }

    fn array(&mut self, kind: &str, deeper: usize) -> Result<Value, BusFault> {
        let length = self.length()?;
        self.align(alignment(kind))?;
        if kind == "y" {
            return Ok(Value::Bytes(Zeroizing::new(self.take(length)?.to_vec())));
        }
        let end = self.at.checked_add(length).ok_or(BusFault::Malformed)?;
        if end > self.bytes.len() {
            return Err(BusFault::Malformed);
        }
        let mut items = Vec::new();
        // Every type has a byte at least, so this comes to an end.
        while self.at < end {
            items.push(self.value(kind, deeper)?);
        }
        if self.at == end {
            Ok(Value::Array(kind.to_owned(), items))
        } else {
            Err(BusFault::Malformed)
        }
    }
}
