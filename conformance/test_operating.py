"""What an operator meets: start and end, refusals, backup and restore, accounts,
configuration, and servers that share a database."""

import http.client
import json
import os
import re
import shutil
import sqlite3
import threading
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from harness import quick
from harness.client import FORM, Client
from harness.codes import Clock
from harness.operator import (
    as_nobody,
    ended,
    give_to_nobody,
    hashes,
    reachable_by_all,
    serve,
)
from harness.people import Person, new_password
from harness.programs import WRONG_CODE, Program, VirtualDevice, member, refusal
from harness.server import Server, drop_database, free_port, fresh_database
from harness.tools import program

TRUSTING = ("--trusted-proxies", "127.0.0.1")


# --- Stores to work on --------------------------------------------------------


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """A data folder with an account, a user and a device, used by nobody."""
    folder = tmp_path_factory.mktemp("sound") / "data"
    with Server("--open-sign-up", *TRUSTING, folder=folder) as server:
        client, root = quick.open_account(server)
        quick.enrol(client, root, "phone")
        quick.make_user(client, root, "miles")
    # All into the one file that the tests damage.
    link = sqlite3.connect(folder / "secondkey.db")
    assert link.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    link.close()
    return folder


@pytest.fixture
def store(sound, tmp_path):
    """A service that does not run, on a copy of the sound folder."""
    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    server = Server(*TRUSTING, folder=folder)
    yield server
    server.close()


@pytest.fixture
def empty(tmp_path):
    """A service that does not run, on a folder that does not exist."""
    server = Server(*TRUSTING, folder=tmp_path / "empty")
    yield server
    server.close()


def database(server: Server) -> Path:
    """Returns the file of the store."""
    return server.data / "secondkey.db"


def master_key(server: Server) -> Path:
    """Returns the file of the key."""
    return server.data / "master.key"


def overwrite(path: Path, start: int, data: bytes) -> None:
    """Damages a file in its middle."""
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def flip(path: Path, start: int, length: int) -> None:
    """Turns every bit of a part of a file."""
    part = path.read_bytes()[start : start + length]
    overwrite(path, start, bytes(byte ^ 0xFF for byte in part))


def assert_refuses(server: Server, code: int, *words: str) -> None:
    """The service refuses to start, with this code, saying why, and changes no
    file."""
    before = hashes(server.data)
    refused = serve(server)
    assert refused.returncode == code, f"{refused.returncode}: {refused.stderr}"
    for word in words:
        assert word in refused.stderr, refused.stderr
    assert "panicked" not in refused.stderr, refused.stderr
    assert hashes(server.data) == before, "a refusing start has changed files"


def assert_sick(server: Server, check: str) -> str:
    """The doctor finds fault with one thing and returns its words."""
    looked = server.command("doctor", "--json")
    assert looked.returncode == 1, f"{looked.returncode}: {looked.stdout}{looked.stderr}"
    diagnosis = json.loads(looked.stdout)
    assert diagnosis["ok"] is False
    faults = {found["check"]: found["detail"] for found in diagnosis["findings"] if not found["ok"]}
    assert check in faults, diagnosis
    return faults[check]


# --- Refusals to start --------------------------------------------------------


def test_a_sound_store_is_served_and_ended():
    """A start makes the folder for its owner only, serves, says that it is ready,
    and ends by SIGTERM, with 0 and within seconds, though a client holds on."""
    with Server() as server:
        assert server.data.stat().st_mode & 0o777 == 0o700
        assert database(server).stat().st_mode & 0o777 == 0o600
        assert master_key(server).stat().st_mode & 0o777 == 0o600
        assert f"ready at {server.url}" in server.printed()
        idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        idle.request("GET", "/health/ready")
        answer = idle.getresponse()
        assert (answer.status, answer.read()) == (200, b"ready\n")
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 5
        idle.close()
        assert not server.is_ready()


def test_a_request_under_way_is_answered_before_the_end():
    """SIGTERM does not cut off whoever waits for an answer."""
    with Server("--open-sign-up", *TRUSTING) as server:
        client, password = Client(server), new_password()
        fields = client.get("/sign-up").form("/sign-up").fields
        fields |= {"name": "Acme", "email": "sarah@example.com"}
        body = urlencode(fields | {"password": password, "repeated": password}).encode()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.putrequest("POST", "/sign-up")
        connection.putheader("Content-Type", FORM)
        connection.putheader("Content-Length", str(len(body)))
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        connection.putheader("Cookie", cookies)
        # The service has the head and half of the body when the signal comes.
        connection.endheaders(body[:20])
        assert client.get("/health/ready").status == 200
        ending = threading.Thread(target=server.stop)
        ending.start()
        connection.send(body[20:])
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Location"]) == (303, "/welcome"), answer.read()
        connection.close()
        ending.join(20)
        assert not ending.is_alive()


def test_a_store_of_garbage_is_refused(store):
    """A store whose head is garbage is damaged; it is not replaced by a new one."""
    overwrite(database(store), 0, os.urandom(4096))
    assert_refuses(store, 4, "the store is damaged")
    assert "damaged" in assert_sick(store, "store")


def test_a_truncated_store_is_refused(store):
    """A store that lacks its end is damaged."""
    os.truncate(database(store), database(store).stat().st_size // 2 + 100)
    assert "damaged" in assert_sick(store, "store")


def test_flipped_bytes_in_the_tables_are_refused(store):
    """A store whose list of tables is broken is damaged."""
    flip(database(store), 100, 400)
    assert_refuses(store, 4, "the store is damaged")
    assert "damaged" in assert_sick(store, "store")


def test_the_doctor_finds_flipped_bytes_in_the_data(store):
    """Damage that no start meets is found by the doctor, who reads everything."""
    size = 4096
    for page in range(1, database(store).stat().st_size // size):
        flip(database(store), page * size, 12)
    assert "damaged" in assert_sick(store, "store")


def test_a_database_of_another_program_is_refused(store):
    """A SQLite file that is not ours is left alone."""
    database(store).unlink()
    with sqlite3.connect(database(store)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    assert_refuses(store, 4, "the store is damaged", "another program")


def test_a_store_of_a_newer_version_is_refused(store):
    """A program that is older than the store says what to do."""
    with sqlite3.connect(database(store)) as link:
        (newest,) = link.execute("SELECT max(version) FROM schema_changes").fetchone()
        link.execute("INSERT INTO schema_changes (version, hash) VALUES (?, 'x')", (newest + 1,))
    link.close()
    assert_refuses(store, 4, f"the store has version {newest + 1}", "newer program")
    assert f"version {newest + 1}" in assert_sick(store, "store")
    assert store.command("backup", str(store.data.parent / "copy.db")).returncode == 4


def test_a_missing_master_key_is_not_made_anew(store):
    """Without its key a store is not served, and no new key is made."""
    master_key(store).unlink()
    assert_refuses(store, 4, "master.key is missing", "put the key back")
    assert not master_key(store).exists()
    assert "missing" in assert_sick(store, "master key")
    made = store.command("account", "create", "--email", "x@example.com", "--name", "X")
    assert made.returncode == 4, made.stderr
    assert not master_key(store).exists()


def test_a_foreign_master_key_is_refused(store):
    """Another store's key opens nothing here."""
    master_key(store).write_text("ab" * 32 + "\n")
    assert_refuses(store, 4, "not the one that this store was made with")


def test_the_doctor_finds_a_foreign_master_key(store):
    """Who puts a store back learns from the doctor whether the key fits."""
    master_key(store).write_text("ab" * 32 + "\n")
    assert_sick(store, "master key")


def test_a_malformed_master_key_is_refused(store):
    """A file that is no key is not taken for one."""
    for text in ("", "ab" * 31, "zz" * 32, "\udcff"):
        master_key(store).write_bytes(text.encode(errors="surrogateescape"))
        assert_refuses(store, 4, "is not a master key")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_master_key_that_others_can_read_is_refused(store, mode):
    """A key that somebody may have copied is pointed out."""
    master_key(store).chmod(mode)
    assert_refuses(store, 4, "can be read by others", f"{mode:04o}", "chmod 600")
    assert master_key(store).stat().st_mode & 0o777 == mode
    assert "read by others" in assert_sick(store, "master key")


def test_a_second_server_is_kept_out(store):
    """A store has one server; after a sudden death the next one may start."""
    store.start()
    second = Server(*TRUSTING, folder=store.data)
    refused = serve(second)
    assert refused.returncode == 3, refused.stderr
    assert "another server is using the store" in refused.stderr
    assert store.is_ready()
    store.kill()
    with second:
        pass


def test_a_port_that_is_taken(store, empty):
    """Two services at one address: the second says so, and ends."""
    with empty:
        store.port = empty.port
        refused = serve(store)
        assert refused.returncode == 1
        assert f"cannot listen on 127.0.0.1:{empty.port}" in refused.stderr


def at(data: Path) -> list[str]:
    """Returns the options of a service on a folder, at an address that is free."""
    return ["--data-dir", str(data), "--listen", f"127.0.0.1:{free_port()}"]


def test_a_folder_that_cannot_be_made():
    """Nobody may write where the folder should be."""
    with reachable_by_all() as place:
        place.chmod(0o555)
        data = place / "data"
        refused = ended(*as_nobody(), place / "secondkeyd", *at(data))
        assert refused.returncode == 1, refused.stderr
        assert f"the data folder {data} cannot be made" in refused.stderr
        assert "Permission denied" in refused.stderr
        place.chmod(0o755)


def test_a_folder_that_cannot_be_written_to(sound):
    """A store in a folder that cannot be written to is not served, and stays."""
    with reachable_by_all() as place:
        data = place / "data"
        shutil.copytree(sound, data, ignore=shutil.ignore_patterns("*.lock"))
        for path in data.iterdir():
            give_to_nobody(path)
        give_to_nobody(data)
        data.chmod(0o500)
        before = hashes(data)
        refused = ended(*as_nobody(), place / "secondkeyd", *at(data))
        assert refused.returncode == 1, refused.stderr
        assert "cannot be written to" in refused.stderr
        assert str(data) in refused.stderr
        assert hashes(data) == before
        data.chmod(0o700)


def test_a_store_that_cannot_be_written_to(sound):
    """A read-only store in a good folder is not served, and stays."""
    with reachable_by_all() as place:
        data = place / "data"
        shutil.copytree(sound, data, ignore=shutil.ignore_patterns("*.lock"))
        for path in data.iterdir():
            give_to_nobody(path)
        give_to_nobody(data)
        (data / "secondkey.db").chmod(0o400)
        before = hashes(data)
        refused = ended(*as_nobody(), place / "secondkeyd", *at(data))
        assert refused.returncode == 1, refused.stderr
        assert "cannot be written to" in refused.stderr
        assert hashes(data) == before


# --- Options ------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        ["--nonsense"],
        ["nonsense"],
        ["account"],
        ["account", "create"],
        ["backup"],
        ["--listen", "nowhere"],
        ["--listen", "127.0.0.1"],
        ["--code-window", "0"],
        ["--code-window", "3"],
        ["--code-window", "-1"],
        ["--code-window", "18446744073709551617"],
        ["--hash-memory", "18"],
        ["--hash-memory", "1025"],
        ["--hash-memory", "much"],
        ["--issuer", ""],
        ["--issuer", "a:b"],
        ["--issuer", "x" * 65],
        ["--trusted-proxies", "example.com"],
        ["--open-sign-up", "perhaps"],
        ["account", "recover", "--account", "12"],
        ["restore"],
        ["restore", "copy.db", "--database-url", "postgres://localhost/x"],
    ],
    ids=" ".join,
)
def test_wrong_options(tmp_path, options):
    """What cannot be meant is refused as wrong usage before anything is made."""
    data = tmp_path / "data"
    refused = ended(program("secondkeyd"), "--data-dir", data, *options)
    assert refused.returncode == 2, refused.stderr
    assert refused.stderr.strip()
    assert not data.exists()


@pytest.mark.parametrize(
    ("listen", "url"),
    [
        ("127.0.0.1", "example.com"),
        ("127.0.0.1", "ftp://example.com"),
        ("127.0.0.1", "https://"),
        ("127.0.0.1", "https://example.com/path"),
        ("127.0.0.1", "https://somebody@example.com"),
        ("127.0.0.1", "http://example.com"),
        ("127.0.0.1", "http://localhost.example.com"),
        ("0.0.0.0", ""),
        ("[::]", ""),
        ("0.0.0.0", "http://192.0.2.1"),
        ("0.0.0.0", "http://localhost:8080"),
    ],
)
def test_public_addresses_that_are_refused(tmp_path, listen, url):
    """Passwords do not travel in the clear: without a public https:// address
    nothing but loopback is listened on, and an address is scheme, host, port."""
    data = tmp_path / "data"
    options = ["--data-dir", data, "--listen", f"{listen}:{free_port()}"]
    refused = ended(program("secondkeyd"), *options, *(["--public-url", url] if url else []))
    assert refused.returncode == 2, refused.stderr
    assert "https://" in refused.stderr
    assert not data.exists()


def test_a_public_address_with_tls(empty):
    """Behind a proxy with TLS links and cookies are made for the public address,
    and other hosts' names are refused."""
    empty.options += ["--public-url", "https://id.example.com/"]
    with empty:
        assert "ready at https://id.example.com\n" in empty.printed()
        link = re.search(r"https://id\.example\.com(/set-up/\S+)", empty.printed())
        assert link, empty.printed()
        client = Client(empty)
        assert client.get("/signin").status == 421
        answer = client.get(link[1], headers={"Host": "id.example.com"})
        assert answer.status == 303
        cookies = answer.headers.get_all("Set-Cookie")
        assert cookies and all("Secure" in cookie for cookie in cookies), cookies
        assert "Strict-Transport-Security" in answer.headers


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path):
    """What the links say shows which of three places was believed."""
    file = tmp_path / "secondkeyd.toml"
    file.write_text(
        f"data-dir = '{tmp_path / 'from-file'}'\npublic-url = 'https://file.example.com'\n"
    )
    numbers = iter(range(100))

    def link(*options: str, **variables: str) -> str:
        create = ["account", "create", "--json", "--name", "Acme", "--email"]
        create += [f"a{next(numbers)}@example.com", *options]
        made = ended(program("secondkeyd"), *create, **variables)
        assert made.returncode == 0, made.stderr
        return urlsplit(json.loads(made.stdout)["sign_in_url"]).netloc

    config = {"SECONDKEY_CONFIG": str(file)}
    by_env = {"SECONDKEY_PUBLIC_URL": "https://env.example.com"}
    by_line = ["--public-url", "https://line.example.com"]
    assert link("--config", str(file)) == "file.example.com"
    assert link(**config) == "file.example.com"
    assert link(**config, **by_env) == "env.example.com"
    assert link(*by_line, **config, **by_env) == "line.example.com"
    assert (tmp_path / "from-file" / "secondkey.db").exists()
    assert link("--data-dir", str(tmp_path / "from-line"), **config) == "file.example.com"
    assert (tmp_path / "from-line" / "secondkey.db").exists()
    moved = {"SECONDKEY_DATA_DIR": str(tmp_path / "from-env")}
    assert link(**config, **moved) == "file.example.com"
    assert (tmp_path / "from-env" / "secondkey.db").exists()


@pytest.mark.parametrize(
    "text",
    [
        "nonsense", "colour = 'red'", "hash-memory = 7", "code-window = 3", "code-window = 'wide'",
        "listen = 'nowhere'", "issuer = 'a:b'",
    ],
)
def test_a_configuration_file_with_mistakes(tmp_path, text):
    """A file that says something else than it may is refused as wrong usage."""
    file = tmp_path / "secondkeyd.toml"
    file.write_text(text + "\n")
    data = tmp_path / "data"
    refused = ended(program("secondkeyd"), "--config", file, "--data-dir", data)
    assert refused.returncode == 2, refused.stderr
    assert not data.exists()


def test_options_reach_the_service(tmp_path, empty):
    """Options of the file work like those of the command line."""
    file = tmp_path / "secondkeyd.toml"
    file.write_text("open-sign-up = true\nissuer = 'Cyberdyne'\ntrusted-proxies = ['127.0.0.1']\n")
    empty.options = ["--config", str(file)]
    with empty:
        client, _ = quick.open_account(empty)
        address, _ = quick.begin_device(client, "phone")
        assert "issuer=Cyberdyne" in client.get(address).html


@pytest.mark.parametrize("steps", [1, 2])
def test_a_code_may_be_as_far_off_as_the_operator_says(tmp_path, empty, steps):
    """At the sign-in and at STS: what lies within the window is taken, what lies one step
    beyond it is not."""
    file = tmp_path / "secondkeyd.toml"
    file.write_text(f"code-window = {steps}\n")
    empty.options = ["--config", str(file)]
    with empty:
        root, person = Program.with_owner(empty)
        ann = member(root, "ann")
        device = VirtualDevice.make(root, "ann")
        Clock.settle(6)
        pair = {"AuthenticationCode1": device.code(-1), "AuthenticationCode2": device.code()}
        root.iam.enable_mfa_device(UserName="ann", SerialNumber=device.serial, **pair)
        beyond = {"SerialNumber": device.serial, "TokenCode": device.code(steps + 1)}
        assert refusal(ann.sts.get_session_token, **beyond) == ("AccessDenied", 403, WRONG_CODE)
        ann.sts.get_session_token(SerialNumber=device.serial, TokenCode=device.code(steps))

        client = quick.client_of(empty)
        quick.sign_in(client, person)
        phone = quick.enrol(client, person, "phone")
        Clock.settle(6)
        beside, page = quick.client_of(empty), "/signin/code"
        assert quick.give_password(beside, person).location.startswith(page)
        late = phone.code_of(Clock.step() + steps + 1)
        refused = beside.submit(beside.go(page), page, {"code": late})
        assert refused.status == 422 and "clock" in refused.page.text, refused.page.text
        right = phone.code_of(Clock.step() + steps)
        assert beside.submit(beside.go(page), page, {"code": right}).location == "/"


@pytest.mark.parametrize(
    ("options", "text"), [(["--code-window", "3"], ""), ([], "code-window = 0\n")], ids=["line", "file"]
)
def test_a_window_that_cannot_be_is_explained(tmp_path, options, text):
    """Who sets it wrong reads what it may be."""
    file = tmp_path / "secondkeyd.toml"
    file.write_text(text)
    refused = ended(program("secondkeyd"), "--config", file, "--data-dir", tmp_path / "data", *options)
    assert refused.returncode == 2
    assert "code-window: it must be 1 or 2 steps either side of the device's clock" in refused.stderr


def test_open_sign_up_is_closed_unless_asked_for(empty):
    """Nobody makes an account where that was not opened."""
    with empty:
        assert Client(empty).get("/sign-up").status == 404


# --- Backup and restore -------------------------------------------------------


def keep_signing_in(server: Server, person: Person, stop: threading.Event, count: list[int]):
    """Signs a person in again and again until told to stop."""
    while not stop.is_set():
        quick.sign_in(Client(server), person)
        count[0] += 1


def test_a_backup_while_people_sign_in_is_good(tmp_path):
    """A backup taken in full run is sound; restored with its key elsewhere it lets
    people in with the devices they had, and no session of before goes on."""
    with Server("--open-sign-up", *TRUSTING, folder=tmp_path / "old") as server:
        client, root = quick.open_account(server)
        quick.enrol(client, root, "phone")
        user = quick.make_user(client, root, "miles")
        stop, count = threading.Event(), [0]
        busy = threading.Thread(target=keep_signing_in, args=(server, user, stop, count))
        busy.start()
        try:
            for number in range(5):
                wait_until(lambda: count[0] > number)
                copied = server.command("backup", str(tmp_path / f"copy-{number}.db"))
                assert copied.returncode == 0, copied.stderr
                assert "no use without the master key" in copied.stdout
        finally:
            stop.set()
            busy.join(30)
    copy = tmp_path / "copy-4.db"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.part"))
    with restored(tmp_path, copy, server) as other:
        assert other.answer("doctor")["ok"]
        lost = Client(other)
        lost.cookies = dict(client.cookies)
        assert lost.get("/").location.startswith("/signin")
        # What was shown before may have been used since: the next code but one counts.
        early = Client(other)
        quick.give_password(early, root)
        page = early.get("/signin/code")
        fields = {"code": root.devices[0].code_of(Clock.step())}
        refused = early.submit(page, "/signin/code", fields)
        assert refused.status == 422 and "was used already" in refused.page.text
        Clock.wait_for(Clock.step() + 2)
        again = Client(other)
        quick.sign_in(again, root)
        quick.sign_in(Client(other), user)
        assert "Store restored from a backup" in again.get("/activity").page.text


def restored(tmp_path: Path, copy: Path, old: Server) -> Server:
    """Restores a backup into a new folder and puts the key there."""
    new = Server(*TRUSTING, folder=tmp_path / "new")
    done = new.command("restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert "Put the master key" in done.stdout
    shutil.copy(master_key(old), master_key(new))
    return new


def wait_until(holds, seconds: float = 30) -> None:
    """Waits until something holds, which must be soon."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it does not come to pass"
        time.sleep(0.005)


def test_a_backup_never_replaces_a_file(store, tmp_path):
    """What lies where the copy should go stays."""
    taken = tmp_path / "taken.db"
    taken.write_text("mine")
    refused = store.command("backup", str(taken))
    assert refused.returncode == 1
    assert f"{taken} exists already" in refused.stderr
    assert taken.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["taken.db"]


def test_a_backup_of_nothing(empty, tmp_path):
    """Where no store is none is made to be copied."""
    refused = empty.command("backup", str(tmp_path / "copy.db"))
    assert refused.returncode == 1
    assert "there is no store" in refused.stderr
    assert not empty.data.exists() and not (tmp_path / "copy.db").exists()


def test_a_restore_over_accounts_is_refused(store, tmp_path):
    """A store with accounts is never replaced."""
    copy = tmp_path / "copy.db"
    assert store.command("backup", str(copy)).returncode == 0
    before = hashes(store.data)
    refused = store.command("restore", str(copy))
    assert refused.returncode == 1
    assert "holds accounts" in refused.stderr
    assert hashes(store.data) == before


def test_a_restore_under_a_running_server_is_refused(store, empty, tmp_path):
    """Nobody exchanges the store of a service that runs, though it be empty."""
    copy = tmp_path / "copy.db"
    assert store.command("backup", str(copy)).returncode == 0
    with empty:
        refused = empty.command("restore", str(copy))
        assert "another server is using the store" in refused.stderr
        assert empty.answer("account", "list") == []
        assert refused.returncode == 3, refused.returncode


def test_a_restore_of_something_else_is_refused(empty, tmp_path):
    """What is no sound backup is not restored, and leaves no store behind."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(os.urandom(20_000))
    refused = empty.command("restore", str(copy))
    assert refused.returncode != 0
    assert refused.stderr.strip()
    assert not database(empty).exists()


def test_a_damaged_backup_is_refused(store, empty, tmp_path):
    """A backup is read as a whole before it is restored."""
    copy = tmp_path / "copy.db"
    assert store.command("backup", str(copy)).returncode == 0
    for page in range(2, copy.stat().st_size // 4096):
        flip(copy, page * 4096, 12)
    refused = empty.command("restore", str(copy))
    assert "damaged" in refused.stderr, refused.stderr
    assert refused.returncode == 4, refused.returncode
    assert not database(empty).exists()


# --- The doctor ---------------------------------------------------------------


def test_the_doctor_on_a_sound_store(store):
    """A sound store is called so, while it is served and while it is not."""
    for _ in range(2):
        diagnosis = store.answer("doctor")
        assert diagnosis["ok"] is True
        found = {one["check"]: one["detail"] for one in diagnosis["findings"]}
        assert found.keys() == {"data folder", "master key", "store", "mail"}
        assert "1 accounts, 1 users, 1 devices" in found["store"]
        if not store.is_running():
            store.start()
    assert "FAULT" not in store.command("doctor").stdout


def test_the_doctor_where_nothing_is(empty):
    """The doctor makes nothing where nothing is."""
    assert_sick(empty, "store")
    assert not empty.data.exists()


def test_the_doctor_on_a_folder_that_others_can_enter(store):
    """The doctor says what to do."""
    store.data.chmod(0o755)
    assert "chmod 700" in assert_sick(store, "data folder")


# --- Accounts -----------------------------------------------------------------


def path_of(url: str) -> str:
    """Returns the path of a link."""
    return urlsplit(url).path


def choose_root_password(server: Server, url: str, root: Person) -> None:
    """Opens a one-time link and chooses a password; the link is spent by that."""
    client = Client(server)
    root.password = new_password()
    assert client.get(path_of(url)).location == "/set-up"
    fields = {"password": root.password, "repeated": root.password}
    answer = client.submit(client.get("/set-up"), "/set-up", fields)
    assert answer.location.startswith("/signin?as=root"), answer.page.text
    assert Client(server).go(path_of(url)).status == 410


def test_an_account_is_made_and_listed_while_the_service_runs(empty):
    """`account create` prints what its owner needs, and its link works once."""
    with empty:
        create = ["account", "create", "--email", "sarah@example.com", "--name", "Resistance"]
        made = empty.answer(*create, "--account-id", "123456789012")
        assert made.keys() == {"account_id", "sign_in_url", "set_up_url"}
        assert made["account_id"] == "123456789012"
        assert made["sign_in_url"] == f"{empty.url}/signin/123456789012"
        root = Person("root", "123456789012", "", email="sarah@example.com")
        choose_root_password(empty, made["set_up_url"], root)
        client = Client(empty)
        quick.sign_in(client, root)
        quick.enrol(client, root, "phone")
        quick.make_user(client, root, "kyle")
        assert empty.answer("account", "list") == [
            {
                "account_id": "123456789012", "name": "Resistance", "alias": None,
                "email": "sarah@example.com", "root_mfa_devices": 1, "users": 1,
            }
        ]  # fmt: skip


def test_an_account_with_a_given_password(empty, tmp_path):
    """With a password file no link is printed; the same address is taken once."""
    file = tmp_path / "password"
    file.write_text(new_password() + "\n")
    create = ["account", "create", "--email", "a@example.com", "--name", "Acme"]
    made = empty.answer(*create, "--password-file", str(file))
    assert made.keys() == {"account_id", "sign_in_url"}
    again = empty.command(*create)
    assert again.returncode == 1 and again.stderr.strip()
    assert len(empty.answer("account", "list")) == 1
    password = file.read_text().strip()
    with empty:
        root = Person("root", made["account_id"], password, email="a@example.com")
        quick.sign_in(Client(empty), root)


def test_recovery_with_devices_removed(tmp_path):
    """An owner who has lost password and devices comes back in; all sessions of
    before end, and the operator's act is on record."""
    with Server("--open-sign-up", *TRUSTING, folder=tmp_path / "data") as server:
        client, root = quick.open_account(server)
        quick.enrol(client, root, "phone")
        quick.enrol(client, root, "laptop")
        recover = ["account", "recover", "--account", root.account]
        opened = server.answer(*recover, "--remove-devices")
        assert opened.keys() == {"account_id", "set_up_url", "removed_devices"}
        assert opened["account_id"] == root.account
        assert sorted(opened["removed_devices"]) == ["laptop", "phone"]
        assert client.get("/").location.startswith("/signin")
        choose_root_password(server, opened["set_up_url"], root)
        back = Client(server)
        assert quick.give_password(back, root).location == "/"
        assert "operator" in back.get("/activity").page.text.lower()


def test_recovery_that_leaves_devices(tmp_path):
    """Unless asked for, devices stay, and their codes are asked for."""
    with Server("--open-sign-up", *TRUSTING, folder=tmp_path / "data") as server:
        client, root = quick.open_account(server)
        quick.enrol(client, root, "phone")
        opened = server.answer("account", "recover", "--account", root.account)
        assert opened["removed_devices"] == []
        choose_root_password(server, opened["set_up_url"], root)
        back = Client(server)
        assert quick.give_password(back, root).location.startswith("/signin/code")
        quick.sign_in(Client(server), root)


def test_recovery_of_nobody(store):
    """An account that does not exist is not recovered."""
    refused = store.command("account", "recover", "--account", "123456789012")
    assert refused.returncode == 1 and refused.stderr.strip()


def test_the_first_link_works_until_there_is_an_account(empty):
    """Each start without an account prints a new link; only the newest is good."""
    with empty:
        old = path_of(empty.set_up_link())
        assert empty.stop() == 0
        empty.start()
        new = path_of(empty.set_up_link())
        assert Client(empty).go(old).status == 410
        client, password = Client(empty), new_password()
        fields = {"name": "Acme", "email": "a@example.com"}
        fields |= {"password": password, "repeated": password}
        answer = client.submit(client.go(new), "/set-up", fields)
        assert answer.location == "/welcome", answer.page.text
        assert Client(empty).go(new).status == 410
        assert empty.stop() == 0
        empty.start()
        assert "/set-up/" not in empty.printed()


# --- PostgreSQL ---------------------------------------------------------------


@pytest.fixture
def shared():
    """An empty PostgreSQL database."""
    url = fresh_database()
    yield url
    drop_database(url)


def set_up_first_account(server: Server) -> tuple[Client, Person]:
    """Makes the first account with the printed link."""
    client = Client(server)
    root = Person("root", "", new_password(), email="sarah@example.com")
    fields = {"name": "Resistance", "email": root.email}
    fields |= {"password": root.password, "repeated": root.password}
    page = client.go(path_of(server.set_up_link()))
    answer = client.submit(page, "/set-up", fields)
    assert answer.location == "/welcome", answer.page.text
    root.account = quick.account_of(client)
    return client, root


def test_servers_that_share_a_database(shared, tmp_path):
    """Set-up, enrolment and sign-in on PostgreSQL; a second server with the same
    key sees the same sessions, and a code spent at one is refused by the other."""
    options = (*TRUSTING, "--database-url", shared)
    with Server(*options, folder=tmp_path / "one") as one:
        client, root = set_up_first_account(one)
        phone = quick.enrol(client, root, "phone")
        (tmp_path / "two").mkdir(mode=0o700)
        shutil.copy(master_key(one), tmp_path / "two" / "master.key")
        with Server(*options, folder=tmp_path / "two") as two:
            there = Client(two)
            there.cookies = dict(client.cookies)
            assert there.get("/").status == 200
            code = phone.next_code()
            quick.sign_in(Client(one), root, code)
            elsewhere = Client(two)
            assert quick.give_password(elsewhere, root).location.startswith("/signin/code")
            page = elsewhere.get("/signin/code")
            answer = elsewhere.submit(page, "/signin/code", {"code": code})
            assert answer.status == 422 and "was used already" in answer.page.text
            assert there.submit(there.get("/"), "/signout", {}).status == 303
            assert client.get("/").location.startswith("/signin")
            assert two.answer("doctor")["ok"]
        assert not (tmp_path / "one" / "secondkey.db").exists()


def test_a_shared_database_with_another_key(shared, tmp_path):
    """A server whose key is not the database's is refused, and one without a key
    makes none."""
    options = (*TRUSTING, "--database-url", shared)
    with Server(*options, folder=tmp_path / "one") as one:
        set_up_first_account(one)
        stranger = Server(*options, folder=tmp_path / "two")
        refused = serve(stranger)
        assert refused.returncode == 4 and "is missing" in refused.stderr, refused.stderr
        assert not master_key(stranger).exists()
        master_key(stranger).write_text("ab" * 32)
        master_key(stranger).chmod(0o600)
        refused = serve(stranger)
        assert refused.returncode == 4 and "not the one" in refused.stderr, refused.stderr


def test_a_database_that_is_not_there(tmp_path):
    """The service says which database it misses, and never the password."""
    url = f"postgres://sarah:open-sesame@127.0.0.1:{free_port()}/nothing"
    options = ["--data-dir", tmp_path / "data", "--database-url", url]
    refused = ended(program("secondkeyd"), *options)
    assert refused.returncode == 1, refused.stderr
    assert "the store is not available" in refused.stderr
    assert "open-sesame" not in refused.stderr + refused.stdout
    assert not (tmp_path / "data" / "master.key").exists()


def test_the_doctor_finds_a_foreign_key_of_a_database(shared, tmp_path):
    """Also on PostgreSQL the doctor says whether the key fits the store."""
    options = (*TRUSTING, "--database-url", shared)
    with Server(*options, folder=tmp_path / "one") as one:
        set_up_first_account(one)
        assert one.answer("doctor")["ok"]
        one.stop()
        master_key(one).write_text("ab" * 32)
        assert_sick(one, "master key")
