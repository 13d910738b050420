"""The AWS command lines as clients of boto3: the same calls, typed as commands. So one
test is told by all of them."""

import ast
import datetime
import json
import os
import re
import subprocess
from pathlib import Path

import botocore.exceptions
from botocore import xform_name

from . import models, second_cli
from .programs import AWS, Program, bare_environment

REFUSED = re.compile(
    r"An error occurred \((\w+)\) when calling the \w+ operation(?: \(reached max retries: \d\))?: (.*)"
)
# What a command line prints as text, and boto3 gives as a moment.
MOMENTS = {"Expiration", "CreateDate", "EnableDate"}


class CommandLine(Program):
    """Is somebody at a command line: of the first version, or of the second."""

    def __init__(self, program: Program, folder: Path, version: int):
        super().__init__(program.server, program.key, program.secret, program.token)
        self.account = getattr(program, "account", "")
        self.folder, self.version = folder, version

    @property
    def command(self) -> str:
        """Is the program."""
        return AWS if self.version == 1 else second_cli.path()

    def client(self, service: str, **_):
        """Returns what takes calls and types them."""
        return Commands(self, service)

    def user(self, name: str) -> "CommandLine":
        """Makes an access key of a user."""
        return CommandLine(super().user(name), self.folder, self.version)

    def session(self, credentials: dict) -> "CommandLine":
        """Takes temporary credentials."""
        return CommandLine(super().session(credentials), self.folder, self.version)

    def run(self, *words: str) -> subprocess.CompletedProcess:
        """Types a command, and has it say what it sends and gets."""
        command = [self.command, "--debug", "--output", "json", *words]
        return subprocess.run(
            command, env=bare_environment(self.folder) | self.environment, capture_output=True,
            text=True, timeout=60, cwd=self.folder,
        )  # fmt: skip


class Commands:
    """Is a service at a command line."""

    def __init__(self, who: CommandLine, service: str):
        self._who, self._service = who, service

    def __getattr__(self, method: str):
        if method.startswith("_"):
            raise AttributeError(method)
        return lambda **parameters: self._call(method, parameters)

    def _call(self, method: str, parameters: dict) -> dict:
        words = [self._service, method.replace("_", "-")]
        for name, value in parameters.items():
            option = "--" + xform_name(name, "-")
            if isinstance(value, bool):
                words.append(option if value else option.replace("--", "--no-", 1))
            else:
                words += [option, value if isinstance(value, str) else json.dumps(value)]
        seed = self._who.folder / f"seed-{os.urandom(4).hex()}"
        if method == "create_virtual_mfa_device":
            words += ["--outfile", str(seed), "--bootstrap-method", "Base32StringSeed"]
        ended = self._who.run(*words)
        models.watch_printed(ended.stderr)
        if ended.returncode != 0:
            raise refused(ended.stderr, method)
        answer = json.loads(ended.stdout) if ended.stdout.strip() else {}
        if seed.exists():
            assert seed.stat().st_mode & 0o77 == 0, "others can read the seed"
            answer["VirtualMFADevice"]["Base32StringSeed"] = seed.read_bytes()
        return with_moments(answer)


def refused(said: str, method: str) -> botocore.exceptions.ClientError:
    """Makes boto3's exception of what a command line has said."""
    shown = REFUSED.search(said)
    assert shown, said[-3000:]
    status = re.findall(r'"POST / HTTP/1\.1" (\d+)', said)
    headers = re.findall(r"Response headers: (\{.*\})", said)
    told = {name.lower(): value for name, value in ast.literal_eval(headers[-1]).items()}
    response = {
        "Error": {"Code": shown[1], "Message": shown[2]},
        "ResponseMetadata": {"HTTPStatusCode": int(status[-1]), "RequestId": told["x-amzn-requestid"]},
    }
    return botocore.exceptions.ClientError(response, method)


def with_moments(value):
    """Reads the moments in an answer."""
    if isinstance(value, list):
        return [with_moments(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: datetime.datetime.fromisoformat(one) if name in MOMENTS else with_moments(one)
        for name, one in value.items()
    }
