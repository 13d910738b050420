//! The names of condition operators and what they mean. Source: the page "IAM JSON
//! policy elements: Condition operators".

/// Is an operator with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) test: Test,
    /// `ForAllValues:` or `ForAnyValue:`.
    pub(super) set: Option<Set>,
    /// `...IfExists`: an absent key counts as a match.
    pub(super) if_exists: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    All,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// Whether the key is absent.
    Null,
    /// A comparison with each value; negated ones must fail for all of them.
    Compare { comparison: Comparison, negated: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Text,
    TextIgnoringCase,
    TextLike,
    Number(Relation),
    Date(Relation),
    Bool,
    Binary,
    Address,
    Arn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    /// Reads an operator's name; `None` if there is no such one.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let (set, name) = if let Some(name) = name.strip_prefix("ForAllValues:") {
            (Some(Set::All), name)
        } else if let Some(name) = name.strip_prefix("ForAnyValue:") {
            (Some(Set::Any), name)
        } else {
            (None, name)
        };
        let (if_exists, name) = match name.strip_suffix("IfExists") {
            Some(name) => (true, name),
            None => (false, name),
        };
        if name == "Null" {
            return (set.is_none() && !if_exists).then_some(Self {
                test: Test::Null,
                set,
                if_exists,
            });
        }
        let (comparison, negated) = comparison(name)?;
        Some(Self { test: Test::Compare { comparison, negated }, set, if_exists })
    }
}

fn comparison(name: &str) -> Option<(Comparison, bool)> {
    Some(match name {
        "StringEquals" => (Comparison::Text, false),
        "StringNotEquals" => (Comparison::Text, true),
        "StringEqualsIgnoreCase" => (Comparison::TextIgnoringCase, false),
        "StringNotEqualsIgnoreCase" => (Comparison::TextIgnoringCase, true),
        "StringLike" => (Comparison::TextLike, false),
        "StringNotLike" => (Comparison::TextLike, true),
        "Bool" => (Comparison::Bool, false),
        "BinaryEquals" => (Comparison::Binary, false),
        "IpAddress" => (Comparison::Address, false),
        "NotIpAddress" => (Comparison::Address, true),
        "ArnEquals" | "ArnLike" => (Comparison::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Comparison::Arn, true),
        _ => {
            if let Some(relation) = name.strip_prefix("Numeric") {
                let (relation, negated) = Relation::parse(relation)?;
                (Comparison::Number(relation), negated)
            } else {
                let (relation, negated) = Relation::parse(name.strip_prefix("Date")?)?;
                (Comparison::Date(relation), negated)
            }
        }
    })
}

impl Relation {
    fn parse(name: &str) -> Option<(Self, bool)> {
        Some(match name {
            "Equals" => (Self::Equal, false),
            "NotEquals" => (Self::Equal, true),
            "LessThan" => (Self::Less, false),
            "LessThanEquals" => (Self::LessOrEqual, false),
            "GreaterThan" => (Self::Greater, false),
            "GreaterThanEquals" => (Self::GreaterOrEqual, false),
            _ => return None,
        })
    }

    /// Says whether the relation holds between what a request has and what a policy
    /// says.
    pub(super) fn holds<T: PartialOrd>(self, requested: &T, expected: &T) -> bool {
        match self {
            Self::Equal => requested == expected,
            Self::Less => requested < expected,
            Self::LessOrEqual => requested <= expected,
            Self::Greater => requested > expected,
            Self::GreaterOrEqual => requested >= expected,
        }
    }
}
