//! Tokens from a container.

use zeroize::Zeroizing;

use super::container::{Container, Package, Value, damaged, parse};
use super::names::short;
use super::protect::{Opener, decode};
use crate::read::{Raw, RawKind};
use crate::{Format, Limits, Protection, Refusal};

/// Reads a container.
pub(crate) fn read(
    text: &str,
    protection: &Protection,
    limits: Limits,
) -> Result<(Format, Vec<Raw>), Refusal> {
    let container = parse(text, limits)?;
    if container.version.as_deref() != Some("1.0") {
        return Err(Refusal::Unsupported {
            what: "another version of PSKC".to_owned(),
            supported: "version 1.0",
        });
    }
    let is_encrypted = container.packages.iter().any(|package| package.secret.cipher.is_some());
    let opener = if is_encrypted {
        if !container.has_key {
            return Err(damaged("its values are encrypted, but it does not say with which key"));
        }
        Some(Opener::new(&container, protection, limits)?)
    } else {
        None
    };
    let format = if is_encrypted { Format::Pskc } else { Format::PlainPskc };
    let Container { packages, .. } = container;
    let read = packages.into_iter().enumerate();
    let tokens = read.map(|(index, package)| token(index + 1, package, opener.as_ref()));
    Ok((format, tokens.collect::<Result<_, _>>()?))
}

fn token(place: usize, package: Package, opener: Option<&Opener>) -> Result<Raw, Refusal> {
    let named = package.serial.as_ref().or(package.id.as_ref()).filter(|text| !text.is_empty());
    let serial = named.cloned().unwrap_or_else(|| format!("number {place} in the file"));
    let fault = |what: &str| Refusal::Token { serial: serial.clone(), what: what.to_owned() };
    if named.is_none() {
        return Err(fault("it has no serial number"));
    }
    if package.keys != 1 {
        return Err(fault("it must have exactly one key"));
    }
    let kind = kind_of(&package, &fault)?;
    let seed = match (&package.secret.plain, opener) {
        // Among proved seeds, one that lies open was put there by somebody else.
        (Some(_), Some(_)) => return Err(fault("its seed lies open among encrypted ones")),
        (Some(plain), None) => decode(plain).map_err(|_| fault("its seed is not base64"))?,
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
