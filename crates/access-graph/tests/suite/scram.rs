//! Random graphs without cycles as fault trees, given to SCRAM: its minimal cut
//! sets must be our minimal sets. The program must be there; the test fails
//! without it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    process::Command,
};

use access_graph::{AccessFile, Caps, Method, Node, Report, Sizes};
use proptest::{collection::vec, prelude::*};

use crate::reference::{Sets, graph, id, sets};

/// Makes graphs in which methods lead from lower to higher numbers only.
fn acyclic() -> impl Strategy<Value = AccessFile> {
    let inner = vec(vec(vec(any::<prop::sample::Index>(), 1..=3), 1..=3), 2..=8);
    (3_usize..=9, inner, any::<u32>()).prop_map(|(leaves, inner, losable)| {
        let mut file = AccessFile::default();
        let takeable = |take| Node { losable: take, stealable: take, ..Node::default() };
        for n in 0..leaves {
            file.nodes.insert(id(n), Node { held: true, ..takeable(true) });
        }
        for (n, ways) in inner.into_iter().enumerate() {
            let number = leaves + n;
            file.nodes.insert(id(number), takeable(losable >> n & 1 == 1));
            for needs in ways {
                let needs = needs.into_iter().map(|index| id(index.index(number))).collect();
                file.methods.push(Method { to: id(number), needs, ..Method::default() });
            }
        }
        file.targets = file.nodes.keys().last().map(|last| vec![last.clone()]);
        file
    })
}

/// Writes the fault tree of a lock-out, or of a break-in, and its events, as
/// Open-PSA XML; its names begin with a prefix.
fn fault_tree(file: &AccessFile, lockout: bool, prefix: &str) -> (String, String) {
    let (way, ways) = if lockout { ("or", "and") } else { ("and", "or") };
    let (mut gates, mut events) = (String::new(), String::new());
    // Gates that the target does not depend on would be further tops.
    let mut wanted = BTreeSet::from([target(file).to_owned()]);
    for (id, node) in file.nodes.iter().rev().filter(|(id, _)| id.as_str() <= target(file)) {
        if !wanted.contains(id) {
            continue;
        }
        let mut parts: Vec<String> = Vec::new();
        if node.losable {
            parts.push(format!("<basic-event name=\"{prefix}-take-{id}\"/>"));
            writeln!(events, "<define-basic-event name=\"{prefix}-take-{id}\"/>").unwrap();
        }
        let mut alternatives = Vec::new();
        for method in file.methods.iter().filter(|method| method.to == *id) {
            let needs: BTreeSet<&String> = method.needs.iter().collect();
            wanted.extend(needs.iter().map(|need| (*need).clone()));
            let gate = |need| format!("<gate name=\"{prefix}-{need}\"/>");
            alternatives.push(together(way, &needs.into_iter().map(gate).collect()));
        }
        if !alternatives.is_empty() {
            parts.push(together(ways, &alternatives.into_iter().collect()));
        }
        let formula = together("or", &parts.into_iter().collect());
        writeln!(gates, "<define-gate name=\"{prefix}-{id}\">{formula}</define-gate>").unwrap();
    }
    let tree = format!("<define-fault-tree name=\"{prefix}\">\n{gates}</define-fault-tree>\n");
    (tree, events)
}

fn target(file: &AccessFile) -> &str {
    &file.targets.as_ref().unwrap()[0]
}

fn together(connective: &str, parts: &BTreeSet<String>) -> String {
    let all: String = parts.iter().map(String::as_str).collect();
    if parts.len() == 1 { all } else { format!("<{connective}>{all}</{connective}>") }
}

/// Has SCRAM find the minimal cut sets of each tree, by the prefix.
fn minimal_cut_sets(trees: &[(String, String)]) -> BTreeMap<String, Sets> {
    let (trees, events): (Vec<&str>, Vec<&str>) =
        trees.iter().map(|(tree, events)| (tree.as_str(), events.as_str())).unzip();
    let (trees, events) = (trees.concat(), events.concat());
    let model = format!(
        "<?xml version=\"1.0\"?>\n<opsa-mef>\n{trees}<model-data>\n{events}</model-data>\n</opsa-mef>\n"
    );
    let name = format!("access-graph-scram-{}.xml", std::process::id());
    let input = std::env::temp_dir().join(name);
    std::fs::write(&input, &model).unwrap();
    let output = Command::new("scram").arg("--bdd").arg(&input).output();
    std::fs::remove_file(&input).unwrap();
    let output = output.expect("the program `scram` must be installed for this test");
    assert!(output.status.success(), "{}\n{model}", String::from_utf8_lossy(&output.stderr));
    let report = String::from_utf8(output.stdout).unwrap();
    let name = |text: &str| text.split('"').next().unwrap().to_owned();
    let sums = report.split("<sum-of-products name=\"").skip(1).map(|sum| {
        let prefix = sum.split('-').next().unwrap().to_owned();
        let products = sum.split("<product ").skip(1).map(|product| {
            let end = product.find("</product>").unwrap();
            let events = product[..end].split("-take-").skip(1);
            events.map(name).collect()
        });
        (prefix, products.collect())
    });
    sums.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn finds_the_same_sets(files in vec(acyclic(), 25)) {
        let trees: Vec<_> = files.iter().enumerate().flat_map(|(n, file)| {
            [fault_tree(file, true, &format!("l{n}")), fault_tree(file, false, &format!("t{n}"))]
        }).collect();
        let found = minimal_cut_sets(&trees);
        for (n, file) in files.iter().enumerate() {
            let report = Report::new(&graph(file), Sizes::All, Caps::default());
            let findings = &report.targets[target(file)].findings;
            prop_assert_eq!(&sets(&findings.min_lockout_sets), &found[&format!("l{n}")]);
            prop_assert_eq!(&sets(&findings.min_theft_sets), &found[&format!("t{n}")]);
        }
    }
}
