//! The policy that makes users set up MFA by themselves and lets them do nothing else
//! before (page "AWS: Allows MFA-authenticated IAM users to manage their own
//! credentials on the Security credentials page"), in our words.

use std::time::Duration;

use identity::policy::{
    MfaState, Policies, Policy, PolicyType, Principal, Request, Source, Verdict,
};

use crate::world::{ACCOUNT, context, policy, root, statement, user, verdict};

const WITH: MfaState = MfaState::Present { age: Duration::from_secs(9) };

/// Makes the policy; older editions tie the device's name to the user's.
fn force_mfa(device: &str) -> Policy {
    policy(&format!(
        r#"{{"Version":"2012-10-17","Statement":[
        {{"Sid":"ViewAccount","Effect":"Allow",
          "Action":["iam:GetAccountPasswordPolicy","iam:GetAccountSummary","iam:ListVirtualMFADevices"],
          "Resource":"*"}},
        {{"Sid":"OwnPassword","Effect":"Allow","Action":["iam:ChangePassword","iam:GetUser"],
          "Resource":"arn:aws:iam::*:user/${{aws:username}}"}},
        {{"Sid":"OwnKeys","Effect":"Allow",
          "Action":["iam:CreateAccessKey","iam:DeleteAccessKey","iam:ListAccessKeys",
                    "iam:UpdateAccessKey","iam:GetAccessKeyLastUsed"],
          "Resource":"arn:aws:iam::*:user/${{aws:username}}"}},
        {{"Sid":"OwnDevice","Effect":"Allow","Action":["iam:CreateVirtualMFADevice"],
          "Resource":"arn:aws:iam::*:mfa/{device}"}},
        {{"Sid":"OwnMfa","Effect":"Allow",
          "Action":["iam:DeactivateMFADevice","iam:EnableMFADevice","iam:ListMFADevices",
                    "iam:ResyncMFADevice"],
          "Resource":"arn:aws:iam::*:user/${{aws:username}}"}},
        {{"Sid":"NothingElseWithoutMfa","Effect":"Deny",
          "NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:GetUser",
                       "iam:GetMFADevice","iam:ListMFADevices","iam:ListVirtualMFADevices",
                       "iam:ResyncMFADevice","sts:GetSessionToken"],
          "Resource":"*",
          "Condition":{{"BoolIfExists":{{"aws:MultiFactorAuthPresent":"false"}}}}}}]}}"#
    ))
}

fn ask(principal: &Principal, state: MfaState, action: &str, resource: &str) -> Verdict {
    let forced = force_mfa("*");
    let admin = statement(r#""Effect":"Allow","Action":"s3:*","Resource":"*""#);
    let mut context = context(principal);
    context.set_mfa(state);
    let identity =
        [Source { name: "force", policy: &forced }, Source { name: "work", policy: &admin }];
    let policies = Policies { identity: &identity, ..Policies::default() };
    verdict(&Request::new(principal, action, resource, &context), &policies)
}

fn own() -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/quill")
}

const DENIED: Verdict = Verdict::ExplicitDeny(PolicyType::Identity);

#[test]
fn without_mfa_a_user_can_only_set_it_up() {
    let user = user("quill");
    let device = format!("arn:aws:iam::{ACCOUNT}:mfa/any-name");
    for state in [MfaState::Unknown, MfaState::Absent] {
        let ask = |action, resource: &str| ask(&user, state, action, resource);
        assert_eq!(ask("iam:CreateVirtualMFADevice", &device), Verdict::Allowed);
        assert_eq!(ask("iam:ListVirtualMFADevices", "*"), Verdict::Allowed);
        for action in
            ["iam:EnableMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice", "iam:GetUser"]
        {
            assert_eq!(ask(action, &own()), Verdict::Allowed, "{action}");
        }
        for action in ["iam:DeactivateMFADevice", "iam:CreateAccessKey", "iam:ChangePassword"] {
            assert_eq!(ask(action, &own()), DENIED, "{action}");
        }
        assert_eq!(ask("s3:GetObject", "arn:aws:s3:::cellar/key"), DENIED);
        assert_eq!(ask("iam:DeleteVirtualMFADevice", &device), DENIED);
    }
}

#[test]
fn with_mfa_a_user_can_do_what_its_policies_allow() {
    let user = user("quill");
    let ask = |action, resource: &str| ask(&user, WITH, action, resource);
    for action in ["iam:DeactivateMFADevice", "iam:CreateAccessKey", "iam:ChangePassword"] {
        assert_eq!(ask(action, &own()), Verdict::Allowed, "{action}");
    }
    assert_eq!(ask("s3:GetObject", "arn:aws:s3:::cellar/key"), Verdict::Allowed);
    let refused = Verdict::ImplicitDeny(PolicyType::Identity);
    assert_eq!(ask("iam:ListUsers", &format!("arn:aws:iam::{ACCOUNT}:user/")), refused);
}

#[test]
fn nobody_reaches_anothers_credentials() {
    let other = format!("arn:aws:iam::{ACCOUNT}:user/quillon");
    // Names may not hold a star, but the variable would not make it a wildcard either.
    for name in ["quill", "*", "quill*", "q?illon"] {
        for action in ["iam:EnableMFADevice", "iam:DeactivateMFADevice", "iam:CreateAccessKey"] {
            let verdict = ask(&user(name), WITH, action, &other);
            assert_eq!(verdict, Verdict::ImplicitDeny(PolicyType::Identity), "{name} {action}");
        }
    }
}

#[test]
fn the_older_edition_ties_the_device_to_the_users_name() {
    let policy = force_mfa("${aws:username}");
    let user = user("quill");
    let context = context(&user);
    let identity = [Source { name: "force", policy: &policy }];
    let policies = Policies { identity: &identity, ..Policies::default() };
    let ask = |device: &str| {
        let device = format!("arn:aws:iam::{ACCOUNT}:mfa/{device}");
        verdict(&Request::new(&user, "iam:CreateVirtualMFADevice", &device, &context), &policies)
    };
    assert_eq!(ask("quill"), Verdict::Allowed);
    assert_eq!(ask("phone"), Verdict::ImplicitDeny(PolicyType::Identity));
}

#[test]
fn root_is_not_touched() {
    for action in ["iam:ListUsers", "s3:GetObject"] {
        assert_eq!(ask(&root(), MfaState::Unknown, action, "*"), Verdict::Allowed);
    }
}
