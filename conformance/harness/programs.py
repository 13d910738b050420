"""Programs before the service: AWS's own clients, unmodified, led to it by nothing
but an endpoint URL."""

import base64
import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import boto3
import botocore.config
import botocore.exceptions

from . import models
from .client import Client
from .codes import Clock, compute
from .people import Person, new_password
from .server import Server

STEP = 30
# What STS says to a wrong, old or used code, and to everything else that is wrong.
WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
UNABLE = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial "
    "number is valid and associated with this user."
)
REGION = "us-east-1"
AWS = str(Path(sys.executable).with_name("aws"))
# One try: what is refused shall be seen, not tried again.
ONCE = botocore.config.Config(retries={"total_max_attempts": 1, "mode": "standard"})

# Tries again when it asks too often, as clients do.
PATIENT = botocore.config.Config(retries={"total_max_attempts": 8, "mode": "standard"})


class Program:
    """Is a program with an access key, or with temporary credentials."""

    def __init__(self, server: Server, key: str, secret: str, token: str | None = None):
        self.server, self.key, self.secret, self.token = server, key, secret, token

    @classmethod
    def of_root(cls, server: Server, name: str = "Programs", password: str = "") -> "Program":
        """Makes an account by the operator's command, with a key of its root user, and
        perhaps a password."""
        words = ["--name", name, "--email", f"root@{name.lower()}.example", "--with-access-key"]
        words += ["--password-file", "-"] if password else []
        made = server.answer("account", "create", *words, given=password or None)
        program = cls(server, made["access_key_id"], made["secret_access_key"])
        program.account = made["account_id"]
        return program

    @classmethod
    def with_owner(cls, server: Server) -> tuple["Program", Person]:
        """Makes an account whose root user has a key, and a password for the console."""
        name = f"Owned{uuid.uuid4().hex[:12]}"
        owner = Person("root", "", new_password(), email=f"root@{name.lower()}.example")
        program = cls.of_root(server, name, owner.password)
        owner.account = program.account
        return program, owner

    @classmethod
    def of_owner(cls, client: Client) -> "Program":
        """Makes an access key of who is signed in at the console."""
        page = client.get("/credentials/keys/new")
        made = client.submit(page, "/credentials/keys/new", {}).page.elements
        return cls(client.server, made["key-id"].strip(), made["key-secret"].strip())

    def client(self, service: str, **options):
        """Returns boto3's client of a service."""
        made = boto3.client(
            service,
            endpoint_url=self.server.url,
            region_name=REGION,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            aws_session_token=self.token,
            config=options.pop("config", ONCE),
            **options,
        )
        models.watch(made)
        return made

    @property
    def iam(self):
        """Is the client of IAM."""
        return self.client("iam")

    @property
    def sts(self):
        """Is the client of STS."""
        return self.client("sts")

    def user(self, name: str) -> "Program":
        """Makes an access key of a user."""
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        return Program(self.server, key["AccessKeyId"], key["SecretAccessKey"])

    def session(self, credentials: dict) -> "Program":
        """Takes temporary credentials."""
        return Program(
            self.server,
            credentials["AccessKeyId"],
            credentials["SecretAccessKey"],
            credentials["SessionToken"],
        )

    @property
    def environment(self) -> dict[str, str]:
        """Are the variables that lead a client here, and give it this program's key."""
        own = {
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_ENDPOINT_URL": self.server.url,
        }
        return own | ({"AWS_SESSION_TOKEN": self.token} if self.token else {})

    def aws(self, *words: str, folder: Path, given: str | None = None, profile: str = ""):
        """Runs the AWS command line, which knows nothing but this program's key; with a
        profile, nothing but that."""
        environment = bare_environment(folder) | ({} if profile else self.environment)
        command = [AWS, "--output", "json"]
        if profile:
            command += ["--profile", profile]
        ended = subprocess.run(
            [*command, *words], env=environment, input=given, capture_output=True, text=True,
            timeout=60, cwd=folder,
        )  # fmt: skip
        models.watch_printed(ended.stderr)
        return ended

    def aws_answer(self, *words: str, folder: Path, **options):
        """Runs a command that must succeed, and returns its JSON."""
        ended = self.aws(*words, folder=folder, **options)
        assert ended.returncode == 0, f"{words}: {ended.stderr}"
        return json.loads(ended.stdout) if ended.stdout.strip() else None


def bare_environment(folder: Path) -> dict[str, str]:
    """Returns the environment of a client whose home is a folder, and who has nothing
    of this machine's."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_PAGER": "",
    }


def member(root: Program, name: str, policy: dict | None = None) -> Program:
    """Makes a user with a key and an inline policy."""
    root.iam.create_user(UserName=name)
    if policy:
        document = json.dumps(policy)
        root.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)
    return root.user(name)


def enrolled(root: Program, name: str, off: int = 0) -> "VirtualDevice":
    """Gives a user a device that is in use."""
    device = VirtualDevice.make(root, name, off)
    root.iam.enable_mfa_device(UserName=name, **device.pair())
    return device


class VirtualDevice:
    """Is a device that was made by CreateVirtualMFADevice."""

    def __init__(self, made: dict, off: int = 0):
        self.serial = made["SerialNumber"]
        seed = made["Base32StringSeed"]
        self.seed = seed.decode() if isinstance(seed, bytes) else base64.b64decode(seed).decode()
        self.off = off
        self._spent = 0

    @classmethod
    def of_seed(cls, serial: str, seed: str) -> "VirtualDevice":
        """Is a device whose seed is known as text: base32."""
        return cls({"SerialNumber": serial, "Base32StringSeed": seed.encode()})

    @classmethod
    def of_file(cls, serial: str, path: Path) -> "VirtualDevice":
        """Is a device whose seed the command line has written into a file."""
        return cls.of_seed(serial, path.read_text())

    @classmethod
    def make(cls, program: Program, name: str, off: int = 0) -> "VirtualDevice":
        """Makes a device by boto3."""
        made = program.iam.create_virtual_mfa_device(VirtualMFADeviceName=name)
        return cls(made["VirtualMFADevice"], off)

    def code(self, ahead: int = 0) -> str:
        """Returns the code that it shows, or will show."""
        return compute(self.seed, int(time.time()) // STEP + self.off + ahead)

    def pair(self, seconds: float = 6.0) -> dict:
        """Returns two codes in a row, for EnableMFADevice and ResyncMFADevice: the newer
        of them is of the step before this one, so that this step's stays unspent. Of a
        device whose clock is off, it is the one that it shows. They must be sent within
        `seconds`."""
        self._spent = Clock.settle(seconds) + self.off - (0 if self.off else 1)
        return {
            "SerialNumber": self.serial,
            "AuthenticationCode1": compute(self.seed, self._spent - 1),
            "AuthenticationCode2": compute(self.seed, self._spent),
        }

    def next_code(self) -> str:
        """Returns the earliest code that was not used, and waits for it if it must. A
        code of a step to come may be too early: `pair` teaches the service a clock that
        is one step behind."""
        step = max(int(time.time()) // STEP + self.off, self._spent + 1)
        Clock.wait_for(step - self.off)
        self._spent = step
        return compute(self.seed, step)

    def factor(self) -> dict:
        """Returns what GetSessionToken and AssumeRole want."""
        return {"SerialNumber": self.serial, "TokenCode": self.next_code()}


def refusal(call, **parameters) -> tuple[str, int, str]:
    """Makes a call that must be refused; returns code, status and message."""
    try:
        answer = call(**parameters)
    except botocore.exceptions.ClientError as error:
        shown = error.response
        assert shown["ResponseMetadata"]["RequestId"], shown
        status = shown["ResponseMetadata"]["HTTPStatusCode"]
        return shown["Error"]["Code"], status, shown["Error"]["Message"]
    raise AssertionError(f"it was not refused: {answer}")
