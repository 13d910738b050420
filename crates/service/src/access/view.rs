//! The report of one identity, for who may see it.

use access_graph::{Effect, Graph, Picture, Severity, WhatIf, Whole};
use identity::Identity;

use super::compute::{elsewhere, graph, whole};
use super::load::{find, load};
use super::picture::{link, query};
use super::question::asked;
use super::reach::Candidates;
use super::{Facts, Least, Person};
use crate::{Caller, Service, ServiceError};

/// Sets of one kind that are shown with the reason. Of the others, the what-if says it.
const SETS: usize = 12;
/// Things that can be lost or stolen at once in a what-if.
const TAKEN: usize = 24;

/// Is what is asked.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The user whose report it is; the caller's own where there is none.
    pub user: Option<String>,
    /// The ids of things that are lost, in a what-if.
    pub losing: Vec<String>,
    /// The ids of things that are stolen.
    pub stealing: Vec<String>,
    /// Whether a click in the picture steals rather than loses.
    pub picture_steals: bool,
}

/// Is a report, in sentences.
#[expect(clippy::struct_excessive_bools, reason = "these are facts of their own, for a page")]
#[derive(Clone, Debug)]
pub struct View {
    /// The user's name, or `root`.
    pub name: String,
    /// Whether it is the root user's.
    pub root: bool,
    /// Whether it is the caller's own.
    pub own: bool,
    /// How losses stand, in a sentence.
    pub losses: String,
    /// How thefts stand.
    pub thefts: String,
    /// Whether any one thing may be lost; `None` if that is not known.
    pub survives_one_loss: Option<bool>,
    /// Whether any one theft opens nothing; `None` if that is not known.
    pub withstands_one_theft: Option<bool>,
    /// Of how many others it is counted only that they have a password, and perhaps a
    /// second factor.
    pub closed: usize,
    /// What was not looked at, in sentences. What is said of losses and thefts holds
    /// without it.
    pub unseen: Vec<String>,
    /// What locks out, smallest first.
    pub lockouts: Vec<SetSaid>,
    /// The other such sets, without reasons.
    pub more_lockouts: Vec<SetSaid>,
    /// What lets in.
    pub breakins: Vec<SetSaid>,
    /// The other such sets, without reasons.
    pub more_breakins: Vec<SetSaid>,
    /// What the rules find.
    pub findings: Vec<FindingSaid>,
    /// How many findings more there are than are listed.
    pub findings_left_out: usize,
    /// Whether some rules did not look at everything.
    pub rules_cut: bool,
    /// What could be changed.
    pub suggestions: Vec<SuggestionSaid>,
    /// Whether not every change was tried to the end.
    pub changes_cut: bool,
    /// What the answers rest on.
    pub rests_on: String,
    /// The declared and unknown facts that they hang on.
    pub hangs_on: Vec<String>,
    /// How many questions the owner has not answered.
    pub open_questions: usize,
    /// The picture, as an SVG element.
    pub picture: String,
    /// The picture for a narrow window, as an SVG element; a page shows one of the
    /// two.
    pub narrow: String,
    /// The picture in sentences.
    pub words: Vec<String>,
    /// What can be lost or stolen.
    pub things: Vec<ThingSaid>,
    /// What happens in the what-if, if one is asked for.
    pub happens: Option<Happens>,
}

/// Is a set of things with the reason why it locks out, or lets in.
#[derive(Clone, Debug)]
pub struct SetSaid {
    /// The things.
    pub things: Vec<String>,
    /// The ids of the things.
    pub ids: Vec<String>,
    /// Why, step by step.
    pub why: Vec<String>,
    /// The query of the what-if that takes the set, relative to the page.
    pub query: String,
}

/// Is something that a rule found.
#[derive(Clone, Debug)]
pub struct FindingSaid {
    /// How bad it is: `critical`, `high`, `medium`, `low`.
    pub severity: &'static str,
    /// Whether it is bad enough to alarm.
    pub alarming: bool,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What is wrong here.
    pub messages: Vec<String>,
    /// What to do.
    pub advice: &'static str,
}

/// Is a change that could be made, with both sides told.
#[derive(Clone, Debug)]
pub struct SuggestionSaid {
    /// What to do.
    pub title: String,
    /// Whether it opens a new way in.
    pub opens: bool,
    /// What comes and goes.
    pub effects: Vec<String>,
    /// How much more comes and goes than is listed.
    pub left_out: usize,
    /// Whether there may be still more, because the search was cut short.
    pub cut: bool,
}

/// Is something that can be lost or stolen.
#[expect(clippy::struct_excessive_bools, reason = "these are facts of their own, for a page")]
#[derive(Clone, Debug)]
pub struct ThingSaid {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Whether it can be lost.
    pub losable: bool,
    /// Whether it can be stolen.
    pub stealable: bool,
    /// Whether it is lost in the what-if.
    pub lost: bool,
    /// Whether it is stolen in the what-if.
    pub stolen: bool,
}

/// Is what happens in a what-if.
#[derive(Clone, Debug)]
pub struct Happens {
    /// Whether the owner still gets in.
    pub owner_in: bool,
    /// Whether a thief gets in.
    pub thief_in: bool,
    /// Why the owner does not, or how.
    pub owner: Vec<String>,
    /// How the thief does.
    pub thief: Vec<String>,
}

/// Computes the report.
pub async fn run(svc: &Service, caller: &Caller, asked: Asked) -> Result<View, ServiceError> {
    let facts = read(svc, caller, asked.user.clone()).await?;
    let own = facts.people.first().is_some_and(|person| person.identity == caller.identity);
    elsewhere(move || {
        let graph = graph(&facts)?;
        let what_if = what_if(&graph, &asked)?;
        let whole = whole(&graph, &facts, what_if.as_slice());
        let person = facts.people.first().ok_or(ServiceError::NotFound("user"))?;
        said(&facts, person, own, &graph, &whole, what_if.as_ref(), &asked)
    })
    .await
}

/// Reads the facts of a report, if the caller may see it.
async fn read(svc: &Service, caller: &Caller, user: Option<String>) -> Result<Facts, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        let focus: Identity = find(&inner, tx, &caller, user.as_deref())?;
        let candidates = Candidates::read(&inner, tx, caller.account, now)?;
        load(&inner, tx, &caller, &focus, &candidates, now)
    })
    .await
}

/// Makes the what-if; a thing that is not there, and too many, are refused.
fn what_if(graph: &Graph, asked: &Asked) -> Result<Option<WhatIf>, ServiceError> {
    let count = asked.losing.len() + asked.stealing.len();
    if count == 0 {
        return Ok(None);
    }
    if count > TAKEN {
        return Err(ServiceError::Limit("things", TAKEN));
    }
    let made = graph.what_if("what if", &asked.losing, &asked.stealing);
    made.map(Some).map_err(|_| ServiceError::NotFound("thing"))
}

fn said(
    facts: &Facts,
    person: &Person,
    own: bool,
    graph: &Graph,
    whole: &Whole,
    what_if: Option<&WhatIf>,
    asked_for: &Asked,
) -> Result<View, ServiceError> {
    let id = person.id();
    let target = whole.report.targets.get(&id).ok_or(ServiceError::NotFound("user"))?;
    let found = &target.findings;
    let (lockouts, more_lockouts) = sets(graph, &id, &found.min_lockout_sets, false);
    let (breakins, more_breakins) = sets(graph, &id, &found.min_theft_sets, true);
    let picture = Picture::new(graph, &whole.report, what_if);
    let happens = whole.report.scenarios.last().map(|scenario| {
        let why = scenario.why.get(&id);
        let owner_in = scenario.owner_in.get(&id).copied().unwrap_or(false);
        let still = || {
            let lost = what_if.map(|what_if| what_if.loses.as_slice()).unwrap_or_default();
            let way = graph.node(&id).and_then(|node| graph.owners_way(node, lost));
            way.map(|way| way.sentences(graph)).unwrap_or_default()
        };
        let locked_out = || why.map(|why| why.owner.clone()).unwrap_or_default();
        Happens {
            owner_in,
            thief_in: scenario.attacker_in.get(&id).copied().unwrap_or(true),
            owner: if owner_in { still() } else { locked_out() },
            thief: why.map(|why| why.attacker.clone()).unwrap_or_default(),
        }
    });
    Ok(View {
        name: person.name.clone(),
        root: person.identity.is_root(),
        own,
        losses: target.losses(),
        thefts: target.thefts(),
        survives_one_loss: Least::losses(found).withstands_one(),
        withstands_one_theft: Least::thefts(found).withstands_one(),
        closed: facts.people.iter().filter(|person| !person.open).count(),
        unseen: facts.unseen_in(found),
        lockouts,
        more_lockouts,
        breakins,
        more_breakins,
        findings: findings(whole),
        findings_left_out: whole.rules.left_out,
        rules_cut: whole.rules.truncated,
        suggestions: suggestions(graph, whole),
        changes_cut: whole.changes.truncated,
        rests_on: whole.rests_on(),
        hangs_on: whole.hangs_on(graph, &id),
        open_questions: asked(facts).iter().filter(|question| question.told.is_none()).count(),
        picture: picture.linked(&|node| link(graph, asked_for, node)),
        narrow: picture.narrow(&|node| link(graph, asked_for, node)),
        words: picture.sentences(),
        things: things(graph, asked_for),
        happens,
    })
}

/// Puts sets into words, the first of them with the reason.
fn sets(
    graph: &Graph,
    id: &str,
    sets: &[Vec<String>],
    thefts: bool,
) -> (Vec<SetSaid>, Vec<SetSaid>) {
    let why = |set: &[String]| {
        if thefts { graph.why_thefts(id, set) } else { graph.why_losses(id, set) }
    };
    let each = sets.iter().filter(|set| !set.is_empty()).enumerate();
    let said = each.map(|(place, set)| SetSaid {
        things: set.iter().map(|one| graph.words(std::slice::from_ref(one))).collect(),
        ids: set.clone(),
        why: if place < SETS { why(set) } else { Vec::new() },
        query: if thefts { query(&[], set, true) } else { query(set, &[], false) },
    });
    let mut said: Vec<SetSaid> = said.collect();
    let more = said.split_off(said.len().min(SETS));
    (said, more)
}

/// Puts together what the rules find. What nobody has told is asked for by the
/// questions, and need not be found one by one.
fn findings(whole: &Whole) -> Vec<FindingSaid> {
    let mut said: Vec<FindingSaid> = Vec::new();
    for finding in whole.rules.findings.iter().filter(|found| found.rule != "unknown-facts") {
        if let Some(last) = said.last_mut().filter(|last| last.title == finding.title) {
            last.messages.push(finding.message.clone());
            continue;
        }
        said.push(FindingSaid {
            severity: finding.severity.word(),
            alarming: matches!(finding.severity, Severity::Critical | Severity::High),
            title: finding.title,
            messages: vec![finding.message.clone()],
            advice: finding.advice,
        });
    }
    said
}

fn suggestions(graph: &Graph, whole: &Whole) -> Vec<SuggestionSaid> {
    // What nobody has told can be told, not closed or doubled.
    let untold = |title: &str| title.contains(" has not told") || title.contains(" has not named");
    let shown = whole.changes.suggestions.iter().filter(|change| !untold(&change.title));
    shown
        .map(|suggestion| {
            let (effects, left_out) = effects(graph, &suggestion.lockouts, &suggestion.thefts);
            let title = suggestion.title.clone();
            let (opens, cut) = (suggestion.opens, suggestion.truncated);
            SuggestionSaid { title, opens, effects, left_out, cut }
        })
        .collect()
}

/// Says what comes and goes on both sides, and how much more than that.
pub(super) fn effects(graph: &Graph, lockouts: &Effect, thefts: &Effect) -> (Vec<String>, usize) {
    let mut lines = lockouts.lines(graph, "locks you out of");
    lines.extend(thefts.lines(graph, "lets a thief into"));
    (lines, lockouts.left_out + thefts.left_out)
}

fn things(graph: &Graph, asked: &Asked) -> Vec<ThingSaid> {
    let nodes = graph.file().nodes.iter().filter(|(_, node)| node.losable || node.stealable);
    nodes
        .map(|(id, node)| ThingSaid {
            label: graph.words(std::slice::from_ref(id)),
            losable: node.losable,
            stealable: node.stealable,
            lost: asked.losing.contains(id),
            stolen: asked.stealing.contains(id),
            id: id.clone(),
        })
        .collect()
}
