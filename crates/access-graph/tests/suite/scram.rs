//! Random graphs without cycles as fault trees, given to SCRAM: its minimal cut
//! sets must be our minimal sets. The program must be there; the test fails
//! without it.

use std::{collections::BTreeSet, fmt::Write as _, process::Command};

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
            file.nodes.insert(id(number), takeable(losable >> n & 3 == 0));
            for needs in ways {
                let needs = needs.into_iter().map(|index| id(index.index(number))).collect();
                file.methods.push(Method { to: id(number), needs, ..Method::default() });
            }
        }
        file.targets = file.nodes.keys().last().map(|last| vec![last.clone()]);
        file
    })
}

/// Writes the fault tree of a lock-out, or of a break-in, as Open-PSA XML.
fn fault_tree(file: &AccessFile, lockout: bool) -> String {
    let (way, ways) = if lockout { ("or", "and") } else { ("and", "or") };
    let mut gates = String::new();
    let mut events = String::new();
    for (id, node) in &file.nodes {
        let mut parts: Vec<String> = Vec::new();
        if node.losable {
            parts.push(format!("<basic-event name=\"take-{id}\"/>"));
            writeln!(events, "<define-basic-event name=\"take-{id}\"/>").unwrap();
        }
        let mut alternatives = Vec::new();
        for method in file.methods.iter().filter(|method| method.to == *id) {
            let needs: BTreeSet<&String> = method.needs.iter().collect();
            let needs = needs.into_iter().map(|need| format!("<gate name=\"{need}\"/>"));
            alternatives.push(together(way, needs.collect()));
        }
        if !alternatives.is_empty() {
            parts.push(together(ways, alternatives));
        }
        let formula = together("or", parts);
        writeln!(gates, "<define-gate name=\"{id}\">{formula}</define-gate>").unwrap();
    }
    let top = &file.targets.as_ref().unwrap()[0];
    // Gates that the target does not depend on would be further tops.
    let mut wanted = BTreeSet::from([top.clone()]);
    for id in file.nodes.keys().rev() {
        if wanted.contains(id) {
            let methods = file.methods.iter().filter(|method| method.to == *id);
            wanted.extend(methods.flat_map(|method| method.needs.iter().cloned()));
        }
    }
    let keep = |text: &str, prefix: &str| -> String {
        let lines = text.lines().filter(|line| {
            let name = line.split('"').nth(1).unwrap().trim_start_matches(prefix);
            wanted.contains(name)
        });
        lines.fold(String::new(), |all, line| all + line + "\n")
    };
    format!(
        "<?xml version=\"1.0\"?>\n<opsa-mef>\n<define-fault-tree name=\"tree\">\n{}</define-fault-tree>\n<model-data>\n{}</model-data>\n</opsa-mef>\n",
        keep(&gates, ""),
        keep(&events, "take-")
    )
}

fn together(connective: &str, mut parts: Vec<String>) -> String {
    parts.dedup();
    if parts.len() == 1 {
        parts.concat()
    } else {
        format!("<{connective}>{}</{connective}>", parts.concat())
    }
}

fn minimal_cut_sets(tree: &str) -> Sets {
    let folder = tempfile();
    let input = folder.join("tree.xml");
    std::fs::write(&input, tree).unwrap();
    let output = Command::new("scram").arg("--bdd").arg(&input).output();
    std::fs::remove_dir_all(&folder).unwrap();
    let output = output.expect("the program `scram` must be installed for this test");
    assert!(output.status.success(), "{}\n{tree}", String::from_utf8_lossy(&output.stderr));
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("<sum-of-products"), "{report}");
    let products = report.split("<product ").skip(1);
    products
        .map(|product| {
            let end = product.find("</product>").unwrap();
            let events = product[..end].split("<basic-event name=\"take-").skip(1);
            events.map(|event| event.split('"').next().unwrap().to_owned()).collect()
        })
        .collect()
}

fn tempfile() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("access-graph-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir(&folder).unwrap();
    folder
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn finds_the_same_sets(file in acyclic()) {
        let report = Report::new(&graph(&file), Sizes::All, Caps::default());
        let findings = &report.targets.values().next().unwrap().findings;
        prop_assert_eq!(
            sets(&findings.min_lockout_sets), minimal_cut_sets(&fault_tree(&file, true)));
        prop_assert_eq!(
            sets(&findings.min_theft_sets), minimal_cut_sets(&fault_tree(&file, false)));
    }
}
