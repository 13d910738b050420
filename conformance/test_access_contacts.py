"""The access report where root is recovered by mail and telephone: the backup of the app
that nobody can open any more, and the number that was given up and never updated."""

import pytest

from harness import quick
from harness.mail import Mailserver, confirm_address
from harness.people import sign_in
from harness.server import Server
from harness.telephone import Twilio
from test_access import answer, link_in_picture, name_thing, sets
from test_pages import Inspection

NUMBER = "+49301234567"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service that mails and calls."""
    telephone = Twilio(tmp_path_factory.mktemp("telephone"))
    options = ["--open-sign-up", "--trusted-proxies", "127.0.0.1"]
    with Mailserver() as mailbox, Server(*options, *mailbox.options, *telephone.options) as server:
        server.telephone, server.mailbox = telephone, mailbox
        yield server
    telephone.close()


def owner_of_an_app(browser, service):
    """Makes an account with an address, a number and one device, and signs root in."""
    client, root = quick.open_account(service)
    confirm_address(client, service.mailbox, root.email)
    service.telephone.confirm(client, NUMBER)
    sign_in(browser, root, quick.enrol(client, root, "app"))
    return root


def test_a_forgotten_app_backup_with_recovery_by_mail_and_phone(browsers, service):
    browser = browsers(service)
    owner_of_an_app(browser, service)
    name_thing(browser, "old phone")
    name_thing(browser, "new phone")
    name_thing(browser, "laptop", "Computer")
    name_thing(
        browser, "the app’s backup", "Account elsewhere (a cloud, a password manager)",
        "A PIN or password that I have forgotten",
    )  # fmt: skip
    answer(browser, "Which thing shows the codes of app?", "old phone")
    answer(browser, "Is there a copy of app, and where?", "the app’s backup")
    answer(browser, "Where is your password?", "laptop", "In my memory")
    answer(browser, "On which things is root’s mailbox open?", "laptop")
    answer(browser, "Where is the mailbox’s own second factor?", "laptop")
    answer(browser, "Which thing answers calls to the recovery number?", "new phone")
    answer(browser, "Which user are you, when you are not root?", "None of them")
    answer(browser, "Can you reach whoever runs this service’s host?", "No")
    browser.see("Every question is answered.")

    # The backup opens nothing; mail and telephone do.
    browser.open("/access")
    browser.see("You survive the loss of any one thing", "No single theft lets anybody in")
    lost = sets(browser, "losses")
    assert "old phone and new phone" in lost or "new phone and old phone" in lost, lost
    assert not any("backup" in one for one in lost), lost
    inspection = Inspection(browser, "access")
    inspection.look("forgotten backup")
    inspection.conclude()
    browser.leave(link_in_picture(browser, "Lose old phone").click)
    browser.see("old phone is lost", "You still get in", "No thief gets in")
    browser.leave(link_in_picture(browser, "Lose new phone").click)
    browser.see("You are locked out", "forgotten")
    browser.shot("access-forgotten-backup-both-lost")


def test_a_number_given_up_and_not_updated(browsers, service):
    browser = browsers(service)
    owner_of_an_app(browser, service)
    name_thing(browser, "phone")
    name_thing(browser, "phone at the desk")
    name_thing(browser, "the sheet in the safe", "Paper, or the place where it is")
    answer(browser, "Which thing shows the codes of app?", "phone")
    answer(browser, "Is there a copy of app, and where?", "There is no copy")
    answer(browser, "Where is your password?", "In my memory", "the sheet in the safe")
    answer(browser, "On which things is root’s mailbox open?", "On none")
    answer(browser, "Where is the mailbox’s own second factor?", "It has none: its password is enough")
    answer(browser, "Which thing answers calls to the recovery number?", "phone at the desk")
    answer(browser, "Which user are you, when you are not root?", "None of them")
    answer(browser, "Can you reach whoever runs this service’s host?", "No")
    browser.open("/access")
    browser.see("You survive the loss of any one thing")
    browser.not_see("given up")

    # The desk is another one's now, and so is its number.
    answer(browser, "Which thing answers calls to the recovery number?", "phone at the desk", "None: I gave the number up")
    browser.open("/access")
    browser.see(
        "You do not survive every loss",
        "A contact was given up and is still used",
        "Set the current number or address",
    )
    assert "phone" in sets(browser, "losses")
    stolen = sets(browser, "thefts")
    assert any("mailbox’s password" in one and "phone" not in one for one in stolen), stolen
    inspection = Inspection(browser, "access")
    inspection.look("number given up")
    inspection.conclude()
    browser.leave(link_in_picture(browser, "Lose phone").click)
    browser.see("phone is lost", "You are locked out", "No thief gets in")
