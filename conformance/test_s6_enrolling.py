"""S6, enrolling a device: named, scanned from the screen or typed, proved with two
codes, unique, and nobody else's."""

from urllib.parse import parse_qs, unquote, urlsplit

from harness import qr, quick
from harness.codes import Device
from harness.passkeys import USB_KEY, register
from harness.people import enrol, give_pair, name_device, scan, shown_secret, sign_in


def test_the_code_on_the_screen_is_what_every_app_reads(browser, account, phone):
    _, root = account
    sign_in(browser, root)
    name_device(browser, root, "root-phone")
    browser.see("It is shown on this page only, and never again.")

    # In every colour scheme and width it is one picture that two programs read.
    browser.shot("enrol-desktop-light")
    texts = set()
    for width, colours in ((1280, browser.light), (1280, browser.dark), (390, browser.dark)):
        colours()
        browser.width(width)
        picture = browser.picture_of(
            "QR code with the secret for the authenticator app", phone.folder / "screen.png"
        )
        texts.add(qr.read(picture, phone))
    assert len(texts) == 1
    parts = urlsplit(texts.pop())
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == f"/Secondkey:root-phone@{root.account}"
    query = parse_qs(parts.query)
    assert query["issuer"] == ["Secondkey"]
    assert len(query["secret"][0]) == 64

    # The same secret as text, in groups that can be typed.
    secret = shown_secret(browser)
    assert secret.replace(" ", "") == query["secret"][0]
    assert all(len(group) == 4 for group in secret.split())

    # Reloading shows the same secret; the address and the title do not hold it.
    before = browser.address
    browser.open(before)
    assert shown_secret(browser) == secret
    assert query["secret"][0] not in browser.address + browser.title

    device = scan(browser, phone)
    give_pair(browser, device)
    browser.at("/credentials/devices/second", "Now the second device")

    # The page with the secret is gone for good.
    browser.open(before)
    browser.at(before, "This step is over")
    browser.back()
    assert secret not in browser.text


def test_two_codes_are_asked_for_and_wrong_ones_assign_nothing(browser, account, laptop):
    _, root = account
    sign_in(browser, root)
    name_device(browser, root, "root-laptop")
    device = scan(browser, laptop)
    first, second = device.pair()
    for codes, complaint in (
        ((second, second), "These are not two codes in a row of this device."),
        ((second, first), "These are not two codes in a row of this device."),
        (("12345", second), "Type the six digits that the device shows."),
    ):
        browser.fill("First code", codes[0])
        browser.fill("Next code", codes[1])
        browser.click("Assign device")
        assert browser.title.startswith("Error: ")
        browser.see(complaint)
        assert browser.offers("Cancel and forget this device")
    browser.fill("First code", first)
    browser.fill("Next code", second)
    browser.click("Assign device")
    browser.at("/credentials/devices/second", "Now the second device")


def test_names_are_unique_within_the_account(browser, account, phone, authenticators):
    client, root = account
    alice = quick.make_user(client, root, "alice")
    sign_in(browser, root)
    enrol(browser, root, "office-phone", phone)
    for name in ("office-phone", "OFFICE-Phone"):
        browser.open("/credentials/devices/new")
        browser.fill("Device name", name)
        browser.click("Continue")
        assert browser.path == "/credentials/devices/new"
        assert "Choose another one" in browser.complaint("Device name").replace("choose", "Choose")
        assert browser.value("Device name") == name
    for name in ("büro", "a b", "x/y", "<script>"):
        browser.fill("Device name", name)
        browser.click("Continue")
        assert "may contain only letters, digits" in browser.complaint("Device name")
    browser.click("Sign out")

    # Another identity cannot take the same serial number either, and what it
    # is told names nobody.
    sign_in(browser, alice)
    browser.open("/credentials/devices/new")
    browser.fill("Device name", "Office-phone")
    browser.click("Continue")
    assert "hoose another one" in browser.complaint("Device name")
    browser.not_see("root")
    enrol(browser, alice, "alice-phone", authenticators())


def test_cancelling_leaves_nothing_behind(browser, account, phone):
    _, root = account
    sign_in(browser, root)
    name_device(browser, root, "root-phone")
    half = scan(browser, phone)
    there = browser.address
    browser.click("Cancel and forget this device")
    browser.at("/credentials", "Security credentials")
    browser.see("Nothing was assigned. Delete the entry in the authenticator app", "No device is assigned.")
    browser.open(there)
    browser.at(there, "This step is over")

    # The name is free again, with another secret.
    name_device(browser, root, "root-phone")
    fresh = Device(shown_secret(browser), None)
    assert fresh.secret != half.secret
    first, second = half.pair()
    browser.fill("First code", first)
    browser.fill("Next code", second)
    browser.click("Assign device")
    browser.see("These are not two codes in a row of this device.")


def test_walking_away_leaves_a_device_that_can_be_taken_up_again(browser, account, phone):
    _, root = account
    sign_in(browser, root)
    name_device(browser, root, "root-phone")
    begun = scan(browser, phone)
    browser.open("/credentials")
    browser.see("No device is assigned.")
    name_device(browser, root, "root-phone")
    assert Device(shown_secret(browser), None).secret == begun.secret
    give_pair(browser, begun)
    browser.at("/credentials/devices/second", "Now the second device")


def test_a_device_is_renamed_and_keeps_its_serial_number(browser, account, phone):
    _, root = account
    sign_in(browser, root)
    enrol(browser, root, "root-phone", phone)
    browser.open("/credentials")
    shown = browser.item("root-phone")
    assert "Authenticator app" in shown and "In use since" in shown and "Last used" in shown, shown
    browser.click("Rename root-phone")
    browser.see(f"arn:aws:iam::{root.account}:mfa/root-phone")
    browser.fill("New name", "root-old-phone")
    browser.click("Rename", within="form")
    browser.at("/credentials", "Security credentials")
    browser.see("The device has its new name here.", "root-old-phone")
    browser.click("Rename root-old-phone")
    browser.see(f"arn:aws:iam::{root.account}:mfa/root-phone")


def test_eight_devices_are_the_most(browser, account):
    client, root = account
    for number in range(8):
        quick.enrol(client, root, f"root-{number}")
    sign_in(browser, root)
    browser.open("/credentials")
    browser.see("8 of at most 8", "You have the most devices that one identity can have.")
    assert not browser.offers("Assign MFA device")
    browser.open("/credentials/devices/new")
    browser.see("You have 8 devices already, which is the most. Remove one first.")
    assert not browser.offers("Continue")


def test_the_kind_is_chosen_and_the_one_that_cannot_be_phished_stands_first(
    named_browser, named_account, passkeys
):
    browser, (_, root) = named_browser, named_account
    passkeys.add(USB_KEY)
    sign_in(browser, root)
    browser.open("/credentials/devices/new")
    kinds = browser.driver.find_elements("css selector", "fieldset label strong")
    assert [kind.text.split(chr(10))[0] for kind in kinds][0].startswith("Passkey or security key")
    assert browser.driver.find_element("id", "kind-passkey").is_selected()
    register(browser, root, "root-key")
    browser.at("/credentials/devices/second", "Now the second device")
    browser.open("/credentials")
    browser.see("root-key", "Security key", "1 of at most 8", "you are locked out")
