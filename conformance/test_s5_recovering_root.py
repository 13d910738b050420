"""S5, everything in one app: the phone with all codes is gone. Root comes back by
password, mailbox and telephone; the call does not come at first; then root removes
the device of the user who was locked out as well."""

import time

import pytest
from selenium.common.exceptions import WebDriverException

from harness import quick
from harness.mail import Mailserver, confirm_address, link_of
from harness.people import give_code, give_pair, give_password, scan, sign_in
from harness.server import Server
from harness.telephone import Twilio

NUMBER = "+49301234567"


@pytest.fixture(scope="module")
def mailbox():
    """The mail server of everybody."""
    with Mailserver() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def telephone(tmp_path_factory):
    """The telephone exchange."""
    telephone = Twilio(tmp_path_factory.mktemp("telephone"))
    yield telephone
    telephone.close()


@pytest.fixture(scope="module")
def service(mailbox, telephone):
    """A service that mails and calls."""
    options = ["--open-sign-up", "--trusted-proxies", "127.0.0.1", "--recovery-delay", "0"]
    with Server(*options, *mailbox.options, *telephone.options) as server:
        yield server


def begin(browser, root) -> None:
    """Goes from the password to the page that waits for the mail."""
    give_password(browser, root)
    browser.at("/signin/code", "Enter a code")
    browser.click("I cannot use any of my devices")
    browser.at("/recovery/begin", "Recover root ROOT")
    browser.see(f"A link by mail to {root.email}")
    browser.click("Send me the link")
    browser.at("/recovery", "Open the link in your mail")


def digits_on(browser) -> str:
    """Reads the digits from the screen."""
    return browser.text_of(".digits").replace(" ", "")


def wait_until(condition, what: str, patience: float = 20) -> None:
    """Waits until the page has gone on by itself."""
    deadline = time.monotonic() + patience
    while True:
        try:
            if condition():
                return
        except (WebDriverException, AssertionError):
            pass  # Between two pages.
        assert time.monotonic() < deadline, f"it did not come to {what}"
        time.sleep(0.1)


def wait_for(browser, heading: str) -> None:
    """Waits for the page with this heading."""
    try:
        wait_until(lambda: browser.heading == heading, f"“{heading}”")
    except AssertionError as late:
        # Read only now: while it waits, the page may go on in the middle of its text.
        raise AssertionError(f"{late}: {browser.text}") from None


def register(browser, root, name: str, authenticator):
    """Registers a device in the session for repairs."""
    browser.fill("Device name", name)
    browser.click("Continue")
    assert browser.heading == f"Set up {name}", browser.text
    device = scan(browser, authenticator)
    give_pair(browser, device)
    return device


def test_the_owner_comes_back_and_lets_the_locked_out_user_in(
    browsers, service, mailbox, telephone, phone, laptop, authenticators
):
    client, root = quick.open_account(service)
    confirm_address(client, mailbox, root.email)
    telephone.confirm(client, NUMBER)
    solo = quick.make_user(client, root, "solo")
    his = quick.client_of(service)
    quick.sign_in(his, solo)
    quick.enrol(his, solo, "one-app-solo")
    quick.enrol(client, root, "one-app-root")
    mailbox.handler.messages.clear()

    # The app asks for a backup password that was set six years ago.
    owner = browsers(service)
    begin(owner, root)
    owner.shot("recovery-mail")
    told = mailbox.wait_for(root.email, "Recovery of the root user began")
    assert "/recovery/stop/" in link_of(told)
    letter = mailbox.wait_for(root.email, "Go on with the recovery of root")
    owner.open(link_of(letter))
    owner.at("/recovery/mail", "Go on with the recovery")
    owner.click("Yes, it is me: go on")
    owner.at("/recovery", "Take the call")
    owner.see("+49•••••••67")
    owner.not_see("1234567")
    owner.shot("recovery-call")

    # The call does not come at first.
    telephone.out_of_order = True
    owner.click("Call me now")
    wait_for(owner, "Call again")
    owner.see("The call did not come about", "costs you nothing")
    owner.shot("recovery-call-failed")
    telephone.out_of_order = False
    owner.click("Call me again")
    call = telephone.ring()
    assert call.to == NUMBER
    assert "key in the six digits that your screen shows" in call.said
    owner.at("/recovery", "Key in the digits")
    digits = digits_on(owner)
    assert digits not in call.said and len(digits) == 6
    assert call.report(CallStatus="in-progress")[0] == 200
    wait_until(lambda: "The call is answered" in owner.text, "the answered call")
    owner.shot("recovery-digits")
    wrong = "000000" if digits != "000000" else "111111"
    assert "not the digits on the screen" in call.key_in(wrong)
    assert "Thank you" in call.key_in(digits)
    wait_for(owner, "Everything is proved")
    owner.shot("recovery-ready")

    # A session for repairs, and for nothing else.
    owner.click("Repair my way in")
    owner.at("/recovery/repair", "Repair your way in ROOT")
    owner.see("There is no new way in yet")
    owner.shot("recovery-repair")
    for elsewhere in ["/", "/users", "/account", "/activity"]:
        owner.open(elsewhere)
        owner.at("/recovery/repair", "Repair your way in ROOT")
    owner.see("Can be removed when a new device is there")
    owner.click("Register the first new device")
    first = register(owner, root, "root-laptop", laptop)
    owner.open("/credentials")
    owner.at("/recovery/repair", "Repair your way in ROOT")
    owner.see("You are one failure away from the next recovery")
    owner.click("Register the second new device")
    second = register(owner, root, "root-tablet", authenticators())
    owner.at("/recovery/repair", "Repair your way in ROOT")
    owner.see("You have 2 ways in that work")
    owner.click("Remove one-app-root")
    owner.click("Remove one-app-root", within="form")
    owner.see("The device is removed")
    owner.shot("recovery-repaired")
    owner.click("Sign out, and try a new device")
    root.devices[:] = [first, second]

    # As root again: the password of the user who was locked out leads to a new device.
    sign_in(owner, root)
    owner.open("/users/solo")
    owner.click("Remove one-app-solo")
    if owner.path == "/confirm":
        owner.fill("Six-digit code", second.next_code())
        owner.click("Confirm")
    owner.click("Remove one-app-solo")
    owner.see("The device is removed and the user is signed out everywhere.")
    solo.devices.clear()
    colleague = browsers(service)
    give_password(colleague, solo)
    colleague.at("/credentials/devices/new", "Assign your first device")
    colleague.see("Register a new device first")

    owner.open("/activity?what=CompleteRootRecovery")
    owner.see("Root recovered")
    assert mailbox.wait_for(root.email, "The root user was recovered")


def test_the_owner_stops_a_recovery_by_the_link_in_a_mail(browsers, service, mailbox, telephone):
    client, root = quick.open_account(service)
    confirm_address(client, mailbox, root.email)
    telephone.confirm(client, NUMBER)
    quick.enrol(client, root, "root-phone")
    thief, owner = browsers(service), browsers(service)
    begin(thief, root)
    letter = mailbox.wait_for(root.email, "Recovery of the root user began")
    stop = link_of(letter)
    owner.open(stop)
    assert owner.heading == "Stop the recovery of root?"
    owner.shot("recovery-stop")
    thief.open("/recovery")
    thief.at("/recovery", "Open the link in your mail")
    owner.click("Stop this recovery")
    assert owner.heading == "The recovery is stopped"
    owner.open(stop)
    assert owner.heading == "There is nothing to stop"
    wait_for(thief, "This recovery is over")
    mailbox.wait_for(root.email, "Recovery of the root user stopped")


def test_the_mail_is_on_another_device(browsers, service, mailbox, telephone):
    client, root = quick.open_account(service)
    confirm_address(client, mailbox, root.email)
    telephone.confirm(client, NUMBER)
    quick.enrol(client, root, "root-phone")
    desk, couch = browsers(service), browsers(service)
    begin(desk, root)
    link = link_of(mailbox.wait_for(root.email, "Go on with the recovery of root"))
    couch.open(link)
    assert couch.heading == "Open it where you began"
    couch.see(link, "Did somebody ask you to open this link?")
    couch.shot("recovery-elsewhere")
    desk.press("The mail is on another device")
    desk.fill("The link in the mail", "https://evil.example/recovery/mail/x")
    desk.click("Use this link")
    desk.see("Copy the whole address of the link in the mail.")
    desk.fill("The link in the mail", link)
    desk.click("Use this link")
    desk.at("/recovery", "Take the call")


def test_a_changed_number_waits_and_an_administrator_sees_it(browsers, service, mailbox, telephone):
    client, root = quick.open_account(service)
    confirm_address(client, mailbox, root.email)
    telephone.confirm(client, NUMBER)
    telephone.confirm(client, "+49307654321")
    anna = quick.make_user(client, root, "anna", administrator=True)
    quick.enrol(client, root, "root-phone")
    owner, administrator = browsers(service), browsers(service)
    begin(owner, root)
    link = link_of(mailbox.wait_for(root.email, "Go on with the recovery of root"))
    owner.open(link)
    owner.click("Yes, it is me: go on")
    before = len(telephone.calls)
    owner.click("Call me now")
    call = telephone.ring(before + 1)
    assert call.to == "+49307654321"
    assert "Thank you" in call.key_in(digits_on(owner))
    wait_for(owner, "Everything is proved")
    owner.see("It cannot be finished before", "was changed less than three days ago")
    assert not owner.offers("Repair my way in")
    owner.shot("recovery-waiting")

    sign_in(administrator, anna)
    administrator.open("/account")
    administrator.see("A recovery of the root user is under way")
    administrator.open("/account/recovery")
    administrator.see("password, mailbox and telephone")
    administrator.shot("recovery-oversee")
    administrator.click("Stop this recovery")
    administrator.see("The recovery is stopped.")
    owner.open("/recovery")
    assert owner.heading == "This recovery is over"


def test_whoever_has_a_device_after_all_goes_back_to_the_code(browser, service):
    client, root = quick.open_account(service)
    device = quick.enrol(client, root, "root-phone")
    browser.begin(service)
    give_password(browser, root)
    browser.click("I cannot use any of my devices")
    browser.see("There is no telephone number on record")
    browser.click("Back to the code")
    give_code(browser, device)
    assert browser.path == "/"
