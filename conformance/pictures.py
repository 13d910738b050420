"""Makes the pictures of the console that README.md and docs show, by the
harness of the stories, so that they can be made anew whenever a page changes (those of
the recovery of root are kept by its story):

    cargo build --workspace --bins
    conformance/.venv/bin/python conformance/pictures.py
"""

from pathlib import Path

from harness import quick
from harness.browser import DESKTOP, PHONE, Browser
from harness.codes import Authenticator, Device
from harness.passkeys import USB_KEY, Passkeys, register
from harness.people import Person, give_code, give_password, give_recovery_code, new_password
from harness.people import scan, sign_in, sign_out
from harness.server import Server
from test_access import answer, app_on, link_in_picture, name_thing

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
TALL = 1000


def keep(browser: Browser, name: str) -> None:
    """Keeps what the window shows."""
    browser.driver.execute_script("document.activeElement.blur(); scrollTo(0, 0)")
    assert browser.driver.save_screenshot(str(IMAGES / f"{name}.png"))


def make_account(browser: Browser, server: Server) -> Person:
    """Makes the first account, from the printed link."""
    root = Person("root", "", new_password(), email="owner@acme.example")
    browser.open(server.set_up_link())
    browser.fill("Name of the account", "Acme Rockets")
    browser.fill("E-mail address of the root user", root.email)
    browser.fill("Password of the root user", root.password)
    browser.fill("The same password again", root.password)
    browser.click("Make the account")
    return root


def first_device(browser: Browser, authenticator: Authenticator) -> Device:
    """Assigns the first device; keeps the page that shows its secret."""
    browser.click("Set up the first device")
    keep(browser, "kinds")
    browser.click("Continue")
    keep(browser, "enrol")
    device = scan(browser, authenticator)
    first, second = device.pair()
    browser.fill("First code", first)
    browser.fill("Next code", second)
    browser.click("Assign device")
    return device


def on_a_phone(browser: Browser, root: Person) -> None:
    """Keeps the two pages of a narrow window, side by side."""
    browser.width(PHONE)
    keep(browser, "phone-second")
    sign_out(browser)
    give_password(browser, root)
    browser.fill("Six-digit code", "000000")
    browser.click("Sign in", within="form")
    browser.dark()
    keep(browser, "phone-refused")
    browser.light()
    browser.width(DESKTOP, TALL)


def emergencies() -> None:
    """Walks through what docs/recovery.md tells of devices, codes and resets."""
    with Server("--open-sign-up", host="localhost") as server:
        client, root = quick.open_account(server, "Acme Rockets", "owner@acme.example")
        anna = quick.make_user(client, root, "anna")
        hers = quick.client_of(server)
        quick.sign_in(hers, anna)
        phone = quick.enrol(hers, anna, "annas-phone")
        codes = quick.make_codes(hers)
        browser = Browser().begin(server)
        passkeys = Passkeys(browser)
        try:
            browser.width(DESKTOP, TALL)
            passkeys.add(USB_KEY)
            sign_in(browser, anna)
            register(browser, anna, "annas-key")
            sign_out(browser)
            give_password(browser, anna)
            browser.click("I lost a device")
            keep(browser, "recovery/suspend")
            browser.click("Suspend annas-key")
            keep(browser, "recovery/suspended")
            give_password(browser, anna)
            give_code(browser, phone)
            browser.open("/credentials")
            browser.click("I lost it: annas-key")
            keep(browser, "recovery/lost")
            browser.click("Remove annas-key")
            sign_out(browser)
            give_password(browser, anna)
            browser.click("Use a recovery code")
            keep(browser, "recovery/code")
            give_recovery_code(browser, codes[3])
            keep(browser, "recovery/code-used")
            browser.open("/")
            sign_out(browser)
            sign_in(browser, root)
            browser.open("/users/anna/reset")
            keep(browser, "recovery/reset")
            browser.click("Reset anna", within="form")
            sign_out(browser)
            give_password(browser, anna)
            keep(browser, "recovery/reset-enrol")
        finally:
            passkeys.close()
            browser.quit()


def access() -> None:
    """Asks what the loss and the theft of one phone do."""
    with Server("--open-sign-up", "--trusted-proxies", "127.0.0.1") as server:
        client, root = quick.open_account(server, "Acme Rockets", "owner@acme.example")
        device = quick.enrol(client, root, "app")
        browser = Browser().begin(server)
        try:
            browser.width(DESKTOP, TALL)
            sign_in(browser, root, device)
            name_thing(browser, "my phone")
            app_on(browser, "app", "my phone")
            answer(browser, "Where is your password?", "my phone", "In my memory")
            answer(browser, "Which user are you, when you are not root?", "None of them")
            answer(browser, "Can you reach whoever runs this service’s host?", "No")
            browser.open("/access")
            browser.click("A click has it stolen")
            for thing in ("my phone", "PIN of my phone"):
                browser.leave(link_in_picture(browser, f"Have {thing} stolen").click)
            keep(browser, "access/losses")
            whole = "return document.documentElement.scrollHeight"
            browser.width(DESKTOP, browser.driver.execute_script(whole))
            keep(browser, "access/console")
        finally:
            browser.quit()


def main() -> None:
    """Walks through the first quarter of an hour, and through bad days."""
    emergencies()
    access()
    with Server() as server:
        browser = Browser().begin(server)
        try:
            browser.width(DESKTOP, TALL)
            root = make_account(browser, server)
            device = first_device(browser, Authenticator())
            browser.open("/")
            keep(browser, "home")
            browser.open("/credentials/devices/second")
            on_a_phone(browser, root)
            browser.fill("Six-digit code", device.next_code())
            browser.click("Sign in", within="form")
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
