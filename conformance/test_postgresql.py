"""The same stories on PostgreSQL: the first hour in short, two servers that share one
store, a database that hangs up, one that dies while another takes its place."""

import concurrent.futures
import os
import shutil
import time

import pytest

from harness import quick
from harness.client import Client
from harness.cluster import Pair
from harness.codes import Clock
from harness.people import Person, enrol, new_password, sign_in, sign_out
from harness.programs import Program, member, refusal
from harness.server import Server, fresh_database
from harness.tools import done, tool

OPTIONS = ("--open-sign-up", "--trusted-proxies", "127.0.0.1")


@pytest.fixture(scope="module")
def postgres():
    """A service on a database of its own."""
    with Server(*OPTIONS, database_url=fresh_database()) as server:
        yield server


def test_the_first_hour_in_short(browsers, postgres, phone):
    browser = browsers(postgres)
    browser.open(postgres.set_up_link())
    root = Person("root", "", new_password(), email="owner@example.com")
    browser.fill("Name of the account", "Acme")
    browser.fill("E-mail address of the root user", root.email)
    browser.fill("Password of the root user", root.password)
    browser.fill("The same password again", root.password)
    browser.click("Make the account")
    device = enrol(browser, root, "root-phone", phone)
    sign_out(browser)
    sign_in(browser, root, device)
    browser.at("/", "You are the root user ROOT")

    assert postgres.answer("doctor")["ok"]
    [account] = postgres.answer("account", "list")
    assert account["email"] == root.email and account["root_mfa_devices"] == 1
    refused = postgres.command("backup", str(postgres.data / "copy"))
    assert refused.returncode != 0 and "pg_dump" in refused.stderr

    # After sudden death everything is there.
    postgres.restart()
    assert "set-up" not in postgres.printed()
    browser.open("/credentials")
    browser.at("/credentials", "Security credentials")
    browser.see("root-phone")


def test_one_code_at_two_servers_at_once_signs_in_once(postgres, tmp_path):
    client, root = quick.open_account(postgres)
    device = quick.enrol(client, root, "root-phone")
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    shutil.copy(postgres.data / "master.key", folder / "master.key")
    given = ("--database-url", postgres.database_url)
    with Server(*OPTIONS, *given, folder=folder) as other:
        both = [Client(server) for server in (postgres, other) for _ in range(4)]
        for one in both:
            assert quick.give_password(one, root).location == "/signin/code"
        pages = [one.get("/signin/code") for one in both]
        code = {"code": device.next_code()}
        with concurrent.futures.ThreadPoolExecutor(len(both)) as pool:
            jobs = [
                pool.submit(one.submit, page, "/signin/code", code)
                for one, page in zip(both, pages, strict=True)
            ]
            answers = [job.result() for job in jobs]
        assert [answer.location for answer in answers].count("/") == 1
        assert sum(one.get("/credentials").status == 200 for one in both) == 1


def test_temporary_credentials_of_one_server_are_known_to_the_other(postgres, tmp_path):
    """Sealed at one, they open at another with the same master key, and a revocation at
    one holds at the other from its next request on."""
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    shutil.copy(postgres.data / "master.key", folder / "master.key")
    given = ("--database-url", postgres.database_url)
    with Server(*OPTIONS, *given, folder=folder) as other:
        root, owner = Program.with_owner(postgres)
        ann = member(root, "ann")
        session = ann.session(ann.sts.get_session_token()["Credentials"])
        elsewhere = Program(other, session.key, session.secret, session.token)
        arn = f"arn:aws:iam::{root.account}:user/ann"
        for _ in range(2):
            assert elsewhere.sts.get_caller_identity()["Arn"] == arn
        client = quick.client_of(postgres)
        quick.sign_in(client, owner)
        page = client.get("/users/ann/sessions")
        assert client.submit(page, "/users/ann/end-credentials", {}).status == 303
        for one in (session, elsewhere):
            assert refusal(one.sts.get_caller_identity)[:2] == ("InvalidClientTokenId", 403)
        again = ann.session(ann.sts.get_session_token()["Credentials"])
        elsewhere = Program(other, again.key, again.secret, again.token)
        assert elsewhere.sts.get_caller_identity()["Arn"] == arn


def test_what_pg_restore_brings_back_is_voided(postgres, tmp_path):
    """PostgreSQL's own programs move the store, and `restore` without a file voids what
    was used since: sessions, codes, temporary credentials."""
    root, owner = Program.with_owner(postgres)
    client = quick.client_of(postgres)
    quick.sign_in(client, owner)
    device = quick.enrol(client, owner, "root-phone")
    session = root.session(root.sts.get_session_token()["Credentials"])
    dump = tmp_path / "store.dump"
    done(tool("pg_dump"), "-Fc", "-f", dump, postgres.database_url)
    used = device.next_code()
    quick.sign_in(quick.client_of(postgres), owner, used)

    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    shutil.copy(postgres.data / "master.key", folder / "master.key")
    other = Server(*OPTIONS, folder=folder, database_url=fresh_database())
    done(tool("pg_restore"), "--no-owner", "-d", other.database_url, dump)
    restored = other.command("restore")
    assert restored.returncode == 0, restored.stderr
    device.spend(Clock.step() + 1)
    accounts = len(other.answer("account", "list"))
    assert f"is voided in {accounts} accounts" in restored.stdout, restored.stdout
    with other:
        before = Client(other, client.place)
        before.cookies = dict(client.cookies)
        assert client.get("/credentials").status == 200, "it lives on where it was"
        assert before.get("/credentials").location.startswith("/signin")
        moved = Program(other, session.key, session.secret, session.token)
        assert refusal(moved.sts.get_caller_identity)[:2] == ("InvalidClientTokenId", 403)
        again = quick.client_of(other)
        quick.give_password(again, owner)
        refused = again.submit(again.get("/signin/code"), "/signin/code", {"code": used})
        assert refused.status == 422 and "used already" in refused.page.text, refused.page.text
        shown = quick.client_of(other)
        quick.sign_in(shown, owner, device.next_code())
        assert "Store restored from a backup" in shown.get("/activity").page.text
        verified = other.command("audit", "verify", "--account", root.account)
        assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_database_that_hangs_up_is_asked_again(postgres):
    client, _ = quick.open_account(postgres)
    name = postgres.database_url.rsplit("/", 1)[1]
    hang_up = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    for _ in range(3):
        done(tool("psql"), os.environ["SECONDKEY_TEST_POSTGRES"], "-qXAt", "-c", hang_up)
        deadline = time.monotonic() + 10
        while (status := client.get("/credentials").status) != 200:
            assert status == 503, status
            assert time.monotonic() < deadline, "the service does not come back"
        assert postgres.is_ready()


def test_a_standby_takes_over_and_nothing_is_lost():
    """The primary dies and its standby is promoted; the old one comes back and only
    answers questions. Both are named in the address, the old one first."""
    with Pair() as pair, Server(*OPTIONS, "--database-url", pair.url) as server:
        client, root = quick.open_account(server)
        device = quick.enrol(client, root, "root-phone")
        token = quick.client_of(server)
        quick.give_password(token, root)
        page, code = token.get("/signin/code"), device.next_code()
        assert token.submit(page, "/signin/code", {"code": code}).location == "/"

        pair.fail_over()
        wait_until_served(token)
        again = quick.client_of(server)
        quick.give_password(again, root)
        refused = again.submit(again.get("/signin/code"), "/signin/code", {"code": code})
        assert refused.status == 422 and "used already" in refused.page.text, refused.page.text

        pair.bring_back()
        assert pair.primary.ask("SELECT pg_is_in_recovery()") == "t"
        pair.standby.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'secondkeyd'"
        )
        wait_until_served(token)
        for name in ("anna", "ben", "carla", "dora"):
            quick.make_user(token, root, name)
        assert pair.standby.ask("SELECT count(*) FROM users") == "4"
        assert "read-only" not in server.log()


def wait_until_served(client: Client) -> None:
    """Waits until a session is known again."""
    deadline = time.monotonic() + 30
    while (status := client.get("/credentials").status) != 200:
        assert status == 503, status
        assert time.monotonic() < deadline, "the service does not come back"
        time.sleep(0.1)
