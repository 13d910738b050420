//! Graphs that are derived from whatever facts there can be: they are always valid,
//! nothing in them makes the computing stop, and every set that is shown is one by
//! the closure.

use access_graph::{Caps, Graph, Picture, Report, Sizes, WhatIf, Whole};
use identity::contact::Contact;
use identity::names::{SerialNumber, UserId};
use identity::{Identity, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use service::access::{
    AccountFacts, Answer, Answers, DeviceFacts, DeviceSort, Facts, Help, KeyFacts, Lock, Person,
    Sort, Thing, Word, derive,
};

/// The most identities in one report here.
const PEOPLE: usize = 5;

fn id(number: usize) -> UserId {
    UserId::from_random([u8::try_from(number).unwrap(); 17])
}

/// Makes names that are short, alike, odd, or as long as they may be.
fn device_name() -> impl Strategy<Value = String> {
    select(vec!["phone", "Phone", "phone-2", "=,.@-", "?"])
        .prop_map(str::to_owned)
        .boxed()
        .prop_union(Just("d".repeat(128)).boxed())
}

fn thing_name() -> impl Strategy<Value = String> {
    let names = ["phone", "Phone", "laptop", "a/b", "?", "x/lock", "İ", "<b>&\"'"];
    let long = ["\u{1f4f1}".repeat(50), "İ".repeat(50), "long ".repeat(10)];
    select(names.map(str::to_owned).into_iter().chain(long).collect::<Vec<_>>())
}

fn moment() -> impl Strategy<Value = Timestamp> {
    select(vec![i64::MIN, -1, 0, 1_760_000_000_000_000, i64::MAX]).prop_map(Timestamp::from_micros)
}

fn devices() -> impl Strategy<Value = Vec<DeviceFacts>> {
    let sorts = [DeviceSort::App, DeviceSort::Token, DeviceSort::SecurityKey, DeviceSort::Passkey];
    let device = (device_name(), select(sorts.to_vec()), moment(), option::of(moment()));
    vec(device, 0..4).prop_map(|devices| {
        let each = devices.into_iter().enumerate();
        each.map(|(n, (name, sort, since, last_used))| {
            let serial = SerialNumber::parse(&format!("serial-number-{n}")).unwrap();
            DeviceFacts { serial, name, sort, since, last_used, expires: None }
        })
        .collect()
    })
}

/// Makes answers to all that is asked, and to what was asked once.
fn answers() -> impl Strategy<Value = Answers> {
    let things = vec((thing_name(), select(Sort::ALL.to_vec()), select(Lock::ALL.to_vec())), 0..5);
    let about = subsequence(
        vec![
            "device/serial-number-0",
            "backup/serial-number-0",
            "device/serial-number-1",
            "backup/serial-number-1",
            "codes",
            "password",
            "mailbox",
            "mailbox-factor",
            "number",
            "person",
            "operator",
        ],
        0..=11,
    );
    let words = vec![Word::Memory, Word::Nowhere, Word::Yes, Word::No];
    let answer = (vec(thing_name(), 0..3), option::of(select(words)), 0..PEOPLE + 1);
    (things, about, vec(answer, 11)).prop_map(|(things, about, answers)| {
        let things =
            things.into_iter().map(|(name, sort, lock)| Thing { name, sort, lock }).collect();
        let answers = about.into_iter().zip(answers).map(|(about, (places, word, user))| {
            let places =
                if about == "person" { vec![id(user).as_str().to_owned()] } else { places };
            (about.to_owned(), Answer { places, word })
        });
        Answers { things, answers: answers.collect() }
    })
}

fn who(number: usize) -> Identity {
    if number == 0 { Identity::Root } else { Identity::User(id(number)) }
}

/// Makes somebody; whether it is root or a user, the number says.
fn person(number: usize) -> impl Strategy<Value = Person> {
    let flags = (any::<[bool; 6]>(), any::<bool>());
    let key = (moment(), option::of(moment()), any::<bool>());
    let keys = vec(key, 0..3).prop_map(move |keys| {
        let each = keys.into_iter().enumerate();
        each.map(|(n, (made, last_used, sets_password))| {
            let id = format!("AKIA{number}{n}");
            KeyFacts { id, made, last_used, sets_password }
        })
        .collect()
    });
    let help = (0..PEOPLE + 1, any::<[bool; 3]>()).prop_map(|(by, [resets, sets, key])| Help {
        by: who(by),
        resets,
        sets_password: sets,
        by_key: key,
    });
    let known = (option::of(moment()), option::of(moment()), 0_usize..3);
    let long = any::<bool>();
    (flags, devices(), keys, vec(help, 0..6), known, answers(), long).prop_map(
        move |((flags, takes_two), devices, keys, helps, (used, codes, refused), answers, long)| {
            let [administrator, open, guarded, password, _, _] = flags;
            let tail = if long { "u".repeat(62) } else { String::new() };
            let name = if number == 0 { "root".to_owned() } else { format!("U{number}{tail}") };
            Person {
                identity: who(number),
                name,
                administrator,
                open,
                guarded,
                password,
                last_used: used,
                devices,
                refused,
                codes,
                keys,
                helps,
                takes_two,
                answers,
            }
        },
    )
}

fn facts() -> impl Strategy<Value = Facts> {
    let people: Vec<_> = (0..PEOPLE).map(|number| person(number).boxed()).collect();
    let people = people.prop_flat_map(|people| subsequence(people, 1..=PEOPLE).prop_shuffle());
    let number = option::of(select(vec!["•••• 42".to_owned(), String::new()]));
    let account = (any::<[bool; 2]>(), option::of(moment()), number, option::of(moment()))
        .prop_flat_map(|(flags, mailbox_confirmed, number, number_confirmed)| {
            let [mail, calls] = flags;
            vec(0..PEOPLE, 0..3).prop_map(move |editors| AccountFacts {
                mail,
                calls,
                mailbox_confirmed,
                number: number.clone(),
                number_confirmed,
                no_contacts: if mail { vec![Contact::Security] } else { Vec::new() },
                number_editors: editors.into_iter().map(who).collect(),
            })
        });
    (people, account, moment()).prop_map(|(people, account, now)| Facts {
        people,
        account,
        now,
        truncated: false,
        crowd: 0,
    })
}

/// Says by the closure alone whether the losses of a set lock out, or its thefts let
/// somebody in.
fn works(graph: &Graph, target: &str, set: &[&String], thefts: bool) -> bool {
    let nodes = set.iter().map(|id| graph.node(id).unwrap()).collect();
    let (loses, steals) = if thefts { (Vec::new(), nodes) } else { (nodes, Vec::new()) };
    let outcome = graph.outcome(&WhatIf { name: String::new(), loses, steals });
    let target = graph.node(target).unwrap();
    if thefts { outcome.attacker_has(target) } else { !outcome.owner_has(target) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_the_facts_the_graph_is_valid_and_every_set_is_one(facts in facts()) {
        let graph = Graph::new(derive(&facts)).unwrap();
        let caps = Caps { steps: 400_000, diagram_steps: 400_000, listed: 100, ..Caps::default() };
        let report = Report::new(&graph, Sizes::Adaptive, caps);
        prop_assert_eq!(report.targets.len(), 1);
        for (target, answer) in &report.targets {
            let found = &answer.findings;
            for (sets, thefts) in
                [(&found.min_lockout_sets, false), (&found.min_theft_sets, true)]
            {
                for set in sets {
                    let all: Vec<&String> = set.iter().collect();
                    prop_assert!(works(&graph, target, &all, thefts), "{:?}", set);
                    for without in set {
                        let fewer: Vec<&String> =
                            set.iter().filter(|member| *member != without).collect();
                        prop_assert!(!works(&graph, target, &fewer, thefts), "{:?}", set);
                    }
                }
            }
        }
        let whole = Whole::new(&graph, &[], Sizes::Adaptive, caps, None);
        let picture = Picture::new(&graph, &whole.report, None);
        prop_assert!(picture.svg().len() > picture.sentences().len());
        prop_assert!(picture.narrow(&|_| None).ends_with("</svg>\n"));
    }
}

/// Makes the facts of one user with a password, whose things are those.
fn with_things(names: &[&str]) -> Facts {
    let thing =
        |name: &&str| Thing { name: (*name).to_owned(), sort: Sort::Phone, lock: Lock::Known };
    let answer =
        Answer { places: names.iter().map(|name| (*name).to_owned()).collect(), word: None };
    let answers = Answers {
        things: names.iter().map(thing).collect(),
        answers: [("password".to_owned(), answer)].into(),
    };
    let now = Timestamp::from_unix_seconds(1_790_000_000);
    let person = Person {
        identity: who(1),
        name: "u".repeat(64),
        administrator: false,
        open: true,
        guarded: false,
        password: true,
        last_used: None,
        devices: Vec::new(),
        refused: 0,
        codes: Some(now),
        keys: Vec::new(),
        helps: Vec::new(),
        takes_two: false,
        answers,
    };
    let account = AccountFacts::default();
    Facts { people: vec![person], account, now, truncated: false, crowd: 0 }
}

#[test]
fn names_of_things_do_not_run_into_each_other() {
    let long = "\u{1f4f1}".repeat(49);
    let (one, other) = (format!("{long}a"), format!("{long}b"));
    let names = ["x", "x/lock", "?", "%3f", "x%2flock", &one, &other];
    let graph = Graph::new(derive(&with_things(&names))).unwrap();
    let labels: Vec<&str> =
        graph.file().nodes.values().filter_map(|node| node.label.as_deref()).collect();
    for name in names {
        let locked = format!("PIN of {name}");
        let count = |label: &str| labels.iter().filter(|one| **one == label).count();
        assert_eq!((count(name), count(&locked)), (1, 1), "{name}");
    }
}
