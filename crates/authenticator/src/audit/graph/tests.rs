//! What the stories' accounts come to, with answers and without.

use super::super::asked::{asked, fit};
use super::super::samples::{facts, user};
use super::*;
use access_graph::{AnswersFile, Asked, Caps, Graph, Lock, Sizes, Sort, Told, Whole, Word};
use serde_json::{Value, json};

const APP: &str = "arn:aws:iam::1:mfa/app";
const SPARE: &str = "arn:aws:iam::1:mfa/spare";

fn report_told(facts: &Facts, told: &[(&str, Told)]) -> Value {
    let people = told.iter().map(|(id, told)| ((*id).to_owned(), told.clone())).collect();
    let file = AnswersFile { people, ..AnswersFile::default() };
    let mut asking = asked(facts, &[]);
    assert_eq!(fit(&file, "1", &mut asking), Ok(Vec::new()));
    let today = Day::of_unix_time(1_795_651_200);
    let graph = Graph::new(graph(facts, &[], &asking, today)).unwrap();
    let whole = Whole::new(&graph, &[], Sizes::All, Caps::default(), Some(today));
    serde_json::to_value(&whole).unwrap()
}

fn report<const N: usize>(root: Identity, users: [(&str, Identity); N]) -> Value {
    report_told(&facts(root, users), &[])
}

fn sets(report: &Value, id: &str, side: &str) -> Vec<Value> {
    report["targets"][id][side].as_array().unwrap().clone()
}

fn told(things: &[&str], answers: &[(&str, &[&str], Option<Word>)]) -> Told {
    let things = things.iter().map(|name| Thing::new(*name, Sort::Phone, Lock::Known));
    let questions = answers.iter().map(|(id, places, word)| Asked {
        id: (*id).to_owned(),
        places: Some(places.iter().map(|one| (*one).to_owned()).collect()),
        word: *word,
        ..Asked::default()
    });
    Told { things: things.collect(), questions: questions.collect() }
}

#[test]
fn what_nobody_has_told_is_all_in_one_place() {
    let report = report(user(Some(&[APP, SPARE]), false), []);
    assert_eq!(report["targets"]["root"]["owner_in_today"], true);
    assert_eq!(sets(&report, "root", "min_lockout_sets")[0], json!(["thing/root/?"]));
    assert!(sets(&report, "root", "min_theft_sets").contains(&json!(["thing/root/?"])));
    let unknown = report["facts"]["targets"]["root"]["unknown"].as_array().unwrap();
    assert!(!unknown.is_empty(), "{report}");
}

#[test]
fn root_without_a_device_is_open_to_its_mailbox() {
    let root = told(
        &["phone"],
        &[
            ("mailbox", &["phone"], None),
            ("mailbox-factor", &["phone"], None),
            ("password", &[], Some(Word::Memory)),
        ],
    );
    let report = report_told(&facts(user(Some(&[]), false), []), &[("root", root)]);
    let thefts = sets(&report, "root", "min_theft_sets");
    assert!(thefts.contains(&json!(["root.password"])));
    assert!(thefts.contains(&json!(["thing/root/phone", "thing/root/phone/lock"])), "{thefts:?}");
}

/// Everything in one phone: whatever there is hangs on it.
#[test]
fn everything_in_one_phone_does_not_survive_its_loss() {
    let app = format!("device/{APP}");
    let copy = format!("backup/{APP}");
    let at: &[&str] = &["phone"];
    let root = told(
        at,
        &[
            (&app, at, None),
            (&copy, &[], Some(Word::Nowhere)),
            ("password", &[], Some(Word::Memory)),
            ("mailbox", at, None),
            ("mailbox-factor", at, None),
            ("number", at, None),
        ],
    );
    let report = report_told(&facts(user(Some(&[APP]), false), []), &[("root", root)]);
    let lost = sets(&report, "root", "min_lockout_sets");
    assert!(lost.contains(&json!(["thing/root/phone"])), "{lost:?}");
    assert!(lost.contains(&json!(["thing/root/phone/lock"])), "{lost:?}");
    assert_eq!(report["facts"]["targets"]["root"]["unknown"], json!([]));
}

#[test]
fn phone_and_laptop_survive_the_loss_of_either() {
    let [app, copy] = ["device", "backup"].map(|what| format!("{what}/{APP}"));
    let [spare, spare_copy] = ["device", "backup"].map(|what| format!("{what}/{SPARE}"));
    let both: &[&str] = &["phone", "laptop"];
    let root = told(
        both,
        &[
            (&app, &["phone"], None),
            (&copy, &[], Some(Word::Nowhere)),
            (&spare, &["laptop"], None),
            (&spare_copy, &[], Some(Word::Nowhere)),
            ("password", &[], Some(Word::Memory)),
            ("mailbox", both, None),
            ("mailbox-factor", both, None),
            ("number", &["phone"], None),
        ],
    );
    let report = report_told(&facts(user(Some(&[APP, SPARE]), false), []), &[("root", root)]);
    let lost = sets(&report, "root", "min_lockout_sets");
    assert!(lost.iter().all(|set| set.as_array().unwrap().len() > 1), "{lost:?}");
    assert!(lost.contains(&json!(["thing/root/laptop", "thing/root/phone"])), "{lost:?}");
    // It hangs on what was declared, and the report says so.
    let hangs = report["facts"]["targets"]["root"]["owner"].as_array().unwrap();
    assert!(!hangs.is_empty(), "{report}");
}

#[test]
fn a_number_given_up_is_a_strangers() {
    let root = told(
        &[],
        &[
            ("number", &[], Some(Word::Nowhere)),
            ("mailbox-factor", &[], Some(Word::Nowhere)),
            ("mailbox", &[], Some(Word::Nowhere)),
        ],
    );
    let report = report_told(&facts(user(Some(&[APP]), false), []), &[("root", root)]);
    let thefts = sets(&report, "root", "min_theft_sets");
    assert!(thefts.contains(&json!(["mailbox/password"])), "{thefts:?}");
    let rules = report["rules"]["findings"].as_array().unwrap();
    assert!(rules.iter().any(|found| found["rule"] == "number-given-up"), "{rules:?}");
}

#[test]
fn root_helps_a_user_only_where_it_is_somebody_else() {
    let account = || facts(user(Some(&[]), false), [("ann", user(Some(&["GAHT1"]), false))]);
    let ann = told(&[], &[("password", &[], Some(Word::Memory))]);
    let root = |person: &[&str], word| {
        told(&["safe"], &[("person", person, word), ("password", &["safe"], Some(Word::Memory))])
    };
    let alone = |told: &[(&str, Told)]| {
        let lost = sets(&report_told(&account(), told), "user:ann", "min_lockout_sets");
        lost.contains(&json!(["user:ann.GAHT1"]))
    };
    assert!(alone(&[("user:ann", ann.clone())]), "nobody has told who root is");
    let other = [("user:ann", ann.clone()), ("root", root(&[], Some(Word::Nowhere)))];
    assert!(!alone(&other));
    // The same person, whose things are then the same.
    let same = [("user:ann", ann), ("root", root(&["ann"], None))];
    let report = report_told(&account(), &same);
    let lost = sets(&report, "user:ann", "min_lockout_sets");
    assert!(
        lost.iter().flat_map(|set| set.as_array().unwrap()).any(|id| id == "thing/user:ann/safe"),
        "{lost:?}"
    );
}

#[test]
fn what_aws_did_not_tell_counts_as_the_worst() {
    let report = report(user(None, false), [("ann", user(None, true))]);
    let thefts = sets(&report, "user:ann", "min_theft_sets");
    assert!(thefts.contains(&json!(["user:ann.password"])), "{thefts:?}");
}

#[test]
fn a_help_desk_is_a_way_in_and_a_way_back() {
    let key = Reset {
        whom: "bob".to_owned(),
        password: Allowed::Yes,
        device: Allowed::Yes,
        key: Allowed::No,
    };
    let desk = Identity { resets: vec![key], ..user(Some(&["arn:x:mfa/a"]), false) };
    let bob = user(Some(&["arn:x:mfa/b"]), false);
    let report = report(user(Some(&["arn:x:mfa/r"]), false), [("ann", desk), ("bob", bob)]);
    // Whoever is the help desk is in as well.
    let thefts = sets(&report, "user:bob", "min_theft_sets");
    assert!(thefts.contains(&json!(["thing/user:ann/?"])), "{thefts:?}");
    // What bob has is no longer enough to lock him out.
    let lost = sets(&report, "user:bob", "min_lockout_sets");
    assert!(lost.iter().all(|set| set.as_array().unwrap().len() > 1), "{lost:?}");
}

/// A number of which nobody has told where it rings may be a stranger's, and is no help
/// to its owner.
#[test]
fn a_number_that_was_not_told_counts_as_the_worst_on_both_sides() {
    let (app, copy) = (format!("device/{APP}"), format!("backup/{APP}"));
    let at: &[&str] = &["phone"];
    let root = |number: Option<(&[&str], Option<Word>)>| {
        let mut answers: Vec<(&str, &[&str], Option<Word>)> = vec![
            (&app, at, None),
            (&copy, &[], Some(Word::Nowhere)),
            ("password", &[], Some(Word::Memory)),
            ("mailbox", &["laptop"], None),
            ("mailbox-factor", &[], Some(Word::Nowhere)),
        ];
        answers.extend(number.map(|(places, word)| ("number", places, word)));
        let root = told(&["phone", "laptop"], &answers);
        report_told(&facts(user(Some(&[APP]), false), []), &[("root", root)])
    };
    let alone = json!(["mailbox/password"]);
    let untold = root(None);
    assert!(sets(&untold, "root", "min_theft_sets").contains(&alone));
    assert!(sets(&untold, "root", "min_lockout_sets").contains(&json!(["thing/root/phone"])));
    let unknown = untold["facts"]["targets"]["root"]["unknown"].as_array().unwrap();
    assert!(unknown.contains(&json!({"node": "number"})), "{unknown:?}");

    let rings = root(Some((&["laptop"], None)));
    assert!(!sets(&rings, "root", "min_theft_sets").contains(&alone));
    assert!(!sets(&rings, "root", "min_lockout_sets").contains(&json!(["thing/root/phone"])));
}

#[test]
fn a_key_that_nobody_uses_is_found_and_one_in_use_is_not() {
    let keys = |used: &[Option<&str>]| Identity {
        keys: Some(used.len()),
        keys_used: used.iter().map(|day| day.map(str::to_owned)).collect(),
        ..user(Some(&["arn:x:mfa/a"]), false)
    };
    let ann = keys(&[Some("2026-11-20"), Some("2026-06-01")]);
    let report = report(user(Some(&[APP]), false), [("ann", ann), ("bob", keys(&[None]))]);
    let findings = report["rules"]["findings"].as_array().unwrap();
    let unused: Vec<&Value> = findings
        .iter()
        .filter(|found| found["rule"] == "unused-credential")
        .map(|found| &found["subject"])
        .collect();
    assert_eq!(unused, [&json!("user:ann.key-2")], "{findings:?}");
}

#[test]
fn what_aws_says_of_contacts_is_in_the_graph() {
    let account = |number: Option<Number>| Facts {
        number: number.map_or(RootNumber::Absent, RootNumber::Is),
        no_contacts: vec![Alternate::Security, Alternate::Billing],
        ..facts(user(Some(&[APP]), false), [])
    };
    let number = Number { masked: "+49••67".to_owned(), verified: Some(false) };
    let with = report_told(&account(Some(number.clone())), &[]);
    let findings = with["rules"]["findings"].as_array().unwrap();
    let of = |rule: &str| findings.iter().find(|found| found["rule"] == rule);
    assert_eq!(of("no-security-contact").unwrap()["subject"], "root");
    let message = of("no-other-contact").unwrap()["message"].as_str().unwrap();
    assert!(message.ends_with("no contact for billing"), "{message}");
    let shown = with.to_string();
    assert!(shown.contains("root’s phone number (+49••67, not confirmed)"), "{shown}");
    let titles: Vec<String> = asked(&account(Some(number)), &[])
        .into_iter()
        .flat_map(|one| one.questions)
        .map(|question| question.title)
        .collect();
    assert!(titles.iter().any(|title| title.contains("+49••67")), "{titles:?}");
    // Without a number nobody is called, and nobody is asked where it rings.
    let without = asked(&account(None), &[]);
    assert!(!without.iter().flat_map(|one| &one.questions).any(|one| one.about == "number"));
    let file = graph(&account(None), &[], &without, Day::of_unix_time(1_795_651_200));
    assert!(!file.nodes.contains_key("number"));
}
