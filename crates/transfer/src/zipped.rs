//! One file out of a zip archive, with limits against bombs.

use std::io::{Cursor, Read};

use zeroize::Zeroizing;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::{Format, Limits, Refusal};

/// Is an archive in memory.
pub(crate) struct Zipped<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Zipped<'a> {
    /// Reads the directory of an archive.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        ZipArchive::new(Cursor::new(bytes)).ok().map(Self)
    }

    /// Finds the first file whose name fits.
    pub(crate) fn find(&self, fits: impl Fn(&str) -> bool) -> Option<usize> {
        (0..self.0.len())
            .find(|index| matches!(self.0.name_for_index(*index), Some(Ok(name)) if fits(&name)))
    }

    /// Unpacks one file, decrypting it where it is encrypted.
    pub(crate) fn unpack(
        &mut self,
        index: usize,
        format: Format,
        password: Option<&str>,
        limits: Limits,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let fault = |error: ZipError| match error {
            ZipError::InvalidPassword => Refusal::WrongPassword(format),
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                Refusal::PasswordNeeded(format)
            }
            _ => Refusal::damaged(format, "its archive cannot be read"),
        };
        let file = match password {
            Some(password) => self.0.by_index_decrypt(index, password.as_bytes()),
            None => self.0.by_index(index),
        };
        let file = file.map_err(fault)?;
        let encrypted = file.encrypted();
        let limit = limits.unpacked_bytes;
        let mut plain = Zeroizing::new(Vec::new());
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        file.take(most).read_to_end(&mut plain).map_err(|_| {
            if encrypted {
                Refusal::WrongPassword(format)
            } else {
                Refusal::damaged(format, "its content does not fit its checksum")
            }
        })?;
        if plain.len() > limit {
            let what = format!("it would unpack to more than {} MiB", limit >> 20);
            return Err(Refusal::Costly { format, what });
        }
        Ok(plain)
    }
}
