"""S4, the wrong token: two entries in one app are told apart at a glance, and a
code of the wrong one is refused with a hint at the right one."""

from harness import quick
from harness.people import enrol, give_password, sign_in, sign_out


def test_the_other_identitys_code_is_refused_and_the_page_helps(browser, account, phone):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    sign_in(browser, root)
    of_root = enrol(browser, root, "root-phone", phone)
    browser.see("ROOT", "Root user")
    sign_out(browser)
    sign_in(browser, alice)
    of_alice = enrol(browser, alice, "alice-phone", phone)
    sign_out(browser)

    # Both are in one app, and their names say whose they are and in which account.
    assert of_root.entry == f"Secondkey:root-phone@{root.account}"
    assert of_alice.entry == f"Secondkey:alice-phone@{root.account}"
    marks = {entry["name"]: entry["root"] for entry in phone.ask("list")}
    assert marks == {of_root.entry: True, of_alice.entry: False}

    # She types root's code: refused, and the page says whose codes count here.
    give_password(browser, alice)
    browser.at("/signin/code", "Enter a code")
    browser.see("alice", f"Account Acme ({grouped(root.account)})", "Read it from this device: alice-phone")
    browser.not_see("root-phone", "ROOT")
    step, wrong = of_root.unspent()
    browser.fill("Six-digit code", wrong)
    browser.click("Sign in", within="form")
    said = browser.complaint("Six-digit code")
    assert said.startswith("None of your devices shows this code now."), said
    browser.see("alice-phone", "Codes of other entries in your app")
    browser.not_see("root-phone")

    # The authenticator says where the code came from.
    assert phone.which(wrong, step) == [of_root.entry]

    # Root's code was not used up by that: it still signs root in.
    browser.click("Sign in as somebody else")
    give_password(browser, root)
    browser.see("Root user", "ROOT", "Read it from this device: root-phone")
    browser.fill("Six-digit code", of_alice.unspent()[1])
    browser.click("Sign in", within="form")
    assert browser.path == "/signin/code"
    browser.fill("Six-digit code", wrong)
    browser.click("Sign in", within="form")
    browser.at("/", "You are the root user ROOT")


def test_trying_a_device_tells_which_one_a_code_came_from(browser, account, phone, laptop):
    _, root = account
    sign_in(browser, root)
    enrol(browser, root, "root-phone", phone)
    second = enrol(browser, root, "root-laptop", laptop)
    browser.open("/credentials")
    browser.click("Try root-phone")
    browser.fill("Code", second.next_code())
    browser.click("Try", within="form")
    assert browser.heading == "That code was root-laptop’s"
    browser.see("it came from root-laptop, not from root-phone.")


def grouped(account: str) -> str:
    """Returns an account's number as pages show it."""
    return " ".join(account[at : at + 4] for at in range(0, 12, 4))
