//! The names of recorded actions and of the reasons for a refusal.

/// Writes an enum whose variants each have one fixed text in the store.
macro_rules! names {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns the fixed text.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// Reads the fixed text; `None` for anything else.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

names! {
    /// Is something that a person or program does and that is recorded.
    Action {
        /// An account was made.
        CreateAccount = "CreateAccount",
        /// Name, address or contact of the account changed.
        UpdateAccount = "UpdateAccount",
        /// The alias was set or changed.
        CreateAccountAlias = "CreateAccountAlias",
        /// The alias was given up.
        DeleteAccountAlias = "DeleteAccountAlias",
        /// The contact telephone changed.
        PutContactInformation = "PutContactInformation",
        /// A sign-in, to its end or refused.
        ConsoleLogin = "ConsoleLogin",
        /// A second factor was checked, at sign-in or for a sensitive change.
        CheckMfa = "CheckMfa",
        /// Somebody signed out.
        ConsoleLogout = "ConsoleLogout",
        /// A device was named and its seed made.
        CreateVirtualMfaDevice = "CreateVirtualMFADevice",
        /// A device was put into use by two codes.
        EnableMfaDevice = "EnableMFADevice",
        /// A device's clock was learned anew from two codes.
        ResyncMfaDevice = "ResyncMFADevice",
        /// A device was taken out of use.
        DeactivateMfaDevice = "DeactivateMFADevice",
        /// A device was renamed.
        RenameMfaDevice = "RenameMFADevice",
        /// An IAM user was made.
        CreateUser = "CreateUser",
        /// An IAM user was deleted.
        DeleteUser = "DeleteUser",
        /// A user was given a console password.
        CreateLoginProfile = "CreateLoginProfile",
        /// A user's console password was replaced by an administrator.
        UpdateLoginProfile = "UpdateLoginProfile",
        /// A user's console password was taken away.
        DeleteLoginProfile = "DeleteLoginProfile",
        /// Somebody changed their own password.
        ChangePassword = "ChangePassword",
        /// A managed policy was attached to a user, such as the one that makes an
        /// administrator.
        AttachUserPolicy = "AttachUserPolicy",
        /// A managed policy was detached from a user.
        DetachUserPolicy = "DetachUserPolicy",
        /// An IAM user was renamed or moved to another path.
        UpdateUser = "UpdateUser",
        /// An access key was made.
        CreateAccessKey = "CreateAccessKey",
        /// An access key was switched on or off.
        UpdateAccessKey = "UpdateAccessKey",
        /// An access key was deleted.
        DeleteAccessKey = "DeleteAccessKey",
        /// Temporary credentials were given to a user or to root.
        GetSessionToken = "GetSessionToken",
        /// Temporary credentials were given to a session of a role.
        AssumeRole = "AssumeRole",
        /// Temporary credentials were given to a federated user.
        GetFederationToken = "GetFederationToken",
        /// Temporary credentials that were given before are accepted no longer.
        RevokeSessions = "RevokeSessions",
        /// A device that is in use by nobody was deleted.
        DeleteVirtualMfaDevice = "DeleteVirtualMFADevice",
        /// Tags were set on a device.
        TagMfaDevice = "TagMFADevice",
        /// Tags were removed from a device.
        UntagMfaDevice = "UntagMFADevice",
        /// Tags were set on a user.
        TagUser = "TagUser",
        /// Tags were removed from a user.
        UntagUser = "UntagUser",
        /// Tags were set on a role.
        TagRole = "TagRole",
        /// Tags were removed from a role.
        UntagRole = "UntagRole",
        /// Tags were set on a managed policy.
        TagPolicy = "TagPolicy",
        /// Tags were removed from a managed policy.
        UntagPolicy = "UntagPolicy",
        /// A group was made.
        CreateGroup = "CreateGroup",
        /// A group was renamed or moved to another path.
        UpdateGroup = "UpdateGroup",
        /// A group was deleted.
        DeleteGroup = "DeleteGroup",
        /// A user was put into a group.
        AddUserToGroup = "AddUserToGroup",
        /// A user was taken out of a group.
        RemoveUserFromGroup = "RemoveUserFromGroup",
        /// A managed policy was made.
        CreatePolicy = "CreatePolicy",
        /// A managed policy was deleted.
        DeletePolicy = "DeletePolicy",
        /// A version was added to a managed policy.
        CreatePolicyVersion = "CreatePolicyVersion",
        /// Another version of a managed policy came into force.
        SetDefaultPolicyVersion = "SetDefaultPolicyVersion",
        /// A version of a managed policy was deleted.
        DeletePolicyVersion = "DeletePolicyVersion",
        /// A managed policy was attached to a group.
        AttachGroupPolicy = "AttachGroupPolicy",
        /// A managed policy was detached from a group.
        DetachGroupPolicy = "DetachGroupPolicy",
        /// A managed policy was attached to a role.
        AttachRolePolicy = "AttachRolePolicy",
        /// A managed policy was detached from a role.
        DetachRolePolicy = "DetachRolePolicy",
        /// An inline policy of a user was set.
        PutUserPolicy = "PutUserPolicy",
        /// An inline policy of a user was deleted.
        DeleteUserPolicy = "DeleteUserPolicy",
        /// An inline policy of a group was set.
        PutGroupPolicy = "PutGroupPolicy",
        /// An inline policy of a group was deleted.
        DeleteGroupPolicy = "DeleteGroupPolicy",
        /// An inline policy of a role was set.
        PutRolePolicy = "PutRolePolicy",
        /// An inline policy of a role was deleted.
        DeleteRolePolicy = "DeleteRolePolicy",
        /// A user's permissions were bounded by a managed policy.
        PutUserPermissionsBoundary = "PutUserPermissionsBoundary",
        /// A user's permissions are bounded no longer.
        DeleteUserPermissionsBoundary = "DeleteUserPermissionsBoundary",
        /// A role's permissions were bounded by a managed policy.
        PutRolePermissionsBoundary = "PutRolePermissionsBoundary",
        /// A role's permissions are bounded no longer.
        DeleteRolePermissionsBoundary = "DeleteRolePermissionsBoundary",
        /// A role was made.
        CreateRole = "CreateRole",
        /// A role's description or session length changed.
        UpdateRole = "UpdateRole",
        /// Who may take a role changed.
        UpdateAssumeRolePolicy = "UpdateAssumeRolePolicy",
        /// A role was deleted.
        DeleteRole = "DeleteRole",
        /// The account's password policy was set.
        UpdateAccountPasswordPolicy = "UpdateAccountPasswordPolicy",
        /// The account's password policy was given up.
        DeleteAccountPasswordPolicy = "DeleteAccountPasswordPolicy",
        /// A credential report was made.
        GenerateCredentialReport = "GenerateCredentialReport",
        /// An operator opened a way back in from the command line.
        RecoverAccount = "RecoverAccount",
        /// The trail is chained and proved from here on; what stands before was
        /// taken over as it was found.
        StartLogging = "StartLogging",
    }
}

names! {
    /// Is why something was refused. It stands here and nowhere else: a stranger
    /// sees one refusal whatever the reason.
    Reason {
        /// The account has no user of that name.
        UnknownUser = "no such user",
        /// The user has no console password.
        NoPassword = "the user has no console password",
        /// The password was wrong.
        WrongPassword = "wrong password",
        /// The password was given by somebody else too long ago.
        ExpiredPassword = "the given password has expired",
        /// Too many failures; the attempt was not judged.
        Throttled = "too many attempts, not judged",
        /// The code was right for no device.
        WrongCode = "wrong code",
        /// The code had been used.
        SpentCode = "code already used",
        /// The code was right for a clock that is off.
        ClockOff = "code of a clock that is off",
        /// Only two consecutive codes are accepted any more.
        PairNeeded = "two consecutive codes needed",
        /// The two codes were not consecutive codes of the device.
        WrongPair = "not two consecutive codes of the device",
        /// The caller may not do this.
        Denied = "not permitted",
        /// A fresh second factor (or password) was needed.
        StaleFactor = "fresh second factor needed",
        /// The password broke a rule.
        UnfitPassword = "the new password was refused",
        /// The identity has its eight devices.
        DeviceLimit = "eight devices already",
        /// The named device is not one of the caller's that is in use.
        UnknownDevice = "no such device of the caller",
        /// The answer of a passkey to a challenge was refused.
        WrongPasskey = "the passkey's answer was refused",
        /// The counter of a passkey did not grow, as that of a copy would not.
        CounterBack = "the passkey's counter did not grow",
        /// A program was answered with the error that stands beside it.
        Failed = "the request failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_name_goes_there_and_back_and_is_used_once() {
        let names: HashSet<&str> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(Action::from_name(action.name()), Some(*action));
        }
        for reason in Reason::ALL {
            assert_eq!(Reason::from_name(reason.name()), Some(*reason));
        }
        assert_eq!(Action::from_name("consolelogin"), None);
    }
}
