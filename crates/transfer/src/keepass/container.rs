//! The container of a KDBX 4 file: header, key derivation, authenticated
//! blocks, cipher, compression (KeePass's documentation of KDBX 4). What the
//! version before it does differently is in `older`.

use std::io::Read;

use aes::Aes256;
use aes::cipher::BlockCipherEncrypt;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use flate2::read::GzDecoder;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use super::older;
use super::open::{FORMAT, damaged};
use crate::cipher::cbc;
use crate::kdf::{Budget, Key, Variant};
use crate::{Limits, Refusal};

const SIGNATURE: [u8; 8] = [0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5];
/// KeePass 1.x, and pre-release versions of 2.
const OLD: [[u8; 8]; 2] = [
    [0x03, 0xd9, 0xa2, 0x9a, 0x65, 0xfb, 0x4b, 0xb5],
    [0x03, 0xd9, 0xa2, 0x9a, 0x66, 0xfb, 0x4b, 0xb5],
];

pub(super) const AES: [u8; 16] =
    *b"\x31\xc1\xf2\xe6\xbf\x71\x43\x50\xbe\x58\x05\x21\x6a\xfc\x5a\xff";
const CHACHA: [u8; 16] = *b"\xd6\x03\x8a\x2b\x8b\x6f\x4c\xb5\xa5\x24\x33\x9a\x31\xdb\xb5\x9a";

const AES_KDF: [u8; 16] = *b"\xc9\xd9\xf3\x9a\x62\x8a\x44\x60\xbf\x74\x0d\x08\xc1\x8a\x4f\xea";
const ARGON2D: [u8; 16] = *b"\xef\x63\x6d\xdf\x8c\x29\x44\x4b\x91\xf7\xa9\xa4\x03\xe3\x0a\x0c";
const ARGON2ID: [u8; 16] = *b"\x9e\x29\x8b\x19\x56\xdb\x47\x73\xb2\x3d\xfc\x3e\xc6\xf0\xa1\xe6";

/// How many rounds of AES-KDF are about a millisecond.
const AES_ROUNDS: u64 = 10_000;

/// Tells whether bytes begin like a KeePass database of any version.
pub(crate) fn is_keepass(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE) || OLD.iter().any(|old| bytes.starts_with(old))
}

/// Is a cursor over bytes that ends in a refusal instead of a panic.
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        let cut = self.0.split_at_checked(length);
        let (head, rest) = cut.ok_or_else(|| damaged("it is cut short"))?;
        self.0 = rest;
        Ok(head)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refusal> {
        Ok(self.take(1)?.first().copied().unwrap_or_default())
    }

    pub(super) fn u32(&mut self) -> Result<u32, Refusal> {
        Ok(little_u32(self.take(4)?))
    }

    /// A length of four bytes, then that many bytes.
    pub(super) fn sized(&mut self) -> Result<&'a [u8], Refusal> {
        let length = usize::try_from(self.u32()?).map_err(|_| damaged("a field is too long"))?;
        self.take(length)
    }
}

pub(super) fn little_u32(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

#[derive(Default)]
struct Header<'a> {
    cipher: &'a [u8],
    compressed: bool,
    seed: &'a [u8],
    iv: &'a [u8],
    kdf: Parameters<'a>,
}

/// The parameters of the key derivation.
#[derive(Default)]
struct Parameters<'a> {
    method: &'a [u8],
    salt: &'a [u8],
    rounds: u64,
    iterations: u64,
    memory: u64,
    lanes: u64,
}

/// Opens a database with its password.
pub(super) fn open(
    bytes: &[u8],
    password: Option<&str>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mut cursor = Cursor(bytes);
    if cursor.take(SIGNATURE.len())? != SIGNATURE {
        let reason = "it is of KeePass 1; open it in KeePassXC and save it as KDBX 4";
        return Err(Refusal::Unsupported { format: FORMAT, reason });
    }
    let version = cursor.u32()? >> 16;
    if version == 3 {
        return older::open(cursor, password, budget);
    }
    if version < 3 {
        let reason = "it is older than KDBX 3; open it in KeePassXC and save it";
        return Err(Refusal::Unsupported { format: FORMAT, reason });
    }
    if version > 4 {
        return Err(Refusal::Future { format: FORMAT, found: i64::from(version), known: 4 });
    }
    let header = header(&mut cursor)?;
    let length = bytes.len() - cursor.0.len();
    let raw_header = bytes.get(..length).unwrap_or_default();
    if *cursor.take(32)? != *Sha256::digest(raw_header) {
        return Err(damaged("its header does not fit its checksum"));
    }
    let tag = cursor.take(32)?;

    let password = password.ok_or(Refusal::PasswordNeeded(FORMAT))?;
    let transformed = transform(&header.kdf, password, budget)?;
    let key = sha256(&[header.seed, transformed.as_slice()]);
    let mac_key = sha512(&[header.seed, transformed.as_slice(), &[1]]);
    let header_key = sha512(&[&u64::MAX.to_le_bytes(), mac_key.as_slice()]);
    if !verifies(&header_key, &[raw_header], tag) {
        return Err(Refusal::WrongPassword(FORMAT));
    }
    let sealed = blocks(cursor, &mac_key)?;
    let plain = decrypt(&header, &key, sealed)?;
    if header.compressed { decompress(&plain, budget.limits()) } else { Ok(plain) }
}

fn header<'a>(cursor: &mut Cursor<'a>) -> Result<Header<'a>, Refusal> {
    let mut header = Header::default();
    loop {
        let field = cursor.byte()?;
        let value = cursor.sized()?;
        match field {
            0 => return Ok(header),
            2 => header.cipher = value,
            3 => header.compressed = little_u32(value) == 1,
            4 => header.seed = value,
            7 => header.iv = value,
            11 => header.kdf = parameters(value)?,
            _ => {}
        }
    }
}

/// Reads KeePass's variant dictionary.
fn parameters(bytes: &[u8]) -> Result<Parameters<'_>, Refusal> {
    let mut cursor = Cursor(bytes);
    if cursor.take(2)?.last() != Some(&1) {
        return Err(damaged("its key derivation is of another version"));
    }
    let mut parameters = Parameters::default();
    loop {
        if cursor.byte()? == 0 {
            return Ok(parameters);
        }
        let name = cursor.sized()?;
        let value = cursor.sized()?;
        let mut number = [0; 8];
        for (to, from) in number.iter_mut().zip(value) {
            *to = *from;
        }
        let number = u64::from_le_bytes(number);
        match name {
            b"$UUID" => parameters.method = value,
            b"S" => parameters.salt = value,
            b"R" => parameters.rounds = number,
            b"I" => parameters.iterations = number,
            b"M" => parameters.memory = number,
            b"P" => parameters.lanes = number,
            _ => {}
        }
    }
}

fn transform(kdf: &Parameters<'_>, password: &str, budget: &mut Budget) -> Result<Key, Refusal> {
    let composite = composite(password);
    let argon2 = (kdf.memory / 1024, kdf.iterations, kdf.lanes);
    if kdf.method == ARGON2D {
        budget.argon2(Variant::D, composite.as_slice(), kdf.salt, argon2)
    } else if kdf.method == ARGON2ID {
        budget.argon2(Variant::Id, composite.as_slice(), kdf.salt, argon2)
    } else if kdf.method == AES_KDF {
        aes_kdf(composite, kdf.salt, kdf.rounds, budget)
    } else {
        let reason = "its key derivation is not known here; choose Argon2 in KeePassXC and save it";
        Err(Refusal::Unsupported { format: FORMAT, reason })
    }
}

/// What a database is opened with, here a password alone.
pub(super) fn composite(password: &str) -> Key {
    sha256(&[sha256(&[password.as_bytes()]).as_slice()])
}

/// KeePass's own derivation: AES over and over.
pub(super) fn aes_kdf(
    composite: Key,
    salt: &[u8],
    rounds: u64,
    budget: &mut Budget,
) -> Result<Key, Refusal> {
    budget.pay_rounds(rounds, AES_ROUNDS)?;
    let cipher =
        Aes256::new_from_slice(salt).map_err(|_| damaged("its key derivation makes no sense"))?;
    let mut key = composite;
    let (blocks, _) = key.as_chunks_mut::<16>();
    for block in blocks {
        for _ in 0..rounds {
            cipher.encrypt_block(block.into());
        }
    }
    Ok(sha256(&[key.as_slice()]))
}

/// Checks and joins the blocks.
fn blocks(mut cursor: Cursor<'_>, mac_key: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut sealed = Vec::with_capacity(cursor.0.len());
    for index in 0_u64.. {
        let tag = cursor.take(32)?;
        let block = cursor.sized()?;
        let length = u32::try_from(block.len()).unwrap_or_default().to_le_bytes();
        let number = index.to_le_bytes();
        let key = sha512(&[&number, mac_key]);
        if !verifies(&key, &[&number, &length, block], tag) {
            return Err(damaged("a block was altered"));
        }
        if block.is_empty() {
            break;
        }
        sealed.extend_from_slice(block);
    }
    Ok(sealed)
}

fn decrypt(header: &Header<'_>, key: &Key, sealed: Vec<u8>) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let senseless = || damaged("its cipher makes no sense");
    if header.cipher == AES {
        cbc(key, header.iv, &sealed).ok_or_else(senseless)
    } else if header.cipher == CHACHA {
        let mut cipher =
            ChaCha20::new_from_slices(key.as_slice(), header.iv).map_err(|_| senseless())?;
        let mut plain = Zeroizing::new(sealed);
        cipher.try_apply_keystream(&mut plain).map_err(|_| senseless())?;
        Ok(plain)
    } else {
        let reason =
            "its cipher is not known here; choose AES or ChaCha20 in KeePassXC and save it";
        Err(Refusal::Unsupported { format: FORMAT, reason })
    }
}

pub(super) fn decompress(packed: &[u8], limits: Limits) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let limit = limits.unpacked_bytes;
    let mut plain = Zeroizing::new(Vec::new());
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    GzDecoder::new(packed)
        .take(most)
        .read_to_end(&mut plain)
        .map_err(|_| damaged("its compressed content is damaged"))?;
    if plain.len() > limit {
        let what = format!("it would unpack to more than {} MiB", limit >> 20);
        return Err(Refusal::Costly { format: FORMAT, what });
    }
    Ok(plain)
}

pub(super) fn sha256(parts: &[&[u8]]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let mut key = Key::default();
    key.copy_from_slice(&hash.finalize());
    key
}

fn sha512(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let mut hash = Sha512::new();
    for part in parts {
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().to_vec())
}

fn verifies(key: &[u8], parts: &[&[u8]], tag: &[u8]) -> bool {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).is_ok_and(|mut mac| {
        for part in parts {
            mac.update(part);
        }
        mac.verify_slice(tag).is_ok()
    })
}
