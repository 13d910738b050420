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
    /// A user's sessions of the console are over.
    UserSignedOut,
    /// A user's temporary credentials are refused.
    UserCredentialsEnded,
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
    /// One's temporary credentials are refused.
    CredentialsEnded,
    /// Recovery codes are in force.
    RecoveryCodesConfirmed,
    /// Recovery codes are given up.
    RecoveryCodesDropped,
    /// A lost device is removed.
    DeviceLost,
    /// A device is suspended.
    DeviceSuspended,
    /// A suspended device is in use again.
    DeviceResumed,
    /// A user was reset.
    UserReset,
    /// A reset is asked for.
    ResetAsked,
    /// A request for a reset is gone.
    ResetDismissed,
    /// The rule about resets changed.
    ResetRuleSet,
    /// Only passkeys sign one in now.
    PasskeysOnly,
    /// Codes sign one in again.
    CodesAgain,
    /// The rule about passkeys of a user changed.
    UserPasskeyRule,
    /// One's access key is accepted no longer.
    KeySwitchedOff,
    /// One's access key is accepted again.
    KeySwitchedOn,
    /// One's access key is gone.
    KeyDeleted,
    /// After a recovery, a device that was lost is out of use.
    LostDeviceRemoved,
    /// A recovery of root was stopped.
    RecoveryStopped,
    /// An administrator vouched for a recovery of root.
    RecoveryApproved,
    /// Another telephone number is announced.
    PhoneAnnounced,
    /// A call has confirmed the telephone number, which is in force.
    NumberConfirmed,
    /// Tokens lie in stock.
    TokensImported,
    /// A token left the stock for good.
    TokenRetired,
    /// The clock of a user's token is known again.
    TokenResynced,
    /// A contact's code came back.
    ContactConfirmed,
    /// An alternate contact is given up.
    ContactRemoved,
    /// The contacts are still right.
    ContactsReviewed,
    /// A thing was named for the access report.
    ThingNamed,
    /// A thing is forgotten.
    ThingForgotten,
    /// A question of the access report was answered.
    AnswerTold,
}

impl Done {
    const ALL: &[Self] = &[
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
        Self::UserSignedOut,
        Self::UserCredentialsEnded,
        Self::UserPasswordRemoved,
        Self::AdministratorMade,
        Self::AdministratorUnmade,
        Self::AccountUpdated,
        Self::SessionsEnded,
        Self::CredentialsEnded,
        Self::RecoveryCodesConfirmed,
        Self::RecoveryCodesDropped,
        Self::DeviceLost,
        Self::DeviceSuspended,
        Self::DeviceResumed,
        Self::UserReset,
        Self::ResetAsked,
        Self::ResetDismissed,
        Self::ResetRuleSet,
        Self::PasskeysOnly,
        Self::CodesAgain,
        Self::UserPasskeyRule,
        Self::KeySwitchedOff,
        Self::KeySwitchedOn,
        Self::KeyDeleted,
        Self::LostDeviceRemoved,
        Self::RecoveryStopped,
        Self::RecoveryApproved,
        Self::PhoneAnnounced,
        Self::NumberConfirmed,
        Self::TokensImported,
        Self::TokenRetired,
        Self::TokenResynced,
        Self::ContactConfirmed,
        Self::ContactRemoved,
        Self::ContactsReviewed,
        Self::ThingNamed,
        Self::ThingForgotten,
        Self::AnswerTold,
    ];

    /// Returns the address of a page that says so.
    pub(crate) fn at(self, page: &str) -> String {
        format!("{page}?done={}", self.word())
    }

    /// Returns the text for a word that came in an address.
    pub(crate) fn text_of(word: &str) -> Option<&'static str> {
        Self::ALL.iter().copied().find(|done| done.word() == word).map(Self::text)
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
            Self::UserSignedOut => "user-signed-out",
            Self::UserCredentialsEnded => "user-credentials-ended",
            Self::UserPasswordRemoved => "user-password-removed",
            Self::AdministratorMade => "administrator-made",
            Self::AdministratorUnmade => "administrator-unmade",
            Self::AccountUpdated => "account-updated",
            Self::SessionsEnded => "sessions-ended",
            Self::CredentialsEnded => "credentials-ended",
            Self::RecoveryCodesConfirmed => "recovery-codes-confirmed",
            Self::RecoveryCodesDropped => "recovery-codes-dropped",
            Self::DeviceLost => "device-lost",
            Self::DeviceSuspended => "device-suspended",
            Self::DeviceResumed => "device-resumed",
            Self::UserReset => "user-reset",
            Self::ResetAsked => "reset-asked",
            Self::ResetDismissed => "reset-dismissed",
            Self::ResetRuleSet => "reset-rule-set",
            Self::PasskeysOnly => "passkeys-only",
            Self::CodesAgain => "codes-again",
            Self::UserPasskeyRule => "user-passkey-rule",
            Self::KeySwitchedOff => "key-switched-off",
            Self::KeySwitchedOn => "key-switched-on",
            Self::KeyDeleted => "key-deleted",
            Self::LostDeviceRemoved => "lost-device-removed",
            Self::RecoveryStopped => "recovery-stopped",
            Self::RecoveryApproved => "recovery-approved",
            Self::PhoneAnnounced => "phone-announced",
            Self::NumberConfirmed => "number-confirmed",
            Self::TokensImported => "tokens-imported",
            Self::TokenRetired => "token-retired",
            Self::TokenResynced => "token-resynced",
            Self::ContactConfirmed => "contact-confirmed",
            Self::ContactRemoved => "contact-removed",
            Self::ContactsReviewed => "contacts-reviewed",
            Self::ThingNamed => "thing-named",
            Self::ThingForgotten => "thing-forgotten",
            Self::AnswerTold => "answer-told",
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
                "The device has its new name here. In the app, or among your passkeys, it keeps the old one until you change it there."
            }
            Self::DeviceRemoved => {
                "The device is removed: it opens nothing any more. Delete its entry in the app, or the passkey, as well. You were signed out everywhere else."
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
            Self::UserSignedOut => "The user is signed out everywhere.",
            Self::UserCredentialsEnded => {
                "Temporary credentials that the user was given up to now are refused."
            }
            Self::UserPasswordRemoved => {
                "The password is removed. The user cannot sign in to the console any more."
            }
            Self::AdministratorMade => "The user can administer this account now.",
            Self::AdministratorUnmade => "The user cannot administer this account any more.",
            Self::SessionsEnded => "You were signed out everywhere else.",
            Self::CredentialsEnded => {
                "Temporary credentials that you were given up to now are refused."
            }
            Self::AccountUpdated => "The changes are saved.",
            Self::RecoveryCodesConfirmed => {
                "Your ten recovery codes are in force. Codes of an earlier sheet open nothing any more: destroy it. You were signed out everywhere else."
            }
            Self::RecoveryCodesDropped => {
                "Your recovery codes open nothing any more. Destroy the sheet. You were signed out everywhere else."
            }
            Self::DeviceLost => {
                "The lost device is removed: its codes open nothing any more. You were signed out everywhere else, and temporary credentials are void. Assign another device in its place."
            }
            Self::DeviceSuspended => {
                "The device is suspended: its codes are refused everywhere. You were signed out everywhere else. If it turns up, resume it here; if not, remove it."
            }
            Self::DeviceResumed => "The device is in use again: its codes are accepted.",
            Self::UserReset => {
                "Devices and recovery codes are removed and the user is signed out everywhere. Within three days, signing in with the password leads straight to registering a new device, and to nothing else before that."
            }
            Self::ResetAsked => {
                "The reset is asked for. Another administrator must approve it within a day, on this page."
            }
            Self::ResetDismissed => "The request is gone; nothing was removed.",
            Self::ResetRuleSet => "The rule about resets is changed.",
            Self::PasskeysOnly => "Only passkeys sign you in now.",
            Self::CodesAgain => "Codes of your devices are accepted again.",
            Self::UserPasskeyRule => "The rule about passkeys is changed.",
            Self::KeySwitchedOff => {
                "The access key is switched off. Delete it when nothing has failed for some days."
            }
            Self::KeySwitchedOn => "The access key is accepted again.",
            Self::KeyDeleted => "The access key is deleted.",
            Self::LostDeviceRemoved => {
                "The device is removed: its codes open nothing any more, whoever has it."
            }
            Self::RecoveryStopped => {
                "The recovery is stopped. If it was not the owner's, somebody knows the password of the root user: have it changed."
            }
            Self::RecoveryApproved => "Your word is on record, and everybody was told of it.",
            Self::PhoneAnnounced => {
                "The new telephone number is announced to every address of the account. It counts in three days, unless somebody stops it."
            }
            Self::NumberConfirmed => "The telephone number is confirmed and in force.",
            Self::TokensImported => "The tokens lie in stock.",
            Self::TokenRetired => "The token has left the stock for good, with its seed.",
            Self::TokenResynced => "The clock of the token is known again: its codes are accepted.",
            Self::ContactConfirmed => "The address is confirmed and counts from now on.",
            Self::ContactRemoved => "The contact is removed.",
            Self::ContactsReviewed => {
                "Thank you. You are asked again in a while, and can change them here at any time."
            }
            Self::ThingNamed => "The thing is named. Now say below what is on it.",
            Self::ThingForgotten => {
                "The thing is forgotten. What was kept there is not known any more."
            }
            Self::AnswerTold => "The answer is kept, and the report counts with it.",
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
