//! What is on record, in words. AWS's own names stand beside them, for whoever
//! compares with CloudTrail.

use identity::audit::Action;

/// Says what was done.
pub(super) fn in_words(action: Action) -> &'static str {
    match action {
        Action::CreateAccount => "Account created",
        Action::UpdateAccount => "Account changed",
        Action::CreateAccountAlias => "Alias set",
        Action::DeleteAccountAlias => "Alias given up",
        Action::PutContactInformation => "Telephone changed",
        Action::ConsoleLogin => "Sign-in",
        Action::CheckMfa => "Code checked",
        Action::ConsoleLogout => "Sign-out",
        Action::CreateVirtualMfaDevice => "Device named",
        Action::EnableMfaDevice => "Device put into use",
        Action::ResyncMfaDevice => "Device resynchronised",
        Action::DeactivateMfaDevice => "Device removed",
        Action::RenameMfaDevice => "Device renamed",
        Action::CreateUser => "User created",
        Action::DeleteUser => "User deleted",
        Action::CreateLoginProfile => "Password given",
        Action::UpdateLoginProfile => "Password replaced",
        Action::DeleteLoginProfile => "Password removed",
        Action::ChangePassword => "Own password changed",
        Action::AttachUserPolicy => "Administrator made",
        Action::DetachUserPolicy => "Administration taken away",
        Action::RecoverAccount => "Account reopened",
        Action::StartLogging => "Trail sealed from here on",
    }
}

/// Shortens a device's serial number to the name that it was made from; other
/// targets stay as they are.
pub(super) fn target_in_short(target: &str) -> &str {
    match target.split_once(":mfa/") {
        Some((account, name)) if account.starts_with("arn:") => name,
        _ => target,
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
    }
}
