"""`secondkey aws audit` on an account that does not fit on one page: who may reset whom is
read from the policies, and what it says of devices is what AWS's own command line says."""

import json
import subprocess

import pytest

from harness.programs import AWS, REGION, Program
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
        root.iam.create_login_profile(UserName="user-001", Password="seven quiet otters hum")
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


def test_it_says_what_the_command_line_of_aws_says(audit):
    _, graph, environment = audit

    def aws(*words: str):
        ended = subprocess.run([AWS, *words, "--output", "json"], env=environment, capture_output=True)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    names = {user["UserName"] for user in aws("iam", "list-users")["Users"]}
    assert {f"user:{name}" for name in names} == {
        name for name, node in graph["nodes"].items()
        if node.get("kind") == "identity" and name.startswith("user:")
    }  # fmt: skip
    summary = aws("iam", "get-account-summary")["SummaryMap"]
    keys = [name for name in graph["nodes"] if name.startswith("root.key-")]
    assert len(keys) == summary["AccountAccessKeysPresent"]
    for name in sorted(names)[:3]:
        devices = aws("iam", "list-mfa-devices", "--user-name", name)["MFADevices"]
        told = [node for node in graph["nodes"] if node.startswith(f"user:{name}.arn:")]
        assert len(devices) == len(told)
