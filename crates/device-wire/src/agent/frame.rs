//! Frames: four bytes of length, one byte of version, then JSON. A length is
//! believed only up to a limit, and memory is taken only for what has arrived.

use std::io::{ErrorKind, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The version of the protocol.
pub const VERSION: u8 = 1;

/// The longest question, in bytes.
pub const MAX_QUESTION: u32 = 65_536;

/// The longest answer, in bytes: a list of 10,000 entries has some two million.
pub const MAX_ANSWER: u32 = 32 * 1024 * 1024;

/// Says why there is no message.
#[derive(Debug, thiserror::Error)]
pub enum FrameFault {
    /// The other side could not be read or written, or went away in the middle.
    #[error("the connection failed: {0}")]
    Connection(#[from] std::io::Error),
    /// Longer than any message is.
    #[error("a message of {0} bytes was announced, which is too long")]
    TooLong(u32),
    /// Another version of the protocol.
    #[error("the other side speaks version {0} of the protocol, this program version {VERSION}")]
    Version(u8),
    /// Not JSON, or not a message. What was there is not repeated.
    #[error("this is not a message of the agent's protocol")]
    Malformed,
}

/// Writes one message in one piece.
pub fn write(out: &mut impl Write, message: &impl Serialize, limit: u32) -> Result<(), FrameFault> {
    Frame::of(message, limit)?.send(out)
}

/// Is a message as it is sent.
pub struct Frame(Zeroizing<Vec<u8>>);

impl Frame {
    /// Makes the frame of a message.
    pub fn of(message: &impl Serialize, limit: u32) -> Result<Self, FrameFault> {
        let mut growing = Growing(Zeroizing::new(Vec::with_capacity(8192)));
        growing.0.extend_from_slice(&[0, 0, 0, 0, VERSION]);
        serde_json::to_writer(&mut growing, message).map_err(|_| FrameFault::Malformed)?;
        let Growing(mut bytes) = growing;
        let Some((length, body)) = bytes.split_first_chunk_mut() else {
            return Err(FrameFault::Malformed);
        };
        let announced = u32::try_from(body.len()).unwrap_or(u32::MAX);
        if announced > limit {
            return Err(FrameFault::TooLong(announced));
        }
        *length = announced.to_be_bytes();
        Ok(Self(bytes))
    }

    /// Sends it.
    pub fn send(&self, out: &mut impl Write) -> Result<(), FrameFault> {
        out.write_all(&self.0)?;
        Ok(out.flush()?)
    }
}

/// Reads one message; `None` where the other side ended before its first byte.
pub fn read<T: DeserializeOwned>(
    input: &mut impl Read,
    limit: u32,
) -> Result<Option<T>, FrameFault> {
    receive(input, limit)?.map(|body| body.message()).transpose()
}

/// Is a message that has been received whole, and not been looked at.
pub struct Body(Zeroizing<Vec<u8>>);

impl Body {
    /// Reads the message, which may borrow its texts from here.
    pub fn message<'m, T: Deserialize<'m>>(&'m self) -> Result<T, FrameFault> {
        match self.0.split_first() {
            Some((&VERSION, json)) => {
                serde_json::from_slice(json).map_err(|_| FrameFault::Malformed)
            }
            Some((&version, _)) => Err(FrameFault::Version(version)),
            None => Err(FrameFault::Malformed),
        }
    }
}

/// Receives one message; `None` where the other side ended before its first byte.
pub fn receive(input: &mut impl Read, limit: u32) -> Result<Option<Body>, FrameFault> {
    let mut length = [0; 4];
    let mut have = 0;
    while have < length.len() {
        match input.read(length.get_mut(have..).unwrap_or_default()) {
            Ok(0) if have == 0 => return Ok(None),
            Ok(0) => return Err(cut().into()),
            Ok(more) => have += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    let length = u32::from_be_bytes(length);
    if length > limit {
        return Err(FrameFault::TooLong(length));
    }
    let wanted = usize::try_from(length).unwrap_or(usize::MAX);
    let mut body = Zeroizing::new(Vec::with_capacity(wanted.min(65_536)));
    input.take(u64::from(length)).read_to_end(&mut body)?;
    if body.len() < wanted {
        return Err(cut().into());
    }
    Ok(Some(Body(body)))
}

fn cut() -> std::io::Error {
    std::io::Error::new(ErrorKind::UnexpectedEof, "it ended in the middle of a message")
}

/// Is bytes that leave no copies of secrets behind when they grow.
struct Growing(Zeroizing<Vec<u8>>);

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.capacity() - self.0.len() < bytes.len() {
            let room = (self.0.len() + bytes.len()) * 2;
            let mut grown = Zeroizing::new(Vec::with_capacity(room));
            grown.extend_from_slice(&self.0);
            // The old place is wiped when it is dropped here.
            self.0 = grown;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{Ask, Question};
    use proptest::prelude::*;

    fn framed(ask: Ask) -> Vec<u8> {
        let mut bytes = Vec::new();
        let question = Question { vault: "/v.age".to_owned(), ask };
        write(&mut bytes, &question, MAX_QUESTION).unwrap();
        bytes
    }

    fn question(bytes: &[u8]) -> Result<Option<Question>, FrameFault> {
        read(&mut &*bytes, MAX_QUESTION)
    }

    #[test]
    fn what_is_written_is_read() {
        let query = "caf\u{e9}".to_owned();
        let bytes = framed(Ask::Code { query: query.clone(), time: 7, given: true, pair: false });
        let read = question(&bytes).unwrap().unwrap();
        assert_eq!(read.vault, "/v.age");
        assert!(matches!(read.ask, Ask::Code { query: found, time: 7, .. } if found == query));
    }

    #[test]
    fn every_cut_is_noticed_and_the_end_is_no_cut() {
        let bytes = framed(Ask::Status);
        assert!(question(&[]).unwrap().is_none());
        for at in 1..bytes.len() {
            let cut = question(&bytes[..at]);
            assert!(matches!(cut, Err(FrameFault::Connection(_))), "cut at {at}");
        }
    }

    #[test]
    fn a_length_is_believed_up_to_the_limit_only() {
        let huge = [&u32::MAX.to_be_bytes()[..], b"\x01{}"].concat();
        assert!(matches!(question(&huge), Err(FrameFault::TooLong(u32::MAX))));
        let over = [&(MAX_QUESTION + 1).to_be_bytes()[..], b"\x01{}"].concat();
        assert!(matches!(question(&over), Err(FrameFault::TooLong(_))));
        let long = Ask::Which { code: "1".repeat(70_000).into(), time: 0 };
        let question = Question { vault: String::new(), ask: long };
        let written = write(&mut Vec::new(), &question, MAX_QUESTION);
        assert!(matches!(written, Err(FrameFault::TooLong(_))));
    }

    #[test]
    fn other_versions_and_other_bytes_are_refused() {
        let mut bytes = framed(Ask::Lock);
        bytes[4] = 2;
        assert!(matches!(question(&bytes), Err(FrameFault::Version(2))));
        for body in [&b"\x01"[..], b"\x01{", b"\x01[1]", b"\x01{\"vault\":\"\",\"ask\":\"obey\"}"] {
            let length = u32::try_from(body.len()).unwrap().to_be_bytes();
            let bytes = [&length[..], body].concat();
            assert!(matches!(question(&bytes), Err(FrameFault::Malformed)), "{body:?}");
        }
        assert!(matches!(question(&[0; 4]), Err(FrameFault::Malformed)));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let body = format!("\u{1}{}", "[".repeat(60_000));
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        let bytes = [&length[..], body.as_bytes()].concat();
        assert!(matches!(question(&bytes), Err(FrameFault::Malformed)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = question(&bytes);
        }

        #[test]
        fn any_changed_byte_is_no_panic(at in 0..40_usize, byte in any::<u8>()) {
            let mut bytes = framed(Ask::List);
            if let Some(there) = bytes.get_mut(at) {
                *there = byte;
            }
            let _ = question(&bytes);
        }
    }
}
