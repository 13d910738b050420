"""Every answer holds what the service's model knows, and nothing else: no member that
the shape does not have, and all that it requires. The models are botocore's."""

import contextlib
import gzip
import json
import re
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import botocore.exceptions
import botocore.session
import pytest
from botocore import xform_name
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from harness.models import faults_of_answer, models, operations
from harness.policies import trust
from harness.programs import PATIENT, Program, VirtualDevice
from harness.server import Server
from harness.tools import HERE

TITLES = {"iam": "IAM", "sts": "STS", "cloudtrail": "CloudTrail", "account": "Account"}
ALLOW_ALL = json.dumps({
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
})  # fmt: skip


class Recorder:
    """Calls operations by boto3 and keeps what was asked and the bytes of the answers."""

    def __init__(self, program: Program, other: "Recorder | None" = None):
        self.program = program
        self.bodies = other.bodies if other else {}
        self.calls = other.calls if other else []
        self._asked = {}

    def client(self, service: str):
        client = self.program.client(service)
        client.meta.events.register("before-parameter-build", self._ask)
        client.meta.events.register("after-call", self._keep)
        return client

    def _ask(self, params, model, **_):
        self._asked = dict(params)

    def _keep(self, http_response, model, **_):
        request = http_response.headers["x-amzn-RequestId"]
        self.calls.append((model.name, self._asked, request, self.program.key))
        if http_response.status_code == 200:
            self.bodies.setdefault(model.name, []).append(http_response.content)


def live(recorder: Recorder) -> None:
    """Calls every operation in an order in which each succeeds, with much in it."""
    program, iam = recorder.program, recorder.client("iam")
    sts, trail = recorder.client("sts"), recorder.client("cloudtrail")
    account = program.account
    tags = [{"Key": "team", "Value": "sea"}]
    trust = json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
    }]})  # fmt: skip
    bound = "arn:aws:iam::aws:policy/AdministratorAccess"

    iam.create_account_alias(AccountAlias=f"alias-{account}")
    iam.list_account_aliases()
    iam.update_account_password_policy(MinimumPasswordLength=8, MaxPasswordAge=90)
    iam.get_account_password_policy()
    iam.create_user(UserName="ann", Path="/sea/", PermissionsBoundary=bound, Tags=tags)
    iam.update_user(UserName="ann", NewPath="/lake/")
    iam.tag_user(UserName="ann", Tags=tags)
    iam.list_user_tags(UserName="ann")
    iam.get_user(UserName="ann")
    iam.get_user()
    iam.list_users()
    iam.delete_user_permissions_boundary(UserName="ann")
    iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=bound)
    iam.create_login_profile(UserName="ann", Password="seven quiet otters hum 1A")
    iam.get_login_profile(UserName="ann")
    iam.update_login_profile(UserName="ann", PasswordResetRequired=False)

    iam.create_group(GroupName="crew", Path="/sea/")
    iam.update_group(GroupName="crew", NewPath="/lake/")
    iam.add_user_to_group(GroupName="crew", UserName="ann")
    iam.get_group(GroupName="crew")
    iam.list_groups()
    iam.list_groups_for_user(UserName="ann")

    policy = iam.create_policy(
        PolicyName="all", PolicyDocument=ALLOW_ALL, Description="everything", Tags=tags
    )["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=ALLOW_ALL)
    iam.set_default_policy_version(PolicyArn=policy, VersionId="v2")
    iam.list_policy_versions(PolicyArn=policy)
    iam.get_policy_version(PolicyArn=policy, VersionId="v1")
    iam.delete_policy_version(PolicyArn=policy, VersionId="v1")
    iam.get_policy(PolicyArn=policy)
    iam.tag_policy(PolicyArn=policy, Tags=tags)
    iam.list_policy_tags(PolicyArn=policy)
    iam.list_policies(Scope="All")

    iam.create_role(
        RoleName="deploy", AssumeRolePolicyDocument=trust, Description="deploys", Tags=tags,
        PermissionsBoundary=policy,
    )  # fmt: skip
    iam.get_role(RoleName="deploy")
    iam.list_roles()
    iam.update_role(RoleName="deploy", MaxSessionDuration=7200)
    iam.update_role_description(RoleName="deploy", Description="deploys more")
    iam.update_assume_role_policy(RoleName="deploy", PolicyDocument=trust)
    iam.tag_role(RoleName="deploy", Tags=tags)
    iam.list_role_tags(RoleName="deploy")
    iam.delete_role_permissions_boundary(RoleName="deploy")
    iam.put_role_permissions_boundary(RoleName="deploy", PermissionsBoundary=policy)

    for kind, holder in (("user", "ann"), ("group", "crew"), ("role", "deploy")):
        name = {f"{kind.title()}Name": holder}
        call = lambda verb, what, **given: getattr(iam, f"{verb}_{kind}_{what}")(**name, **given)  # noqa: B023
        getattr(iam, f"attach_{kind}_policy")(**name, PolicyArn=policy)
        getattr(iam, f"list_attached_{kind}_policies")(**name)
        call("put", "policy", PolicyName="own", PolicyDocument=ALLOW_ALL)
        call("get", "policy", PolicyName="own")
        call("list", "policies")
    iam.list_entities_for_policy(PolicyArn=policy)
    iam.list_entities_for_policy(PolicyArn=policy, PolicyUsageFilter="PermissionsBoundary")

    user = program.user("ann")
    device = VirtualDevice(
        iam.create_virtual_mfa_device(VirtualMFADeviceName="ann", Tags=tags)["VirtualMFADevice"]
    )
    serial = {"SerialNumber": device.serial}
    iam.list_virtual_mfa_devices()
    iam.tag_mfa_device(**serial, Tags=tags)
    iam.list_mfa_device_tags(**serial)
    iam.untag_mfa_device(**serial, TagKeys=["team"])
    iam.enable_mfa_device(UserName="ann", **device.pair())
    iam.list_mfa_devices(UserName="ann")
    iam.list_virtual_mfa_devices()
    own = Recorder(user, recorder)
    own.client("sts").get_session_token(**device.factor())
    own.client("sts").get_federation_token(Name="bob", Policy=ALLOW_ALL)
    own.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/deploy", RoleSessionName="now", Policy=ALLOW_ALL,
        SourceIdentity="ann",
    )  # fmt: skip
    sts.get_caller_identity()
    sts.get_access_key_info(AccessKeyId=user.key)

    key = iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    iam.list_access_keys(UserName="ann")
    iam.get_access_key_last_used(AccessKeyId=key)
    iam.get_access_key_last_used(AccessKeyId=user.key)
    iam.update_access_key(UserName="ann", AccessKeyId=key, Status="Inactive")
    iam.delete_access_key(UserName="ann", AccessKeyId=key)

    iam.get_account_summary()
    iam.generate_credential_report()
    iam.get_credential_report()
    iam.get_account_authorization_details()
    arn = f"arn:aws:iam::{account}:user/lake/ann"
    actions = ["iam:GetUser", "iam:DeleteUser"]
    iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=actions)
    iam.simulate_custom_policy(PolicyInputList=[ALLOW_ALL], ActionNames=actions)
    iam.get_context_keys_for_custom_policy(PolicyInputList=[ALLOW_ALL])
    iam.get_context_keys_for_principal_policy(PolicySourceArn=arn)
    iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v2Token")
    job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
    iam.get_service_last_accessed_details(JobId=job)
    iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")
    iam.list_policies_granting_service_access(Arn=arn, ServiceNamespaces=["iam", "s3"])
    trail.lookup_events()

    iam.resync_mfa_device(UserName="ann", **later_pair(device))
    iam.deactivate_mfa_device(UserName="ann", **serial)
    iam.delete_virtual_mfa_device(**serial)
    own.client("iam").change_password(
        OldPassword="seven quiet otters hum 1A", NewPassword="seven loud otters hum 2B"
    )
    for kind, holder in (("user", "ann"), ("group", "crew"), ("role", "deploy")):
        name = {f"{kind.title()}Name": holder}
        getattr(iam, f"detach_{kind}_policy")(**name, PolicyArn=policy)
        getattr(iam, f"delete_{kind}_policy")(**name, PolicyName="own")
    iam.untag_user(UserName="ann", TagKeys=["team"])
    iam.untag_role(RoleName="deploy", TagKeys=["team"])
    iam.untag_policy(PolicyArn=policy, TagKeys=["team"])
    iam.delete_role_permissions_boundary(RoleName="deploy")
    iam.delete_role(RoleName="deploy")
    iam.remove_user_from_group(GroupName="crew", UserName="ann")
    iam.delete_group(GroupName="crew")
    iam.delete_login_profile(UserName="ann")
    iam.delete_access_key(UserName="ann", AccessKeyId=user.key)
    iam.delete_user(UserName="ann")
    iam.delete_policy(PolicyArn=policy)
    iam.delete_account_password_policy()
    iam.delete_account_alias(AccountAlias=f"alias-{account}")


def later_pair(device: VirtualDevice) -> dict:
    """Returns two codes that were not used, though the present one was."""
    from harness.codes import compute

    first = device._spent + 1
    return {
        "SerialNumber": device.serial,
        "AuthenticationCode1": compute(device.seed, first),
        "AuthenticationCode2": compute(device.seed, first + 1),
    }


SECRETS = {
    "AuthenticationCode1", "AuthenticationCode2", "NewPassword", "OldPassword", "Password",
    "TokenCode",
}  # fmt: skip


def told(value):
    """Returns parameters as CloudTrail tells them."""
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if key not in SECRETS}
        return {key[0].lower() + key[1:]: told(one) for key, one in kept.items()}
    return [told(one) for one in value] if isinstance(value, list) else value


def test_every_call_is_on_record_once_and_no_secret_is(lived):
    recorder, export = lived
    events = {}
    for line in export.splitlines():
        event = json.loads(line)
        events.setdefault(event.get("requestID"), []).append(event)
    faults = []
    for name, asked, request, key in recorder.calls:
        found = events.get(request, [])
        if len(found) != 1:
            faults.append(f"{name}: {len(found)} events")
            continue
        [event] = found
        if (event["eventName"], event["userIdentity"]["accessKeyId"]) != (name, key):
            faults.append(f"{name}: is told as {event['eventName']}")
        if (event["requestParameters"] or {}) != told(asked):
            faults.append(f"{name}: {event['requestParameters']} for {asked}")
        reads = name.startswith(("Get", "List", "Simulate", "Lookup", "Generate", "AssumeRole"))
        if event["readOnly"] != reads:
            faults.append(f"{name}: readOnly is {event['readOnly']}")
        made = name.startswith("Create") and name != "CreateAccountAlias"
        if made != bool(event["responseElements"]) and not reads:
            faults.append(f"{name}: answered {event['responseElements']}")
    assert not faults, "\n".join(faults)
    for bodies in recorder.bodies.values():
        for body in bodies:
            tags = r"SecretAccessKey|SessionToken|Base32StringSeed|QRCodePNG"
            for secret in re.findall(rf"<(?:{tags})>([^<]+)<", body.decode()):
                assert secret not in export
    assert "otters" not in export


# What needs mail, calls or a browser: who calls it, and with the same eyes on the answer.
ELSEWHERE = {
    "GetAlternateContact": "test_program_account.py",
    "GetContactInformation": "test_program_account.py",
    "GetMFADevice": "test_passkeys.py",
}
# There is no encoded message here that could be decoded: denials are plain text.
ALWAYS_REFUSED = {"DecodeAuthorizationMessage"}


@pytest.fixture(scope="module")
def lived(service):
    """A life with every operation in it: what was asked and answered, and the trail."""
    recorder = Recorder(Program.of_root(service))
    live(recorder)
    time.sleep(2)  # Until what only reads is written.
    export = service.command("audit", "export", "--account", recorder.program.account)
    assert export.returncode == 0, export.stderr
    verified = service.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    def by_id(event: dict) -> str:
        return event["eventID"]

    lines = [json.loads(line) for line in export.stdout.splitlines()]
    files = exported_files(service, recorder.program.account)
    assert sorted(files, key=by_id) == sorted(lines, key=by_id)
    return recorder, export.stdout


def exported_files(service, account: str) -> list[dict]:
    """Exports the trail as the files that CloudTrail delivers, and returns their events."""
    with tempfile.TemporaryDirectory() as folder:
        words = ("--account", account, "--format", "cloudtrail", "--output", folder)
        ended = service.command("audit", "export", *words)
        assert ended.returncode == 0, ended.stderr
        root = Path(folder) / "AWSLogs" / account / "CloudTrail" / "us-east-1"
        files = sorted(root.glob("*/*/*/*.json.gz"))
        assert files and sorted(Path(folder).rglob("*.gz")) == files
        events = []
        for file in files:
            told = json.loads(gzip.decompress(file.read_bytes()))
            assert told.keys() == {"Records"}, file
            day = "/".join(file.parts[-4:-1])
            assert all(one["eventTime"].startswith(day.replace("/", "-")) for one in told["Records"]), file
            events += told["Records"]
    return events


def test_answers_hold_what_the_models_know(lived):
    """Whatever any client of any story is answered is compared with the models; here it
    is seen to that no operation is left out."""
    recorder, _ = lived
    faults = []
    for service, title in TITLES.items():
        model = models()[service]
        for name in operations(title):
            bodies = recorder.bodies.get(name, [])
            if not bodies and name not in ALWAYS_REFUSED | ELSEWHERE.keys():
                faults.append(f"{name}: was not called")
            for body in bodies:
                faults += faults_of_answer(model.operation_model(name), body)
    for name, where in ELSEWHERE.items():
        if f".{xform_name(name)}(" not in (HERE / where).read_text():
            faults.append(f"{name}: is not called in {where}")
    assert not faults, "\n".join(dict.fromkeys(faults))


# An account has one alias at most, and so never two pages of them.
ONE_PAGE = {"ListAccountAliases"}


def test_every_list_turns_its_pages(root):
    """Each paginator that botocore has for an operation here, with one thing on a page:
    as many pages as things, none twice, none left out."""
    given, faults = two_of_everything(root), []
    for service, title in TITLES.items():
        described = botocore.session.get_session().get_paginator_model(service)._paginator_config
        client = root.client(service, config=PATIENT)
        for name in sorted(described.keys() & set(operations(title))):
            keys = described[name]["result_key"]
            keys = keys if isinstance(keys, list) else [keys]
            paginator = client.get_paginator(xform_name(name))
            asked = given.get(name, {})
            pages = list(paginator.paginate(**asked, PaginationConfig={"PageSize": 1, "MaxItems": 12}))
            found = [json.dumps(one, default=str) for page in pages for key in keys for one in page.get(key, [])]
            most = max(sum(len(page.get(key, [])) for key in keys) for page in pages)
            if len(pages) < 2 and name not in ONE_PAGE:
                faults.append(f"{name}: one page of {found}")
            if most > 1 or len(set(found)) != len(found):
                faults.append(f"{name}: {len(found)} things on {len(pages)} pages: {found}")
            if name != "LookupEvents" and len(found) < 12:
                whole = getattr(client, xform_name(name))(**asked)
                told = {json.dumps(one, default=str) for key in keys for one in whole.get(key, [])}
                if told != set(found):
                    faults.append(f"{name}: {found} in pages, {sorted(told)} at once")
        # Lists that botocore has no paginator for, though they have markers.
        for name in set(operations(title)) - described.keys():
            shape = models()[service].operation_model(name).input_shape
            if shape and {"Marker", "MaxItems"} <= shape.members.keys():
                faults += turned(client, name, given[name])
    assert not faults, "\n".join(faults)


def turned(client, name: str, asked: dict) -> list[str]:
    """Turns the pages of a list by hand."""
    method, markers, asked = getattr(client, xform_name(name)), [], dict(asked)
    while len(markers) < 9:
        answer = method(**asked, MaxItems=1)
        if not answer["IsTruncated"]:
            break
        asked["Marker"] = answer["Marker"]
        markers.append(answer["Marker"])
    fine = 1 <= len(markers) < 9 and len(set(markers)) == len(markers)
    return [] if fine else [f"{name}: the markers {markers}"]


def two_of_everything(root: Program) -> dict[str, dict]:
    """Fills an account, and returns what each operation that lists is asked for."""
    iam, tags = root.iam, [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    trusting = json.dumps(trust(root.account))
    arns = []
    for name in ("one", "two"):
        arns.append(iam.create_policy(PolicyName=name, PolicyDocument=ALLOW_ALL, Tags=tags)["Policy"]["Arn"])
        iam.create_group(GroupName=name)
        iam.create_user(UserName=name, Tags=tags)
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusting, Tags=tags)
    iam.create_policy_version(PolicyArn=arns[0], PolicyDocument=ALLOW_ALL)
    iam.create_account_alias(AccountAlias=f"pages-{root.account}")
    for name in ("one", "two"):
        iam.add_user_to_group(GroupName=name, UserName="one")
        for kind in ("user", "group", "role"):
            holder = {f"{kind.title()}Name": "one"}
            getattr(iam, f"put_{kind}_policy")(**holder, PolicyName=name, PolicyDocument=ALLOW_ALL)
        iam.create_access_key(UserName="one")
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name, Tags=tags)["VirtualMFADevice"]
        iam.enable_mfa_device(UserName="one", **VirtualDevice(device).pair())
    iam.add_user_to_group(GroupName="one", UserName="two")
    for arn in arns:
        for kind in ("user", "group", "role"):
            getattr(iam, f"attach_{kind}_policy")(**{f"{kind.title()}Name": "one"}, PolicyArn=arn)
    user = {"UserName": "one"}
    arn = f"arn:aws:iam::{root.account}:user/one"
    simulated = {"ActionNames": ["iam:GetUser", "iam:ListUsers"]}
    for who in (root, root.user("two")):
        for service in ("iam", "sts"):
            with contextlib.suppress(botocore.exceptions.ClientError):
                who.iam.get_user() if service == "iam" else who.sts.get_caller_identity()
    job = {"JobId": iam.generate_service_last_accessed_details(Arn=arns[0])["JobId"]}
    return {
        "GetGroup": {"GroupName": "one"},
        "GetServiceLastAccessedDetails": job,
        "GetServiceLastAccessedDetailsWithEntities": job | {"ServiceNamespace": "iam"},
        "ListAccessKeys": user,
        "ListAttachedGroupPolicies": {"GroupName": "one"},
        "ListAttachedRolePolicies": {"RoleName": "one"},
        "ListAttachedUserPolicies": user,
        "ListEntitiesForPolicy": {"PolicyArn": arns[0]},
        "ListGroupPolicies": {"GroupName": "one"},
        "ListGroupsForUser": user,
        "ListMFADeviceTags": {"SerialNumber": f"arn:aws:iam::{root.account}:mfa/one"},
        "ListMFADevices": user,
        "ListPoliciesGrantingServiceAccess": {"Arn": arn, "ServiceNamespaces": ["iam", "sts", "cloudtrail"]},
        "ListPolicyTags": {"PolicyArn": arns[0]},
        "ListPolicyVersions": {"PolicyArn": arns[0]},
        "ListRolePolicies": {"RoleName": "one"},
        "ListRoleTags": {"RoleName": "one"},
        "ListUserPolicies": user,
        "ListUserTags": user,
        "SimulateCustomPolicy": simulated | {"PolicyInputList": [ALLOW_ALL]},
        "SimulatePrincipalPolicy": simulated | {"PolicySourceArn": arn},
    }


@pytest.mark.parametrize("service", TITLES)
def test_what_is_not_implemented_says_so_by_its_name(service):
    """Every operation of the models is answered: none by an empty success, none by an
    error that does not say which operation it is about."""
    model = botocore.session.get_session().get_service_model(service)
    works, faults = set(operations(TITLES[service])), []
    with Server() as server:
        program = Program.of_root(server)
        for name in sorted(set(model.operation_names) - works):
            path = "/"
            if service == "account":
                path = model.operation_model(name).http["requestUri"]
                body, headers = b"{}", {"Content-Type": "application/json"}
            elif service == "cloudtrail":
                target = f"com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.{name}"
                body, headers = b"{}", {"X-Amz-Target": target}
                headers["Content-Type"] = "application/x-amz-json-1.1"
            else:
                body = f"Action={name}&Version={model.api_version}".encode()
                headers = {"Content-Type": "application/x-www-form-urlencoded"}
            request = AWSRequest("POST", server.url + path, data=body, headers=headers)
            keys = Credentials(program.key, program.secret)
            SigV4Auth(keys, service, "us-east-1").add_auth(request)
            sent = urllib.request.Request(
                server.url + path, body, dict(request.headers.items()), method="POST"
            )
            try:
                with urllib.request.urlopen(sent) as answer:
                    faults.append(f"{name}: {answer.status}")
            except urllib.error.HTTPError as error:
                text = error.read().decode()
                if name not in text or error.code not in (400, 501):
                    faults.append(f"{name}: {error.code} {text[:200]}")
    assert not faults, "\n".join(faults)
