//! Shares of a recovery key: any so many of them together are the key, fewer
//! say nothing about it (Shamir, 1979). Each is one line that can be printed
//! and typed. The randomness is that of the crate that divides.

use bech32::{Bech32, Hrp};
use blahaj::Sharks;
use zeroize::Zeroizing;

use crate::Key;

/// What a share's text begins with, and what an age key's does.
const SHARE: &str = "skshare";
const KEY: &str = "age-secret-key-";

/// Bytes of a share before its part of the key: how many are needed, which one
/// it is, the fingerprint of the key.
const HEAD: usize = 2 + FINGERPRINT;
const FINGERPRINT: usize = 8;

/// Bytes of an age key (X25519).
const SECRET: usize = 32;

/// Is one share. It says how many are needed, which one it is and of which key.
#[derive(Clone)]
pub struct Share {
    bytes: Zeroizing<Vec<u8>>,
}

/// Says why shares do not become a key, or a key not shares.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ShareError {
    /// No word begins like a share.
    #[error("there is no share in it (a share begins with SKSHARE1)")]
    Missing,
    /// The checksum of a share is wrong.
    #[error(
        "a share is mistyped or incomplete: its checksum does not fit; it has {} characters",
        Share::LENGTH
    )]
    Mistyped,
    /// Fewer than two, or more shares needed than there are.
    #[error(
        "at least 2 shares must be needed, at most as many as there are, and at most {} made",
        Share::MOST
    )]
    Numbers,
    /// Not enough different shares.
    #[error("{have} of the {need} shares that are needed")]
    TooFew {
        /// How many different ones there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// Shares of several keys, or shares that were altered.
    #[error("these shares do not belong together")]
    Mixed,
    /// More text than shares need.
    #[error("this is too long to be shares")]
    TooLong,
    /// The key could not be divided, which only a fault in the program explains.
    #[error("the key could not be divided")]
    Undivided,
}

impl Share {
    /// The length of a share's text, in characters.
    pub const LENGTH: usize = 82;
    /// The most shares of a key.
    pub const MOST: u8 = 16;

    const MAX_TEXT: usize = 65_536;

    /// Divides a key into `count` shares, of which any `needed` are enough.
    pub fn divide(key: &Key, needed: u8, count: u8) -> Result<Vec<Self>, ShareError> {
        if needed < 2 || needed > count || count > Self::MOST {
            return Err(ShareError::Numbers);
        }
        let line = key.expose();
        let (_, secret) = bech32::decode(&line).map_err(|_| ShareError::Undivided)?;
        let secret = Zeroizing::new(secret);
        let fingerprint = key.public().fingerprint();
        let share = |part: &blahaj::Share| {
            let part = Zeroizing::new(Vec::from(part));
            let mut bytes = Zeroizing::new(Vec::with_capacity(HEAD + SECRET));
            bytes.push(needed);
            bytes.extend(part.first());
            bytes.extend_from_slice(fingerprint.as_bytes());
            bytes.extend_from_slice(part.get(1..).unwrap_or_default());
            Self { bytes }
        };
        let parts = Sharks(needed).dealer(&secret).take(usize::from(count));
        let shares: Vec<Self> = parts.map(|part| share(&part)).collect();
        // Nobody gets shares that do not work.
        match Self::combine(&shares) {
            Ok(again) if again.public() == key.public() => Ok(shares),
            _ => Err(ShareError::Undivided),
        }
    }

    /// Reads every share in a text as people keep them: any case, broken over
    /// lines, with blanks and dashes, and with comment lines that begin with `#`.
    pub fn read_all(text: &str) -> Result<Vec<Self>, ShareError> {
        if text.len() > Self::MAX_TEXT {
            return Err(ShareError::TooLong);
        }
        let mut plain = Zeroizing::new(String::with_capacity(text.len()));
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let kept = line.chars().filter(|c| !c.is_whitespace() && *c != '-');
            plain.extend(kept.map(|c| c.to_ascii_lowercase()));
        }
        let mut parts = plain.split("skshare1");
        if parts.next().is_some_and(|before| !before.is_empty()) {
            return Err(ShareError::Missing);
        }
        let shares = parts.map(Self::parse).collect::<Result<Vec<_>, _>>()?;
        if shares.is_empty() { Err(ShareError::Missing) } else { Ok(shares) }
    }

    fn parse(part: &str) -> Result<Self, ShareError> {
        let text = Zeroizing::new(format!("{SHARE}1{part}"));
        let (hrp, bytes) = bech32::decode(&text).map_err(|_| ShareError::Mistyped)?;
        let bytes = Zeroizing::new(bytes);
        let whole = hrp.as_str() == SHARE && bytes.len() == HEAD + SECRET;
        let share = Self { bytes };
        let known = share.fingerprint().bytes().all(|byte| byte.is_ascii_alphanumeric());
        if whole && known && share.needed() >= 2 && share.number() >= 1 {
            Ok(share)
        } else {
            Err(ShareError::Mistyped)
        }
    }

    /// Makes the key of enough shares. Whether it is the key of the shares is
    /// checked; whether it opens anything is not known here.
    pub fn combine(shares: &[Self]) -> Result<Key, ShareError> {
        let Some(first) = shares.first() else { return Err(ShareError::Missing) };
        let alike =
            |one: &Self| one.needed() == first.needed() && one.fingerprint() == first.fingerprint();
        if !shares.iter().all(alike) {
            return Err(ShareError::Mixed);
        }
        let mut parts: Vec<(u8, Zeroizing<Vec<u8>>)> = Vec::new();
        for share in shares {
            let mut part = Zeroizing::new(Vec::with_capacity(1 + SECRET));
            part.push(share.number());
            part.extend_from_slice(share.bytes.get(HEAD..).unwrap_or_default());
            match parts.iter().find(|(number, _)| *number == share.number()) {
                None => parts.push((share.number(), part)),
                Some((_, other)) if *other == part => {}
                Some(_) => return Err(ShareError::Mixed),
            }
        }
        let need = usize::from(first.needed());
        if parts.len() < need {
            return Err(ShareError::TooFew { have: parts.len(), need });
        }
        let parts: Result<Vec<blahaj::Share>, _> =
            parts.iter().map(|(_, part)| blahaj::Share::try_from(part.as_slice())).collect();
        let parts = parts.map_err(|_| ShareError::Mixed)?;
        let secret = Sharks(first.needed()).recover(&parts).map_err(|_| ShareError::Mixed)?;
        let secret = Zeroizing::new(secret);
        let hrp = Hrp::parse(KEY).map_err(|_| ShareError::Mixed)?;
        let line = bech32::encode_upper::<Bech32>(hrp, &secret).map_err(|_| ShareError::Mixed)?;
        let line = Zeroizing::new(line);
        let key = Key::read_all(&line).ok().and_then(|keys| keys.into_iter().next());
        key.filter(|key| key.public().fingerprint() == first.fingerprint()).ok_or(ShareError::Mixed)
    }

    /// Returns the line that people print.
    pub fn expose(&self) -> Zeroizing<String> {
        let text = Hrp::parse(SHARE)
            .ok()
            .and_then(|hrp| bech32::encode_upper::<Bech32>(hrp, &self.bytes).ok());
        Zeroizing::new(text.unwrap_or_default())
    }

    /// Returns how many shares are needed together.
    pub fn needed(&self) -> u8 {
        self.bytes.first().copied().unwrap_or_default()
    }

    /// Returns which share this is, from 1.
    pub fn number(&self) -> u8 {
        self.bytes.get(1).copied().unwrap_or_default()
    }

    /// Returns the fingerprint of the key that this is a share of.
    pub fn fingerprint(&self) -> &str {
        self.bytes
            .get(2..HEAD)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Share({} of ...{})", self.number(), self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn divided(needed: u8, count: u8) -> (Key, Vec<Share>) {
        let key = Key::generate();
        let shares = Share::divide(&key, needed, count).unwrap();
        (key, shares)
    }

    #[test]
    fn any_two_of_three_are_the_key_and_one_is_not() {
        let (key, shares) = divided(2, 3);
        for (one, other) in [(0, 1), (1, 2), (2, 0)] {
            let pair = [shares[one].clone(), shares[other].clone()];
            assert!(Share::combine(&pair).unwrap().public() == key.public());
        }
        assert!(Share::combine(&shares).unwrap().public() == key.public(), "more do no harm");
        for lonely in [vec![shares[0].clone()], vec![shares[0].clone(), shares[0].clone()]] {
            let error = Share::combine(&lonely).unwrap_err();
            assert_eq!(error, ShareError::TooFew { have: 1, need: 2 });
        }
    }

    #[test]
    fn every_size_works() {
        for (needed, count) in [(2, 2), (3, 5), (5, 5), (2, 16), (16, 16)] {
            let (key, shares) = divided(needed, count);
            let some = &shares[shares.len() - usize::from(needed)..];
            assert!(Share::combine(some).unwrap().public() == key.public(), "{needed} of {count}");
        }
        for (needed, count) in [(1, 3), (0, 0), (4, 3), (2, 17)] {
            let error = Share::divide(&Key::generate(), needed, count).unwrap_err();
            assert_eq!(error, ShareError::Numbers);
        }
    }

    #[test]
    fn text_is_read_as_people_keep_it() {
        let (key, shares) = divided(2, 3);
        let lines: Vec<_> = shares.iter().map(Share::expose).collect();
        assert_eq!(lines[0].len(), Share::LENGTH);
        let (head, tail) = lines[0].split_at(30);
        let typed = format!("# the first\n {}\n{tail}\n\n{}", head.to_lowercase(), *lines[2]);
        let read = Share::read_all(&typed).unwrap();
        assert_eq!((read[0].number(), read[1].number(), read[0].needed()), (1, 3, 2));
        assert_eq!(read[0].fingerprint(), key.public().fingerprint());
        assert!(Share::combine(&read).unwrap().public() == key.public());
    }

    #[test]
    fn typing_errors_and_other_texts_are_noticed() {
        let (_, shares) = divided(2, 2);
        let line = shares[0].expose();
        for at in [10, 40, 81] {
            let mut typed = line.to_string();
            let other = if typed.as_bytes()[at] == b'Q' { "P" } else { "Q" };
            typed.replace_range(at..=at, other);
            assert_eq!(Share::read_all(&typed).unwrap_err(), ShareError::Mistyped);
        }
        assert_eq!(Share::read_all(&line[..60]).unwrap_err(), ShareError::Mistyped);
        for text in ["", "hello", "AGE-SECRET-KEY-1Q"] {
            assert_eq!(Share::read_all(text).unwrap_err(), ShareError::Missing);
        }
        assert_eq!(Share::read_all(&"#".repeat(70_000)).unwrap_err(), ShareError::TooLong);
    }

    #[test]
    fn shares_of_two_keys_do_not_mix_even_with_one_name() {
        let (_, one) = divided(2, 2);
        let (_, other) = divided(2, 2);
        let mixed = [one[0].clone(), other[1].clone()];
        assert_eq!(Share::combine(&mixed).unwrap_err(), ShareError::Mixed);
        let mut forged = other[1].clone();
        forged.bytes[2..HEAD].copy_from_slice(one[0].fingerprint().as_bytes());
        assert_eq!(Share::combine(&[one[0].clone(), forged]).unwrap_err(), ShareError::Mixed);
        let mut altered = one[0].clone();
        altered.bytes[20] ^= 1;
        let twins = [one[0].clone(), altered];
        assert_eq!(Share::combine(&twins).unwrap_err(), ShareError::Mixed);
    }

    #[test]
    fn debug_shows_no_secret() {
        let (_, shares) = divided(2, 2);
        let text = format!("{:?}", shares[0]);
        assert!(text.starts_with("Share(1 of ...") && text.len() < 30, "{text}");
    }

    proptest! {
        #[test]
        fn hostile_shares_are_refused_without_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let hrp = Hrp::parse(SHARE).unwrap();
            let text = bech32::encode_upper::<Bech32>(hrp, &bytes).unwrap();
            if let Ok(shares) = Share::read_all(&text) {
                let _ = Share::combine(&shares);
            }
        }
    }
}
