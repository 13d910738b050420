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
        /// A set of recovery codes was made and shown.
        CreateRecoveryCodes = "CreateRecoveryCodes",
        /// A set of recovery codes came into force, and voided the one before.
        ConfirmRecoveryCodes = "ConfirmRecoveryCodes",
        /// A recovery code was used, or refused.
        UseRecoveryCode = "UseRecoveryCode",
        /// Recovery codes were given up.
        DeleteRecoveryCodes = "DeleteRecoveryCodes",
        /// A device was reported lost: its codes are refused.
        SuspendMfaDevice = "SuspendMFADevice",
        /// A suspended device is accepted again.
        ResumeMfaDevice = "ResumeMFADevice",
        /// Somebody practised the loss of a thing of theirs.
        PractiseLoss = "PractiseLoss",
        /// All devices and recovery codes of a user were removed at once.
        ResetMfa = "ResetMFA",
        /// Such a reset of an administrator was asked for.
        RequestMfaReset = "RequestMFAReset",
        /// Such a request was withdrawn or turned down.
        DismissMfaReset = "DismissMFAReset",
        /// It was set whether resetting an administrator needs two.
        UpdateResetRule = "UpdateResetRule",
        /// It was set whether only passkeys sign an identity in.
        UpdatePasskeyRule = "UpdatePasskeyRule",
        /// The store was filled from a backup, and what had been used was voided.
        RestoreStore = "RestoreStore",
        /// An owner told where something is kept, for the access report.
        UpdateAccessAnswers = "UpdateAccessAnswers",
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
        /// A user changed their own password.
        ChangePassword = "ChangePassword",
        /// The root user's password changed, by its owner.
        PasswordUpdated = "PasswordUpdated",
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
        /// Hardware tokens were put into stock.
        ImportHardwareTokens = "ImportHardwareTokens",
        /// A hardware token left the stock for good.
        RetireHardwareToken = "RetireHardwareToken",
        /// A code was sent to a way of reaching the owner or others.
        SendContactCode = "SendContactCode",
        /// A way of reaching the owner or others was confirmed with its code.
        ConfirmContact = "ConfirmContact",
        /// An alternate contact was given up.
        DeleteAlternateContact = "DeleteAlternateContact",
        /// Somebody said that the contact details are still right.
        ReviewContacts = "ReviewContacts",
        /// A link for a forgotten password was asked for.
        PasswordRecoveryRequested = "PasswordRecoveryRequested",
        /// A forgotten password was replaced by means of a link.
        PasswordRecoveryCompleted = "PasswordRecoveryCompleted",
        /// A message was given up: its recipient is refused.
        DeliverMail = "DeliverMail",
        /// An operator opened a way back in from the command line.
        RecoverAccount = "RecoverAccount",
        /// Root's password was given and no device; the recovery of root began.
        BeginRootRecovery = "BeginRootRecovery",
        /// The link that was mailed for a recovery was used.
        ProveRecoveryMailbox = "ProveRecoveryMailbox",
        /// A telephone call was asked for in a recovery, or did not come about.
        PlaceRecoveryCall = "PlaceRecoveryCall",
        /// The digits on the screen were keyed in on the telephone.
        ProveRecoveryPhone = "ProveRecoveryPhone",
        /// A recovery was stopped.
        CancelRootRecovery = "CancelRootRecovery",
        /// An administrator spoke for a recovery.
        ApproveRootRecovery = "ApproveRootRecovery",
        /// A recovery came to its end; root may repair its way in.
        CompleteRootRecovery = "CompleteRootRecovery",
        /// An announced change of the contact telephone was stopped.
        CancelContactChange = "CancelContactChange",
        /// The trail is chained and proved from here on; what stands before was
        /// taken over as it was found.
        StartLogging = "StartLogging",
        // What programs call that changes little or nothing.
        /// A role's description changed, by the older operation.
        UpdateRoleDescription = "UpdateRoleDescription",
        /// Which tokens the global endpoint gives was set.
        SetSecurityTokenServicePreferences = "SetSecurityTokenServicePreferences",
        /// An encoded refusal was to be read.
        DecodeAuthorizationMessage = "DecodeAuthorizationMessage",
        /// A report on the last use of services was made.
        GenerateServiceLastAccessedDetails = "GenerateServiceLastAccessedDetails",
        /// The account of an access key was looked up.
        GetAccessKeyInfo = "GetAccessKeyInfo",
        /// The last use of an access key was looked up.
        GetAccessKeyLastUsed = "GetAccessKeyLastUsed",
        /// All permissions of the account were read.
        GetAccountAuthorizationDetails = "GetAccountAuthorizationDetails",
        /// An alternate contact was read.
        GetAlternateContact = "GetAlternateContact",
        /// The password policy was read.
        GetAccountPasswordPolicy = "GetAccountPasswordPolicy",
        /// The account's counts were read.
        GetAccountSummary = "GetAccountSummary",
        /// Somebody asked who they are.
        GetCallerIdentity = "GetCallerIdentity",
        /// The primary contact was read.
        GetContactInformation = "GetContactInformation",
        /// The context keys of given policies were asked for.
        GetContextKeysForCustomPolicy = "GetContextKeysForCustomPolicy",
        /// The context keys of an identity's policies were asked for.
        GetContextKeysForPrincipalPolicy = "GetContextKeysForPrincipalPolicy",
        /// The credential report was read.
        GetCredentialReport = "GetCredentialReport",
        /// A group with its users was read.
        GetGroup = "GetGroup",
        /// An inline policy of a group was read.
        GetGroupPolicy = "GetGroupPolicy",
        /// Whether a user has a password was asked.
        GetLoginProfile = "GetLoginProfile",
        /// A device was read.
        GetMfaDevice = "GetMFADevice",
        /// A managed policy was read.
        GetPolicy = "GetPolicy",
        /// A version of a managed policy was read.
        GetPolicyVersion = "GetPolicyVersion",
        /// A role was read.
        GetRole = "GetRole",
        /// An inline policy of a role was read.
        GetRolePolicy = "GetRolePolicy",
        /// A report on the last use of services was read.
        GetServiceLastAccessedDetails = "GetServiceLastAccessedDetails",
        /// A report on who used a service was read.
        GetServiceLastAccessedDetailsWithEntities = "GetServiceLastAccessedDetailsWithEntities",
        /// A user was read.
        GetUser = "GetUser",
        /// An inline policy of a user was read.
        GetUserPolicy = "GetUserPolicy",
        /// Access keys were listed.
        ListAccessKeys = "ListAccessKeys",
        /// The account's alias was read.
        ListAccountAliases = "ListAccountAliases",
        /// The managed policies of a group were listed.
        ListAttachedGroupPolicies = "ListAttachedGroupPolicies",
        /// The managed policies of a role were listed.
        ListAttachedRolePolicies = "ListAttachedRolePolicies",
        /// The managed policies of a user were listed.
        ListAttachedUserPolicies = "ListAttachedUserPolicies",
        /// Those whom a managed policy is attached to were listed.
        ListEntitiesForPolicy = "ListEntitiesForPolicy",
        /// The inline policies of a group were listed.
        ListGroupPolicies = "ListGroupPolicies",
        /// Groups were listed.
        ListGroups = "ListGroups",
        /// The groups of a user were listed.
        ListGroupsForUser = "ListGroupsForUser",
        /// The tags of a device were listed.
        ListMfaDeviceTags = "ListMFADeviceTags",
        /// The devices of a user were listed.
        ListMfaDevices = "ListMFADevices",
        /// Managed policies were listed.
        ListPolicies = "ListPolicies",
        /// The policies that open a service were listed.
        ListPoliciesGrantingServiceAccess = "ListPoliciesGrantingServiceAccess",
        /// The tags of a managed policy were listed.
        ListPolicyTags = "ListPolicyTags",
        /// The versions of a managed policy were listed.
        ListPolicyVersions = "ListPolicyVersions",
        /// The inline policies of a role were listed.
        ListRolePolicies = "ListRolePolicies",
        /// The tags of a role were listed.
        ListRoleTags = "ListRoleTags",
        /// Roles were listed.
        ListRoles = "ListRoles",
        /// The inline policies of a user were listed.
        ListUserPolicies = "ListUserPolicies",
        /// The tags of a user were listed.
        ListUserTags = "ListUserTags",
        /// Users were listed.
        ListUsers = "ListUsers",
        /// Virtual devices were listed.
        ListVirtualMfaDevices = "ListVirtualMFADevices",
        /// Events of the trail were looked up.
        LookupEvents = "LookupEvents",
        /// Given policies were tried out.
        SimulateCustomPolicy = "SimulateCustomPolicy",
        /// An identity's policies were tried out.
        SimulatePrincipalPolicy = "SimulatePrincipalPolicy",
        /// An operation that is not implemented, or that nobody knows. The target is
        /// its name, where it has one.
        OtherOperation = "OtherOperation",
        /// Requests came with an access key of the account that its holder did not
        /// sign, or that is good no longer. They are counted, not recorded one by one.
        RefusedSignature = "RefusedSignature",
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
        /// Only passkeys sign this identity in.
        PasskeyNeeded = "only a passkey signs in",
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
        /// The recovery code was none of the set in force.
        WrongRecoveryCode = "wrong recovery code",
        /// The recovery code had been used.
        SpentRecoveryCode = "recovery code already used",
        /// The device was reported lost.
        SuspendedDevice = "code of a suspended device",
        /// The device is past the time until which its maker permits it to be used.
        ExpiredDevice = "code of an expired device",
        /// The time after a reset in which a new device can be registered is over.
        ExpiredReset = "the reset has expired",
        /// A second administrator must approve.
        SecondNeeded = "a second administrator is needed",
        /// The code that was sent to a contact was another one, or is too old.
        WrongContactCode = "wrong or old code of a contact",
        /// The mail server will not take the message, now or later.
        Undeliverable = "the mail server refused it for good",
        /// The link was not the one that was sent, or no longer good.
        WrongLink = "not the link that was sent, or too late",
        /// Other digits than those on the screen were keyed in.
        WrongDigits = "not the digits on the screen",
        /// The telephone call did not come about.
        CallFailed = "the call did not come about",
        /// The proofs have not stood long enough.
        TooEarly = "the waiting is not over",
        /// The session is for repairs only.
        RepairOnly = "a session for repairs only",
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
