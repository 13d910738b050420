"""A desktop's bus (D-Bus) that nobody else is on, with what tests put there: the
real keyring, and stand-ins for the portal and the login manager, written with a
second implementation of the bus's protocol."""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from jeepney import (
    DBusAddress, HeaderFields, message_bus, new_error, new_method_return, new_signal,
)
from jeepney.io.blocking import open_dbus_connection

from .tools import tool

# Everybody on this bus may do everything, as on a session's own.
CONFIGURATION = """<busconfig><type>session</type><listen>unix:path={path}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""


class Bus:
    """Is a bus with a daemon of its own."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="secondkey-bus-"))
        path = self.folder / "bus"
        configuration = self.folder / "bus.conf"
        configuration.write_text(CONFIGURATION.format(path=path))
        self.address = f"unix:path={path}"
        self.daemon = subprocess.Popen(
            [tool("dbus-daemon"), f"--config-file={configuration}", "--nofork", "--nopidfile"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(path.exists)
        self.others: list[subprocess.Popen] = []

    def start_keyring(self, password: str) -> None:
        """Starts the real keyring on this bus, opened with a password."""
        env = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": self.address, "HOME": str(self.folder)}
        env |= {"XDG_DATA_HOME": str(self.folder / "data"), "XDG_RUNTIME_DIR": str(self.folder)}
        keyring = subprocess.Popen(
            [tool("gnome-keyring-daemon"), "--foreground", "--unlock", "--components=secrets"],
            env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        keyring.stdin.write(password.encode())
        keyring.stdin.close()
        self.others.append(keyring)
        wait_for(lambda: self.has("org.freedesktop.secrets"))

    def end_keyring(self) -> None:
        """Ends the keyring and throws away what it knew."""
        keyring = self.others.pop()
        keyring.terminate()
        keyring.wait(10)
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    def has(self, name: str) -> bool:
        """Tells whether somebody on the bus has a name."""
        with open_dbus_connection(self.address) as connection:
            return connection.send_and_get_reply(message_bus.NameHasOwner(name)).body[0]

    def close(self) -> None:
        """Ends whoever is on the bus, then the bus."""
        for one in [*self.others, self.daemon]:
            one.terminate()
            one.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


class Portal(threading.Thread):
    """Is a desktop's portal that was told what its person answers: a picture's file,
    or the portal's number for cancelled (1) and for anything else (2), or the name
    of an error."""

    def __init__(self, bus: Bus, answer: Path | int | str):
        super().__init__(daemon=True)
        self.answer = answer
        self.asked: dict | None = None
        self.connection = open_dbus_connection(bus.address)
        self.connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.portal.Desktop"))
        self.start()

    def run(self) -> None:
        """Answers one question."""
        while True:
            call = self.connection.receive()
            if call.header.fields.get(HeaderFields.member) == "Screenshot":
                break
        assert call.header.fields[HeaderFields.interface] == "org.freedesktop.portal.Screenshot"
        self.asked = call.body[1]
        if isinstance(self.answer, str):
            self.connection.send(new_error(call, self.answer, "s", ("no",)))
            return
        sender = call.header.fields[HeaderFields.sender].lstrip(":").replace(".", "_")
        token = self.asked["handle_token"][1]
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
        self.connection.send(new_method_return(call, "o", (path,)))
        code, results = self.answer, {}
        if isinstance(self.answer, Path):
            code, results = 0, {"uri": ("s", self.answer.as_uri())}
        request = DBusAddress(path, interface="org.freedesktop.portal.Request")
        self.connection.send(new_signal(request, "Response", "ua{sv}", (code, results)))


class LoginManager:
    """Is the login manager, which says when the computer goes to sleep."""

    def __init__(self, bus: Bus, name: str = "org.freedesktop.login1"):
        self.connection = open_dbus_connection(bus.address)
        self.connection.send_and_get_reply(message_bus.RequestName(name))

    def say(self, sleeping: bool) -> None:
        """Says that the computer goes to sleep, or that it is awake again."""
        manager = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
        self.connection.send(new_signal(manager, "PrepareForSleep", "b", (sleeping,)))


def wait_for(condition, seconds: float = 15.0) -> None:
    """Waits until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
