"""What an attacker sends: nothing of it opens anything, breaks anything, or gets
an answer that is not a page."""

import json
import random
import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest

from harness import quick, wire
from harness.client import FORM, Answer, Client, device_path
from harness.codes import Device
from harness.people import Person, new_password
from harness.routes import routes
from harness.server import Server

NOBODYS = "arn:aws:iam::123456789012:mfa/nobodys"
PROBE = "\"'><script>alert(1)</script>"

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

# What only a program would say of itself.
INNARDS = re.compile(
    r"panicked|stack backtrace|\.rs\b|\b[a-z_]+::[A-Za-z_]+|Option<|Result<|Some\(|None\)|Err\("
    r"|sqlite|postgres|rejection|deserializ",
    re.IGNORECASE,
)


def sound(answer: Answer, *status: int) -> Answer:
    """Fails unless an answer is one that a person may get, whatever was sent."""
    said = f"{answer.address!r}: {answer.status} {answer.headers.items()}\n{answer.body[:600]!r}"
    assert answer.status < 500, said
    assert not status or answer.status in status, said
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, f"no {name} at {said}"
    policy = answer.headers.get("content-security-policy", "")
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, said
    assert "unsafe" not in policy, said
    for cookie in answer.headers.get_all("Set-Cookie", []):
        assert "; HttpOnly" in cookie and "; SameSite=" in cookie and "; Path=/" in cookie, cookie
    assert not INNARDS.search(answer.html), said
    if answer.status in (302, 303, 307):
        assert re.match(r"/(?![/\\])[!-~]*$", answer.location), said
        return answer
    assert answer.headers.get("cache-control") == "no-store", said
    if answer.address == "/recovery/state":  # one word, for the page's script
        assert answer.headers.get_content_type() == "text/plain", said
        return answer
    assert answer.headers.get_content_type() == "text/html", said
    assert re.search(r"<title>[^<]{4,}</title>", answer.html) and answer.page.heading, said
    assert [link for link in answer.page.links if link.startswith("/")], f"no way on: {said}"
    for tag in re.findall(r"<script\b[^>]*>", answer.html):
        assert re.fullmatch(r'<script src="/assets/[0-9a-f]+/(console|passkey)\.js" defer>', tag), tag
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", answer.html), said
    return answer


# --- The people of these stories ---------------------------------------------


class Cast:
    """Is one account with one person of each kind."""

    def __init__(self, server: Server):
        self.server = server
        self.root, self.owner = quick.open_account(server)
        self.made = 0
        self.admin = self._signed_in(quick.make_user(self.root, self.owner, "admin", True))
        self.user = self._signed_in(quick.make_user(self.root, self.owner, "plain"))
        self.holder = quick.make_user(self.root, self.owner, "holder")
        self.holding = self._signed_in(self.holder)
        quick.enrol(self.holding, self.holder, "phone")
        self.serial = f"arn:aws:iam::{self.number}:mfa/phone"
        self.half = Client(server)
        quick.give_password(self.half, self.holder)

    @property
    def number(self) -> str:
        """Is the account's number, without blanks."""
        return self.owner.account.replace(" ", "")

    def _signed_in(self, person: Person) -> Client:
        client = Client(self.server)
        quick.sign_in(client, person)
        return client

    def stranger(self) -> Client:
        """Returns a browser that nobody has used."""
        return Client(self.server)

    def of(self, role: str) -> Client:
        """Returns a browser of its own with a person of this kind before it."""
        if role == "stranger":
            return self.stranger()
        return wire.twin(getattr(self, role))

    def target(self, password: bool = False) -> str:
        """Makes a user to aim at and returns the name."""
        self.made += 1
        name = f"target-{self.made}"
        if password:
            quick.make_user(self.root, self.owner, name)
        else:
            assert make(self.root, name).status == 303
        return name


def make(client: Client, name: str, **fields: str) -> Answer:
    """Sends the form that makes a user without a password."""
    token = wire.token_of(client, "/users")
    fields = {"form_token": token, "name": name, "console": "none"} | fields
    return client.post("/users/new", fields)


class Dribbler(threading.Thread):
    """Is a client that is never silent and never done."""

    def __init__(self, server: Server):
        super().__init__(daemon=True)
        self.server, self.began = server, time.monotonic()
        self.got: bytes | None = None
        self.seconds = 0.0
        self.start()

    def run(self) -> None:
        with wire.connect(self.server, 45) as connection:
            connection.sendall(form_head(self.server, 2000))
            self.got = wire.dribble(connection, b"x" * 2000, 0.5, self.began + 50)
        self.seconds = time.monotonic() - self.began


@pytest.fixture(scope="module", autouse=True)
def dribbler(console) -> Dribbler:
    """Sends a body a byte at a time for as long as it may, beside all tests."""
    return Dribbler(console)


@pytest.fixture(scope="module")
def cast(console) -> Cast:
    """The account that is attacked."""
    return Cast(console)


@pytest.fixture
def fresh(console) -> tuple[Client, Person]:
    """An account of one's own; root is signed in."""
    return quick.open_account(console)


# --- Who may open what -------------------------------------------------------

ROLES = ("stranger", "half", "user", "admin", "root")

# For each route: what a stranger, somebody half signed in, a user, an
# administrator and root get. `in` stands for “sign in first”, `!200` for anything but
# the page. Every form is sent
# with the right token and without what it asks for.
MATRIX = """
GET  /                                           in   in   200  200  200
POST /sessions/end-others                        in   in   303  303  303
GET  /signin                                     200  200  303  303  303
POST /signin                                     422  422  422  422  422
GET  /signin/code                                in   200  in   in   in
POST /signin/code                                in   422  in   in   in
GET  /signin/resync                              in   200  in   in   in
POST /signin/resync                              in   422  in   in   in
GET  /signin/new-password                        in   303  in   in   in
POST /signin/new-password                        in   303  in   in   in
GET  /signin/help                                200  200  200  200  200
GET  /signin/{account}                           200  200  303  303  303
POST /signout                                    in   in   303  303  303
GET  /set-up                                     410  410  410  410  410
POST /set-up                                     410  410  410  410  410
GET  /set-up/{token}                             410  410  410  410  410
GET  /sign-up                                    200  200  200  200  200
POST /sign-up                                    422  422  422  422  422
GET  /welcome                                    in   in   !200 !200 200
GET  /confirm                                    in   in   200  200  200
POST /confirm                                    in   in   422  422  422
GET  /credentials                                in   in   200  200  200
GET  /credentials/devices/new                    in   in   200  200  200
POST /credentials/devices/new                    in   in   422  422  422
GET  /credentials/devices/second                 in   in   303  303  303
GET  /credentials/devices/{serial}/confirm       in   in   410  410  410
POST /credentials/devices/{serial}/confirm       in   in   410  410  410
POST /credentials/devices/{serial}/cancel        in   in   410  410  410
GET  /credentials/devices/{serial}/rename        in   in   404  404  404
POST /credentials/devices/{serial}/rename        in   in   404  404  404
GET  /credentials/devices/{serial}/resync        in   in   404  404  404
POST /credentials/devices/{serial}/resync        in   in   404  404  404
GET  /credentials/devices/{serial}/try           in   in   404  404  404
POST /credentials/devices/{serial}/try           in   in   404  404  404
GET  /credentials/devices/{serial}/remove        in   in   404  404  404
POST /credentials/devices/{serial}/remove        in   in   404  404  404
GET  /credentials/temporary                      in   in   200  200  200
POST /credentials/temporary                      in   in   303  303  303
GET  /credentials/password                       in   in   200  200  200
POST /credentials/password                       in   in   422  422  422
GET  /users                                      in   in   403  200  200
GET  /users/new                                  in   in   403  200  200
POST /users/new                                  in   in   403  422  422
GET  /users/{name}                               in   in   403  200  200
GET  /users/{name}/password                      in   in   403  200  200
POST /users/{name}/password                      in   in   403  200  200
GET  /users/{name}/password/remove               in   in   403  200  200
POST /users/{name}/password/remove               in   in   403  303  303
GET  /users/{name}/administrator                 in   in   403  200  200
POST /users/{name}/administrator                 in   in   403  303  303
GET  /users/{name}/delete                        in   in   403  200  200
POST /users/{name}/delete                        in   in   403  303  303
GET  /users/{name}/devices/{serial}/remove       in   in   403  404  404
POST /users/{name}/devices/{serial}/remove       in   in   403  404  404
GET  /access                                     in   in   200  200  200
GET  /access/things                              in   in   200  200  200
POST /access/things                              in   in   422  422  422
POST /access/things/remove                       in   in   404  404  404
POST /access/things/answer                       in   in   404  404  404
GET  /access/users                               in   in   403  200  200
GET  /access/users/{name}                        in   in   403  200  200
GET  /activity                                   in   in   200  200  200
GET  /account                                    in   in   403  200  200
GET  /account/edit                               in   in   403  200  200
POST /account/edit                               in   in   403  303  303
POST /account/contacts/review                    in   in   403  303  303
GET  /account/contacts/phone                     in   in   404  404  404
POST /account/contacts/phone                     in   in   404  404  404
GET  /account/contacts/phone/call                in   in   404  404  404
POST /account/contacts/phone/call                in   in   404  404  404
GET  /account/contacts/phone/state               in   in   404  404  404
POST /account/contacts/phone/use                 in   in   404  404  404
GET  /tokens                                     in   in   403  200  200
GET  /tokens/import                              in   in   403  200  200
POST /tokens/import                              in   in   403  422  422
GET  /tokens/{serial}/retire                     in   in   403  404  404
POST /tokens/{serial}/retire                     in   in   403  404  404
GET  /tokens/{serial}/resync/{user}              in   in   403  404  404
POST /tokens/{serial}/resync/{user}              in   in   403  404  404
GET  /account/contacts/{contact}                 in   in   404  404  404
POST /account/contacts/{contact}                 in   in   404  404  404
GET  /account/contacts/{contact}/code            in   in   404  404  404
POST /account/contacts/{contact}/code            in   in   404  404  404
GET  /account/contacts/{contact}/remove          in   in   404  404  404
POST /account/contacts/{contact}/remove          in   in   404  404  404
GET  /account/recovery                           in   in   403  200  200
GET  /account/recovery/{id}/approve              in   in   403  303  303
POST /account/recovery/{id}/approve              in   in   404  404  404
POST /account/recovery/{id}/stop                 in   in   404  404  404
GET  /account/reset-rule                         in   in   403  200  200
POST /account/reset-rule                         in   in   403  403  303
POST /confirm/passkey                            in   in   404  404  404
GET  /credentials/devices/token                  in   in   200  200  200
POST /credentials/devices/token                  in   in   422  422  422
GET  /credentials/devices/{serial}/lost          in   in   404  404  404
POST /credentials/devices/{serial}/lost          in   in   404  404  404
GET  /credentials/devices/{serial}/passkey       in   in   410  410  410
POST /credentials/devices/{serial}/passkey       in   in   410  410  410
POST /credentials/devices/{serial}/passkey/begin in   in   410  410  410
GET  /credentials/devices/{serial}/resume        in   in   404  404  404
POST /credentials/devices/{serial}/resume        in   in   404  404  404
POST /credentials/devices/{serial}/suspend       in   in   404  404  404
GET  /credentials/keys/new                       in   in   403  200  200
POST /credentials/keys/new                       in   in   403  200  200
GET  /credentials/keys/{id}/{deed}               in   in   404  404  404
POST /credentials/keys/{id}/{deed}               in   in   404  404  404
GET  /credentials/recovery-codes                 in   in   200  200  200
POST /credentials/recovery-codes                 in   in   404  404  404
POST /credentials/recovery-codes/replace         in   in   303  303  303
GET  /credentials/passkeys-only                  in   in   200  200  200
POST /credentials/passkeys-only                  in   in   303  303  303
GET  /credentials/recovery-codes/confirm         in   in   303  303  303
POST /credentials/recovery-codes/confirm         in   in   422  422  422
GET  /credentials/recovery-codes/drop            in   in   303  303  303
POST /credentials/recovery-codes/drop            in   in   303  303  303
GET  /credentials/recovery-codes/used            in   in   303  303  303
GET  /credentials/way-back                       in   in   200  200  200
GET  /drills                                     in   in   200  200  200
GET  /drills/devices/{serial}                    in   in   404  404  404
POST /drills/devices/{serial}                    in   in   404  404  404
GET  /drills/things/{name}                       in   in   404  404  404
POST /drills/things/{name}                       in   in   404  404  404
GET  /drills/recovery-codes                      in   in   404  404  404
POST /drills/recovery-codes                      in   in   404  404  404
GET  /forgotten                                  200  200  200  200  200
POST /forgotten                                  403  403  403  403  403
GET  /forgotten/new                              410  410  410  410  410
POST /forgotten/new                              410  410  410  410  410
GET  /forgotten/sent                             200  200  200  200  200
GET  /forgotten/{token}                          410  410  410  410  410
GET  /phone/{link}                               404  404  404  404  404
POST /phone/{link}                               404  404  404  404  404
GET  /recovery                                   303  303  303  303  303
GET  /recovery/begin                             in   in   in   in   in
POST /recovery/begin                             in   403  in   in   in
POST /recovery/call                              410  410  410  410  410
POST /recovery/finish                            410  410  410  410  410
GET  /recovery/mail                              303  303  303  303  303
POST /recovery/mail                              410  410  410  410  410
POST /recovery/mail/again                        410  410  410  410  410
GET  /recovery/mail/{link}                       410  410  410  410  410
GET  /recovery/phone/{link}                      200  200  200  200  200
POST /recovery/phone/{link}                      200  200  200  200  200
GET  /recovery/repair                            in   in   303  303  303
GET  /recovery/repair/{serial}/remove            in   in   403  403  403
POST /recovery/repair/{serial}/remove            in   in   403  403  403
GET  /recovery/state                             200  200  200  200  200
GET  /recovery/stop/{link}                       200  200  200  200  200
POST /recovery/stop/{link}                       200  200  200  200  200
GET  /signin/lost                                in   200  in   in   in
POST /signin/lost                                in   404  in   in   in
GET  /signin/passkey                             in   in   in   in   in
POST /signin/passkey                             410  422  410  410  410
POST /signin/passkey/begin                       410  404  410  410  410
GET  /signin/recovery-code                       in   200  in   in   in
POST /signin/recovery-code                       in   422  in   in   in
GET  /users/{name}/passkeys-only                 in   in   403  200  200
POST /users/{name}/passkeys-only                 in   in   403  303  303
GET  /users/{name}/reset                         in   in   403  200  200
POST /users/{name}/reset                         in   in   403  303  303
POST /users/{name}/reset/approve                 in   in   403  410  410
POST /users/{name}/reset/dismiss                 in   in   403  303  303
GET  /users/{name}/sessions                      in   in   403  200  200
POST /users/{name}/sign-out                      in   in   403  303  303
POST /users/{name}/end-credentials               in   in   403  303  303
GET  /assets/{version}/{name}                    404  404  404  404  404
"""

TABLE = [line.split() for line in MATRIX.strip().splitlines()]

# Pages whose forms belong to a browser, not to a session, and their first words.
OUTSIDE = (
    "/signin", "/sign-up", "/set-up", "/forgotten", "/phone", "/recovery/begin", "/recovery/call",
    "/recovery/finish", "/recovery/mail", "/recovery/phone", "/recovery/stop",
)  # fmt: skip


def test_every_route_stands_in_the_table():
    """A page that nobody has said the rights of is a page with no rights."""
    assert {(method, path) for method, path, *_ in TABLE} == routes()


@pytest.mark.parametrize("method, path, expected", [(m, p, e) for m, p, *e in TABLE],
                         ids=[f"{m} {p}" for m, p, *_ in TABLE])  # fmt: skip
def test_deep_links(cast, method, path, expected):
    """Whoever goes straight into the middle of something gets what is theirs."""
    for role, status in zip(ROLES, expected, strict=True):
        client = cast.of(role)
        destroys = method == "POST" and "{name}" in path
        if path == "/signout" and status == "303":
            client = wire.twin(quick.open_account(cast.server)[0])
        name = cast.target() if destroys else cast.holder.name
        there = (
            path.replace("{name}", name)
            .replace("{serial}", quote(NOBODYS, safe=""))
            .replace("{account}", cast.number)
            .replace("{token}", "no-such-token")
        )
        if method == "GET":
            answer = client.get(there)
        else:
            signed_in = role in ("user", "admin", "root")
            inside = signed_in and not path.startswith(OUTSIDE)
            token = wire.token_of(client, "/credentials" if inside else "/sign-up")
            answer = client.post(there, {"form_token": token})
        where = f"{role}: {answer.status} {answer.location}"
        sound(answer)
        if status == "in":
            assert answer.status == 303 and answer.location.startswith("/signin"), where
        elif status.startswith("!"):
            assert answer.status != int(status[1:]), where
        else:
            assert answer.status == int(status), where


def test_the_greeting_of_root_is_for_root(cast):
    """A user who knows its address learns nothing of the owner from it."""
    answer = cast.user.get("/welcome")
    assert cast.owner.email not in answer.html
    assert "signed in as the root user" not in answer.page.text


@pytest.mark.parametrize("page", ["confirm", "rename", "resync", "try", "remove"])
def test_anothers_device(cast, page):
    """A device of somebody else is no device, to look at and to change."""
    for role in ("user", "admin", "root"):
        client = cast.of(role)
        address = device_path(cast.serial, page)
        theirs = sound(client.get(address), 404, 410)
        nobodys = client.get(device_path(NOBODYS, page))
        assert theirs.body == nobodys.body
        fields = {"form_token": wire.token_of(client, "/credentials"), "name": "mine",
                  "code": "000000", "code1": "000000", "code2": "000001"}  # fmt: skip
        sound(client.post(address, fields), 404, 410)
    assert "phone" in cast.holding.get("/credentials").page.text


def test_anothers_unconfirmed_device(cast):
    """The secret of a device that is being set up is shown to its owner only."""
    client = wire.twin(cast.user)
    address, device = quick.begin_device(client, "under-way")
    for role in ("holding", "admin", "root"):
        other = cast.of(role)
        answer = sound(other.get(address), 404, 410)
        assert device.secret not in answer.html.replace(" ", "")
        token = wire.token_of(other, "/credentials")
        sound(other.post(address, {"form_token": token, "code1": "000000", "code2": "000001"}), 404, 410)
        sound(other.post(address.replace("confirm", "cancel"), {"form_token": token}), 404, 410)
    sound(client.get(address), 200)


def test_another_accounts_users(cast, fresh):
    """What belongs to another account is not there."""
    foreign, _ = fresh
    token = wire.token_of(foreign, "/users")
    for page in ["", "/password", "/password/remove", "/administrator", "/delete",
                 f"/devices/{quote(cast.serial, safe='')}/remove"]:  # fmt: skip
        sound(foreign.get(f"/users/holder{page}"), 404)
        if page:
            fields = {"form_token": token, "administrator": "yes", "console": "none"}
            sound(foreign.post(f"/users/holder{page}", fields), 404)
    sound(cast.root.get("/users/holder"), 200)


def test_an_administrator_is_not_root(cast):
    """Administrators reach neither root's devices nor its name and address."""
    client = cast.of("admin")
    token = wire.token_of(client, "/credentials")
    sound(client.get("/users/root"), 404)
    for page in ("password", "delete", "administrator", "password/remove"):
        sound(client.post(f"/users/root/{page}", {"form_token": token}), 404)
    mine = {"form_token": token, "name": "Mine", "email": "mine@example.com", "alias": "", "phone": ""}
    sound(client.post("/account/edit", mine), 403, 422)
    assert cast.owner.email in cast.root.get("/account").page.text


def test_nobody_promotes_or_deletes_themselves(cast):
    """Not even an administrator."""
    client = cast.of("admin")
    token = wire.token_of(client, "/credentials")
    for page in ("delete", "administrator", "password", "password/remove"):
        sound(client.post(f"/users/admin/{page}", {"form_token": token}), 403)
    sound(client.get("/users"), 200)


# --- Forms and their tokens --------------------------------------------------

STALE = "This page was out of date"


def test_tokens_that_do_not_fit(cast, fresh):
    """Only the form that was shown to this very session is taken."""
    client, _ = fresh
    strange = cast.stranger()
    tokens = {
        "missing": None,
        "empty": "",
        "another session's": wire.token_of(cast.root, "/credentials"),
        "another browser's": wire.token_of(strange, "/signin"),
        "of before the sign-in": wire.token_of(client, "/sign-up"),
        "nearly right": wire.token_of(client, "/credentials")[:-1],
    }
    for what, token in tokens.items():
        fields = {"name": f"by-token-{what.split()[0]}", "console": "none"}
        fields |= {} if token is None else {"form_token": token}
        answer = sound(client.post("/users/new", fields), 403)
        assert answer.page.heading == STALE, what
        assert sound(client.post("/signout", {} if token is None else {"form_token": token}), 403)
    assert "by-token" not in client.get("/users").page.text


def test_tokens_of_another_browser_before_sign_in(cast):
    """Nobody can be signed in by a form that another browser was shown."""
    person = quick.make_user(cast.root, cast.owner, f"lured-{time.time_ns()}")
    attacker, victim = cast.stranger(), cast.stranger()
    victim.get("/signin")
    for token in (None, "", wire.token_of(attacker, "/signin"), "\0"):
        fields = {"account": person.account, "user": person.name, "password": person.password}
        fields |= {} if token is None else {"form_token": token}
        answer = sound(victim.post("/signin", fields), 400, 403)
        assert "sk-session" not in victim.cookies, answer.status


def test_forms_after_sign_out(fresh):
    """What was on the screen when somebody signed out does nothing any more."""
    client, _ = fresh
    before = wire.twin(client)
    token = wire.token_of(client, "/users")
    answer = sound(client.post("/signout", {"form_token": token}), 303)
    assert answer.location == "/signin?done=signed-out"
    for path, fields in [
        ("/users/new", {"name": "late", "console": "none"}),
        ("/account/edit", {"name": "Late", "email": "late@example.com"}),
        ("/signout", {}),
    ]:
        for browser in (client, before):
            answer = sound(browser.post(path, {"form_token": token} | fields), 303)
            assert answer.location.startswith("/signin")
    assert sound(before.get("/"), 303).location.startswith("/signin")


def test_a_sign_in_that_is_over(cast):
    """A finished sign-in cannot be finished again."""
    person = quick.make_user(cast.root, cast.owner, f"twice-{time.time_ns()}")
    client = Client(cast.server)
    quick.sign_in(client, person)
    device = quick.enrol(client, person, f"device-{time.time_ns()}")
    browser = Client(cast.server)
    quick.give_password(browser, person)
    before = wire.twin(browser)
    form = browser.get("/signin/code").form("/signin/code").fields
    code = device.next_code()
    assert browser.post("/signin/code", form | {"code": code}).location == "/"
    for fields in ({"code": code}, {"code": "123456"}, {}):
        answer = sound(before.post("/signin/code", form | fields), 303)
        assert answer.location.startswith("/signin?done=over")
    assert "sk-session" not in before.cookies
    assert sound(before.get("/signin/code"), 303).location == "/signin"


@pytest.mark.parametrize("change", ["password/remove", "password", "delete"])
def test_a_sign_in_whose_ground_is_gone(cast, change):
    """A sign-in that waits for its code ends with the password or the user."""
    person = quick.make_user(cast.root, cast.owner, f"waits-{time.time_ns()}")
    client = Client(cast.server)
    quick.sign_in(client, person)
    device = quick.enrol(client, person, f"device-{time.time_ns()}")
    browser = Client(cast.server)
    quick.give_password(browser, person)
    form = browser.get("/signin/code").form("/signin/code").fields
    token = wire.token_of(cast.root, "/credentials")
    sound(cast.root.post(f"/users/{person.name}/{change}", {"form_token": token}), 200, 303)
    answer = sound(browser.post("/signin/code", form | {"code": device.next_code()}), 303)
    assert answer.location.startswith("/signin?done=over")
    assert sound(browser.get("/"), 303)


def test_old_pages_sent_again(fresh):
    """Back, and once more: the second time there is nothing left to do."""
    client, root = fresh
    token = wire.token_of(client, "/users")
    assert sound(make(client, "once"), 303)
    assert "is taken" in sound(make(client, "once"), 422).page.text
    assert sound(client.post("/users/once/delete", {"form_token": token}), 303)
    sound(client.post("/users/once/delete", {"form_token": token}), 404)
    sound(client.post("/users/once/administrator", {"form_token": token, "administrator": "yes"}), 404)
    address, device = quick.begin_device(client, "once")
    first, second = device.pair()
    form = client.get(address).form(address).fields | {"code1": first, "code2": second}
    stale = wire.twin(client)
    sound(client.post(address, form), 303)
    sound(client.post(address, form), 403, 404, 410)
    sound(stale.post(address, form), 303, 403, 404, 410)
    assert devices(client) == 1


def test_two_tabs(fresh):
    """Two tabs of one browser in the same flow do not undo each other."""
    client, _ = fresh
    one, first = quick.begin_device(client, "left")
    two, second = quick.begin_device(client, "right")
    assert first.secret != second.secret
    codes = first.pair()
    form = client.get(two).status == 200 and client.get(two).form(two).fields
    left = client.get(one)
    sound(left)
    if left.status == 200:
        fields = left.form(one).fields | {"code1": codes[0], "code2": codes[1]}
        sound(client.post(one, fields), 303)
    # The other tab was drawn before the session was renewed.
    answer = sound(client.post(two, form | {"code1": "000000", "code2": "000001"}), 403, 404, 422)
    assert answer.status != 303
    sound(client.go("/credentials"), 200)


def devices(client: Client) -> int:
    """Counts the devices that can be removed."""
    links = client.get("/credentials").page.links
    return len({link for link in links if re.fullmatch(r"/credentials/devices/[^/]+/remove", link)})


def at_once(*calls):
    """Runs calls at the same time and returns their answers."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result() for done in [pool.submit(call) for call in calls]]


def test_double_submit(fresh):
    """A form that is sent twice at once counts once."""
    client, _ = fresh
    token = wire.token_of(client, "/users")
    fields = {"form_token": token, "name": "double", "console": "none"}
    answers = at_once(*[lambda: wire.twin(client).post("/users/new", fields)] * 4)
    assert sorted(sound(answer).status for answer in answers) == [303, 422, 422, 422]
    address, device = quick.begin_device(client, "double")
    first, second = device.pair()
    form = client.get(address).form(address).fields | {"code1": first, "code2": second}
    twins = [wire.twin(client) for _ in range(4)]
    answers = at_once(*[lambda twin=twin: (twin, twin.post(address, form)) for twin in twins])
    won = [twin for twin, answer in answers if sound(answer).location.startswith("/credentials")]
    assert len(won) == 1, [(answer.status, answer.location) for _, answer in answers]
    assert devices(won[0]) == 1


# --- Bodies ------------------------------------------------------------------


def form_head(server: Server, length: int | str, kind: str = FORM, path: str = "/signin") -> bytes:
    """Writes the head of a form that is sent to an address."""
    return wire.head(server, "POST", path, f"Content-Type: {kind}", f"Content-Length: {length}",
                     "X-Forwarded-For: 10.9.9.9", "Connection: close")  # fmt: skip


BODIES = {
    "not UTF-8": b"user=\xff\xfe&password=x",
    "not UTF-8, encoded": b"user=%ff%fe&password=x",
    "half a character": b"user=%c3",
    "overlong": b"user=%c0%af",
    "a surrogate": b"user=%ed%a0%80",
    "repeated": b"user=a&user=b",
    "repeated token": b"form_token=a&form_token=b",
    "repeated by encoding": b"user=a&us%65r=b",
    "10,000 fields": b"&".join(b"f%d=x" % n for n in range(10_000)),
    "10,000 nothings": b"&" * 10_000,
    "41 fields": b"&".join(b"f%d=x" % n for n in range(41)),
    "65 KiB": b"user=" + b"x" * 66_560,
    "1 MiB": b"user=" + b"x" * (1 << 20),
    "nothing": b"",
    "only separators": b"&&&===;;;",
    "broken escapes": b"user=%&password=%zz%1",
    "NUL": b"user=%00&password=%00&account=%00",
    "raw NUL": b"user=\x00",
    "brackets": b"user[]=a&user[x]=b",
}


@pytest.mark.parametrize("path", ["/signin", "/signin/code", "/sign-up", "/signout", "/users/new"])
def test_malformed_forms(cast, path):
    """A form that is none of ours is refused, with a page."""
    for what, body in BODIES.items():
        for client in (cast.stranger(), cast.of("root")):
            answer = client.send("POST", path, body, headers={"Content-Type": FORM})
            answer.address += f" with {what}"
            sound(answer, 303, 400, 403, 413)
    sound(cast.root.get("/"), 200)


KINDS = [
    None, "", "text/plain", "application/json", "multipart/form-data; boundary=x",
    "application/x-www-form-urlencodedx", "text/html", "application/xml", "\xff",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_other_kinds_of_body(cast, kind):
    """Only forms are read, as only forms carry the token."""
    client = cast.of("root")
    token = wire.token_of(client, "/users")
    name = f"kind-{KINDS.index(kind)}"
    fields = {"form_token": token, "name": name, "console": "none"}
    bodies = [
        urlencode(fields),
        json.dumps(fields),
        "--x\r\n" + "--x\r\n".join(
            f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ) + "--x--\r\n",
    ]  # fmt: skip
    for body in bodies:
        sound(client.send("POST", "/users/new", body, headers={"Content-Type": kind}), 400, 415)
    sound(client.get(f"/users/{name}"), 404)


@pytest.mark.parametrize("length, sent", [(1 << 20, b"user=x"), (70_000, b"x" * 100), (3, b"user=abc"),
                                          ("-1", b""), ("99999999999999999999", b""), ("1e3", b""),
                                          ("0x10", b""), (1 << 40, b"x")])  # fmt: skip
def test_lengths_that_lie(console, length, sent):
    """A body is not what its length says; the service does not wait for it."""
    began = time.monotonic()
    answer = wire.raw(console, form_head(console, length), sent, end=length in (1 << 20, 1 << 40, 70_000))
    assert 400 <= answer.status < 500, answer.status
    assert not INNARDS.search(answer.html)
    assert time.monotonic() - began < 5


def test_two_lengths(console):
    """What two readers could read as different requests is one, or none."""
    head = wire.head(console, "POST", "/signin", f"Content-Type: {FORM}", "Content-Length: 5",
                     "Transfer-Encoding: chunked")  # fmt: skip
    with wire.connect(console, 3) as connection:
        smuggled = wire.head(console, "GET", "/assets/x/y")
        connection.sendall(head + b"0\r\n\r\n" + smuggled)
        connection.settimeout(2)
        got = b""
        try:
            while piece := connection.recv(65536):
                got += piece
        except (TimeoutError, ConnectionResetError):
            pass
    assert b" 500 " not in got and got.startswith(b"HTTP/1.1 4")
    double = wire.raw(console, wire.head(console, "POST", "/signin", "Content-Length: 5",
                                         "Content-Length: 6", "Connection: close"), b"user=x")  # fmt: skip
    assert double.status == 400


# --- Addresses ---------------------------------------------------------------

SEGMENTS = [
    "%00", "%0d%0aSet-Cookie:%20a=b", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%",
    "%zz", "a" * 3000, quote("＜script＞"), quote(PROBE, safe=""), quote("\u202egnp"), "%20", "-1",
    quote("'; DROP TABLE users; --", safe=""), quote("{{7*7}}"), "new%00", quote("‮" * 200),
]  # fmt: skip

PLACES = [
    "/{}", "/signin/{}", "/set-up/{}", "/users/{}", "/users/{}/password", "/users/{}/delete",
    "/users/holder/devices/{}/remove", "/users/{}/devices/x/remove", "/credentials/devices/{}/confirm",
    "/credentials/devices/{}/rename", "/credentials/devices/{}/try", "/assets/{}/console.css",
    "/assets/x/{}",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_odd_segments(cast, place):
    """Whatever stands in an address, a page says that nothing is there."""
    for segment in SEGMENTS:
        path = place.format(segment)
        for client in (cast.stranger(), cast.root):
            answer = sound(client.get(path), 200, 303, 400, 404, 410)
            assert "<script>alert" not in answer.html and "root:x:" not in answer.html
            cookies = answer.headers.get_all("Set-Cookie", [])
            assert not [cookie for cookie in cookies if not cookie.startswith("sk-")]


@pytest.mark.parametrize("place", [p for p in PLACES if p not in ("/{}", "/signin/{}", "/set-up/{}", "/users/{}")
                                   and not p.startswith("/assets")])  # fmt: skip
def test_forms_to_odd_segments(cast, place):
    """The same for forms that are sent there."""
    token = wire.token_of(cast.root, "/credentials")
    for segment in SEGMENTS:
        sound(cast.root.post(place.format(segment), {"form_token": token}), 400, 404, 410, 422)


def test_addresses_that_are_no_text(cast):
    """Bytes that are no UTF-8 get a page like all that is not there."""
    token = wire.token_of(cast.root, "/credentials")
    wrong = []
    for place in PLACES:
        for segment in ("%ff", "%c0%ae", "%ed%a0%80"):
            for answer in (cast.stranger().get(place.format(segment)), cast.root.get(place.format(segment)),
                           cast.root.post(place.format(segment), {"form_token": token})):  # fmt: skip
                assert 300 < answer.status < 500
                if answer.status in (400, 404) and "<title>" not in answer.html:
                    wrong.append((answer.address, answer.status, answer.html[:60]))
    assert not wrong, f"{len(wrong)} answers are no pages: {wrong[:3]}"


QUERIES = [
    "%ff", "a=%ff", "=", "&&&", "a=b&a=c", "who=%00", "before=-1", "before=18446744073709551615",
    "before=9223372036854775808", "from=9999-12-31&to=9999-12-31", "from=-009999-01-01",
    "from=2026-02-30", "to=0000-00-00", "from=2026-11-23T00:00:00Z", "what=DropTable", "outcome=maybe",
    "search=%25%5F%00", "search=" + "x" * 5000, "after=%00", "after=" + "x" * 65, "done=%3Cscript%3E",
    "how=pair&then=%00", "then=%ff", "account=%00", "as=root&as=root",
    "&".join(f"f{n}=x" for n in range(100)), "who=" + quote(PROBE), "who=" + quote("٣" * 500),
]  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/signin", "/signin/help", "/signin/code", "/credentials", "/users",
                                  "/activity", "/account", "/confirm", "/users/holder"])  # fmt: skip
def test_odd_queries(cast, path):
    """Whatever stands in a query, a page comes."""
    for query in QUERIES:
        for client in (cast.stranger(), cast.half, cast.root):
            answer = sound(client.get(f"{path}?{query}"), 200, 303, 400, 404, 422)
            assert "<script>alert" not in answer.html


@pytest.mark.parametrize("path", [
    "/assets/../Cargo.toml", "/assets/x/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/assets/x/..%2f..%2fetc%2fpasswd", "/assets/x/%2fetc%2fpasswd", "/assets//console.css",
    "/assets/x/console.css", "/assets/", "/assets", "/assets/x/..\\..\\etc\\passwd", "/.git/config",
    "/secondkey-data/master.key", "//etc/passwd", "/./signin/../../etc/passwd",
])  # fmt: skip
def test_assets_are_three_files(cast, path):
    """No path leads to a file of the machine."""
    sound(cast.stranger().get(path), 404)


def test_assets_carry_the_headers(cast):
    """Assets may be kept; otherwise they are guarded as pages are."""
    page = cast.stranger().get("/signin").html
    for path in re.findall(r"/assets/[0-9a-f]+/[a-z.]+", page):
        answer = cast.stranger().get(path)
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (path, name)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers.get_content_type() in ("text/css", "text/javascript", "image/svg+xml")


def test_the_probe_for_load_balancers_is_guarded(cast):
    """The one answer that is no page must not be sniffed or kept either."""
    answer = cast.stranger().get("/health/ready")
    assert answer.status == 200
    assert answer.headers.get("x-content-type-options") == "nosniff"
    assert answer.headers.get("cache-control") == "no-store"


METHODS = ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get"]


@pytest.mark.parametrize("method", METHODS)
def test_methods_that_nothing_takes(cast, method):
    """Other methods are refused and change nothing."""
    for path in ("/", "/signin", "/users/holder", "/users/holder/delete", "/credentials", "/assets/x/y"):
        target = f"127.0.0.1:{cast.server.port}" if method == "CONNECT" else path
        answer = cast.of("root").send(method, target)
        assert answer.status in (403, 404, 405)
        assert answer.headers["x-frame-options"] == "DENY"
    sound(cast.root.get("/users/holder"), 200)


def test_a_refused_method_is_a_page(cast):
    """Who opens the address of a form (from the history, say) gets a page with
    a way on, not an empty window."""
    empty = []
    for method, path in [("GET", "/signout"), ("GET", "/sessions/end-others"), ("POST", "/users"),
                         ("GET", device_path(NOBODYS, "cancel")), ("PUT", "/signin"), ("OPTIONS", "/")]:  # fmt: skip
        answer = cast.of("root").send(method, path)
        if "<title>" not in answer.html:
            empty.append((method, path, answer.status, answer.body))
    assert not empty, f"answers that are no pages: {empty}"


def test_head_is_get_without_a_body(cast):
    """Asking for the head only gets the same head."""
    for path in ("/", "/signin", "/nothing"):
        answer = cast.of("root").send("HEAD", path)
        assert answer.status == cast.root.get(path).status and answer.body == b""
        assert answer.headers["x-frame-options"] == "DENY"


def test_long_addresses_and_heads(console):
    """More than any browser sends is refused without a fault."""
    for lines in ["GET /" + "a" * 100_000, "GET / HTTP/1.1\r\nX: " + "b" * 1_000_000,
                  "GET / HTTP/1.1\r\n" + "\r\n".join(f"X{n}: y" for n in range(500)),
                  "GET /\0 HTTP/1.1\r\nA: b", "\0\1\2", "GET / HTTP/9.9\r\nA: b",
                  "GET / HTTP/1.1\r\nHost: \xff\xff", "GET / HTTP/1.1\r\n folded: x"]:  # fmt: skip
        with wire.connect(console) as connection:
            try:
                connection.sendall(lines.encode("latin-1") + b"\r\n\r\n")
                got = connection.recv(4096)
            except (ConnectionResetError, BrokenPipeError):
                got = b""
        assert not got or 400 <= int(got.split()[1]) < 500, (lines[:30], got)


# --- Where requests come from ------------------------------------------------

FOREIGN_HOSTS = ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "[::1]:1",
                 "127.0.0.1:{port}.evil.example", "evil.example:{port}", "a@127.0.0.1:{port}", "", " ",
                 "127.0.0.1:{port}, evil.example", "0.0.0.0:{port}", "\xff"]  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_another_host(cast, host):
    """Under a name that is not ours there is nothing."""
    host = host.format(port=cast.server.port)
    for path in ("/", "/signin", "/assets/x/y"):
        answer = cast.root.get(path, headers={"Host": host})
        sound(answer, 400, 421)
        assert "evil" not in answer.html


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_headers_that_name_another_host(cast, name):
    """No header of a request gets into a link."""
    answer = cast.root.get("/account", headers={name: "host=evil.example"})
    assert "evil.example" not in sound(answer, 200).html


FOREIGN = [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": "\xff"},
    {"Origin": "https://127.0.0.1:{port}"}, {"Origin": "http://127.0.0.1:{port}.evil.example"},
    {"Origin": "http://127.0.0.1"}, {"Origin": "http://127.0.0.1:{port}/"},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "same-origin, cross-site"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_forms_from_other_sites(cast, headers):
    """Not even with the right token."""
    headers = {name: text.format(port=cast.server.port) for name, text in headers.items()}
    client = cast.of("root")
    fields = {"form_token": wire.token_of(client, "/users"), "name": "foreign", "console": "none"}
    answer = sound(client.post("/users/new", fields, headers=headers), 403)
    assert answer.page.heading == "Sent from another site"
    sound(client.get("/users/foreign"), 404)


def test_links_from_other_sites_open_pages(cast):
    """Following a link is not an attack."""
    sound(cast.of("root").get("/users", headers={"Sec-Fetch-Site": "cross-site"}), 200)


# --- Cookies -----------------------------------------------------------------

COOKIES = ["", "x", "a" * 4000, "%00", "../..", "\xff\xfe", '"', "AAAAAAAAAAAAAAAAAAAAAA", "null", "a=b=c"]


@pytest.mark.parametrize("name", ["sk-session", "sk-sign-in", "sk-set-up", "sk-visit", "sk-browser"])
def test_cookies_that_are_not_ours(cast, name):
    """A cookie that we did not give opens nothing."""
    for value in COOKIES:
        client = cast.stranger()
        for path, status in [("/", 303), ("/signin", 200), ("/signin/code", 303), ("/set-up", 410)]:
            sound(client.get(path, headers={"Cookie": f"{name}={value}"}), status)


def test_a_cookie_sent_twice(cast):
    """One of the two was planted, so neither counts."""
    good = cast.root.cookies["sk-session"]
    sound(cast.root.get("/", headers={"Cookie": f"sk-session={good}; sk-session=x"}), 303)
    sound(cast.root.get("/", headers={"Cookie": f"sk-session={good}; sk-session={good}"}), 303)


def test_cookies_of_others_do_no_harm(cast):
    """Others on this host may set what they like: ours still count."""
    ours = f"sk-session={cast.root.cookies['sk-session']}"
    for theirs in ["", ";;;", "=", "theme=dark", "a=" + "b" * 3000, 'q="x;y"', "name=Zo\xc3\xab"]:
        assert cast.root.get("/", headers={"Cookie": f"{theirs}; {ours}"}).status == 200, theirs


def test_cookie_flags(console):
    """Script cannot read any of them, and none goes with a foreign form."""
    client, root = quick.open_account(console)
    other = Client(console)
    answers = [other.get("/signin"), quick.give_password(other, root), other.get("/set-up/" + "a" * 43)]
    seen = [cookie for answer in answers for cookie in answer.headers.get_all("Set-Cookie", [])]
    assert {cookie.partition("=")[0] for cookie in seen} >= {"sk-visit", "sk-session", "sk-browser"}
    for cookie in seen:
        flags = [flag.strip() for flag in cookie.split(";")[1:]]
        assert "HttpOnly" in flags and "SameSite=Lax" in flags and "Path=/" in flags, cookie
        assert not any(flag.startswith("Domain") for flag in flags)


def test_cookie_flags_behind_tls():
    """Behind TLS cookies are bound to this host and never sent in the clear."""
    with Server("--public-url", "https://id.example.com", "--open-sign-up") as server:
        answer = Client(server).get("/signin", headers={"Host": "id.example.com"})
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-sk-visit=") and "; Secure" in cookie
        assert "max-age=" in sound(answer, 200).headers["strict-transport-security"]


# --- Going on to another site ------------------------------------------------

ELSEWHERE = [
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "/\n/evil.example", "http:evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example",
    "/%0d%0aSet-Cookie:a=b\r\nSet-Cookie: a=b", "///evil.example", " //evil.example", "\u2028//evil.example",
    "/\u0000/evil.example", "@evil.example", ".evil.example", "/users\\..\\..\\evil", "？",
]  # fmt: skip


def own(location: str) -> None:
    """Fails unless a browser stays here."""
    assert location.startswith("/") and location[1:2] not in ("/", "\\"), location
    assert not re.search(r"[\s\\\0]", location) and location.isascii(), location


@pytest.mark.parametrize("then", ELSEWHERE)
def test_going_on_leads_nowhere_else(cast, then):
    """Wherever `then` is taken, it stays within the service."""
    query = urlencode({"then": then})
    for path in ("/signin", f"/signin/{cast.number}"):
        own(sound(cast.root.get(f"{path}?{query}"), 303).location)
    for client, path in [(cast.half, "/signin/new-password"), (cast.root, "/signin/code")]:
        own(sound(client.get(f"{path}?{query}"), 303).location)
    pages = [(cast.stranger(), "/signin"), (cast.stranger(), "/signin?as=root"), (cast.half, "/signin/code"),
             (cast.half, "/signin/resync"), (cast.half, "/signin/help"), (cast.user, "/confirm")]  # fmt: skip
    for client, path in pages:
        answer = sound(client.get(f"{path}{'&' if '?' in path else '?'}{query}"), 200)
        for form in answer.page.forms:
            own(form.action)
            own(form.fields.get("then", "/"))
        for link in answer.page.links:
            own(link.partition("#")[0] or "/")


@pytest.mark.parametrize("then", ["//evil.example", "/\\evil.example", "https://evil.example", "/\r\nA: b"])
def test_going_on_after_a_form(cast, then):
    """The same where `then` comes back in a form."""
    client = Client(cast.server)
    person = cast.holder
    form = client.get(f"/signin/{person.account}").form("/signin").fields
    answer = client.post("/signin", form | {"user": person.name, "password": person.password, "then": then})
    assert sound(answer, 303).location == "/signin/code"
    user = Client(cast.server)
    root = cast.owner
    form = user.get("/signin?as=root").form("/signin").fields
    answer = user.post("/signin", form | {"email": root.email, "password": root.password, "then": then})
    assert sound(answer, 303).location == "/"
    form = user.get("/confirm").form("/confirm").fields
    answer = user.post("/confirm", form | {"how": "password", "password": root.password, "then": then})
    assert sound(answer, 303).location == "/"


def test_absolute_addresses_in_the_request_line(cast):
    """A proxy's form of request does not lead to another site either."""
    answer = cast.stranger().get("http://evil.example//evil.example/users")
    assert "evil" not in sound(answer, 303, 404, 421).location.partition("?")[0]
    assert sound(cast.stranger().get("http://evil.example/users"), 303, 421).location.startswith(("/signin", ""))


# --- Texts that are kept -----------------------------------------------------


def test_markup_in_names_is_text(console):
    """An account's name, an agent and a filter come back as what they are."""
    client, root = quick.open_account(console, PROBE)
    quick.make_user(client, root, "reader", True)
    other = Client(console)
    form = other.get("/signin?as=root").form("/signin").fields
    fields = form | {"email": root.email, "password": root.password}
    assert other.post("/signin", fields, headers={"User-Agent": PROBE + " Firefox/1 Linux"}).location == "/"
    holder, holding = Person("mfa", root.account, ""), Client(console)
    holder = quick.make_user(client, root, "mfa")
    quick.sign_in(holding, holder)
    quick.enrol(holding, holder, "probe-device")
    half = Client(console)
    quick.give_password(half, holder)
    pages = [(client, path) for path in ("/", "/welcome", "/account", "/account/edit", "/activity", "/users",
                                         "/users/reader", "/activity?who=" + quote(PROBE),
                                         "/activity?from=" + quote(PROBE), "/users?search=" + quote(PROBE))]  # fmt: skip
    pages += [(half, "/signin/code"), (Client(console), "/signin/" + quote(PROBE, safe="")),
              (Client(console), "/signin?" + urlencode({"user": PROBE, "account": PROBE})),
              (Client(console), "/signin?as=root&email=" + quote(PROBE))]  # fmt: skip
    shown = 0
    for reader, path in pages:
        answer = sound(reader.get(path), 200, 422)
        assert "<script>alert" not in answer.html, path
        shown += PROBE in answer.page.text or "&#60;script&#62;" in answer.html
    assert shown >= 9, f"the probe was seen on {shown} pages only"


def test_markup_in_refused_fields_is_text(cast):
    """What was typed comes back into its field, and nowhere else."""
    client = cast.of("root")
    token = wire.token_of(client, "/credentials")
    for path, names in {
        "/users/new": ["name"],
        "/credentials/devices/new": ["name"],
        "/account/edit": ["name", "email", "alias", "phone"],
        "/confirm": ["password", "then", "code", "how"],
        "/credentials/password": ["password", "new_password", "repeated"],
    }.items():
        for name in names:
            answer = sound(client.post(path, {"form_token": token, name: PROBE}), 303, 422)
            assert "<script>alert" not in answer.html, (path, name)
    stranger = cast.stranger()
    token = wire.token_of(stranger, "/signin")
    for path in ("/signin", "/sign-up"):
        fields = dict.fromkeys(["account", "user", "email", "name", "then", "as"], PROBE)
        answer = sound(stranger.post(path, {"form_token": token} | fields), 422)
        assert "<script>alert" not in answer.html


SPECIAL = ["_", "+", "=", ",", "@", "-", "a+b=c,d.e@f-g_h", "a" * 64, "new", "NEW", "0", "...", "-.-", ".", ".."]


@pytest.mark.parametrize("name", SPECIAL)
def test_every_allowed_name_has_a_page(cast, name):
    """A user of any allowed name can be reached and removed, by a browser's rules."""
    client = cast.of("root")
    answer = sound(make(client, name), 303, 422)
    if answer.status == 422:
        assert name in (".", "..", "NEW"), answer.page.text
        return
    there = wire.resolve("/users/new", answer.location)
    page = sound(client.get(there), 200)
    assert page.page.heading == name, f"{there} shows “{page.page.heading}”"
    listed = client.get(f"/users?search={quote(name, safe='')}").page.links
    assert any(wire.resolve("/users", link) == there.partition("?")[0] for link in listed)
    address = there.partition("?")[0] + "/delete"
    form = client.get(address).form(address)
    assert wire.resolve(address, form.action) == address
    sound(client.post(address, form.fields), 303)


REFUSED = ["", " ", "a b", "a/b", "a\0b", "a\nb", "ä", "‮gnp", "Ａ", "a" * 65, "a" * 50_000, "<b>", "a\u200bb",
           "'; --", "%41", "a\r\nSet-Cookie: x=y", "💥"]  # fmt: skip


@pytest.mark.parametrize("name", REFUSED, ids=lambda name: repr(name[:12]))
def test_names_that_are_not_allowed(cast, name):
    """They are refused at their field, for users and for devices."""
    client = cast.of("root")
    if len(name) != 65:
        token = wire.token_of(client, "/credentials")
        answer = sound(client.post("/credentials/devices/new", {"form_token": token, "name": name}), 422)
        assert "name-error" in answer.html
    assert "name-error" in sound(make(client, name), 422).html


ACCOUNT_TEXTS = ["\u202eemcA", "a\u2066b", "\u200b", "\u2060\ufeff", "A\u0000B", "A\nB", "x" * 51, "x" * 50_000]


@pytest.mark.parametrize("name", ACCOUNT_TEXTS, ids=ascii)
def test_names_of_accounts_that_deceive(cast, name):
    """A name that hides or turns what stands around it is refused."""
    client = cast.stranger()
    token = wire.token_of(client, "/sign-up")
    password = new_password()
    fields = {"name": name, "email": f"a{time.time_ns()}@example.com", "password": password, "repeated": password}
    sound(client.post("/sign-up", {"form_token": token} | fields), 422)


@pytest.mark.parametrize("name", ["Zürich 🏔", "株式会社", "שלום", "مرحبا", "a'b\"c&d", "x" * 50])
def test_names_of_accounts_of_all_peoples(console, name):
    """Every language may be written."""
    client, _ = quick.open_account(console, name)
    assert name in sound(client.get("/account"), 200).page.text


FIELDS = {
    "email": ["", "a", "a@b", "a@b.c\r\nBcc: x@y.z", "a\0@b.c", "x" * 300 + "@b.c", "a@@b.c", "<a@b.c>", "a@b.c, d@e.f"],
    "alias": ["a", "-a-", "A_B", "x" * 64, "help", "123456789012", "../..", "a\0b", "ä-ö", "//evil", "x" * 40_000],
    "phone": ["1", "+0", "+" + "1" * 40, "+49 abc", "+４９１２３４５６７", "+49\0301234567", "-491234567", "x" * 40_000],
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_account_fields(cast, name):
    """What is no address, alias or number is refused, and nothing is saved."""
    client = cast.of("root")
    form = client.get("/account/edit").form("/account/edit").fields
    before = client.get("/account").page.text
    for text in FIELDS[name]:
        answer = sound(client.post("/account/edit", form | {name: text}), 422)
        assert f"{name}-error" in answer.html, text[:40]
    assert client.get("/account").page.text == before


CODES = ["", "12345", "1234567", "１２３４５６", "٣٣٣٣٣٣", "-12345", "+12345", "12345a", "0x1234", "1e5000", "12.456",
         "123\0456", "123,456", "9" * 5000, "½23456", "⑴23456"]  # fmt: skip


@pytest.mark.parametrize("path, field", [("/signin/code", "code"), ("/signin/resync", "code1")])
def test_what_is_no_code(cast, path, field):
    """It is said at the field and does not count as a guess."""
    client = wire.twin(cast.half)
    form = client.get(path).form(path).fields
    for text in CODES:
        answer = sound(client.post(path, form | dict.fromkeys(form.keys() & {"code", "code1", "code2"}, text)), 422)
        assert f"{field}-error" in answer.html and "six digits" in answer.page.text.lower(), text[:20]


def test_codes_with_blanks(cast):
    """Blanks within a code are forgiven: it is judged, and is the wrong one."""
    client = wire.twin(cast.half)
    form = client.get("/signin/code").form("/signin/code").fields
    answer = sound(client.post("/signin/code", form | {"code": " 12 34 56 "}), 422)
    assert "None of your devices shows this code" in answer.page.text


def test_endless_passwords(cast):
    """A password of any length is an answer, not a fault."""
    for password in ("x" * 4096, "x" * 60_000, "💥" * 5000, "\0" * 20, " " * 50):
        client = cast.stranger()
        token = wire.token_of(client, "/signin")
        fields = {"account": cast.number, "user": f"nobody-{time.time_ns()}", "password": password}
        sound(client.post("/signin", {"form_token": token} | fields), 400, 422)
        fields = {"name": "x", "email": "not one", "password": password, "repeated": password}
        sound(client.post("/sign-up", {"form_token": token} | fields), 400, 422)


def test_headers_full_of_rubbish(cast):
    """No header brings a page down."""
    for name in ("User-Agent", "X-Forwarded-For", "Accept-Language", "Referer", "Accept", "Range", "If-None-Match"):
        for value in ("", "\xff\xfe", "a" * 8000, ",,,,", "::ffff:1.2.3.4", "1.2.3.4, x", PROBE):
            sound(cast.stranger().get("/signin", headers={name: value}), 200)


# --- What refusals tell ------------------------------------------------------


def refusal(server: Server, account: str, user: str, password: str) -> tuple[int, str, float]:
    """Tries to sign in, and returns status, page without what was typed, and time."""
    client = Client(server)
    form = client.get(f"/signin/{account}").form("/signin").fields
    began = time.perf_counter()
    answer = client.post("/signin", form | {"user": user, "password": password})
    took = time.perf_counter() - began
    sound(answer)
    text = answer.html.replace(form["form_token"], "TOKEN")
    text = text.replace(f'value="{account}"', "ACCOUNT").replace(f"/signin/{account}", "/signin/ACCOUNT")
    text = text.replace(f"account={account}", "ACCOUNT")
    headers = sorted(name for name in answer.headers if name.lower() not in ("date", "content-length"))
    return answer.status, text.replace(f'value="{user}"', "USER") + str(headers), took


def unused(number: str) -> str:
    """Returns a number that is no account's."""
    return str(100_000_000_000 + (int(number) + 123_456_789) % 900_000_000_000)


def test_refusals_say_nothing(cast):
    """Unknown account, unknown user, wrong password, no password: one answer."""
    name = cast.target()
    cases = [(unused(cast.number), "plain"), (cast.number, "nobody-here"), (cast.number, name),
             (cast.number, "plain"), (cast.number, "‮"), ("no such alias", "plain")]  # fmt: skip
    answers = [refusal(cast.server, quote(a, safe="") if " " in a else a, u, "not it at all") for a, u in cases[:5]]
    assert {status for status, _, _ in answers} == {422}
    assert len({text for _, text, _ in answers}) == 1
    for _, text, _ in answers:
        assert "Your authentication information is incorrect. Please try again." in text


def test_root_refusals_say_nothing(cast):
    """The same for root's address."""
    texts = set()
    for email in (cast.owner.email, "nobody@example.com", "no address", ""):
        client = cast.stranger()
        form = client.get("/signin?as=root").form("/signin").fields
        answer = sound(client.post("/signin", form | {"email": email, "password": "x"}), 422)
        texts.add(answer.html.replace(form["form_token"], "").replace(f'value="{email}"', "").replace('value=""', ""))
    assert len(texts) == 1


def test_waiting_says_nothing(cast):
    """Whether an account exists does not show in when one has to wait, however
    its number is written."""
    ends = []
    user = f"waits-{time.time_ns()}"
    for number in (cast.number, unused(cast.number)):
        spellings = [number, f"{number[:4]} {number[4:8]} {number[8:]}", f"{number[:4]}-{number[4:]}"]
        statuses = []
        for turn in range(9):
            client = Client(cast.server)
            fields = {"form_token": wire.token_of(client, "/signin"), "account": spellings[turn % 3],
                      "user": user, "password": "x"}  # fmt: skip
            statuses.append(sound(client.post("/signin", fields)).page.text.count("too many wrong attempts"))
        ends.append(statuses)
    assert ends[0] == ends[1], f"a known number waits otherwise than an unknown one: {ends}"


def test_refusals_take_the_same_time(cast):
    """Medians of interleaved attempts of each kind lie close together. On a busy
    machine they need more than fifteen of each to do so."""
    times: dict[str, list[float]] = {"account": [], "user": [], "none": [], "wrong": []}
    medians: dict[str, float] = {}
    for attempt in range(4):
        names = [f"timed-{attempt}-{n}-{time.time_ns()}" for n in range(3)]
        wrong = [quick.make_user(cast.root, cast.owner, name).name for name in names]
        bare = [cast.target() for _ in range(3)]
        for turn in range(15):
            aims = [("account", unused(cast.number), wrong[turn % 3]), ("user", cast.number, f"no-{wrong[turn % 3]}"),
                    ("none", cast.number, bare[turn % 3]), ("wrong", cast.number, wrong[turn % 3])]  # fmt: skip
            for kind, account, user in random.sample(aims, 4):
                times[kind].append(refusal(cast.server, account, user, "not it at all")[2])
        medians = {kind: statistics.median(taken) for kind, taken in times.items()}
        if max(medians.values()) <= 1.25 * min(medians.values()):
            return
    raise AssertionError(f"medians in seconds: {medians}")


def test_root_refusals_take_the_same_time(cast):
    """The same for root's address."""
    medians: dict[str, float] = {}
    times: dict[str, list[float]] = {"unknown": [], "wrong": []}
    for _ in range(4):
        # Four attempts at each address: after five a wait begins.
        known = [quick.open_account(cast.server)[1].email for _ in range(4)]
        unknown = [f"nobody-{time.time_ns()}-{n}@example.com" for n in range(4)]
        for turn in range(16):
            aims = [("unknown", unknown[turn % 4]), ("wrong", known[turn % 4])]
            for kind, email in random.sample(aims, 2):
                client = cast.stranger()
                form = client.get("/signin?as=root").form("/signin").fields
                began = time.perf_counter()
                answer = client.post("/signin", form | {"email": email, "password": "not it at all"})
                times[kind].append(time.perf_counter() - began)
                assert answer.status == 422, answer.page.text
        medians = {kind: statistics.median(taken) for kind, taken in times.items()}
        if max(medians.values()) <= 1.25 * min(medians.values()):
            return
    raise AssertionError(f"medians in seconds: {medians}")


# --- Looking changes nothing -------------------------------------------------


def test_looking_changes_nothing(fresh):
    """All pages opened, with words that would mean something in a form."""
    client, root = fresh
    quick.make_user(client, root, "still")
    words = "form_token=x&name=other&administrator=yes&password=none&delete=1&done=user-deleted"
    before = client.get("/users/still").page.text, client.get("/account").page.text
    trail = client.get("/activity").html.count("<tr")
    for method, path, *_ in TABLE:
        there = path.replace("{name}", "still").replace("{serial}", quote(NOBODYS, safe=""))
        there = there.replace("{account}", root.account.replace(" ", "")).replace("{token}", "x")
        for ask in ("GET", "HEAD"):
            assert client.send(ask, f"{there}?{words}").status < 500, (ask, there)
    after = client.get("/users/still").page.text, client.get("/account").page.text
    assert before == after
    assert client.get("/activity").html.count("<tr") == trail


def test_a_set_up_link_is_not_used_up_by_opening_it():
    """Programs that look into mails open every link in them."""
    with Server() as server:
        link = server.set_up_link().removeprefix(server.url)
        for method in ("GET", "HEAD", "GET", "HEAD", "GET"):
            looker = Client(server)
            answer = looker.send(method, link)
            assert answer.status == 303 and answer.location == "/set-up"
            assert looker.get("/set-up").status == 200
        client = Client(server)
        page = client.go(link)
        password = new_password()
        fields = {"name": "First", "email": "first@example.com", "password": password, "repeated": password}
        token = wire.token_of(Client(server), "/signin")
        sound(client.post("/set-up", fields | {"form_token": token}), 403)
        assert client.submit(page, "/set-up", fields).location == "/welcome"
        late = Client(server)
        late.get(link)
        sound(late.get("/set-up"), 410)
        sound(late.post("/set-up", fields | {"form_token": wire.token_of(late, "/signin")}), 410)
        sound(late.get("/sign-up"), 404)


# --- Slow and many -----------------------------------------------------------


def test_slow_clients_hold_nobody_up(console):
    """While some send too slowly and two hundred say nothing, others are served;
    the slow ones are let go, and none of them gets a fault."""
    ends: dict[str, tuple[float, bytes]] = {}
    began = time.monotonic()

    def let_go(name: str, first: bytes, drip: bytes = b"") -> None:
        with wire.connect(console, 45) as connection:
            connection.sendall(first)
            if drip:
                got = wire.dribble(connection, drip, 0.4, began + 45)
            else:
                got = wire.received(connection)
        ends[name] = time.monotonic() - began, got

    body = form_head(console, 2000)
    threads = [
        threading.Thread(target=let_go, args=arguments, daemon=True)
        for arguments in [
            ("a silent head", b"GET /signin HTTP/1.1\r\nHost"),
            ("a dribbled head", b"GET /signin HTTP/1.1\r\n", b"X: " + b"y" * 500),
            ("a silent body", body + b"user="),
            ("nothing at all", b""),
        ]
    ]
    for thread in threads:
        thread.start()
    idle = [wire.connect(console) for _ in range(200)]
    try:
        client = Client(console)
        for _ in range(20):
            asked = time.monotonic()
            sound(client.get("/signin"), 200)
            assert time.monotonic() - asked < 2
    finally:
        for connection in idle:
            connection.close()
    for thread in threads:
        thread.join(20)
    assert len(ends) == 4, f"still held after {time.monotonic() - began:.0f} s: only {ends} ended"
    for name, (seconds, got) in ends.items():
        assert seconds < 15, f"{name} was held for {seconds} s"
        assert not got or 400 <= int(got.split()[1]) < 500, (name, got[:300])


def test_a_request_without_end(dribbler):
    """A body that trickles in without end is given up within half a minute, and
    the answer is no fault of the service."""
    dribbler.join(45)
    assert dribbler.got is not None and dribbler.seconds < 40
    if dribbler.got:
        answer = wire.parse(dribbler.got, "/signin")
        assert 400 <= answer.status < 500, f"{answer.status} {answer.headers.items()} {answer.body!r}"
        sound(answer)


def test_the_service_has_no_fault_in_its_log(console):
    """After all of this."""
    console.assert_no_fault()


def test_a_seed_from_the_browser_is_not_believed(cast):
    """The seed is made here, and no form carries it: one that a browser sends along is
    read by nobody (clinch)."""
    person = quick.make_user(cast.root, cast.owner, f"seeds-{time.time_ns()}")
    client = cast._signed_in(person)
    address, device = quick.begin_device(client, f"phone-of-{person.name}")
    page = client.get(address)
    for form in re.findall(r"<input[^>]*>", page.html):
        assert device.secret not in form.replace(" ", "").upper(), form
    own = Device("JBSWY3DPEHPK3PXP" * 2, None)
    first, second = own.pair()
    fields = page.form(address).fields | {"code1": first, "code2": second}
    planted = {"secret": own.secret, "seed": own.secret, "uri": f"otpauth://totp/x?secret={own.secret}"}
    refused = client.post(address, fields | planted)
    assert refused.status == 422, f"{refused.status}: a planted seed is believed"
    first, second = device.pair()
    fields = client.get(address).form(address).fields | {"code1": first, "code2": second}
    assert client.post(address, fields | planted).status == 303, "and the one of here counts"


def test_a_seed_stands_on_its_page_and_nowhere_else(cast):
    """Neither in an address nor in the log, and nobody else is asked to draw it (CAS PR
    4945, uptimekit 191, OwnPay 464, rustdesk-console 221)."""
    person = quick.make_user(cast.root, cast.owner, f"qr-{time.time_ns()}")
    client = cast._signed_in(person)
    address, device = quick.begin_device(client, f"phone-of-{person.name}")
    secret = device.secret.replace(" ", "")
    assert secret not in address.upper()
    shown = client.get(address)
    assert secret in shown.html and "no-store" in shown.headers["cache-control"]
    for reference in re.findall(r"(?:src|href|action|data)=\"([^\"]*)\"", shown.html):
        foreign = reference.startswith(("http:", "https:", "//", "data:"))
        assert not foreign, f"drawn, or asked for, elsewhere: {reference[:60]}"
        assert secret not in reference or reference.startswith("otpauth://"), reference[:60]
    first, second = device.pair()
    client.submit(shown, address, {"code1": first, "code2": second})
    for later in ("/credentials", "/", "/activity", address):
        assert secret not in client.go(later).html, f"the seed is shown again at {later}"
    log = cast.server.log()
    for form in (secret, secret.lower(), device.secret):
        assert form not in log, "the seed is in the log"
