//! Reading answers: elements with text or elements in them. What a client of the
//! Query protocol needs, and nothing that such answers never have (attributes,
//! documents' types, entities of their own).

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use zeroize::Zeroizing;

/// The deepest nesting that is followed; policies' details nest seven levels.
const DEEPEST: usize = 32;

/// Is an element of an answer. It may hold secrets and has no `Debug` form.
pub struct Node {
    name: String,
    text: Zeroizing<String>,
    children: Vec<Node>,
}

impl Node {
    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), text: Zeroizing::default(), children: Vec::new() }
    }

    /// Reads a whole document and returns its outermost element; nothing where
    /// it is broken, cut short, nested absurdly or more than one document.
    pub fn parse(xml: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(xml).ok()?);
        // The lowest is not of the document: it takes the outermost element.
        let mut open = vec![Self::named("")];
        loop {
            match reader.read_event().ok()? {
                Event::Eof => break,
                Event::Start(tag) if open.len() <= DEEPEST => {
                    open.push(Self::named(tag.local_name().as_ref()));
                }
                Event::Empty(tag) => {
                    open.last_mut()?.children.push(Self::named(tag.local_name().as_ref()));
                }
                Event::End(_) => {
                    let ended = open.pop()?;
                    open.last_mut()?.children.push(ended);
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text),
                Event::CData(text) => open.last_mut()?.text.push_str(&text),
                Event::GeneralRef(name) => open.last_mut()?.text.push(character(&name)?),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Start(_) | Event::DocType(_) => return None,
            }
        }
        let [lowest] = open.as_mut_slice() else { return None };
        let outermost = lowest.children.pop()?;
        (lowest.children.is_empty() && lowest.text.trim().is_empty()).then_some(outermost)
    }

    /// Returns the element's own name, without a namespace.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the element's own text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Follows a path of names, such as `["Error", "Code"]`, taking the first
    /// element of each name.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.children.iter().find(|one| one.name == *name))
    }

    /// Returns the text at a path.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(Self::text)
    }

    /// Returns the members of the list at a path.
    pub fn members(&self, path: &[&str]) -> impl Iterator<Item = &Self> {
        let all = self.at(path).map(|list| list.children.as_slice()).unwrap_or_default();
        all.iter().filter(|one| one.name == "member")
    }

    /// Returns all elements within this one.
    pub fn children(&self) -> &[Self] {
        &self.children
    }
}

/// Reads `&amp;` and its like.
fn character(name: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(found)) = name.resolve_char_ref() {
        return Some(found);
    }
    quick_xml::escape::resolve_predefined_entity(name)?.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::{Answer, Namespace, write_error};
    use crate::{ApiError, Moment};
    use proptest::prelude::*;

    #[test]
    fn reads_what_the_writer_writes() {
        let answer =
            Answer { namespace: Namespace::Iam, operation: "ListMFADevices", request_id: "r-1" };
        let xml = answer.with_result(|result| {
            result.list("MFADevices", ["<a & \"b\">", "caf\u{e9}"], |member, name| {
                member.text("UserName", name).time("EnableDate", Moment::from_unix_seconds(0));
            });
        });
        let node = Node::parse(xml.as_bytes()).unwrap();
        assert_eq!(node.name(), "ListMFADevicesResponse");
        let names: Vec<&str> = node
            .members(&["ListMFADevicesResult", "MFADevices"])
            .filter_map(|member| member.text_at(&["UserName"]))
            .collect();
        assert_eq!(names, ["<a & \"b\">", "caf\u{e9}"]);
        let error = ApiError::new("AccessDenied", 403, "no <way>");
        let node = Node::parse(write_error(Namespace::Sts, &error, "r-2").as_bytes()).unwrap();
        assert_eq!(node.text_at(&["Error", "Code"]), Some("AccessDenied"));
        assert_eq!(node.text_at(&["Error", "Message"]), Some("no <way>"));
        assert!(node.at(&["Error", "Nothing"]).is_none());
    }

    #[test]
    fn broken_cut_and_hostile_documents_are_refused() {
        for xml in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>text",
            "<a>&unknown;</a>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            "<html><body>502</body>",
        ] {
            assert!(Node::parse(xml.as_bytes()).is_none(), "{xml}");
        }
        assert!(Node::parse(b"<a>\xff</a>").is_none());
        let deep = "<a>".repeat(50_000);
        assert!(Node::parse(deep.as_bytes()).is_none());
        assert!(Node::parse(format!("{deep}{}", "</a>".repeat(50_000)).as_bytes()).is_none());
    }

    #[test]
    fn characters_may_be_numbers() {
        let node = Node::parse(b"<?xml version=\"1.0\"?><a>&#65;&#x42;&lt;</a>").unwrap();
        assert_eq!(node.text(), "AB<");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[<>/a&;!\\[ x\u{e9}\"'=?-]{0,120}") {
            let _ = Node::parse(text.as_bytes());
        }
    }
}
