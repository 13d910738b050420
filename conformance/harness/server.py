"""A running secondkeyd with a data folder of its own."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from .tools import done, environment, program, run, tool

# How long a start may take, on a machine that is busy.
PATIENCE = 30.0


def free_port() -> int:
    """Returns a port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fresh_database() -> str:
    """Makes an empty PostgreSQL database and returns its address."""
    server = os.environ.get("SECONDKEY_TEST_POSTGRES")
    assert server, "SECONDKEY_TEST_POSTGRES is not set: run ./test, or give a superuser's URL"
    name = f"story_{uuid.uuid4().hex[:12]}"
    done(tool("psql"), server, "-qX", "-v", "ON_ERROR_STOP=1", "-c", f"CREATE DATABASE {name}")
    return server.rsplit("/", 1)[0] + "/" + name


def drop_database(url: str) -> None:
    """Removes a database that `fresh_database` made."""
    name = url.rsplit("/", 1)[1]
    server = os.environ["SECONDKEY_TEST_POSTGRES"]
    done(tool("psql"), server, "-qX", "-c", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class Server:
    """Is secondkeyd on a free port of this machine, on SQLite or PostgreSQL."""

    def __init__(
        self,
        *options: str,
        folder: Path | None = None,
        database_url: str | None = None,
        host: str = "127.0.0.1",
    ):
        self._own_folder = folder is None
        self._scratch = Path(tempfile.mkdtemp(prefix="secondkey-story-"))
        self.data = folder or self._scratch / "data"
        self.options = list(options)
        self.database_url = database_url
        self.log_level = "info"
        self.port = free_port()
        self.host = host
        self._process: subprocess.Popen[bytes] | None = None
        self._stdout = self._scratch / "stdout"
        self._stderr = self._scratch / "stderr"

    @property
    def url(self) -> str:
        """Is the address that the service prints, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    @property
    def arguments(self) -> list[str]:
        """Are the options that every command of this store takes."""
        given = ["--data-dir", str(self.data), "--listen", f"127.0.0.1:{self.port}"]
        if self.host != "127.0.0.1":
            given += ["--public-url", self.url]
        if self.database_url:
            given += ["--database-url", self.database_url]
        return given + self.options

    # --- Starting and ending -------------------------------------------------

    def start(self) -> "Server":
        """Starts the service and returns when it answers."""
        assert self._process is None, "the service runs already"
        with self._stdout.open("wb") as stdout, self._stderr.open("ab") as stderr:
            self._process = subprocess.Popen(
                [program("secondkeyd"), *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=environment(RUST_LOG=self.log_level),
            )
        deadline = time.monotonic() + PATIENCE
        while not self.is_ready():
            code = self._process.poll()
            assert code is None, f"secondkeyd ended with {code}: {self.log()[-2000:]}"
            assert time.monotonic() < deadline, f"secondkeyd is not ready: {self.log()[-2000:]}"
            time.sleep(0.005)
        return self

    def is_ready(self) -> bool:
        """Says whether requests can be served."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    @property
    def pid(self) -> int:
        """Is the process of the running service."""
        assert self._process is not None, "the service does not run"
        return self._process.pid

    def is_running(self) -> bool:
        """Says whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Ends the service as sudden death does, by `kill -9`."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._process = None

    def stop(self) -> int:
        """Asks the service to end, and returns its exit code."""
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(PATIENCE)
        self._process = None
        return code

    def restart(self) -> "Server":
        """Kills the service and starts it on the same data, at the same address."""
        if self._process is not None:
            self.kill()
        return self.start()

    def close(self) -> None:
        """Ends the service and removes what it left, having looked for faults."""
        if self._process is not None:
            self.stop()
        try:
            self.assert_no_fault()
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
            if self.database_url:
                drop_database(self.database_url)

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_) -> None:
        self.close()

    # --- What it says --------------------------------------------------------

    def log(self) -> str:
        """Returns what it has written to standard error so far."""
        return self._stderr.read_text(errors="replace") if self._stderr.exists() else ""

    def printed(self) -> str:
        """Returns what it has written to standard output since its start."""
        return self._stdout.read_text(errors="replace")

    def set_up_link(self) -> str:
        """Returns the one-time link that a start without accounts prints."""
        link = re.search(rf"{re.escape(self.url)}/set-up/\S+", self.printed())
        assert link, f"no set-up link was printed: {self.printed()}"
        return link.group()

    def assert_no_fault(self) -> None:
        """Fails when the log speaks of a panic or of a fault of the service."""
        bad = [line for line in self.log().splitlines() if re.search(r"panicked|internal fault", line)]
        assert not bad, "the service's log shows faults:\n" + "\n".join(bad)

    # --- The operator's commands ---------------------------------------------

    def command(self, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs an operator's command on this store."""
        return run(program("secondkeyd"), *words, *self.arguments, given=given)

    def query(self, sql: str) -> None:
        """Changes the running service's store behind its back."""
        if self.database_url:
            done(tool("psql"), self.database_url, "-qX", "-v", "ON_ERROR_STOP=1", "-c", sql)
            return
        with contextlib.closing(sqlite3.connect(self.data / "secondkey.db", timeout=10)) as store:
            with store:
                store.execute(sql)

    def answer(self, *words: str, given: str | None = None):
        """Runs an operator's command that must succeed, and returns its JSON."""
        ended = self.command(*words, "--json", given=given)
        assert ended.returncode == 0, f"{words}: {ended.returncode}: {ended.stderr}"
        return json.loads(ended.stdout)
