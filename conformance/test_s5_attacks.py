"""Attacks on the recovery of root, from outside: skipped steps, swapped links, forged
reports, two tabs, many at once, and a session that wants to do more than repair."""

import itertools
import threading

import pytest

from harness import quick
from harness.client import Client
from harness.mail import Mailserver, confirm_address, link_of
from harness.server import Server
from harness.telephone import Twilio, Webhook, post

# Calls to one number are slowed down over all accounts: each account has its own.
NUMBERS = (f"+4930{number}" for number in itertools.count(1234567))


@pytest.fixture(scope="module")
def mailbox():
    """The mail server of everybody."""
    with Mailserver() as mailbox:
        yield mailbox


@pytest.fixture(scope="module", params=[Twilio, Webhook])
def telephone(request, tmp_path_factory):
    """The telephone exchange, of either kind."""
    telephone = request.param(tmp_path_factory.mktemp("telephone"))
    yield telephone
    telephone.close()


@pytest.fixture(scope="module")
def service(mailbox, telephone):
    """A service that mails and calls."""
    options = ["--open-sign-up", "--trusted-proxies", "127.0.0.1", "--recovery-delay", "0"]
    with Server(*options, *mailbox.options, *telephone.options) as server:
        yield server


class Recovery:
    """Is a recovery in one browser, step by step."""

    def __init__(self, service, mailbox, telephone):
        self.service, self.mailbox, self.telephone = service, mailbox, telephone
        client, self.root = quick.open_account(service)
        confirm_address(client, mailbox, self.root.email)
        telephone.confirm(client, next(NUMBERS))
        quick.enrol(client, self.root, "lost-phone")
        self.client = Client(service)

    def begin(self) -> None:
        quick.give_password(self.client, self.root)
        page = self.client.get("/recovery/begin")
        answer = self.client.submit(page, "/recovery/begin", {})
        assert answer.location == "/recovery", f"{answer.status}: {answer.page.text}"

    def path_of(self, subject: str) -> str:
        letter = self.mailbox.wait_for(self.root.email, subject)
        return link_of(letter).removeprefix(self.service.url)

    @property
    def mail_path(self) -> str:
        return self.path_of("Go on with the recovery")

    @property
    def stop_path(self) -> str:
        return self.path_of("Recovery of the root user began")

    def prove_mailbox(self) -> None:
        page = self.client.go(self.mail_path)
        answer = self.client.submit(page, "/recovery/mail", {})
        assert answer.location == "/recovery", answer.page.text

    def call(self):
        before = len(self.telephone.calls)
        self.send("/recovery/call")
        return self.telephone.ring(before + 1)

    @property
    def digits(self) -> str:
        html = self.client.get("/recovery").html
        return html.split('class="digits">')[1].split("<")[0].replace(" ", "")

    def token(self) -> str:
        """Returns a form's token of this browser, from whatever page has one."""
        return self.client.get("/signin?as=root").form("/signin").fields["form_token"]

    def send(self, path: str, fields: dict | None = None):
        return self.client.post(path, {"form_token": self.token()} | (fields or {}))

    def state(self) -> str:
        return self.client.get("/recovery/state").body.decode()

    def prove_everything(self) -> None:
        self.begin()
        self.prove_mailbox()
        call = self.call()
        said = call.key_in(self.digits)
        assert "Thank you" in said, said


@pytest.fixture
def recovery(service, mailbox, telephone) -> Recovery:
    return Recovery(service, mailbox, telephone)


def test_steps_come_in_their_order(recovery):
    for path in ["/recovery/call", "/recovery/finish", "/recovery/mail"]:
        assert recovery.send(path).status == 410, "nothing has begun"
    recovery.begin()
    recovery.send("/recovery/call")
    recovery.send("/recovery/finish")
    assert recovery.state() == "mail"
    recovery.prove_mailbox()
    recovery.send("/recovery/finish")
    assert recovery.state() == "call "
    call = recovery.call()
    recovery.send("/recovery/finish")
    assert recovery.state().startswith("calling")
    assert recovery.client.get("/").location.startswith("/signin"), "nobody is signed in"
    assert "Thank you" in call.key_in(recovery.digits)
    assert recovery.send("/recovery/finish").location == "/recovery/repair"


def test_looking_changes_nothing(recovery):
    recovery.begin()
    mail, stop = recovery.mail_path, recovery.stop_path
    scanner = Client(recovery.service)
    for method in ["GET", "HEAD"]:
        for path in [mail, stop, "/recovery", "/recovery/mail", "/recovery/finish"]:
            scanner.send(method, path)
            recovery.client.send(method, path)
    assert recovery.state() == "mail"


def test_a_link_counts_in_its_own_browser_only(recovery, service, mailbox, telephone):
    recovery.begin()
    other = Recovery(service, mailbox, telephone)
    other.begin()
    answer = other.send("/recovery/mail", {"link": recovery.mail_path})
    assert answer.status == 422 and other.state() == "mail"
    thief = Client(service)
    page = thief.go(recovery.mail_path)
    assert "Open it where you began" in page.page.text
    assert recovery.state() == "mail"
    answer = other.send("/recovery/mail", {"link": other.stop_path})
    assert answer.status == 422 and other.state() == "mail", "a link that stops proves nothing"


def test_only_the_gateway_reports_and_only_on_the_call_under_way(recovery, telephone):
    recovery.begin()
    recovery.prove_mailbox()
    call = recovery.call()
    digits = recovery.digits
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for headers in [{}, {"X-Twilio-Signature": "AAAA"}, {"Secondkey-Signature": "v1=00"}]:
        status, _ = post(call.report_to, f"Digits={digits}".encode(), form | headers)
        assert status == 403, headers
    assert recovery.state().startswith("calling")
    # The signature of one address is none of another.
    elsewhere = call.report_to.rsplit(".", 1)[0] + "." + "A" * 64
    status, said = telephone.keyed(elsewhere, digits)
    assert status == 200 and "over" in said
    assert recovery.state().startswith("calling")
    for wrong in ["000001", "000002", "000003"]:
        said = call.key_in(wrong if wrong != digits else "999999")
    assert "over" in said and recovery.state() == "call wrong-digits"
    assert "over" in call.key_in(digits), "after three wrong ones none is judged"
    assert recovery.state() == "call wrong-digits"


def test_of_two_tabs_and_many_requests_one_finishes(recovery):
    recovery.prove_everything()
    token, cookies = recovery.token(), dict(recovery.client.cookies)
    won = []

    def finish():
        tab = Client(recovery.service)
        tab.cookies = dict(cookies)
        answer = tab.post("/recovery/finish", {"form_token": token})
        if answer.location == "/recovery/repair":
            won.append(tab)

    tabs = [threading.Thread(target=finish) for _ in range(12)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(won) == 1


def test_who_stops_it_is_sooner_than_who_finishes(recovery):
    recovery.prove_everything()
    owner = Client(recovery.service)
    stop = recovery.stop_path
    answer = owner.submit(owner.get(stop), stop, {})
    assert "The recovery is stopped" in answer.page.text
    assert recovery.send("/recovery/finish").location != "/recovery/repair"
    assert recovery.state() == "over"
    assert "There is nothing to stop" in owner.get(stop).page.text


def test_the_session_repairs_and_does_nothing_else(recovery):
    recovery.prove_everything()
    recovery.send("/recovery/finish")
    client = recovery.client
    page = client.get("/recovery/repair")
    assert page.status == 200
    token = page.form("/signout").fields["form_token"]
    for path in ["/", "/users", "/users/new", "/account", "/account/edit", "/account/recovery",
                 "/activity", "/confirm", "/welcome"]:  # fmt: skip
        assert client.get(path).location == "/recovery/repair", path
    for path in ["/users/new", "/account/edit", "/confirm"]:
        answer = client.post(path, {"form_token": token, "name": "mallory", "phone": "+15550100"})
        assert answer.location == "/recovery/repair", path
    assert "Can be removed when a new device is there" in page.page.text
    second = Client(recovery.service)
    second.cookies = dict(client.cookies)
    client.post("/signout", {"form_token": token})
    assert second.get("/recovery/repair").location.startswith("/signin")


def test_a_stranger_learns_nothing(recovery, service):
    stranger = Client(service)
    nobody = stranger.get("/recovery/begin")
    quick.give_password(stranger, recovery.root, "not the password at all")
    known = stranger.get("/recovery/begin")
    assert (nobody.status, nobody.location) == (known.status, known.location)
    assert nobody.location == "/signin?as=root&done=over"
    made_up = f"/recovery/stop/{recovery.root.account}.{'A' * 64}"
    other = f"/recovery/stop/999999999999.{'A' * 64}"
    assert stranger.get(made_up).html == stranger.get(other).html
    assert stranger.get("/recovery/stop/x").status == 200
    assert not recovery.mailbox.to(recovery.root.email, "ecovery")


def test_a_foreign_host_gets_no_page_and_no_link(recovery):
    quick.give_password(recovery.client, recovery.root)
    page = recovery.client.get("/recovery/begin")
    fields = page.form("/recovery/begin").fields
    poisoned = recovery.client.post("/recovery/begin", fields, headers={"Host": "evil.example"})
    assert poisoned.status == 421
    forwarded = recovery.client.post(
        "/recovery/begin", fields, headers={"X-Forwarded-Host": "evil.example"}
    )
    assert forwarded.location == "/recovery"
    letter = recovery.mailbox.wait_for(recovery.root.email, "Go on with the recovery")
    assert link_of(letter).startswith(recovery.service.url + "/recovery/mail/")


def test_a_form_of_another_site_is_refused(recovery):
    recovery.prove_everything()
    for headers in [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]:
        fields = {"form_token": recovery.token()}
        answer = recovery.client.post("/recovery/finish", fields, headers=headers)
        assert answer.status == 403
    assert recovery.client.post("/recovery/finish", {"form_token": "x"}).status == 403
    assert recovery.state() == "ready"


def test_the_log_holds_no_link_and_no_digits(recovery):
    recovery.prove_everything()
    log = recovery.service.log() + recovery.service.printed()
    for secret in [recovery.mail_path, recovery.stop_path, recovery.telephone.calls[-1].report_to]:
        assert secret.rsplit(".", 1)[1] not in log
