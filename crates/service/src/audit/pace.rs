//! How often an account may look events up: twice a second, as with AWS. Counted
//! in this process only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use identity::Timestamp;
use identity::names::AccountId;

/// Look-ups of one account in one second.
const PER_SECOND: u32 = 2;
/// Accounts remembered at most; beyond that all begin anew.
const REMEMBERED: usize = 10_000;

/// Is the count of look-ups.
#[derive(Default)]
pub(crate) struct Pace(Mutex<HashMap<AccountId, (u64, u32)>>);

impl Pace {
    /// Counts a look-up, or says how long to wait.
    pub(crate) fn admit(&self, account: AccountId, now: Timestamp) -> Result<(), Duration> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= REMEMBERED {
            counts.clear();
        }
        let second = now.unix_seconds();
        let (counted, count) = counts.entry(account).or_insert((second, 0));
        if *counted != second {
            (*counted, *count) = (second, 0);
        }
        if *count >= PER_SECOND {
            return Err(Duration::from_secs(1));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_a_second_for_each_account() {
        let pace = Pace::default();
        let at = |second: i64| Timestamp::from_unix_seconds(second);
        let one = AccountId::parse("123456789012").unwrap();
        let other = AccountId::parse("123456789013").unwrap();
        assert!(pace.admit(one, at(7)).is_ok() && pace.admit(one, at(7)).is_ok());
        assert!(pace.admit(one, at(7)).is_err());
        assert!(pace.admit(other, at(7)).is_ok());
        assert!(pace.admit(one, at(8)).is_ok());
    }
}
