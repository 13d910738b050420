"""Two PostgreSQL servers, one of which repeats what the other one does, as operators run
them who must not lose anything."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from .server import free_port
from .tools import done, tool


def programs() -> Path:
    """Returns where PostgreSQL's own programs are: Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[4]))
    return found[-1].parent if found else Path(tool("initdb")).parent


class Node:
    """Is one server, with a folder of its own."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()

    @property
    def url(self) -> str:
        """Is the address of its database."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *words: str) -> None:
        """Runs one of PostgreSQL's programs, which refuse to run as root."""
        other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*other, str(programs() / program), "-D", str(self.folder), *words],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self) -> None:
        """Starts it, and returns when it answers."""
        options = f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.run("pg_ctl", "-w", "-s", "-l", f"{self.folder}.log", "-o", options, "start")

    def ask(self, sql: str) -> str:
        """Runs a statement and returns what it yields."""
        return done(tool("psql"), self.url, "-qXAt", "-v", "ON_ERROR_STOP=1", "-c", sql).strip()

    def die(self) -> None:
        """Ends it as a failing machine does."""
        self.run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")


class Pair:
    """Is a primary, and a standby that has everything before anybody is told of it."""

    def __init__(self):
        self._scratch = Path(tempfile.mkdtemp(prefix="secondkey-pair-"))
        if os.geteuid() == 0:
            shutil.chown(self._scratch, "postgres")
        self.primary, self.standby = (Node(self._scratch / name) for name in ("first", "second"))

    @property
    def url(self) -> str:
        """Is the address of both."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in (self.primary, self.standby))
        return f"postgres://postgres@{hosts}/postgres"

    def __enter__(self) -> "Pair":
        self.primary.run("initdb", "-U", "postgres", "--auth=trust", "--no-locale", "-E", "UTF8", "-N")
        self.primary.start()
        self.standby.run("pg_basebackup", "-R", "-d", self.primary.url, "-c", "fast", "-X", "stream")
        self.standby.start()
        self.primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.ask("SELECT pg_reload_conf()")
        deadline = time.monotonic() + 30
        while self.primary.ask("SELECT sync_state FROM pg_stat_replication") != "sync":
            assert time.monotonic() < deadline, "the standby does not follow"
            time.sleep(0.1)
        return self

    def fail_over(self) -> None:
        """Lets the primary die, and the standby take its place."""
        self.primary.die()
        self.standby.run("pg_ctl", "-w", "-s", "promote")

    def bring_back(self) -> None:
        """Starts what was the primary as a standby: it answers questions, and no more."""
        (self.primary.folder / "standby.signal").touch()
        self.primary.start()

    def __exit__(self, *_) -> None:
        for node in (self.primary, self.standby):
            if (node.folder / "postmaster.pid").exists():
                node.die()
        shutil.rmtree(self._scratch, ignore_errors=True)
