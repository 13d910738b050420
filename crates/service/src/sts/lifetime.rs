//! How long temporary credentials last.

use std::time::Duration;

use crate::{Kind, ServiceError};

/// The least that may be asked for.
pub(super) const SHORTEST: u32 = 900;
/// The most that a user may ask for: 36 hours.
pub(super) const LONGEST: u32 = 129_600;
/// What a user has without asking: 12 hours.
const DEFAULT: u32 = 43_200;
/// The most that root has, whatever is asked: one hour.
const ROOT: u32 = 3600;

/// Returns the lifetime of credentials that GetSessionToken and
/// GetFederationToken give. A longer one for root is not refused but shortened
/// (page "GetSessionToken").
pub(super) fn of_identity(is_root: bool, wanted: Option<u32>) -> Result<Duration, ServiceError> {
    let wanted = within(wanted.unwrap_or(if is_root { ROOT } else { DEFAULT }), LONGEST)?;
    Ok(Duration::from_secs(u64::from(if is_root { wanted.min(ROOT) } else { wanted })))
}

/// Checks a wanted lifetime in seconds.
pub(super) fn within(wanted: u32, longest: u32) -> Result<u32, ServiceError> {
    if (SHORTEST..=longest).contains(&wanted) {
        return Ok(wanted);
    }
    let bound = if wanted < SHORTEST {
        format!("greater than or equal to {SHORTEST}")
    } else {
        format!("less than or equal to {longest}")
    };
    let message = format!(
        "1 validation error detected: Value '{wanted}' at 'durationSeconds' failed to satisfy \
         constraint: Member must have value {bound}"
    );
    Err(ServiceError::api(Kind::ValidationError, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_has_an_hour_whatever_it_asks() {
        let seconds = |root, wanted| of_identity(root, wanted).unwrap().as_secs();
        assert_eq!(seconds(true, None), 3600);
        assert_eq!(seconds(true, Some(43_200)), 3600);
        assert_eq!(seconds(true, Some(900)), 900);
        assert_eq!(seconds(false, None), 43_200);
        assert_eq!(seconds(false, Some(129_600)), 129_600);
        for bad in [0, 899, 129_601] {
            assert!(of_identity(true, Some(bad)).is_err());
            assert!(of_identity(false, Some(bad)).is_err());
        }
    }
}
