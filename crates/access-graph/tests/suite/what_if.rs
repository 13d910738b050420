//! What-ifs against the reference, and that more losses or thefts never help.

use access_graph::{Graph, ScenarioReport};
use proptest::{collection::vec, prelude::*};

use crate::reference::{Reference, any_file, graph, id};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn is_that_of_the_reference_and_monotone(
        file in any_file(),
        losing in vec(0_usize..14, 0..5),
        stealing in vec(0_usize..14, 0..5),
        more in 0_usize..14,
    ) {
        let graph = graph(&file);
        let reference = Reference::new(&file);
        let named = |numbers: &[usize]| -> Vec<String> {
            numbers.iter().map(|n| id(n % file.nodes.len())).collect()
        };
        let (losing, stealing) = (named(&losing), named(&stealing));
        let what_if = graph.what_if("x", &losing, &stealing).unwrap();
        let answer = ScenarioReport::new(&graph, &what_if);
        let own = reference.own(reference.bits(&losing));
        let att = reference.att(reference.bits(&stealing));
        let has = |all: u32| -> Vec<bool> {
            (0..file.nodes.len()).map(|n| all >> n & 1 == 1).collect()
        };
        prop_assert_eq!(answer.owner_in.values().copied().collect::<Vec<_>>(), has(own));
        prop_assert_eq!(answer.attacker_in.values().copied().collect::<Vec<_>>(), has(att));

        let with = |mut ids: Vec<String>| { ids.extend(named(&[more])); ids };
        let worse = graph.what_if("y", &with(losing), &with(stealing)).unwrap();
        let worse = ScenarioReport::new(&graph, &worse);
        for (id, owner_in) in &worse.owner_in {
            prop_assert!(!owner_in || answer.owner_in[id]);
            prop_assert!(!answer.attacker_in[id] || worse.attacker_in[id]);
        }
    }
}

#[test]
fn an_unknown_name_is_said() {
    let graph =
        Graph::from_json(br#"{"format":"access-graph/1","nodes":{"a":{},"ab":{}}}"#).unwrap();
    let error = graph.what_if("x", &["a".to_owned(), "b".to_owned()], &[]).unwrap_err();
    assert_eq!(error.to_string(), "losing[1]: nothing is called `b` here; did you mean `ab`");
}

#[test]
fn things_are_called_by_what_people_read() {
    let text = r#"{"format":"access-graph/1","nodes":{
        "p1":{"label":"the phone","losable":true},"p2":{"label":"Desk","losable":true},
        "p3":{"label":"desk","losable":true}},"events":{"bag":["p1","p2"]}}"#;
    let graph = Graph::from_json(text.as_bytes()).unwrap();
    let lost = |name: &str| graph.what_if("x", &[name.to_owned()], &[]);
    let ids = |name: &str| -> Vec<String> {
        lost(name).unwrap().loses.iter().map(|&node| graph.id(node).to_owned()).collect()
    };
    assert_eq!(ids("the phone"), ["p1"]);
    assert_eq!(ids("The Phone"), ["p1"]);
    assert_eq!(ids("bag"), ["p1", "p2"]);
    assert_eq!((ids("Desk"), ids("desk")), (vec!["p2".to_owned()], vec!["p3".to_owned()]));
    for (name, says) in [
        ("DESK", "did you mean `p2` (Desk), `p3` (desk)"),
        ("phone", "did you mean `p1` (the phone)"),
        ("my desk", "did you mean `p2` (Desk), `p3` (desk)"),
        ("token", "there is, among others, `p1` (the phone), `p2` (Desk), `p3` (desk)"),
        ("\u{1b}[2J", "nothing is called `\\u{1b}[2J` here; there is"),
    ] {
        let error = lost(name).unwrap_err().to_string();
        assert!(error.contains(says), "{name}: {error}");
    }
}
