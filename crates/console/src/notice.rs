//! What a page says after a change: a fixed word in the address stands for a
//! fixed text here, so that no link can put words into our mouth.

/// Is a change that was just made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// A device beyond the second was put into use.
    DeviceAssigned,
    /// The second device was put into use.
    SecondDevice,
    /// A device was named and then given up.
    EnrolmentCancelled,
    /// A device has another name.
    DeviceRenamed,
    /// One's own device is out of use.
    DeviceRemoved,
    /// A user's device is out of use.
    UserDeviceRemoved,
    /// One's own password is another one.
    PasswordChanged,
    /// There is a new user.
    UserCreated,
    /// A user is gone.
    UserDeleted,
    /// A user has another password.
    UserPasswordSet,
    /// A user has no password any more.
    UserPasswordRemoved,
    /// A user is administrator now.
    AdministratorMade,
    /// A user is administrator no longer.
    AdministratorUnmade,
    /// Name, address, alias or telephone changed.
    AccountUpdated,
    /// One's sessions elsewhere are over.
    SessionsEnded,
    /// A contact's code came back.
    ContactConfirmed,
    /// An alternate contact is given up.
    ContactRemoved,
    /// The contacts are still right.
    ContactsReviewed,
}

impl Done {
    const ALL: [Self; 18] = [
        Self::DeviceAssigned,
        Self::SecondDevice,
        Self::EnrolmentCancelled,
        Self::DeviceRenamed,
        Self::DeviceRemoved,
        Self::UserDeviceRemoved,
        Self::PasswordChanged,
        Self::UserCreated,
        Self::UserDeleted,
        Self::UserPasswordSet,
        Self::UserPasswordRemoved,
        Self::AdministratorMade,
        Self::AdministratorUnmade,
        Self::AccountUpdated,
        Self::SessionsEnded,
        Self::ContactConfirmed,
        Self::ContactRemoved,
        Self::ContactsReviewed,
    ];

    /// Returns the address of a page that says so.
    pub(crate) fn at(self, page: &str) -> String {
        format!("{page}?done={}", self.word())
    }

    /// Returns the text for a word that came in an address.
    pub(crate) fn text_of(word: &str) -> Option<&'static str> {
        Self::ALL.into_iter().find(|done| done.word() == word).map(Self::text)
    }

    fn word(self) -> &'static str {
        match self {
            Self::DeviceAssigned => "device-assigned",
            Self::SecondDevice => "second-device",
            Self::EnrolmentCancelled => "enrolment-cancelled",
            Self::DeviceRenamed => "device-renamed",
            Self::DeviceRemoved => "device-removed",
            Self::UserDeviceRemoved => "user-device-removed",
            Self::PasswordChanged => "password-changed",
            Self::UserCreated => "user-created",
            Self::UserDeleted => "user-deleted",
            Self::UserPasswordSet => "user-password-set",
            Self::UserPasswordRemoved => "user-password-removed",
            Self::AdministratorMade => "administrator-made",
            Self::AdministratorUnmade => "administrator-unmade",
            Self::AccountUpdated => "account-updated",
            Self::SessionsEnded => "sessions-ended",
            Self::ContactConfirmed => "contact-confirmed",
            Self::ContactRemoved => "contact-removed",
            Self::ContactsReviewed => "contacts-reviewed",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::DeviceAssigned => "The device is in use. You were signed out everywhere else.",
            Self::SecondDevice => {
                "The second device is in use: from now on, losing one costs you nothing. Try each of them once, so that you know that it works."
            }
            Self::EnrolmentCancelled => {
                "Nothing was assigned. Delete the entry in the authenticator app if you had added it already."
            }
            Self::DeviceRenamed => {
                "The device has its new name here. The entry in the app keeps the old one until you change it there."
            }
            Self::DeviceRemoved => {
                "The device is removed: its codes open nothing any more. Delete its entry in the app as well. You were signed out everywhere else."
            }
            Self::UserDeviceRemoved => {
                "The device is removed and the user is signed out everywhere. Ask the user to sign in and to assign a new device at once."
            }
            Self::PasswordChanged => {
                "Your password is changed. You were signed out everywhere else."
            }
            Self::UserCreated => "The user is created.",
            Self::UserDeleted => "The user is deleted, with the password and all devices.",
            Self::UserPasswordSet => "The password is set and the user is signed out everywhere.",
            Self::UserPasswordRemoved => {
                "The password is removed. The user cannot sign in to the console any more."
            }
            Self::AdministratorMade => "The user can administer this account now.",
            Self::AdministratorUnmade => "The user cannot administer this account any more.",
            Self::SessionsEnded => "You were signed out everywhere else.",
            Self::AccountUpdated => "The changes are saved.",
            Self::ContactConfirmed => "The address is confirmed and counts from now on.",
            Self::ContactRemoved => "The contact is removed.",
            Self::ContactsReviewed => {
                "Thank you. You are asked again in a while, and can change them here at any time."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_for_its_own_text_and_no_other_word_does() {
        for done in Done::ALL {
            assert_eq!(Done::text_of(done.word()), Some(done.text()));
        }
        for foreign in ["", "Your account is blocked, call us", "device-assigned "] {
            assert_eq!(Done::text_of(foreign), None);
        }
    }
}
