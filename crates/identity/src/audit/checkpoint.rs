//! Checkpoints: signed statements that a trail had so many records and ended in
//! this hash. Whoever keeps one outside the store can tell later that nothing up
//! to there was changed or cut off, even by somebody who has the store and the
//! master key.
//!
//! A checkpoint is one line of text, and what is signed (Ed25519, RFC 8032) is
//! that line without its signature, so that common tools can check it.

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::Timestamp;
use crate::names::AccountId;

use super::ChainHash;

/// Is how far a trail was at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose trail.
    pub account: AccountId,
    /// How many records it had.
    pub records: u64,
    /// The hash of the last of them.
    pub hash: ChainHash,
    /// When this was stated.
    pub at: Timestamp,
}

/// Is a checkpoint with the id of the key that signed it and the signature,
/// which may be wrong until [`CheckpointKey::has_signed`] says that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What is stated.
    pub checkpoint: Checkpoint,
    /// The key's id: the first eight bytes of the SHA-256 of the public key.
    pub key: [u8; 8],
    /// The signature.
    pub signature: [u8; 64],
}

/// Says that a line is not a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the line is not a checkpoint")]
pub struct Malformed;

/// Is longer than any checkpoint.
const LONGEST: usize = 512;
const SIGNATURE: &str = " signature=";

impl Signed {
    /// Reads a line. Only the very form that [`Self::to_line`] writes is read.
    pub fn parse(line: &str) -> Result<Self, Malformed> {
        if line.len() > LONGEST {
            return Err(Malformed);
        }
        let mut fields = line.split(' ');
        let mut field = |name: &str| {
            let (found, value) = fields.next()?.split_once('=')?;
            (found == name).then_some(value)
        };
        let mut read = || {
            field("secondkey-checkpoint").filter(|version| *version == "1")?;
            let account = AccountId::from_number(field("account")?.parse().ok()?)?;
            let records = field("records")?.parse().ok()?;
            let at = Timestamp::from_micros(field("at")?.parse().ok()?);
            let hash = ChainHash(from_hex(field("hash")?)?);
            let checkpoint = Checkpoint { account, records, hash, at };
            let (key, signature) = (from_hex(field("key")?)?, from_hex(field("signature")?)?);
            Some(Self { checkpoint, key, signature })
        };
        // The comparison refuses other spellings of the same numbers, and more.
        read().filter(|signed| signed.to_line() == line).ok_or(Malformed)
    }

    /// Writes it as one line, without the line's end.
    pub fn to_line(&self) -> String {
        let mut line = message(&self.checkpoint, self.key);
        line.push_str(SIGNATURE);
        line.push_str(&HEXLOWER.encode(&self.signature));
        line
    }
}

fn message(checkpoint: &Checkpoint, key: [u8; 8]) -> String {
    let Checkpoint { account, records, hash, at } = checkpoint;
    format!(
        "secondkey-checkpoint=1 account={account} records={records} at={} hash={} key={}",
        at.as_micros(),
        HEXLOWER.encode(&hash.0),
        HEXLOWER.encode(&key)
    )
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// Is the private key; it never leaves the service.
pub struct CheckpointSigner(SigningKey);

impl CheckpointSigner {
    /// Takes a seed of 32 bytes that nobody can guess.
    pub fn new(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Signs a checkpoint.
    pub fn sign(&self, checkpoint: Checkpoint) -> Signed {
        let key = self.public().id();
        let signature = self.0.sign(message(&checkpoint, key).as_bytes()).to_bytes();
        Signed { checkpoint, key, signature }
    }

    /// Returns the key that others check with.
    pub fn public(&self) -> CheckpointKey {
        CheckpointKey(self.0.verifying_key())
    }
}

/// Is the public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckpointKey(VerifyingKey);

/// Is what stands before the key in a SubjectPublicKeyInfo (RFC 8410, section 4).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

impl CheckpointKey {
    /// Returns the id by which checkpoints name it.
    pub fn id(&self) -> [u8; 8] {
        let hash: [u8; 32] = Sha256::digest(self.0.as_bytes()).into();
        hash.first_chunk().copied().unwrap_or_default()
    }

    /// Says whether a checkpoint was signed with its private key.
    pub fn has_signed(&self, signed: &Signed) -> bool {
        let signature = Signature::from_bytes(&signed.signature);
        let message = message(&signed.checkpoint, signed.key);
        signed.key == self.id() && self.0.verify_strict(message.as_bytes(), &signature).is_ok()
    }

    /// Writes it in the form that common tools read (RFC 7468).
    pub fn to_pem(&self) -> String {
        let mut der = SPKI.to_vec();
        der.extend_from_slice(self.0.as_bytes());
        let text = BASE64.encode(&der);
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            account: AccountId::parse("123456789012").unwrap(),
            records: 1042,
            hash: ChainHash([7; 32]),
            at: Timestamp::from_unix_seconds(1_700_000_000),
        }
    }

    #[test]
    fn only_its_key_has_signed_it_and_only_as_it_stands() {
        let signer = CheckpointSigner::new(&[1; 32]);
        let signed = signer.sign(checkpoint());
        assert!(signer.public().has_signed(&signed));
        let other = CheckpointSigner::new(&[2; 32]).public();
        assert!(!other.has_signed(&signed));
        assert!(!other.has_signed(&Signed { key: other.id(), ..signed }));
        let mut forged = [signed; 4];
        forged[0].checkpoint.records -= 1;
        forged[1].checkpoint.hash.0[31] ^= 1;
        forged[2].checkpoint.at = Timestamp::from_unix_seconds(1_700_000_001);
        forged[3].checkpoint.account = AccountId::parse("123456789013").unwrap();
        assert!(forged.iter().all(|forged| !signer.public().has_signed(forged)));
    }

    #[test]
    fn a_line_goes_there_and_back_and_no_changed_one_is_believed() {
        let signer = CheckpointSigner::new(&[1; 32]);
        let line = signer.sign(checkpoint()).to_line();
        assert!(signer.public().has_signed(&Signed::parse(&line).unwrap()));
        assert_eq!(Signed::parse(&line).unwrap().to_line(), line);
        for at in 0..line.len() {
            let mut bytes = line.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            let believed =
                Signed::parse(&changed).is_ok_and(|signed| signer.public().has_signed(&signed));
            assert!(!believed, "{changed}");
            assert!(Signed::parse(&line[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn other_spellings_are_not_read() {
        let line = CheckpointSigner::new(&[1; 32]).sign(checkpoint()).to_line();
        let respelled = [
            line.replace("records=1042", "records=01042"),
            line.replace("records=1042", "records=+1042"),
            line.replace("checkpoint=1 ", "checkpoint=2 "),
            line.replace("hash=07", "hash=0G"),
            line.replace(" at=", "  at="),
            format!("{line} "),
            format!("{line} more=1"),
            format!(" {line}"),
            line.to_uppercase(),
            "x".repeat(LONGEST + 1),
        ];
        for text in respelled {
            assert_eq!(Signed::parse(&text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn the_public_key_is_written_as_in_rfc_8410() {
        // The private key of section 10.3, and the public one of section 10.1.
        let key = b"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
        let seed: [u8; 32] = BASE64.decode(key).unwrap()[16..].try_into().unwrap();
        let pem = CheckpointSigner::new(&seed).public().to_pem();
        let public = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
        assert_eq!(pem.lines().nth(1), Some(public));
    }
}
