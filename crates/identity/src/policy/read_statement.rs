//! Reads the statements of a document, element by element.

use super::condition::Condition;
use super::document::Version;
use super::elements::{Elements, members, one_or_many, text, texts};
use super::fault::{Fault, Malformed, Position};
use super::glob::Pattern;
use super::json::{Member, Node, Value};
use super::kind::Kind;
use super::operator::Operator;
use super::resource;
use super::statement::{Effect, Listed, Statement};
use super::template::{Reading, Template, pieces};
use super::trusted::Trusted;

/// Reads one statement.
pub(super) fn statement(kind: Kind, version: Version, node: &Node) -> Result<Statement, Malformed> {
    let mut elements = Elements::of(node)?;
    let sid = elements.take("Sid").map(sid).transpose()?.flatten();
    let Some(effect) = elements.take("Effect") else {
        return Err(Malformed::new(Fault::Syntax, node.start, "`Effect` is missing"));
    };
    let effect = self::effect(effect)?;
    let principals = elements.take_either("Principal", "NotPrincipal")?;
    let actions = elements.take_either("Action", "NotAction")?;
    let resources = elements.take_either("Resource", "NotResource")?;
    let conditions = elements.take("Condition");
    elements.finish()?;
    let variables = version == Version::Of2012;
    Ok(Statement {
        sid,
        effect,
        principals: principals_of(kind, principals, node.start)?,
        actions: actions_of(kind, actions, node.start)?,
        resources: resources_of(kind, resources, node.start, variables)?,
        conditions: conditions.map_or(Ok(Vec::new()), |node| conditions_of(node, variables))?,
        start: node.start,
        end: node.end,
    })
}

type Either<'a> = Option<(bool, &'a Node)>;

/// Reads a Sid; an empty one is none.
fn sid(node: &Node) -> Result<Option<String>, Malformed> {
    let sid = text(node)?;
    if sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Ok((!sid.is_empty()).then(|| sid.to_owned()))
    } else {
        Err(Malformed::new(Fault::Sid, node.start, "a Sid has letters and digits only"))
    }
}

fn effect(node: &Node) -> Result<Effect, Malformed> {
    match text(node)? {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        _ => Err(Malformed::new(Fault::Syntax, node.start, "the effect is `Allow` or `Deny`")),
    }
}

fn actions_of(kind: Kind, found: Either<'_>, at: Position) -> Result<Listed<Pattern>, Malformed> {
    let (negated, node) =
        found.ok_or_else(|| Malformed::new(Fault::NoActions, at, "`Action` is missing"))?;
    let actions = texts(node)?;
    if actions.is_empty() {
        return Err(Malformed::new(Fault::NoActions, node.start, "there are no actions"));
    }
    for (action, at) in &actions {
        check_action(action).map_err(|(fault, detail)| Malformed::new(fault, *at, detail))?;
        if kind == Kind::Trust && !action.to_ascii_lowercase().starts_with("sts:") {
            let detail = "a trust policy speaks of actions of STS";
            return Err(Malformed::new(Fault::TrustAction, *at, detail));
        }
    }
    let list = actions.iter().map(|(action, _)| Pattern::parse(&action.to_lowercase())).collect();
    Ok(Listed { negated, list })
}

fn check_action(action: &str) -> Result<(), (Fault, &'static str)> {
    if action == "*" {
        return Ok(());
    }
    let (vendor, name) =
        action.split_once(':').ok_or((Fault::NoVendor, "an action is written `service:Name`"))?;
    if name.contains(':') {
        return Err((Fault::Colons, "an action has one colon"));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    let known = !vendor.is_empty() && vendor.bytes().all(plain);
    if !known && vendor != "*" {
        return Err((Fault::Vendor(vendor.to_owned()), "a service has a plain name"));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"*?-_".contains(&b);
    if name.is_empty() || !name.bytes().all(plain) {
        return Err((Fault::Syntax, "the name of an action has letters, `*` and `?`"));
    }
    Ok(())
}

fn resources_of(
    kind: Kind,
    found: Either<'_>,
    at: Position,
    variables: bool,
) -> Result<Option<Listed<Template>>, Malformed> {
    let Some((negated, node)) = found else {
        let missing = || Malformed::new(Fault::NoResources, at, "`Resource` is missing");
        return if kind.has_resource() { Err(missing()) } else { Ok(None) };
    };
    if !kind.has_resource() {
        let fault = Fault::Prohibited(if negated { "NotResource" } else { "Resource" });
        return Err(Malformed::new(
            fault,
            node.start,
            "the resource of a trust policy is its role",
        ));
    }
    let mut list = Vec::new();
    for (text, at) in texts(node)? {
        resource::check(text).map_err(|fault| Malformed::new(fault, at, "this is no resource"))?;
        let pieces = pieces(text, Reading { wildcards: true, variables })
            .map_err(|detail| Malformed::new(Fault::Syntax, at, detail))?;
        list.push(Template::new(pieces));
    }
    if list.is_empty() {
        return Err(Malformed::new(Fault::NoResources, node.start, "there are no resources"));
    }
    Ok(Some(Listed { negated, list }))
}

fn principals_of(
    kind: Kind,
    found: Either<'_>,
    at: Position,
) -> Result<Option<Listed<Trusted>>, Malformed> {
    let Some((negated, node)) = found else {
        let missing = || Malformed::new(Fault::Missing("Principal"), at, "whom does it trust?");
        return if kind.has_principal() { Err(missing()) } else { Ok(None) };
    };
    if !kind.has_principal() {
        let fault = Fault::Prohibited(if negated { "NotPrincipal" } else { "Principal" });
        let detail = "the principal is whoever the policy is attached to";
        return Err(Malformed::new(fault, node.start, detail));
    }
    if matches!(&node.value, Value::Text(text) if text == "*") {
        return Ok(Some(Listed { negated, list: vec![Trusted::Everyone] }));
    }
    let mut elements = Elements::of(node)?;
    let mut list = Vec::new();
    for kind in ["AWS", "Service", "Federated", "CanonicalUser"] {
        let Some(node) = elements.take(kind) else { continue };
        for (text, at) in texts(node)? {
            list.push(principal(kind, text, at)?);
        }
    }
    elements.finish()?;
    if list.is_empty() {
        return Err(Malformed::new(Fault::Syntax, node.start, "there are no principals"));
    }
    Ok(Some(Listed { negated, list }))
}

fn principal(kind: &'static str, text: &str, at: Position) -> Result<Trusted, Malformed> {
    let read = match kind {
        "AWS" => Trusted::parse(text),
        _ => (!text.is_empty() && !text.contains(['*', '?'])).then_some(Trusted::Foreign),
    };
    read.ok_or_else(|| {
        let fault = Fault::Principal { kind, value: text.to_owned() };
        Malformed::new(fault, at, "this is no principal")
    })
}

fn conditions_of(node: &Node, variables: bool) -> Result<Vec<Condition>, Malformed> {
    let mut conditions = Vec::new();
    for Member { name, at, node: keys } in members(node)? {
        let operator = Operator::parse(name).ok_or_else(|| {
            let detail = format!("`{name}` is no condition operator");
            Malformed::new(Fault::Syntax, *at, &detail)
        })?;
        for Member { name: key, at, node: values } in members(keys)? {
            if !key.contains(':') {
                let detail = "a condition key is written `service:key`";
                return Err(Malformed::new(Fault::NoVendor, *at, detail));
            }
            let mut condition = Condition::new(operator, key);
            for value in one_or_many(values) {
                expect(&mut condition, value, variables)?;
            }
            conditions.push(condition);
        }
    }
    Ok(conditions)
}

fn expect(condition: &mut Condition, value: &Node, variables: bool) -> Result<(), Malformed> {
    let text = match &value.value {
        Value::Text(text) | Value::Number(text) => text,
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        _ => {
            let detail = "a text, a number or a truth value is expected here";
            return Err(Malformed::new(Fault::Syntax, value.start, detail));
        }
    };
    condition
        .expect(text, variables)
        .map_err(|detail| Malformed::new(Fault::Legacy, value.start, detail))
}
