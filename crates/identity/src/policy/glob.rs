//! Matches texts against patterns with `*` and `?`, in time that grows with the
//! text and not with the number of ways to match: the parts between stars are
//! looked for from left to right, and none is ever looked for again.

use std::collections::BTreeMap;

/// Is a pattern; `*` stands for any characters, `?` for exactly one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Pattern(Vec<Token>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Text(String),
    One,
    Any,
}

impl Pattern {
    /// Reads a text in which `*` and `?` are wildcards.
    pub(super) fn parse(text: &str) -> Self {
        let mut pattern = Self::default();
        for c in text.chars() {
            match c {
                '*' => pattern.push_any(),
                '?' => pattern.push_one(),
                c => pattern.push_text(c.encode_utf8(&mut [0; 4])),
            }
        }
        pattern
    }

    /// Appends characters that stand for themselves.
    pub(super) fn push_text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Token::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.0.push(Token::Text(text.to_owned())),
        }
    }

    /// Appends a place for exactly one character.
    pub(super) fn push_one(&mut self) {
        self.0.push(Token::One);
    }

    /// Appends a place for any characters.
    pub(super) fn push_any(&mut self) {
        if self.0.last() != Some(&Token::Any) {
            self.0.push(Token::Any);
        }
    }

    /// Returns the only text that matches, where there are no wildcards.
    pub(super) fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Token::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Says whether the pattern is `*`.
    pub(super) fn is_any(&self) -> bool {
        self.0 == [Token::Any]
    }

    /// Says whether the whole text matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut parts = self.0.split(|token| *token == Token::Any);
        let Some(first) = parts.next() else { return text.is_empty() };
        let Some(mut rest) = after(first, text) else { return false };
        let Some(last) = parts.next_back() else { return rest.is_empty() };
        for part in parts {
            match after_next(part, rest) {
                Some(behind) => rest = behind,
                None => return false,
            }
        }
        before(last, rest).is_some()
    }
}

/// Returns what follows a part at the start of the text.
fn after<'t>(part: &[Token], text: &'t str) -> Option<&'t str> {
    part.iter().try_fold(text, |rest, token| match token {
        Token::Text(wanted) => rest.strip_prefix(wanted.as_str()),
        Token::One | Token::Any => {
            let mut chars = rest.chars();
            chars.next().map(|_| chars.as_str())
        }
    })
}

/// Returns what precedes a part at the end of the text.
fn before<'t>(part: &[Token], text: &'t str) -> Option<&'t str> {
    part.iter().rev().try_fold(text, |rest, token| match token {
        Token::Text(wanted) => rest.strip_suffix(wanted.as_str()),
        Token::One | Token::Any => {
            let mut chars = rest.chars();
            chars.next_back().map(|_| chars.as_str())
        }
    })
}

/// Returns what follows the first place where a part matches.
fn after_next<'t>(part: &[Token], text: &'t str) -> Option<&'t str> {
    match part {
        [] => Some(text),
        [Token::Text(wanted)] => text.split_once(wanted.as_str()).map(|(_, rest)| rest),
        _ => Search::new(part).after_first(text),
    }
}

/// Looks for a part with `?` in it: one bit for each of its characters says whether
/// the part matches up to there, and every character of the text moves all bits at
/// once (Baeza-Yates and Gonnet, "A new approach to text searching", 1992).
struct Search {
    /// Where each character may stand; a place of `?` counts for every character.
    places: BTreeMap<char, Vec<u64>>,
    /// The places of `?` only, for characters that the part does not have.
    anywhere: Vec<u64>,
    length: usize,
}

impl Search {
    fn new(part: &[Token]) -> Self {
        let wanted: Vec<Option<char>> = part
            .iter()
            .flat_map(|token| match token {
                Token::Text(text) => text.chars().map(Some).collect(),
                Token::One | Token::Any => vec![None],
            })
            .collect();
        let mut anywhere = vec![0_u64; wanted.len().div_ceil(64)];
        for (place, _) in wanted.iter().enumerate().filter(|(_, c)| c.is_none()) {
            set(&mut anywhere, place);
        }
        let mut places = BTreeMap::new();
        for (place, c) in wanted.iter().enumerate() {
            if let Some(c) = c {
                set(places.entry(*c).or_insert_with(|| anywhere.clone()), place);
            }
        }
        Self { places, anywhere, length: wanted.len() }
    }

    fn after_first<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut state = vec![0_u64; self.anywhere.len()];
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let allowed = self.places.get(&c).unwrap_or(&self.anywhere);
            let mut carry = 1;
            for (word, allowed) in state.iter_mut().zip(allowed) {
                let next = *word >> 63;
                *word = ((*word << 1) | carry) & allowed;
                carry = next;
            }
            if is_set(&state, self.length - 1) {
                return Some(chars.as_str());
            }
        }
        None
    }
}

fn set(words: &mut [u64], place: usize) {
    if let Some(word) = words.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

fn is_set(words: &[u64], place: usize) -> bool {
    words.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern).matches(text)
    }

    /// Tries all ways.
    fn slowly(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], text) => text.is_empty(),
            (['*', rest @ ..], text) => {
                slowly(rest, text) || (!text.is_empty() && slowly(pattern, &text[1..]))
            }
            (['?', pattern @ ..], [_, text @ ..]) => slowly(pattern, text),
            ([a, pattern @ ..], [b, text @ ..]) => a == b && slowly(pattern, text),
            (_, []) => false,
        }
    }

    #[test]
    fn a_star_is_any_text_and_a_question_mark_is_one_character() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("**", "x"),
            ("?", "ü"),
            ("a*", "a"),
            ("*b?d*", "abbcd"),
            ("*?", "x"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("", "x"),
            ("?", ""),
            ("?", "xy"),
            ("a*a", "a"),
            ("*ab*b", "ab"),
            ("a?", "a"),
            ("A", "a"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn parts_of_more_than_a_word_of_bits_are_found() {
        for length in [1, 63, 64, 65, 127, 128, 129, 200] {
            let part = format!("{}?z", "x".repeat(length));
            let pattern = format!("a*{part}*b");
            let text = |inner: &str| format!("a{}{inner}--b", "xx".repeat(length));
            assert!(matches(&pattern, &text("yz")), "{length}");
            assert!(!matches(&pattern, &text("yy")), "{length}");
        }
    }

    #[test]
    fn what_is_pushed_as_text_is_literal() {
        let mut pattern = Pattern::parse("a*");
        pattern.push_text("*");
        pattern.push_text("?");
        assert!(pattern.matches("axyz*?") && !pattern.matches("axyz"));
        assert_eq!(pattern.as_literal(), None);
        assert_eq!(Pattern::default().as_literal(), Some(""));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn agrees_with_trying_everything(pattern in "[abü*?]{0,9}", text in "[abü]{0,12}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&pattern, &text), slowly(&chars(&pattern), &chars(&text)));
        }
    }
}
