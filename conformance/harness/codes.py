"""Devices and their codes: every code comes from two programs that must agree.

A code works once and for about a minute, and nobody can move the service's
clock. So that tests need not wait, a device knows which of its codes are spent
and gives the earliest that the service still takes: that of this step, then that
of the next one (the service takes one step either side). Only when both are
spent it waits.
"""

import base64
import hashlib
import hmac
import json
import shutil
import struct
import tempfile
import time
from pathlib import Path

from .tools import done, environment, program, run, tool

STEP = 30


class Clock:
    """Is the time as codes count it."""

    # Seconds that tests have spent waiting for a step, for the summary.
    waited = 0.0

    @staticmethod
    def step() -> int:
        """Returns the number of the present step."""
        return int(time.time()) // STEP

    @classmethod
    def wait_for(cls, step: int) -> None:
        """Waits until a step has begun; returns at once when it has."""
        while (left := step * STEP - time.time()) > 0:
            cls.waited += min(left, 1.0)
            time.sleep(min(left, 1.0))

    @classmethod
    def settle(cls, seconds: float, *, begun: float = 0) -> int:
        """Waits for the next step if this one ends within so many seconds, and until it
        has `begun` for so many; returns the present step: what is done next is done
        within it, by clocks too that are behind by less than that."""
        if STEP - time.time() % STEP < seconds:
            cls.wait_for(cls.step() + 1)
        if (left := begun - time.time() % STEP) > 0:
            cls.waited += left
            time.sleep(left)
        return cls.step()


def compute(secret: str, step: int) -> str:
    """Computes a code (RFC 6238 with its defaults). For tests that need thousands;
    those with a person in them ask the two programs."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", step), hashlib.sha1)
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def oathtool(secret: str, step: int) -> str:
    """Asks oathtool for a code."""
    moment = f"--now=@{step * STEP}"
    return done(tool("oathtool"), "--totp", "--base32", moment, "-", given=secret + "\n").strip()


class Authenticator:
    """Is `secondkey` with a vault of its own: what a person has on one machine."""

    _template: Path | None = None

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="secondkey-vault-"))
        # What is different on this machine, such as its clock.
        self.variables: dict[str, str] = {}
        # Making a vault takes a second by design, so one is made and copied.
        if Authenticator._template is None:
            Authenticator._template = self._make(Path(tempfile.mkdtemp(prefix="secondkey-vault-")))
        shutil.copytree(Authenticator._template, self.folder, dirs_exist_ok=True)

    @staticmethod
    def _make(folder: Path) -> Path:
        folder.joinpath("passphrase").write_text("correct horse battery staple\n")
        done(
            program("secondkey"), "init", "--recovery-key-out", "recovery-key",
            cwd=folder, env=environment(
                SECONDKEY_VAULT="vault.age", SECONDKEY_PASSPHRASE_FILE="passphrase"
            ),
        )  # fmt: skip
        return folder

    def _command(self, *words: str) -> tuple[list[str], dict]:
        # The recovery key opens the vault without the passphrase's slow hash.
        command = [program("secondkey"), *words, "--recovery-key-file", "recovery-key"]
        variables = {"SECONDKEY_VAULT": "vault.age", **self.variables}
        return command, {"cwd": self.folder, "env": environment(**variables)}

    def run(self, *words: str, given: str | None = None):
        """Runs a command and returns how it ended."""
        command, options = self._command(*words)
        return run(*command, given=given, **options)

    def ask(self, *words: str, given: str | None = None):
        """Runs a command that must succeed, and returns its JSON."""
        command, options = self._command(*words, "--json")
        return json.loads(done(*command, given=given, **options))

    def names(self) -> list[str]:
        """Returns the names of all entries."""
        return [entry["name"] for entry in self.ask("list")]

    def add_image(self, picture: Path) -> str:
        """Scans a picture and returns the new entry's name."""
        return self.ask("add", "--image", str(picture))["name"]

    def add_uri(self, uri: str) -> str:
        """Takes an otpauth URI and returns the new entry's name."""
        return self.ask("add", "--uri-stdin", given=uri + "\n")["name"]

    def add_secret(self, secret: str, name: str) -> str:
        """Takes a typed secret and returns the new entry's name."""
        return self.ask("add", "--secret-stdin", "--name", name, given=secret + "\n")["name"]

    def code(self, name: str, step: int) -> str:
        """Returns an entry's code of a step."""
        return self.ask("code", name, "--at", str(step * STEP))["code"]

    def which(self, code: str, step: int) -> list[str]:
        """Returns the entries that show a code at about this step."""
        return [found["name"] for found in self.ask("which", code, "--at", str(step * STEP))]

    def close(self) -> None:
        """Throws the machine away."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Device:
    """Is one entry of an authenticator, registered with the service or about to be.

    `off` is by how many steps its clock is wrong."""

    def __init__(self, secret: str, authenticator: Authenticator | None, entry: str = ""):
        self.secret = secret.replace(" ", "").upper()
        self.authenticator = authenticator
        self.entry = entry
        self.off = 0
        self._learned = 0  # by how many steps the service believes it is off
        self._spent = 0

    def code_of(self, step: int) -> str:
        """Returns the code of a step, on which the programs must agree."""
        code = compute(self.secret, step)
        if self.authenticator:
            other = oathtool(self.secret, step)
            ours = self.authenticator.code(self.entry, step)
            assert code == other == ours, f"codes of one step differ: {code}, {other}, {ours}"
        return code

    def shown(self) -> str:
        """Returns the code that it shows now, spent or not."""
        return self.code_of(Clock.step() + self.off)

    def unspent(self) -> tuple[int, str]:
        """Returns the earliest code that was not used yet, and its step, without
        spending it: for codes that must be refused."""
        step = max(Clock.step() + self.off, self._spent + 1)
        return step, self.code_of(step)

    def pair(self, seconds: float = 6.0) -> tuple[str, str]:
        """Returns two codes in a row, the second one of this step: they enrol the
        device, or bring it back into step. They must be sent within `seconds`."""
        now = Clock.settle(seconds) + self.off
        if now - 1 <= self._spent:
            now = self._spent + 2
            Clock.wait_for(now - self.off)
        self._spent, self._learned = now, self.off
        return self.code_of(now - 1), self.code_of(now)

    def spend(self, step: int) -> None:
        """Notes that the code of a step was sent by other means."""
        self._spent = max(self._spent, step)

    def next_code(self) -> str:
        """Returns the earliest code that the service takes and spends it. Of a device
        whose clock is off, that is the one it shows."""
        early = 0 if self._learned else 1
        shown = Clock.step() + self._learned
        wanted = max(shown, self._spent + 1)
        Clock.wait_for(wanted - self._learned - early)
        self._spent = wanted
        return self.code_of(wanted)
