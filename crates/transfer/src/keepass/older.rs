//! The container of KDBX 3.1, which KeePassXC still writes where nothing asks
//! for more: AES only, blocks with mere checksums, the mask of values in the
//! outer header.

use zeroize::Zeroizing;

use super::container::{AES, Cursor, aes_kdf, composite, decompress, little_u32, sha256};
use super::open::{FORMAT, damaged};
use crate::Refusal;
use crate::cipher::cbc;
use crate::kdf::Budget;

#[derive(Default)]
struct Header<'a> {
    cipher: &'a [u8],
    compressed: bool,
    seed: &'a [u8],
    salt: &'a [u8],
    rounds: u64,
    iv: &'a [u8],
    mask_key: &'a [u8],
    mask: u32,
    /// What the content begins with when the key is right.
    begin: &'a [u8],
}

/// Opens what stands behind signature and version. The outcome is in the form
/// of KDBX 4: an inner header with the mask, then XML.
pub(super) fn open(
    mut cursor: Cursor<'_>,
    password: Option<&str>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let header = header(&mut cursor)?;
    if header.cipher != AES {
        let reason = "its cipher is not known here; choose KDBX 4 in KeePassXC and save it";
        return Err(Refusal::Unsupported { format: FORMAT, reason });
    }
    if header.begin.len() != 32 {
        return Err(damaged("its header is incomplete"));
    }
    let password = password.ok_or(Refusal::PasswordNeeded(FORMAT))?;
    let transformed = aes_kdf(composite(password), header.salt, header.rounds, budget)?;
    let key = sha256(&[header.seed, transformed.as_slice()]);
    let plain = cbc(&key, header.iv, cursor.0).ok_or(Refusal::WrongPassword(FORMAT))?;
    let packed =
        plain.strip_prefix(header.begin).ok_or(Refusal::WrongPassword(FORMAT)).and_then(blocks)?;
    let xml = if header.compressed { decompress(&packed, budget.limits())? } else { packed };

    let mut inner = Zeroizing::new(Vec::with_capacity(xml.len() + 128));
    for (field, value) in [(1, &header.mask.to_le_bytes()[..]), (2, header.mask_key), (0, &[])] {
        inner.push(field);
        inner.extend_from_slice(&u32::try_from(value.len()).unwrap_or_default().to_le_bytes());
        inner.extend_from_slice(value);
    }
    inner.extend_from_slice(&xml);
    Ok(inner)
}

fn header<'a>(cursor: &mut Cursor<'a>) -> Result<Header<'a>, Refusal> {
    let mut header = Header::default();
    loop {
        let field = cursor.byte()?;
        let length = cursor.take(2)?.first_chunk().map_or(0, |bytes| u16::from_le_bytes(*bytes));
        let value = cursor.take(usize::from(length))?;
        match field {
            0 => return Ok(header),
            2 => header.cipher = value,
            3 => header.compressed = little_u32(value) == 1,
            4 => header.seed = value,
            5 => header.salt = value,
            6 => header.rounds = value.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)),
            7 => header.iv = value,
            8 => header.mask_key = value,
            9 => header.begin = value,
            10 => header.mask = little_u32(value),
            _ => {}
        }
    }
}

/// Checks and joins the blocks: number, checksum, length, content.
fn blocks(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mut cursor = Cursor(bytes);
    let mut joined = Zeroizing::new(Vec::with_capacity(bytes.len()));
    loop {
        cursor.u32()?;
        let checksum = cursor.take(32)?;
        let block = cursor.sized()?;
        if block.is_empty() {
            return Ok(joined);
        }
        if checksum != sha256(&[block]).as_slice() {
            return Err(damaged("a block was altered"));
        }
        joined.extend_from_slice(block);
    }
}
