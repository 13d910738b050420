//! The end of a hardware token's time, which its maker sets: when its owner is told of it,
//! so that nobody is locked out by a date.

use super::limits::EXPIRY_TOLD_BEFORE;
use crate::Timestamp;

/// Says when the owner is told next of a device whose time is over at `expires`; nothing
/// when everything was told.
pub fn next_telling(expires: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let before = EXPIRY_TOLD_BEFORE.iter().map(|before| expires.minus(*before));
    // At that moment itself its codes are still accepted.
    before.chain([first_moment_after(expires)]).find(|at| *at > now)
}

/// Says whether the end is so near that pages warn of it.
pub fn ends_soon(expires: Timestamp, now: Timestamp) -> bool {
    EXPIRY_TOLD_BEFORE.iter().any(|before| expires.minus(*before) <= now)
}

fn first_moment_after(expires: Timestamp) -> Timestamp {
    Timestamp::from_micros(expires.as_micros().saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_sixty_days_before_and_fourteen_and_when_it_is_over() {
        let day = |day: i64| Timestamp::from_unix_seconds(86_400 * day);
        let expires = day(1_000);
        let over = Timestamp::from_micros(expires.as_micros() + 1);
        for (today, next) in [
            (day(0), Some(day(940))),
            (day(939), Some(day(940))),
            (day(940), Some(day(986))),
            (day(985), Some(day(986))),
            (day(986), Some(over)),
            (expires, Some(over)),
            (over, None),
            (day(2_000), None),
        ] {
            assert_eq!(next_telling(expires, today), next, "{today:?}");
            assert_eq!(ends_soon(expires, today), today >= day(940), "{today:?}");
        }
    }
}
