//! What a KDBX container holds: an inner header, then XML in which protected
//! values are masked by one stream over all of them, in the order of the text.

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use data_encoding::BASE64;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use salsa20::Salsa20;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use super::container::Cursor;
use super::open::damaged;
use crate::Refusal;

/// The deepest nesting that is followed; groups nest a few levels at most.
const DEEPEST: usize = 256;

/// Is an entry's attributes, by name, and the groups around it, root first.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) values: Vec<(String, Zeroizing<String>)>,
    pub(super) groups: Vec<String>,
}

impl Fields {
    /// Returns an attribute that is not blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.values.iter().find(|(key, _)| key == name)?;
        Some(value.as_str()).filter(|value| !value.trim().is_empty())
    }
}

enum Mask {
    None,
    ChaCha(Box<ChaCha20>),
    Salsa(Box<Salsa20>),
}

impl Mask {
    fn new(kind: u32, key: &[u8]) -> Result<Self, Refusal> {
        let senseless = |_| damaged("the mask of its values makes no sense");
        match kind {
            0 => Ok(Self::None),
            2 => {
                let key = Sha256::digest(key);
                let nonce = [0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a];
                let cipher = Salsa20::new_from_slices(&key, &nonce).map_err(senseless)?;
                Ok(Self::Salsa(Box::new(cipher)))
            }
            3 => {
                let hash = Zeroizing::new(Sha512::digest(key).to_vec());
                let (key, rest) = hash.split_at(32);
                let nonce = rest.get(..12).unwrap_or_default();
                let cipher = ChaCha20::new_from_slices(key, nonce).map_err(senseless)?;
                Ok(Self::ChaCha(Box::new(cipher)))
            }
            _ => Err(damaged("the mask of its values is not known here")),
        }
    }

    fn unmask(&mut self, text: &str) -> Result<Zeroizing<String>, Refusal> {
        let wrong = || damaged("a protected value cannot be read");
        let compact: String = text.split_whitespace().collect();
        let mut bytes = Zeroizing::new(BASE64.decode(compact.as_bytes()).map_err(|_| wrong())?);
        match self {
            Self::None => {}
            Self::ChaCha(cipher) => cipher.try_apply_keystream(&mut bytes).map_err(|_| wrong())?,
            Self::Salsa(cipher) => cipher.try_apply_keystream(&mut bytes).map_err(|_| wrong())?,
        }
        // Other people's passwords may be any bytes; only their length matters.
        Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// Reads all entries outside of the recycle bin and of histories.
pub(super) fn entries(plain: &[u8]) -> Result<Vec<Fields>, Refusal> {
    let mut cursor = Cursor(plain);
    let (mut kind, mut key): (u32, &[u8]) = (0, &[]);
    loop {
        let field = cursor.byte()?;
        let value = cursor.sized()?;
        match field {
            0 => break,
            1 => kind = Cursor(value).u32()?,
            2 => key = value,
            _ => {}
        }
    }
    let mut walk = Walk { mask: Mask::new(kind, key)?, ..Walk::new() };
    let xml = std::str::from_utf8(cursor.0).map_err(|_| damaged("its XML is not UTF-8"))?;
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Err(_) => return Err(damaged("its XML cannot be read")),
            Ok(Event::Eof) if walk.path.is_empty() => break,
            Ok(Event::Eof) => return Err(damaged("its XML is cut short")),
            Ok(Event::Start(tag)) => walk.begin(&tag)?,
            Ok(Event::Empty(tag)) => {
                walk.begin(&tag)?;
                walk.end()?;
            }
            Ok(Event::Text(text)) => {
                walk.text.push_str(&text);
            }
            Ok(Event::GeneralRef(name)) => walk.reference(&name)?,
            Ok(Event::CData(text)) => walk.text.push_str(&text),
            Ok(Event::End(_)) => walk.end()?,
            Ok(_) => {}
        }
    }
    Ok(walk.finish())
}

struct Walk {
    mask: Mask,
    path: Vec<Tag>,
    text: Zeroizing<String>,
    /// Names and identifiers of the groups around.
    groups: Vec<(String, String)>,
    recycle_bin: String,
    entry: Option<Fields>,
    key: String,
    value: Zeroizing<String>,
    found: Vec<(Vec<String>, Fields)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Group,
    Entry,
    History,
    String,
    Key,
    Value { protected: bool },
    Name,
    Uuid,
    RecycleBin,
    Other,
}

impl Walk {
    fn new() -> Self {
        Self {
            mask: Mask::None,
            path: Vec::new(),
            text: Zeroizing::default(),
            groups: Vec::new(),
            recycle_bin: String::new(),
            entry: None,
            key: String::new(),
            value: Zeroizing::default(),
            found: Vec::new(),
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.path.len() >= DEEPEST {
            return Err(damaged("its XML is nested too deeply"));
        }
        let protected = || {
            let attributes = tag.attributes().flatten();
            attributes.into_iter().any(|attribute| {
                attribute.key.as_ref() == "Protected"
                    && attribute.value.eq_ignore_ascii_case("true")
            })
        };
        let tag = match tag.name().as_ref() {
            "Group" => Tag::Group,
            "Entry" => Tag::Entry,
            "History" => Tag::History,
            "String" => Tag::String,
            "Key" => Tag::Key,
            "Value" => Tag::Value { protected: protected() },
            "Name" => Tag::Name,
            "UUID" => Tag::Uuid,
            "RecycleBinUUID" => Tag::RecycleBin,
            _ => Tag::Other,
        };
        if tag == Tag::Group {
            self.groups.push((String::new(), String::new()));
        }
        if tag == Tag::Entry && !self.in_history() {
            self.entry = Some(Fields::default());
        }
        self.path.push(tag);
        self.text = Zeroizing::default();
        Ok(())
    }

    fn in_history(&self) -> bool {
        self.path.contains(&Tag::History)
    }

    /// Resolves `&amp;` and its four sisters and characters by number; no
    /// entity can be declared, so none can explode.
    fn reference(&mut self, name: &quick_xml::events::BytesRef<'_>) -> Result<(), Refusal> {
        if let Ok(Some(c)) = name.resolve_char_ref() {
            self.text.push(c);
            return Ok(());
        }
        let text = quick_xml::escape::resolve_predefined_entity(name)
            .ok_or_else(|| damaged("its XML has an unknown entity"))?;
        self.text.push_str(text);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Refusal> {
        let tag = self.path.pop().unwrap_or(Tag::Other);
        let above = self.path.last().copied();
        let text = std::mem::take(&mut self.text);
        match (tag, above) {
            (Tag::Value { protected: true }, _) => {
                // The stream runs over histories too.
                let value = self.mask.unmask(&text)?;
                self.value = value;
            }
            (Tag::Value { protected: false }, Some(Tag::String)) => self.value = text,
            (Tag::Key, Some(Tag::String)) => text.trim().clone_into(&mut self.key),
            (Tag::String, _) => {
                let key = std::mem::take(&mut self.key);
                let value = std::mem::take(&mut self.value);
                let current = !self.in_history();
                if let Some(entry) = self.entry.as_mut().filter(|_| current) {
                    entry.values.push((key, value));
                }
            }
            (Tag::Name, Some(Tag::Group)) => {
                if let Some((name, _)) = self.groups.last_mut() {
                    text.trim().clone_into(name);
                }
            }
            (Tag::Uuid, Some(Tag::Group)) => {
                if let Some((_, uuid)) = self.groups.last_mut() {
                    text.trim().clone_into(uuid);
                }
            }
            (Tag::RecycleBin, _) => text.trim().clone_into(&mut self.recycle_bin),
            (Tag::Entry, _) if !self.in_history() => {
                if let Some(mut entry) = self.entry.take() {
                    // The outermost group is the database itself.
                    entry.groups =
                        self.groups.iter().skip(1).map(|(name, _)| name.clone()).collect();
                    let uuids = self.groups.iter().map(|(_, uuid)| uuid.clone()).collect();
                    self.found.push((uuids, entry));
                }
            }
            (Tag::Group, _) => drop(self.groups.pop()),
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Vec<Fields> {
        let bin = self.recycle_bin;
        let in_bin = |uuids: &[String]| !bin.is_empty() && uuids.contains(&bin);
        self.found.into_iter().filter(|(uuids, _)| !in_bin(uuids)).map(|(_, entry)| entry).collect()
    }
}
