//! The id of an IAM user, which outlives renames and is never given twice.

/// Is `AIDA` and 17 characters of `A-Z2-7` (page "IAM identifiers").
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(String);

const PREFIX: &str = "AIDA";
const RANDOM: usize = 17;

impl UserId {
    /// Makes an id from random bytes: five bits of each are used.
    pub fn from_random(random: [u8; RANDOM]) -> Self {
        let tail = random.iter().map(|byte| match byte & 31 {
            value @ 0..=25 => char::from(b'A' + value),
            value => char::from(b'2' + (value - 26)),
        });
        Self(PREFIX.chars().chain(tail).collect())
    }

    /// Reads an id; `None` if the text is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let tail = text.strip_prefix(PREFIX)?;
        let sound = tail.len() == RANDOM
            && tail.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b));
        sound.then(|| Self(text.to_owned()))
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_one_characters() {
        let id = UserId::from_random([255; 17]);
        assert_eq!(id.as_str(), "AIDA77777777777777777");
        assert_eq!(UserId::parse(id.as_str()), Some(id));
        for bad in ["", "AIDA", "AKIA77777777777777777", "AIDA7777777777777777a"] {
            assert_eq!(UserId::parse(bad), None);
        }
    }
}
