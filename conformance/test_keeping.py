"""What a service keeps, and what it lets out: after an orderly end the store is one
file; no secret is ever in the log or, readable, in the store."""

import shutil

from harness import quick
from harness.client import Client
from harness.server import Server

OPTIONS = ("--open-sign-up", "--trusted-proxies", "127.0.0.1")


def test_after_an_orderly_end_the_store_is_one_file(tmp_path):
    with Server(*OPTIONS) as server:
        client, root = quick.open_account(server)
        device = quick.enrol(client, root, "root-phone")
        assert server.stop() == 0
        # What people copy by hand: the database and its key.
        place = tmp_path / "copy"
        place.mkdir(mode=0o700)
        for name in ("secondkey.db", "master.key"):
            shutil.copy(server.data / name, place / name)
    with Server(*OPTIONS, folder=place) as copy:
        assert "set-up" not in copy.printed(), "the copy has no account"
        quick.sign_in(Client(copy), root, device.next_code())


def test_no_secret_reaches_the_log_or_the_store():
    with Server(*OPTIONS) as server:
        server.stop()
        server.log_level = "trace"
        server.start()
        client, root = quick.open_account(server)
        device = quick.enrol(client, root, "root-phone")
        alice = quick.make_user(client, root, "alice")
        other, code = Client(server), device.next_code()
        wrong = "a password that was mistyped"
        quick.give_password(other, root, wrong)
        quick.sign_in(other, root, code)
        made = server.answer("account", "create", "--name", "B", "--email", "b@example.com")
        link = made["set_up_url"].rsplit("/", 1)[1]
        other.go(f"/set-up/{link}")

        log = server.log()
        store = b"".join(file.read_bytes() for file in server.data.glob("secondkey.db*"))
        key = (server.data / "master.key").read_text().strip()
        secrets = {
            "password": root.password, "user's password": alice.password, "wrong password": wrong,
            "seed": device.secret, "session": other.cookies["sk-session"], "set-up link": link,
            "master key": key,
        }  # fmt: skip
        for what, secret in secrets.items():
            for form in (secret, secret.replace(" ", "+"), secret.replace(" ", "%20")):
                assert form not in log, f"the {what} is in the log"
                assert form.encode() not in store, f"the {what} is in the store"
        assert bytes.fromhex(key) not in store, "the master key is in the store"
        assert code not in log, "a code is in the log"
