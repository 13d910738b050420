"""What people do now and then: find a user among many, give a password, change their
own, name the account; and the ways to all of it without a second thought."""

from harness import quick
from harness.client import Client
from harness.people import confirm, give_code, give_password, make_user, new_password
from harness.people import sign_in, sign_out


def test_a_user_is_found_given_a_password_and_deleted(browsers, console, account):
    client, root = account
    for name in ("anna", "anton", "Bert", "b.ella"):
        quick.make_user(client, root, name)
    owner, colleague = browsers(console), browsers(console)
    sign_in(owner, root)
    owner.open("/users")
    owner.see("4 of 4 users")
    owner.fill("Names that begin with", "AN")
    owner.click("Search")
    owner.see("2 of 4 users", "anna", "anton")
    owner.not_see("Bert", "b.ella")
    owner.click("Show all 4")
    owner.see("b.ella")
    owner.open("/users?search=zz")
    owner.see("No user’s name begins with “zz”")

    # A one-time password in place of a forgotten one: it must be replaced.
    owner.open("/users/anton")
    owner.click("Set another password")
    confirm(owner, root)
    owner.click("Make a one-time password")
    owner.at_heading("One-time password of anton")
    given = owner.text_of("#one-time")
    owner.see("anton has a new password and is signed out everywhere.")
    anton = quick.Person("anton", root.account, given)
    give_password(colleague, anton)
    colleague.at("/signin/new-password", "Choose your own password")
    colleague.fill("New password", given)
    colleague.fill("The same again", given)
    colleague.click("Set password and sign in")
    assert colleague.complaint("New password"), "the given password may stay"
    anton.password = new_password()
    colleague.fill("New password", anton.password)
    colleague.fill("The same again", anton.password)
    colleague.click("Set password and sign in")
    colleague.at("/", "Hello, anton")

    # The user is gone, and so are session and password.
    owner.open("/users/anton")
    owner.click("Delete user")
    owner.see("This cannot be undone.")
    owner.click("Delete anton", within="form")
    owner.at("/users", "Users")
    owner.not_see("anton ")
    colleague.open("/")
    assert colleague.path == "/signin"
    give_password(colleague, anton)
    colleague.see("Your authentication information is incorrect. Please try again.")


def test_a_password_is_changed_and_the_other_sessions_end(browser, account):
    client, root = account
    device = quick.enrol(client, root, "root-phone")
    sign_in(browser, root)
    other = Client(client.server)
    quick.sign_in(other, root, device.next_code())
    old, root.password = root.password, new_password()
    browser.open("/credentials")
    browser.click("Change password")
    for present, wanted, again, field, said in (
        ("not mine at all", root.password, root.password, "Present password", ""),
        (old, "short", "short", "New password", "at least 15 characters"),
        (old, root.password, root.password + "x", "New password again", "differ"),
    ):
        browser.fill("Present password", present)
        browser.fill("New password", wanted)
        browser.fill("New password again", again)
        browser.click("Change password", within="form")
        assert said in browser.complaint(field)
    browser.fill("Present password", old)
    browser.fill("New password", root.password)
    browser.fill("New password again", root.password)
    browser.click("Change password", within="form")
    browser.at("/credentials", "Security credentials")
    assert other.get("/").location.startswith("/signin"), "another session goes on"
    sign_out(browser)
    give_password(browser, root, old)
    browser.see("Your authentication information is incorrect. Please try again.")
    give_password(browser, root)
    give_code(browser, device)
    browser.at("/", "You are the root user ROOT")


def test_the_accounts_own_address_fills_in_the_account(browser, account):
    client, root = account
    alice = quick.make_user(client, root, "alice")
    sign_in(browser, root)
    browser.open("/account")
    browser.click("Change")
    alias = f"harbour-{root.account}"
    browser.fill("Account name", "Harbour")
    browser.fill("Alias", alias)
    browser.click("Save")
    browser.at("/account", "Account")
    browser.see("Harbour", alias)
    browser.open("/")
    assert browser.text.count(f"/signin/{alias}") == 1
    sign_out(browser)

    # The name and the number both lead to the same door, with the account in place.
    for name in (alias, root.account):
        browser.open(f"/signin/{name}")
        assert browser.value("Account number or alias") == name
        assert browser.focus == "User name"
        browser.fill("User name", alice.name)
        browser.fill("Password", alice.password)
        browser.click("Sign in", within="form")
        browser.at("/", "Hello, alice")
        browser.see("Account Harbour")
        sign_out(browser)


def test_what_is_lost_with_a_page_can_be_made_again(browser, account):
    """A one-time password is shown once: reloading asks for a new one or for none."""
    _, root = account
    sign_in(browser, root)
    dora = make_user(browser, root, "dora")
    there = browser.address
    browser.open("/users/dora")
    browser.not_see(dora.password)
    browser.open(there)
    assert dora.password not in browser.driver.page_source
    browser.back()
    browser.open("/users/dora")
    browser.see("Given by an administrator; dora must replace it at the next sign-in.")
