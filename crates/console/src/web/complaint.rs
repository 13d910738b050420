//! What is wrong with a form that was sent, and at which of its fields: the page
//! shows it there and puts the focus on it.

use std::time::Duration;

use service::ServiceError;

use super::refusal::explain;

/// Is a sentence about a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Complaint {
    /// The field, or nothing when the form as a whole is meant.
    field: &'static str,
    text: String,
    wait: Option<Duration>,
}

impl Complaint {
    /// Puts a refusal into words.
    pub(crate) fn new(error: &ServiceError) -> Self {
        let field = match error {
            ServiceError::Invalid { field, .. } => field,
            ServiceError::UnfitPassword(_) => "password",
            _ => "",
        };
        Self::at(field, error)
    }

    /// Returns the sentence when there is one and it is about this field; the
    /// empty name stands for the form as a whole.
    pub(crate) fn about(&self, field: &str) -> Option<&str> {
        (!self.text.is_empty() && self.field == field).then_some(self.text.as_str())
    }

    /// Puts a refusal into words and at a field that the error does not name.
    pub(crate) fn at(field: &'static str, error: &ServiceError) -> Self {
        let wait = match error {
            ServiceError::Wait(wait) => Some(*wait),
            _ => None,
        };
        Self { field, text: explain(error), wait }
    }

    /// Moves it above the form, on a page that has no such field.
    pub(crate) fn of_form(self) -> Self {
        Self { field: "", ..self }
    }

    /// Returns how long nothing more is looked at, where that is the complaint.
    pub(crate) fn wait(&self) -> Option<Duration> {
        self.wait
    }

    /// Says whether a field gets the focus: the one in error, or, where no field
    /// is, the one that the page wants `first`.
    pub(crate) fn focuses(&self, field: &str, first: bool) -> bool {
        if self.field.is_empty() { first } else { self.field == field }
    }

    /// Says whether there is a complaint.
    pub(crate) fn is_any(&self) -> bool {
        !self.text.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_at_its_field_and_nowhere_else() {
        let complaint =
            Complaint::new(&ServiceError::Invalid { field: "email", why: "no @".to_owned() });
        assert_eq!(complaint.about("email"), Some("No @."));
        assert_eq!(complaint.about("name"), None);
        assert_eq!(complaint.about(""), None);
        assert_eq!(Complaint::new(&ServiceError::Denied).about("email"), None);
        assert!(Complaint::new(&ServiceError::Denied).about("").is_some());
        assert_eq!(Complaint::default().about(""), None);
        assert_eq!(complaint.wait(), None);
        let second = Duration::from_secs(1);
        assert_eq!(Complaint::new(&ServiceError::Wait(second)).wait(), Some(second));
        assert!(complaint.focuses("email", false) && !complaint.focuses("name", true));
        assert!(Complaint::default().focuses("name", true));
    }
}
