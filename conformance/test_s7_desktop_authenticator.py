"""S7, a desktop authenticator: `secondkey` takes what the page shows, as a picture,
as an address and as a typed secret, and its codes assign the device."""

import pytest

from harness.codes import Clock, Device
from harness.people import name_device, scan, shown_secret, sign_in


def by_picture(browser, authenticator) -> Device:
    """Scans a picture of the screen."""
    return scan(browser, authenticator)


def by_address(browser, authenticator) -> Device:
    """Opens the link for apps on the same device."""
    link = browser.driver.find_element("link text", "Open it with the secret")
    device = Device(shown_secret(browser), authenticator)
    device.entry = authenticator.add_uri(link.get_attribute("href"))
    return device


def by_hand(browser, authenticator) -> Device:
    """Types the secret as it stands on the page, in small letters and groups."""
    secret = shown_secret(browser)
    device = Device(secret, authenticator)
    device.entry = authenticator.add_secret(secret.lower(), "root at Acme")
    assert device.entry == "root at Acme"
    return device


@pytest.mark.parametrize("take", [by_picture, by_address, by_hand])
def test_takes_what_the_page_shows(browser, account, laptop, take):
    _, root = account
    sign_in(browser, root)
    name_device(browser, root, "root-laptop")
    device = take(browser, laptop)

    # It shows the code with its remaining time, and the next one with it: both are typed
    # at once, nobody waits for the second.
    step = Clock.settle(10)
    shown = laptop.ask("code", device.entry, "--pair")
    assert 0 < shown["valid_for"] <= 30 and shown["codes"] == [shown["code"], shown["next"]]
    assert shown["codes"] == [device.code_of(step), device.code_of(step + 1)]
    browser.fill("First code", shown["codes"][0])
    browser.fill("Next code", shown["codes"][1])
    browser.click("Assign device")
    browser.at("/credentials/devices/second", "Now the second device")
    device.spend(step + 1)
    assert [entry["kind"] for entry in laptop.ask("list")] == ["totp"]

    # The same picture of the screen is not taken twice under one name.
    if take is by_picture:
        again = laptop.run("add", "--image", str(laptop.folder / "screen.png"))
        assert again.returncode == 1 and laptop.names() == [device.entry]

    sign_in_with(browser, root, device)


def sign_in_with(browser, root, device) -> None:
    """Signs out and in again with the device."""
    root.devices.append(device)
    browser.click("Sign out")
    sign_in(browser, root)
    browser.at("/", "You are the root user ROOT")
