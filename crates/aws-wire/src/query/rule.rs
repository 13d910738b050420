//! Rules for values, as the services' models state them.

/// Is a rule for a text: its length in characters, and the characters themselves.
#[derive(Clone, Copy, Debug)]
pub struct TextRule {
    /// The least number of characters.
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
    /// What the text must look like.
    pub pattern: Option<Pattern>,
    /// Whether complaints may repeat the value. Never for passwords and codes.
    pub secret: bool,
}

impl TextRule {
    /// Makes a rule for the length alone.
    pub const fn length(min: usize, max: usize) -> Self {
        Self { min, max, pattern: None, secret: false }
    }

    /// Adds a pattern.
    #[must_use]
    pub const fn like(mut self, pattern: Pattern) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// Keeps the value out of complaints.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Returns the constraints that a value breaks, each as AWS words it, the
    /// pattern first.
    pub(super) fn broken_by(&self, value: &str) -> Vec<String> {
        let length = value.chars().count();
        let mut broken = Vec::new();
        if let Some(pattern) = self.pattern.filter(|pattern| !(pattern.fits)(value)) {
            broken.push(pattern.constraint());
        }
        if length > self.max {
            broken.push(at_most(self.max));
        }
        if length < self.min {
            broken.push(at_least(self.min));
        }
        broken
    }

    /// Returns all constraints.
    pub(super) fn constraints(&self) -> Vec<String> {
        let mut all = Vec::new();
        if self.max < usize::MAX {
            all.push(at_most(self.max));
        }
        if self.min > 0 {
            all.push(at_least(self.min));
        }
        all.extend(self.pattern.map(Pattern::constraint));
        all
    }
}

/// Is a pattern: how the model writes it, and how it is tested. Patterns of the
/// models are ASCII's, where `\w` means letters, digits and the underscore.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// The regular expression, for complaints.
    pub text: &'static str,
    /// Says whether a text fits.
    pub fits: fn(&str) -> bool,
}

impl Pattern {
    fn constraint(self) -> String {
        format!("Member must satisfy regular expression pattern: {}", self.text)
    }
}

/// Is how many members a list may have.
#[derive(Clone, Copy, Debug)]
pub struct Members {
    /// The least number.
    pub min: usize,
    /// The greatest number.
    pub max: usize,
}

pub(super) fn at_most(length: usize) -> String {
    format!("Member must have length less than or equal to {length}")
}

pub(super) fn at_least(length: usize) -> String {
    format!("Member must have length greater than or equal to {length}")
}
