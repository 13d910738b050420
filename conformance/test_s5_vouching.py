"""S5 with little left: the password is forgotten as well, so mailbox and telephone are
all that is proved. A colleague vouches, the call is played on the screen of a service
that was started to be tried out, and everybody is told of everything."""

import re

import pytest

from harness import axe, quick
from harness.mail import Mailserver, confirm_address, link_of
from harness.people import confirm, give_password, new_password, sign_in
from harness.server import Server
from test_s5_recovering_root import begin, digits_on, wait_for, wait_until

NUMBER = "+49 30 1234567"


@pytest.fixture(scope="module")
def mailbox():
    """A mail server that takes everything."""
    with Mailserver() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def service(mailbox):
    """A service that mails, plays its calls, and lets every recovery wait as it does
    when nobody says otherwise."""
    options = ["--open-sign-up", "--trusted-proxies", "127.0.0.1", "--phone", "console"]
    with Server(*options, *mailbox.options) as server:
        yield server


def played_calls(service) -> list[str]:
    """Returns the addresses at which the printed calls are answered, oldest first."""
    return re.findall(rf"{re.escape(service.url)}/phone/\S+", service.printed())


def answer_call(telephone, service, number: int, digits: str) -> None:
    """Takes the printed call of this number and keys in digits."""
    wait_until(lambda: len(played_calls(service)) >= number, "a printed call")
    telephone.open(played_calls(service)[number - 1])
    telephone.see("key in the six digits that your screen shows")
    telephone.not_see(digits)
    telephone.fill("Keypad", digits)
    telephone.click("Key in")


def test_a_colleague_vouches_where_the_password_came_by_mail(browsers, service, mailbox, phone):
    client, root = quick.open_account(service)
    owner, telephone, colleague = browsers(service), browsers(service), browsers(service)
    sign_in(owner, root)

    # The number counts when the digits on the screen were keyed in on the telephone.
    owner.open("/account")
    owner.see("No telephone number is on file")
    owner.click("Enter one, with a call")
    owner.fill("Telephone number", NUMBER)
    owner.shot("number")
    first = len(played_calls(service)) + 1
    owner.click("Call this number now")
    owner.at("/account/contacts/phone/call", "Key in the digits")
    owner.shot("number-digits")
    wrong = "000000" if digits_on(owner) != "000000" else "111111"
    answer_call(telephone, service, first, wrong)
    telephone.see("These are not the digits on the screen.")
    axe.inspect(telephone, "number-telephone")
    owner.open("/account/contacts/phone/call")
    owner.see("Once, other digits were keyed in.")
    telephone.fill("Keypad", digits_on(owner))
    telephone.click("Key in")
    telephone.see("Thank you.")
    wait_for(owner, "The number is confirmed")
    owner.shot("number-confirmed")
    owner.click("Use this number")
    owner.see("The telephone number is confirmed and in force.")
    assert "Confirmed" in owner.item("Telephone +49301234567")
    mailbox.wait_for(root.email, "Changed: the telephone number")

    # The address is confirmed, so that a forgotten password is replaced by mail.
    confirm_address(client, mailbox, root.email)
    anna = quick.make_user(client, root, "anna", administrator=True)
    quick.enrol(client, root, "root-phone")
    stranger = quick.client_of(service)
    stranger.submit(stranger.get("/forgotten"), "/forgotten", {"email": root.email})
    owner.open(link_of(mailbox.wait_for(root.email, "Choose a new password")))
    root.password = new_password()
    owner.fill("New password", root.password)
    owner.fill("The same again", root.password)
    owner.click("Set the password")

    begin(owner, root)
    owner.open(link_of(mailbox.wait_for(root.email, "Go on with the recovery of root")))
    owner.click("Yes, it is me: go on")
    number = len(played_calls(service)) + 1
    owner.click("Call me now")
    answer_call(telephone, service, number, digits_on(owner))
    wait_for(owner, "Everything is proved")
    owner.see("The password was reset by mail a short while ago", "Every recovery waits for a while")
    assert not owner.offers("Repair my way in")
    everything = mailbox.wait_for(root.email, "everything proved")
    assert "/recovery/stop/" in link_of(everything)

    # A colleague vouches, with a second factor and not without.
    sign_in(colleague, anna)
    colleague.open("/account/recovery")
    colleague.click("It is the owner: vouch for it")
    colleague.at_heading("Is it really the owner?")
    colleague.click("I have spoken with the owner")
    colleague.not_see("Your word is on record")
    own = quick.client_of(service)
    quick.sign_in(own, anna)
    quick.enrol(own, anna, "anna-phone")
    sign_in(colleague, anna)
    colleague.open("/account/recovery")
    colleague.click("It is the owner: vouch for it")
    if colleague.path == "/confirm":
        confirm(colleague, anna)
    axe.inspect(colleague, "recovery-vouch")
    colleague.click("I have spoken with the owner")
    colleague.see("Your word is on record, and everybody was told of it.", "Vouched for")
    told = mailbox.wait_for(root.email, "Recovery of the root user approved")
    assert "anna" in told.get_body(("plain",)).get_content()
    owner.open("/recovery")
    owner.see("An administrator has vouched for you.")
    assert not owner.offers("Repair my way in"), "three days are waited for all the same"


def test_notices_of_resets_lost_devices_and_codes_arrive(service, mailbox):
    client, root = quick.open_account(service)
    alice = quick.make_user(client, root, "alice", administrator=True)
    bob = quick.make_user(client, root, "bob")
    his = quick.client_of(service)
    quick.sign_in(his, bob)
    quick.enrol(his, bob, "bob-phone")
    codes = quick.make_codes(his)
    mailbox.wait_for(root.email, "New recovery codes for the user bob")
    quick.sign_in_by_code(quick.client_of(service), bob, codes[1])
    used = mailbox.wait_for(root.email, "Recovery code used by the user bob")
    assert "9 codes are left" in used.get_body(("plain",)).get_content()

    hers = quick.client_of(service)
    quick.sign_in(hers, alice)
    answer = hers.submit(hers.get("/users/bob/reset"), "/users/bob/reset", {})
    assert answer.status == 303, answer.page.text
    told = mailbox.wait_for(root.email, "The user bob was reset")
    text = told.get_body(("plain",)).get_content()
    assert "alice" in text and "one device" in text and "9 recovery codes" in text
    assert "http" not in text, "no link that could ask anybody to sign in"

    # Users have no address: the console tells the colleague, and the others.
    again = quick.client_of(service)
    quick.give_password(again, bob)
    at = again.get("/").location
    assert at == "/credentials/devices/new"
    assert "alice reset your devices" in again.get(at).page.text
    assert "bob was reset by alice" in client.get("/").page.text


def test_the_waiting_that_nobody_asked_for_is_a_day(browser, service, mailbox):
    """Without an option every recovery waits, and the page says until when."""
    client, root = quick.open_account(service)
    at = "/account/contacts/phone"
    number = len(played_calls(service)) + 1
    client.submit(client.get(at), at, {"phone": NUMBER})
    wait_until(lambda: len(played_calls(service)) >= number, "a printed call")
    digits = re.search(r'class="digits">([0-9 ]+)<', client.get(f"{at}/call").html)[1]
    call = played_calls(service)[number - 1].removeprefix(service.url)
    stranger = quick.client_of(service)
    stranger.submit(stranger.get(call), call, {"digits": digits.replace(" ", "")})
    client.submit(client.get(f"{at}/call"), f"{at}/use", {})
    confirm_address(client, mailbox, root.email)
    quick.enrol(client, root, "root-phone")
    browser.begin(service)
    give_password(browser, root)
    begin(browser, root)
    browser.open(link_of(mailbox.wait_for(root.email, "Go on with the recovery of root")))
    browser.click("Yes, it is me: go on")
    number = len(played_calls(service)) + 1
    browser.click("Call me now")
    wait_until(lambda: len(played_calls(service)) >= number, "a printed call")
    call = played_calls(service)[number - 1].removeprefix(service.url)
    stranger.submit(stranger.get(call), call, {"digits": digits_on(browser)})
    wait_for(browser, "Everything is proved")
    browser.see("It cannot be finished before", "Every recovery waits for a while")
    assert not browser.offers("Repair my way in")
