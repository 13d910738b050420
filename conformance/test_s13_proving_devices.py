"""S13, device care: a device that was not used for half a year is shown as unproven and
is tried without signing out; nothing is blocked meanwhile."""

import sqlite3

from harness import axe, quick
from harness.people import sign_in, sign_out
from harness.server import Server

HALF_A_YEAR = 181 * 86_400 * 1_000_000


def long_ago(server: Server, name: str) -> None:
    """Lets half a year pass since a device was put into use and last used."""
    assert server.stop() == 0
    with sqlite3.connect(server.data / "secondkey.db") as store:
        older = store.execute(
            "UPDATE devices SET assigned_since = assigned_since - ?1, last_used = last_used - ?1"
            " WHERE name = ?2", (HALF_A_YEAR, name),
        )  # fmt: skip
        assert older.rowcount == 1
    store.close()
    server.start()


def test_an_unproven_device_is_shown_and_tried_in_the_session(browsers):
    with Server("--open-sign-up") as server:
        client, root = quick.open_account(server)
        phone = quick.enrol(client, root, "root-phone")
        spare = quick.enrol(client, root, "root-spare")
        browser = browsers(server)
        sign_in(browser, root, phone)
        browser.not_see("Unproven")
        long_ago(server, "root-spare")

        browser.open("/")
        assert "Unproven" in browser.item("root-spare") and browser.text.count("Unproven") == 1
        browser.see("You can lose any one of your 2 devices and still sign in")
        axe.inspect(browser, "s13-home-unproven")
        browser.open("/credentials")
        assert "Unproven" in browser.item("root-spare")
        axe.inspect(browser, "s13-credentials-unproven")

        # A reminder and no block: signing in with the other asks for nothing more.
        sign_out(browser)
        sign_in(browser, root, phone)
        browser.at("/", "You are the root user ROOT")
        browser.click("Try whether it still works: root-spare")
        browser.at_heading("Try root-spare")
        browser.fill("Code", phone.next_code())
        browser.click("Try", within="form")
        browser.see("That code was root-phone’s", "not from root-spare")
        browser.click("Try root-spare again")
        browser.fill("Code", spare.next_code())
        browser.click("Try", within="form")
        browser.at_heading("root-spare works")
        browser.open("/")
        browser.at("/", "You are the root user ROOT")
        browser.not_see("Unproven")
        sign_out(browser)
        sign_in(browser, root, spare)
