"""Every answer holds what the service's model knows, and nothing else: no member that
the shape does not have, and all that it requires. The models are botocore's."""

import json
import re
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree

import botocore.session
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from harness.programs import Program, VirtualDevice, operations
from harness.server import Server

TITLES = {"iam": "IAM", "sts": "STS", "cloudtrail": "CloudTrail", "account": "Account"}
# Root has neither name nor path, though the model says that every user has.
NEVER_OF_ROOT = {"Path", "UserName"}
# AWS itself answers what its model does not allow: the account's number as root's id,
# and another word for the kind of a boundary.
BEYOND_THE_MODEL = (".User.UserId", ".PermissionsBoundary.PermissionsBoundaryType")
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


def strip(tag: str) -> str:
    """Returns an element's name without its namespace."""
    return tag.rsplit("}", 1)[-1]


def check_xml(element, shape, place: str, faults: list[str]) -> None:
    """Compares an element with its shape."""
    kind = shape.type_name
    if kind == "structure":
        names = {
            member.serialization.get("name", name): (name, member)
            for name, member in shape.members.items()
        }
        seen = set()
        for child in element:
            if strip(child.tag) not in names:
                faults.append(f"{place}: unknown member {strip(child.tag)}")
                continue
            name, member = names[strip(child.tag)]
            if name in seen:
                faults.append(f"{place}: {name} stands there twice")
            seen.add(name)
            check_xml(child, member, f"{place}.{name}", faults)
        missing = set(shape.required_members) - seen
        if place.endswith(".User") and "Path" not in seen:
            missing -= NEVER_OF_ROOT
        faults += [f"{place}: {name} is missing" for name in sorted(missing)]
    elif kind == "list":
        for child in element:
            if strip(child.tag) != "member":
                faults.append(f"{place}: {strip(child.tag)} is no member")
            check_xml(child, shape.member, f"{place}[]", faults)
    elif kind == "map":
        for entry in element:
            if [strip(part.tag) for part in entry] != ["key", "value"]:
                faults.append(f"{place}: an entry without key and value")
            elif shape.key.enum and entry[0].text not in shape.key.enum:
                faults.append(f"{place}: unknown key {entry[0].text}")
    else:
        if len(element):
            faults.append(f"{place}: elements in a {kind}")
        check_value(element.text or "", shape, place, faults)


def check_value(text: str, shape, place: str, faults: list[str]) -> None:
    """Compares a value with its type, its words and its length."""
    kind = shape.type_name
    forms = {
        "boolean": r"true|false", "integer": r"-?\d+", "long": r"-?\d+",
        "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    }  # fmt: skip
    if kind in forms and not re.fullmatch(forms[kind], text):
        faults.append(f"{place}: {text!r} is no {kind}")
    if kind == "string" and not place.endswith(BEYOND_THE_MODEL):
        if shape.enum and text not in shape.enum:
            faults.append(f"{place}: {text!r} is none of {shape.enum}")
        low, high = shape.metadata.get("min", 0), shape.metadata.get("max")
        if len(text) < low or (high and len(text) > high):
            faults.append(f"{place}: {len(text)} characters, not {low} to {high}")


def check_json(value, shape, place: str, faults: list[str]) -> None:
    """Compares a JSON value with its shape."""
    kind = shape.type_name
    if kind == "structure":
        faults += [f"{place}: unknown member {name}" for name in set(value) - set(shape.members)]
        faults += [f"{place}: {n} is missing" for n in set(shape.required_members) - set(value)]
        for name in set(value) & set(shape.members):
            check_json(value[name], shape.members[name], f"{place}.{name}", faults)
    elif kind == "list":
        for one in value:
            check_json(one, shape.member, f"{place}[]", faults)
    elif kind == "timestamp":
        if not isinstance(value, (int, float)):
            faults.append(f"{place}: {value!r} is no time")
    elif kind == "string" and not isinstance(value, str):
        faults.append(f"{place}: {value!r} is no text")


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


# What needs mail and calls: test_program_account.py has both.
ELSEWHERE = {"GetAlternateContact", "GetContactInformation"}
# What answers with an error in any case.
ALWAYS_REFUSED = {"GetMFADevice", "DecodeAuthorizationMessage"}


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
    return recorder, export.stdout


def test_answers_hold_what_the_models_know(lived):
    recorder, _ = lived
    faults, session = [], botocore.session.get_session()
    for service, title in TITLES.items():
        model = session.get_service_model(service)
        for name in operations(title):
            bodies = recorder.bodies.get(name, [])
            if not bodies and name not in ALWAYS_REFUSED | ELSEWHERE:
                faults.append(f"{name}: was not called")
            shape = model.operation_model(name).output_shape
            for body in bodies:
                if service in ("cloudtrail", "account"):
                    check_json(json.loads(body), shape, name, faults)
                    continue
                root = ElementTree.fromstring(body)
                if strip(root.tag) != f"{name}Response":
                    faults.append(f"{name}: the answer is a {strip(root.tag)}")
                parts = [strip(part.tag) for part in root]
                wanted = [shape.serialization["resultWrapper"]] if shape else []
                if parts != [*wanted, "ResponseMetadata"]:
                    faults.append(f"{name}: the answer has the parts {parts}")
                elif shape:
                    check_xml(root[0], shape, name, faults)
    assert not faults, "\n".join(dict.fromkeys(faults))


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
