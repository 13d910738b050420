//! Lists that are cut say so: what is shown and what is said to be left out are
//! together what there is.

use access_graph::{
    AccessFile, Caps, Graph, Kind, Method, Node, Party, Picture, ScenarioReport, Sizes, State,
    WhatIf, Whole, html, text,
};

fn leaf() -> Node {
    Node { held: true, losable: true, stealable: true, ..Node::default() }
}

fn way(file: &mut AccessFile, to: &str, needs: Vec<String>) {
    file.methods.push(Method { to: to.to_owned(), needs, ..Method::default() });
}

/// Makes more of everything than is shown: 130 users of whom each hangs on one thing,
/// one who needs sixty things of which a thief needs any one, twenty events.
fn many() -> Graph {
    let mut file = AccessFile::default();
    let parts: Vec<String> = (0..60).map(|n| format!("part{n:02}")).collect();
    for part in &parts {
        file.nodes.insert(part.clone(), leaf());
        way(&mut file, "all", vec![part.clone()]);
    }
    for method in &mut file.methods {
        method.party = Party::Attacker;
    }
    way(&mut file, "all", parts.clone());
    for (n, part) in parts.iter().take(20).enumerate() {
        file.events.insert(format!("event{n:02}"), vec![part.clone()]);
    }
    for n in 0..130 {
        let (user, password) = (format!("user{n:03}"), format!("word{n:03}"));
        way(&mut file, &user, vec![password.clone()]);
        file.nodes.insert(password, leaf());
        file.nodes.insert(user, Node { kind: Kind::Identity, ..Node::default() });
    }
    file.nodes.insert("all".to_owned(), Node { kind: Kind::Identity, ..Node::default() });
    Graph::new(file).unwrap()
}

fn whole(graph: &Graph) -> Whole {
    let everything = graph.losable().to_vec();
    let asked = WhatIf { name: "all of it".to_owned(), loses: everything, steals: Vec::new() };
    Whole::new(graph, &[asked], Sizes::Adaptive, Caps::default(), None)
}

/// Returns the numbers that are said to be more, in their order.
fn left_out(said: &str) -> Vec<usize> {
    let after = said.split("and ").skip(1);
    let number = |part: &str| {
        let (count, rest) = part.split_once(' ')?;
        rest.starts_with("more").then(|| count.parse().ok()).flatten()
    };
    after.filter_map(number).collect()
}

#[test]
fn the_text_says_how_many_of_everything_it_leaves_out() {
    let graph = many();
    let whole = whole(&graph);
    let text = text(&graph, &whole, false);
    let counts = left_out(&text);
    // Sets and events of the large sign-in, sign-ins, what-ifs.
    for count in [60 - 12, 20 - 12, 131 - 60, 131 - 40] {
        assert!(counts.contains(&count), "{count}: {counts:?}");
    }
    let of = |rule: &str| whole.rules.findings.iter().filter(|found| found.rule == rule).count();
    assert!(of("single-loss") > 40);
    assert!(counts.contains(&(of("single-loss") - 40)), "{counts:?}");
    let changes = whole.changes.suggestions.len();
    assert!(changes > 6);
    assert!(text.contains(&format!("  * and {} more (--json lists all)", changes - 6)), "{text}");
    let why = &whole.report.scenarios[0];
    assert_eq!(why.why.len() + why.why_left_out, 131);
    assert!(text.contains(&format!("why is not said of {} more", why.why_left_out)), "{text}");
    // Programs get all of it.
    let json = serde_json::to_value(&whole).unwrap();
    assert_eq!(json["rules"]["left_out"], 0);
    assert_eq!(json["targets"]["all"]["min_lockout_sets"].as_array().unwrap().len(), 60);
}

#[test]
fn the_page_says_it_too_and_leaves_out_no_change() {
    let graph = many();
    let whole = whole(&graph);
    let page = html(&graph, &whole, &Picture::new(&graph, &whole.report, None));
    let counts = left_out(&page);
    for count in [60 - 5, 60 - 40, 20 - 12, 131 - 60, 131 - 100] {
        assert!(counts.contains(&count), "{count}: {counts:?}");
    }
    for change in &whole.changes.suggestions {
        assert!(page.contains(&change.title.replace('\'', "&#39;")), "{}", change.title);
    }
    for cut in page.match_indices(" more (") {
        assert!(page[cut.0..].starts_with(" more (--json lists all)"));
    }
}

#[test]
fn what_a_change_does_is_counted_where_it_is_not_listed() {
    let graph = many();
    let mut whole = whole(&graph);
    let change = &mut whole.changes.suggestions[0];
    (change.lockouts.left_out, change.thefts.left_out) = (300, 7);
    let lines = change.lockouts.lines(&graph, "locks you out of");
    assert_eq!(lines.len(), change.lockouts.removed.len() + change.lockouts.added.len());
    let text = text(&graph, &whole, false);
    assert!(text.contains("and 307 more, which a report on the changed file lists"), "{text}");
    let page = html(&graph, &whole, &Picture::new(&graph, &whole.report, None));
    assert!(page.contains("and 300 more, which a report on the changed file lists"));
}

/// A sign-in of which nothing could be said is not among those that "stand no worse".
#[test]
fn what_was_not_looked_at_is_taken_for_the_worst() {
    let graph = many();
    let mut whole = whole(&graph);
    for target in whole.report.targets.values_mut() {
        target.findings.resilience = Some(3);
        target.findings.strength = Some(3);
    }
    let cut = &mut whole.report.targets.get_mut("user129").unwrap().findings;
    (cut.lockout, cut.resilience, cut.truncated) = (State::Possible, None, true);
    cut.complete_to_size = Some(0);
    let text = text(&graph, &whole, false);
    assert!(text.starts_with("user129\n  Losses: there was too much to look at to say"), "{text}");
    assert!(text.contains("  The search was cut short: there may be more than is listed.\n"));
}

#[test]
fn a_cut_search_says_what_is_known_all_the_same() {
    let graph = many();
    let caps = Caps { listed: 7, ..Caps::default() };
    let whole = Whole::new(&graph, &[], Sizes::All, caps, None);
    let findings = &whole.report.targets["all"].findings;
    let said = findings.cut().unwrap();
    assert!(
        said.ends_with("There are 60 sets of losses in all. There are 60 sets of thefts in all."),
        "{said}"
    );
    assert_eq!(whole.report.targets["user000"].findings.cut(), None);
}

#[test]
fn a_what_if_of_few_explains_all() {
    let graph = Graph::from_json(
        br#"{"format":"access-graph/1","nodes":{"a":{"held":true},"in":{"kind":"identity"}},
            "methods":[{"to":"in","needs":["a"]}]}"#,
    )
    .unwrap();
    let what_if = graph.what_if("asked", &["a".to_owned()], &[]).unwrap();
    let told = ScenarioReport::new(&graph, &what_if).explained(&graph, &what_if);
    assert_eq!((told.why.len(), told.why_left_out), (1, 0));
    let json = serde_json::to_value(&told).unwrap();
    assert!(json.get("why_left_out").is_none());
}
