"""What programs meet: AWS's own clients against the running service, with MFA that is
really verified. The scenarios are those that a user of AWS would try first."""

import base64
import csv
import datetime
import io
import json
import re
import urllib.error
import urllib.parse
import urllib.request

import pytest

from harness.models import operations
from harness.policies import FORCE_MFA, allow, policy
from harness.programs import AWS, STEP, WRONG_CODE, Program, VirtualDevice
from harness.programs import bare_environment, member, refusal
from harness.signed import WHO, send, signed
from harness.tools import run, tool

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your "
    "AWS Secret Access Key and signing method. Consult the service documentation for details."
)


def test_a_forced_second_factor_from_end_to_end(root, by):
    user = by(member(root, "miles", FORCE_MFA))
    code, status, message = refusal(user.iam.list_users)
    assert (code, status) == ("AccessDenied", 403)
    assert message.endswith("with an explicit deny in an identity-based policy"), message

    device = VirtualDevice.make(user, "miles")
    assert device.serial == f"arn:aws:iam::{root.account}:mfa/miles"
    assert len(device.seed) == 64
    user.iam.enable_mfa_device(UserName="miles", **device.pair())
    assert [d["SerialNumber"] for d in user.iam.list_mfa_devices()["MFADevices"]] == [device.serial]

    session = user.session(user.sts.get_session_token(**device.factor())["Credentials"])
    assert [u["UserName"] for u in session.iam.list_users()["Users"]] == ["miles"]
    assert session.sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{root.account}:user/miles"
    assert refusal(user.iam.list_users)[0] == "AccessDenied"


def test_a_code_is_good_once_and_a_wrong_one_never(root, by):
    user = by(member(root, "ann"))
    device = VirtualDevice.make(root, "ann")
    root.iam.enable_mfa_device(UserName="ann", **device.pair())
    factor = device.factor()
    user.sts.get_session_token(**factor)
    wanted = ("AccessDenied", 403, WRONG_CODE)
    assert refusal(user.sts.get_session_token, **factor) == wanted
    wrong = str((int(device.code()) + 1) % 1_000_000).zfill(6)
    assert refusal(user.sts.get_session_token, SerialNumber=device.serial, TokenCode=wrong) == wanted
    code, status, _ = refusal(user.sts.get_session_token, SerialNumber=device.serial)
    assert (code, status) == ("ValidationError", 400)


def test_a_wrong_pair_of_codes_enables_nothing(root, by):
    root = by(root)
    member(root, "ann")
    device = VirtualDevice.make(root, "ann")
    pair = device.pair()
    turned = {
        "SerialNumber": device.serial,
        "AuthenticationCode1": pair["AuthenticationCode2"],
        "AuthenticationCode2": pair["AuthenticationCode1"],
    }
    wanted = ("InvalidAuthenticationCode", 403, "Authentication code for device is not valid.")
    assert refusal(root.iam.enable_mfa_device, UserName="ann", **turned) == wanted
    root.iam.enable_mfa_device(UserName="ann", **pair)
    assert refusal(root.iam.delete_virtual_mfa_device, SerialNumber=device.serial)[:2] == (
        "DeleteConflict", 409,
    )  # fmt: skip
    root.iam.deactivate_mfa_device(UserName="ann", SerialNumber=device.serial)
    root.iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    VirtualDevice.make(root, "ann")


def test_a_clock_three_hours_off_is_learned(root, by):
    root = by(root)
    user = member(root, "ann")
    device = VirtualDevice.make(root, "ann", off=3 * 3600 // STEP)
    root.iam.enable_mfa_device(UserName="ann", **device.pair())
    user.sts.get_session_token(**device.factor())


def test_a_session_without_a_second_factor_cannot_call_iam(root, by):
    user = by(member(root, "ann", FORCE_MFA))
    plain = user.session(user.sts.get_session_token()["Credentials"])
    assert refusal(plain.iam.list_users)[:2] == ("InvalidClientTokenId", 403)
    assert plain.sts.get_caller_identity()["Account"] == root.account
    assert refusal(plain.sts.get_session_token)[:2] == ("AccessDenied", 403)


def test_root_has_neither_name_nor_path_and_one_hour(root, by):
    root = by(root)
    user = root.iam.get_user()["User"]
    assert (user["UserId"], user["Arn"]) == (root.account, f"arn:aws:iam::{root.account}:root")
    assert "UserName" not in user and "Path" not in user
    given = root.sts.get_session_token(DurationSeconds=43200)["Credentials"]
    left = given["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert 3500 < left.total_seconds() <= 3600


def test_a_role_that_demands_a_second_factor(root, by):
    user = by(member(root, "ann", policy(allow("sts:AssumeRole"))))
    trust = {
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{root.account}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }],
    }  # fmt: skip
    role = root.iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    assert role["AssumeRolePolicyDocument"] == trust
    wanted = {"RoleArn": role["Arn"], "RoleSessionName": "s-1"}
    code, status, message = refusal(user.sts.assume_role, **wanted)
    assert (code, status) == ("AccessDenied", 403)
    assert "is not authorized to perform: sts:AssumeRole on resource: " + role["Arn"] in message

    device = VirtualDevice.make(root, "ann")
    root.iam.enable_mfa_device(UserName="ann", **device.pair())
    given = user.sts.assume_role(**wanted, **device.factor())
    arn = f"arn:aws:sts::{root.account}:assumed-role/deploy/s-1"
    assert given["AssumedRoleUser"]["Arn"] == arn
    assert user.session(given["Credentials"]).sts.get_caller_identity()["Arn"] == arn
    missing = dict(wanted, RoleArn=role["Arn"] + "-not")
    assert refusal(user.sts.assume_role, **missing)[:2] == ("AccessDenied", 403)


def test_lists_come_in_pages(root):
    names = [f"user-{number:03}" for number in range(250)]
    for name in names:
        root.iam.create_user(UserName=name)
    pages = root.iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 60})
    found = [[user["UserName"] for user in page["Users"]] for page in pages]
    assert [len(page) for page in found] == [60, 60, 60, 60, 10]
    assert [name for page in found for name in page] == names

    marker = root.iam.list_users(MaxItems=60)["Marker"]
    code, status, _ = refusal(root.iam.list_users, PathPrefix="/a/", Marker=marker)
    assert (code, status) == ("ValidationError", 400)
    assert refusal(root.iam.list_groups, Marker=marker)[0] == "ValidationError"


def test_policies_come_back_byte_for_byte(root):
    root.iam.create_user(UserName="ann")
    odd = ' {"Version" : "2012-10-17",\n\t"Statement":[{"Sid":"a1","Effect":"Allow","Action":"iam:Get*",' \
        '"Resource":"*","Condition":{"StringLike":{"aws:UserAgent":"100% +é&<>*"}}}]}'  # fmt: skip
    root.iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=odd)
    raw = []
    iam = root.client("iam")
    iam.meta.events.register("after-call.iam.GetUserPolicy", lambda http_response, **_: raw.append(http_response.text))
    assert iam.get_user_policy(UserName="ann", PolicyName="p")["PolicyDocument"] == json.loads(odd)
    assert "%20" in raw[0] and "+" not in raw[0].split("PolicyDocument>")[1]


def test_the_credential_report_has_its_columns(root):
    root.iam.create_user(UserName="ann")
    root.iam.generate_credential_report()
    report = root.iam.get_credential_report()
    rows = list(csv.reader(io.StringIO(report["Content"].decode())))
    assert len(rows[0]) == 22 and [row[0] for row in rows[1:]] == ["<root_account>", "ann"]
    summary = root.iam.get_account_summary()["SummaryMap"]
    assert (summary["Users"], summary["AccountMFAEnabled"]) == (1, 0)


def test_policies_are_simulated_and_told(root):
    member(root, "ann", FORCE_MFA)
    arn = f"arn:aws:iam::{root.account}:user/ann"
    asked = {"PolicySourceArn": arn, "ActionNames": ["iam:ListUsers", "iam:GetUser", "iam:DeleteUser"]}
    key = {"ContextKeyName": "aws:MultiFactorAuthPresent", "ContextKeyType": "boolean"}

    def decisions(value: str) -> list[str]:
        entry = {**key, "ContextKeyValues": [value]}
        found = root.iam.simulate_principal_policy(**asked, ResourceArns=[arn], ContextEntries=[entry])
        return [result["EvalDecision"] for result in found["EvaluationResults"]]

    assert decisions("true") == ["allowed", "allowed", "implicitDeny"]
    assert decisions("false") == ["explicitDeny", "allowed", "explicitDeny"]
    assert refusal(root.iam.simulate_principal_policy, **asked, ResourceOwner=arn)[0] == "InvalidInput"
    keys = root.iam.get_context_keys_for_principal_policy(PolicySourceArn=arn)["ContextKeyNames"]
    assert "aws:MultiFactorAuthPresent" in keys
    details = root.iam.get_account_authorization_details(Filter=["User"])
    assert [user["UserName"] for user in details["UserDetailList"]] == ["ann"]
    assert details["UserDetailList"][0]["UserPolicyList"][0]["PolicyDocument"] == FORCE_MFA
    assert details["Policies"] == [] == details["GroupDetailList"]


def test_complaints_have_the_words_of_aws(root):
    assert refusal(root.iam.get_user, UserName="nobody") == (
        "NoSuchEntity", 404, "The user with name nobody cannot be found.",
    )  # fmt: skip
    assert refusal(root.iam.get_user, UserName="a/b") == (
        "ValidationError",
        400,
        "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must "
        "satisfy regular expression pattern: [\\w+=,.@-]+",
    )
    root.iam.create_user(UserName="ann")
    assert refusal(root.iam.create_user, UserName="Ann")[:2] == ("EntityAlreadyExists", 409)
    code, status, message = refusal(root.iam.list_server_certificates)
    assert (code, status) == ("NotImplemented", 501) and "ListServerCertificates" in message


def test_bad_keys_and_signatures(root, service):
    wrong = Program(service, root.key, root.secret[:-1] + "!")
    assert refusal(wrong.sts.get_caller_identity) == ("SignatureDoesNotMatch", 403, MISMATCH)
    unknown = Program(service, "AKIAIOSFODNN7EXAMPLE", root.secret)
    assert refusal(unknown.sts.get_caller_identity)[:2] == ("InvalidClientTokenId", 403)
    user = member(root, "ann")
    root.iam.update_access_key(UserName="ann", AccessKeyId=user.key, Status="Inactive")
    assert refusal(user.sts.get_caller_identity)[:2] == ("InvalidClientTokenId", 403)
    root.iam.delete_access_key(UserName="ann", AccessKeyId=user.key)
    assert refusal(user.sts.get_caller_identity)[:2] == ("InvalidClientTokenId", 403)


def test_clocks_may_be_fifteen_minutes_apart(root):
    for minutes in (-14, 14):
        assert signed(root, WHO, minutes)[0] == 200
    status, headers, text = signed(root, WHO, -16)
    assert status == 403 and "<Code>SignatureDoesNotMatch</Code>" in text
    assert "Signature expired: " in text and headers["Date"]
    assert "Signature not yet current: " in signed(root, WHO, 16)[2]


def test_a_command_line_whose_clock_is_wrong(root, tmp_path):
    """The same with a real client, on a machine whose clock is off."""
    environment = bare_environment(tmp_path) | root.environment

    def ask(minutes: int):
        words = [tool("faketime"), "-f", f"{minutes:+}m", AWS, "--output", "json", "sts", "get-caller-identity"]
        return run(*words, env=environment, cwd=tmp_path)

    for minutes in (-14, 14):
        answered = ask(minutes)
        assert answered.returncode == 0, answered.stderr
        assert json.loads(answered.stdout)["Account"] == root.account
    for minutes, said in ((-16, "Signature expired: "), (16, "Signature not yet current: ")):
        refused = ask(minutes)
        assert refused.returncode != 0 and "(SignatureDoesNotMatch)" in refused.stderr, refused.stderr
        assert said in refused.stderr


def test_every_answer_is_xml_with_a_request_id(root, service):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    shown = [
        (403, "MissingAuthenticationToken", send(service, WHO, form)),
        (400, "InvalidAction", signed(root, b"Action=Nothing&Version=2011-06-15")),
        (400, "InvalidAction", signed(root, b"Action=GetCallerIdentity&Version=2010-05-08")),
        (400, "MissingAction", signed(root, b"Version=2011-06-15")),
        (400, "MalformedInput", signed(root, WHO + b"&Action=GetSessionToken")),
        (400, "MalformedInput", signed(root, WHO + b"&A=%ff")),
        (404, "UnknownOperationException", signed(root, WHO, path="/elsewhere")),
        (413, "RequestEntityTooLarge", signed(root, WHO + b"&A=" + b"a" * (1 << 20))),
        (403, "SignatureDoesNotMatch", signed(root, WHO, service="s3")),
    ]
    for status, code, (seen, headers, text) in shown:
        assert (seen, f"<Code>{code}</Code>" in text) == (status, True), (code, seen, text)
        assert headers["Content-Type"] == "text/xml" and headers["x-amzn-RequestId"]
    # What no client would send to IAM, through the whole door.
    root.iam.create_user(UserName="ann")
    writes = {
        "PutUserPolicy": b"UserName=ann&PolicyName=own&PolicyDocument=",
        "CreatePolicy": b"PolicyName=own&PolicyDocument=",
    }
    bad = [
        (400, "MalformedPolicyDocument", b"[" * 1_000),
        (400, "MalformedPolicyDocument", b'{"Statement":' * 100),
        (409, "LimitExceeded", b"[" * 60_000),
        (400, "ValidationError", b"a" * 200_000),
    ]
    shown = [
        (status, code, f"Action={action}&Version=2010-05-08&".encode() + fields + quoted(document))
        for action, fields in writes.items()
        for status, code, document in bad
    ]
    tagged = b"Action=CreateUser&Version=2010-05-08&UserName=bob&"
    shown += [
        (400, "MalformedInput", tagged + broken)
        for broken in (b"Path=%f", b"Path=/\xff/", b"Tags.member.0.Key=a", b"Tags.member.x.Key=a")
    ]
    for status, code, body in shown:
        seen, headers, text = signed(root, body, service="iam")
        assert (seen, f"<Code>{code}</Code>" in text) == (status, True), (body[:99], seen, text[:999])
        assert headers["Content-Type"] == "text/xml" and headers["x-amzn-RequestId"]
    assert [user["UserName"] for user in root.iam.list_users()["Users"]] == ["ann"]
    assert root.iam.list_policies(Scope="Local")["Policies"] == []
    assert root.iam.list_user_policies(UserName="ann")["PolicyNames"] == []
    long = b"Action=GetUser&Version=2010-05-08&UserName=" + b"a" * 1_000_000
    status, _, text = signed(root, long, service="iam")
    assert status == 400 and "Member must have length less than or equal to 128" in text


def quoted(document: bytes) -> bytes:
    """Writes a document as a value of a form."""
    return urllib.parse.quote_from_bytes(document).encode()


def test_a_presigned_call_proves_who_somebody_is(root):
    url = root.sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    with urllib.request.urlopen(url) as answer:
        assert f"arn:aws:iam::{root.account}:root" in answer.read().decode()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url.replace("Expires=60", "Expires=600"))


def test_the_command_line(root, tmp_path):
    root.iam.create_user(UserName="ann")
    made = root.aws_answer(
        "iam", "create-virtual-mfa-device", "--virtual-mfa-device-name", "ann",
        "--outfile", "seed", "--bootstrap-method", "Base32StringSeed", folder=tmp_path,
    )["VirtualMFADevice"]  # fmt: skip
    assert list(made) == ["SerialNumber"]
    seed = base64.b64encode((tmp_path / "seed").read_bytes()).decode()
    device = VirtualDevice({**made, "Base32StringSeed": seed})
    pair = device.pair(15)
    root.aws_answer(
        "iam", "enable-mfa-device", "--user-name", "ann", "--serial-number", device.serial,
        "--authentication-code1", pair["AuthenticationCode1"],
        "--authentication-code2", pair["AuthenticationCode2"], folder=tmp_path,
    )  # fmt: skip
    listed = root.aws_answer("iam", "list-mfa-devices", "--user-name", "ann", folder=tmp_path)
    assert listed["MFADevices"][0]["SerialNumber"] == device.serial
    user = root.user("ann")
    given = user.aws_answer(
        "sts", "get-session-token", "--serial-number", device.serial,
        "--token-code", device.next_code(), folder=tmp_path,
    )["Credentials"]  # fmt: skip
    session = user.session(given)
    who = session.aws_answer("sts", "get-caller-identity", folder=tmp_path)
    assert who["Arn"].endswith(":user/ann")
    refused = session.aws("iam", "list-users", folder=tmp_path)
    assert refused.returncode != 0 and "(AccessDenied)" in refused.stderr


def a_role(root: Program, **condition) -> dict:
    """Makes a role that the user ann may take and that may list users; returns what
    AssumeRole wants."""
    trusted = {"AWS": f"arn:aws:iam::{root.account}:user/ann"}
    document = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole",
    }}  # fmt: skip
    root.iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(document))
    may = {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*", "Condition": condition}
    root.iam.put_role_policy(
        RoleName="reader", PolicyName="own",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": may}),
    )  # fmt: skip
    arn = f"arn:aws:iam::{root.account}:role/reader"
    return {"RoleArn": arn, "RoleSessionName": "now"}


def test_session_policies_have_a_length(root):
    user = member(root, "ann")
    role = a_role(root)
    statement = {"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::*:user/" + "x" * 3000}
    long = json.dumps({"Version": "2012-10-17", "Statement": statement})
    code, status, message = refusal(user.sts.assume_role, **role, Policy=long)
    assert (code, status) == ("PackedPolicyTooLarge", 400)
    assert re.search(r"consumes 1\d\d% of allotted space", message), message
    assert refusal(user.sts.assume_role, **role, Policy="{")[:2] == ("MalformedPolicyDocument", 400)
    assert refusal(user.sts.get_federation_token, Name="bob", Policy=long)[0] == "ValidationError"


def test_when_a_session_was_issued_is_a_date(root):
    user = member(root, "ann")
    role = a_role(root, StringLike={"aws:TokenIssueTime": "20??-??-??T??:??:??Z"})
    session = user.session(user.sts.assume_role(**role)["Credentials"])
    assert [one["UserName"] for one in session.iam.list_users()["Users"]] == ["ann"]
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)
    may = {
        "Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*",
        "Condition": {"DateGreaterThan": {"aws:TokenIssueTime": f"{later:%Y-%m-%dT%H:%M:%SZ}"}},
    }  # fmt: skip
    document = json.dumps({"Version": "2012-10-17", "Statement": may})
    root.iam.put_role_policy(RoleName="reader", PolicyName="own", PolicyDocument=document)
    assert refusal(session.iam.list_users)[0] == "AccessDenied"


# Whoever has a key may call these: AWS asks for no permission either.
FOR_EVERYBODY = {"GetCallerIdentity", "GetSessionToken"}
# Texts that fit their parameters' rules; what is not here is made from its model.
SAMPLES = {
    "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "AccountAlias": "an-alias",
    "Arn": "arn:aws:iam::123456789012:user/nobody",
    "JobId": "0" * 36,
    "ActionNames": ["iam:GetUser"],
    "AuthenticationCode1": "123456",
    "AuthenticationCode2": "654321",
    "AssumeRolePolicyDocument": "{}",
    "NewPassword": "seven quiet otters hum",
    "OldPassword": "seven loud otters hum",
    "Path": "/",
    "PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "PolicyDocument": "{}",
    "PolicyInputList": ["{}"],
    "PolicySourceArn": "arn:aws:iam::123456789012:user/nobody",
    "RoleArn": "arn:aws:iam::123456789012:role/nobody",
    "Status": "Inactive",
    "VersionId": "v1",
}


def sample(name: str, shape, account: str):
    """Makes a value for a parameter."""
    if name == "SerialNumber":
        return f"arn:aws:iam::{account}:mfa/nobody"
    if name in SAMPLES:
        return SAMPLES[name]
    if shape.type_name == "structure":
        return {key: sample(key, shape.members[key], account) for key in shape.required_members}
    if shape.type_name == "list":
        return [sample("member", shape.member, account)]
    if shape.type_name in ("integer", "long"):
        return shape.metadata.get("min", 1)
    if shape.type_name == "boolean":
        return True
    return (shape.enum or ["nobody"])[0]


# Each service, the head of its part of the table, and how many operations it has at least.
ALL = {"iam": ("IAM", 91), "sts": ("STS", 5), "account": ("Account", 2), "cloudtrail": ("CloudTrail", 1)}


def calls(client, name: str, account: str):
    """Returns each operation of a service, with the least that it must be given."""
    title, least = ALL[name]
    all_of_them = operations(title)
    assert len(all_of_them) >= least
    for operation in all_of_them:
        shape = client.meta.service_model.operation_model(operation).input_shape
        required = shape.required_members if shape else []
        yield operation, {key: sample(key, shape.members[key], account) for key in required}


@pytest.mark.parametrize("name", ALL)
def test_no_operation_forgets_to_ask_for_permission(root, name):
    user = member(root, "nobody")
    client = user.client(name)
    let_in = set()
    for operation, given in calls(client, name, root.account):
        try:
            client._make_api_call(operation, given)
            let_in.add(operation)
        except client.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            if code not in ("AccessDenied", "AccessDeniedException"):
                let_in.add(f"{operation}: {code}: {error.response['Error']['Message']}")
    assert let_in == (FOR_EVERYBODY if name == "sts" else set())


@pytest.mark.parametrize("name", ALL)
def test_every_operation_answers_or_refuses_by_a_code_of_its_model(root, name):
    """Who may do everything, in an account where nothing is but what the calls make: each
    succeeds, or is refused by a code that its model declares, which the clients of all
    tests are watched for."""
    client = root.client(name)
    done, refused, faults = set(), set(), []
    for operation, given in calls(client, name, root.account):
        try:
            client._make_api_call(operation, given)
            done.add(operation)
        except client.exceptions.ClientError as error:
            refused.add(operation)
            if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
                faults.append(f"{operation}: {error.response}")
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n".join(faults)
    # So much is sent as it must be that it is done; an empty account has no contacts.
    assert len(done) >= {"iam": 25, "sts": 3, "account": 0, "cloudtrail": 1}[name], (done, refused)
