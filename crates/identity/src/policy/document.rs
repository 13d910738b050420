//! A policy: its document, read once and for all. What is not part of the language
//! is refused, so that no statement ever does less than its author believes.
//! Sources: the page "Grammar of the IAM JSON policy language"; for what IAM asks of
//! each kind, its messages (see [`super::fault`]).

use std::collections::BTreeSet;

use super::condition::Condition;
use super::elements::{Elements, one_or_many, text};
use super::fault::{Fault, Malformed, PolicyError, Position};
use super::json::{self, Node};
use super::kind::Kind;
use super::read_statement::statement;
use super::statement::Statement;
use super::template::Template;

/// The most characters of any document, white space included (service model of IAM).
const LONGEST: usize = 131_072;

/// Is a policy, ready to be evaluated any number of times.
#[derive(Clone, Debug)]
pub struct Policy {
    kind: Kind,
    version: Version,
    statements: Vec<Statement>,
}

/// Is the version of the language that a policy is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2008-10-17`, also without a Version: variables are plain text.
    Of2008,
    /// `2012-10-17`.
    Of2012,
}

impl Policy {
    /// Reads a document that is to be a policy of some kind.
    pub fn parse(kind: Kind, document: &str) -> Result<Self, PolicyError> {
        if document.chars().count() > LONGEST {
            return Err(Malformed::new(Fault::Json, Position::START, "far too long").into());
        }
        kind.check_total(kind.size(document))?;
        Ok(policy(kind, &json::read(document)?)?)
    }

    /// Returns what the policy is for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the version of the language.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Returns the statements, in the order of the document.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Lists the condition keys that the policy looks at, in its conditions and its
    /// variables, in lower case, each once, in order.
    pub fn context_keys(&self) -> BTreeSet<&str> {
        self.statements
            .iter()
            .flat_map(|statement| {
                let resources = statement.resources.iter().flat_map(|listed| &listed.list);
                let conditions = statement.conditions.iter();
                resources.flat_map(Template::keys).chain(conditions.flat_map(Condition::keys))
            })
            .collect()
    }
}

fn policy(kind: Kind, node: &Node) -> Result<Policy, Malformed> {
    let mut elements = Elements::of(node)?;
    let version_node = elements.take("Version");
    let version = version_node.map_or(Ok(Version::Of2008), version)?;
    if let Some(id) = elements.take("Id") {
        text(id)?;
    }
    let Some(body) = elements.take("Statement") else {
        return Err(Malformed::new(Fault::Syntax, node.start, "`Statement` is missing"));
    };
    elements.finish()?;
    let nodes = one_or_many(body);
    if nodes.is_empty() {
        return Err(Malformed::new(Fault::Syntax, body.start, "there are no statements"));
    }
    let mut statements = Vec::with_capacity(nodes.len());
    let mut sids = BTreeSet::new();
    for node in nodes {
        let read = statement(kind, version, node)?;
        if let Some(sid) = &read.sid
            && !sids.insert(sid.clone())
        {
            let detail = format!("`{sid}` is the Sid of an earlier statement");
            return Err(Malformed::new(Fault::RepeatedSid, node.start, &detail));
        }
        statements.push(read);
    }
    if kind == Kind::Managed && version != Version::Of2012 {
        let at = version_node.map_or(node.start, |version| version.start);
        let detail = "a managed policy says `\"Version\": \"2012-10-17\"`";
        return Err(Malformed::new(Fault::Version, at, detail));
    }
    Ok(Policy { kind, version, statements })
}

fn version(node: &Node) -> Result<Version, Malformed> {
    match text(node)? {
        "2012-10-17" => Ok(Version::Of2012),
        "2008-10-17" => Ok(Version::Of2008),
        _ => {
            let detail = "the version is `2012-10-17` or `2008-10-17`";
            Err(Malformed::new(Fault::Syntax, node.start, detail))
        }
    }
}
