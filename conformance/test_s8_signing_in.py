"""S8, signing in: password, then, on a second page, the code. Who has the password
alone gets nowhere."""

import sqlite3

import pytest

from harness import quick
from harness.client import Client, device_path
from harness.people import enrol, give_code, give_pair, give_password, sign_in, sign_out
from harness.server import Server

LATER = [
    "/",
    "/welcome",
    "/confirm",
    "/confirm?then=%2Fusers",
    "/credentials",
    "/credentials/devices/new",
    "/credentials/devices/second",
    "/credentials/password",
    "/users",
    "/users/new",
    "/users/alice",
    "/users/alice/password",
    "/users/alice/password/remove",
    "/users/alice/administrator",
    "/users/alice/delete",
    "/activity",
    "/account",
    "/account/edit",
]


def test_the_password_alone_gets_nowhere(browser, account, phone):
    client, root = account
    quick.make_user(client, root, "alice")
    sign_in(browser, root)
    device = enrol(browser, root, "root-phone", phone)
    serial = f"arn:aws:iam::{root.account}:mfa/root-phone"
    sign_out(browser)

    give_password(browser, root)
    browser.at("/signin/code", "Enter a code")
    half = browser.cookies()
    assert "sk-session" not in half and "sk-sign-in" in half

    about_devices = [
        device_path(serial, page) for page in ("confirm", "rename", "resync", "try", "remove")
    ]
    users_device = "/users/alice" + device_path(serial, "remove").removeprefix("/credentials")
    for path in [*LATER, *about_devices, users_device]:
        browser.open(path)
        assert browser.path == "/signin", f"{path} led to {browser.address}"
        assert browser.heading.startswith("Sign in")
        assert "sk-session" not in browser.cookies()

    # The half-finished sign-in is no session either, under whatever name.
    thief = Client(browser.server)
    thief.cookies = half | {"sk-session": half["sk-sign-in"]}
    for path in LATER:
        assert thief.get(path).location.startswith("/signin"), path
    page = thief.get("/signin/code")
    token = page.form("/signin/code").fields["form_token"]
    for path in ("/users/new", "/credentials/devices/new", "/credentials/password", "/account/edit"):
        answer = thief.post(path, {"form_token": token, "name": "x"})
        assert answer.location.startswith("/signin"), path
    answer = thief.post("/signin/new-password", {
        "form_token": token, "password": root.password + " 2", "repeated": root.password + " 2",
    })  # fmt: skip
    assert answer.location.startswith("/signin"), answer.location

    # The way on is still there, and it is the code.
    browser.open("/signin/code")
    give_code(browser, device)
    browser.at("/", "You are the root user ROOT")
    assert "sk-sign-in" not in browser.cookies()


def test_after_many_wrong_codes_two_in_a_row_are_asked_for_and_let_the_owner_in(browsers):
    with Server("--open-sign-up") as server:
        client, root = quick.open_account(server)
        device = quick.enrol(client, root, "root-phone")
        client = Client(server)
        quick.give_password(client, root)
        wrong = f"{(int(device.shown()) + 1) % 1_000_000:06}"
        refused = client.submit(client.go("/signin/code"), "/signin/code", {"code": wrong})
        assert refused.status == 422, refused.page.text
        # Waiting between twenty failures takes hours; here they have passed.
        assert server.stop() == 0
        with sqlite3.connect(server.data / "secondkey.db") as store:
            past = store.execute("UPDATE throttles SET failures = 20, not_before = last_at")
            assert past.rowcount == 1
        store.close()
        server.start()

        browser = browsers(server)
        give_password(browser, root)
        give_code(browser, device)
        assert browser.heading == "Two codes in a row", browser.text
        browser.see("So many codes were wrong that a single one is no longer accepted.")
        browser.shot("two-codes-needed")
        give_pair(browser, device, "Resynchronise and sign in")
        browser.at("/", "You are the root user ROOT")
        browser.click("Sign out")
        sign_in(browser, root)


def test_going_back_and_reloading_send_nothing_again(browser, account):
    client, root = account
    quick.enrol(client, root, "root-phone")
    give_password(browser, root)
    for leave in (browser.driver.refresh, lambda: (browser.click("Trouble with the code?"), browser.back())):
        browser.fill("Six-digit code", "12345")
        browser.click("Sign in", within="form")
        assert browser.complaint("Six-digit code")
        leave()
        browser.at("/signin/code", "Enter a code")
        assert browser.field("Six-digit code").get_attribute("aria-invalid") is None
    browser.back()
    browser.back()
    assert browser.path.startswith("/signin"), browser.address


def test_one_is_led_on_to_the_page_one_asked_for(browser, account, phone):
    _, root = account
    sign_in(browser, root)
    enrol(browser, root, "root-phone", phone)
    sign_out(browser)
    browser.open("/activity?outcome=success")
    assert browser.address.startswith("/signin?then=")
    browser.see("You are not signed in, or no longer.")
    browser.click("Root user", within="nav")
    browser.fill("E-mail address of the root user", root.email)
    # Also by way of pages that were refused and reloaded.
    browser.fill("Password", "trombone walnut kestrel 55 harbour")
    browser.click("Sign in", within="form")
    browser.driver.refresh()
    browser.at("/signin", "Sign in ROOT")
    browser.fill("E-mail address of the root user", root.email)
    browser.fill("Password", root.password)
    browser.click("Sign in", within="form")
    browser.fill("Six-digit code", "12345")
    browser.click("Sign in", within="form")
    browser.driver.refresh()
    give_code(browser, root.devices[0])
    assert browser.address == "/activity?outcome=success"


def test_signing_out_ends_the_session_and_not_only_the_cookie(browser, account):
    _, root = account
    sign_in(browser, root)
    session = browser.cookies()
    sign_out(browser)
    assert "sk-session" not in browser.cookies()
    thief = Client(browser.server)
    thief.cookies = session
    assert thief.get("/credentials").location.startswith("/signin")
    browser.back()
    browser.open("/credentials")
    assert browser.path == "/signin"


@pytest.mark.parametrize("wrong", ["unknown account", "unknown user", "wrong password", "unknown root"])
def test_every_refusal_is_the_same(browser, account, wrong):
    client, root = account
    alice = quick.make_user(client, root, "alice")
    if wrong == "unknown account":
        alice.account = "999999999999"
    elif wrong == "unknown user":
        alice.name = "nobody"
    elif wrong == "unknown root":
        alice.email = "nobody@example.com"
    give_password(browser, alice, "trombone walnut kestrel 55 harbour")
    assert browser.path == "/signin" and browser.title.startswith("Error: ")
    browser.see("Your authentication information is incorrect. Please try again.")
    assert browser.value("Password") == "" and browser.focus == "Password"
