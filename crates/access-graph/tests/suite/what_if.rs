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
    let graph = Graph::from_json(br#"{"format":"access-graph/1","nodes":{"a":{}}}"#).unwrap();
    let error = graph.what_if("x", &["a".to_owned(), "b".to_owned()], &[]).unwrap_err();
    assert_eq!(error.to_string(), "losing[1]: there is no node named `b`");
}
