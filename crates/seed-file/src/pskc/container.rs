//! What the XML says, as plain values, one token after the other: a hundred
//! thousand of them need no more memory than one. Nothing is decrypted or judged
//! here. No entity can be declared, so none can explode; nesting is bounded.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zeroize::Zeroizing;

use super::names::Tag;
use super::policy::Policy;
use crate::{Limits, Refusal};

/// The deepest nesting that is followed; the standard's own is nine.
const DEEPEST: usize = 32;

/// Is a value that lies open or is encrypted.
#[derive(Default)]
pub(super) struct Value {
    pub(super) plain: Option<Zeroizing<String>>,
    pub(super) cipher: Option<String>,
    pub(super) method: Option<String>,
    pub(super) mac: Option<String>,
}

/// Is one token's part.
#[derive(Default)]
pub(super) struct Package {
    pub(super) serial: Option<String>,
    pub(super) id: Option<String>,
    pub(super) manufacturer: Option<String>,
    pub(super) model: Option<String>,
    pub(super) algorithm: Option<String>,
    pub(super) suite: Option<String>,
    pub(super) length: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) secret: Value,
    pub(super) time: Value,
    pub(super) interval: Value,
    pub(super) drift: Value,
    pub(super) policy: Policy,
    pub(super) keys: usize,
}

/// Is what stands before the tokens.
#[derive(Default)]
pub(super) struct Header {
    pub(super) version: Option<String>,
    pub(super) has_key: bool,
    pub(super) key_name: Option<String>,
    pub(super) derivation: Option<String>,
    pub(super) salt: Option<String>,
    pub(super) rounds: Option<String>,
    pub(super) key_length: Option<String>,
    pub(super) prf: Option<String>,
    pub(super) mac_method: Option<String>,
    pub(super) mac_key: Value,
}

pub(super) fn damaged(what: &str) -> Refusal {
    Refusal::Damaged(what.to_owned())
}

/// Reads the XML to its end, and hands out each token with what stood before it.
pub(super) fn parse(
    text: &str,
    limits: Limits,
    mut each: impl FnMut(&Header, Package) -> Result<(), Refusal>,
) -> Result<Header, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut walk = Walk::default();
    let mut tokens = 0;
    loop {
        match reader.read_event() {
            Err(_) => return Err(damaged("its XML cannot be read")),
            Ok(Event::Eof) if walk.path.is_empty() => break,
            Ok(Event::Eof) => return Err(damaged("its XML is cut short")),
            Ok(Event::Start(tag)) => walk.begin(&tag)?,
            Ok(Event::Empty(tag)) => {
                walk.begin(&tag)?;
                walk.end();
            }
            Ok(Event::Text(text)) => walk.text.push_str(&text),
            Ok(Event::CData(text)) => walk.text.push_str(&text),
            Ok(Event::GeneralRef(name)) => walk.reference(&name)?,
            Ok(Event::End(_)) => walk.end(),
            Ok(Event::DocType(_)) => return Err(damaged("it declares a document type")),
            Ok(_) => {}
        }
        if let Some(package) = walk.finished.take() {
            if tokens == limits.tokens {
                let most = format!("{} tokens are taken at once", limits.tokens);
                return Err(Refusal::TooLarge(most));
            }
            tokens += 1;
            each(&walk.header, package)?;
        }
    }
    if walk.header.version.is_none() {
        return Err(Refusal::Unknown);
    }
    Ok(walk.header)
}

#[derive(Default)]
struct Walk {
    path: Vec<Tag>,
    text: Zeroizing<String>,
    header: Header,
    package: Option<Package>,
    finished: Option<Package>,
    /// The prefix of the policy being read: what has another one is not the standard's.
    policy_prefix: Option<String>,
}

impl Walk {
    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.path.len() >= DEEPEST {
            return Err(damaged("its XML is nested too deeply"));
        }
        let local = element.local_name();
        let tag = Tag::named(local.as_ref());
        if self.path.is_empty() && tag != Tag::KeyContainer {
            return Err(Refusal::Unknown);
        }
        let attribute = |wanted: &str| {
            let found = element.attributes().flatten().find(|a| a.key.as_ref() == wanted);
            found.map(|attribute| attribute.value.trim().to_owned())
        };
        match tag {
            Tag::KeyContainer if self.path.is_empty() => {
                self.header.version = Some(attribute("Version").unwrap_or_default());
            }
            Tag::EncryptionKey => self.header.has_key = true,
            Tag::KeyDerivationMethod => self.header.derivation = attribute("Algorithm"),
            Tag::Prf => self.header.prf = attribute("Algorithm"),
            Tag::MacMethod => self.header.mac_method = attribute("Algorithm"),
            Tag::EncryptionMethod => {
                let method = attribute("Algorithm");
                if let Some(value) = self.value() {
                    value.method = method;
                }
            }
            Tag::KeyPackage if self.package.is_some() => {
                return Err(damaged("a token stands in another"));
            }
            Tag::KeyPackage => self.package = Some(Package::default()),
            Tag::Key => {
                let (id, algorithm) = (attribute("Id"), attribute("Algorithm"));
                if let Some(package) = &mut self.package {
                    package.keys += 1;
                    (package.id, package.algorithm) = (id, algorithm);
                }
            }
            Tag::ResponseFormat => {
                let (length, encoding) = (attribute("Length"), attribute("Encoding"));
                if let Some(package) = &mut self.package {
                    (package.length, package.encoding) = (length, encoding);
                }
            }
            _ => {}
        }
        let prefix = element.name().prefix().map(|prefix| prefix.as_ref().to_owned());
        self.look_at_policy(tag, local.as_ref(), prefix, attribute("PINUsageMode"));
        self.path.push(tag);
        self.text = Zeroizing::default();
        Ok(())
    }

    /// Notes an element of a token's policy, before it is entered.
    fn look_at_policy(
        &mut self,
        tag: Tag,
        name: &str,
        prefix: Option<String>,
        pin_mode: Option<String>,
    ) {
        let inside = self.path.contains(&Tag::Policy);
        let direct = self.path.last() == Some(&Tag::Policy);
        let Some(package) = &mut self.package else { return };
        let policy = &mut package.policy;
        match tag {
            Tag::Policy if !inside => self.policy_prefix = prefix,
            _ if !inside => {}
            Tag::StartDate | Tag::ExpiryDate | Tag::KeyUsage
                if direct && prefix == self.policy_prefix => {}
            Tag::PinPolicy if direct && prefix == self.policy_prefix => {
                policy.pin = Some(pin_mode.unwrap_or_default());
            }
            Tag::NumberOfTransactions if direct && prefix == self.policy_prefix => {
                policy.counted = true;
            }
            _ => policy.unknown = Some(name.to_owned()),
        }
    }

    /// Returns the value that the element being read belongs to.
    fn value(&mut self) -> Option<&mut Value> {
        if self.path.contains(&Tag::MacKey) {
            return Some(&mut self.header.mac_key);
        }
        let whose = self.path.iter().rev().copied().find(|tag| {
            matches!(tag, Tag::Secret | Tag::Time | Tag::TimeInterval | Tag::TimeDrift)
        })?;
        let package = self.package.as_mut()?;
        Some(match whose {
            Tag::Secret => &mut package.secret,
            Tag::Time => &mut package.time,
            Tag::TimeInterval => &mut package.interval,
            _ => &mut package.drift,
        })
    }

    fn reference(&mut self, name: &BytesRef<'_>) -> Result<(), Refusal> {
        if let Ok(Some(c)) = name.resolve_char_ref() {
            self.text.push(c);
            return Ok(());
        }
        let text = quick_xml::escape::resolve_predefined_entity(name)
            .ok_or_else(|| damaged("its XML has an unknown entity"))?;
        self.text.push_str(text);
        Ok(())
    }

    fn end(&mut self) {
        let Some(tag) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let plain = || Some(text.trim().to_owned());
        match tag {
            Tag::KeyPackage => self.finished = self.package.take(),
            Tag::KeyName if self.path.contains(&Tag::EncryptionKey) => {
                self.header.key_name = plain();
            }
            Tag::Specified => self.header.salt = plain(),
            Tag::IterationCount => self.header.rounds = plain(),
            Tag::KeyLength => self.header.key_length = plain(),
            Tag::PlainValue => {
                if let Some(value) = self.value() {
                    value.plain = Some(Zeroizing::new(text.trim().to_owned()));
                }
            }
            Tag::CipherValue => {
                if let Some(value) = self.value() {
                    value.cipher = plain();
                }
            }
            Tag::ValueMac => {
                if let Some(value) = self.value() {
                    value.mac = plain();
                }
            }
            Tag::StartDate | Tag::ExpiryDate | Tag::KeyUsage => {
                if let Some(package) = &mut self.package {
                    let policy = &mut package.policy;
                    let list = match tag {
                        Tag::StartDate => &mut policy.starts,
                        Tag::ExpiryDate => &mut policy.ends,
                        _ => &mut policy.usages,
                    };
                    list.push(text.trim().to_owned());
                }
            }
            Tag::SerialNo | Tag::Manufacturer | Tag::Model | Tag::Suite => {
                if let Some(package) = &mut self.package {
                    let place = match tag {
                        Tag::SerialNo => &mut package.serial,
                        Tag::Manufacturer => &mut package.manufacturer,
                        Tag::Model => &mut package.model,
                        _ => &mut package.suite,
                    };
                    // A device's own number stands before that of its chip.
                    if place.is_none() {
                        *place = plain();
                    }
                }
            }
            _ => {}
        }
    }
}
