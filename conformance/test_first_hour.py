"""The first hour: from the printed link, on a phone-wide window, to a root user
who signs in with either of two devices. And the other two ways in: an account that
the operator makes, and open sign-up."""

import pytest

from harness.browser import PHONE
from harness.people import Person, confirm, give_code, give_pair, give_password, new_password
from harness.people import scan, sign_in, sign_out
from harness.server import Server


@pytest.fixture(scope="module")
def fresh():
    """A service that nobody has used yet."""
    with Server() as server:
        yield server


def make_account(browser, button: str = "Make the account") -> Person:
    """Fills in the form for a new account."""
    root = Person("root", "", new_password(), email="owner@example.com")
    browser.fill("Name of the account", "Harbour & Söhne")
    browser.fill("E-mail address of the root user", root.email)
    browser.fill("Password of the root user", root.password)
    browser.fill("The same password again", root.password)
    browser.click(button)
    browser.at("/welcome", "Your account is made. Now protect it, twice.")
    root.account = browser.fact("Account number").replace(" ", "")
    return root


def test_from_the_printed_link_to_two_devices(browsers, fresh, phone, laptop):
    browser = browsers(fresh)
    browser.width(PHONE)
    browser.open(fresh.set_up_link())
    browser.at("/set-up", "Set up this service")
    assert browser.focus.startswith("Name of the account")

    # What goes wrong is said at its field, and what was typed stays.
    browser.fill("Name of the account", "Harbour & Söhne")
    browser.fill("E-mail address of the root user", "owner@example.com")
    for password, repeated, field, said in (
        ("short", "short", "Password of the root user", "must have at least 15 characters"),
        ("passwordpassword", "passwordpassword", "Password of the root user", "among the first"),
        ("owner@example.com", "owner@example.com", "Password of the root user", "must not be made of"),
        ("walnut harbour kestrel", "walnut harbour ketsrel", "The same password again", "differ"),
    ):
        browser.fill("Password of the root user", password)
        browser.fill("The same password again", repeated)
        browser.click("Make the account")
        assert browser.title.startswith("Error: ")
        assert said in browser.complaint(field), browser.complaint(field)
        assert browser.focus == field
        assert browser.value("Name of the account") == "Harbour & Söhne"
        assert browser.value("Password of the root user") == ""
    root = make_account(browser)
    browser.shot("first-hour-welcome")
    browser.see("Why two devices", "At the moment your password alone opens everything.")

    # The link is used up, in this browser and in any other.
    browser.open(fresh.set_up_link())
    browser.at("/set-up", "This link is not good any more")
    browser.open("/welcome")

    # First device, second device: the pages lead from one to the other.
    browser.click("Set up the first device")
    assert browser.value("Device name") == "root-phone"
    browser.click("Continue")
    first = scan(browser, phone)
    assert first.entry == f"Secondkey:root-phone@{root.account}"
    browser.shot("first-hour-qr")
    give_pair(browser, first)
    browser.at("/credentials/devices/second", "Now the second device")
    browser.click("Add another device now")
    assert browser.value("Device name") == "root-laptop"
    browser.click("Continue")
    second = scan(browser, laptop)
    give_pair(browser, second)
    browser.at("/credentials", "Security credentials")
    browser.see("losing one costs you nothing", "2 of at most 8")

    # Out, and in again with each.
    for device in (first, second):
        sign_out(browser)
        give_password(browser, root)
        browser.see("Root user ROOT", "Harbour & Söhne")
        give_code(browser, device)
        browser.at("/", "You are the root user ROOT")
    browser.see("Two ways in for root Done.", "Password and root-laptop", "Password and root-phone")
    browser.shot("first-hour-home")

    # The next thing to do is an administrator for daily work.
    browser.click("Make an administrator")
    browser.at("/users/new", "Create user")


def test_an_account_made_by_the_operator(browsers, fresh, phone):
    made = fresh.answer("account", "create", "--email", "ops@example.com", "--name", "Ops")
    assert made["sign_in_url"] == f"{fresh.url}/signin/{made['account_id']}"
    browser = browsers(fresh)
    browser.open(made["set_up_url"])
    browser.at("/set-up", "Choose the root password")
    browser.see("Account Ops", "ops@example.com")
    root = Person("root", made["account_id"], new_password(), email="ops@example.com")
    browser.fill("New password", root.password)
    browser.fill("The same again", root.password)
    browser.click("Set the password")
    browser.see("Your new password is set. Sign in with it.")
    sign_in(browser, root)
    browser.at("/", "You are the root user ROOT")

    listed = {account["account_id"]: account for account in fresh.answer("account", "list")}
    assert listed[root.account]["email"] == "ops@example.com"
    assert listed[root.account]["root_mfa_devices"] == 0
    browser.open(made["set_up_url"])
    browser.at("/set-up", "This link is not good any more")


def test_the_operators_last_resort(browsers, fresh, phone):
    made = fresh.answer("account", "create", "--email", "lost@example.com", "--name", "Lost")
    browser = browsers(fresh)
    root = Person("root", made["account_id"], "", email="lost@example.com")

    def choose_password(link: str) -> None:
        browser.open(link)
        root.password = new_password()
        browser.fill("New password", root.password)
        browser.fill("The same again", root.password)
        browser.click("Set the password")

    choose_password(made["set_up_url"])
    sign_in(browser, root)
    browser.click("Set up the first device")
    browser.click("Continue")
    lost = scan(browser, phone)
    give_pair(browser, lost)

    # Password and device are lost. The operator's link gives a new password; the
    # device is still asked for, unless the operator takes it away as well.
    recover = ["account", "recover", "--account", root.account]
    again = fresh.answer(*recover)
    assert again["removed_devices"] == []
    choose_password(again["set_up_url"])
    browser.open("/credentials")
    assert browser.path == "/signin", "the session from before has ended"
    give_password(browser, root)
    browser.at("/signin/code", "Enter a code")

    freed = fresh.answer(*recover, "--remove-devices")
    assert freed["removed_devices"] == ["root-phone"]
    choose_password(freed["set_up_url"])
    sign_in(browser, root)
    browser.see("Your password alone is enough to sign in as you")
    browser.open("/activity")
    browser.see("the operator", "Account reopened")


def test_open_sign_up(browser, console):
    browser.open("/signin")
    browser.click("Make an account")
    browser.at("/sign-up", "Make an account")
    make_account(browser)
    # Who goes on without a second factor has been told what that means, and is again.
    browser.see("At the moment your password alone opens everything.")
    browser.click("Later: I know that until then my password alone opens everything")
    browser.at("/", "You are the root user ROOT")
    browser.see("Your password alone is enough to sign in as you")
    sign_out(browser)

    # One address belongs to one account.
    browser.open("/sign-up")
    browser.fill("Name of the account", "Another")
    browser.fill("E-mail address of the root user", "OWNER@example.com")
    password = new_password()
    browser.fill("Password of the root user", password)
    browser.fill("The same password again", password)
    browser.click("Make the account")
    said = browser.complaint("E-mail address of the root user")
    assert said == "This e-mail address belongs to another account. Choose another one."


def test_sign_up_is_closed_unless_opened(browsers, fresh):
    browser = browsers(fresh)
    browser.open("/signin")
    assert not browser.offers("Make an account")
    browser.open("/sign-up")
    browser.at("/sign-up", "No such page")


def test_where_no_mail_is_sent_the_owner_changes_the_address(browser, account):
    """Root signs in with the new one from then on, and with the old one no longer."""
    _, root = account
    old, new = root.email, f"new-{root.email}"
    sign_in(browser, root)
    browser.open("/account/edit")
    confirm(browser, root)
    browser.fill("Root user’s e-mail address", "nonsense")
    browser.driver.execute_script("document.querySelector('#email').type = 'text'")
    browser.click("Save")
    assert browser.complaint("Root user’s e-mail address")
    browser.fill("Root user’s e-mail address", new)
    browser.click("Save")
    browser.at("/account", "Account")
    browser.see("The changes are saved.", new)
    browser.not_see(f" {old}")
    sign_out(browser)
    give_password(browser, root)
    browser.at("/signin", "Sign in ROOT")
    browser.see("Your authentication information is incorrect. Please try again.")
    root.email = new
    sign_in(browser, root)
    browser.open("/activity?what=UpdateAccount")
    browser.see("Account changed", "UpdateAccount", "done")
    browser.open("/activity?what=ConsoleLogin&outcome=refused")
    browser.see("Nothing is on record")
