//! Tokens from a container.

use zeroize::Zeroizing;

use super::container::{Header, Package, Value, damaged, parse};
use super::names::short;
use super::protect::{Opener, decode};
use crate::read::{Raw, RawKind};
use crate::{Format, Limits, Protection, Refusal, Validity};

/// Reads a container.
pub(crate) fn read(
    text: &str,
    protection: &Protection,
    limits: Limits,
) -> Result<(Format, Vec<Raw>), Refusal> {
    let mut opener = None;
    let mut found = Vec::new();
    let header = parse(text, limits, |header, package| {
        if header.version.as_deref() != Some("1.0") {
            return Err(another_version());
        }
        let secret = &package.secret;
        if secret.cipher.is_some() && opener.is_none() {
            if !header.has_key {
                let what = "its values are encrypted, but it does not say with which key";
                return Err(damaged(what));
            }
            opener = Some(Opener::new(header, secret.method.as_deref(), protection, limits)?);
        }
        found.push(token(found.len() + 1, &package, header, opener.as_ref())?);
        Ok(())
    })?;
    if header.version.as_deref() != Some("1.0") {
        return Err(another_version());
    }
    let format = if opener.is_some() { Format::Pskc } else { Format::PlainPskc };
    Ok((format, found))
}

fn another_version() -> Refusal {
    let what = "another version of PSKC".to_owned();
    Refusal::Unsupported { what, supported: "version 1.0" }
}

fn token(
    place: usize,
    package: &Package,
    header: &Header,
    opener: Option<&Opener>,
) -> Result<Raw, Refusal> {
    let named = package.serial.as_ref().or(package.id.as_ref()).filter(|text| !text.is_empty());
    let serial = named.cloned().unwrap_or_else(|| format!("number {place} in the file"));
    let fault = |what: &str| Refusal::Token { serial: serial.clone(), what: what.to_owned() };
    if named.is_none() {
        return Err(fault("it has no serial number"));
    }
    if package.keys != 1 {
        return Err(fault("it must have exactly one key"));
    }
    let kind = kind_of(package, &fault)?;
    let (kind, validity) = match (kind, package.policy.judge()) {
        (RawKind::Totp, Ok(validity)) => (RawKind::Totp, validity),
        (RawKind::Totp, Err(reason)) => (RawKind::Other(reason), Validity::default()),
        (other, _) => (other, Validity::default()),
    };
    let seed = match (&package.secret.plain, opener) {
        // Among proved seeds, one that lies open was put there by somebody else.
        (Some(_), _) if header.has_key => {
            return Err(fault("its seed lies open among encrypted ones"));
        }
        (Some(plain), _) => decode(plain).map_err(|_| fault("its seed is not base64"))?,
        (None, Some(opener)) if package.secret.cipher.is_some() => {
            opener.open(&package.secret, &serial)?
        }
        // Only a token that is skipped anyway may lack its seed.
        (None, _) if matches!(kind, RawKind::Other(_)) => Zeroizing::default(),
        (None, _) => return Err(fault("it has no seed")),
    };
    let plain = |value: &Value, name: &str| match (&value.plain, &value.cipher) {
        (_, Some(_)) => Err(fault(&format!("its {name} is encrypted, which is not supported"))),
        (plain, None) => Ok(plain.as_ref().map(|text| text.to_string())),
    };
    Ok(Raw {
        seed,
        algorithm: package.suite.clone(),
        digits: package.length.clone(),
        period: plain(&package.interval, "time step")?,
        drift: plain(&package.drift, "drift")?,
        model: model(package.manufacturer.as_deref(), package.model.as_deref()),
        validity,
        kind,
        serial,
    })
}

fn kind_of(package: &Package, fault: &dyn Fn(&str) -> Refusal) -> Result<RawKind, Refusal> {
    let algorithm = package.algorithm.as_deref().ok_or_else(|| fault("it names no algorithm"))?;
    let other = |reason: &str| Ok(RawKind::Other(reason.to_owned()));
    match short(algorithm).to_ascii_lowercase().as_str() {
        "totp" => {}
        "hotp" => return other("it counts presses of its button, not time"),
        _ => return other("its codes are not made by TOTP"),
    }
    if package.encoding.as_deref().is_some_and(|encoding| encoding != "DECIMAL") {
        return other("its codes are not decimal digits");
    }
    if package.time.plain.as_ref().is_some_and(|zero| zero.trim() != "0") {
        return other("it does not count from the beginning of 1970");
    }
    Ok(RawKind::Totp)
}

/// Puts maker and model together.
pub(crate) fn model(maker: Option<&str>, model: Option<&str>) -> Option<String> {
    let words: Vec<&str> =
        [maker, model].into_iter().flatten().map(str::trim).filter(|w| !w.is_empty()).collect();
    let text: String = words.join(" ").chars().filter(|c| !c.is_control()).take(80).collect();
    (!text.is_empty()).then_some(text)
}
