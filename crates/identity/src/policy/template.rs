//! Values of a policy that may hold variables: `${aws:username}`, with a default
//! `${aws:username, 'nobody'}`, and the escapes `${*}`, `${?}` and `${$}`. Source: the
//! page "IAM policy elements: Variables and tags".
//!
//! What a variable stands for is always literal: a user who is called `*` does not
//! become a wildcard.

use std::borrow::Cow;

use super::context::Context;
use super::glob::Pattern;

/// Is a value that was read once and is filled in for each request.
#[derive(Clone, Debug)]
pub(super) enum Template {
    /// Without variables.
    Fixed(Pattern),
    /// With at least one.
    Open(Vec<Piece>),
}

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(String),
    One,
    Any,
    Variable(Variable),
}

#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// In lower case: keys are compared so.
    key: String,
    default: Option<String>,
}

/// Says how the characters of a value are to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// `*` and `?` are wildcards.
    pub(super) wildcards: bool,
    /// `${` begins a variable: since version 2012-10-17.
    pub(super) variables: bool,
}

/// Reads a value into pieces; the error says what is wrong with a variable.
pub(super) fn pieces(text: &str, reading: Reading) -> Result<Vec<Piece>, &'static str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if reading.variables
            && let Some(opened) = rest.strip_prefix("${")
        {
            let (piece, behind) = variable(opened)?;
            pieces.push(piece);
            rest = behind;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '*' if reading.wildcards => pieces.push(Piece::Any),
            '?' if reading.wildcards => pieces.push(Piece::One),
            c => match pieces.last_mut() {
                Some(Piece::Text(last)) => last.push(c),
                _ => pieces.push(Piece::Text(c.into())),
            },
        }
    }
    Ok(pieces)
}

/// Reads what follows `${`, and returns what follows the `}`.
fn variable(opened: &str) -> Result<(Piece, &str), &'static str> {
    for escaped in ["*", "?", "$"] {
        if let Some(rest) = opened.strip_prefix(escaped).and_then(|rest| rest.strip_prefix('}')) {
            return Ok((Piece::Text(escaped.to_owned()), rest));
        }
    }
    let end = opened.find([',', '}']).ok_or("a variable does not end")?;
    let (key, rest) = opened.split_at(end);
    let key = key.trim().to_lowercase();
    if !key.contains(':') || key.contains(['$', '{']) {
        return Err("a variable names no condition key");
    }
    if let Some(rest) = rest.strip_prefix('}') {
        return Ok((Piece::Variable(Variable { key, default: None }), rest));
    }
    let (default, rest) = rest
        .strip_prefix(',')
        .and_then(|rest| rest.trim_start().strip_prefix('\''))
        .and_then(|quoted| quoted.split_once('\''))
        .ok_or("the default of a variable stands in single quotes")?;
    let rest = rest.trim_start().strip_prefix('}').ok_or("a variable does not end")?;
    Ok((Piece::Variable(Variable { key, default: Some(default.to_owned()) }), rest))
}

impl Template {
    /// Makes a template of pieces.
    pub(super) fn new(pieces: Vec<Piece>) -> Self {
        if pieces.iter().any(|piece| matches!(piece, Piece::Variable(_))) {
            return Self::Open(pieces);
        }
        let mut pattern = Pattern::default();
        for piece in &pieces {
            match piece {
                Piece::Text(text) => pattern.push_text(text),
                Piece::One => pattern.push_one(),
                Piece::Any => pattern.push_any(),
                Piece::Variable(_) => {}
            }
        }
        Self::Fixed(pattern)
    }

    /// Fills in the variables; `None` if one has no value, or several, and no
    /// default.
    pub(super) fn fill(&self, context: &Context) -> Option<Cow<'_, Pattern>> {
        let pieces = match self {
            Self::Fixed(pattern) => return Some(Cow::Borrowed(pattern)),
            Self::Open(pieces) => pieces,
        };
        let mut pattern = Pattern::default();
        for piece in pieces {
            match piece {
                Piece::Text(text) => pattern.push_text(text),
                Piece::One => pattern.push_one(),
                Piece::Any => pattern.push_any(),
                Piece::Variable(variable) => pattern.push_text(variable.value(context)?),
            }
        }
        Some(Cow::Owned(pattern))
    }

    /// Lists the keys of the variables.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let pieces = match self {
            Self::Fixed(_) => &[],
            Self::Open(pieces) => pieces.as_slice(),
        };
        pieces.iter().filter_map(|piece| match piece {
            Piece::Variable(variable) => Some(variable.key.as_str()),
            _ => None,
        })
    }
}

impl Variable {
    fn value<'c>(&'c self, context: &'c Context) -> Option<&'c str> {
        match context.get(&self.key) {
            None => self.default.as_deref(),
            Some(value) => value.single(),
        }
    }
}
