"""The programs under test and those of others, found or asked for."""

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
OUTPUT = HERE / "output"

# Where each tool comes from, for the message when it is missing.
DEBIAN = {
    "/usr/lib/chromium/chromium-headless-shell": "chromium-headless-shell",
    "chromedriver": "chromium-driver",
    "oathtool": "oathtool",
    "zbarimg": "zbar-tools",
    "qrencode": "qrencode",
    "faketime": "faketime",
    "keepassxc-cli": "keepassxc",
    "psql": "postgresql-client",
    "pg_dump": "postgresql-client",
    "pg_restore": "postgresql-client",
    "setpriv": "util-linux",
    "tmux": "tmux",
    "Xvfb": "xvfb",
    "xclip": "xclip",
    "feh": "feh",
    "dbus-daemon": "dbus-daemon",
    "gnome-keyring-daemon": "gnome-keyring",
    "ffmpeg": "ffmpeg",
    "age": "age",
}


def tool(name: str) -> str:
    """Returns the path of a tool of others, or says which package has it."""
    found = shutil.which(name)
    assert found, f"{name} is missing: install Debian's package {DEBIAN[name]}, or run ./test"
    return found


def program(name: str) -> str:
    """Returns the path of one of our own programs."""
    folder = Path(os.environ.get("SECONDKEY_BIN_DIR") or HERE.parent / "target" / "debug")
    path = folder.resolve() / name
    assert os.access(path, os.X_OK), (
        f"{path} is missing: build it (cargo build --workspace --bins), "
        "or say in SECONDKEY_BIN_DIR where it is"
    )
    return str(path)


def environment(**more: str) -> dict[str, str]:
    """Returns the environment of a program under test: nothing of ours leaks in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SECONDKEY_")}
    return {**kept, "RUST_BACKTRACE": "1", **more}


def run(*command: str, given: str | None = None, **options) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end and returns what it said."""
    options.setdefault("env", environment())
    options.setdefault("timeout", 60)
    return subprocess.run(
        [str(part) for part in command],
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        text=True,
        **options,
    )


def done(*command: str, given: str | None = None, **options) -> str:
    """Runs a command that must succeed and returns its standard output."""
    ended = run(*command, given=given, **options)
    assert ended.returncode == 0, f"{command[0]} ended with {ended.returncode}: {ended.stderr}"
    return ended.stdout
