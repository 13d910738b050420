//! Reads JSON (RFC 8259) strictly and remembers where everything stands: policies
//! are refused with a place, and simulation names the place of a statement. What
//! the members mean is not known here.
//!
//! Stricter than most readers: a member must not be repeated, and nothing may be
//! nested deeper than [`DEEPEST`].

use std::collections::BTreeSet;
use std::ops::Range;

use super::fault::{Fault, Malformed, Position};

/// The deepest nesting: a value in a list under a key under an operator in the
/// condition of a statement in the list of statements is at six, and nothing of
/// the language goes deeper.
const DEEPEST: usize = 8;

/// Is a value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) start: Position,
    /// The place after its last character.
    pub(super) end: Position,
    /// The same two places as offsets in bytes.
    pub(super) bytes: Range<usize>,
}

#[derive(Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// As it was written, so that nothing is rounded.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) at: Position,
    pub(super) node: Node,
}

/// Reads one value that fills the text.
pub(super) fn read(text: &str) -> Result<Node, Malformed> {
    let mut reader = Reader { rest: text, at: Position::START, length: text.len() };
    let node = reader.node(0)?;
    reader.skip_blanks();
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.fault("nothing may follow the document")),
    }
}

struct Reader<'a> {
    rest: &'a str,
    at: Position,
    length: usize,
}

impl Reader<'_> {
    fn fault(&self, detail: &str) -> Malformed {
        Malformed::new(Fault::Json, self.at, detail)
    }

    fn offset(&self) -> usize {
        self.length - self.rest.len()
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let mut rest = self.rest.chars();
        let c = rest.next()?;
        self.rest = rest.as_str();
        self.at.pass(c);
        Some(c)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.take();
        }
    }

    /// Takes the character if it comes next.
    fn takes(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.take();
        }
        found
    }

    fn expect(&mut self, wanted: char) -> Result<(), Malformed> {
        self.skip_blanks();
        if self.takes(wanted) { Ok(()) } else { Err(self.fault(&format!("`{wanted}` is missing"))) }
    }

    fn node(&mut self, depth: usize) -> Result<Node, Malformed> {
        self.skip_blanks();
        let start = self.at;
        let from = self.offset();
        let value = match self.peek() {
            Some('{' | '[') if depth == DEEPEST => {
                return Err(self.fault("nested too deeply"));
            }
            Some('{') => self.object(depth + 1)?,
            Some('[') => self.list(depth + 1)?,
            Some('"') => Value::Text(self.string()?),
            Some('-' | '0'..='9') => self.number()?,
            Some('a'..='z') => self.word()?,
            _ => return Err(self.fault("a value is missing")),
        };
        Ok(Node { value, start, end: self.at, bytes: from..self.offset() })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Malformed> {
        self.take();
        let mut members: Vec<Member> = Vec::new();
        let mut names = BTreeSet::new();
        self.skip_blanks();
        if self.takes('}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_blanks();
            let at = self.at;
            if self.peek() != Some('"') {
                return Err(self.fault("a member's name is missing"));
            }
            let name = self.string()?;
            if !names.insert(name.clone()) {
                let detail = format!("`{name}` stands here a second time");
                return Err(Malformed::new(Fault::Syntax, at, &detail));
            }
            self.expect(':')?;
            let node = self.node(depth)?;
            members.push(Member { name, at, node });
            self.skip_blanks();
            if !self.takes(',') {
                self.expect('}')?;
                return Ok(Value::Object(members));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Malformed> {
        self.take();
        let mut nodes = Vec::new();
        self.skip_blanks();
        if self.takes(']') {
            return Ok(Value::List(nodes));
        }
        loop {
            nodes.push(self.node(depth)?);
            self.skip_blanks();
            if !self.takes(',') {
                self.expect(']')?;
                return Ok(Value::List(nodes));
            }
        }
    }

    fn string(&mut self) -> Result<String, Malformed> {
        self.take();
        let mut text = String::new();
        loop {
            match self.peek() {
                Some('"') => {
                    self.take();
                    return Ok(text);
                }
                Some('\\') => {
                    self.take();
                    text.push(self.escaped()?);
                }
                Some(c) if c >= ' ' => {
                    self.take();
                    text.push(c);
                }
                Some(_) => return Err(self.fault("a control character stands in a string")),
                None => return Err(self.fault("a string does not end")),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Malformed> {
        Ok(match self.take() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.code_point(),
            _ => return Err(self.fault("an escape is not one of JSON's")),
        })
    }

    fn code_point(&mut self) -> Result<char, Malformed> {
        let first = self.four_digits()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            let paired = self.takes('\\') && self.takes('u');
            let second = if paired { self.four_digits()? } else { 0 };
            if !(0xdc00..0xe000).contains(&second) {
                return Err(self.fault("half of a surrogate pair is missing"));
            }
            0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| self.fault("half of a surrogate pair is missing"))
    }

    fn four_digits(&mut self) -> Result<u32, Malformed> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|c| c.to_digit(16));
            let digit = digit.ok_or_else(|| self.fault("an escape has four hexadecimal digits"))?;
            self.take();
            code = code * 16 + digit;
        }
        Ok(code)
    }

    fn number(&mut self) -> Result<Value, Malformed> {
        let mut text = String::new();
        if self.takes('-') {
            text.push('-');
        }
        if self.takes('0') {
            text.push('0');
        } else {
            self.digits(&mut text)?;
        }
        if self.takes('.') {
            text.push('.');
            self.digits(&mut text)?;
        }
        if self.takes('e') || self.takes('E') {
            text.push('e');
            if self.takes('-') {
                text.push('-');
            } else {
                self.takes('+');
            }
            self.digits(&mut text)?;
        }
        Ok(Value::Number(text))
    }

    /// Takes one digit or more.
    fn digits(&mut self, text: &mut String) -> Result<(), Malformed> {
        let before = text.len();
        while let Some(c @ '0'..='9') = self.peek() {
            self.take();
            text.push(c);
        }
        if text.len() == before { Err(self.fault("a digit is missing")) } else { Ok(()) }
    }

    fn word(&mut self) -> Result<Value, Malformed> {
        for (word, value) in
            [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)]
        {
            if self.rest.starts_with(word) {
                for _ in word.chars() {
                    self.take();
                }
                return Ok(value);
            }
        }
        Err(self.fault("a value is missing"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Turns a node into what another reader gives.
    fn plain(node: &Node) -> serde_json::Value {
        match &node.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(bool) => (*bool).into(),
            Value::Number(number) => serde_json::from_str(number).unwrap(),
            Value::Text(text) => text.as_str().into(),
            Value::List(nodes) => nodes.iter().map(plain).collect(),
            Value::Object(members) => members
                .iter()
                .map(|member| (member.name.clone(), plain(&member.node)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    #[test]
    fn everything_has_its_place() {
        let text = "\n {\"ä\": [1,\n  \"x\"]}";
        let root = read(text).unwrap();
        assert_eq!((root.start, root.end), (at(2, 2), at(3, 8)));
        let Value::Object(members) = &root.value else { panic!() };
        assert_eq!((members[0].at, members[0].node.start), (at(2, 3), at(2, 8)));
        let Value::List(nodes) = &members[0].node.value else { panic!() };
        assert_eq!((nodes[1].start, &text[nodes[1].bytes.clone()]), (at(3, 3), "\"x\""));
    }

    fn at(line: u32, column: u32) -> Position {
        Position { line, column }
    }

    #[test]
    fn a_member_stands_once() {
        let fault = read(r#"{"a":1,"b":{"a":1},"\u0061":2}"#).unwrap_err();
        assert_eq!((fault.fault, fault.at), (Fault::Syntax, at(1, 20)));
    }

    #[test]
    fn nesting_ends_at_the_deepest() {
        let nested = |depth: usize| read(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        assert!(nested(DEEPEST).is_ok());
        assert_eq!(nested(DEEPEST + 1).unwrap_err().detail, "nested too deeply");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        /// Members that repeat are the only thing that another reader takes and this
        /// one does not.
        #[test]
        fn agrees_with_another_reader(text in prop_oneof![
            r#"[\[\]{}:,"\\ntrue0.eE+-]{0,12}"#,
            r#"\{"a": ?\[(-?[0-9]{1,3}(\.[0-9]{1,2})?([eE][+-]?[0-9])?|true|null|"[a-z\\u0"]{0,8}"),? ?"x"\],"b":\{\}\}"#,
        ]) {
            let other: Option<serde_json::Value> = serde_json::from_str(&text).ok();
            match read(&text) {
                Ok(node) => prop_assert_eq!(Some(plain(&node)), other),
                Err(fault) => prop_assert!(other.is_none() || fault.fault == Fault::Syntax),
            }
        }
    }
}
