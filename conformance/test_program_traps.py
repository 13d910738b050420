"""What a naive implementation misses, and what clients notice: one test for each trap.
What is not here is shown elsewhere: the protocol in test_programs.py, the ways of life
in test_program_scenarios.py, profiles in test_program_profiles.py. Where Secondkey
differs on purpose, the test shows the difference (docs/aws-compatibility.md)."""

import base64
import datetime
import json
import re
import threading
import time
import urllib.parse

import botocore.config
import pytest

from harness import qr, quick
from harness.codes import Clock
from harness.command_line import CommandLine
from harness.people import Person
from harness.policies import FORCE_MFA, OWN, WITH_MFA, allow, policy, trust
from harness.programs import (
    PATIENT, STEP, UNABLE, WRONG_CODE, Program, VirtualDevice, enrolled, member, refusal,
)  # fmt: skip
from harness.server import Server
from harness.signed import FORM, WHO, send, sign, signed
from harness.tools import HERE

INVALID_PAIR = ("InvalidAuthenticationCode", 403, "Authentication code for device is not valid.")


def put(root: Program, user: str, *statements: dict) -> None:
    """Replaces a user's inline policy."""
    document = json.dumps(policy(*statements))
    root.iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document)


def deny(action: str, resource: str = "*", **more) -> dict:
    """Returns a statement that denies."""
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


# --- Seeds, pictures, enrolment ----------------------------------------------


def test_the_label_has_the_alias_or_the_number_and_the_name_of_the_device(root, tmp_path, phone):
    def read(name: str) -> tuple[str, dict[str, str]]:
        made = root.iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
        picture = tmp_path / f"{name}.png"
        picture.write_bytes(made["QRCodePNG"])
        uri = urllib.parse.urlsplit(qr.read(picture, phone))
        assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
        query = dict(urllib.parse.parse_qsl(uri.query))
        assert query["secret"] == made["Base32StringSeed"].decode()
        return urllib.parse.unquote(uri.path), query

    label, query = read("work-phone")
    assert label == f"/Secondkey:work-phone@{root.account}"
    assert query.keys() == {"secret", "issuer"} and query["issuer"] == "Secondkey"
    alias = f"acme-{root.account}"
    root.iam.create_account_alias(AccountAlias=alias)
    assert read("laptop")[0] == f"/Secondkey:laptop@{alias}"


def test_seeds_have_forty_bytes_and_are_shown_once(root):
    made = root.iam.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]
    seed = made["Base32StringSeed"].decode()
    assert re.fullmatch("[A-Z2-7]{64}", seed), "forty bytes, without padding"
    assert made.keys() == {"SerialNumber", "Base32StringSeed", "QRCodePNG"}
    # On the wire the text is inside an encoding once more.
    body = b"Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=bob"
    wire = signed(root, body, service="iam")[2]
    sent = re.search("<Base32StringSeed>([^<]+)</Base32StringSeed>", wire)[1]
    assert len(sent) == 88 and re.fullmatch("[A-Z2-7]{64}", base64.b64decode(sent).decode())
    root.iam.delete_virtual_mfa_device(SerialNumber=f"arn:aws:iam::{root.account}:mfa/bob")
    listed = root.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert [device.keys() for device in listed] == [{"SerialNumber"}]


@pytest.mark.parametrize("steps", [(0, 0), (0, -1), (-1, 1), (-3, -1)])
def test_two_codes_must_be_consecutive_and_in_order(root, steps):
    member(root, "ann")
    device = VirtualDevice.make(root, "ann")
    first, second = (device.code(step) for step in steps)
    asked = {"AuthenticationCode1": first, "AuthenticationCode2": second}
    answer = refusal(root.iam.enable_mfa_device, UserName="ann", SerialNumber=device.serial, **asked)
    assert answer == INVALID_PAIR
    root.iam.enable_mfa_device(UserName="ann", **device.pair())


def test_codes_of_the_enrolment_are_spent(root):
    """Differs on purpose: AWS lets the second code be used once more."""
    user = member(root, "ann")
    device = VirtualDevice.make(root, "ann")
    pair = device.pair()
    root.iam.enable_mfa_device(UserName="ann", **pair)
    for code in ("AuthenticationCode1", "AuthenticationCode2"):
        factor = {"SerialNumber": device.serial, "TokenCode": pair[code]}
        assert refusal(user.sts.get_session_token, **factor) == ("AccessDenied", 403, WRONG_CODE)
    user.sts.get_session_token(**device.factor())


def test_the_history_of_pairs_survives_deactivation(root):
    member(root, "ann")
    device = VirtualDevice.make(root, "ann")
    pair = device.pair()
    root.iam.enable_mfa_device(UserName="ann", **pair)
    root.iam.deactivate_mfa_device(UserName="ann", SerialNumber=device.serial)
    assert refusal(root.iam.enable_mfa_device, UserName="ann", **pair) == INVALID_PAIR
    newer = {
        "SerialNumber": device.serial,
        "AuthenticationCode1": device.code(),
        "AuthenticationCode2": device.code(1),
    }
    root.iam.enable_mfa_device(UserName="ann", **newer)


def test_deactivating_does_not_delete(root):
    member(root, "ann")
    device = enrolled(root, "ann")
    in_use = refusal(root.iam.delete_virtual_mfa_device, SerialNumber=device.serial)
    assert in_use == ("DeleteConflict", 409, "MFA VirtualDevice in use. Must deactivate first.")
    wanted = ("EntityAlreadyExists", 409, "MFA device already exists.")
    assert refusal(root.iam.create_virtual_mfa_device, VirtualMFADeviceName="ann") == wanted
    root.iam.deactivate_mfa_device(UserName="ann", SerialNumber=device.serial)
    assert refusal(root.iam.create_virtual_mfa_device, VirtualMFADeviceName="ann") == wanted
    unassigned = root.iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    assert [one["SerialNumber"] for one in unassigned] == [device.serial]
    again = refusal(root.iam.deactivate_mfa_device, UserName="ann", SerialNumber=device.serial)
    assert again == ("NoSuchEntity", 404, "MFA Device invalid for user.")
    root.iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    root.iam.create_virtual_mfa_device(VirtualMFADeviceName="ann")


def test_what_a_program_leaves_half_done_blocks_the_name_and_what_the_console_leaves_does_not(service):
    """By the API it is as on AWS: a device that nobody enabled keeps its name until it is
    deleted. The console's own wizard takes its device away when it is cancelled."""
    root, person = Program.with_owner(service)
    VirtualDevice.make(root, "by-api")
    again = refusal(root.iam.create_virtual_mfa_device, VirtualMFADeviceName="by-api")
    assert again[:2] == ("EntityAlreadyExists", 409)
    client = quick.client_of(service)
    quick.sign_in(client, person)
    address, _ = quick.begin_device(client, "by-wizard")
    forms = [form.action for form in client.get(address).page.forms]
    cancel = next(action for action in forms if action.endswith("/cancel"))
    assert client.submit(client.get(address), cancel, {}).status == 303
    shown = root.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert [one["SerialNumber"].rsplit("/")[-1] for one in shown] == ["by-api"]
    VirtualDevice.make(root, "by-wizard")


def test_some_operations_are_allowed_on_the_user_and_some_on_the_device(root):
    user = member(root, "ann")
    serial = f"arn:aws:iam::{root.account}:mfa/ann"
    put(root, "ann", allow("iam:*", "arn:aws:iam::*:mfa/*"))
    device = VirtualDevice.make(user, "ann")
    user.iam.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "a", "Value": ""}])
    assert user.iam.list_mfa_device_tags(SerialNumber=serial)["Tags"] == [{"Key": "a", "Value": ""}]
    pair = device.pair()
    on_the_user = [
        (user.iam.enable_mfa_device, {"UserName": "ann", **pair}),
        (user.iam.resync_mfa_device, {"UserName": "ann", **pair}),
        (user.iam.list_mfa_devices, {"UserName": "ann"}),
        (user.iam.list_virtual_mfa_devices, {}),
        (user.iam.deactivate_mfa_device, {"UserName": "ann", "SerialNumber": serial}),
        (user.iam.get_mfa_device, {"UserName": "ann", "SerialNumber": serial}),
    ]
    for call, parameters in on_the_user:
        assert refusal(call, **parameters)[0] == "AccessDenied", call
    put(root, "ann", allow("iam:*", OWN))
    user.iam.enable_mfa_device(UserName="ann", **pair)
    user.iam.list_mfa_devices()
    assert refusal(user.iam.get_mfa_device, SerialNumber=serial)[0] == "ValidationError", "it is allowed"
    newer = device.pair()
    wrong = newer | {"AuthenticationCode1": newer["AuthenticationCode2"]}
    refused = refusal(user.iam.resync_mfa_device, UserName="ann", **wrong)
    assert refused[0] == "InvalidAuthenticationCode", "it is allowed"
    tag = {"SerialNumber": serial, "Tags": [{"Key": "a", "Value": "b"}]}
    assert refusal(user.iam.tag_mfa_device, **tag)[0] == "AccessDenied"
    untag = {"SerialNumber": serial, "TagKeys": ["a"]}
    assert refusal(user.iam.untag_mfa_device, **untag)[0] == "AccessDenied"
    assert refusal(user.iam.list_mfa_device_tags, SerialNumber=serial)[0] == "AccessDenied"
    assert refusal(user.iam.delete_virtual_mfa_device, SerialNumber=serial)[0] == "AccessDenied"
    assert refusal(user.iam.create_virtual_mfa_device, VirtualMFADeviceName="b")[0] == "AccessDenied"
    assert refusal(user.iam.list_virtual_mfa_devices)[0] == "AccessDenied", "wanted on *"


def test_a_name_that_is_left_out_is_that_of_who_signs(root):
    user = member(root, "ann", policy(allow("iam:*", OWN)))
    device = enrolled(root, "ann")
    assert user.iam.get_user()["User"]["UserName"] == "ann"
    assert user.iam.list_mfa_devices()["MFADevices"][0]["UserName"] == "ann"
    assert user.iam.list_access_keys()["AccessKeyMetadata"][0]["AccessKeyId"] == user.key
    assert root.iam.list_mfa_devices()["MFADevices"] == []
    session = user.session(user.sts.get_session_token(**device.factor())["Credentials"])
    session.iam.deactivate_mfa_device(SerialNumber=device.serial)
    assert user.iam.list_mfa_devices()["MFADevices"] == []


def test_getting_a_virtual_device_is_not_supported(root):
    member(root, "ann")
    device = enrolled(root, "ann")
    code, status, message = refusal(root.iam.get_mfa_device, SerialNumber=device.serial, UserName="ann")
    assert (code, status) == ("ValidationError", 400)
    assert "only hardware FIDO security keys are supported" in message


def test_the_rule_for_own_devices_comes_before_all_other_checks(root):
    user = member(root, "ann", policy(allow("iam:*")))
    enrolled(root, "ann")
    codes = {"AuthenticationCode1": "000000", "AuthenticationCode2": "000001"}
    for serial in (f"arn:aws:iam::{root.account}:mfa/ann", f"arn:aws:iam::{root.account}:mfa/nothing"):
        answer = refusal(user.iam.enable_mfa_device, UserName="ann", SerialNumber=serial, **codes)
        assert answer[0] == "AccessDenied" and "authenticated with an MFA device" in answer[2]
    member(root, "bob")
    other = VirtualDevice.make(user, "bob")
    user.iam.enable_mfa_device(UserName="bob", **other.pair())  # somebody else's is policy's matter


def test_devices_follow_a_user_to_a_new_name_and_hold_the_user(root):
    member(root, "ann")
    device = enrolled(root, "ann")
    root.iam.update_user(UserName="ann", NewUserName="anna", NewPath="/x/")
    assert root.iam.list_mfa_devices(UserName="anna")["MFADevices"][0]["SerialNumber"] == device.serial
    user = Program(root.server, *key_of(root, "anna"))
    session = user.session(user.sts.get_session_token(**device.factor())["Credentials"])
    assert session.sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{root.account}:user/x/anna"
    for key in root.iam.list_access_keys(UserName="anna")["AccessKeyMetadata"]:
        root.iam.delete_access_key(UserName="anna", AccessKeyId=key["AccessKeyId"])
    code, status, message = refusal(root.iam.delete_user, UserName="anna")
    assert (code, status) == ("DeleteConflict", 409)
    assert message == "Cannot delete entity, must remove tokens from principal first."
    root.iam.deactivate_mfa_device(UserName="anna", SerialNumber=device.serial)
    root.iam.delete_user(UserName="anna")


def key_of(root: Program, name: str) -> tuple[str, str]:
    """Makes one more key of a user."""
    key = root.iam.create_access_key(UserName=name)["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


def test_devices_count_when_enabled_not_when_made(root):
    member(root, "ann")
    for number in range(12):
        VirtualDevice.make(root, f"spare-{number}")
    enrolled(root, "ann")
    summary = root.iam.get_account_summary()["SummaryMap"]
    assert (summary["MFADevices"], summary["MFADevicesInUse"], summary["AccountMFAEnabled"]) == (13, 1, 0)


# --- STS ---------------------------------------------------------------------


def test_of_many_who_send_one_code_at_once_one_wins(root):
    user = member(root, "ann")
    device = enrolled(root, "ann")
    factor, sts = device.factor(), [user.sts for _ in range(8)]
    outcomes, start = [], threading.Barrier(len(sts))

    def send_it(client):
        start.wait()
        try:
            client.get_session_token(**factor)
            outcomes.append("given")
        except client.exceptions.ClientError as error:
            outcomes.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=send_it, args=[client]) for client in sts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["AccessDenied"] * 7 + ["given"]


def test_a_spent_code_stays_spent_over_a_sudden_death():
    with Server() as server:
        root = Program.of_root(server)
        user = member(root, "ann")
        device = enrolled(root, "ann")
        factor = device.factor()
        user.sts.get_session_token(**factor)
        server.restart()
        assert refusal(user.sts.get_session_token, **factor) == ("AccessDenied", 403, WRONG_CODE)


def test_a_code_older_than_one_that_was_used_is_refused(root):
    """Differs on purpose: AWS takes an older code that was not used."""
    user = member(root, "ann")
    device = enrolled(root, "ann")
    Clock.wait_for(Clock.step() + 1)
    older, newer = device.code(-1), device.code()
    user.sts.get_session_token(SerialNumber=device.serial, TokenCode=newer)
    answer = refusal(user.sts.get_session_token, SerialNumber=device.serial, TokenCode=older)
    assert answer == ("AccessDenied", 403, WRONG_CODE)


def test_no_policy_allows_or_forbids_a_session(root):
    user = member(root, "ann", policy(deny("*")))
    device = enrolled(root, "ann")
    session = user.session(user.sts.get_session_token(**device.factor())["Credentials"])
    assert refusal(session.iam.list_users)[0] == "AccessDenied"
    answer = refusal(session.sts.get_session_token)
    assert answer == ("AccessDenied", 403, "Cannot call GetSessionToken with session credentials")


def test_who_somebody_is_cannot_be_denied(root):
    user = member(root, "ann", policy(deny("*")))
    assert user.sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{root.account}:user/ann"


def test_a_session_of_a_role(root):
    """No path in its ARN, the role's own ARN in policies, an hour at most in a chain,
    no session of its own."""
    user = member(root, "ann", policy(allow("sts:AssumeRole")))
    account = f"arn:aws:iam::{root.account}:root"
    made = root.iam.create_role(
        RoleName="deep", Path="/a/b/", MaxSessionDuration=43200,
        AssumeRolePolicyDocument=json.dumps(trust(account)),
    )["Role"]  # fmt: skip
    condition = {"Condition": {"ArnEquals": {"aws:PrincipalArn": made["Arn"]}}}
    document = policy(allow("iam:ListUsers", **condition), allow("sts:AssumeRole"))
    root.iam.put_role_policy(RoleName="deep", PolicyName="p", PolicyDocument=json.dumps(document))
    given = user.sts.assume_role(RoleArn=made["Arn"], RoleSessionName="s-1", DurationSeconds=43200)
    session = user.session(given["Credentials"])
    who = session.sts.get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{root.account}:assumed-role/deep/s-1"
    assert who["UserId"] == f"{made['RoleId']}:s-1"
    session.iam.list_users()
    chained = {"RoleArn": made["Arn"], "RoleSessionName": "s-2"}
    code, status, message = refusal(session.sts.assume_role, **chained, DurationSeconds=3601)
    assert (code, status) == ("ValidationError", 400) and "1 hour session limit" in message
    session.sts.assume_role(**chained, DurationSeconds=3600)
    assert refusal(session.sts.get_session_token)[0] == "AccessDenied"
    assert refusal(root.sts.assume_role, **chained)[2] == "Roles may not be assumed by root accounts."


def test_the_device_for_a_role_is_of_the_caller_not_of_the_roles_account(service, root):
    other = Program.of_root(service, f"Other{root.account}")
    user = member(root, "ann", policy(allow("sts:AssumeRole")))
    device = enrolled(root, "ann")
    member(other, "ann")
    theirs = enrolled(other, "ann")
    document = json.dumps(trust(f"arn:aws:iam::{root.account}:user/ann", **WITH_MFA))
    arn = other.iam.create_role(RoleName="guest", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    wanted = {"RoleArn": arn, "RoleSessionName": "s-1"}
    assert "unable to validate" in refusal(user.sts.assume_role, **wanted, **theirs.factor())[2]
    given = user.sts.assume_role(**wanted, **device.factor())
    assert given["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{other.account}:assumed-role/guest/s-1"


def test_codes_are_text_with_their_zeros(root, tmp_path):
    user = member(root, "ann")
    for number in range(100):
        device = VirtualDevice.make(root, f"ann-{number}")
        if STEP - time.time() % STEP > 6 and device.code().startswith("0"):
            break
        root.iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    root.iam.enable_mfa_device(UserName="ann", **device.pair())
    code = device.code()
    assert code.startswith("0")
    user.aws_answer(
        "sts", "get-session-token", "--serial-number", device.serial, "--token-code", code,
        folder=tmp_path,
    )  # fmt: skip
    # As a number it would be too short. The clients know that, so it is sent without one.
    given = urllib.parse.urlencode({"SerialNumber": device.serial, "TokenCode": code.lstrip("0")})
    body = b"Action=GetSessionToken&Version=2011-06-15&" + given.encode()
    status, _, text = signed(user, body)
    assert status == 400 and "<Code>ValidationError</Code>" in text


def test_after_twenty_failures_one_code_is_not_enough_and_two_in_a_row_are(service, root):
    user = member(root, "ann", policy(allow("iam:*", OWN)))
    device = enrolled(root, "ann")
    wrong = str((int(device.code()) + 1) % 1_000_000).zfill(6)
    factor = {"SerialNumber": device.serial, "TokenCode": wrong}
    for _ in range(20):
        assert refusal(user.sts.get_session_token, **factor) == ("AccessDenied", 403, WRONG_CODE)
        # Waiting between twenty failures takes hours; here they have passed.
        service.query("UPDATE throttles SET not_before = last_at")
    right = {"SerialNumber": device.serial, "TokenCode": device.code()}
    for code in (right, factor):
        assert refusal(user.sts.get_session_token, **code) == ("AccessDenied", 403, UNABLE)
    role = root.iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust(root.account)))["Role"]
    wanted = {"RoleArn": role["Arn"], "RoleSessionName": "s-1"}
    assert refusal(user.sts.assume_role, **wanted, **right) == ("AccessDenied", 403, UNABLE)
    # The owner has the device, and its next codes, and needs nobody else.
    Clock.settle(3)
    pair = {"AuthenticationCode1": device.code(), "AuthenticationCode2": device.code(1)}
    next_one = device.code(2)
    user.iam.resync_mfa_device(UserName="ann", SerialNumber=device.serial, **pair)
    Clock.wait_for(Clock.step() + 1)
    user.sts.get_session_token(SerialNumber=device.serial, TokenCode=next_one)


def test_a_request_with_a_code_opens_nothing_when_it_is_replayed(root):
    user = member(root, "ann")
    device = enrolled(root, "ann")
    given = {"Action": "GetSessionToken", "Version": "2011-06-15"} | device.factor()
    body = urllib.parse.urlencode(given).encode()
    headers = sign(user, body)
    first, second = (send(root.server, body, headers) for _ in range(2))
    assert first[0] == 200 and "<SessionToken>" in first[2]
    assert second[0] == 403 and WRONG_CODE in second[2], second[2]


def test_every_client_sends_a_wrong_code_once(root, tmp_path):
    """Whatever its habits of trying again: a refusal is none of the answers that it takes
    for a fault, and so a slip of the finger is one failure and not five."""
    user = member(root, "ann")
    device = enrolled(root, "ann")
    wrong = str((int(device.code()) + 1) % 1_000_000).zfill(6)
    factor = {"SerialNumber": device.serial, "TokenCode": wrong}
    standard = botocore.config.Config(retries={"mode": "standard"})
    legacy = botocore.config.Config(retries={"mode": "legacy"})
    sts = [user.client("sts", config=config) for config in (standard, legacy)]
    sts += [CommandLine(user, tmp_path, version).sts for version in (1, 2)]
    for client in sts:
        assert refusal(client.get_session_token, **factor)[0] == "AccessDenied"
    events = root.client("cloudtrail", config=PATIENT).lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "GetSessionToken"}]
    )["Events"]
    told = [json.loads(event["CloudTrailEvent"]) for event in events]
    assert [event["errorCode"] for event in told] == ["AccessDenied"] * len(sts)


# --- The protocol ------------------------------------------------------------


def test_the_type_of_the_content_is_signed_as_it_is_written(root):
    plain = "application/x-www-form-urlencoded"
    for kind in (FORM, plain, f"{plain};charset=UTF-8"):
        assert signed(root, WHO, kind=kind)[0] == 200, kind
    headers = sign(root, WHO)
    headers["Content-Type"] = plain
    assert "SignatureDoesNotMatch" in send(root.server, WHO, headers)[2]


def test_the_signed_host_has_its_port(root):
    headers = sign(root, WHO)
    headers["Host"] = "127.0.0.1"
    status, _, text = send(root.server, WHO, headers)
    assert status == 403 and "SignatureDoesNotMatch" in text


def test_the_end_of_a_list_is_always_said_and_a_marker_only_before_it(root):
    for name in ("a", "b", "c"):
        root.iam.create_user(UserName=name)

    def listed(more: bytes) -> str:
        return signed(root, b"Action=ListUsers&Version=2010-05-08" + more, service="iam")[2]

    assert "<IsTruncated>true</IsTruncated>" in listed(b"&MaxItems=2")
    assert "<Marker>" in listed(b"&MaxItems=2")
    whole = listed(b"&MaxItems=1000")
    assert "<IsTruncated>false</IsTruncated>" in whole and "<Marker>" not in whole
    for wrong in (b"&MaxItems=1001", b"&MaxItems=0"):
        assert "<Code>ValidationError</Code>" in listed(wrong)


def test_a_call_that_comes_twice_is_told_so(root):
    """Clients send again what got no answer; the second time is a refusal that they do
    not take for a fault."""
    member(root, "ann")
    device = VirtualDevice.make(root, "ann")
    pair = device.pair()
    root.iam.enable_mfa_device(UserName="ann", **pair)
    answer = refusal(root.iam.enable_mfa_device, UserName="ann", **pair)
    assert answer == ("EntityAlreadyExists", 409, "MFA Device for user ann already exists.")
    member(root, "bob")
    answer = refusal(root.iam.enable_mfa_device, UserName="bob", **pair)
    assert answer == ("EntityAlreadyExists", 409, "MFA Device is already in use.")


def test_errors_have_short_codes_that_clients_know_by_name(root):
    iam = root.iam
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_user(UserName="nobody")
    iam.create_user(UserName="ann")
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_user(UserName="ann")
    with pytest.raises(iam.exceptions.MalformedPolicyDocumentException):
        iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument="{")


def test_services_are_told_apart_by_target_scope_and_version(root):
    """One address: what a request is for must be said, and be said the same twice."""
    json_1_1 = "application/x-amz-json-1.1"
    target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
    for service in ("iam", "sts"):
        status, _, text = signed(root, b"Action=GetUser&Version=2010-05-08", service=service)
        wanted = (200, "<GetUserResult>") if service == "iam" else (400, "<Code>InvalidAction</Code>")
        assert (status, wanted[1] in text) == (wanted[0], True), text
    assert "<Code>InvalidAction</Code>" in signed(root, b"Action=GetUser&Version=2011-06-15")[2]
    for service, wanted in (("cloudtrail", 200), ("iam", 400)):
        headers = sign(root, b"{}", service=service, kind=json_1_1, **{"X-Amz-Target": target})
        status, answered, text = send(root.server, b"{}", headers)
        assert status == wanted and answered["Content-Type"].startswith("application/x-amz-json"), text


# --- IAM ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "more", "begins"),
    [
        ("user", {}, "AIDA"),
        ("group", {}, "AGPA"),
        ("role", {"AssumeRolePolicyDocument": json.dumps(trust("*"))}, "AROA"),
        ("policy", {"PolicyDocument": json.dumps(policy(allow("*")))}, "ANPA"),
    ],
)
def test_names_keep_their_spelling_and_are_single_whatever_it_is(root, kind, more, begins):
    name = f"{kind.title()}Name"
    create, delete = (getattr(root.iam, f"{verb}_{kind}") for verb in ("create", "delete"))
    made = create(**{name: "Ann"}, **more)[kind.title()]
    assert refusal(create, **{name: "aNN"}, **more)[:2] == ("EntityAlreadyExists", 409)
    listed = root.iam.list_policies(Scope="Local") if kind == "policy" else getattr(root.iam, f"list_{kind}s")()
    members = "Policies" if kind == "policy" else f"{kind.title()}s"
    assert [one[name] for one in listed[members]] == ["Ann"]
    delete(**({"PolicyArn": made["Arn"]} if kind == "policy" else {name: "Ann"}))
    again = create(**{name: "ann"}, **more)[kind.title()]
    ids = [one[f"{kind.title()}Id"] for one in (made, again)]
    assert ids[0] != ids[1] and all(one.startswith(begins) and len(one) == 21 for one in ids), ids


def test_names_of_devices_are_single_whatever_their_spelling(root):
    serial = VirtualDevice.make(root, "Phone").serial
    assert serial.endswith(":mfa/Phone")
    again = refusal(root.iam.create_virtual_mfa_device, VirtualMFADeviceName="phone")
    assert again[:2] == ("EntityAlreadyExists", 409)


def test_a_trust_policy_means_the_user_not_the_name(root):
    user = member(root, "ann")
    arn = f"arn:aws:iam::{root.account}:user/ann"
    made = root.iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust(arn)))["Role"]
    wanted = {"RoleArn": made["Arn"], "RoleSessionName": "s-1"}
    user.sts.assume_role(**wanted)
    root.iam.delete_access_key(UserName="ann", AccessKeyId=user.key)
    root.iam.delete_user(UserName="ann")
    assert refusal(user.sts.get_caller_identity)[0] == "InvalidClientTokenId"
    impostor = member(root, "ann")
    assert refusal(impostor.sts.assume_role, **wanted)[:2] == ("AccessDenied", 403)
    shown = root.iam.get_role(RoleName="r")["Role"]["AssumeRolePolicyDocument"]
    assert shown["Statement"][0]["Principal"]["AWS"].startswith("AIDA")


def test_a_password_policy_is_replaced_as_a_whole(root):
    assert refusal(root.iam.get_account_password_policy)[:2] == ("NoSuchEntity", 404)
    root.iam.update_account_password_policy(MinimumPasswordLength=14, RequireSymbols=True, MaxPasswordAge=90)
    shown = root.iam.get_account_password_policy()["PasswordPolicy"]
    assert (shown["RequireSymbols"], shown["ExpirePasswords"], shown["MaxPasswordAge"]) == (True, True, 90)
    root.iam.update_account_password_policy(RequireNumbers=True)
    shown = root.iam.get_account_password_policy()["PasswordPolicy"]
    assert shown["MinimumPasswordLength"] == 6 and shown["RequireNumbers"]
    assert not shown["RequireSymbols"] and not shown["ExpirePasswords"] and "MaxPasswordAge" not in shown
    root.iam.delete_account_password_policy()
    assert refusal(root.iam.get_account_password_policy)[:2] == ("NoSuchEntity", 404)


def test_no_password_policy_binds_root(service):
    """Nor does it call root's password too old, or too short, or too plain."""
    root, person = Program.with_owner(service)
    root.iam.update_account_password_policy(
        MinimumPasswordLength=64, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True,
        MaxPasswordAge=1, HardExpiry=True,
    )  # fmt: skip
    member(root, "ann")
    weak = refusal(root.iam.create_login_profile, UserName="ann", Password="eight quiet otters hum")
    assert weak[:2] == ("PasswordPolicyViolation", 400)
    client, page = quick.client_of(service), "/credentials/password"
    quick.sign_in(client, person)
    new = "eight quiet otters hum"
    fields = {"password": person.password, "new_password": new, "repeated": new}
    answer = client.submit(client.get(page), page, fields)
    assert answer.status == 303, answer.page.text
    person.password = new
    quick.sign_in(quick.client_of(service), person)


def test_managed_policies_of_aws_have_its_account(root):
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    member(root, "ann")
    root.iam.attach_user_policy(UserName="ann", PolicyArn=arn)
    attached = root.iam.list_attached_user_policies(UserName="ann")["AttachedPolicies"]
    assert attached == [{"PolicyName": "AdministratorAccess", "PolicyArn": arn}]
    assert arn in [one["Arn"] for one in root.iam.list_policies(Scope="AWS")["Policies"]]
    assert root.iam.list_policies(Scope="Local")["Policies"] == []
    assert refusal(root.iam.delete_policy, PolicyArn=arn)[0] in ("AccessDenied", "InvalidInput")


def test_who_may_not_look_does_not_learn_who_exists(root):
    user = member(root, "ann")
    root.iam.create_user(UserName="bob", Path="/secret/")
    pair = {
        "SerialNumber": f"arn:aws:iam::{root.account}:mfa/x",
        "AuthenticationCode1": "000000",
        "AuthenticationCode2": "000001",
    }
    for call, more in [(user.iam.get_user, {}), (user.iam.enable_mfa_device, pair)]:
        said = [
            refusal(call, UserName=name, **more)[2].replace(name, "X") for name in ("bob", "nobody")
        ]
        assert said[0] == said[1], said


def test_only_users_and_their_list_tell_when_a_password_was_used(service):
    root, person = Program.with_owner(service)
    member(root, "ann")
    root.iam.create_group(GroupName="crew")
    root.iam.add_user_to_group(GroupName="crew", UserName="ann")
    root.iam.create_login_profile(UserName="ann", Password="seven quiet otters hum")
    assert "PasswordLastUsed" not in root.iam.get_user(UserName="ann")["User"]
    ann = Person("ann", root.account, "seven quiet otters hum")
    quick.sign_in(quick.client_of(service), ann)
    quick.sign_in(quick.client_of(service), person)
    shown = root.iam.get_user(UserName="ann")["User"]["PasswordLastUsed"]
    now = datetime.datetime.now(datetime.timezone.utc)
    assert abs((now - shown).total_seconds()) < 120
    assert root.iam.list_users()["Users"][0]["PasswordLastUsed"] == shown
    assert "PasswordLastUsed" in root.iam.get_user()["User"], "root's as well"
    device = enrolled(root, "ann")
    [of_group] = root.iam.get_group(GroupName="crew")["Users"]
    [details] = root.iam.get_account_authorization_details(Filter=["User"])["UserDetailList"]
    assert "PasswordLastUsed" not in of_group.keys() | details.keys()
    [listed] = root.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert listed["SerialNumber"] == device.serial and listed["User"]["PasswordLastUsed"] == shown


def test_lists_leave_out_tags_and_secrets_appear_once(root):
    root.iam.create_user(UserName="ann", Tags=[{"Key": "team", "Value": "x"}])
    assert root.iam.get_user(UserName="ann")["User"]["Tags"] == [{"Key": "team", "Value": "x"}]
    assert "Tags" not in root.iam.list_users()["Users"][0]
    root.iam.create_access_key(UserName="ann")
    listed = root.iam.list_access_keys(UserName="ann")["AccessKeyMetadata"][0]
    assert listed.keys() == {"UserName", "AccessKeyId", "Status", "CreateDate"}


# --- Policies ----------------------------------------------------------------


def test_variables_need_the_newer_version(root):
    user = member(root, "ann")
    for version, wanted in [("2012-10-17", True), ("2008-10-17", False)]:
        document = {"Version": version, "Statement": [allow("iam:GetUser", OWN)]}
        root.iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=json.dumps(document))
        if wanted:
            assert user.iam.get_user()["User"]["UserName"] == "ann"
        else:
            assert refusal(user.iam.get_user)[0] == "AccessDenied"


def test_for_all_values_holds_for_nothing(root):
    user = member(root, "ann")
    def allow_if(operator: str) -> None:
        condition = {operator: {"aws:TagKeys": "team"}}
        put(root, "ann", allow(["iam:CreateUser", "iam:TagUser"], Condition=condition))

    team, other = ([{"Key": key, "Value": ""}] for key in ("team", "other"))
    allow_if("ForAllValues:StringEquals")
    user.iam.create_user(UserName="a")
    user.iam.create_user(UserName="b", Tags=team)
    assert refusal(user.iam.create_user, UserName="c", Tags=other)[0] == "AccessDenied"
    allow_if("StringEquals")
    assert refusal(user.iam.create_user, UserName="c", Tags=team)[0] == "AccessDenied"


def test_denials_do_not_bind_root(root):
    group = {"GroupName": "all"}
    root.iam.create_group(**group)
    root.iam.put_group_policy(**group, PolicyName="p", PolicyDocument=json.dumps(policy(deny("*"))))
    root.iam.list_users()


# --- What is written down ----------------------------------------------------


def test_neither_log_nor_store_has_codes_seeds_or_secrets():
    with Server() as server:
        server.log_level = "trace"
        server.restart()
        root = Program.of_root(server)
        user = member(root, "ann", FORCE_MFA)
        device = VirtualDevice.make(user, "ann")
        pair = device.pair()
        user.iam.enable_mfa_device(UserName="ann", **pair)
        code = device.next_code()
        given = user.sts.get_session_token(SerialNumber=device.serial, TokenCode=code)["Credentials"]
        user.session(given).iam.list_users()
        root.iam.create_login_profile(UserName="ann", Password="seven quiet otters hum")
        secrets = [
            device.seed, user.secret, root.secret, given["SecretAccessKey"], given["SessionToken"],
            "seven quiet otters hum",
        ]  # fmt: skip
        codes = [code, *(pair[name] for name in ("AuthenticationCode1", "AuthenticationCode2"))]
        said = server.log() + server.printed()
        assert not [secret for secret in secrets + codes if secret in said]
        kept = [path.read_bytes() for path in server.data.rglob("*") if path.is_file()]
        assert any(user.key.encode() in content for content in kept), "the key's id is no secret"
        needles = [secret.encode() for secret in secrets] + [base64.b32decode(device.seed)]
        assert not [needle for needle in needles for content in kept if needle in content]


# --- The page ----------------------------------------------------------------


def test_the_page_names_tests_that_there_are():
    """Each row of docs/aws-traps.md says by what it is shown."""
    page = (HERE.parent / "docs" / "aws-traps.md").read_text()
    rows = [row for row in page.splitlines() if row.startswith("| ") and not row.startswith("| what |")]
    assert len(rows) >= 50 and not [row for row in rows if row.count("|") != 3]
    sources = [*HERE.glob("test_*.py"), *HERE.parent.glob("crates/*/tests/**/*.rs")]
    sources += HERE.parent.glob("crates/*/src/**/*.rs")
    there = {name for path in sources for name in re.findall(r"(?:def|fn) (\w+)\(", path.read_text())}
    named = set(re.findall(r"`(\w+_\w+_\w+)`", page))
    assert len(named) > 60 and named <= there, named - there
