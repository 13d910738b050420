//! Opening encrypted values: AES-CBC under a pre-shared or a derived key, proved
//! by an HMAC before anything is decrypted (RFC 6030, section 6).

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::container::{Header, Value, damaged};
use super::names::short;
use crate::{Limits, Protection, Refusal};

type Bytes = Zeroizing<Vec<u8>>;

const CIPHERS: &str = "aes128-cbc, aes192-cbc and aes256-cbc";
const MACS: &str = "hmac-sha1, hmac-sha256, hmac-sha384 and hmac-sha512";
const DERIVATIONS: &str = "PBKDF2 with hmac-sha1, hmac-sha256 or hmac-sha512";
/// The longest salt that is taken, in bytes.
const SALT: usize = 1024;

/// Opens a container's values.
pub(super) struct Opener {
    key: Bytes,
    mac_key: Bytes,
    mac: MacKind,
}

#[derive(Clone, Copy)]
enum MacKind {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Opener {
    /// Makes the keys that the container asks for, whose seeds are encrypted with
    /// this cipher.
    pub(super) fn new(
        header: &Header,
        cipher: Option<&str>,
        protection: &Protection,
        limits: Limits,
    ) -> Result<Self, Refusal> {
        let key = key_of(header, cipher, protection, limits)?;
        let method = header
            .mac_method
            .as_deref()
            .ok_or_else(|| damaged("its values are encrypted, but it names no MACMethod"))?;
        let mac = match short(method) {
            "hmac-sha1" => MacKind::Sha1,
            "hmac-sha256" => MacKind::Sha256,
            "hmac-sha384" => MacKind::Sha384,
            "hmac-sha512" => MacKind::Sha512,
            other => return Err(unsupported(other, MACS)),
        };
        // Without a key of its own the MAC is made with the one of the cipher
        // (RFC 6030, section 6.1.1).
        let mac_key = match &header.mac_key.cipher {
            Some(cipher) => decrypt(&key, header.mac_key.method.as_deref(), &decode(cipher)?)?,
            None => key.clone(),
        };
        if mac_key.is_empty() {
            return Err(Refusal::WrongKey(None));
        }
        Ok(Self { key, mac_key, mac })
    }

    /// Proves a value, then decrypts it.
    pub(super) fn open(&self, value: &Value, serial: &str) -> Result<Bytes, Refusal> {
        let cipher = value.cipher.as_deref().unwrap_or_default();
        let sealed = decode(cipher)?;
        let mac = value.mac.as_deref().ok_or_else(|| Refusal::NoMac(serial.to_owned()))?;
        let wrong = || Refusal::WrongKey(Some(serial.to_owned()));
        if !self.is_proved(&sealed, &decode(mac)?) {
            return Err(wrong());
        }
        decrypt(&self.key, value.method.as_deref(), &sealed).map_err(|refusal| match refusal {
            Refusal::WrongKey(_) => wrong(),
            other => other,
        })
    }

    /// Compares in constant time; a MAC cut short proves nothing.
    fn is_proved(&self, sealed: &[u8], mac: &[u8]) -> bool {
        match self.mac {
            MacKind::Sha1 => proves::<Hmac<Sha1>>(&self.mac_key, sealed, mac),
            MacKind::Sha256 => proves::<Hmac<Sha256>>(&self.mac_key, sealed, mac),
            MacKind::Sha384 => proves::<Hmac<Sha384>>(&self.mac_key, sealed, mac),
            MacKind::Sha512 => proves::<Hmac<Sha512>>(&self.mac_key, sealed, mac),
        }
    }
}

fn proves<M: Mac + KeyInit>(key: &[u8], sealed: &[u8], mac: &[u8]) -> bool {
    <M as KeyInit>::new_from_slice(key)
        .is_ok_and(|hmac| hmac.chain_update(sealed).verify_slice(mac).is_ok())
}

fn unsupported(what: &str, supported: &'static str) -> Refusal {
    Refusal::Unsupported { what: what.chars().take(80).collect(), supported }
}

/// Reads base64 with the line breaks that XML allows.
pub(super) fn decode(text: &str) -> Result<Bytes, Refusal> {
    let compact: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
    let decoded = BASE64.decode(compact.as_bytes());
    decoded.map(Zeroizing::new).map_err(|_| damaged("a value is not base64"))
}

/// Returns the key of the cipher, from what was given.
fn key_of(
    header: &Header,
    cipher: Option<&str>,
    protection: &Protection,
    limits: Limits,
) -> Result<Bytes, Refusal> {
    match (&header.derivation, protection) {
        (Some(_), Protection::Passphrase(passphrase)) => derive(header, passphrase, limits),
        (Some(_), _) => Err(Refusal::PassphraseNeeded),
        (None, Protection::Key(hex)) => {
            let wanted = cipher.map_or(Ok(16), key_length)?;
            let compact: Zeroizing<String> = Zeroizing::new(hex.split_whitespace().collect());
            let key = HEXLOWER_PERMISSIVE.decode(compact.as_bytes()).map(Zeroizing::new);
            key.ok().filter(|key| key.len() == wanted).ok_or(Refusal::MalformedKey { wanted })
        }
        (None, _) => Err(Refusal::KeyNeeded(header.key_name.clone())),
    }
}

/// Derives the key from a passphrase (RFC 6030, section 6.2; RFC 8018).
fn derive(header: &Header, passphrase: &str, limits: Limits) -> Result<Bytes, Refusal> {
    let method = header.derivation.as_deref().unwrap_or_default();
    if short(method) != "pbkdf2" {
        return Err(unsupported(short(method), DERIVATIONS));
    }
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<u32>().ok());
    let rounds = number(&header.rounds)
        .filter(|rounds| *rounds > 0)
        .ok_or_else(|| damaged("its key derivation has no number of rounds"))?;
    if rounds > limits.rounds {
        return Err(Refusal::TooLarge(format!("{} rounds of PBKDF2 are done", limits.rounds)));
    }
    let salt = header.salt.as_deref();
    let salt = decode(salt.ok_or_else(|| damaged("its key derivation has no salt"))?)?;
    if salt.is_empty() || salt.len() > SALT {
        return Err(damaged("the salt of its key derivation makes no sense"));
    }
    let length = match number(&header.key_length) {
        Some(length @ (16 | 24 | 32)) => usize::try_from(length).unwrap_or_default(),
        Some(_) => return Err(damaged("the length of its derived key fits no cipher")),
        None => 16,
    };
    let mut key = Zeroizing::new(vec![0; length]);
    let passphrase = passphrase.as_bytes();
    match header.prf.as_deref().map(short) {
        None | Some("hmac-sha1" | "hmacsha1" | "id-hmacWithSHA1") => {
            pbkdf2_hmac::<Sha1>(passphrase, &salt, rounds, &mut key);
        }
        Some("hmac-sha256" | "id-hmacWithSHA256") => {
            pbkdf2_hmac::<Sha256>(passphrase, &salt, rounds, &mut key);
        }
        Some("hmac-sha512" | "id-hmacWithSHA512") => {
            pbkdf2_hmac::<Sha512>(passphrase, &salt, rounds, &mut key);
        }
        Some(other) => return Err(unsupported(other, DERIVATIONS)),
    }
    Ok(key)
}

fn key_length(method: &str) -> Result<usize, Refusal> {
    match short(method) {
        "aes128-cbc" => Ok(16),
        "aes192-cbc" => Ok(24),
        "aes256-cbc" => Ok(32),
        other => Err(unsupported(other, CIPHERS)),
    }
}

/// Decrypts: the first block is the vector, the last byte says how many are
/// padding (XML Encryption, section 5.2). A wrong key and a changed value look
/// the same.
fn decrypt(key: &[u8], method: Option<&str>, sealed: &[u8]) -> Result<Bytes, Refusal> {
    let method = method.ok_or_else(|| damaged("an encrypted value names no cipher"))?;
    let wrong = || Refusal::WrongKey(None);
    if key.len() != key_length(method)? {
        return Err(wrong());
    }
    let (iv, body) = sealed.split_at_checked(16).ok_or_else(wrong)?;
    let mut plain = Zeroizing::new(body.to_vec());
    let opened = match key.len() {
        16 => unlock::<cbc::Decryptor<Aes128>>(key, iv, &mut plain),
        24 => unlock::<cbc::Decryptor<Aes192>>(key, iv, &mut plain),
        _ => unlock::<cbc::Decryptor<Aes256>>(key, iv, &mut plain),
    };
    opened.ok_or_else(wrong)?;
    let padding = usize::from(plain.last().copied().unwrap_or_default());
    if !(1..=16).contains(&padding) || padding > plain.len() {
        return Err(wrong());
    }
    let length = plain.len() - padding;
    plain.truncate(length);
    Ok(plain)
}

fn unlock<C: KeyIvInit + BlockModeDecrypt>(key: &[u8], iv: &[u8], body: &mut [u8]) -> Option<()> {
    let cipher = C::new_from_slices(key, iv).ok()?;
    cipher.decrypt_padded::<NoPadding>(body).ok().map(|_| ())
}
