"""`secondkey aws audit` on an account that does not fit on one page: who may reset whom is
read from the policies, and what it says of users, devices, keys and powers is what AWS's own
command line says."""

import base64
import csv
import io
import json
import subprocess

import pytest

from harness.programs import AWS, REGION, Program, VirtualDevice, enrolled
from harness.server import Server
from harness.tools import program, run

USERS = 104


def policy(action: str | list[str], resource: str) -> str:
    """Returns a document that allows some actions on something."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture(scope="module")
def root():
    """The root user's key of an account with many users, of whom some have power."""
    with Server() as server:
        root = Program.of_root(server, "Audited")
        for number in range(USERS):
            root.iam.create_user(UserName=f"user-{number:03}")
        desk = policy(["iam:DeactivateMFADevice", "iam:UpdateLoginProfile"], "arn:aws:iam::*:user/user-001")
        root.iam.put_user_policy(UserName="user-000", PolicyName="desk", PolicyDocument=desk)
        # Nothing in its name says so, and yet it makes an administrator.
        made = root.iam.create_policy(PolicyName="reader", PolicyDocument=policy("iam:Put*", "*"))
        root.iam.create_group(GroupName="readers")
        root.iam.attach_group_policy(GroupName="readers", PolicyArn=made["Policy"]["Arn"])
        root.iam.add_user_to_group(GroupName="readers", UserName="user-002")
        for user in ("user-001", "user-003"):
            root.iam.create_login_profile(UserName=user, Password="seven quiet otters hum")
        # Two devices, one, and one that was made and never given to anybody.
        enrolled(root, "user-001")
        spare = VirtualDevice.make(root, "user-001-spare")
        root.iam.enable_mfa_device(UserName="user-001", **spare.pair())
        enrolled(root, "user-003")
        VirtualDevice.make(root, "nobody")
        # A key that was used, one that never was, and one that is switched off.
        root.user("user-004").sts.get_caller_identity()
        off = root.user("user-004")
        root.iam.update_access_key(UserName="user-004", AccessKeyId=off.key, Status="Inactive")
        root.user("user-005")
        yield root


@pytest.fixture
def audit(root, tmp_path):
    """Runs an audit with root's key and returns the report and the graph."""
    environment = {
        "HOME": str(tmp_path), "AWS_ACCESS_KEY_ID": root.key, "AWS_SECRET_ACCESS_KEY": root.secret,
        "AWS_ENDPOINT_URL": root.server.url, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SECONDKEY_VAULT": str(tmp_path / "none.age"), "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    words = ["aws", "audit", "--graph", "graph.json", "--json", "--max-size", "2"]
    ended = run(program("secondkey"), *words, cwd=tmp_path, env=environment)
    assert ended.returncode == 0, ended.stderr
    graph = json.loads((tmp_path / "graph.json").read_text())
    return json.loads(ended.stdout), graph, environment


def test_who_may_reset_whom_is_read_from_the_policies(audit):
    report, graph, _ = audit
    ways = [(way["to"], way["needs"]) for way in graph["methods"] if way.get("purpose") == "reset"]
    # The help desk lets one user in, and nobody else.
    assert ("user:user-001", ["user:user-000"]) in ways
    assert [to for to, needs in ways if "user:user-000" in needs].count("user:user-003") == 0
    # Whoever may write the own policy is an administrator, by whatever name.
    assert "administrator" in graph["nodes"]["user:user-002"]["tags"]
    assert ("user:user-050", ["user:user-002"]) in ways
    strong = [name for name, node in graph["nodes"].items() if "administrator" in node.get("tags", [])]
    assert strong == ["user:user-002"]
    assert len(report["targets"]) == USERS + 1


@pytest.fixture
def told(audit):
    """Asks AWS's own command line."""
    _, _, environment = audit

    def told(*words: str):
        command = [AWS, *words, "--output", "json"]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout) if ended.stdout.strip() else None

    return told


def nodes_of(graph: dict, user: str, kind: str) -> set[str]:
    """Returns what the graph has of a user: `arn:` for devices, `key-` for access keys."""
    start = f"user:{user}."
    return {node.removeprefix(start) for node in graph["nodes"] if node.startswith(start + kind)}


def test_its_users_and_devices_are_those_of_the_command_line(audit, told):
    _, graph, _ = audit
    names = {user["UserName"] for user in told("iam", "list-users")["Users"]}
    assert {f"user:{name}" for name in names} == {
        name for name, node in graph["nodes"].items()
        if node.get("kind") == "identity" and name.startswith("user:")
    }  # fmt: skip
    # Every device of everybody, by one list; of some, by each one's own.
    words = ("iam", "list-virtual-mfa-devices", "--assignment-status", "Assigned")
    devices = {name: set() for name in names}
    for device in told(*words)["VirtualMFADevices"]:
        devices[device["User"]["UserName"]].add(device["SerialNumber"])
    assert {name: nodes_of(graph, name, "arn:") for name in names} == devices
    assert [len(devices[f"user-{n:03}"]) for n in range(5)] == [0, 2, 0, 1, 0]
    for name in ("user-000", "user-001", "user-003"):
        own = told("iam", "list-mfa-devices", "--user-name", name)["MFADevices"]
        assert {device["SerialNumber"] for device in own} == devices[name]
        # Each of them is a way in, together with the password, and there is no other.
        needs = [
            way["needs"] for way in graph["methods"]
            if way["to"] == f"user:{name}" and way.get("purpose") == "sign-in"
        ]  # fmt: skip
        signs_in = [{f"user:{name}.password", f"user:{name}.{one}"} for one in devices[name]]
        assert len(needs) == len(signs_in)
        assert all(set(way) in signs_in for way in needs)
    assert told("iam", "get-account-summary")["SummaryMap"]["AccountMFAEnabled"] == 0
    assert not [node for node in graph["nodes"] if node.startswith("root.arn:")]


def test_its_passwords_and_keys_are_those_of_the_command_line(audit, told):
    _, graph, _ = audit
    told("iam", "generate-credential-report")
    report = base64.b64decode(told("iam", "get-credential-report")["Content"]).decode()
    lines = {line["user"]: line for line in csv.DictReader(io.StringIO(report))}
    assert len(lines) == USERS + 1
    for name, line in lines.items():
        if name == "<root_account>":
            keys = {node for node in graph["nodes"] if node.startswith("root.key-")}
        else:
            keys = nodes_of(graph, name, "key-")
            has_password = f"user:{name}.password" in graph["nodes"]
            assert has_password == (line["password_enabled"] == "true"), name
        active = [n for n in "12" if line[f"access_key_{n}_active"] == "true"]
        assert len(keys) == len(active), name
    summary = told("iam", "get-account-summary")["SummaryMap"]
    assert summary["AccountAccessKeysPresent"] == 1
    for name in ("user-004", "user-005", "user-006"):
        listed = told("iam", "list-access-keys", "--user-name", name)["AccessKeyMetadata"]
        active = [key["AccessKeyId"] for key in listed if key["Status"] == "Active"]
        used = []
        for key in active:
            last = told("iam", "get-access-key-last-used", "--access-key-id", key)["AccessKeyLastUsed"]
            used.append(last.get("LastUsedDate", "")[:10])
        keys = sorted(nodes_of(graph, name, "key-"))
        assert [graph["nodes"][f"user:{name}.{key}"].get("used", "") for key in keys] == used, name
    assert len(nodes_of(graph, "user-004", "key-")) == 1, "one of the two is switched off"
    assert graph["nodes"]["user:user-004.key-1"]["used"]


def test_its_powers_are_those_of_the_command_line(audit, told):
    _, graph, _ = audit
    own = told("sts", "get-caller-identity")["Account"]

    def may(who: str, action: str, whom: str) -> bool:
        arn = f"arn:aws:iam::{own}:user/"
        answer = told(
            "iam", "simulate-principal-policy", "--policy-source-arn", arn + who,
            "--action-names", action, "--resource-arns", arn + whom,
        )  # fmt: skip
        return answer["EvaluationResults"][0]["EvalDecision"] == "allowed"

    resets = {
        (way["needs"][0], way["to"]) for way in graph["methods"]
        if way.get("purpose") == "reset" and len(way["needs"]) == 1
    }  # fmt: skip
    for who, whom in [("000", "001"), ("000", "003"), ("001", "003"), ("003", "001")]:
        who, whom = f"user-{who}", f"user-{whom}"
        actions = ("iam:DeactivateMFADevice", "iam:UpdateLoginProfile")
        allowed = all(may(who, action, whom) for action in actions)
        assert ((f"user:{who}", f"user:{whom}") in resets) == allowed, (who, whom)
    for who in ("user-000", "user-002", "user-003"):
        tags = graph["nodes"][f"user:{who}"].get("tags", [])
        assert ("administrator" in tags) == may(who, "iam:PutUserPolicy", who), who


def test_it_fails_on_request_and_writes_sarif(audit, tmp_path):
    report, _, environment = audit
    severities = [found["severity"] for found in report["rules"]["findings"]]
    assert "critical" in severities, "root has an access key"
    words = ["aws", "audit", "--max-size", "2", "--format", "sarif"]
    ended = run(program("secondkey"), *words, "--fail-on", "critical", cwd=tmp_path, env=environment)
    assert ended.returncode == 3, ended.stderr
    assert f"{severities.count('critical')} findings are critical or worse" in ended.stderr
    log = json.loads(ended.stdout)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    results = log["runs"][0]["results"]
    assert len(results) == len(severities), "programs get all that is found"
    rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in results)
