"""The life with a second factor as programs see it, scenario by scenario: the command
line and boto3, unmodified, on both stores. What every such scenario needs to know of
the protocol itself is in test_programs.py."""

import csv
import datetime
import io
import json
import time

from harness import quick
from harness.policies import SELF_MANAGEMENT, WITH_MFA, allow, policy, trust
from harness.programs import (
    STEP, UNABLE, WRONG_CODE, Program, VirtualDevice, enrolled, member, refusal,
)  # fmt: skip

SELF_MANAGED = (
    "To complete this action, please ensure that you are authenticated with an MFA device that is "
    "enabled for this user."
)


def test_users_manage_their_own_second_factor_from_the_command_line(root, tmp_path):
    """A user who has nothing but a key can enrol, is then refused everything, and with a
    code may do all that the policy gives."""

    def aws(who: Program, *words: str):
        return who.aws_answer(*words, folder=tmp_path)

    document = json.dumps(SELF_MANAGEMENT)
    arn = root.iam.create_policy(PolicyName="force-mfa", PolicyDocument=document)["Policy"]["Arn"]
    root.iam.create_group(GroupName="everybody")
    root.iam.attach_group_policy(GroupName="everybody", PolicyArn=arn)
    ann = member(root, "ann")
    root.iam.create_login_profile(UserName="ann", Password="seven quiet otters hum")
    root.iam.add_user_to_group(GroupName="everybody", UserName="ann")

    refused = ann.aws("iam", "list-access-keys", folder=tmp_path)
    assert refused.returncode != 0 and "with an explicit deny in an identity-based policy" in refused.stderr

    serial = aws(
        ann, "iam", "create-virtual-mfa-device", "--virtual-mfa-device-name", "ann",
        "--outfile", "seed", "--bootstrap-method", "Base32StringSeed",
    )["VirtualMFADevice"]["SerialNumber"]  # fmt: skip
    device = VirtualDevice.of_file(serial, tmp_path / "seed")
    pair = device.pair(15)
    aws(
        ann, "iam", "enable-mfa-device", "--user-name", "ann", "--serial-number", serial,
        "--authentication-code1", pair["AuthenticationCode1"],
        "--authentication-code2", pair["AuthenticationCode2"],
    )  # fmt: skip
    assert "explicit deny" in refusal(ann.iam.list_access_keys)[2]

    given = aws(
        ann, "sts", "get-session-token", "--serial-number", serial, "--token-code", device.next_code()
    )
    session = ann.session(given["Credentials"])
    listed = aws(session, "iam", "list-access-keys")["AccessKeyMetadata"]
    assert [key["AccessKeyId"] for key in listed] == [ann.key]
    aws(
        session, "iam", "change-password",
        "--old-password", "seven quiet otters hum", "--new-password", "eight quiet otters hum",
    )  # fmt: skip
    second = session.iam.create_access_key(UserName="ann")["AccessKey"]
    session.iam.delete_access_key(UserName="ann", AccessKeyId=second["AccessKeyId"])
    assert refusal(session.iam.list_users)[0] == "AccessDenied", "not among what the policy gives"
    assert refusal(session.iam.list_access_keys, UserName="somebody")[0] == "AccessDenied"


def test_after_wrong_codes_even_a_right_one_waits(root, by):
    user = by(member(root, "ann"))
    device = enrolled(root, "ann")
    wrong = [str((int(device.code(0)) + number) % 1_000_000).zfill(6) for number in (111, 222, 333, 444)]
    wrong = [code for code in wrong if code not in {device.code(step) for step in range(-20, 21)}]
    for number, code in enumerate((wrong * 2)[:5]):
        # Three failures are free, the fourth costs five seconds, the fifth ten: nothing but
        # time ends them, and no earlier attempt may tell.
        time.sleep(5.2 if number == 4 else 0)
        answer = refusal(user.sts.get_session_token, SerialNumber=device.serial, TokenCode=code)
        assert answer == ("AccessDenied", 403, WRONG_CODE)
    right = {"SerialNumber": device.serial, "TokenCode": device.code()}
    assert refusal(user.sts.get_session_token, **right) == ("AccessDenied", 403, UNABLE)
    time.sleep(10.2)
    user.sts.get_session_token(SerialNumber=device.serial, TokenCode=device.code())


def test_a_second_device_is_enrolled_with_the_first_and_a_ninth_never(root, by):
    everything = policy(allow("iam:*"))
    user = by(member(root, "ann", everything))
    first = VirtualDevice.make(user, "ann")
    user.iam.enable_mfa_device(UserName="ann", **first.pair())
    second = VirtualDevice.make(user, "ann-2")
    wanted = ("AccessDenied", 403, SELF_MANAGED)
    assert refusal(user.iam.enable_mfa_device, UserName="ann", **second.pair()) == wanted
    remove = {"UserName": "ann", "SerialNumber": first.serial}
    assert refusal(user.iam.deactivate_mfa_device, **remove) == wanted

    session = user.session(user.sts.get_session_token(**first.factor())["Credentials"])
    session.iam.enable_mfa_device(UserName="ann", **second.pair())
    plain = Program(root.server, session.key, session.secret, session.token)
    for number in range(3, 9):
        device = VirtualDevice.make(plain, f"ann-{number}")
        plain.iam.enable_mfa_device(UserName="ann", **device.pair())
    ninth = VirtualDevice.make(session, "ann-9")
    code, status, message = refusal(session.iam.enable_mfa_device, UserName="ann", **ninth.pair())
    assert (code, status) == ("LimitExceeded", 409) and "MFADevicesPerUser: 8" in message
    assert len(session.iam.list_mfa_devices()["MFADevices"]) == 8

    session.iam.deactivate_mfa_device(**remove)
    session.iam.enable_mfa_device(UserName="ann", **ninth.pair())


def test_a_clock_that_is_off_is_learned_and_learned_anew(root, by):
    """Three hours behind at first, corrected later. (One that was ahead has spent the
    codes of the hours to come: see docs/decisions/0004.)"""
    user, root = by(member(root, "ann")), by(root)
    off = -3 * 3600 // STEP
    device = enrolled(root, "ann", off)
    user.sts.get_session_token(**device.factor())

    right = VirtualDevice.of_seed(device.serial, device.seed)
    assert refusal(user.sts.get_session_token, **right.factor())[2] == WRONG_CODE
    root.iam.resync_mfa_device(UserName="ann", **right.pair())
    user.sts.get_session_token(**right.factor())


def test_a_clock_that_was_ahead_is_not_set_back(root):
    member(root, "ann")
    device = enrolled(root, "ann", 3 * 3600 // STEP)
    right = VirtualDevice.of_seed(device.serial, device.seed)
    code, status, _ = refusal(root.iam.resync_mfa_device, UserName="ann", **right.pair())
    assert (code, status) == ("InvalidAuthenticationCode", 403)


def test_a_session_of_a_role_has_proved_no_second_factor(root):
    user = member(root, "ann", policy(allow("sts:AssumeRole")))
    device = enrolled(root, "ann")
    role = root.iam.create_role(
        RoleName="reader",
        AssumeRolePolicyDocument=json.dumps(trust(f"arn:aws:iam::{root.account}:root", **WITH_MFA)),
    )["Role"]
    document = policy(
        allow("iam:*"),
        {
            "Effect": "Deny", "Action": "iam:ListUsers", "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        },
    )  # fmt: skip
    root.iam.put_role_policy(RoleName="reader", PolicyName="p", PolicyDocument=json.dumps(document))
    wanted = {"RoleArn": role["Arn"], "RoleSessionName": "s-1"}
    given = user.sts.assume_role(**wanted, **device.factor())["Credentials"]
    session = user.session(given)
    code, _, message = refusal(session.iam.list_users)
    assert code == "AccessDenied" and message.endswith("explicit deny in an identity-based policy")
    session.iam.list_groups()


def test_root_enrols_in_the_console_only(root, by):
    root = by(root)
    own = refusal(root.iam.enable_mfa_device, UserName="AWS ROOT USER", **enabling(root))
    assert own[:2] == ("ValidationError", 400), own
    own = refusal(root.iam.enable_mfa_device, UserName="root", **enabling(root))
    assert own[:2] == ("NoSuchEntity", 404), own
    assert root.iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 0
    assert root.sts.get_caller_identity()["UserId"] == root.account


def enabling(root: Program) -> dict:
    """Returns serial and codes of a device that waits for them."""
    enabling.made = getattr(enabling, "made", 0) + 1
    return VirtualDevice.make(root, f"device-{enabling.made}").pair()


def test_what_root_enrols_in_the_console_its_key_shows_and_uses(service):
    root, person = Program.with_owner(service)
    client = quick.client_of(service)
    quick.sign_in(client, person)
    quick.enrol(client, person, "root-account-mfa-device")
    serial = f"arn:aws:iam::{root.account}:mfa/root-account-mfa-device"
    assert [device["SerialNumber"] for device in root.iam.list_mfa_devices()["MFADevices"]] == [serial]
    shown = root.iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert shown[0]["User"]["UserId"] == root.account
    assert shown[0]["User"]["Arn"] == f"arn:aws:iam::{root.account}:root"
    assert root.iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 1
    factor = {"SerialNumber": serial, "TokenCode": person.devices[0].next_code()}
    given = root.sts.get_session_token(DurationSeconds=43200, **factor)["Credentials"]
    left = given["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert 3500 < left.total_seconds() <= 3600
    session = root.session(given)
    assert session.iam.get_user()["User"]["Arn"].endswith(":root")


def test_the_credential_report_tells_of_keys_and_devices(root):
    assert refusal(root.iam.get_credential_report)[:2] == ("ReportNotPresent", 410)
    member(root, "ann")
    member(root, "Bob")
    enrolled(root, "ann")
    root.iam.create_login_profile(UserName="Bob", Password="seven quiet otters hum")
    assert root.iam.generate_credential_report()["State"] in ("STARTED", "COMPLETE")
    report = root.iam.get_credential_report()
    assert report["ReportFormat"] == "text/csv"
    text = report["Content"].decode()
    rows = {row["user"]: row for row in csv.DictReader(io.StringIO(text))}
    assert list(rows) == ["<root_account>", "ann", "Bob"]
    assert [rows[name]["mfa_active"] for name in rows] == ["false", "true", "false"]
    assert [rows[name]["password_enabled"] for name in ("ann", "Bob")] == ["false", "true"]
    assert [rows[name]["access_key_1_active"] for name in rows] == ["true", "true", "true"]
    assert rows["ann"]["cert_1_active"] == "false" and rows["ann"]["cert_1_last_rotated"] == "N/A"
    # The kinds of nothing: no password at all, one that nobody used, one that never expires.
    assert [rows[name]["password_last_used"] for name in ("ann", "Bob")] == ["N/A", "no_information"]
    assert rows["Bob"]["password_next_rotation"] == "N/A"
    assert rows["Bob"]["password_last_changed"].endswith("Z")
    assert not text.endswith("\n")


# The table of docs/policies.md: what each statement does to a long-term key, to a session
# without and to one with a second factor. A session without one cannot call IAM at all,
# so what is asked for is AssumeRole.
PRESENT, AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"
TABLE = [
    ("Deny", {"Bool": {PRESENT: "false"}}, (True, False, True)),
    ("Deny", {"BoolIfExists": {PRESENT: "false"}}, (False, False, True)),
    ("Allow", {"Bool": {PRESENT: "true"}}, (False, False, True)),
    ("Allow", {"BoolIfExists": {PRESENT: "true"}}, (True, False, True)),
    ("Deny", {"Null": {PRESENT: "true"}}, (False, True, True)),
    ("Deny", {"NumericGreaterThan": {AGE: "3600"}}, (True, True, True)),
    ("Deny", {"NumericGreaterThan": {AGE: "-1"}}, (True, True, False)),
    ("Deny", {"NumericGreaterThanIfExists": {AGE: "3600"}}, (False, False, True)),
]


def test_the_three_states_of_a_second_factor(root):
    """The truth table of the condition keys, through real sessions."""
    user = member(root, "ann")
    device = enrolled(root, "ann")
    account = f"arn:aws:iam::{root.account}:root"
    role = root.iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust(account)))["Role"]
    plain = user.session(user.sts.get_session_token()["Credentials"])
    proved = user.session(user.sts.get_session_token(**device.factor())["Credentials"])
    seen = {}
    for effect, condition, wanted in TABLE:
        asked = {"Effect": effect, "Action": "sts:AssumeRole", "Resource": "*", "Condition": condition}
        statements = [asked] if effect == "Allow" else [allow("sts:AssumeRole"), asked]
        root.iam.put_user_policy(
            UserName="ann", PolicyName="p", PolicyDocument=json.dumps(policy(*statements))
        )
        seen[f"{effect} {condition}"] = tuple(may_assume(one, role["Arn"]) for one in (user, plain, proved))
    assert seen == {f"{effect} {condition}": wanted for effect, condition, wanted in TABLE}


def may_assume(program: Program, role: str) -> bool:
    """Says whether somebody may assume a role."""
    try:
        program.sts.assume_role(RoleArn=role, RoleSessionName="s-1")
    except program.sts.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "AccessDenied", error
        return False
    return True
