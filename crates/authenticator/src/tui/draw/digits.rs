//! Large digits: three columns and three lines each, of half blocks.

use zeroize::Zeroizing;

/// Five rows of three points each, the lowest bit to the right.
const FONT: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b011, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b010, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

/// Sets a code in large digits, in groups; a code with letters in it (Steam's)
/// stays small, in the middle line.
pub(crate) fn large(code: &str) -> [Zeroizing<String>; 3] {
    let mut lines = [(); 3].map(|()| Zeroizing::new(String::with_capacity(256)));
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        let [_, middle, _] = &mut lines;
        for c in code.chars() {
            middle.push(c);
            middle.push(' ');
        }
        return lines;
    }
    let head = if code.len() == 8 { 4 } else { 3 };
    for (index, digit) in code.bytes().enumerate() {
        let Some(font) = FONT.get(usize::from(digit - b'0')) else { continue };
        for (line, rows) in lines.iter_mut().zip(font.chunks(2)) {
            if index == head {
                line.push_str("  ");
            }
            let upper = rows.first().copied().unwrap_or_default();
            let lower = rows.get(1).copied().unwrap_or_default();
            for bit in [0b100, 0b010, 0b001] {
                line.push(match (upper & bit != 0, lower & bit != 0) {
                    (true, true) => '\u{2588}',
                    (true, false) => '\u{2580}',
                    (false, true) => '\u{2584}',
                    (false, false) => ' ',
                });
            }
            line.push(' ');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_looks_different_and_is_as_wide() {
        let mut seen = Vec::new();
        for digit in 0..10 {
            let lines = large(&digit.to_string()).map(|line| line.to_string());
            assert!(lines.iter().all(|line| line.chars().count() == 4), "{digit}");
            assert!(!seen.contains(&lines), "{digit}");
            seen.push(lines);
        }
    }

    #[test]
    fn letters_stay_letters() {
        assert_eq!(large("2B7KQ")[1].as_str(), "2 B 7 K Q ");
    }
}
