"""The second major version of the AWS command line before the service: a release of these
days, and the old one that Debian packages, which knows no endpoint in a profile."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness import models, second_cli
from harness.policies import SELF_MANAGEMENT
from harness.programs import REGION, WRONG_CODE, Program, VirtualDevice, bare_environment, member

DEBIAN = shutil.which("aws", path="/usr/local/bin:/usr/bin:/bin")


def is_second(program: str | None) -> bool:
    """Says whether a program is of the second version."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True) if program else None
    return said is not None and said.stdout.startswith("aws-cli/2.")


@pytest.fixture(params=["recent", "Debian's"])
def aws2(request) -> str:
    """The program, of each of the releases that there are."""
    if request.param == "recent":
        assert is_second(second_cli.path())
        return second_cli.path()
    assert is_second(DEBIAN), f"{DEBIAN} is no version 2 of the command line: install Debian's awscli"
    return DEBIAN


class Second:
    """Is somebody at the second command line."""

    def __init__(self, who: Program, folder: Path, program: str):
        self.who, self.folder, self.program = who, folder, program

    def run(self, *words: str) -> subprocess.CompletedProcess:
        """Runs a command."""
        variables = {name: value for name, value in self.who.environment.items() if "ENDPOINT" not in name}
        environment = bare_environment(self.folder) | variables | {"PATH": os.environ["PATH"]}
        command = [self.program, "--endpoint-url", self.who.server.url, "--region", REGION, "--output", "json", *words]
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, cwd=self.folder
        )
        models.watch_printed(ended.stderr)
        return ended

    def answer(self, *words: str):
        """Runs a command that must succeed, and returns its JSON."""
        ended = self.run(*words)
        assert ended.returncode == 0, f"{words}: {ended.stderr}"
        return json.loads(ended.stdout) if ended.stdout.strip() else None


def test_the_second_command_line_from_a_key_to_a_session_with_a_second_factor(root, tmp_path, aws2):
    """Enrols a device from its picture's text, is refused, and is let in with a code; asks
    for twelve hours, as its own `configure mfa-login` does."""
    ann = member(root, "ann", SELF_MANAGEMENT)
    mine = Second(ann, tmp_path, aws2)
    made = mine.answer(
        "iam", "create-virtual-mfa-device", "--virtual-mfa-device-name", "ann",
        "--outfile", "seed", "--bootstrap-method", "Base32StringSeed",
    )  # fmt: skip
    device = VirtualDevice.of_file(made["VirtualMFADevice"]["SerialNumber"], tmp_path / "seed")
    pair = device.pair(15)
    mine.answer(
        "iam", "enable-mfa-device", "--user-name", "ann", "--serial-number", device.serial,
        "--authentication-code1", pair["AuthenticationCode1"],
        "--authentication-code2", pair["AuthenticationCode2"],
    )  # fmt: skip
    refused = mine.run("iam", "list-access-keys")
    assert refused.returncode == 254 and "with an explicit deny" in refused.stderr, refused.stderr

    code = device.next_code()
    login = [
        "sts", "get-session-token", "--duration-seconds", "43200", "--serial-number", device.serial,
        "--token-code", code,
    ]  # fmt: skip
    session = Second(ann.session(mine.answer(*login)["Credentials"]), tmp_path, aws2)
    assert [key["AccessKeyId"] for key in session.answer("iam", "list-access-keys")["AccessKeyMetadata"]] == [
        ann.key
    ]
    again = mine.run(*login)
    assert again.returncode == 254 and WRONG_CODE.strip() in again.stderr, again.stderr
    who = session.answer("sts", "get-caller-identity")
    assert who["Arn"] == f"arn:aws:iam::{root.account}:user/ann"


def test_the_second_command_line_turns_pages_and_looks_events_up(root, tmp_path, aws2):
    names = [f"user-{number:03}" for number in range(130)]
    for name in names:
        root.iam.create_user(UserName=name)
    at_root = Second(root, tmp_path, aws2)
    listed = at_root.answer("iam", "list-users", "--page-size", "50")["Users"]
    assert [user["UserName"] for user in listed] == names
    waited = at_root.run("iam", "wait", "user-exists", "--user-name", "user-007")
    assert waited.returncode == 0, waited.stderr
    found = at_root.answer(
        "cloudtrail", "lookup-events", "--max-items", "3",
        "--lookup-attributes", "AttributeKey=EventName,AttributeValue=CreateUser",
    )["Events"]  # fmt: skip
    assert [json.loads(event["CloudTrailEvent"])["requestParameters"]["userName"] for event in found] == [
        "user-129", "user-128", "user-127",
    ]  # fmt: skip
    document = json.dumps(SELF_MANAGEMENT)
    made = at_root.answer("iam", "create-policy", "--policy-name", "own", "--policy-document", document)
    shown = at_root.answer(
        "iam", "get-policy-version", "--policy-arn", made["Policy"]["Arn"], "--version-id", "v1"
    )
    assert shown["PolicyVersion"]["Document"] == SELF_MANAGEMENT
