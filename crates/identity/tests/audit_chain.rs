//! The chain of an audit trail, and every attack on it that leaves the store
//! readable.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use identity::audit::{
    Action, Actor, AuditKey, Broken, ChainHash, Checkpoint, Event, Fault, Link, Outcome, Reason,
    Record, Refusal, Request, SessionFacts, Walk, encode,
};
use identity::names::{AccountId, UserId};
use identity::{Identity, Timestamp};
use proptest::option;
use proptest::prelude::*;

fn account(number: u64) -> AccountId {
    AccountId::from_number(123_456_789_000 + number).unwrap()
}

fn key() -> AuditKey {
    AuditKey::new([9; 32])
}

fn text() -> impl Strategy<Value = Option<String>> {
    option::of("[a-z\\PC]{0,6}")
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        Just(Actor::Stranger),
        Just(Actor::Operator),
        "[a-z]{0,3}".prop_map(|name| Actor::without_path(Identity::Root, &name)),
        ("[a-z]{0,3}", any::<u8>(), "/([a-z]{1,3}/){0,2}").prop_map(|(name, tag, path)| {
            let identity = Identity::User(UserId::from_random([tag; 17]));
            Actor::Identity { identity, name, path }
        }),
    ]
}

prop_compose! {
    fn request()(
        id in text(), agent in text(), access_key in text(), parameters in text(),
        response in text(), session in option::of((any::<i64>(), 0_u8..4)),
        refusal in option::of(("[a-z]{0,3}", "[a-z]{0,3}")),
    ) -> Request {
        let session = session.and_then(|(began, kind)| {
            SessionFacts::from_parts(Timestamp::from_micros(began), kind)
        });
        let refusal = refusal.map(|(code, message)| Refusal { code, message });
        Request { id, agent, access_key, session, parameters, response, refusal }
    }
}

prop_compose! {
    fn record()(
        seq in any::<u64>(), at in any::<i64>(), actor in actor(), request in request(),
        action in proptest::sample::select(Action::ALL),
        reason in option::of(proptest::sample::select(Reason::ALL)),
        target in text(), detail in text(), peer in text(),
    ) -> Record {
        let outcome = reason.map_or(Outcome::Success, Outcome::Refused);
        let event = Event { action, outcome, actor, target, detail, peer, request };
        Record { seq, at: Timestamp::from_micros(at), event }
    }
}

/// Reads fields back: what can be read back in one way only is written without
/// ambiguity.
fn fields(bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut rest = bytes.strip_prefix(b"secondkey audit record 1\n").unwrap();
    let mut found = Vec::new();
    while let Some((number, after)) = rest.split_first() {
        let (length, after) = after.split_first_chunk::<8>().unwrap();
        let length = usize::try_from(u64::from_be_bytes(*length)).unwrap();
        let (value, after) = after.split_at(length);
        found.push((*number, value.to_vec()));
        rest = after;
    }
    assert!(found.is_sorted_by(|a, b| a.0 < b.0), "every field at most once");
    found
}

/// Takes the fields into a record, independently of how they were written.
fn decode(bytes: &[u8]) -> (AccountId, Record) {
    let fields: std::collections::BTreeMap<u8, Vec<u8>> = fields(bytes).into_iter().collect();
    let text = |number| fields.get(&number).map(|v| String::from_utf8(v.clone()).unwrap());
    let number =
        |number| fields.get(&number).map(|v| u64::from_be_bytes(v[..].try_into().unwrap()));
    let time = |n| number(n).map(|micros| Timestamp::from_micros(micros.cast_signed()));
    let event = Event {
        action: Action::from_name(&text(4).unwrap()).unwrap(),
        outcome: text(5).map_or(Outcome::Success, |reason| {
            Outcome::Refused(Reason::from_name(&reason).unwrap())
        }),
        actor: Actor::from_parts(&text(6).unwrap(), text(7).as_deref(), text(20).as_deref())
            .unwrap(),
        target: text(8),
        detail: text(9),
        peer: text(10),
        request: Request {
            id: text(11),
            agent: text(12),
            access_key: text(13),
            session: time(14).and_then(|began| SessionFacts::from_parts(began, fields[&15][0])),
            parameters: text(16),
            response: text(17),
            refusal: text(18).map(|code| Refusal { code, message: text(19).unwrap() }),
        },
    };
    let account = AccountId::from_number(number(1).unwrap()).unwrap();
    (account, Record { seq: number(2).unwrap(), at: time(3).unwrap(), event })
}

proptest! {
    #[test]
    fn what_is_written_can_be_read_back_in_one_way(record in record(), number in 0..9_u64) {
        let bytes = encode(account(number), &record);
        prop_assert_eq!(decode(&bytes), (account(number), record));
    }

    #[test]
    fn two_records_have_two_hashes(one in record(), other in record()) {
        let hash = |record| ChainHash::START.then(account(1), record);
        prop_assert_eq!(hash(&one) == hash(&other), one == other);
        prop_assert_ne!(hash(&one), ChainHash::START.then(account(2), &one));
        prop_assert_ne!(hash(&one), hash(&one).then(account(1), &one));
    }

    #[test]
    fn a_sound_chain_of_any_records_is_walked_to_its_end(
        records in proptest::collection::vec(record(), 0..12),
    ) {
        let chain = chain(account(1), records);
        prop_assert_eq!(walk(account(1), &chain), Ok(chain.len() as u64));
    }

    #[test]
    fn any_change_of_any_record_is_named(
        records in proptest::collection::vec(record(), 1..12), other in record(),
        at in any::<proptest::sample::Index>(), hidden in any::<bool>(),
    ) {
        let mut chain = chain(account(1), records);
        let at = at.index(chain.len());
        let seq = chain[at].seq;
        let changed = Record { seq, ..other };
        prop_assume!(chain[at].record.as_ref() != Some(&changed));
        chain[at].record = Some(changed);
        if hidden {
            // With all hashes made anew; the proofs cannot be.
            rehash(account(1), &mut chain);
        }
        let fault = if hidden { Fault::Forged } else { Fault::Changed };
        prop_assert_eq!(walk(account(1), &chain), Err(Broken { seq, fault }));
    }
}

fn event(tag: &str) -> Event {
    Event {
        action: Action::CheckMfa,
        outcome: Outcome::Success,
        actor: Actor::Operator,
        target: Some(tag.to_owned()),
        detail: None,
        peer: None,
        request: Request::default(),
    }
}

fn records(count: u64) -> Vec<Record> {
    let record = |seq: u64| Record {
        seq,
        at: Timestamp::from_unix_seconds(1_700_000_000),
        event: event(&format!("{seq}")),
    };
    (1..=count).map(record).collect()
}

fn chain(account: AccountId, records: Vec<Record>) -> Vec<Link> {
    let mut hash = ChainHash::START;
    (1..)
        .zip(records)
        .map(|(seq, record)| {
            let record = Record { seq, ..record };
            hash = hash.then(account, &record);
            Link { seq, hash: Some(hash), proof: Some(key().prove(&hash)), record: Some(record) }
        })
        .collect()
}

/// Computes the plain hashes anew, as anybody can.
fn rehash(account: AccountId, chain: &mut [Link]) {
    let mut hash = ChainHash::START;
    for link in chain {
        hash = hash.then(account, link.record.as_ref().unwrap());
        link.hash = Some(hash);
    }
}

fn walk(account: AccountId, chain: &[Link]) -> Result<u64, Broken> {
    let mut walk = Walk::begin(account, Some(key()));
    chain.iter().try_for_each(|link| walk.step(link))?;
    Ok(walk.place())
}

fn broken(seq: u64, fault: Fault) -> Result<u64, Broken> {
    Err(Broken { seq, fault })
}

#[test]
fn a_removed_record_is_named() {
    let mut chain = chain(account(1), records(9));
    chain.remove(4);
    assert_eq!(walk(account(1), &chain), broken(5, Fault::Removed));
    // Closing the gap helps nobody.
    for link in &mut chain[4..] {
        link.seq -= 1;
    }
    assert_eq!(walk(account(1), &chain), broken(5, Fault::Changed));
    for link in &mut chain[4..] {
        link.record.as_mut().unwrap().seq -= 1;
    }
    rehash(account(1), &mut chain);
    assert_eq!(walk(account(1), &chain), broken(5, Fault::Forged));
}

#[test]
fn two_records_that_changed_places_are_named() {
    let mut chain = chain(account(1), records(9));
    chain.swap(2, 5);
    (chain[2].seq, chain[5].seq) = (3, 6);
    assert_eq!(walk(account(1), &chain), broken(3, Fault::Changed));
    for link in &mut chain {
        link.record.as_mut().unwrap().seq = link.seq;
    }
    assert_eq!(walk(account(1), &chain), broken(3, Fault::Changed));
    rehash(account(1), &mut chain);
    assert_eq!(walk(account(1), &chain), broken(3, Fault::Forged));
}

#[test]
fn a_record_of_another_account_is_named() {
    let mut own = chain(account(1), records(9));
    own[3] = chain(account(2), records(9))[3].clone();
    assert_eq!(walk(account(1), &own), broken(4, Fault::Changed));
    // A whole foreign trail is foreign from its first record on.
    assert_eq!(walk(account(1), &chain(account(2), records(9))), broken(1, Fault::Changed));
}

#[test]
fn an_unreadable_or_unhashed_record_is_named() {
    let sound = chain(account(1), records(3));
    let mut unreadable = sound.clone();
    unreadable[1].record = None;
    let mut unhashed = sound.clone();
    unhashed[1].hash = None;
    for chain in [unreadable, unhashed] {
        assert_eq!(walk(account(1), &chain), broken(2, Fault::Changed));
    }
    let mut unproved = sound;
    unproved[1].proof = None;
    assert_eq!(walk(account(1), &unproved), broken(2, Fault::Forged));
}

#[test]
fn proofs_begin_with_the_first_record_or_where_the_trail_says_so() {
    let mut chain = chain(account(1), records(9));
    for link in &mut chain[..5] {
        link.proof = None;
    }
    // A record that does not say so cannot begin them.
    assert_eq!(walk(account(1), &chain), broken(6, Fault::Forged));
    let mut old = records(9);
    old[5].event.action = Action::StartLogging;
    let mut chain = self::chain(account(1), old);
    for link in &mut chain[..5] {
        link.proof = None;
    }
    assert_eq!(walk(account(1), &chain), Ok(9));
    chain[7].proof = None;
    assert_eq!(walk(account(1), &chain), broken(8, Fault::Forged));
}

#[test]
fn a_checkpoint_confirms_the_past_and_contradicts_another_one() {
    let links = chain(account(1), records(9));
    let at = |links: &[Link], records: u64| Checkpoint {
        account: account(1),
        records,
        hash: links[usize::try_from(records).unwrap() - 1].hash.unwrap(),
        at: Timestamp::from_unix_seconds(1_700_000_000),
    };
    let mut changed = records(9);
    changed[6].event.target = None;
    // With the key all proofs can be made anew.
    let rewritten = chain(account(1), changed);
    let mut walk = Walk::begin(account(1), Some(key()));
    for link in &rewritten {
        walk.step(link).unwrap();
        if link.seq == 4 {
            walk.compare(&at(&links, 4)).unwrap();
        }
    }
    let refused = walk.compare(&at(&links, 9));
    assert_eq!(refused, Err(Broken { seq: 5, fault: Fault::Rewritten }));
    assert_eq!(walk.end(9), Ok(()));
    assert_eq!(walk.end(12), Err(Broken { seq: 10, fault: Fault::Truncated }));

    let mut later = Walk::after(&at(&links, 4), Some(key()));
    links[4..].iter().try_for_each(|link| later.step(link)).unwrap();
    assert_eq!(later.place(), 9);
}
