//! One line of a Condition: an operator, a key, and the values to compare with. A
//! statement applies when all its lines hold. Source: the pages "Condition
//! operators" and "Conditions with multiple context keys or values".

use std::net::IpAddr;

use super::context::{Context, ContextValue};
use super::operator::{Comparison, Operator, Relation, Set, Test};
use super::template::{Piece, Reading, Template, pieces};
use super::value::{self, Block};

#[derive(Clone, Debug)]
pub(super) struct Condition {
    operator: Operator,
    /// In lower case.
    key: String,
    expected: Vec<Expected>,
}

/// Is a value of the policy, read as its operator wants it.
#[derive(Clone, Debug)]
enum Expected {
    Text(Template),
    TextIgnoringCase(Template),
    Arn(ArnTemplate),
    Number(Relation, f64),
    Date(Relation, jiff::Timestamp),
    Bool(bool),
    Binary(Vec<u8>),
    Block(Block),
}

impl Condition {
    pub(super) fn new(operator: Operator, key: &str) -> Self {
        Self { operator, key: key.to_lowercase(), expected: Vec::new() }
    }

    /// Adds a value; the error says why it cannot be one for this operator.
    pub(super) fn expect(&mut self, text: &str, variables: bool) -> Result<(), &'static str> {
        let read = |wildcards| pieces(text, Reading { wildcards, variables });
        let comparison = match self.operator.test {
            Test::Null => Comparison::Bool,
            Test::Compare { comparison, .. } => comparison,
        };
        let expected = match comparison {
            Comparison::Text => Expected::Text(Template::new(read(false)?)),
            Comparison::TextIgnoringCase => Expected::TextIgnoringCase(Template::new(read(false)?)),
            Comparison::TextLike => Expected::Text(Template::new(read(true)?)),
            Comparison::Arn => Expected::Arn(ArnTemplate::new(read(true)?)),
            Comparison::Number(relation) => {
                Expected::Number(relation, value::number(text).ok_or("this is not a number")?)
            }
            Comparison::Date(relation) => {
                Expected::Date(relation, value::date(text).ok_or("this is not a date")?)
            }
            Comparison::Bool => {
                Expected::Bool(value::truth(text).ok_or("this is neither true nor false")?)
            }
            Comparison::Binary => Expected::Binary(value::bytes(text).ok_or("this is not base64")?),
            Comparison::Address => {
                Expected::Block(Block::parse(text).ok_or("this is not a block of addresses")?)
            }
        };
        self.expected.push(expected);
        Ok(())
    }

    /// Says whether a request meets the condition.
    pub(super) fn holds(&self, context: &Context) -> bool {
        // A key without any value is as good as absent.
        let found = context
            .get(&self.key)
            .filter(|found| !matches!(found, ContextValue::Many(values) if values.is_empty()));
        let negated = match self.operator.test {
            Test::Null => {
                let absent = found.is_none();
                return self.expected.iter().any(
                    |expected| matches!(expected, Expected::Bool(wanted) if *wanted == absent),
                );
            }
            Test::Compare { negated, .. } => negated,
        };
        let accepts = |value: &str| self.accepts(value, negated, context);
        match (found, self.operator.set) {
            (None, _) if self.operator.if_exists => true,
            (None, None) => negated,
            (None, Some(set)) => set == Set::All,
            (Some(ContextValue::One(value)), _) => accepts(value),
            // Operators for one value know nothing of keys with several.
            (Some(ContextValue::Many(_)), None) => false,
            (Some(ContextValue::Many(values)), Some(Set::All)) => {
                values.iter().all(|value| accepts(value))
            }
            (Some(ContextValue::Many(values)), Some(Set::Any)) => {
                values.iter().any(|value| accepts(value))
            }
        }
    }

    /// Says whether one value of the request is what the policy wants: equal to any
    /// of its values, or for a negated operator unlike all of them. A value whose
    /// variables have nothing to stand for is neither.
    fn accepts(&self, value: &str, negated: bool, context: &Context) -> bool {
        let mut verdicts = self.expected.iter().map(|expected| expected.matches(value, context));
        if negated {
            verdicts.all(|verdict| verdict == Some(false))
        } else {
            verdicts.any(|verdict| verdict == Some(true))
        }
    }

    /// Lists the keys that the condition looks at, in lower case.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let variables = self.expected.iter().flat_map(|expected| {
            let templates = match expected {
                Expected::Text(template) | Expected::TextIgnoringCase(template) => {
                    std::slice::from_ref(template)
                }
                Expected::Arn(arn) => arn.0.as_slice(),
                _ => &[],
            };
            templates.iter().flat_map(Template::keys)
        });
        std::iter::once(self.key.as_str()).chain(variables)
    }
}

impl Expected {
    /// Compares with a value of the request; `None` if a variable has no value. What
    /// cannot be read as the operator wants it is unlike everything.
    fn matches(&self, value: &str, context: &Context) -> Option<bool> {
        Some(match self {
            Self::Text(template) => template.fill(context)?.matches(value),
            Self::TextIgnoringCase(template) => {
                let wanted = template.fill(context)?;
                let folded = |text: &str| text.to_uppercase().to_lowercase();
                wanted.as_literal().is_some_and(|wanted| folded(wanted) == folded(value))
            }
            Self::Arn(template) => template.matches(value, context)?,
            Self::Number(relation, wanted) => {
                value::number(value).is_some_and(|number| relation.holds(&number, wanted))
            }
            Self::Date(relation, wanted) => {
                value::date(value).is_some_and(|date| relation.holds(&date, wanted))
            }
            Self::Bool(wanted) => value::truth(value) == Some(*wanted),
            Self::Binary(wanted) => value::bytes(value).as_ref() == Some(wanted),
            Self::Block(block) => {
                value.parse::<IpAddr>().is_ok_and(|address| block.contains(address.to_canonical()))
            }
        })
    }
}

/// Is an ARN to compare with, part by part: a `*` does not reach over a colon, save
/// in the last part, and what a variable stands for stays in its part.
#[derive(Clone, Debug)]
struct ArnTemplate(Vec<Template>);

const ARN_PARTS: usize = 6;

impl ArnTemplate {
    fn new(pieces: Vec<Piece>) -> Self {
        let mut parts = vec![Vec::new()];
        for piece in pieces {
            let Piece::Text(text) = piece else {
                push_to_last(&mut parts, piece);
                continue;
            };
            let left = ARN_PARTS - parts.len();
            for (i, part) in text.splitn(left + 1, ':').enumerate() {
                if i > 0 {
                    parts.push(Vec::new());
                }
                push_to_last(&mut parts, Piece::Text(part.to_owned()));
            }
        }
        Self(parts.into_iter().map(Template::new).collect())
    }

    fn matches(&self, value: &str, context: &Context) -> Option<bool> {
        let mut parts = value.splitn(ARN_PARTS, ':');
        if let [Template::Fixed(only)] = self.0.as_slice()
            && only.is_any()
        {
            return Some(true);
        }
        let mut alike = self.0.len() == ARN_PARTS;
        for template in &self.0 {
            let pattern = template.fill(context)?;
            alike &= parts.next().is_some_and(|part| pattern.matches(part));
        }
        Some(alike)
    }
}

fn push_to_last(parts: &mut [Vec<Piece>], piece: Piece) {
    if let Some(last) = parts.last_mut() {
        last.push(piece);
    }
}
