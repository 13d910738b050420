//! What a picture shows, in words: for its notes, its title, and for those who
//! read instead of looking.

use super::scene::{Least, Note, Scene, Thing};
use crate::{Graph, Kind, NodeId, Party, Tag};

/// Names what many nodes are.
pub(super) fn plural(graph: &Graph, first: NodeId, nodes: &[NodeId]) -> &'static str {
    let all = |tag: Tag| nodes.iter().all(|&n| graph.described(n).is_some_and(|node| node.is(tag)));
    let tags = [
        (Tag::Administrator, "administrators"),
        (Tag::Password, "passwords"),
        (Tag::Codes, "sets of codes"),
        (Tag::Device, "devices"),
        (Tag::Phone, "phones"),
        (Tag::Mailbox, "mailboxes"),
        (Tag::Number, "numbers"),
        (Tag::Person, "people"),
    ];
    if let Some((_, word)) = tags.into_iter().find(|(tag, _)| all(*tag)) {
        return word;
    }
    match graph.described(first).map(|node| node.kind).unwrap_or_default() {
        Kind::Item => "things",
        Kind::Knowledge => "secrets",
        Kind::Channel => "channels",
        Kind::Credential => "credentials",
        Kind::Account => "accounts",
        Kind::Identity => "identities",
    }
}

/// Says a note in a few words, as lines of a box.
pub(super) fn note(note: Note) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match note {
        Note::LocksOut => one("its loss locks out"),
        Note::LetsIn => one("its theft lets in"),
        Note::Public => one("anybody may have it"),
        Note::NotHeld => one("not had today"),
        Note::Unknown => one("nobody knows"),
        Note::Lost => one("lost"),
        Note::OutOfReach => one("out of reach"),
        Note::Stolen => one("stolen"),
        Note::Taken => one("a thief has it"),
        Note::SomeOut(count) => vec![format!("one loss locks {count} out")],
        Note::SomeIn(count) => vec![format!("one theft opens {count}")],
        Note::Among(count) => vec![format!("{count} ways among them")],
        Note::More(count) => vec![format!("+{count} more way{}", plural_s(count))],
        Note::Takes(losses, thefts) => vec![
            match losses {
                Least::Already => "locked out today".to_owned(),
                Least::Exactly(count) => {
                    format!("{} out", verb(count, "loss locks", "losses lock"))
                }
                Least::NotBelow(count) => {
                    format!("survives any {} losses", count.saturating_sub(1))
                }
                Least::Never => "no loss locks out".to_owned(),
            },
            match thefts {
                Least::Already => "open to everybody".to_owned(),
                Least::Exactly(count) => format!("{} in", verb(count, "theft lets", "thefts let")),
                Least::NotBelow(count) => format!("stands any {} thefts", count.saturating_sub(1)),
                Least::Never => "no theft lets in".to_owned(),
            },
        ],
    }
}

fn plural_s(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn verb(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// Says all of a box in one sentence.
pub(super) fn sentence(thing: &Thing) -> String {
    let said = |&one: &Note| match one {
        Note::More(1) => vec!["1 more way to it is not shown".to_owned()],
        Note::More(count) => vec![format!("{count} more ways to it are not shown")],
        other => note(other),
    };
    let notes: Vec<String> = thing.notes.iter().flat_map(said).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(": {}", notes.join(", ")) };
    format!("{} ({}){notes}.", thing.label, thing.kind.word())
}

/// Says every box, followed by the ways that lead to it.
pub(super) fn sentences(scene: &Scene) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, thing) in scene.boxes.iter().enumerate() {
        lines.push(sentence(thing));
        for way in scene.ways.iter().filter(|way| way.to == index) {
            let needs = way.needs.iter().filter_map(|&need| scene.boxes.get(need));
            let needs: Vec<&str> = needs.map(|need| need.label.as_str()).collect();
            let who = match way.party {
                Party::Both => "",
                Party::Owner => ", for you only",
                Party::Attacker => ", for a thief only",
            };
            let recovery = if way.recovery { ", for emergencies" } else { "" };
            let count = if way.count > 1 { format!(", {} ways", way.count) } else { String::new() };
            lines.push(format!("  opened by {}{who}{recovery}{count}.", needs.join(" + ")));
        }
    }
    if scene.left_out > 0 {
        lines.push(format!("{} more ways are not shown.", scene.left_out));
    }
    lines
}
