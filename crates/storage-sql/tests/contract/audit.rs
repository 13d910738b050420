//! The audit trail.

use std::thread;

use identity::Identity;
use identity::audit::{Action, Actor, Event, Outcome, Reason, Record, Request};
use storage::{AuditFilter, WhoFilter};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    records_come_back_as_they_were_kept,
    places_have_no_gaps_whatever_happens_at_once,
    all_parts_of_a_filter_must_hold,
    whatever_is_asked_the_answer_is_that_of_reading_everything,
    pages_go_back_in_time,
);

fn append(store: &SqlStore, seconds: i64, event: Event) -> u64 {
    write(store, move |tx| tx.append(account_id(1), at(seconds), &event)).unwrap()
}

fn places(store: &SqlStore, filter: AuditFilter, limit: u32) -> Vec<u64> {
    let found = read(store, move |tx| tx.records(account_id(1), &filter, limit)).unwrap();
    found.iter().map(|record| record.seq).collect()
}

fn by(name: &str, number: u8) -> Actor {
    Actor::without_path(user(number, "x").identity(), name)
}

fn records_come_back_as_they_were_kept(store: &SqlStore) {
    let mut events: Vec<Event> = Action::ALL.iter().map(|action| event(*action)).collect();
    events.extend(Reason::ALL.iter().map(|reason| Event {
        outcome: Outcome::Refused(*reason),
        actor: Actor::Stranger,
        peer: None,
        ..event(Action::ConsoleLogin)
    }));
    events.push(Event {
        actor: Actor::Operator,
        target: Some("arn:aws:iam::123456789012:mfa/x".to_owned()),
        detail: Some("MFAUsed=Yes ' \" ü".to_owned()),
        ..event(Action::RecoverAccount)
    });
    events.push(Event { actor: by("Alice", 1), ..event(Action::CheckMfa) });
    for (place, event) in (1..).zip(&events) {
        assert_eq!(append(store, i64::try_from(place).unwrap(), event.clone()), place);
    }
    let found = read(store, |tx| tx.records(account_id(1), &AuditFilter::default(), 1000)).unwrap();
    assert_eq!(found.len(), events.len());
    for (record, (place, event)) in found.into_iter().rev().zip((1..).zip(events)) {
        assert_eq!((record.seq, record.event), (place, event));
        assert_eq!(record.at, at(i64::try_from(place).unwrap()));
    }
}

fn places_have_no_gaps_whatever_happens_at_once(store: &SqlStore) {
    with_account(store);
    let other = account(2);
    anywhere(store, move |tx| tx.add_account(&other)).unwrap();
    let mut given: Vec<u64> = thread::scope(|scope| {
        let callers: Vec<_> = (0..16)
            .map(|caller| {
                scope.spawn(move || {
                    let mut given = Vec::new();
                    for round in 0..10 {
                        // Some fail after they have taken a place.
                        let result = write(store, move |tx| {
                            let place =
                                tx.append(account_id(1), at(0), &event(Action::CheckMfa))?;
                            if (caller + round) % 3 == 0 {
                                return Err(storage::StorageError::Conflict { what: "test" });
                            }
                            Ok(place)
                        });
                        given.extend(result.ok());
                        let elsewhere = move |tx: &mut dyn storage::Tx| {
                            tx.append(account_id(2), at(0), &event(Action::CheckMfa))
                        };
                        write_in(store, account_id(2), elsewhere).unwrap();
                    }
                    given
                })
            })
            .collect();
        callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect()
    });
    given.sort_unstable();
    let count = u64::try_from(given.len()).unwrap();
    assert_eq!(given, (1..=count).collect::<Vec<u64>>());
    assert_eq!(places(store, AuditFilter::default(), 1000).len(), given.len());
}

fn all_parts_of_a_filter_must_hold(store: &SqlStore) {
    let refused = Outcome::Refused(Reason::WrongCode);
    append(store, 1, event(Action::ConsoleLogin));
    append(store, 2, Event { actor: by("Alice", 1), outcome: refused, ..event(Action::CheckMfa) });
    append(store, 3, Event { actor: by("alice", 1), ..event(Action::CheckMfa) });
    append(store, 4, Event { actor: by("Bob", 2), ..event(Action::CheckMfa) });
    append(
        store,
        5,
        Event { actor: Actor::Stranger, outcome: refused, ..event(Action::ConsoleLogin) },
    );
    append(store, 6, Event { actor: Actor::Operator, ..event(Action::RecoverAccount) });
    // Renamed since: who did it is found by identity, what it was called by name.
    append(store, 7, Event { actor: by("Anna", 1), ..event(Action::CheckMfa) });
    let find = |filter| places(store, filter, 100);
    let any = AuditFilter::default;
    let named = |name: &str| Some(WhoFilter::Name(name.to_owned()));
    let one = Some(WhoFilter::Identity(user(1, "x").identity()));
    let root = Some(WhoFilter::Identity(Identity::Root));
    assert_eq!(find(any()), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(find(AuditFilter { who: one.clone(), ..any() }), [7, 3, 2]);
    assert_eq!(find(AuditFilter { who: root, ..any() }), [1]);
    assert_eq!(find(AuditFilter { who: named("ALICE"), ..any() }), [3, 2]);
    assert_eq!(find(AuditFilter { who: named("Root"), ..any() }), [1]);
    for nobody in ["", "stranger", "operator", "ali%", "a\0"] {
        assert_eq!(find(AuditFilter { who: named(nobody), ..any() }), [0; 0], "{nobody:?}");
    }
    assert_eq!(find(AuditFilter { action: Some(Action::CheckMfa), ..any() }), [7, 4, 3, 2]);
    assert_eq!(find(AuditFilter { success: Some(true), ..any() }), [7, 6, 4, 3, 1]);
    assert_eq!(find(AuditFilter { success: Some(false), ..any() }), [5, 2]);
    assert_eq!(find(AuditFilter { since: Some(at(3)), until: Some(at(6)), ..any() }), [5, 4, 3]);
    let narrow = AuditFilter {
        who: one,
        action: Some(Action::CheckMfa),
        success: Some(true),
        since: Some(at(1)),
        until: Some(at(7)),
        before: Some(7),
        ..any()
    };
    assert_eq!(find(narrow), [3]);
    let elsewhere = read(store, move |tx| tx.records(account_id(2), &AuditFilter::default(), 9));
    assert_eq!(elsewhere.unwrap(), []);
}

/// Every question that can be put, in pages of two, beside the same one put to all records.
fn whatever_is_asked_the_answer_is_that_of_reading_everything(store: &SqlStore) {
    let actions = [Action::ListUsers, Action::CreateUser];
    let (targets, keys) = (["bob", "carol"], ["AKIA1", "AKIA2"]);
    for number in 0..48_usize {
        let request = Request {
            access_key: (number % 3 > 0).then(|| keys[number / 4 % 2].to_owned()),
            ..Request::default()
        };
        let event = Event {
            actor: by(["Alice", "Anna"][number / 8 % 2], 1 + u8::from(number % 5 == 0)),
            outcome: match number % 4 {
                0 => Outcome::Refused(Reason::Denied),
                _ => Outcome::Success,
            },
            target: Some(targets[number / 3 % 2].to_owned()),
            request,
            ..event(actions[number / 2 % 2])
        };
        // Written later than it happened, as calls are that only read.
        append(store, i64::try_from(number / 4 * 4 + 3 - number % 4).unwrap(), event);
    }
    let all = read(store, |tx| tx.records(account_id(1), &AuditFilter::default(), 99)).unwrap();
    assert_eq!(all.len(), 48);
    let who = [
        None,
        Some(WhoFilter::Identity(user(1, "x").identity())),
        Some(WhoFilter::Name("anna".to_owned())),
    ];
    let holds = |filter: &AuditFilter, record: &Record| {
        let event = &record.event;
        let by = match &filter.who {
            None => true,
            Some(WhoFilter::Identity(identity)) => event.actor.key() == identity.key(),
            Some(WhoFilter::Name(name)) => {
                event.actor.name().is_some_and(|own| own.eq_ignore_ascii_case(name))
            }
        };
        let success = event.outcome == Outcome::Success;
        by && filter.action.is_none_or(|action| action == event.action)
            && filter.success.is_none_or(|wanted| wanted == success)
            && (filter.target.is_none() || filter.target == event.target)
            && (filter.access_key.is_none() || filter.access_key == event.request.access_key)
            && (filter.action.is_some() || !filter.loud || !success || !event.action.is_quiet())
    };
    let mut questions = 0;
    for number in 0..3 * 3 * 3 * 3 * 3 * 2_usize {
        let choice = |place: u32| number / 3_usize.pow(place) % 3;
        let text =
            |place, of: [&str; 2]| choice(place).checked_sub(1).map(|chosen| of[chosen].to_owned());
        let filter = AuditFilter {
            who: who[choice(0)].clone(),
            action: choice(1).checked_sub(1).map(|chosen| actions[chosen]),
            success: choice(2).checked_sub(1).map(|chosen| chosen == 1),
            target: text(3, targets),
            access_key: text(4, keys),
            loud: number / 243 == 1,
            ..AuditFilter::default()
        };
        let wanted: Vec<u64> =
            all.iter().filter(|one| holds(&filter, one)).map(|one| one.seq).collect();
        let mut found = Vec::new();
        loop {
            let before = found.last().copied();
            let page = places(store, AuditFilter { before, ..filter.clone() }, 2);
            if page.is_empty() {
                break;
            }
            found.extend(page);
        }
        assert_eq!(found, wanted, "{filter:?}");
        questions += usize::from(!wanted.is_empty());
    }
    assert!(questions > 200, "{questions}");
}

fn pages_go_back_in_time(store: &SqlStore) {
    for seconds in 1..=10 {
        append(store, seconds, event(Action::CheckMfa));
    }
    let page = |before| places(store, AuditFilter { before, ..AuditFilter::default() }, 4);
    assert_eq!(page(None), [10, 9, 8, 7]);
    assert_eq!(page(Some(7)), [6, 5, 4, 3]);
    assert_eq!(page(Some(3)), [2, 1]);
    assert_eq!(page(Some(1)), [0; 0]);
    assert_eq!(page(Some(u64::MAX)), [10, 9, 8, 7]);
}
