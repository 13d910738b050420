//! A second evaluator, small and slow, written from the documentation of the language
//! and sharing nothing with the first: it walks the JSON anew for every request, tries
//! all ways to match a wildcard, and counts days one by one.

use std::collections::BTreeMap;

use serde_json::Value;

/// Is one question to both evaluators.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) who: Who,
    pub(crate) action: String,
    pub(crate) resource: String,
    /// Keys in lower case, without those of the principal.
    pub(crate) context: BTreeMap<String, Vec<String>>,
    pub(crate) identity: Vec<Value>,
    pub(crate) boundary: Option<Value>,
    pub(crate) session: Option<Vec<Value>>,
    /// The policy, whether it is a trust policy, and the account of its resource.
    pub(crate) resource_policy: Option<(Value, bool, String)>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Who {
    Root,
    User,
    Session,
    Federated,
}

pub(crate) const HOME: &str = "123456789012";
const USER: &str = "arn:aws:iam::123456789012:user/quill";
const ROLE: &str = "arn:aws:iam::123456789012:role/deep/path/crew";
const SEAT: &str = "arn:aws:sts::123456789012:assumed-role/crew/shift";
const FEDERATED: &str = "arn:aws:sts::123456789012:federated-user/zyrk";

/// Keys that may have several values.
pub(crate) const MULTIVALUED: &[&str] = &["aws:tagkeys"];

impl Question {
    fn keys(&self) -> BTreeMap<String, Vec<String>> {
        let mut keys = self.context.clone();
        let (arn, kind, id) = match self.who {
            Who::Root => ("arn:aws:iam::123456789012:root", "Account", HOME),
            Who::User => (USER, "User", "AIDA22222222222222222"),
            Who::Session => (ROLE, "AssumedRole", "AROA33333333333333333:shift"),
            Who::Federated => (FEDERATED, "FederatedUser", "123456789012:zyrk"),
        };
        let mut set = |key: &str, value: &str| keys.insert(key.into(), vec![value.into()]);
        set("aws:principalarn", arn);
        set("aws:principaltype", kind);
        set("aws:userid", id);
        set("aws:principalaccount", HOME);
        if matches!(self.who, Who::User) {
            set("aws:username", "quill");
        }
        keys
    }
}

/// Answers `allowed`, `denied by X` or `not allowed by X`.
pub(crate) fn answer(question: &Question) -> String {
    let keys = question.keys();
    let root = matches!(question.who, Who::Root);
    let effects = |policies: &[Value]| -> Vec<(bool, Rank)> {
        policies.iter().flat_map(|policy| statements(policy, question, &keys)).collect()
    };
    let identity = effects(if root { &[] } else { &question.identity });
    let boundary = match &question.boundary {
        Some(policy) if !root => Some(effects(std::slice::from_ref(policy))),
        _ => None,
    };
    let session = question.session.as_deref().map(effects);
    let resource =
        question.resource_policy.as_ref().map(|(policy, ..)| effects(std::slice::from_ref(policy)));
    let denies = |found: &[(bool, Rank)]| found.iter().any(|(allow, _)| !allow);
    let allows = |found: &[(bool, Rank)]| found.iter().any(|(allow, _)| *allow);
    let resource_name = match &question.resource_policy {
        Some((_, true, _)) => "Trust",
        _ => "Resource",
    };
    // One explicit Deny anywhere.
    if denies(&identity) {
        return "denied by Identity".into();
    }
    if boundary.as_deref().is_some_and(denies) {
        return "denied by Boundary".into();
    }
    if session.as_deref().is_some_and(denies) {
        return "denied by Session".into();
    }
    if resource.as_deref().is_some_and(denies) {
        return format!("denied by {resource_name}");
    }
    // The policy of the resource.
    let mut need_identity = true;
    if let (Some(found), Some((_, trust, owner))) = (&resource, &question.resource_policy) {
        let best = found.iter().filter(|(allow, _)| *allow).map(|(_, rank)| *rank).max();
        let foreign = owner != HOME;
        if best.is_none() && (foreign || *trust) {
            return format!("not allowed by {resource_name}");
        }
        if !foreign && best == Some(Rank::Itself) {
            return "allowed".into();
        }
        if !foreign && best == Some(Rank::Group) {
            need_identity = false;
        }
    }
    if need_identity && !root && !allows(&identity) {
        return "not allowed by Identity".into();
    }
    if boundary.is_some_and(|found| !allows(&found)) {
        return "not allowed by Boundary".into();
    }
    if session.is_some_and(|found| !allows(&found)) {
        return "not allowed by Session".into();
    }
    "allowed".into()
}

/// How a policy of a resource names somebody: by account, as one of many, by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    ByAccount,
    Group,
    Itself,
}

fn statements(
    policy: &Value,
    question: &Question,
    keys: &BTreeMap<String, Vec<String>>,
) -> Vec<(bool, Rank)> {
    let modern = policy["Version"] == "2012-10-17";
    let list = match &policy["Statement"] {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    let mut found = Vec::new();
    for statement in list {
        let allow = statement["Effect"] == "Allow";
        let asked: Vec<Sign> = question.action.to_lowercase().chars().map(Sign::Char).collect();
        let action = |pattern: &str| like(&plain(&pattern.to_lowercase()), &asked);
        let fits = match statement.get("Action") {
            Some(list) => texts(list).iter().any(|pattern| action(pattern)),
            None => !texts(&statement["NotAction"]).iter().any(|pattern| action(pattern)),
        };
        let fits = fits && fits_resource(&statement, question, keys, modern);
        let rank = rank(&statement, question.who, allow);
        if let (true, Some(rank)) = (fits && holds(&statement, keys, modern), rank) {
            found.push((allow, rank));
        }
    }
    found
}

fn fits_resource(
    statement: &Value,
    question: &Question,
    keys: &BTreeMap<String, Vec<String>>,
    modern: bool,
) -> bool {
    let asked: Vec<Sign> = question.resource.chars().map(Sign::Char).collect();
    let results = |list: &Value| -> Vec<Option<bool>> {
        texts(list)
            .iter()
            .map(|text| expand(text, keys, modern, true).map(|pattern| like(&pattern, &asked)))
            .collect()
    };
    if let Some(list) = statement.get("Resource") {
        return results(list).contains(&Some(true));
    }
    if let Some(list) = statement.get("NotResource") {
        return results(list).iter().all(|result| *result == Some(false));
    }
    true
}

fn rank(statement: &Value, who: Who, allow: bool) -> Option<Rank> {
    let (negated, element) = if let Some(element) = statement.get("Principal") {
        (false, element)
    } else if let Some(element) = statement.get("NotPrincipal") {
        (true, element)
    } else {
        return Some(Rank::Itself);
    };
    let names = if *element == "*" { vec!["*".to_owned()] } else { texts(&element["AWS"]) };
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    let account = has(&[HOME, "arn:aws:iam::123456789012:root"]);
    let everyone = has(&["*"]);
    let (itself, group) = match who {
        Who::Root => (false, false),
        Who::User => (has(&[USER, "AIDA22222222222222222"]), false),
        Who::Session => (has(&[SEAT]), has(&[ROLE, "AROA33333333333333333"])),
        Who::Federated => (has(&[FEDERATED]), false),
    };
    if !negated {
        return if itself {
            Some(Rank::Itself)
        } else if group || everyone {
            Some(Rank::Group)
        } else {
            account.then_some(Rank::ByAccount)
        };
    }
    let spared = if allow {
        itself || group || everyone || account
    } else {
        let whole = match who {
            Who::Root => account,
            Who::User | Who::Federated => account && itself,
            Who::Session => account && itself && group,
        };
        whole || everyone
    };
    (!spared).then_some(Rank::Group)
}

fn holds(statement: &Value, keys: &BTreeMap<String, Vec<String>>, modern: bool) -> bool {
    let Some(Value::Object(operators)) = statement.get("Condition") else { return true };
    operators.iter().all(|(operator, tests)| {
        let tests = tests.as_object().unwrap();
        tests.iter().all(|(key, wanted)| test(operator, key, &texts(wanted), keys, modern))
    })
}

fn test(
    operator: &str,
    key: &str,
    wanted: &[String],
    keys: &BTreeMap<String, Vec<String>>,
    modern: bool,
) -> bool {
    let key = key.to_lowercase();
    let several = MULTIVALUED.contains(&key.as_str());
    let values = keys.get(&key).filter(|values| !values.is_empty());
    if operator == "Null" {
        let asked = if values.is_none() { "true" } else { "false" };
        return wanted.iter().any(|text| text == asked);
    }
    let quantifier = operator.split_once(':').map(|(quantifier, _)| quantifier);
    let name = operator.rsplit(':').next().unwrap();
    let optional = name.ends_with("IfExists");
    let name = name.trim_end_matches("IfExists");
    let negated = name.contains("Not");
    let one = |value: &String| {
        let results: Vec<Option<bool>> =
            wanted.iter().map(|text| compare(name, value, text, keys, modern)).collect();
        if negated {
            results.iter().all(|result| *result == Some(false))
        } else {
            results.contains(&Some(true))
        }
    };
    match (values, quantifier) {
        (None, _) if optional => true,
        (None, None) => negated,
        (None, Some(quantifier)) => quantifier == "ForAllValues",
        (Some(_), None) if several => false,
        (Some(values), Some("ForAllValues")) => values.iter().all(one),
        (Some(values), _) => values.iter().any(one),
    }
}

/// Compares as if nothing were negated; `None` where a variable has no value.
fn compare(
    name: &str,
    value: &str,
    wanted: &str,
    keys: &BTreeMap<String, Vec<String>>,
    modern: bool,
) -> Option<bool> {
    let name = name.replace("Not", "");
    let asked: Vec<Sign> = value.chars().map(Sign::Char).collect();
    if name.starts_with("String") || name.starts_with("Arn") {
        let wild = name == "StringLike" || name.starts_with("Arn");
        let pattern = expand(wanted, keys, modern, wild)?;
        return Some(match name.as_str() {
            "StringEqualsIgnoreCase" => {
                let lower = |signs: &[Sign]| {
                    signs.iter().map(|sign| format!("{sign:?}").to_lowercase()).collect::<String>()
                };
                lower(&pattern) == lower(&asked)
            }
            "ArnEquals" | "ArnLike" => wanted == "*" || arn_like(wanted, value, keys, modern)?,
            _ => like(&pattern, &asked),
        });
    }
    let order = if let Some(order) = name.strip_prefix("Numeric") {
        let both = (number(value), number(wanted));
        both.0.zip(both.1).map(|(a, b)| (order.to_owned(), a.partial_cmp(&b)))
    } else if let Some(order) = name.strip_prefix("Date") {
        let both = (seconds(value), seconds(wanted));
        both.0.zip(both.1).map(|(a, b)| (order.to_owned(), Some(a.cmp(&b))))
    } else {
        let alike = match name.as_str() {
            "Bool" => value.eq_ignore_ascii_case(wanted) && ["true", "false"].contains(&wanted),
            "BinaryEquals" => value == wanted && value.len().is_multiple_of(4) && is_base64(value),
            "IpAddress" => in_block(value, wanted),
            other => panic!("{other}"),
        };
        return Some(alike);
    };
    let Some((order, Some(found))) = order else { return Some(false) };
    Some(match order.as_str() {
        "Equals" => found.is_eq(),
        "LessThan" => found.is_lt(),
        "LessThanEquals" => found.is_le(),
        "GreaterThan" => found.is_gt(),
        "GreaterThanEquals" => found.is_ge(),
        other => panic!("{other}"),
    })
}

fn arn_like(
    wanted: &str,
    value: &str,
    keys: &BTreeMap<String, Vec<String>>,
    modern: bool,
) -> Option<bool> {
    // Colons inside of variables do not part an ARN.
    let mut parts = vec![String::new()];
    let mut inside = false;
    for (i, c) in wanted.char_indices() {
        inside |= modern && wanted[i..].starts_with("${");
        if c == ':' && !inside && parts.len() < 6 {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(c);
        }
        inside &= c != '}';
    }
    let values: Vec<&str> = value.splitn(6, ':').collect();
    let mut alike = parts.len() == 6 && values.len() == 6;
    for (i, part) in parts.iter().enumerate() {
        let pattern = expand(part, keys, modern, true)?;
        let asked: Vec<Sign> = values.get(i).unwrap_or(&"").chars().map(Sign::Char).collect();
        alike = alike && like(&pattern, &asked);
    }
    Some(alike)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Char(char),
    One,
    Any,
}

fn plain(text: &str) -> Vec<Sign> {
    text.chars()
        .map(|c| match c {
            '*' => Sign::Any,
            '?' => Sign::One,
            c => Sign::Char(c),
        })
        .collect()
}

/// Tries everything.
fn like(pattern: &[Sign], text: &[Sign]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [Sign::Any, rest @ ..] => (0..=text.len()).any(|skipped| like(rest, &text[skipped..])),
        [Sign::One, rest @ ..] => !text.is_empty() && like(rest, &text[1..]),
        [first, rest @ ..] => text.first() == Some(first) && like(rest, &text[1..]),
    }
}

fn expand(
    text: &str,
    keys: &BTreeMap<String, Vec<String>>,
    modern: bool,
    wild: bool,
) -> Option<Vec<Sign>> {
    let literal = |text: &str| text.chars().map(Sign::Char).collect::<Vec<_>>();
    let outside = |text: &str| if wild { plain(text) } else { literal(text) };
    let Some((before, after)) = text.split_once("${").filter(|_| modern) else {
        return Some(outside(text));
    };
    let (variable, rest) = after.split_once('}').unwrap();
    let mut signs = outside(before);
    if ["*", "?", "$"].contains(&variable) {
        signs.extend(literal(variable));
    } else {
        let (key, default) = match variable.split_once(", ") {
            Some((key, default)) => (key, Some(default.trim_matches('\''))),
            None => (variable, None),
        };
        let key = key.to_lowercase();
        let value = keys.get(&key).map(|values| values.concat());
        if value.is_some() && MULTIVALUED.contains(&key.as_str()) {
            return None;
        }
        signs.extend(literal(value.as_deref().or(default)?));
    }
    signs.extend(expand(rest, keys, modern, wild)?);
    Some(signs)
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Null => Vec::new(),
        other => vec![other.to_string()],
    }
}

fn number(text: &str) -> Option<f64> {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-').then(|| text.parse().ok())?
}

/// Counts the seconds since 1970 by counting days.
fn seconds(text: &str) -> Option<i64> {
    if text.len() != 4
        && let Ok(seconds) = text.parse()
    {
        return Some(seconds);
    }
    let full = match text.len() {
        4 => format!("{text}-01-01T00:00:00Z"),
        7 => format!("{text}-01T00:00:00Z"),
        10 => format!("{text}T00:00:00Z"),
        _ => text.to_owned(),
    };
    let fields: Vec<i64> = full
        .strip_suffix('Z')?
        .split(['-', 'T', ':'])
        .map(|field| field.parse().ok())
        .collect::<Option<_>>()?;
    let [year, month, day, hour, minute, second] = fields[..] else { return None };
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut days = day - 1;
    for year in 1970..year {
        days += if leap(year) { 366 } else { 365 };
    }
    for month in 1..month {
        days += match month {
            2 if leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
    }
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

fn is_base64(text: &str) -> bool {
    text.trim_end_matches('=').chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
}

fn in_block(value: &str, block: &str) -> bool {
    let (network, length) = block.split_once('/').unwrap_or((block, "128"));
    let (Some(network), Some(mut value)) = (bits(network), bits(value)) else { return false };
    // An address of the fourth version may come in the clothes of the sixth.
    if let Some(inner) = value.strip_prefix(&format!("{}{}", "0".repeat(80), "1".repeat(16))) {
        value = inner.to_owned();
    }
    let length = network.len().min(length.parse().unwrap());
    value.len() == network.len() && value[..length] == network[..length]
}

/// Writes an address as its bits, 32 or 128 of them.
fn bits(address: &str) -> Option<String> {
    if !address.contains(':') {
        let parts = address.split('.').map(|part| part.parse::<u8>().ok());
        return parts.map(|part| Some(format!("{:08b}", part?))).collect();
    }
    let group = |part: &str| {
        if part.contains('.') {
            return bits(part);
        }
        u16::from_str_radix(part, 16).ok().map(|number| format!("{number:016b}"))
    };
    let groups = |text: &str| -> Option<String> {
        text.split(':').filter(|part| !part.is_empty()).map(group).collect()
    };
    let (before, after) = address.split_once("::").unwrap_or((address, ""));
    let (before, after) = (groups(before)?, groups(after)?);
    let between = "0".repeat(128_usize.checked_sub(before.len() + after.len())?);
    Some(before + &between + &after)
}
