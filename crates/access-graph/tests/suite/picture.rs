//! Pictures: nothing overlaps, nothing hostile gets through, large graphs are
//! summed up, and the stories look as they did.

use access_graph::{
    AccessFile, Caps, Graph, Kind, Method, Node, Picture, Purpose, Report, Sizes, Tag, WhatIf,
};
use proptest::{collection::vec, prelude::*};

use crate::reference::{any_file, graph, id};
use crate::stories::SAMPLES;

const HOUSEHOLD: &str = include_str!("../data/household.json");

fn picture(graph: &Graph, what_if: Option<&WhatIf>) -> Picture {
    let report = Report::new(graph, Sizes::Adaptive, Caps::default());
    Picture::new(graph, &report, what_if)
}

/// Reads the number of an attribute.
fn number(element: &str, attribute: &str) -> f64 {
    let start = element.find(&format!(" {attribute}=\"")).unwrap() + attribute.len() + 3;
    element[start..].split('"').next().unwrap().parse().unwrap()
}

/// Returns the rectangles of the boxes: left, top, right, bottom.
fn boxes(svg: &str) -> Vec<[f64; 4]> {
    let rects = svg.split("<rect class=\"box\"").skip(1);
    rects
        .map(|rect| {
            let of = |attribute| number(rect, attribute);
            [of("x"), of("y"), of("x") + of("width"), of("y") + of("height")]
        })
        .collect()
}

fn assert_tidy(svg: &str) {
    let boxes = boxes(svg);
    let (width, height) = (number(svg, "width"), number(svg, "height"));
    for (n, one) in boxes.iter().enumerate() {
        assert!(one[0] >= 0.0 && one[1] >= 0.0 && one[2] <= width && one[3] <= height);
        for other in &boxes[n + 1..] {
            let apart = one[2] <= other[0]
                || other[2] <= one[0]
                || one[3] <= other[1]
                || other[3] <= one[1];
            assert!(apart, "{one:?} {other:?}");
        }
    }
    // Every label lies in a box.
    for text in svg.split("<text class=\"label\"").skip(1) {
        let (x, y) = (number(text, "x"), number(text, "y"));
        assert!(boxes.iter().any(|b| b[0] < x && x < b[2] && b[1] < y && y < b[3]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn boxes_do_not_overlap(file in any_file(), losing in vec(0_usize..14, 0..4)) {
        let graph = graph(&file);
        let losing: Vec<String> =
            losing.into_iter().map(|n| id(n % file.nodes.len())).collect();
        let what_if = graph.what_if("x", &losing, &losing).unwrap();
        let svg = picture(&graph, Some(&what_if)).svg();
        assert_tidy(&svg);
        prop_assert_eq!(boxes(&svg).len(), file.nodes.len());
        assert_column(&picture(&graph, Some(&what_if)), "any");
        prop_assert_eq!(svg, picture(&graph, Some(&what_if)).svg());
    }
}

#[test]
fn a_household_is_drawn_whole() {
    let graph = Graph::from_json(HOUSEHOLD.as_bytes()).unwrap();
    let picture = picture(&graph, None);
    let svg = picture.svg();
    assert_tidy(&svg);
    assert_eq!((graph.len(), boxes(&svg).len(), picture.is_summed_up()), (40, 40, false));
    let words = picture.sentences().join("\n");
    for node in graph.file().nodes.values() {
        assert!(words.contains(node.label.as_deref().unwrap()));
    }
}

#[test]
fn foreign_text_is_text() {
    let label = "<script>alert(1)</script>\"'&";
    let node = Node { label: Some(label.to_owned()), kind: Kind::Identity, ..Node::default() };
    let file = AccessFile {
        title: Some(label.to_owned()),
        nodes: [("\"><b>".to_owned(), node)].into(),
        ..AccessFile::default()
    };
    let svg = picture(&Graph::new(file).unwrap(), None).svg();
    assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
}

/// Makes an organization in which everybody has a password and a device, and
/// administrators reset everybody.
fn organization(users: usize) -> Graph {
    let mut file = AccessFile::default();
    let leaf = Node { held: true, losable: true, stealable: true, ..Node::default() };
    let identity = Node { kind: Kind::Identity, ..Node::default() };
    for n in 0..users {
        let (user, password, device) = (format!("user{n}"), format!("pw{n}"), format!("key{n}"));
        file.nodes.insert(password.clone(), Node { kind: Kind::Knowledge, ..leaf.clone() });
        file.nodes.insert(device.clone(), leaf.clone());
        file.nodes.insert(user.clone(), identity.clone());
        let mut way = |needs: Vec<String>| {
            file.methods.push(Method { to: user.clone(), needs, ..Method::default() });
        };
        way(vec![password.clone(), device]);
        if n > 1 {
            way(vec![password.clone(), "user0".to_owned()]);
            way(vec![password, "user1".to_owned()]);
        }
    }
    Graph::new(file).unwrap()
}

/// Makes a company that is less even: administrators who reset each other and all,
/// some of whom have printed codes; users with phones, keys or both, codes or none,
/// and a help desk; a mail system that some can recover by.
fn company(users: usize) -> Graph {
    let mut file = AccessFile { title: Some("A company".to_owned()), ..AccessFile::default() };
    let leaf = |kind, tags: &[Tag]| Node {
        kind,
        held: true,
        losable: true,
        stealable: true,
        tags: tags.to_vec(),
        ..Node::default()
    };
    file.nodes.insert("help desk".to_owned(), leaf(Kind::Item, &[Tag::Person]));
    file.nodes.insert("mail system".to_owned(), leaf(Kind::Channel, &[Tag::Mailbox]));
    let admin = |n: usize| format!("admin{n:02}");
    for n in 0..users {
        let is_admin = n < 12;
        let user = if is_admin { admin(n) } else { format!("user{n:03}") };
        let tags: &[Tag] = if is_admin { &[Tag::Administrator] } else { &[] };
        let identity = Node { kind: Kind::Identity, tags: tags.to_vec(), ..Node::default() };
        file.nodes.insert(user.clone(), identity);
        let mut thing = |what: &str, kind: Kind, tags: &[Tag]| {
            let id = format!("{what} of {user}");
            file.nodes.insert(id.clone(), leaf(kind, tags));
            id
        };
        let password = thing("password", Kind::Knowledge, &[Tag::Password]);
        let mut devices = vec![thing("phone", Kind::Item, &[Tag::Phone])];
        if n % 3 == 0 {
            devices.push(thing("security key", Kind::Item, &[Tag::Device]));
        }
        if n % 7 == 0 {
            devices.push(thing("spare key", Kind::Item, &[Tag::Device]));
        }
        if n % 5 == 0 {
            devices.push(thing("codes", Kind::Item, &[Tag::Codes]));
        }
        let mut way = |needs: Vec<String>, purpose: Purpose| {
            let purpose = Some(purpose);
            file.methods.push(Method { to: user.clone(), needs, purpose, ..Method::default() });
        };
        for device in devices {
            way(vec![password.clone(), device], Purpose::SignIn);
        }
        for by in (0..12).filter(|&by| by != n) {
            way(vec![password.clone(), admin(by)], Purpose::Reset);
        }
        if n % 4 == 0 {
            way(vec!["mail system".to_owned(), "help desk".to_owned()], Purpose::Recovery);
        }
    }
    Graph::new(file).unwrap()
}

/// Returns how many ways the text says that are not drawn as lines: those among
/// what shares a box, and those that are left out.
fn ways_not_drawn(svg: &str) -> usize {
    let says = ["ways among them<", "more ways are not shown<"];
    let before = says.iter().flat_map(|says| {
        svg.match_indices(says).map(|(at, _)| svg[..at].trim_end().rsplit('>').next().unwrap())
    });
    before.map(|count| count.parse::<usize>().unwrap()).sum()
}

#[test]
fn a_company_is_drawn_by_its_main_lines() {
    for graph in [company(500), organization(500)] {
        let picture = picture(&graph, None);
        let svg = picture.svg();
        assert_tidy(&svg);
        assert!(picture.is_summed_up());
        assert!(boxes(&svg).len() <= 16, "{}", boxes(&svg).len());
        // Lines, their ends and all that is written lie within.
        let (width, height) = (number(&svg, "width"), number(&svg, "height"));
        let lines: Vec<&str> = svg.split("<path class=\"way").skip(1).collect();
        assert!(lines.len() <= 64, "{}", lines.len());
        for line in &lines {
            let path = line.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
            let numbers = path.split(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
            for number in numbers.filter(|part| !part.is_empty()) {
                let number: f64 = number.parse().unwrap();
                assert!(number >= 0.0 && number <= width.max(height), "{path}");
            }
        }
        let counts: Vec<[f64; 4]> = svg
            .split("<text class=\"count\"")
            .skip(1)
            .map(|text| {
                let (x, y) = (number(text, "x"), number(text, "y"));
                let length = text.split('>').nth(1).unwrap().split('<').next().unwrap().chars();
                let wide = 7.5 * f64::from(u32::try_from(length.count()).unwrap());
                let left = if text.contains("text-anchor=\"end\"") { x - wide } else { x };
                [left, y - 9.0, left + wide, y]
            })
            .collect();
        for (n, one) in counts.iter().enumerate() {
            assert!(one[0] >= 0.0 && one[1] >= 0.0 && one[2] <= width && one[3] <= height);
            for other in counts[n + 1..].iter().chain(&boxes(&svg)) {
                let apart = one[2] <= other[0]
                    || other[2] <= one[0]
                    || one[3] <= other[1]
                    || other[3] <= one[1];
                assert!(apart, "{one:?} {other:?}");
            }
        }
        // Every way of the file is in a line, or is said not to be.
        let drawn = svg
            .split(" data-ways=\"")
            .skip(1)
            .map(|rest| -> usize { rest.split('"').next().unwrap().parse().unwrap() });
        let drawn: Vec<usize> = drawn.collect();
        assert!(drawn.iter().all(|&count| count > 0));
        let all = drawn.iter().sum::<usize>() + ways_not_drawn(&svg);
        assert_eq!(all, graph.file().methods.len());
    }
}

#[test]
fn a_phone_shows_the_same_in_a_column() {
    let mut graphs = vec![Graph::from_json(HOUSEHOLD.as_bytes()).unwrap(), company(500)];
    graphs.extend(SAMPLES.iter().map(|(_, file, _)| Graph::from_json(file.as_bytes()).unwrap()));
    for graph in graphs {
        assert_column(&picture(&graph, None), graph.file().title.as_deref().unwrap_or_default());
    }
}

/// Asserts that the narrow picture has all boxes and ways of the wide one, nothing
/// that overlaps and nothing that is wider than a phone.
fn assert_column(picture: &Picture, title: &str) {
    let (svg, wide) = (picture.narrow(&|_| None), picture.svg());
    let ids = |svg: &str| -> std::collections::BTreeSet<String> {
        let ids = svg.split(" data-node=\"").skip(1);
        ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&svg), ids(&wide), "{title}");
    let size = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
    let (width, height) = size.split_once(' ').unwrap();
    let (width, height): (f64, f64) = (width.parse().unwrap(), height.parse().unwrap());
    assert!(width <= 360.0);
    let boxes = boxes(&svg);
    for (n, one) in boxes.iter().enumerate() {
        assert!(one[0] >= 0.0 && one[1] >= 0.0 && one[2] <= width && one[3] <= height);
        for other in &boxes[n + 1..] {
            assert!(one[3] <= other[1] || other[3] <= one[1], "{one:?} {other:?}");
        }
    }
    // Whoever takes a way meets all that it takes: rows and joints are as many.
    let rows = boxes.len();
    let sentences = picture.sentences();
    let ways: Vec<&String> = sentences.iter().filter(|line| line.starts_with(' ')).collect();
    let needs: usize = ways.iter().map(|way| way.matches(" + ").count() + 1).sum();
    let together = ways.iter().filter(|way| way.contains(" + ")).count();
    assert!(rows >= needs, "{title}: {rows} {needs}");
    let key = usize::from(together > 0);
    assert_eq!(svg.matches("class=\"joint\"").count(), together + key, "{title}");
}

#[test]
fn a_column_begins_with_what_is_asked_about() {
    let file = AccessFile::from_json(HOUSEHOLD.as_bytes()).unwrap();
    for target in ["photos", "bank", "vault"] {
        let file = AccessFile { targets: Some(vec![target.to_owned()]), ..file.clone() };
        let svg = picture(&Graph::new(file).unwrap(), None).narrow(&|_| None);
        let first = svg.split(" data-node=\"").nth(1).unwrap();
        assert_eq!(first.split('"').next(), Some(target));
    }
}

#[test]
fn a_page_can_hold_both_and_show_either() {
    let graph = Graph::from_json(HOUSEHOLD.as_bytes()).unwrap();
    let picture = picture(&graph, None);
    let link = |id: &str| Some((format!("?lose0={id}"), format!("Lose {id}")));
    let (wide, narrow) = (picture.linked(&link), picture.narrow(&link));
    let both = format!("{wide}{narrow}");
    let mut ids: Vec<&str> =
        both.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    for node in graph.file().nodes.keys() {
        let link = format!("<a href=\"?lose0={node}\"");
        assert!(wide.contains(&link) && narrow.contains(&link), "{node}");
    }
}

#[test]
fn an_organization_is_summed_up() {
    let picture = picture(&organization(500), None);
    assert!(picture.is_summed_up());
    let svg = picture.svg();
    assert_tidy(&svg);
    assert!(boxes(&svg).len() <= 12, "{}", boxes(&svg).len());
    assert!(svg.contains("498 identities"), "{svg}");
}

#[test]
fn what_cannot_be_drawn_is_said() {
    // Sixty things, of which any two open any third.
    let mut file = AccessFile::default();
    for n in 0..60 {
        file.nodes.insert(id(n), Node { held: n < 30, ..Node::default() });
    }
    for n in 0..3_000 {
        let needs = vec![id(n % 60), id(n * 7 % 59)];
        file.methods.push(Method { to: id(n * 13 % 60), needs, ..Method::default() });
    }
    let picture = picture(&Graph::new(file).unwrap(), None);
    let svg = picture.svg();
    assert!(svg.contains("more ways are not shown"));
    assert_tidy(&svg);
    // Each box says how many of them lead to it, and so do the words.
    let number = |text: &str, says: &str| -> usize {
        let before = text.match_indices(says).map(|(at, _)| &text[..at]);
        let counts =
            before.map(|text| text.rsplit([' ', '+', '>']).next().unwrap().parse::<usize>());
        counts.map(Result::unwrap).sum()
    };
    let boxes = svg.split("</g>").filter(|text| text.contains("class=\"note\""));
    let boxes: String = boxes.collect();
    let words = picture.sentences();
    let all = number(words.last().unwrap(), " more ways are not shown");
    assert!(all > 2_000, "{all}");
    let in_words = words.join("\n");
    let to = number(&in_words, " more ways to it are not shown")
        + number(&in_words, " more way to it is not shown");
    assert_eq!(to, all);
    assert_eq!(number(&boxes, " more ways</text>") + number(&boxes, " more way</text>"), all);
    assert!(picture.sentences().last().unwrap().ends_with("more ways are not shown."));
}

#[test]
fn the_stories_look_as_they_did() {
    let mut faults = Vec::new();
    for (name, file) in
        SAMPLES.iter().map(|(name, file, _)| (*name, *file)).chain([("household", HOUSEHOLD)])
    {
        let svg = picture(&Graph::from_json(file.as_bytes()).unwrap(), None).svg();
        let path = format!("{}/../../docs/images/access/{name}.svg", env!("CARGO_MANIFEST_DIR"));
        if std::fs::read_to_string(&path).ok().as_deref() != Some(&svg) {
            faults.push(name);
        }
    }
    let hint = "look at: cargo run -q -p access-graph --example picture -- FILE";
    assert!(faults.is_empty(), "{faults:?} differ from docs/images/access; {hint}");
}

#[test]
fn boxes_lead_where_the_page_says() {
    let (_, file, _) = SAMPLES.iter().find(|(name, ..)| *name == "one-phone").unwrap();
    let one = picture(&Graph::from_json(file.as_bytes()).unwrap(), None);
    let svg = one.linked(&|id| {
        (id == "phone").then(|| ("?lose=a&b=\"".to_owned(), "Lose <the phone>".to_owned()))
    });
    assert!(
        svg.contains("<a href=\"?lose=a&amp;b=&quot;\" aria-label=\"the phone its loss locks out. Lose &lt;the phone&gt;\">")
    );
    assert_eq!((svg.matches("<a ").count(), svg.matches("</a>").count()), (1, 1));
    assert!(svg.contains("role=\"group\"") && one.fragment().contains("role=\"img\""));
}
