//! Policies of an account, read for one question: may a caller do this to that?
//! Only what is written is looked at; what depends on a condition that nobody
//! can judge from outside is told apart. Policies of resources, sessions and
//! organizations are not known here.

use serde_json::Value;

/// Conditions that a caller meets who signs in with a second factor.
const BY_MFA: [&str; 2] = ["aws:multifactorauthpresent", "aws:multifactorauthage"];

/// Is how far something is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Allowed {
    /// It is not.
    No,
    /// It hangs on a condition, or on a policy that was not told.
    Perhaps,
    /// It is.
    Yes,
}

/// Is a policy's document: its statements, in no order that matters.
#[derive(Clone, Debug)]
pub(crate) struct Document(Vec<Statement>);

#[derive(Clone, Debug)]
struct Statement {
    allows: bool,
    action: Names,
    resource: Names,
    condition: Condition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    None,
    /// About nothing but the second factor, which whoever signs in has shown.
    Mfa,
    Other,
}

/// Is what an element names, or what it leaves out.
#[derive(Clone, Debug)]
enum Names {
    Only(Vec<String>),
    AllBut(Vec<String>),
}

impl Document {
    /// Reads a document; `None` for what is none. Of a document that is not
    /// understood in part nothing is guessed.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        let statements = match document.get("Statement")? {
            Value::Array(several) => several.iter().map(Statement::read).collect::<Option<_>>()?,
            one => vec![Statement::read(one)?],
        };
        Some(Self(statements))
    }

    /// Says whether a statement allows an action on something.
    pub(crate) fn names(&self, action: &str) -> bool {
        self.0.iter().any(|statement| statement.allows && statement.action.cover(action, "", true))
    }

    /// Returns a document that allows everything, for policies whose name says so.
    pub(crate) fn everything() -> Self {
        let all = || Names::Only(vec!["*".to_owned()]);
        Self(vec![Statement {
            allows: true,
            action: all(),
            resource: all(),
            condition: Condition::None,
        }])
    }
}

impl Statement {
    fn read(value: &Value) -> Option<Self> {
        let names = |only: &str, all_but: &str| match (value.get(only), value.get(all_but)) {
            (Some(names), None) => texts(names).map(Names::Only),
            (None, Some(names)) => texts(names).map(Names::AllBut),
            _ => None,
        };
        Some(Self {
            allows: match value.get("Effect")?.as_str()? {
                "Allow" => true,
                "Deny" => false,
                _ => return None,
            },
            action: names("Action", "NotAction")?,
            resource: names("Resource", "NotResource")?,
            condition: match value.get("Condition") {
                None => Condition::None,
                Some(condition) if is_by_mfa(condition) => Condition::Mfa,
                Some(_) => Condition::Other,
            },
        })
    }
}

/// Says whether a condition asks for nothing but a second factor.
fn is_by_mfa(condition: &Value) -> bool {
    let Some(operators) = condition.as_object() else { return false };
    operators.values().all(|keys| {
        keys.as_object().is_some_and(|keys| {
            keys.keys().all(|key| BY_MFA.contains(&key.to_ascii_lowercase().as_str()))
        })
    })
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(several) => {
            several.iter().map(|text| text.as_str().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

impl Names {
    fn cover(&self, wanted: &str, caller: &str, any_case: bool) -> bool {
        let one = |pattern: &String| {
            let pattern = pattern.replace("${aws:username}", caller);
            if any_case {
                matches(&pattern.to_ascii_lowercase(), &wanted.to_ascii_lowercase())
            } else {
                matches(&pattern, wanted)
            }
        };
        match self {
            Self::Only(patterns) => patterns.iter().any(one),
            Self::AllBut(patterns) => !patterns.iter().any(one),
        }
    }
}

/// Decides over all documents of a caller, groups' included: a denial outweighs
/// all, and what a condition denies may be denied.
pub(crate) fn decide<'a>(
    documents: impl Iterator<Item = &'a Document>,
    caller: &str,
    action: &str,
    resource: &str,
) -> Allowed {
    let (mut allowed, mut doubtful) = (Allowed::No, false);
    for statement in documents.flat_map(|document| &document.0) {
        if !statement.action.cover(action, caller, true)
            || !statement.resource.cover(resource, caller, false)
        {
            continue;
        }
        match (statement.allows, statement.condition) {
            (false, Condition::None) => return Allowed::No,
            // Who has shown a second factor is not denied for lack of one.
            (false, Condition::Mfa) => {}
            (false, Condition::Other) => doubtful = true,
            (true, Condition::None | Condition::Mfa) => allowed = Allowed::Yes,
            (true, Condition::Other) => allowed = allowed.max(Allowed::Perhaps),
        }
    }
    if doubtful { allowed.min(Allowed::Perhaps) } else { allowed }
}

/// Matches stars and question marks, in time that the two lengths bound.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t, mut star) = (0, 0, None);
    while let Some(&byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&wanted) if wanted == b'?' || wanted == byte => (p, t) = (p + 1, t + 1),
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (p, t) = (at + 1, from + 1);
            }
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(documents: &[&str], action: &str, resource: &str) -> Allowed {
        let read: Vec<Document> =
            documents.iter().map(|text| Document::read(text).unwrap()).collect();
        decide(read.iter(), "ann", action, resource)
    }

    const BOB: &str = "arn:aws:iam::123456789012:user/staff/bob";

    #[test]
    fn actions_and_resources_are_matched_as_iam_does() {
        let document = r#"{"Statement":{"Effect":"Allow","Action":["IAM:deactivate*"],"Resource":"arn:aws:iam::*:user/staff/*"}}"#;
        assert_eq!(on(&[document], "iam:DeactivateMFADevice", BOB), Allowed::Yes);
        assert_eq!(on(&[document], "iam:DeleteUser", BOB), Allowed::No);
        let other = "arn:aws:iam::123456789012:user/bob";
        assert_eq!(on(&[document], "iam:DeactivateMFADevice", other), Allowed::No);
    }

    #[test]
    fn what_is_left_out_is_not_covered() {
        let document = r#"{"Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}"#;
        assert_eq!(on(&[document], "iam:CreateAccessKey", BOB), Allowed::No);
        assert_eq!(on(&[document], "s3:GetObject", BOB), Allowed::Yes);
    }

    #[test]
    fn a_denial_outweighs_and_a_condition_leaves_doubt() {
        let all = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let deny = r#"{"Statement":{"Effect":"Deny","Action":"iam:*","Resource":"*"}}"#;
        let from_home = r#"{"Statement":{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"192.0.2.1/32"}}}}"#;
        let no_mfa = r#"{"Statement":{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}}"#;
        assert_eq!(on(&[all, deny], "iam:CreateAccessKey", BOB), Allowed::No);
        assert_eq!(on(&[all, from_home], "iam:CreateAccessKey", BOB), Allowed::Perhaps);
        assert_eq!(on(&[all, no_mfa], "iam:CreateAccessKey", BOB), Allowed::Yes);
    }

    #[test]
    fn ones_own_name_is_filled_in() {
        let own = r#"{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::*:user/${aws:username}"}}"#;
        let user = |name: &str| format!("arn:aws:iam::123456789012:user/{name}");
        assert_eq!(on(&[own], "iam:PutUserPolicy", &user("ann")), Allowed::Yes);
        assert_eq!(on(&[own], "iam:PutUserPolicy", &user("bob")), Allowed::No);
    }

    #[test]
    fn what_is_no_policy_is_not_guessed_at() {
        for broken in [
            "",
            "[]",
            "{",
            r#"{"Statement":7}"#,
            r#"{"Statement":[[]]}"#,
            r#"{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}"#,
            r#"{"Statement":{"Effect":"Allow","Action":7,"Resource":"*"}}"#,
            r#"{"Statement":{"Effect":"Allow","Action":"*"}}"#,
            r#"{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}"#,
        ] {
            assert!(Document::read(broken).is_none(), "{broken}");
        }
        let deep = "[".repeat(200_000);
        assert!(Document::read(&deep).is_none());
    }

    #[test]
    fn stars_do_not_explode() {
        let pattern = "*a".repeat(2_000);
        let text = "a".repeat(20_000);
        assert!(matches(&pattern, &text));
        assert!(!matches(&format!("{pattern}b"), &text));
        assert!(matches("", "") && matches("**", "") && !matches("?", ""));
    }
}
