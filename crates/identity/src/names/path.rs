//! The path of an entity, as in `/division/team/`.

use super::rule::InvalidName;

/// Is a path: `/`, or `/` and printable ASCII and `/`, up to 512 characters. Two
/// slashes alone are none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(String);

/// The greatest number of characters.
const LONGEST: usize = 512;

impl Path {
    /// Returns the path of what was made without one.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Checks and takes a path.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        if text.len() > LONGEST {
            return Err(InvalidName::TooLong { longest: LONGEST });
        }
        let sound = text == "/"
            || (text.len() >= 3
                && text.starts_with('/')
                && text.ends_with('/')
                && text.bytes().all(|byte| byte.is_ascii_graphic()));
        if sound {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName::Form("a path begins and ends with / and has only printable ASCII"))
        }
    }

    /// Returns the path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_and_ends_with_a_slash() {
        for good in ["/", "/a/", "/a//b/", "/!~/", &format!("/{}/", "x".repeat(510))] {
            assert!(Path::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "//",
            "a",
            "/a",
            "a/",
            "/a b/",
            "/\u{7f}/",
            "/ä/",
            &format!("/{}/", "x".repeat(511)),
        ] {
            assert!(Path::parse(bad).is_err(), "{bad}");
        }
    }
}
