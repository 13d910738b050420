"""Mail: what people are told by a real SMTP server on good and on bad days, and
what they can do by means of it."""

import re
import time
import uuid

import pytest

from harness import axe, quick
from harness.client import Client
from harness.mail import Mailserver, code_of, confirm_address, html_of, link_of, text_of
from harness.people import Person, confirm, give_password, new_password
from harness.server import Server
from test_pages import Inspection

PATIENCE = 60.0


def serve(mail: Mailserver, *options: str) -> Server:
    """Returns a service that sends its mail there."""
    return Server("--open-sign-up", "--trusted-proxies", "127.0.0.1", *mail.options, *options)


def told(server: Server, subject: str, mail: Mailserver) -> tuple[Client, Person]:
    """Opens an account, whose owner is told that root signed in."""
    client, root = quick.open_account(server)
    mail.wait_for(root.email, subject)
    return client, root


def outbox(server: Server) -> str:
    """Returns what the doctor says of the mail."""
    ended = server.command("doctor", "--json")
    found = re.search(r'"check": "mail",\s+"ok": (\w+),\s+"detail": "((?:[^"\\]|\\.)*)"', ended.stdout)
    assert found, ended.stdout + ended.stderr
    return f"{found.group(1)} {found.group(2)}"


def wait_until(condition, patience: float = PATIENCE):
    """Waits until something holds."""
    deadline = time.monotonic() + patience
    while not (held := condition()):
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)
    return held


# --- The ways to a mail server -----------------------------------------------


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_mail_goes_over_tls_with_a_password(tls, tmp_path, monkeypatch):
    """STARTTLS and implicit TLS, each with authentication."""
    with Mailserver(tls, auth=True, folder=tmp_path) as mail:
        monkeypatch.setenv("SSL_CERT_FILE", str(mail.certificate))
        with serve(mail) as server:
            _, root = told(server, "root user signed in", mail)
        message = mail.to(root.email)[0]
        assert (mail.handler.authenticated, mail.handler.encrypted) == (1, 1)
        assert str(message["From"]) == "Acme Security <security@acme.example>"
        assert message["Auto-Submitted"] == "auto-generated"
        for form in (text_of(message), html_of(message)):
            assert "If this was not you" in form
            assert not re.search(r"https?://|href", form), "it leads nowhere"


def test_a_server_that_is_not_who_it_says_gets_nothing(tmp_path):
    """A certificate that nobody vouches for: the mail waits."""
    with Mailserver("starttls", auth=True, folder=tmp_path) as mail:
        with serve(mail) as server:
            quick.open_account(server)
            wait_until(lambda: "mail waits" in server.log())
            assert "1 messages wait" in outbox(server)
            assert "password" not in server.log(), "what the operator reads holds no secret"
        assert not mail.handler.messages


def test_without_starttls_nothing_is_sent():
    """Somebody between the two who hides STARTTLS learns nothing."""
    with Mailserver("off") as mail:
        options = ["--smtp-url", f"smtp://localhost:{mail.port}", "--mail-from", "a@b.example"]
        with Server("--open-sign-up", *options) as server:
            quick.open_account(server)
            wait_until(lambda: "mail waits" in server.log())
        assert not mail.handler.messages


def test_a_folder_takes_mail_for_trying_out(tmp_path):
    """`--mail-dir`: one file for each message, for nobody else to read."""
    folder = tmp_path / "mail"
    with Server("--open-sign-up", "--mail-dir", str(folder)) as server:
        _, root = quick.open_account(server)
        wait_until(lambda: list(folder.glob("*.eml")))
        (file,) = folder.glob("*.eml")
        assert f"To: {root.email}" in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600


def test_without_a_mail_server_mail_waits_and_the_operator_is_told():
    """What waits is sent once there is a way."""
    with Server("--open-sign-up") as server:
        _, root = quick.open_account(server)
        assert "no mail server is set up" in server.log()
        assert "nobody is told" in outbox(server)
        with Mailserver() as mail:
            server.stop()
            server.options += mail.options
            server.start()
            mail.wait_for(root.email, "root user signed in")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--smtp-url", "smtps://mail.example.com"], "mail-from"),
        (["--smtp-url", "http://u:hunter2@x", "--mail-from", "a@b.example"], "smtp-url"),
        (["--smtp-url", "smtp://mail.example.com?tls=off", "--mail-from", "a@b.example"], "tls=off"),
        (["--mail-from", "nobody"], "mail-from"),
        (["--smtp-url", "smtps://x", "--mail-dir", "y", "--mail-from", "a@b.example"], "exclude"),
    ],
)
def test_wrong_settings_are_refused_with_the_reason(options, said):
    """At the start, without the password."""
    server = Server(*options)
    ended = server.command("doctor")
    assert ended.returncode == 2 and said in ended.stderr, ended.stderr
    assert "hunter2" not in ended.stderr


# --- Bad days ----------------------------------------------------------------


def test_a_refused_recipient_is_given_up_seen_and_on_record():
    """5xx: not tried again; the doctor and the trail say so. Others get theirs."""
    with Mailserver() as mail, serve(mail) as server:
        gone = f"gone-{uuid.uuid4().hex[:8]}@acme.example"
        mail.handler.refused[gone] = "550 5.1.1 No such mailbox"
        client, root = quick.open_account(server, email=gone)
        _, other = told(server, "root user signed in", mail)
        said = wait_until(lambda: (words := outbox(server)) and "No such mailbox" in words and words)
        assert said.startswith("false") and gone in said
        assert not mail.to(gone) and mail.to(other.email)
        page = client.get("/activity").page.text
        assert "Notice given up" in page


def test_greylisting_is_waited_out(monkeypatch):
    """4xx: the same message comes again later."""
    with Mailserver() as mail, serve(mail) as server:
        mail.handler.greylist = True
        _, root = quick.open_account(server)
        message = mail.wait_for(root.email, "root user signed in", 90)
        assert mail.handler.arrivals[message["Message-ID"]] == 1


def test_a_server_that_goes_away_is_waited_for():
    """Mail that is queued while the server is away arrives when it is back."""
    mail = Mailserver()
    with serve(mail) as server:
        _, root = quick.open_account(server)
        wait_until(lambda: "mail waits" in server.log())
        with mail:
            message = mail.wait_for(root.email, "root user signed in")
            assert mail.handler.arrivals[message["Message-ID"]] == 1


def test_a_connection_cut_at_the_last_word_brings_the_same_message_again():
    """Nobody knows whether it was taken: it comes again, and is known by its id."""
    with Mailserver() as mail, serve(mail) as server:
        mail.handler.hang_up = 1
        _, root = quick.open_account(server)
        wait_until(lambda: len(mail.to(root.email)) == 2, 90)
        first, again = mail.to(root.email)
        assert first["Message-ID"] == again["Message-ID"]
        assert first.as_bytes() == again.as_bytes()


# --- What people do by means of mail -----------------------------------------


@pytest.fixture(scope="module")
def mail():
    """The mail server of the stories below."""
    with Mailserver() as mail:
        yield mail


@pytest.fixture(scope="module")
def service(mail):
    """The service of the stories below."""
    with serve(mail) as server:
        yield server


def signed_in(browser, root: Person) -> None:
    """Signs root in, who has no device."""
    give_password(browser, root)
    assert browser.path == "/", browser.text


def test_an_owner_confirms_the_address_and_adds_a_security_contact(browsers, service, mail):
    """From the reminder on Home to two addresses that count."""
    browser = browsers(service)
    _, root = quick.open_account(service)
    signed_in(browser, root)
    browser.see("The root user’s address is not confirmed", "root cannot be recovered by mail")
    axe.inspect(browser, "home-unconfirmed")
    browser.click("Confirm it now")
    confirm(browser, root)
    axe.inspect(browser, "contact-change")
    browser.click("Send the code")
    browser.at("/account/contacts/email/code", "Type the code")
    browser.fill("Code from the mail", "000000")
    browser.click("Confirm")
    browser.see("4 more tries")
    axe.inspect(browser, "contact-code-wrong")
    browser.fill("Code from the mail", code_of(mail.wait_for(root.email, "Confirm your address")))
    browser.click("Confirm")
    browser.see("The address is confirmed", "Everything goes to one mailbox")
    axe.inspect(browser, "account-one-mailbox")

    # Confirmed, it is the only one to hear.
    browser.open("/")
    browser.see("Everything goes to one mailbox", "whoever has that mailbox is the only one to hear")
    axe.inspect(browser, "home-one-mailbox")
    security = f"security-{root.account}@example.com"
    browser.click("Add a security contact")
    browser.fill("Who is reached there", "Duty desk")
    browser.fill("E-mail address", security)
    browser.click("Send the code")
    browser.fill("Code from the mail", code_of(mail.wait_for(security, "Confirm your address")))
    browser.click("Confirm")
    browser.see("The address is confirmed")
    axe.inspect(browser, "account-contacts")
    browser.not_see("Everything goes to one mailbox")
    browser.open("/")
    browser.not_see("Everything goes to one mailbox")
    mail.wait_for(root.email, "Changed: the security contact")

    browser.open("/account/contacts/security/remove")
    browser.see(security)
    axe.inspect(browser, "contact-remove")
    browser.click("Remove it")
    browser.see("The contact is removed.")
    mail.wait_for(security, "Changed: the security contact")
    browser.click("These are still right")
    browser.see("You are asked again in a while")


def test_contacts_that_nobody_looked_at_for_a_while_are_asked_about(browsers):
    """After as many days as the operator says, on Home and beside the contacts."""
    with Mailserver() as mail, serve(mail, "--review-contacts-days", "30") as server:
        client, root = quick.open_account(server)
        confirm_address(client, mail, root.email)
        browser = browsers(server)
        signed_in(browser, root)

        def days_pass(days: int) -> None:
            server.query(f"UPDATE contacts SET reviewed = reviewed - {days * 86_400 * 1_000_000}")
            browser.open("/")

        days_pass(29)
        browser.not_see("Are the contact details still right?")
        days_pass(1)
        browser.see("Are the contact details still right?", "Nobody has looked at them for a while.")
        axe.inspect(browser, "home-review-contacts")
        browser.click("Look at them now")
        browser.at("/account", "Account")
        browser.see("Are these still right?", "gone stale is missed only when it is needed")
        axe.inspect(browser, "account-review-contacts")
        browser.click("These are still right")
        browser.see("You are asked again in a while")
        browser.not_see("Are these still right?")
        browser.open("/")
        browser.not_see("Are the contact details still right?")


def confirmed(service: Server, mail: Mailserver) -> tuple[Client, Person]:
    """Opens an account whose owner has confirmed the address."""
    client, root = quick.open_account(service)
    page = client.get("/account/contacts/email")
    client.submit(page, "/account/contacts/email", {"address": root.email})
    code = code_of(mail.wait_for(root.email, "Confirm your address"))
    page = client.get("/account/contacts/email/code")
    answer = client.submit(page, "/account/contacts/email/code", {"code": code})
    assert answer.location.startswith("/account"), answer.page.text
    return client, root


def test_an_owner_changes_the_address_with_a_code_and_signs_in_with_the_new_one(service, mail):
    """The old address hears of it, and opens nothing any more."""
    client, root = confirmed(service, mail)
    old, new = root.email, f"new-{root.email}"
    at = "/account/contacts/email"
    assert client.submit(client.get(at), at, {"address": new}).location.startswith(f"{at}/code")
    # Until the code comes back, nothing changes.
    quick.sign_in(quick.client_of(service), root)
    code = code_of(mail.wait_for(new, "Confirm your address"))
    answer = client.submit(client.get(f"{at}/code"), f"{at}/code", {"code": code})
    assert answer.location.startswith("/account?done="), answer.page.text
    assert new in client.follow(answer).page.text
    said = text_of(mail.wait_for(old, "Changed: "))
    assert new in said and "signs in with the new address from now on" in said
    refused = quick.give_password(quick.client_of(service), root)
    assert "Your authentication information is incorrect." in refused.page.text
    root.email = new
    quick.sign_in(quick.client_of(service), root)


def test_a_forgotten_root_password_is_replaced_by_mail(browsers, service, mail):
    """From the sign-in page through the mailbox and back to the sign-in."""
    client, root = confirmed(service, mail)
    browser = browsers(service)
    browser.open("/signin?as=root")
    browser.click("Forgot your password?")
    browser.shot("forgotten-ask")
    browser.fill("E-mail address of the root user", root.email)
    browser.click("Send the link")
    browser.at("/forgotten/sent", "Look into your mailbox")
    browser.shot("forgotten-sent")
    link = link_of(mail.wait_for(root.email, "Choose a new password"))
    assert link.startswith(f"{service.url}/forgotten/")
    path = link.removeprefix(service.url)
    # A scanner opens every link, twice.
    for _ in range(2):
        scanned = Client(service).go(path)
        assert scanned.status == 200 and scanned.page.heading == "Choose a new password"
    browser.open(path)
    browser.at("/forgotten/new", "Choose a new password")
    browser.shot("forgotten-new")
    old, root.password = root.password, new_password()
    browser.fill("New password", root.password)
    browser.fill("The same again", root.password)
    browser.click("Set the password")
    browser.see("Your new password is set. Sign in with it.")
    assert client.get("/").location.startswith("/signin"), "sessions have ended"
    mail.wait_for(root.email, "password was replaced by mail")
    browser.open(path)
    browser.see("This link is not good any more")
    browser.shot("forgotten-gone")
    give_password(browser, root, old)
    assert browser.path == "/signin", "the old password is nobody's any more"
    give_password(browser, root)
    assert browser.path == "/", browser.text


def test_asking_for_a_link_does_not_tell_who_exists(service, mail):
    """The same answer, byte for byte but for the form's token, for all addresses."""
    _, root = confirmed(service, mail)

    def ask(email: str):
        client = Client(service)
        return client.submit(client.get("/forgotten"), "/forgotten", {"email": email})

    known, unknown = ask(root.email), ask(f"nobody-{uuid.uuid4().hex[:8]}@example.com")
    assert (known.status, known.location) == (unknown.status, unknown.location)
    assert known.body == unknown.body
    mail.wait_for(root.email, "Choose a new password")


def test_links_do_not_lead_where_a_request_says(service, mail):
    """A request with another Host, or with headers of a proxy, does not change where
    the links in mails lead."""
    _, root = confirmed(service, mail)
    client = Client(service)
    page = client.get("/forgotten")
    for headers in (
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"Host": "evil.example"},
    ):
        fields = page.form("/forgotten").fields | {"email": root.email}
        client.post("/forgotten", fields, headers=headers)
    link = link_of(mail.wait_for(root.email, "Choose a new password"))
    assert link.startswith(service.url)
    for message in mail.handler.messages:
        assert "evil.example" not in message.as_string()


def test_a_name_that_is_a_header_or_markup_stays_a_name(service, mail):
    """Account names go into subjects and into HTML."""
    evil = "<b>A</b> =?utf-8?q?=0d=0aBcc:x@y.example?="
    _, root = quick.open_account(service, evil)
    message = mail.wait_for(root.email, "root user signed in")
    assert message.keys() == [
        "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type",
    ] or "Bcc" not in message, message.keys()
    assert "<b>A</b>" in str(message["Subject"])
    assert "<b>A</b>" not in html_of(message)


def test_the_pages_are_gone_where_no_mail_is_sent():
    """Nothing is offered that cannot work."""
    with Server("--open-sign-up") as server:
        client, root = quick.open_account(server)
        asked = client.get("/forgotten")
        assert "sends no mail" in asked.page.text and not asked.page.forms
        assert "sends no mail yet" in client.get("/account").page.text


def test_the_pages_about_mail_are_fit_for_everybody(browsers, service, mail):
    """In light and dark, wide and narrow, by the rules of axe-core."""
    _, root = confirmed(service, mail)
    browser = browsers(service)
    stranger = Inspection(browser, "mail-stranger")
    browser.open("/forgotten")
    stranger.look()
    browser.fill("E-mail address of the root user", "nobody@localhost")
    browser.click("Send the link")
    stranger.look("refused address")
    browser.fill("E-mail address of the root user", root.email)
    browser.click("Send the link")
    stranger.look()
    browser.open(link_of(mail.wait_for(root.email, "Choose a new password")).removeprefix(service.url))
    stranger.look()
    browser.open("/forgotten/no-such-link")
    stranger.look("gone link")
    stranger.conclude()

    signed_in(browser, root)
    inspection = Inspection(browser, "mail-root")
    browser.open("/account/contacts/security")
    confirm(browser, root)
    browser.fill("Who is reached there", "Duty desk")
    browser.fill("E-mail address", "nobody@localhost")
    browser.click("Send the code")
    inspection.look("refused contact")
    browser.fill("E-mail address", f"a.rather.long.address.of.the.security.desk-{root.account}@example.com")
    browser.click("Send the code")
    inspection.look("code")
    browser.open("/account")
    inspection.look("account")
    browser.open("/account/contacts/billing/code")
    inspection.look("no code")
    inspection.look_at_mails(mail)
    inspection.conclude()
