"""Profiles as people have them: the configuration file alone leads clients here, asks
for codes, chains roles and keeps what it was given."""

import configparser
import fcntl
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import termios
import time
from pathlib import Path

import boto3
import pytest

from harness import second_cli
from harness.policies import OWN, WITH_MFA, allow, policy, trust
from harness.programs import AWS, REGION, Program, VirtualDevice, bare_environment, enrolled, member
from harness.tools import run

PATIENCE = 60


class Home:
    """Is the home of somebody with an access key, a device and a role that wants it."""

    def __init__(self, root: Program, folder: Path):
        self.root, self.folder = root, folder
        self.ann = member(root, "ann", policy(allow("sts:AssumeRole"), allow("iam:ListMFADevices", OWN)))
        self.device: VirtualDevice = enrolled(root, "ann")
        document = json.dumps(trust(f"arn:aws:iam::{root.account}:root", **WITH_MFA))
        made = root.iam.create_role(RoleName="deploy", Path="/ops/", AssumeRolePolicyDocument=document)
        self.role = made["Role"]["Arn"]
        permissions = json.dumps(policy(allow(["iam:ListUsers", "sts:AssumeRole"])))
        root.iam.put_role_policy(RoleName="deploy", PolicyName="p", PolicyDocument=permissions)

    def write(self, **profiles: dict[str, str]) -> None:
        """Writes the configuration file; `base` has ann's key and leads here."""
        base = {
            "aws_access_key_id": self.ann.key,
            "aws_secret_access_key": self.ann.secret,
            "endpoint_url": self.root.server.url,
        }
        parts = []
        for name, lines in {"base": base, **profiles}.items():
            shown = "".join(f"{key} = {value}\n" for key, value in lines.items())
            parts.append(f"[profile {name}]\nregion = {REGION}\n{shown}")
        (self.folder / "config").write_text("\n".join(parts))

    @property
    def deploy(self) -> dict[str, str]:
        """Is a profile for the role, by a code of the device."""
        return {
            "role_arn": self.role,
            "source_profile": "base",
            "mfa_serial": self.device.serial,
            "endpoint_url": self.root.server.url,
        }

    def who(self, profile: str) -> str:
        """Returns who a profile is, as the command line says without a terminal."""
        return self.ann.aws_answer("sts", "get-caller-identity", folder=self.folder, profile=profile)["Arn"]


@pytest.fixture
def home(root, tmp_path) -> Home:
    """A home with nothing in it but its configuration."""
    return Home(root, tmp_path)


def at_terminal(command: list[str], environment: dict[str, str], prompt: str, typed: str) -> str:
    """Runs a command at a terminal, types a line when it prompts, and returns what was
    to be seen."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(theirs)
    seen, answered, deadline = "", False, time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            if not select.select([ours], [], [], 0.2)[0]:
                continue
            try:
                piece = os.read(ours, 4096)
            except OSError:  # The last one to hold the other end has ended.
                break
            if not piece:
                break
            seen += piece.decode()
            if not answered and prompt in seen:
                os.write(ours, f"{typed}\n".encode())
                answered = True
    finally:
        os.close(ours)
        if process.poll() is None:
            process.terminate()
    assert process.wait(PATIENCE) == 0 and answered, f"{command}: {seen}"
    return seen


def test_a_profile_with_a_device_prompts_for_its_code_once(home):
    home.write(deploy=home.deploy)
    prompt = f"Enter MFA code for {home.device.serial}:"
    code = home.device.next_code()
    command = [AWS, "--output", "json", "--profile", "deploy", "iam", "list-users"]
    seen = at_terminal(command, bare_environment(home.folder), prompt, code)
    assert '"ann"' in seen and code not in seen, seen
    # What it was given is kept: nobody is asked again.
    assert home.who("deploy").startswith(f"arn:aws:sts::{home.root.account}:assumed-role/deploy/")
    cached = list((home.folder / ".aws" / "cli" / "cache").glob("*.json"))
    assert len(cached) == 1 and cached[0].stat().st_mode & 0o77 == 0


def test_a_profile_without_a_device_is_refused(home):
    lines = {key: value for key, value in home.deploy.items() if key != "mfa_serial"}
    home.write(deploy=lines)
    refused = home.ann.aws("iam", "list-users", folder=home.folder, profile="deploy")
    assert refused.returncode != 0
    assert "(AccessDenied)" in refused.stderr and "sts:AssumeRole" in refused.stderr


def test_boto3_prompts_for_a_code_by_the_same_profile(home):
    home.write(deploy=home.deploy)
    script = (
        "import boto3; s = boto3.Session(profile_name='deploy'); "
        "print([u['UserName'] for u in s.client('iam').list_users()['Users']])"
    )
    code = home.device.next_code()
    seen = at_terminal(
        [sys.executable, "-c", script], bare_environment(home.folder), "Enter MFA code for", code
    )
    assert "['ann']" in seen


def test_a_profile_may_run_a_program_for_its_credentials(home):
    """As aws-vault and its relatives do: the program has the key and asks for the code,
    the profile knows neither."""
    program = home.folder / "give"
    home.write(
        vault={"credential_process": str(program), "endpoint_url": home.root.server.url},
        deploy={"role_arn": home.role, "source_profile": "vault", "endpoint_url": home.root.server.url},
    )
    given = home.ann.sts.get_session_token(**home.device.factor())["Credentials"]
    told = {
        "Version": 1,
        "AccessKeyId": given["AccessKeyId"],
        "SecretAccessKey": given["SecretAccessKey"],
        "SessionToken": given["SessionToken"],
        "Expiration": given["Expiration"].isoformat(),
    }
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(told)}\nEND\n")
    program.chmod(0o700)
    assert home.who("vault") == f"arn:aws:iam::{home.root.account}:user/ann"
    # The role wants a second factor: the session has proved one.
    assert ":assumed-role/deploy/" in home.who("deploy")


def test_a_session_in_the_environment_as_aws_vault_exec_gives_it(home):
    """`aws-vault exec`: GetSessionToken with a code, then AssumeRole under the session,
    then a shell that has nothing but temporary credentials."""
    session = home.ann.session(
        home.ann.sts.get_session_token(DurationSeconds=3600, **home.device.factor())["Credentials"]
    )
    given = session.sts.assume_role(
        RoleArn=home.role, RoleSessionName=str(time.time_ns()), DurationSeconds=3600
    )["Credentials"]
    environment = bare_environment(home.folder) | home.ann.session(given).environment
    ended = run(AWS, "iam", "list-users", "--output", "json", env=environment)
    assert ended.returncode == 0 and '"ann"' in ended.stdout, ended.stderr
    assert "(AccessDenied)" in run(AWS, "iam", "list-groups", env=environment).stderr


def test_a_chain_of_roles(home):
    """A profile whose source is a role itself: the last one is trusted by the first."""
    document = json.dumps(trust(home.role))
    last = home.root.iam.create_role(RoleName="last", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    url = home.root.server.url
    home.write(
        deploy=home.deploy,
        last={"role_arn": last, "source_profile": "deploy", "endpoint_url": url, "role_session_name": "me"},
    )
    command = [AWS, "--profile", "last", "sts", "get-caller-identity"]
    seen = at_terminal(
        command, bare_environment(home.folder), "Enter MFA code", home.device.next_code()
    )
    assert f"arn:aws:sts::{home.root.account}:assumed-role/last/me" in seen


def test_the_ways_to_say_where_the_service_is(home, monkeypatch):
    """The variable for all services, that for one, the line in a profile, the services
    section, the option."""
    url, key = home.root.server.url, {
        "aws_access_key_id": home.ann.key,
        "aws_secret_access_key": home.ann.secret,
    }
    home.write(here=key | {"endpoint_url": url}, sections=key | {"services": "ours"}, nowhere=key)
    with (home.folder / "config").open("a") as config:
        config.write(f"\n[services ours]\nsts =\n  endpoint_url = {url}\niam =\n  endpoint_url = {url}\n")
    arn = f"arn:aws:iam::{home.root.account}:user/ann"
    assert home.who("here") == arn and home.who("sections") == arn
    who = [AWS, "--profile", "nowhere", "--output", "text", "--query", "Arn", "sts", "get-caller-identity"]
    for more, words in [
        ({"AWS_ENDPOINT_URL": url}, who),
        ({"AWS_ENDPOINT_URL_STS": url}, who),
        ({}, [*who, "--endpoint-url", url]),
        ({"AWS_ENDPOINT_URL": url + "/"}, who),
    ]:
        ended = run(*words, env=bare_environment(home.folder) | more)
        assert ended.stdout.strip() == arn, (more, ended.stderr)
    for name, value in (bare_environment(home.folder) | {"AWS_PROFILE": "here"}).items():
        monkeypatch.setenv(name, value)
    assert boto3.Session().client("sts").get_caller_identity()["Arn"] == arn


def test_the_option_for_the_endpoint_does_not_reach_what_happens_on_the_way(home):
    """AssumeRole of a profile goes where the profile says, never where the option says: without
    a line there the client turns to AWS, which is behind a door that is shut here."""
    shut = {"HTTPS_PROXY": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    url = home.root.server.url
    source = {"aws_access_key_id": home.ann.key, "aws_secret_access_key": home.ann.secret}
    document = json.dumps(trust(f"arn:aws:iam::{home.root.account}:root"))
    role = home.root.iam.create_role(RoleName="open", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    without = {"role_arn": role, "source_profile": "key", "role_session_name": "s-1"}
    home.write(key=source, without=without, line=without | {"endpoint_url": url})
    for program in (AWS, second_cli.path()):
        def who(profile: str):
            words = ["--profile", profile, "sts", "get-caller-identity", "--endpoint-url", url]
            return run(program, *words, env=bare_environment(home.folder) | shut)  # noqa: B023

        assert ":user/ann" in who("key").stdout
        lost = who("without")
        assert lost.returncode != 0 and "proxy" in lost.stderr, lost.stderr
        assert ":assumed-role/open/s-1" in who("line").stdout
        shutil.rmtree(home.folder / ".aws", ignore_errors=True)


def test_the_second_command_line_logs_in_with_a_code(home):
    """`aws configure mfa-login`, which asks for a code, and leads the profile that it makes
    nowhere: the line for the endpoint is the user's to copy. Root gets an hour, however many
    it asks for."""
    key = {"mfa_serial": home.device.serial}
    base = {
        "aws_access_key_id": home.ann.key, "aws_secret_access_key": home.ann.secret,
        "endpoint_url": home.root.server.url,
    }  # fmt: skip
    home.write(base=base | key)
    command = [second_cli.path(), "--profile", "base", "configure", "mfa-login", "--update-profile", "session"]
    code = home.device.next_code()
    seen = at_terminal(command, bare_environment(home.folder), "MFA token code", code)
    assert "session" in seen, seen
    kept = configparser.ConfigParser()
    kept.read([home.folder / "credentials", home.folder / "config"])
    assert any("session" in section for section in kept.sections()), kept.sections()
    words = ["--profile", "session", "--endpoint-url", home.root.server.url, "--output", "json"]
    ended = run(second_cli.path(), *words, "sts", "get-caller-identity", env=bare_environment(home.folder))
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["Arn"] == f"arn:aws:iam::{home.root.account}:user/ann"
    assert home.ann.session(given_to(kept)).iam.list_mfa_devices()["MFADevices"]


def given_to(kept: configparser.ConfigParser) -> dict:
    """Returns the temporary credentials in what a client has kept."""
    [section] = [name for name in kept.sections() if kept.has_option(name, "aws_session_token")]
    return {
        "AccessKeyId": kept[section]["aws_access_key_id"],
        "SecretAccessKey": kept[section]["aws_secret_access_key"],
        "SessionToken": kept[section]["aws_session_token"],
    }


def test_what_the_second_command_line_stores_after_a_login(home):
    """`aws configure mfa-login` asks for twelve hours and names the profile that it makes
    after account and device, both out of the serial."""
    _, _, _, _, account, device = home.device.serial.split(":")
    assert account == home.root.account and device == "mfa/ann"
    given = home.ann.aws_answer(
        "sts", "get-session-token", "--duration-seconds", "43200",
        "--serial-number", home.device.serial, "--token-code", home.device.next_code(),
        folder=home.folder,
    )["Credentials"]  # fmt: skip
    home.write(**{
        f"{account}-ann": {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
            "endpoint_url": home.root.server.url,
        }
    })  # fmt: skip
    assert home.who(f"{account}-ann") == f"arn:aws:iam::{account}:user/ann"
