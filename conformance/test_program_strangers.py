"""Whoever owns one account is a stranger in every other: a root user's key names what
others have, by its ARN, and hears of what there is what it hears of what there is not."""

import json

import pytest

from harness.models import operations
from harness.policies import WITH_MFA, allow, policy, trust
from harness.programs import Program, enrolled, member
from test_programs import sample

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
    things apart that were asked for, nor the two moments of asking."""
    try:
        answer = call(**given)
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        answer["ResponseMetadata"]["HTTPHeaders"] = {name: headers[name] for name in headers if name != "date"}
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


# What is there, under a path that nobody is told of, and what is not.
THERE, NOT_THERE = "kestrel", "trombone"


def hide(root: Program) -> dict[str, str]:
    """Makes one of everything under a path, with the same name; returns what of it is
    known by more than a name."""
    iam, path = root.iam, {"Path": "/secret/"}
    iam.create_user(UserName=THERE, **path)
    iam.create_login_profile(UserName=THERE, Password="seven quiet otters hum")
    iam.put_user_policy(UserName=THERE, PolicyName=THERE, PolicyDocument=DOCUMENT)
    iam.create_group(GroupName=THERE, **path)
    iam.put_group_policy(GroupName=THERE, PolicyName=THERE, PolicyDocument=DOCUMENT)
    trusting = json.dumps(trust(root.account))
    iam.create_role(RoleName=THERE, AssumeRolePolicyDocument=trusting, **path)
    iam.put_role_policy(RoleName=THERE, PolicyName=THERE, PolicyDocument=DOCUMENT)
    policy_arn = iam.create_policy(PolicyName=THERE, PolicyDocument=DOCUMENT, **path)["Policy"]["Arn"]
    iam.attach_user_policy(UserName=THERE, PolicyArn=policy_arn)
    arn = f"arn:aws:iam::{root.account}:user/secret/{THERE}"
    return {
        "policy": policy_arn,
        "device": enrolled(root, THERE).serial,
        "key": root.user(THERE).key,
        "job": iam.generate_service_last_accessed_details(Arn=arn)["JobId"],
    }


def test_within_an_account_too_who_may_nothing_hears_nothing(root):
    """A user without permission names what is there and what is not, in every operation
    that takes a name, and is told the same: AccessDenied, without the path."""
    known = hide(root)
    spy = member(root, "spy")
    before = state(root, THERE)
    iam = spy.client("iam")
    faults, asked = [], 0

    def compare(what: str, call, real: dict, unreal: dict, hidden: list[str]) -> None:
        nonlocal asked
        said, wanted = told(call, real, hidden), told(call, unreal, hidden)
        asked += 1
        if said != wanted or said[0] != "AccessDenied" or "secret" in said[2].replace(hidden[0], ""):
            faults.append(f"{what}: {said}, and {wanted} of what is missing")

    for operation in operations("IAM"):
        shape = iam.meta.service_model.operation_model(operation).input_shape
        needed = shape.required_members if shape else []
        given = {key: sample(key, shape.members[key], root.account) for key in needed}
        for parameter in ("UserName", "GroupName", "RoleName"):
            if shape and parameter in shape.members:
                def call(operation=operation, **more):
                    return iam._make_api_call(operation, more)

                call.__self__ = iam
                names = (given | {parameter: THERE}, given | {parameter: NOT_THERE})
                compare(f"{operation} {parameter}", call, *names, [THERE, NOT_THERE])
    assert asked > 60, asked

    arn = f"arn:aws:iam::{root.account}"
    pairs = [
        (by_policy, known["policy"], known["policy"].replace(THERE, NOT_THERE)),
        (by_device, known["device"], known["device"].replace(THERE, NOT_THERE)),
        (by_key, known["key"], known["key"][:-4] + "2222"),
        (by_job, known["job"], "0" * len(known["job"])),
    ]
    for kind in ("user", "group", "role"):
        for path in ("", "secret/"):
            ends = [f"{arn}:{kind}/{path}{name}" for name in (THERE, NOT_THERE)]
            pairs.append((by_identity, *ends))
    for calls, existing, missing in pairs:
        for (name, real), (_, unreal) in zip(calls(existing), calls(missing)):
            service, _, method = name.rpartition(".")
            call = getattr(spy.client(service or "iam"), method)
            compare(f"{name} {existing}", call, real, unreal, [existing, missing, THERE, NOT_THERE])
    role = [f"{arn}:role/secret/{name}" for name in (THERE, NOT_THERE)]
    given = [{"RoleArn": one, "RoleSessionName": "s-1"} for one in role]
    compare("assume_role", spy.sts.assume_role, *given, [*role, THERE, NOT_THERE])
    assert not faults, "\n".join(faults)
    assert state(root, THERE) == before


def state(root: Program, user: str = "ann") -> str:
    """Returns all that can be seen of an account, but for what the looking changes."""
    details = root.iam.get_account_authorization_details(Filter=["User", "Group", "Role", "LocalManagedPolicy"])
    devices = root.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    keys = [root.iam.list_access_keys(UserName=user), root.iam.list_access_keys()]
    seen = [details, devices, [one["AccessKeyMetadata"] for one in keys]]
    seen[0] = {name: value for name, value in details.items() if name != "ResponseMetadata"}
    return json.dumps(seen, default=str, sort_keys=True)
