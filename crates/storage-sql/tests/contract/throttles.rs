//! Counters of failed attempts.

use identity::throttle::Attempts;
use storage::ThrottleKey;
use storage_sql::SqlStore;

use crate::support::*;

contract!(counters_are_set_and_reset, only_counters_without_an_account_are_purged);

const KEY: ThrottleKey = ThrottleKey([7; 32]);

fn attempts(failures: u32, seconds: i64) -> Attempts {
    Attempts { failures, not_before: at(seconds + 9), last: at(seconds) }
}

fn counters_are_set_and_reset(store: &SqlStore) {
    let account = Some(account_id(1));
    let kept = |account| read(store, move |tx| tx.attempts(account, &KEY)).unwrap();
    for value in [attempts(1, 0), attempts(u32::MAX, 1)] {
        write(store, move |tx| tx.put_attempts(account, &KEY, &value)).unwrap();
        assert_eq!(kept(account), Some(value));
    }
    assert_eq!(kept(None), None);
    assert_eq!(kept(Some(account_id(2))), None);
    write(store, move |tx| tx.clear_attempts(account, &KEY)).unwrap();
    assert_eq!(kept(account), None);
}

fn only_counters_without_an_account_are_purged(store: &SqlStore) {
    anywhere(store, |tx| {
        tx.put_attempts(None, &KEY, &attempts(1, 0))?;
        tx.put_attempts(None, &ThrottleKey([8; 32]), &attempts(1, 5))?;
        tx.put_attempts(Some(account_id(1)), &KEY, &attempts(1, 0))?;
        tx.purge_attempts(at(5))
    })
    .unwrap();
    let left = read(store, |tx| {
        Ok([
            tx.attempts(None, &KEY)?.is_some(),
            tx.attempts(None, &ThrottleKey([8; 32]))?.is_some(),
            tx.attempts(Some(account_id(1)), &KEY)?.is_some(),
        ])
    });
    assert_eq!(left.unwrap(), [false, true, true]);
}
