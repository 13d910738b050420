//! Messages: a head of sixteen bytes, fields, and a body of values.

use zeroize::Zeroizing;

use super::read::Reader;
use super::write::Writer;
use super::{BusFault, Value};

/// The bytes that say how long a message is.
pub const HEAD: usize = 16;

/// The longest message that is read, in bytes; the bus would carry 128 MiB.
pub const MAX_MESSAGE: usize = 1024 * 1024;

/// Is what a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something is to be done.
    Call,
    /// It was done.
    Return,
    /// It was not.
    Error,
    /// Something happened.
    Signal,
}

/// Is a call to be made.
pub struct Call<'a> {
    /// Whom it is for: a name on the bus.
    pub to: &'a str,
    /// The object's path.
    pub path: &'a str,
    /// The interface.
    pub interface: &'a str,
    /// What is to be done.
    pub member: &'a str,
    /// The arguments.
    pub body: Vec<Value>,
}

impl Call<'_> {
    /// Writes the call, with a serial number that is not 0.
    pub fn write(&self, serial: u32) -> Zeroizing<Vec<u8>> {
        let mut body = Writer::new();
        for value in &self.body {
            body.value(value);
        }
        let signature: String = self.body.iter().map(Value::signature).collect();
        let field =
            |code: u8, value: Value| Value::Struct(vec![Value::Byte(code), value.variant()]);
        let mut fields = vec![
            field(1, Value::path(self.path)),
            field(2, Value::text(self.interface)),
            field(3, Value::text(self.member)),
            field(6, Value::text(self.to)),
        ];
        if !signature.is_empty() {
            fields.push(field(8, Value::Signature(signature)));
        }
        let mut message = Writer::new();
        // Little-endian, a call, no flags, version 1.
        message.bytes.extend_from_slice(&[b'l', 1, 0, 1]);
        message.uint(u32::try_from(body.bytes.len()).unwrap_or(u32::MAX));
        message.uint(serial);
        message.value(&Value::Array("(yv)".to_owned(), fields));
        message.align(8);
        message.bytes.extend_from_slice(&body.bytes);
        message.bytes
    }
}

/// Is a message that has arrived.
pub struct Message {
    /// What it is for.
    pub kind: Kind,
    /// Which call it answers, by its serial number.
    pub reply_to: Option<u32>,
    /// The object that it comes from, for signals.
    pub path: String,
    /// The interface, for signals.
    pub interface: String,
    /// What happened, for signals.
    pub member: String,
    /// The name of the error.
    pub error: String,
    /// Who sent it, by the name that the bus gave.
    pub sender: String,
    /// Its values.
    pub body: Vec<Value>,
}

impl Message {
    /// Returns how long a message is altogether, by its first [`HEAD`] bytes.
    pub fn length(head: &[u8; HEAD]) -> Result<usize, BusFault> {
        let mut head = Reader::new(head, big_endian(head)?);
        let _ = head.uint()?;
        let (body, _, fields) = (head.uint()?, head.uint()?, head.uint()?);
        let length = u64::from(fields).next_multiple_of(8) + u64::from(body) + HEAD as u64;
        let length = usize::try_from(length).map_err(|_| BusFault::TooLong)?;
        if length > MAX_MESSAGE { Err(BusFault::TooLong) } else { Ok(length) }
    }

    /// Reads a whole message; `None` for a kind that is not known, which is to be
    /// passed over.
    pub fn read(bytes: &[u8]) -> Result<Option<Self>, BusFault> {
        let &[_, kind, _, version, ..] = bytes else { return Err(BusFault::Malformed) };
        let kind = match kind {
            1 => Kind::Call,
            2 => Kind::Return,
            3 => Kind::Error,
            4 => Kind::Signal,
            0 => return Err(BusFault::Malformed),
            _ => return Ok(None),
        };
        let mut reader = Reader::new(bytes, big_endian(bytes)?);
        if version != 1 {
            return Err(BusFault::Malformed);
        }
        let _ = reader.values("yyyy")?;
        let (body_length, _) = (reader.uint()?, reader.uint()?);
        let fields = reader.values("a(yv)")?;
        reader.align(8)?;
        let mut message = Self {
            kind,
            reply_to: None,
            path: String::new(),
            interface: String::new(),
            member: String::new(),
            error: String::new(),
            sender: String::new(),
            body: Vec::new(),
        };
        let mut signature = String::new();
        for field in fields.first().map(Value::items).unwrap_or_default() {
            let [Value::Byte(code), value] = field.items() else {
                return Err(BusFault::Malformed);
            };
            let text = || value.as_str().map(str::to_owned).ok_or(BusFault::Malformed);
            match code {
                1 => message.path = text()?,
                2 => message.interface = text()?,
                3 => message.member = text()?,
                4 => message.error = text()?,
                5 => message.reply_to = Some(value.as_uint().ok_or(BusFault::Malformed)?),
                7 => message.sender = text()?,
                8 => signature = text()?,
                _ => {}
            }
        }
        let body = reader.rest();
        if u32::try_from(body.len()) != Ok(body_length) {
            return Err(BusFault::Malformed);
        }
        let mut reader = Reader::new(body, big_endian(bytes)?);
        message.body = reader.values(&signature)?;
        if reader.is_at_end() { Ok(Some(message)) } else { Err(BusFault::Malformed) }
    }
}

fn big_endian(bytes: &[u8]) -> Result<bool, BusFault> {
    match bytes.first() {
        Some(b'l') => Ok(false),
        Some(b'B') => Ok(true),
        _ => Err(BusFault::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn call() -> Zeroizing<Vec<u8>> {
        let secret = Value::Struct(vec![
            Value::path("/session/1"),
            Value::Bytes(Vec::new().into()),
            Value::Bytes(b"secret".to_vec().into()),
            Value::text("text/plain"),
        ]);
        let body = vec![
            Value::options([
                ("interactive", Value::Bool(false)),
                ("attributes", Value::texts([("a", "b")])),
            ]),
            secret,
            Value::Long('t', u64::MAX),
            Value::Array("o".to_owned(), Vec::new()),
            Value::Bool(true),
        ];
        Call {
            to: "org.example.Name",
            path: "/org/example",
            interface: "org.example.I",
            member: "Do",
            body,
        }
        .write(7)
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = call();
        let head = bytes[..HEAD].try_into().unwrap();
        assert_eq!(Message::length(&head), Ok(bytes.len()));
        let read = Message::read(&bytes).unwrap().unwrap();
        assert_eq!(
            (read.kind, read.path.as_str(), read.member.as_str()),
            (Kind::Call, "/org/example", "Do")
        );
        assert_eq!(read.body[0].get("interactive").unwrap().as_bool(), Some(false));
        assert_eq!(read.body[0].get("attributes").unwrap().get("a").unwrap().as_str(), Some("b"));
        assert_eq!(read.body[1].items()[2].as_bytes(), Some(b"secret".as_slice()));
        assert!(read.body[3].items().is_empty() && read.body[4].as_bool() == Some(true));
    }

    /// A reply as the reference implementation sends it: `Hello`'s answer.
    #[test]
    fn the_other_order_of_bytes_is_read_too() {
        let bytes = [
            b"B\x02\x01\x01\0\0\0\x09\0\0\0\x01\0\0\0\x0f".as_slice(),
            b"\x05\x01u\0\0\0\0\x01\x08\x01g\0\x01s\0\0",
            b"\0\0\0\x04:1.5\0",
        ]
        .concat();
        let read = Message::read(&bytes).unwrap().unwrap();
        assert_eq!((read.kind, read.reply_to), (Kind::Return, Some(1)));
        assert_eq!(read.body[0].as_str(), Some(":1.5"));
    }

    #[test]
    fn every_cut_is_noticed() {
        let bytes = call();
        for at in 0..bytes.len() {
            assert!(!matches!(Message::read(&bytes[..at]), Ok(Some(_))), "cut at {at}");
        }
    }

    #[test]
    fn lengths_are_believed_up_to_the_limit_only() {
        let mut head: [u8; HEAD] = call()[..HEAD].try_into().unwrap();
        head[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(Message::length(&head), Err(BusFault::TooLong));
        head[0] = b'x';
        assert_eq!(Message::length(&head), Err(BusFault::Malformed));
    }

    #[test]
    fn nesting_has_a_limit() {
        let mut deep = Value::Byte(1);
        for _ in 0..200 {
            deep = deep.variant();
        }
        let call = Call { to: "a.b", path: "/", interface: "a.b", member: "c", body: vec![deep] };
        assert_eq!(Message::read(&call.write(1)).err(), Some(BusFault::TooDeep));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Message::read(&bytes);
        }

        #[test]
        fn any_changed_byte_is_no_panic(at in 0..300_usize, byte in any::<u8>()) {
            let mut bytes = call();
            if let Some(there) = bytes.get_mut(at) {
                *there = byte;
            }
            let _ = Message::read(&bytes);
        }
    }
}
