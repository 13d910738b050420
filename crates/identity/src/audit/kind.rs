//! What kind of action it is, as CloudTrail tells it: which service it belongs
//! to, and whether it only reads. By rules on the name, so that a new action
//! needs no entry here unless it is an exception.

use super::Action;

/// Is the source of console events (page "AWS Management Console sign-in
/// events").
const SIGN_IN: &str = "signin.amazonaws.com";
const IAM: &str = "iam.amazonaws.com";
const STS: &str = "sts.amazonaws.com";
const ACCOUNT: &str = "account.amazonaws.com";
const CLOUD_TRAIL: &str = "cloudtrail.amazonaws.com";

impl Action {
    /// Says whether this is something that people do at the console's door and
    /// that no API operation stands for.
    pub fn is_console_event(self) -> bool {
        self.source() == SIGN_IN
    }

    /// Returns CloudTrail's `eventSource`.
    pub fn source(self) -> &'static str {
        match self.name() {
            "ConsoleLogin"
            | "CheckMfa"
            | "PractiseLoss"
            | "ConsoleLogout"
            | "RecoverAccount"
            | "BeginRootRecovery"
            | "ProveRecoveryMailbox"
            | "PlaceRecoveryCall"
            | "ProveRecoveryPhone"
            | "CancelRootRecovery"
            | "ApproveRootRecovery"
            | "CompleteRootRecovery"
            | "CancelContactChange"
            | "CreateAccount"
            | "UpdateAccount"
            | "PutContactInformation"
            | "SendContactCode"
            | "ConfirmContact"
            | "DeleteAlternateContact"
            | "ReviewContacts"
            | "PasswordUpdated"
            | "PasswordRecoveryRequested"
            | "PasswordRecoveryCompleted" => SIGN_IN,
            "LookupEvents" | "StartLogging" => CLOUD_TRAIL,
            "GetAlternateContact" | "GetContactInformation" => ACCOUNT,
            "GetSessionToken"
            | "GetCallerIdentity"
            | "GetFederationToken"
            | "GetAccessKeyInfo"
            | "DecodeAuthorizationMessage" => STS,
            name if name.starts_with("AssumeRole") => STS,
            _ => IAM,
        }
    }

    /// Returns CloudTrail's `readOnly`: whether it changes nothing.
    pub fn is_read_only(self) -> bool {
        let name = self.name();
        self.source() == STS
            || ["Get", "List", "Lookup", "Generate", "Simulate"]
                .iter()
                .any(|verb| name.starts_with(verb))
    }

    /// Says whether it only reads and gives nobody credentials: what a trail has
    /// so much of that people want to see the rest without it.
    pub fn is_quiet(self) -> bool {
        self.is_read_only()
            && !matches!(
                self,
                Self::GetSessionToken
                    | Self::AssumeRole
                    | Self::GetFederationToken
                    | Self::GenerateCredentialReport
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_ins_and_operations_have_different_sources() {
        assert!(Action::ConsoleLogin.is_console_event());
        assert!(!Action::EnableMfaDevice.is_console_event());
        assert_eq!(Action::StartLogging.source(), CLOUD_TRAIL);
        assert_eq!(Action::CreateUser.source(), IAM);
        assert_eq!(Action::GetAlternateContact.source(), ACCOUNT);
    }

    #[test]
    fn giving_credentials_is_never_quiet() {
        assert!(Action::ListUsers.is_quiet() && Action::LookupEvents.is_quiet());
        assert!(!Action::AssumeRole.is_quiet() && !Action::CreateUser.is_quiet());
        assert!(!Action::OtherOperation.is_quiet());
    }

    #[test]
    fn whatever_changes_something_is_not_read_only() {
        for action in Action::ALL {
            let changes =
                ["Create", "Delete", "Update", "Put", "Set", "Enable", "Attach", "Detach"];
            if changes.iter().any(|verb| action.name().starts_with(verb)) {
                assert!(!action.is_read_only(), "{action:?}");
            }
        }
    }
}
