//! `otpauth://` URIs: what a QR code holds. Reading forgives what applications
//! in use write; writing is strict. Fields that are not understood here are
//! kept by nobody: a caller that must give them back keeps the text.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::{Algorithm, Digits, MalformedSeed, Period, Seed, Totp};

/// What RFC 3986 calls unreserved, and `@`, stays as it is.
const KEEP: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// Is how the moving factor of a code is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From the time, with steps of this length.
    Totp(Period),
    /// From a counter, with this next value.
    Hotp(u64),
}

/// Is the content of an `otpauth` URI.
#[derive(Clone, Debug)]
pub struct Otpauth {
    /// TOTP or HOTP.
    pub kind: Kind,
    /// The service: the `issuer` parameter, or the label's prefix without one.
    pub issuer: Option<String>,
    /// The label without its issuer prefix: whose account it is.
    pub account: String,
    /// The shared secret.
    pub seed: Seed,
    /// The hash function; SHA-1 when not named.
    pub algorithm: Algorithm,
    /// The length of a code; six when not named.
    pub digits: Digits,
}

/// Says what is wrong with an `otpauth` URI. Never repeats the URI, which
/// holds the secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UriError {
    /// Another scheme, or no URI at all.
    #[error("this is not an otpauth URI (it must begin with otpauth://totp/ or otpauth://hotp/)")]
    Scheme,
    /// A kind of code other than TOTP, HOTP and Steam's.
    #[error("otpauth URIs of this type are not supported (only totp, hotp and steam)")]
    Type,
    /// The `secret` parameter is missing.
    #[error("the URI has no secret")]
    NoSecret,
    /// The `secret` parameter is not base32.
    #[error(transparent)]
    Secret(#[from] MalformedSeed),
    /// The `algorithm` parameter is unknown.
    #[error("the URI names an algorithm other than SHA1, SHA256 and SHA512")]
    Algorithm,
    /// The `digits` parameter is not 6, 7 or 8.
    #[error("the URI asks for codes of a length other than 6, 7 or 8 digits")]
    Digits,
    /// The `period` parameter is not 1 to 86 400.
    #[error("the URI's period is not between 1 and 86400 seconds")]
    Period,
    /// A HOTP URI without a valid `counter`.
    #[error("a URI of type hotp needs a counter")]
    Counter,
    /// Escapes that are not UTF-8.
    #[error("the URI's text is not UTF-8")]
    Encoding,
    /// More than any application writes.
    #[error("the URI is longer than {} characters", Otpauth::MAX_LENGTH)]
    TooLong,
    /// The same parameter twice: which one counts would be a guess.
    #[error("the URI gives a parameter twice")]
    Repeated,
}

impl Otpauth {
    /// The longest URI that is read, in bytes.
    pub const MAX_LENGTH: usize = 8192;

    /// Reads a URI. Scheme, type and parameter names in any case; `+` is a
    /// blank in parameters only; the label is split at its first colon.
    pub fn parse(uri: &str) -> Result<Self, UriError> {
        let uri = uri.trim();
        if uri.len() > Self::MAX_LENGTH {
            return Err(UriError::TooLong);
        }
        let rest = strip_prefix_ignoring_case(uri, "otpauth://").ok_or(UriError::Scheme)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (kind, label) = path.split_once('/').unwrap_or((path, ""));
        let (hotp, steam) = match kind.to_ascii_lowercase().as_str() {
            "totp" => (false, false),
            "hotp" => (true, false),
            "steam" => (false, true),
            _ => return Err(UriError::Type),
        };

        let parameters = Parameters::read(query)?;
        let seed = Seed::from_base32(parameters.secret.as_deref().ok_or(UriError::NoSecret)?)?;
        let label = decode(label)?;
        // An issuer may itself hold a colon: where the label repeats it, what
        // follows is the account.
        let repeated = parameters
            .issuer
            .as_deref()
            .and_then(|issuer| label.trim_start().strip_prefix(issuer)?.strip_prefix(':'));
        let (prefix, account) = match (repeated, label.split_once(':')) {
            (Some(account), _) => (None, account.trim()),
            (None, Some((prefix, account))) => (present(prefix), account.trim()),
            (None, None) => (None, label.trim()),
        };
        let issuer = parameters.issuer.or(prefix);
        let digits = match (steam || parameters.steam, parameters.digits) {
            (true, None | Some(5)) if !hotp => Digits::STEAM,
            // Applications that know no type of its own write five digits.
            (false, Some(5)) if !hotp && issuer.as_deref().is_some_and(is_steam) => Digits::STEAM,
            (false, count) => Digits::new(count.unwrap_or(6)).ok_or(UriError::Digits)?,
            (true, _) => return Err(UriError::Digits),
        };
        Ok(Self {
            kind: if hotp {
                Kind::Hotp(parameters.counter.ok_or(UriError::Counter)?)
            } else {
                Kind::Totp(parameters.period.unwrap_or_default())
            },
            issuer,
            account: account.to_owned(),
            seed,
            algorithm: parameters.algorithm.unwrap_or_default(),
            digits,
        })
    }

    /// Writes the URI. Parameters that have their default value are left out,
    /// as AWS does, so that the QR code stays small and every app reads it.
    pub fn to_uri(&self) -> Zeroizing<String> {
        let escape = |text: &str| utf8_percent_encode(text, KEEP).to_string();
        let mut uri = Zeroizing::new(String::with_capacity(256));
        uri.push_str(match self.kind {
            // The type makes programs that know no Steam codes refuse it, instead
            // of showing wrong ones.
            Kind::Totp(_) if self.digits.is_steam() => "otpauth://steam/",
            Kind::Totp(_) => "otpauth://totp/",
            Kind::Hotp(_) => "otpauth://hotp/",
        });
        if let Some(issuer) = &self.issuer {
            uri.push_str(&escape(issuer));
            uri.push(':');
        } else if self.account.contains(':') {
            // An empty prefix, or the account would be split.
            uri.push(':');
        }
        uri.push_str(&escape(&self.account));
        uri.push_str("?secret=");
        uri.push_str(&self.seed.to_base32());
        if let Some(issuer) = &self.issuer {
            uri.push_str("&issuer=");
            uri.push_str(&escape(issuer));
        }
        if self.algorithm != Algorithm::default() {
            uri.push_str("&algorithm=");
            uri.push_str(self.algorithm.name());
        }
        if self.digits != Digits::default() && !self.digits.is_steam() {
            uri.push_str(&format!("&digits={}", self.digits.count()));
        }
        match self.kind {
            Kind::Totp(period) if period != Period::default() => {
                uri.push_str(&format!("&period={}", period.seconds()));
            }
            Kind::Totp(_) => {}
            Kind::Hotp(counter) => uri.push_str(&format!("&counter={counter}")),
        }
        uri
    }

    /// Returns the TOTP of this URI; `None` for HOTP.
    pub fn totp(&self) -> Option<Totp> {
        match self.kind {
            Kind::Totp(period) => Some(Totp {
                seed: self.seed.clone(),
                algorithm: self.algorithm,
                digits: self.digits,
                period,
            }),
            Kind::Hotp(_) => None,
        }
    }
}

/// The parameters that mean something here, each at most once.
#[derive(Default)]
struct Parameters {
    secret: Option<Zeroizing<String>>,
    issuer: Option<String>,
    algorithm: Option<Algorithm>,
    digits: Option<u32>,
    steam: bool,
    period: Option<Period>,
    counter: Option<u64>,
}

impl Parameters {
    fn read(query: &str) -> Result<Self, UriError> {
        let mut read = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = Zeroizing::new(decode(&value.replace('+', " "))?);
            match name.to_ascii_lowercase().as_str() {
                "secret" => once(&mut read.secret, value)?,
                "issuer" => {
                    if let Some(issuer) = present(&value) {
                        once(&mut read.issuer, issuer)?;
                    }
                }
                "algorithm" => {
                    let algorithm = Algorithm::parse(&value).map_err(|_| UriError::Algorithm)?;
                    once(&mut read.algorithm, algorithm)?;
                }
                "digits" => {
                    let digits = value.trim().parse().map_err(|_| UriError::Digits)?;
                    once(&mut read.digits, digits)?;
                }
                // KeePassXC's way of saying so.
                "encoder" => read.steam |= is_steam(&value),
                "period" => {
                    let period = value.trim().parse().ok().and_then(Period::new);
                    once(&mut read.period, period.ok_or(UriError::Period)?)?;
                }
                "counter" => {
                    let counter = value.trim().parse().map_err(|_| UriError::Counter)?;
                    once(&mut read.counter, counter)?;
                }
                _ => {}
            }
        }
        Ok(read)
    }
}

fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), UriError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(UriError::Repeated),
    }
}

fn is_steam(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("steam")
}

fn decode(text: &str) -> Result<String, UriError> {
    Ok(percent_decode_str(text).decode_utf8().map_err(|_| UriError::Encoding)?.into_owned())
}

fn present(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(uri: &str) -> Otpauth {
        Otpauth::parse(uri).unwrap()
    }

    #[test]
    fn reads_the_form_that_aws_writes() {
        let uri = "otpauth://totp/Amazon%20Web%20Services:alice@acme?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH&issuer=Amazon%20Web%20Services";
        let entry = read(uri);
        assert_eq!(entry.issuer.as_deref(), Some("Amazon Web Services"));
        assert_eq!(entry.account, "alice@acme");
        assert_eq!(entry.seed.expose(), (0..40).collect::<Vec<u8>>());
        assert_eq!(entry.kind, Kind::Totp(Period::THIRTY));
        assert_eq!(entry.to_uri().as_str(), uri);
    }

    #[test]
    fn splits_the_label_at_the_first_colon_however_it_is_written() {
        for uri in [
            "otpauth://totp/Bank:a:b?secret=MZXW6YTB",
            "otpauth://totp/Bank%3Aa%3Ab?secret=MZXW6YTB",
            "OTPAUTH://TOTP/Bank:%20a:b?SECRET=mzxw6ytb",
        ] {
            let entry = read(uri);
            assert_eq!((entry.issuer.as_deref(), entry.account.as_str()), (Some("Bank"), "a:b"));
        }
    }

    #[test]
    fn the_issuer_parameter_wins_over_the_prefix() {
        let entry = read("otpauth://totp/Old:me?secret=MZXW6YTB&issuer=New");
        assert_eq!(entry.issuer.as_deref(), Some("New"));
    }

    #[test]
    fn plus_is_a_blank_in_parameters_only() {
        let entry = read("otpauth://totp/a+b?secret=MZXW6YTB&issuer=Air+Canada");
        assert_eq!((entry.issuer.as_deref(), entry.account.as_str()), (Some("Air Canada"), "a+b"));
    }

    #[test]
    fn reads_every_parameter() {
        let entry =
            read("otpauth://totp/x?secret=MZXW6YTB&algorithm=HmacSHA256&digits=8&period=60");
        assert_eq!(entry.algorithm, Algorithm::Sha256);
        assert_eq!(entry.digits, Digits::EIGHT);
        assert_eq!(entry.kind, Kind::Totp(Period::new(60).unwrap()));
        assert_eq!(read("otpauth://hotp/x?secret=MZXW6YTB&counter=7").kind, Kind::Hotp(7));
    }

    #[test]
    fn reads_every_way_of_writing_a_steam_entry() {
        for uri in [
            "otpauth://steam/Steam:me?secret=MZXW6YTB&issuer=Steam",
            "otpauth://totp/Steam:me?secret=MZXW6YTB&issuer=Steam&digits=5",
            "otpauth://totp/Steam:me?secret=MZXW6YTB&digits=5&encoder=steam",
        ] {
            let entry = read(uri);
            assert_eq!((entry.digits, entry.kind), (Digits::STEAM, Kind::Totp(Period::THIRTY)));
            assert_eq!(
                entry.to_uri().as_str(),
                "otpauth://steam/Steam:me?secret=MZXW6YTB&issuer=Steam"
            );
        }
        for uri in [
            "otpauth://steam/x?secret=MZXW6YTB&digits=6",
            "otpauth://totp/x?secret=MZXW6YTB&digits=5",
            "otpauth://hotp/Steam:x?secret=MZXW6YTB&counter=1&encoder=steam",
        ] {
            assert_eq!(Otpauth::parse(uri).unwrap_err(), UriError::Digits, "{uri}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (uri, want) in [
            ("", UriError::Scheme),
            ("https://example.com/", UriError::Scheme),
            ("otpauth-migration://offline?data=x", UriError::Scheme),
            ("otpauth://motp/x?secret=MZXW6YTB", UriError::Type),
            ("otpauth://totp/x", UriError::NoSecret),
            ("otpauth://totp/x?secret=", UriError::Secret(MalformedSeed::Empty)),
            (
                "otpauth://totp/x?secret=M1",
                UriError::Secret(MalformedSeed::Character { position: 2 }),
            ),
            ("otpauth://totp/x?secret=MZXW6YTB&digits=99", UriError::Digits),
            ("otpauth://totp/x?secret=MZXW6YTB&digits=-6", UriError::Digits),
            ("otpauth://totp/x?secret=MZXW6YTB&period=0", UriError::Period),
            ("otpauth://totp/x?secret=MZXW6YTB&algorithm=MD5", UriError::Algorithm),
            ("otpauth://hotp/x?secret=MZXW6YTB", UriError::Counter),
            ("otpauth://totp/%ff?secret=MZXW6YTB", UriError::Encoding),
            ("otpauth://totp/x?secret=MZXW6YTB&secret=MZXW6YTB", UriError::Repeated),
        ] {
            assert_eq!(Otpauth::parse(uri).unwrap_err(), want, "{uri}");
        }
        let long = format!("otpauth://totp/x?secret=MZXW6YTB&x={}", "y".repeat(9000));
        assert_eq!(Otpauth::parse(&long).unwrap_err(), UriError::TooLong);
    }

    proptest! {
        #[test]
        fn round_trip(issuer in "\\PC{0,20}", account in "\\PC{0,30}", raw in proptest::collection::vec(any::<u8>(), 1..64)) {
            let entry = Otpauth {
                kind: Kind::Totp(Period::THIRTY),
                issuer: present(&issuer),
                account: account.trim().to_owned(),
                seed: Seed::from_bytes(raw).unwrap(),
                algorithm: Algorithm::Sha512,
                digits: Digits::EIGHT,
            };
            let back = read(&entry.to_uri());
            prop_assert_eq!(&back.issuer, &entry.issuer);
            prop_assert_eq!(&back.account, &entry.account);
            prop_assert!(back.seed.same(&entry.seed));
            prop_assert_eq!(back.algorithm, entry.algorithm);
        }

        #[test]
        fn never_fails_badly(text in "(otpauth://(totp|hotp)/)?\\PC{0,80}") {
            let _ = Otpauth::parse(&text);
        }
    }
}
