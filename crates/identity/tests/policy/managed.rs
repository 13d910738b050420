//! The managed policies of AWS and the actions they speak of.

use std::collections::BTreeSet;

use identity::policy::{
    AWS_MANAGED, AccessLevel, Action, AwsManaged, Kind, Policy, ResourceType, Verdict,
};

use crate::world::{account, ask, context, user};

fn allowed_by(name: &str) -> BTreeSet<&'static str> {
    let managed = AwsManaged::find(&format!("arn:aws:iam::aws:policy/{name}")).unwrap();
    let policy = Policy::parse(Kind::Managed, managed.document).unwrap();
    let context = context(&user("quill"));
    Action::all()
        .filter(|action| {
            let rest = if action.resource == ResourceType::Mfa { "phone" } else { "quill" };
            let resource = action.resource.arn(account(), rest);
            ask(&policy, action.name, &resource, &context) == Verdict::Allowed
        })
        .map(|action| action.name)
        .collect()
}

fn all(wanted: impl Fn(Action) -> bool) -> BTreeSet<&'static str> {
    Action::all().filter(|action| wanted(*action)).map(|action| action.name).collect()
}

fn reads(action: Action) -> bool {
    matches!(action.level, AccessLevel::List | AccessLevel::Read)
}

#[test]
fn each_allows_what_its_name_says() {
    let iam = |action: Action| action.name.starts_with("iam:");
    assert_eq!(allowed_by("AdministratorAccess"), all(|_| true));
    assert_eq!(allowed_by("IAMFullAccess"), all(iam));
    assert_eq!(allowed_by("IAMReadOnlyAccess"), all(|action| iam(action) && reads(action)));
    assert_eq!(
        allowed_by("ReadOnlyAccess"),
        all(|action| reads(action) && action.name != "sts:GetFederationToken")
    );
    assert_eq!(
        allowed_by("SecurityAudit"),
        // Nor AWS's own lets an auditor read the contacts.
        all(|action| reads(action)
            && !action.name.starts_with("account:")
            && (!action.name.starts_with("sts:") || action.name == "sts:GetAccessKeyInfo"))
    );
    assert_eq!(
        allowed_by("IAMUserChangePassword"),
        BTreeSet::from(["iam:ChangePassword", "iam:GetAccountPasswordPolicy"])
    );
}

#[test]
fn the_own_password_is_the_users_wherever_it_lives() {
    let managed = AwsManaged::find("arn:aws:iam::aws:policy/IAMUserChangePassword").unwrap();
    let policy = Policy::parse(Kind::Managed, managed.document).unwrap();
    let context = context(&user("quill"));
    for (name, want) in [
        ("quill", true),
        ("deep/path/quill", true),
        ("quillon", false),
        ("deep/quillon", false),
        ("my-quill", false),
    ] {
        let resource = ResourceType::User.arn(account(), name);
        let allowed = ask(&policy, "iam:ChangePassword", &resource, &context) == Verdict::Allowed;
        assert_eq!(allowed, want, "{name}");
    }
}

#[test]
fn names_ids_and_arns_are_those_of_aws() {
    let names: Vec<&str> = AWS_MANAGED.iter().map(|policy| policy.name).collect();
    assert!(names.is_sorted());
    let ids: BTreeSet<&str> = AWS_MANAGED.iter().map(|policy| policy.id).collect();
    assert_eq!(ids.len(), AWS_MANAGED.len());
    for policy in AWS_MANAGED {
        assert_eq!(AwsManaged::find(&policy.arn()), Some(policy));
        assert!(policy.id.len() == 21 && policy.id.starts_with("ANPA"));
    }
    for arn in ["arn:aws:iam::aws:policy/", "arn:aws:iam::aws:policy/administratoraccess", "x"] {
        assert_eq!(AwsManaged::find(arn), None);
    }
}

#[test]
fn actions_are_unique_and_found_in_any_case() {
    let names = all(|_| true);
    assert_eq!(names.len(), Action::all().count());
    let find = |name: &str| Action::find(name).map(|action| (action.resource, action.level));
    assert_eq!(find("IAM:enablemfadevice"), Some((ResourceType::User, AccessLevel::Write)));
    assert_eq!(find("iam:CreateVirtualMFADevice"), Some((ResourceType::Mfa, AccessLevel::Write)));
    assert_eq!(find("iam:ListVirtualMFADevices"), Some((ResourceType::Any, AccessLevel::List)));
    assert_eq!(find("iam:LaunchRocket"), None);
    // The 69 and 35 operations of IAM, and passing a role.
    assert_eq!(names.iter().filter(|name| name.starts_with("iam:")).count(), 69 + 35 + 1);
}

#[test]
fn resources_are_written_as_aws_writes_them() {
    let arn = |resource: ResourceType, rest| resource.arn(account(), rest);
    let iam = "arn:aws:iam::123456789012:";
    assert_eq!(arn(ResourceType::User, "deep/quill"), format!("{iam}user/deep/quill"));
    assert_eq!(arn(ResourceType::UserPath, ""), format!("{iam}user/"));
    assert_eq!(arn(ResourceType::Mfa, "phone"), format!("{iam}mfa/phone"));
    assert_eq!(arn(ResourceType::Root, ""), format!("{iam}root"));
    assert_eq!(arn(ResourceType::Any, ""), "*");
    assert_eq!(arn(ResourceType::PolicyPath, ""), "policy path /");
    assert_eq!(
        arn(ResourceType::FederatedUser, "zyrk"),
        "arn:aws:sts::123456789012:federated-user/zyrk"
    );
}
