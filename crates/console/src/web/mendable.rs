//! Which refusals the person at a form can mend there and then: those are said
//! on the same page, all others are pages of their own.

use service::ServiceError;

use super::complaint::Complaint;
use super::refusal::{Refusal, at};

/// Is the field of a form in which a new password is chosen.
pub(crate) const NEW_PASSWORD: &str = "new_password";

/// Puts a refusal at its field, or hands it back as a page of its own. `here` is
/// where to come back to after a fresh proof of identity.
pub(crate) fn mendable(error: ServiceError, here: &str) -> Result<Complaint, Refusal> {
    match error {
        ServiceError::UnfitPassword(_) => Ok(Complaint::at(NEW_PASSWORD, &error)),
        ServiceError::Taken("user name" | "device name") => Ok(Complaint::at("name", &error)),
        // Serial numbers are made from names and outlive renames.
        ServiceError::Taken("serial number") => Ok(Complaint::at(
            "name",
            &ServiceError::Invalid {
                field: "name",
                why: "another device was assigned under this name; choose another one".to_owned(),
            },
        )),
        ServiceError::Taken(what) => Ok(Complaint::at(what, &error)),
        ServiceError::Invalid { .. }
        | ServiceError::Factor(_)
        | ServiceError::Pair(_)
        | ServiceError::Wait(_)
        | ServiceError::Limit(..)
        | ServiceError::Api(_) => Ok(Complaint::new(&error)),
        ServiceError::SignInRefused
        | ServiceError::Gone(_)
        | ServiceError::SignedOut
        | ServiceError::Denied
        | ServiceError::SecondNeeded
        | ServiceError::EnrolFirst
        | ServiceError::RepairOnly
        | ServiceError::NotFresh(_)
        | ServiceError::NotFound(_)
        | ServiceError::Unavailable(_)
        | ServiceError::Fault(_) => Err(at(error, here)),
    }
}

#[cfg(test)]
mod tests {
    use service::FreshProof;

    use super::*;

    #[test]
    fn names_that_are_taken_are_said_at_the_name() {
        for what in ["user name", "device name", "serial number"] {
            let complaint = mendable(ServiceError::Taken(what), "/").unwrap();
            assert!(complaint.about("name").is_some(), "{what}");
        }
        let complaint = mendable(ServiceError::Taken("alias"), "/").unwrap();
        assert!(complaint.about("alias").is_some());
    }

    #[test]
    fn what_nobody_can_mend_in_the_form_is_a_page_of_its_own() {
        for error in [ServiceError::Denied, ServiceError::NotFound("user")] {
            assert!(mendable(error, "/").is_err());
        }
        let stale = mendable(ServiceError::NotFresh(FreshProof::Code), "/users/new");
        assert!(matches!(stale, Err(Refusal::ConfirmFirst { then }) if then == "/users/new"));
    }
}
