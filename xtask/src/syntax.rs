//! Tells Rust code from comments and literals, so that a rule about the one is
//! not broken by a mention in the other.
//!
//! Not a parser: it knows where comments, strings and characters begin and end.

/// Is a source text taken apart. Each part keeps the lines of the whole, with
/// spaces where the other parts stand.
#[derive(Debug)]
pub struct Parts {
    /// What the compiler runs: neither comments nor the contents of literals.
    pub code: String,
    /// The strings and characters, with their quotes.
    pub literals: String,
}

enum Part {
    Code,
    Comment,
    Literal,
}

/// Takes a source text apart.
pub fn parts(text: &str) -> Parts {
    let mut parts = Parts { code: String::new(), literals: String::new() };
    let mut rest = text;
    let mut in_word = false;
    while let Some(first) = rest.chars().next() {
        let (part, length) = next(rest, first, in_word);
        let (token, tail) = rest.split_at(length.min(rest.len()));
        let blank: String = token.chars().map(|c| if c == '\n' { c } else { ' ' }).collect();
        parts.code.push_str(if matches!(part, Part::Code) { token } else { &blank });
        parts.literals.push_str(if matches!(part, Part::Literal) { token } else { &blank });
        in_word = matches!(part, Part::Code) && is_word(first);
        rest = tail;
    }
    parts
}

/// Says whether a word stands in the code as a whole, and in which lines (from 1).
pub fn lines_with_word(code: &str, word: &str) -> Vec<usize> {
    let has = |line: &str| line.split(|c| !is_word(c)).any(|found| found == word);
    code.lines().zip(1..).filter(|(line, _)| has(line)).map(|(_, number)| number).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns what begins here, and its length in bytes.
fn next(rest: &str, first: char, in_word: bool) -> (Part, usize) {
    let one = (Part::Code, first.len_utf8());
    match first {
        '/' if rest.starts_with("//") => (Part::Comment, rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => (Part::Comment, block_comment(rest)),
        '"' => (Part::Literal, quoted(rest, '"')),
        '\'' => character(rest).map_or(one, |length| (Part::Literal, length)),
        'r' | 'b' | 'c' if !in_word => raw(rest).map_or(one, |length| (Part::Literal, length)),
        _ => one,
    }
}

/// Returns the length of a block comment, with those nested in it.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        match (before, c) {
            ('/', '*') => (depth, before) = (depth + 1, ' '),
            ('*', '/') if depth == 1 => return at + 1,
            ('*', '/') => (depth, before) = (depth.saturating_sub(1), ' '),
            _ => before = c,
        }
    }
    rest.len()
}

/// Returns the length up to the closing quote, past backslashes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// Returns the length of a character literal; nothing when it is a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut inside = rest.chars().skip(1);
    match (inside.next()?, inside.next()?) {
        ('\\', _) => Some(quoted(rest, '\'')),
        (only, '\'') => Some(2 + only.len_utf8()),
        _ => None,
    }
}

/// Returns the length of a raw string such as `r#"..."#`; nothing when it is a name.
fn raw(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix("cr"));
    let after = after.or_else(|| rest.strip_prefix('r'))?;
    let inside = after.trim_start_matches('#');
    let hashes = after.len() - inside.len();
    let inside = inside.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(rest.len() - inside.len() + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squeezed(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tells_code_from_comments_and_literals() {
        for (text, code, literals) in [
            ("a // b \"c\"\nd", "a d", ""),
            ("a /* b /* c */ d */ e", "a e", ""),
            (r#"a("b \" // c"); d"#, "a( ); d", r#""b \" // c""#),
            (r##"a(r#"b " c"#) d"##, "a( ) d", r##"r#"b " c"#"##),
            ("fn a<'b>(c: &'b str) { '\"' }", "fn a<'b>(c: &'b str) { }", "'\"'"),
            (r"a('\'', 'b') c", "a( , ) c", r"'\'' 'b'"),
            ("bar r#type b\"c\" d", "bar r#type b d", "\"c\""),
            ("a \"open", "a", "\"open"),
            ("/**/ a", "a", ""),
        ] {
            let parts = parts(text);
            assert_eq!(squeezed(&parts.code), code, "{text}");
            assert_eq!(squeezed(&parts.literals), literals, "{text}");
            assert_eq!(parts.code.lines().count(), text.lines().count(), "{text}");
        }
    }

    #[test]
    fn finds_whole_words_only() {
        assert_eq!(lines_with_word("safe\nunsafe { }\nunsafe_code", "unsafe"), [2]);
    }
}
