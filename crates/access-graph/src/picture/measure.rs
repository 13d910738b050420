//! How wide a text is, without a font: by the widths of a wide sans-serif, so
//! that the text fits in narrower ones, too.

/// Estimates the width of a text, in units of its font size.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(of_char).sum()
}

fn of_char(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '’' | '|' => 0.29,
        ' ' | '.' | ',' | ':' | ';' | '!' => 0.33,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '·' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.99,
        'a'..='z' | '0'..='9' | '_' => 0.64,
        'A'..='Z' => 0.75,
        c if u32::from(c) < 0x250 => 0.7,
        _ => 1.05,
    }
}

/// Breaks a text into at most `most` lines of a width; what does not fit ends
/// with an ellipsis.
pub(super) fn wrapped(text: &str, limit: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer) <= limit {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if width(&line) + of_char(c) > limit {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while width(last) + of_char('…') > limit && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_fit(text in any::<String>(), limit in 2.0_f64..20.0, most in 1_usize..4) {
            let lines = wrapped(&text, limit, most);
            prop_assert!(lines.len() <= most);
            prop_assert!(lines.iter().all(|line| width(line) <= limit));
            let left_out = lines.last().is_some_and(|line| line.ends_with('…'));
            let shown: String = lines.concat().split_whitespace().collect();
            let all: String = text.split_whitespace().collect();
            prop_assert!(left_out || shown == all);
        }
    }
}
