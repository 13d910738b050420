//! What a vault answers to the everyday questions: lists, codes, whose code it
//! is. The agent and the commands ask the same functions, so that it makes no
//! difference who holds the vault.

use device_wire::agent::{Candidate, Found, Lasts, ShownCode, ShownEntry};
use otp::{Code, Digits, Hotp, Kind, Totp, hotp};
use vault::{Contents, Entry, Error, Vault};
use zeroize::Zeroizing;

use crate::commands::shown;
use crate::failure::Failure;

/// How many steps before and after now are looked at for a code.
const AROUND: u64 = 10;

/// Is which code is asked for.
pub(crate) struct Wanted<'a> {
    /// The entry: its name, or a part of it.
    pub(crate) query: &'a str,
    /// Of which time, in Unix seconds.
    pub(crate) time: u64,
    /// Whether a person gave the time.
    pub(crate) given: bool,
    /// Whether two codes are used up where they are counted.
    pub(crate) pair: bool,
}

/// Lists all entries.
pub(crate) fn list(contents: &Contents) -> Vec<ShownEntry> {
    contents.entries().iter().map(shown).collect()
}

/// Selects one entry; the failure of several says which they are.
pub(crate) fn find<'c>(contents: &'c Contents, query: &str) -> Result<&'c Entry, Failure> {
    contents.find(query).map_err(|error| {
        let message = error.to_string();
        let Error::Ambiguous { candidates, .. } = error else { return Failure::new(message) };
        let candidate =
            |one: vault::Candidate| Candidate { name: one.name, described: one.described };
        Failure::several(message, candidates.into_iter().map(candidate).collect())
    })
}

/// Returns the code of an entry and the one after it. A counter is moved on,
/// durably, before its code is returned: `now` is when that is written, and
/// `before` is called first.
pub(crate) fn code(
    vault: &mut Vault,
    now: u64,
    wanted: &Wanted<'_>,
    before: impl FnOnce(),
) -> Result<ShownCode, Failure> {
    let entry = find(vault.contents(), wanted.query)?.clone();
    match entry.otpauth().totp() {
        Some(totp) => Ok(timed(&entry, &totp, wanted.time)),
        None if wanted.given => Err(Failure::usage(format!(
            "{} counts its codes; they do not depend on the time, so --at and --watch mean nothing",
            entry.name()
        ))),
        None => {
            before();
            let steps = if wanted.pair { 2 } else { 1 };
            let counter = vault.update(now, |contents| contents.advance(entry.id(), steps))?;
            Ok(counted(&entry, counter))
        }
    }
}

fn timed(entry: &Entry, totp: &Totp, time: u64) -> ShownCode {
    let step = totp.period.step_at(time);
    ShownCode {
        entry: shown(entry),
        first: Zeroizing::new(totp.code_of_step(step).expose()),
        second: Zeroizing::new(totp.code_of_step(step.saturating_add(1)).expose()),
        lasts: Lasts::Seconds {
            remaining: totp.period.remaining_at(time),
            period: u64::from(totp.period.seconds()),
        },
    }
}

fn counted(entry: &Entry, counter: u64) -> ShownCode {
    let otpauth = entry.otpauth();
    let code = |counter| {
        Zeroizing::new(hotp(&otpauth.seed, counter, otpauth.digits, otpauth.algorithm).expose())
    };
    ShownCode {
        entry: shown(entry),
        first: code(counter),
        second: code(counter.saturating_add(1)),
        lasts: Lasts::Counter(counter),
    }
}

/// Reads a typed code, of whichever length there is.
pub(crate) fn parse_code(typed: &str) -> Result<(Code, Digits), Failure> {
    let length = typed.chars().filter(|c| !c.is_whitespace()).count();
    let digits = match length {
        5 => Some(Digits::STEAM),
        _ => u32::try_from(length).ok().and_then(Digits::new),
    };
    digits.and_then(|digits| Code::parse(typed, digits).ok().map(|code| (code, digits))).ok_or_else(
        || {
            Failure::usage(
                "a code consists of 6, 7 or 8 digits, or of Steam's 5 letters and digits",
            )
        },
    )
}

/// Finds the entries that show a code, now or within ten steps around now.
pub(crate) fn which(contents: &Contents, typed: &str, now: u64) -> Result<Vec<Found>, Failure> {
    let (code, digits) = parse_code(typed)?;
    let entries = contents.entries().iter().filter(|entry| entry.otpauth().digits == digits);
    let found = entries.filter_map(|entry| {
        let offset = offset(entry, &code, now)?;
        let period = match entry.otpauth().kind {
            Kind::Totp(period) => Some(u64::from(period.seconds())),
            Kind::Hotp(_) => None,
        };
        Some(Found { entry: shown(entry), offset, counted: period.is_none(), period })
    });
    Ok(found.collect())
}

/// Returns how many steps away from now an entry shows a code, nearest first.
fn offset(entry: &Entry, code: &Code, now: u64) -> Option<i64> {
    let otpauth = entry.otpauth();
    let current = match otpauth.kind {
        Kind::Totp(period) => period.step_at(now),
        Kind::Hotp(counter) => counter,
    };
    let codes = Hotp::new(&otpauth.seed, otpauth.digits, otpauth.algorithm);
    let shows = |step: u64| bool::from(codes.code(step).matches(code));
    (0..=AROUND).find_map(|distance| {
        let offset = i64::try_from(distance).unwrap_or_default();
        if current.checked_sub(distance).is_some_and(shows) {
            Some(-offset)
        } else {
            current.checked_add(distance).is_some_and(shows).then_some(offset)
        }
    })
}
