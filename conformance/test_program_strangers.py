"""Whoever owns one account is a stranger in every other: a root user's key names what
others have, by its ARN, and hears of what there is what it hears of what there is not."""

import json

import pytest

from harness.policies import WITH_MFA, allow, policy, trust
from harness.programs import Program, enrolled, member

DOCUMENT = json.dumps(policy(allow("*")))
CODES = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
TAGS = [{"Key": "a", "Value": "b"}]


@pytest.fixture
def stranger(service, root) -> Program:
    """The root user of another account, with a user, a role, a policy and a device."""
    other = Program.of_root(service, f"Stranger{root.account}")
    fill(other)
    other.ann = other.user("ann")
    other.iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=DOCUMENT)
    return other


def fill(program: Program) -> None:
    """Makes one of everything."""
    iam = program.iam
    iam.create_user(UserName="ann")
    iam.create_group(GroupName="crew")
    trusting = json.dumps(trust(program.account, **WITH_MFA))
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=trusting)
    iam.create_policy(PolicyName="all", PolicyDocument=DOCUMENT)
    enrolled(program, "ann")


def told(call, given: dict, hidden: list[str]) -> tuple:
    """Makes a call and returns what it says, whatever that is, without what tells the two
    things apart that were asked for."""
    try:
        answer = call(**given)
        shown = ("answered", 200, json.dumps(answer, default=str, sort_keys=True))
        shown = (*shown[:2], shown[2].replace(answer["ResponseMetadata"]["RequestId"], ""))
    except call.__self__.exceptions.ClientError as error:
        shown = error.response
        shown = (shown["Error"]["Code"], shown["ResponseMetadata"]["HTTPStatusCode"], shown["Error"]["Message"])
    text = shown[2]
    for one in hidden:
        text = text.replace(one, "X")
    return (*shown[:2], text)


def by_policy(arn: str) -> list[tuple[str, dict]]:
    """Returns the calls that name a policy."""
    one = {"PolicyArn": arn}
    return [
        ("get_policy", one),
        ("get_policy_version", one | {"VersionId": "v1"}),
        ("list_policy_versions", one),
        ("list_policy_tags", one),
        ("list_entities_for_policy", one),
        ("create_policy_version", one | {"PolicyDocument": DOCUMENT}),
        ("set_default_policy_version", one | {"VersionId": "v1"}),
        ("delete_policy_version", one | {"VersionId": "v1"}),
        ("delete_policy", one),
        ("tag_policy", one | {"Tags": TAGS}),
        ("untag_policy", one | {"TagKeys": ["a"]}),
        ("attach_user_policy", one | {"UserName": "ann"}),
        ("attach_group_policy", one | {"GroupName": "crew"}),
        ("attach_role_policy", one | {"RoleName": "deploy"}),
        ("detach_user_policy", one | {"UserName": "ann"}),
        ("put_user_permissions_boundary", {"UserName": "ann", "PermissionsBoundary": arn}),
        ("put_role_permissions_boundary", {"RoleName": "deploy", "PermissionsBoundary": arn}),
        ("create_user", {"UserName": "new", "PermissionsBoundary": arn}),
    ]


def by_device(serial: str) -> list[tuple[str, dict]]:
    """Returns the calls that name a device."""
    one = {"SerialNumber": serial}
    return [
        ("enable_mfa_device", one | {"UserName": "ann"} | CODES),
        ("resync_mfa_device", one | {"UserName": "ann"} | CODES),
        ("deactivate_mfa_device", one | {"UserName": "ann"}),
        ("deactivate_mfa_device", one),
        ("delete_virtual_mfa_device", one),
        ("get_mfa_device", one),
        ("tag_mfa_device", one | {"Tags": TAGS}),
        ("untag_mfa_device", one | {"TagKeys": ["a"]}),
        ("list_mfa_device_tags", one),
        ("sts.get_session_token", one | {"TokenCode": "123456"}),
    ]


def by_identity(arn: str) -> list[tuple[str, dict]]:
    """Returns the calls that name a user, a group or a role."""
    return [
        ("simulate_principal_policy", {"PolicySourceArn": arn, "ActionNames": ["iam:GetUser"]}),
        ("get_context_keys_for_principal_policy", {"PolicySourceArn": arn}),
        ("generate_service_last_accessed_details", {"Arn": arn}),
        ("list_policies_granting_service_access", {"Arn": arn, "ServiceNamespaces": ["iam"]}),
    ]


def by_principal(arn: str) -> list[tuple[str, dict]]:
    """Returns the calls that name whom a role trusts."""
    document = json.dumps(trust(arn))
    return [
        ("update_assume_role_policy", {"RoleName": "deploy", "PolicyDocument": document}),
        ("get_role", {"RoleName": "deploy"}),
    ]


def by_key(key: str) -> list[tuple[str, dict]]:
    """Returns the calls that name an access key, within the stranger's own account."""
    one = {"AccessKeyId": key}
    return [
        ("get_access_key_last_used", one),
        ("update_access_key", one | {"UserName": "ann", "Status": "Inactive"}),
        ("update_access_key", one | {"Status": "Inactive"}),
        ("delete_access_key", one | {"UserName": "ann"}),
        ("delete_access_key", one),
    ]


def by_job(job: str) -> list[tuple[str, dict]]:
    """Returns the calls that name a report."""
    one = {"JobId": job}
    return [
        ("get_service_last_accessed_details", one),
        ("get_service_last_accessed_details_with_entities", one | {"ServiceNamespace": "iam"}),
    ]


def test_a_foreign_owner_changes_nothing_and_hears_nothing(root, stranger):
    fill(root)
    theirs = root.user("ann")
    arn = f"arn:aws:iam::{root.account}"
    job = root.iam.generate_service_last_accessed_details(Arn=f"{arn}:user/ann")["JobId"]
    before = state(root)
    pairs = [
        (by_policy, f"{arn}:policy/all", f"{arn}:policy/not"),
        (by_device, f"{arn}:mfa/ann", f"{arn}:mfa/not"),
        *[(by_identity, f"{arn}:{kind}", f"{arn}:{kind[:-1]}") for kind in ("user/ann", "group/crew", "role/deploy")],
        *[(by_principal, f"{arn}:{kind}", f"{arn}:{kind[:-1]}") for kind in ("user/ann", "role/deploy")],
        (by_key, theirs.key, theirs.key[:-4] + "2222"),
        (by_job, job, "0" * len(job)),
    ]
    faults = []
    for calls, existing, missing in pairs:
        hidden = [existing, missing, existing.rsplit("/")[-1] + " ", missing.rsplit("/")[-1] + " "]
        for (name, real), (_, unreal) in zip(calls(existing), calls(missing)):
            service, _, method = name.rpartition(".")
            call = getattr(stranger.client(service or "iam"), method)
            said, wanted = told(call, real, hidden), told(call, unreal, hidden)
            if said != wanted:
                faults.append(f"{name} {existing}: {said}, and {wanted} of what is missing")
            if said[0] == "answered" and calls is not by_principal:
                faults.append(f"{name} {existing}: it was answered: {said}")
    assert not faults, "\n".join(faults)
    assert state(root) == before
    theirs.sts.get_caller_identity()


def test_a_foreign_user_may_not_assume_what_does_not_trust_them(root, stranger):
    fill(root)
    said = []
    for role in ("deploy", "not"):
        arn = f"arn:aws:iam::{root.account}:role/{role}"
        given = {"RoleArn": arn, "RoleSessionName": "s-1"}
        said.append(told(stranger.ann.sts.assume_role, given, [arn]))
    assert said[0] == said[1] and said[0][:2] == ("AccessDenied", 403), said


def state(root: Program) -> str:
    """Returns all that can be seen of an account, but for what the looking changes."""
    details = root.iam.get_account_authorization_details(Filter=["User", "Group", "Role", "LocalManagedPolicy"])
    devices = root.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    keys = [root.iam.list_access_keys(UserName="ann"), root.iam.list_access_keys()]
    seen = [details, devices, [one["AccessKeyMetadata"] for one in keys]]
    seen[0] = {name: value for name, value in details.items() if name != "ResponseMetadata"}
    return json.dumps(seen, default=str, sort_keys=True)
