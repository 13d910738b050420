//! Which losses lock a person out, which thefts let someone in.
//!
//! A file names things and the methods by which one is had through others;
//! the answers are computed from that alone. Who derives such a graph from what is
//! known elsewhere finds helpers in `draft`, and questions to the owner in `answers`. Databases, vaults and services
//! are not known here, nor is time: after a loss everything is computed anew
//! from what is left.

mod affected;
mod analysis;
mod answers;
mod antichain;
mod called;
mod caps;
mod changes;
mod checker;
mod closure;
mod compare;
mod complete;
mod components;
mod diagram;
mod draft;
mod explain;
mod facts;
mod families;
mod file;
mod found;
mod graph;
mod picture;
mod render;
mod report;
mod rows;
mod rules;
mod set;
mod shortest;
mod side;
mod solve;
mod suggest;
mod variables;
mod whole;

pub use analysis::State;
pub use answers::{
    Answer, Answers, AnswersFile, AnswersFormat, AnswersLimits, Asked, Lock, MOST_THINGS, Question,
    Sort, Thing, Told, Unfit, Word,
};
pub use caps::{Caps, Sizes};
pub use closure::Outcome;
pub use compare::{Comparison, Effect, TargetSet};
pub use draft::{Draft, Keeper, Opening, Way};
pub use explain::{DeadWay, Gain, LockedOut, Step, WayIn, Why};
pub use facts::{FactRef, Facts, HangsOn};
pub use file::{
    AccessFile, Day, Fact, FileError, Format, Kind, Limits, Method, Node, Party, Problem, Purpose,
    SCHEMA, Scenario, Tag,
};
pub use graph::{Graph, NodeId, WhatIf};
pub use picture::{Picture, STYLE as PICTURE_STYLE};
pub use render::{html, sarif, text};
pub use report::{Findings, Reasons, Report, ScenarioReport, TargetReport};
pub use rules::{Confidence, Finding, Judgement, RULES, Rule, Severity, rules_page};
pub use suggest::{Suggestion, Suggestions};
pub use whole::Whole;
