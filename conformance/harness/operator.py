"""What an operator does besides commands: looks at files, breaks them, runs the
program as somebody else."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .server import Server
from .tools import environment, program, tool

# Files that come and go with whoever has the store open.
PASSING = ("-wal", "-shm", ".lock")

NOBODY = 65534


def hashes(folder: Path) -> dict[str, str]:
    """Returns the hash of every file of a folder that stays."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if not path.name.endswith(PASSING)
    }


def ended(*command: str | Path, seconds: float = 15, **variables: str):
    """Runs a command that must end by itself, and returns how it did."""
    try:
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            env=environment(**variables),
        )
    except subprocess.TimeoutExpired as running:
        said = (running.stdout or b"").decode()
        raise AssertionError(f"it ran on instead of refusing: {command[1:]}: {said}") from None


def serve(server: Server):
    """Starts a service that must refuse to start."""
    return ended(program("secondkeyd"), *server.arguments)


@contextmanager
def reachable_by_all():
    """Makes a folder that everybody can enter, with the program in it."""
    folder = Path(tempfile.mkdtemp(prefix="secondkey-open-"))
    folder.chmod(0o755)
    try:
        shutil.copy(program("secondkeyd"), folder / "secondkeyd")
        yield folder
    finally:
        shutil.rmtree(folder)


def as_nobody() -> list[str]:
    """Returns the words before a command that shall not run as root, whom no
    mode of a file stops."""
    if os.geteuid() != 0:
        return []
    return [tool("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def give_to_nobody(path: Path) -> None:
    """Makes a file belong to who runs a command by `as_nobody`."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
