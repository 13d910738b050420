"""Makes the pictures of the console that README.md shows, by the harness of the
stories, so that they can be made anew whenever a page changes:

    cargo build --workspace --bins
    conformance/.venv/bin/python conformance/pictures.py
"""

from pathlib import Path

from harness.browser import DESKTOP, PHONE, Browser
from harness.codes import Authenticator, Device
from harness.people import Person, give_password, new_password, scan, sign_out
from harness.server import Server

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


def main() -> None:
    """Walks through the first quarter of an hour."""
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
