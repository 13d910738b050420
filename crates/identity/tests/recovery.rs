//! The recovery machine, explored as far as it goes: every state that anybody
//! with some of the three channels can reach, by every step in every order.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use identity::names::{AccountId, UserId};
use identity::recovery::{
    AfterCall, AfterMail, Approval, Begun, CallEnd, CallReport, LinkVerdict, Proofs, Recovery,
};
use identity::signin::{AfterPassword, AwaitFactor, AwaitPassword, PasswordVerdict, Subject};
use identity::{Identity, Timestamp};
use proptest::prelude::*;

fn start() -> Timestamp {
    Timestamp::from_unix_seconds(1_700_000_000)
}

/// A sign-in that waits for its second factor: what the right password leads to.
fn password_proved(identity: Identity) -> AwaitFactor {
    let subject = Subject { account: AccountId::from_random([1; 8]), identity };
    let verdict = PasswordVerdict::Right { subject, has_factor: true, must_change: false };
    match AwaitPassword::begin().password(verdict) {
        AfterPassword::Factor(state) => state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_root_recovers() {
    assert!(Begun::from_sign_in(&password_proved(Identity::Root)).is_some());
    let user = Identity::User(UserId::from_random([9; 17]));
    assert!(Begun::from_sign_in(&password_proved(user)).is_none());
}

/// What somebody who tries to recover has at hand.
#[derive(Clone, Copy, Debug)]
struct Channels {
    password: bool,
    mailbox: bool,
    phone: bool,
}

impl Channels {
    fn all() -> impl Iterator<Item = Self> {
        (0..8_u8).map(|bits| Self {
            password: bits & 1 != 0,
            mailbox: bits & 2 != 0,
            phone: bits & 4 != 0,
        })
    }

    fn is_everything(self) -> bool {
        self.password && self.mailbox && self.phone
    }
}

/// Is where a recovery stands: what is kept, and can be cancelled by removing it, or
/// that it came to its end. That what was removed does not go on is a matter of the
/// store, and is shown where the store is: `service`, recovery_model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Kept(Recovery),
    Recovered,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Link(LinkVerdict),
    AskForCall,
    Report(CallReport),
    Finish,
    Reload,
    Wait(u64),
}

const STEPS: [Step; 16] = [
    Step::Link(LinkVerdict::Right),
    Step::Link(LinkVerdict::Wrong),
    Step::AskForCall,
    Step::Report(CallReport::Placing),
    Step::Report(CallReport::Placed),
    Step::Report(CallReport::Answered),
    Step::Report(CallReport::Digits { right: true }),
    Step::Report(CallReport::Digits { right: false }),
    Step::Report(CallReport::Ended(CallEnd::Gateway)),
    Step::Report(CallReport::Ended(CallEnd::NoAnswer)),
    Step::Report(CallReport::Ended(CallEnd::HungUp)),
    Step::Finish,
    Step::Reload,
    Step::Wait(9),
    Step::Wait(59),
    Step::Wait(72 * 60),
];

/// What a recovery waits for.
#[derive(Default)]
struct Rules {
    proofs: Proofs,
    delay: Duration,
}

/// Takes one step; a step that the state does not know changes nothing.
fn take(place: Place, step: Step, rules: &Rules, now: Timestamp) -> Place {
    let Place::Kept(kept) = place else { return place };
    match (kept, step) {
        (_, Step::Reload) => {
            let fields = kept.to_fields();
            let read = Recovery::from_fields(
                fields.state,
                fields.began,
                fields.mailed,
                fields.calls,
                fields.last,
                fields.call,
            );
            assert_eq!(read, Some(kept));
            place
        }
        (Recovery::Mail(state), Step::Link(verdict)) => match state.link(verdict, now) {
            AfterMail::Again(state) => Place::Kept(Recovery::Mail(state)),
            AfterMail::Call(state) => Place::Kept(Recovery::Call(state)),
        },
        (Recovery::Call(state), Step::AskForCall) => {
            Place::Kept(Recovery::Calling(state.call(now)))
        }
        (Recovery::Calling(state), Step::AskForCall) => {
            Place::Kept(Recovery::Call(state.give_up(now)))
        }
        (Recovery::Calling(state), Step::Report(report)) => match state.report(report, now) {
            AfterCall::Calling(state) => Place::Kept(Recovery::Calling(state)),
            AfterCall::Again(state) => Place::Kept(Recovery::Call(state)),
            AfterCall::Proved(state) => Place::Kept(Recovery::CoolingOff(state)),
        },
        (Recovery::CoolingOff(state), Step::Finish) => {
            match state.finish(&rules.proofs, rules.delay, now) {
                Ok(_) => Place::Recovered,
                Err((state, waits)) => {
                    assert!(!waits.is_empty());
                    Place::Kept(Recovery::CoolingOff(state))
                }
            }
        }
        (kept, _) => Place::Kept(kept),
    }
}

/// So often time passes on a way through the machine.
const WAITS: u32 = 3;

/// Returns every place that somebody with these channels reaches within two calls
/// and three waits, with the moment.
fn reachable(channels: Channels, rules: &Rules) -> HashSet<(Place, Timestamp)> {
    let possible = |step: &Step| match step {
        Step::Link(LinkVerdict::Right) => channels.mailbox,
        Step::Report(CallReport::Digits { right: true }) => channels.phone,
        _ => true,
    };
    if !channels.password {
        return HashSet::new();
    }
    let begun = Begun::from_sign_in(&password_proved(Identity::Root)).unwrap();
    let first = (Place::Kept(Recovery::Mail(begun.ask_mailbox(start()))), start(), 0);
    let mut open = VecDeque::from([first]);
    let mut seen = HashSet::from([first]);
    while let Some((place, now, waits)) = open.pop_front() {
        for step in STEPS.iter().filter(|step| possible(step)) {
            let next = match step {
                Step::Wait(minutes) => (place, now.plus(Duration::from_mins(*minutes)), waits + 1),
                step => (take(place, *step, rules, now), now, waits),
            };
            let calls = match next.0 {
                Place::Kept(kept) => kept.to_fields().calls,
                Place::Recovered => 0,
            };
            if calls <= 2 && next.2 <= WAITS && seen.insert(next) {
                open.push_back(next);
            }
        }
    }
    seen.into_iter().map(|(place, now, _)| (place, now)).collect()
}

fn recovers(places: &HashSet<(Place, Timestamp)>) -> bool {
    places.iter().any(|(place, _)| *place == Place::Recovered)
}

/// No thief with one channel, or with two, becomes root, however long and in
/// whatever order; who has all three does.
#[test]
fn nothing_less_than_all_three_channels_opens_root() {
    for channels in Channels::all() {
        let places = reachable(channels, &Rules::default());
        assert_eq!(recovers(&places), channels.is_everything(), "{channels:?}");
    }
}

/// The mailbox resets the password, so both are one channel: with the telephone
/// they open nothing within three days, and an administrator's word does not
/// shorten that.
#[test]
fn a_password_had_through_the_mailbox_does_not_count_at_once() {
    let everything = Channels { password: true, mailbox: true, phone: true };
    for approval in [None, Some(Approval { at: start() })] {
        let proofs = Proofs { password_by_mail: Some(start()), approval, ..Proofs::default() };
        let early = |(place, at): &(Place, Timestamp)| {
            *place == Place::Recovered && at.since(start()) < Duration::from_hours(72)
        };
        let places = reachable(everything, &Rules { proofs, ..Rules::default() });
        assert!(!places.iter().any(early), "{approval:?}");
        assert_eq!(recovers(&places), approval.is_some(), "{approval:?}");
    }
}

/// Until the delay ends nobody comes to the end, by whatever steps: at every moment
/// before it there is something that can be cancelled.
#[test]
fn nobody_comes_to_the_end_before_the_delay_ends() {
    let everything = Channels { password: true, mailbox: true, phone: true };
    let changed = Proofs { phone_changed: Some(start()), ..Proofs::default() };
    let day = Duration::from_hours(24);
    for (rules, end) in [
        (Rules { proofs: changed, ..Rules::default() }, Duration::from_hours(72)),
        (Rules { delay: day, ..Rules::default() }, day),
    ] {
        let places = reachable(everything, &rules);
        assert!(recovers(&places), "who waits comes to the end");
        let early = |(place, now): &&(Place, Timestamp)| {
            *place == Place::Recovered && now.since(start()) < end
        };
        assert_eq!(places.iter().find(early), None);
        let proved = |(place, _): &&(Place, Timestamp)| {
            matches!(place, Place::Kept(Recovery::CoolingOff(_)))
        };
        let moments: HashSet<_> = places.iter().filter(proved).map(|(_, now)| *now).collect();
        assert!(moments.len() > 3, "and there are moments in which to cancel");
    }
}

/// Digits are judged for ten minutes, three times a call, and never in a call that
/// has ended.
#[test]
fn digits_are_judged_three_times_and_for_ten_minutes() {
    let begun = Begun::from_sign_in(&password_proved(Identity::Root)).unwrap();
    let AfterMail::Call(state) = begun.ask_mailbox(start()).link(LinkVerdict::Right, start())
    else {
        panic!("the mailbox was proved")
    };
    let right = CallReport::Digits { right: true };
    let late = start().plus(Duration::from_mins(10));
    let AfterCall::Again(expired) = state.call(start()).report(right, late) else {
        panic!("late digits are not judged")
    };
    assert_eq!(expired.last_end(), Some(CallEnd::Expired));

    let mut calling = state.call(start());
    for tries in 1..=3 {
        match calling.report(CallReport::Digits { right: false }, start()) {
            AfterCall::Calling(again) if tries < 3 => calling = again,
            AfterCall::Again(over) if tries == 3 => {
                assert_eq!(over.last_end(), Some(CallEnd::WrongDigits));
                return;
            }
            other => panic!("{tries}: {other:?}"),
        }
    }
}

proptest! {
    /// Whatever stands in the store, what is read is a state or nothing, and never
    /// a recovered one.
    #[test]
    fn only_what_was_written_is_read(
        name in "mail|call|calling|cooling-off|recovered|",
        mailed: Option<bool>,
        calls in 0_u32..3,
    ) {
        let mailed = mailed.map(|_| start());
        if let Some(read) = Recovery::from_fields(&name, start(), mailed, calls, None, None) {
            let fields = read.to_fields();
            prop_assert_eq!(fields.state, name);
            prop_assert_eq!(fields.mailed, mailed);
        }
    }
}
