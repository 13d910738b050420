"""The desktop around the authenticator, over its bus: the screen by the portal, the
keyring as one more way to open the vault, and the agent that locks before a sleep."""

import json
import os
import shutil
import time

import pytest

from harness.codes import Authenticator
from harness.desktop import Bus, LoginManager, Portal, wait_for
from harness.tools import done, environment, program, run

URI = "otpauth://totp/Acme:erin?secret=JBSWY3DPEHPK3PXP&issuer=Acme"


@pytest.fixture
def bus():
    """A bus that nobody else is on."""
    bus = Bus()
    yield bus
    bus.close()


@pytest.fixture
def picture(authenticators, tmp_path):
    """A picture of the screen of another machine, which shows its code."""
    other = authenticators()
    path = tmp_path / "Screenshot from today.png"
    assert other.run("show-qr", other.add_uri(URI), "--output", str(path)).returncode == 0
    return path


def under_wayland(vault: Authenticator, bus: Bus):
    """Adds an entry from the screen of a Wayland session."""
    env = environment(
        SECONDKEY_VAULT="vault.age", WAYLAND_DISPLAY="wayland-0", DBUS_SESSION_BUS_ADDRESS=bus.address
    )
    return run(
        program("secondkey"), "add", "--screen", "--recovery-key-file", "recovery-key",
        cwd=vault.folder, env=env,
    )  # fmt: skip


def at_the_desktop(vault: Authenticator, bus: Bus, *words: str, **more: str):
    """Runs a command without any key in sight."""
    variables = {"SECONDKEY_VAULT": "vault.age", "DBUS_SESSION_BUS_ADDRESS": bus.address, **more}
    env = environment(**variables)
    return run(program("secondkey"), *words, cwd=vault.folder, env=env)


def test_under_wayland_the_portal_gives_the_screen_and_the_picture_is_removed(bus, laptop, picture):
    portal = Portal(bus, picture)
    ended = under_wayland(laptop, bus)
    assert ended.returncode == 0, ended.stderr
    assert laptop.names() == ["Acme:erin"]
    assert portal.asked["interactive"] == ("b", False)
    assert not picture.exists(), "the picture shows the secret"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (1, "it was cancelled"),
        (2, "the desktop does not allow it"),
        ("org.freedesktop.portal.Error.NotAllowed", "the desktop does not allow it"),
    ],
)
def test_cancelled_and_denied_are_said_plainly(bus, laptop, answer, words):
    Portal(bus, answer)
    ended = under_wayland(laptop, bus)
    assert ended.returncode == 1 and words in ended.stderr and "--image FILE" in ended.stderr
    assert laptop.names() == []


def test_without_a_portal_it_says_what_to_do(bus, laptop):
    ended = under_wayland(laptop, bus)
    assert ended.returncode == 1 and "portal, and there is none" in ended.stderr and "--image FILE" in ended.stderr


def test_what_the_portal_names_and_is_no_picture_stays(bus, laptop, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("not a picture")
    Portal(bus, letter)
    ended = under_wayland(laptop, bus)
    assert ended.returncode == 1 and letter.read_text() == "not a picture"


def test_the_keyring_opens_the_vault_and_losing_it_loses_nothing(bus, laptop):
    laptop.add_uri(URI)
    bus.start_keyring("of the desktop")
    # Without a key, and without a terminal to ask at, nothing opens.
    closed = at_the_desktop(laptop, bus, "list")
    assert closed.returncode == 1 and "--passphrase-file" in closed.stderr
    added = at_the_desktop(laptop, bus, "vault", "keyring", "add", "--passphrase-file", "passphrase")
    assert added.returncode == 0, added.stderr
    assert len(at_the_desktop(laptop, bus, "code", "erin").stdout.strip()) == 6
    # A change is read back with the same key.
    assert at_the_desktop(laptop, bus, "rename", "erin", "acme").returncode == 0
    keys = json.loads(at_the_desktop(laptop, bus, "vault", "check", "--json", "--passphrase-file", "passphrase").stdout)
    assert [(key["kind"], key.get("opens")) for key in keys["keys"]] == [
        ("device", True), ("recovery", None), ("keyring", True),
    ]  # fmt: skip
    again = at_the_desktop(laptop, bus, "vault", "keyring", "add")
    assert again.returncode == 1 and "already" in again.stderr

    bus.end_keyring()
    closed = at_the_desktop(laptop, bus, "list")
    assert closed.returncode == 1 and "--passphrase-file" in closed.stderr
    assert at_the_desktop(laptop, bus, "list", "--passphrase-file", "passphrase").returncode == 0
    assert laptop.names() == ["acme"]
    # A new keyring on the same machine; the key of the lost one goes away by name.
    bus.start_keyring("another one")
    assert at_the_desktop(laptop, bus, "list").returncode == 1
    assert laptop.run("vault", "remove-key", "keyring", "--yes").returncode == 0
    assert at_the_desktop(laptop, bus, "vault", "keyring", "add", "--passphrase-file", "passphrase").returncode == 0
    assert at_the_desktop(laptop, bus, "list").returncode == 0


def test_the_keyring_is_taken_away_again(bus, laptop):
    laptop.add_uri(URI)
    bus.start_keyring("of the desktop")
    before = at_the_desktop(laptop, bus, "vault", "keyring", "remove", "--passphrase-file", "passphrase")
    assert before.returncode == 1 and "no keyring opens this vault" in before.stderr
    assert at_the_desktop(laptop, bus, "vault", "keyring", "add", "--passphrase-file", "passphrase").returncode == 0
    # A copy of the folder on a machine without a keyring asks for the passphrase.
    elsewhere = at_the_desktop(laptop, bus, "list", DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere")
    assert elsewhere.returncode == 1 and "--passphrase-file" in elsewhere.stderr
    removed = at_the_desktop(laptop, bus, "vault", "keyring", "remove", "--passphrase-file", "passphrase")
    assert removed.returncode == 0, removed.stderr
    assert at_the_desktop(laptop, bus, "list").returncode == 1
    assert not laptop.folder.joinpath("vault.age.keyring").exists()
    assert laptop.names() == ["Acme:erin"]


def test_an_agent_starts_with_the_keyring_and_locks_before_a_sleep(bus, laptop, tmp_path):
    laptop.add_uri(URI)
    bus.start_keyring("of the desktop")
    assert at_the_desktop(laptop, bus, "vault", "keyring", "add", "--passphrase-file", "passphrase").returncode == 0
    more = {"XDG_RUNTIME_DIR": str(tmp_path), "DBUS_SYSTEM_BUS_ADDRESS": bus.address}
    manager = LoginManager(bus)
    assert at_the_desktop(laptop, bus, "agent", "start", **more).returncode == 0
    status = lambda: json.loads(at_the_desktop(laptop, bus, "agent", "status", "--json", **more).stdout)  # noqa: E731
    try:
        assert not status()["locked"]
        manager.say(sleeping=False)
        time.sleep(0.5)
        assert not status()["locked"], "waking up is no reason"

        def asleep() -> bool:
            manager.say(sleeping=True)
            return status()["locked"]

        wait_for(asleep)
        assert status()["locked_because"] == "the computer was suspended"
    finally:
        at_the_desktop(laptop, bus, "agent", "stop", **more)


def test_an_age_plugin_guards_a_key_of_the_vault(laptop, tmp_path, monkeypatch):
    """A hardware key's plugin is any program that speaks age's plugin protocol. The
    one here wraps keys by a constant; what is shown is the way, not the lock."""
    plugin = tmp_path / "age-plugin-shelf"
    shutil.copy(__file__.replace("test_desktop.py", "harness/age_plugin.py"), plugin)
    plugin.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    laptop.add_uri(URI)
    words = ["vault", "add-key", "--name", "hardware key", "--recovery-key-out", "hardware.txt"]
    assert laptop.run(*words).returncode == 0
    recipient, identity = done(str(plugin), "--names").split()
    laptop.folder.joinpath("identity.txt").write_text(identity + "\n")
    done("age", "-r", recipient, "-o", "hardware.age", "hardware.txt", cwd=laptop.folder)
    laptop.folder.joinpath("hardware.txt").unlink()
    key = done("age", "-d", "-i", "identity.txt", "hardware.age", cwd=laptop.folder)
    ended = run(
        program("secondkey"), "list", "--recovery-key-file", "-", "--json", given=key,
        cwd=laptop.folder, env=environment(SECONDKEY_VAULT="vault.age"),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert [entry["name"] for entry in json.loads(ended.stdout)] == ["Acme:erin"]
