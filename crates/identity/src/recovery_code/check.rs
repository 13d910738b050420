//! One typed code against all that are kept. The only place that accepts one.

use subtle::{ConditionallySelectable, ConstantTimeEq};

use super::{CodeHash, KeptCode};

/// Is the proof that a recovery code was accepted. It can be made only here, so
/// nothing else can complete a sign-in with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcceptedCode {
    hash: CodeHash,
}

impl AcceptedCode {
    /// Returns the code that must be spent before anything is granted.
    pub fn hash(&self) -> &CodeHash {
        &self.hash
    }
}

/// Is what became of a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryVerdict {
    /// It is one of the set in force, and not spent as far as the facts show; the
    /// store decides.
    Accepted(AcceptedCode),
    /// It is one of the set in force, and was used before.
    Spent,
    /// It is none of them.
    Wrong,
}

/// Checks a code against the set in force. All are compared whatever matches.
pub fn check(typed: &CodeHash, kept: &[KeptCode]) -> RecoveryVerdict {
    let in_force = kept.iter().filter(|code| code.confirmed.is_some());
    let found = in_force.fold(0_u8, |found, code| {
        let state = if code.spent.is_some() { 2 } else { 1 };
        u8::conditional_select(&found, &state, code.hash.ct_eq(typed))
    });
    match found {
        1 => RecoveryVerdict::Accepted(AcceptedCode { hash: *typed }),
        2 => RecoveryVerdict::Spent,
        _ => RecoveryVerdict::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::recovery_code::{FEW, Sets, WAITING_LIFETIME};
    use std::time::Duration;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(1_700_000_000 + seconds)
    }

    fn code(tag: u8, confirmed: bool, spent: bool) -> KeptCode {
        KeptCode {
            hash: CodeHash([tag; 32]),
            made: at(0),
            confirmed: confirmed.then(|| at(1)),
            spent: spent.then(|| at(2)),
            joins: false,
            replaced: false,
        }
    }

    #[test]
    fn only_unspent_codes_of_the_set_in_force_are_accepted() {
        let kept = [code(1, true, false), code(2, true, true), code(3, false, false)];
        let verdict = |tag| check(&CodeHash([tag; 32]), &kept);
        assert!(matches!(verdict(1), RecoveryVerdict::Accepted(code) if code.hash().0 == [1; 32]));
        assert_eq!(verdict(2), RecoveryVerdict::Spent);
        assert_eq!(verdict(3), RecoveryVerdict::Wrong);
        assert_eq!(verdict(4), RecoveryVerdict::Wrong);
        assert_eq!(check(&CodeHash([1; 32]), &[]), RecoveryVerdict::Wrong);
    }

    #[test]
    fn a_replaced_code_stays_spent_and_is_counted_no_more() {
        let replaced = KeptCode { replaced: true, ..code(2, true, true) };
        let joins = KeptCode { joins: true, ..code(3, false, false) };
        let kept = [code(1, true, false), replaced, joins];
        assert_eq!(check(&CodeHash([2; 32]), &kept), RecoveryVerdict::Spent);
        assert_eq!(check(&CodeHash([3; 32]), &kept), RecoveryVerdict::Wrong, "not before it is in");
        let sets = Sets::of(&kept, at(60));
        let set = sets.in_force.unwrap();
        assert_eq!((set.left, set.of, set.used()), (1, 1, 0));
        assert_eq!((sets.waiting, sets.joining), (None, 1));
        assert_eq!(Sets::of(&kept, at(0).plus(WAITING_LIFETIME)).joining, 0);
    }

    #[test]
    fn sets_are_counted() {
        let kept = [code(1, true, false), code(2, true, true), code(3, false, false)];
        let sets = Sets::of(&kept, at(60));
        let set = sets.in_force.unwrap();
        assert_eq!((set.left, set.of, set.last_used), (1, 2, Some(at(2))));
        assert!(set.is_short() && set.left <= FEW);
        assert_eq!(sets.waiting, Some(at(0)));
        let late = at(0).plus(WAITING_LIFETIME);
        assert_eq!(Sets::of(&kept, late).waiting, None);
        assert!(kept[2].is_waiting(late.minus(Duration::from_secs(1))));
        assert_eq!(Sets::of(&[], at(0)), Sets::default());
        assert_eq!(Sets::default().left(), 0);
    }
}
