//! What an entry shows at a moment: its code, the next one, how long it lasts.

use otp::{Digits, Kind, hotp};
use vault::Entry;
use zeroize::Zeroizing;

/// Below this many seconds a code is marked as running out.
pub(crate) const HURRY: u64 = 5;

/// Is what an entry shows.
pub(crate) enum Moment {
    /// Codes that change with the time.
    Timed {
        /// The code of now.
        code: Zeroizing<String>,
        /// The one after it.
        next: Zeroizing<String>,
        /// Seconds until then.
        remaining: u64,
        /// Seconds that each lasts.
        period: u64,
    },
    /// Codes that are counted; this is the number of the next one.
    Counted(u64),
}

/// Returns what an entry shows at a time in Unix seconds.
pub(crate) fn moment(entry: &Entry, now: u64) -> Moment {
    match (entry.otpauth().totp(), entry.otpauth().kind) {
        (Some(totp), _) => {
            let step = totp.period.step_at(now);
            Moment::Timed {
                code: Zeroizing::new(totp.code_of_step(step).expose()),
                next: Zeroizing::new(totp.code_of_step(step.saturating_add(1)).expose()),
                remaining: totp.period.remaining_at(now),
                period: u64::from(totp.period.seconds()),
            }
        }
        (None, Kind::Hotp(counter)) => Moment::Counted(counter),
        (None, Kind::Totp(_)) => Moment::Counted(0),
    }
}

/// Returns the code that a counter gives.
pub(crate) fn counted(entry: &Entry, counter: u64) -> Zeroizing<String> {
    let otpauth = entry.otpauth();
    Zeroizing::new(hotp(&otpauth.seed, counter, otpauth.digits, otpauth.algorithm).expose())
}

/// Says how the codes of an entry are made.
pub(crate) fn shape(entry: &Entry) -> String {
    let otpauth = entry.otpauth();
    let length = if otpauth.digits == Digits::STEAM {
        "Steam".to_owned()
    } else {
        format!("{} digits", otpauth.digits.count())
    };
    let when = match otpauth.kind {
        Kind::Totp(period) => format!("every {} s", period.seconds()),
        Kind::Hotp(counter) => format!("by counter, next {counter}"),
    };
    format!("{length}, {when}, {}", otpauth.algorithm.name())
}
