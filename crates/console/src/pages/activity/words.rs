//! What is on record, in words. AWS's own names stand beside them, for whoever
//! compares with CloudTrail.

use identity::audit::Action;

/// Says what was done.
#[expect(clippy::too_many_lines, reason = "one line for each action")]
pub(super) fn in_words(action: Action) -> &'static str {
    match action {
        Action::CreateAccount => "Account created",
        Action::UpdateAccount => "Account changed",
        Action::CreateAccountAlias => "Alias set",
        Action::DeleteAccountAlias => "Alias given up",
        Action::PutContactInformation => "Telephone changed",
        Action::ConsoleLogin => "Sign-in",
        Action::CheckMfa => "Second factor checked",
        Action::ConsoleLogout => "Sign-out",
        Action::CreateVirtualMfaDevice => "Device named",
        Action::EnableMfaDevice => "Device put into use",
        Action::ResyncMfaDevice => "Device resynchronised",
        Action::DeactivateMfaDevice => "Device removed",
        Action::RenameMfaDevice => "Device renamed",
        Action::CreateRecoveryCodes => "Recovery codes made",
        Action::ConfirmRecoveryCodes => "Recovery codes put into force",
        Action::UseRecoveryCode => "Recovery code used",
        Action::UpdateAccessAnswers => "Answers for the access report changed",
        Action::DeleteRecoveryCodes => "Recovery codes given up",
        Action::SuspendMfaDevice => "Device suspended",
        Action::ResumeMfaDevice => "Device resumed",
        Action::PractiseLoss => "Loss practised",
        Action::ResetMfa => "User reset",
        Action::RequestMfaReset => "Reset asked for",
        Action::DismissMfaReset => "Reset turned down",
        Action::RestoreStore => "Store restored from a backup",
        Action::UpdatePasskeyRule => "Rule about passkeys changed",
        Action::UpdateResetRule => "Rule about resets changed",
        Action::CreateUser => "User created",
        Action::DeleteUser => "User deleted",
        Action::CreateLoginProfile => "Password given",
        Action::UpdateLoginProfile => "Password replaced",
        Action::DeleteLoginProfile => "Password removed",
        Action::ChangePassword => "Own password changed",
        Action::PasswordUpdated => "Root’s password changed",
        Action::AttachUserPolicy => "Policy attached to a user",
        Action::DetachUserPolicy => "Policy detached from a user",
        Action::UpdateUser => "User renamed or moved",
        Action::CreateAccessKey => "Access key created",
        Action::UpdateAccessKey => "Access key switched",
        Action::DeleteAccessKey => "Access key deleted",
        Action::GetSessionToken => "Temporary credentials given",
        Action::AssumeRole => "Role taken",
        Action::GetFederationToken => "Federated user admitted",
        Action::RevokeSessions => "Sessions ended",
        Action::DeleteVirtualMfaDevice => "Device deleted",
        Action::TagMfaDevice => "Device tagged",
        Action::UntagMfaDevice => "Tags of a device removed",
        Action::TagUser => "User tagged",
        Action::UntagUser => "Tags of a user removed",
        Action::TagRole => "Role tagged",
        Action::UntagRole => "Tags of a role removed",
        Action::TagPolicy => "Policy tagged",
        Action::UntagPolicy => "Tags of a policy removed",
        Action::CreateGroup => "Group created",
        Action::UpdateGroup => "Group renamed or moved",
        Action::DeleteGroup => "Group deleted",
        Action::AddUserToGroup => "User put into a group",
        Action::RemoveUserFromGroup => "User taken out of a group",
        Action::CreatePolicy => "Policy created",
        Action::DeletePolicy => "Policy deleted",
        Action::CreatePolicyVersion => "Version of a policy added",
        Action::SetDefaultPolicyVersion => "Version of a policy put into force",
        Action::DeletePolicyVersion => "Version of a policy deleted",
        Action::AttachGroupPolicy => "Policy attached to a group",
        Action::DetachGroupPolicy => "Policy detached from a group",
        Action::AttachRolePolicy => "Policy attached to a role",
        Action::DetachRolePolicy => "Policy detached from a role",
        Action::PutUserPolicy => "Inline policy of a user set",
        Action::DeleteUserPolicy => "Inline policy of a user deleted",
        Action::PutGroupPolicy => "Inline policy of a group set",
        Action::DeleteGroupPolicy => "Inline policy of a group deleted",
        Action::PutRolePolicy => "Inline policy of a role set",
        Action::DeleteRolePolicy => "Inline policy of a role deleted",
        Action::PutUserPermissionsBoundary => "User bounded by a policy",
        Action::DeleteUserPermissionsBoundary => "User bounded no longer",
        Action::PutRolePermissionsBoundary => "Role bounded by a policy",
        Action::DeleteRolePermissionsBoundary => "Role bounded no longer",
        Action::CreateRole => "Role created",
        Action::UpdateRole => "Role changed",
        Action::UpdateAssumeRolePolicy => "Trust in a role changed",
        Action::DeleteRole => "Role deleted",
        Action::UpdateAccountPasswordPolicy => "Password policy set",
        Action::DeleteAccountPasswordPolicy => "Password policy given up",
        Action::GenerateCredentialReport => "Credential report made",
        Action::ImportHardwareTokens => "Hardware tokens imported",
        Action::RetireHardwareToken => "Hardware token retired",
        Action::SendContactCode => "Code sent to a contact",
        Action::ConfirmContact => "Contact confirmed",
        Action::DeleteAlternateContact => "Contact given up",
        Action::ReviewContacts => "Contacts looked through",
        Action::PasswordRecoveryRequested => "Forgotten password reported",
        Action::PasswordRecoveryCompleted => "Forgotten password replaced",
        Action::DeliverMail => "Notice given up",
        Action::RecoverAccount => "Account reopened",
        Action::BeginRootRecovery => "Recovery of root begun",
        Action::ProveRecoveryMailbox => "Recovery of root: mailbox proved",
        Action::PlaceRecoveryCall => "Recovery of root: telephone call",
        Action::ProveRecoveryPhone => "Recovery of root: telephone proved",
        Action::CancelRootRecovery => "Recovery of root stopped",
        Action::ApproveRootRecovery => "Recovery of root approved",
        Action::CompleteRootRecovery => "Root recovered",
        Action::CancelContactChange => "Announced telephone number stopped",
        Action::StartLogging => "Trail sealed from here on",
        Action::UpdateRoleDescription => "Role described",
        Action::SetSecurityTokenServicePreferences => "Kind of session tokens chosen",
        Action::GenerateServiceLastAccessedDetails => "Report on used services made",
        Action::OtherOperation => "Unknown operation called",
        Action::RefusedSignature => "Requests with a key refused",
        // What only reads has AWS's name in both places.
        read => read.name(),
    }
}

/// Shortens a device's serial number to the name that it was made from; other
/// targets stay as they are.
pub(super) fn target_in_short(target: &str) -> &str {
    if !target.starts_with("arn:") {
        return target;
    }
    if let Some((_, name)) = target.split_once(":mfa/") {
        return name;
    }
    // A passkey's has its owner before the name, and something random after it.
    let of_passkey = target.split_once(":u2f/").and_then(|(_, rest)| rest.rsplit_once('/'));
    match of_passkey.and_then(|(_, named)| named.rsplit_once('-')) {
        Some((name, random)) if random.len() == 26 => name,
        _ => target,
    }
}

/// Says with what somebody signed in, where a detail tells that in CloudTrail's words.
pub(super) fn detail_in_words(detail: String) -> String {
    match detail.as_str() {
        "MFAUsed=No" => "password alone".to_owned(),
        "MFAUsed=Yes RecoveryCode=Yes" => "password and a recovery code".to_owned(),
        text => match text.strip_prefix("MFAUsed=Yes MFAIdentifier=") {
            Some(serial) => format!("password and {}", target_in_short(serial)),
            None => detail,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_read_the_same() {
        for (at, action) in Action::ALL.iter().enumerate() {
            let same = Action::ALL.iter().position(|a| in_words(*a) == in_words(*action));
            assert_eq!(same, Some(at), "{action:?}");
        }
    }

    #[test]
    fn serial_numbers_are_shortened_and_nothing_else() {
        assert_eq!(target_in_short("arn:aws:iam::123456789012:mfa/root-phone"), "root-phone");
        assert_eq!(target_in_short("alice"), "alice");
        assert_eq!(target_in_short("x:mfa/y"), "x:mfa/y");
        let random = "MOTD5OKVR7ZDKAHHO4MX6P6GZQ";
        for owner in ["root", "user/alice"] {
            let serial = format!("arn:aws:iam::123456789012:u2f/{owner}/my-key-{random}");
            assert_eq!(target_in_short(&serial), "my-key");
        }
        for odd in ["arn:aws:iam::123456789012:u2f/root/my-key", "arn:aws:iam::aws:policy/x"] {
            assert_eq!(target_in_short(odd), odd);
        }
    }

    #[test]
    fn sign_ins_are_told_in_words_and_other_details_stay() {
        for (detail, words) in [
            ("MFAUsed=No", "password alone"),
            ("MFAUsed=Yes RecoveryCode=Yes", "password and a recovery code"),
            ("MFAUsed=Yes MFAIdentifier=arn:aws:iam::123456789012:mfa/x", "password and x"),
            ("MFAUsed=Yes MFAIdentifier=GAHT12345678", "password and GAHT12345678"),
            ("10 codes in force", "10 codes in force"),
        ] {
            assert_eq!(detail_in_words(detail.to_owned()), words);
        }
    }
}
