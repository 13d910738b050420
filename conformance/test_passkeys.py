"""Passkeys and security keys, with Chromium's virtual authenticators: part of a
machine and plugged in, with and without memory of their own, with and without a PIN,
several at once, copied."""

from harness import axe, quick
from harness.passkeys import LAPTOP, PLAIN_KEY, SYNCED, USB_KEY, name_passkey, register
from harness.people import confirm, give_code, give_pair, give_password, scan, sign_in, sign_out

SAYS = "[data-passkey-says]"


def use(browser, button="Use passkey"):
    """Answers with whatever authenticator is there."""
    browser.click(button)


def sign_in_by_passkey(browser, person):
    """Signs a person in."""
    give_password(browser, person)
    browser.at("/signin/passkey", "Use your passkey")
    use(browser)
    assert browser.path == "/", browser.text


def said(browser):
    """Waits until the page says why nothing came of it."""
    return browser.wait_for_text(SAYS)


def look(browser, name):
    """Looks at the page in both colours and both widths."""
    faults = []
    for view in browser.views():
        faults += axe.violations(browser)
        browser.shot(f"{name}-{view}")
    assert not faults, "\n".join(faults)


def test_a_security_key_and_a_laptop_each_sign_in(named_browser, named_account, passkeys):
    browser, (_, root) = named_browser, named_account
    key = passkeys.add(USB_KEY)
    sign_in(browser, root)
    browser.open("/credentials/devices/new")
    confirm(browser, root)
    browser.see("cannot be phished", "can be phished")
    look(browser, "passkey-kind")
    name_passkey(browser, root, "root-key")
    look(browser, "passkey-make")
    browser.click("Make the passkey")
    browser.at("/credentials/devices/second", "Now the second device")
    assert len(passkeys.credentials(key)) == 1

    # The first use of it is the fresh proof for the second device.
    browser.click("Add another device now")
    browser.at("/confirm", "Confirm that it is you")
    look(browser, "passkey-confirm")
    use(browser, "Confirm with a passkey")
    browser.at("/credentials/devices/new", "Assign your second device")
    passkeys.remove(key)
    laptop = passkeys.add(SYNCED)
    register(browser, root, "root-laptop")
    browser.at("/credentials", "Security credentials")
    browser.see("The second device is in use", "Security key", "Passkey, synced",
                "none: it is in this one authenticator", "on your other machines as well")
    look(browser, "passkey-credentials")
    assert not browser.offers("Resynchronise root-key")
    sign_out(browser)

    give_password(browser, root)
    browser.at("/signin/passkey", "Use your passkey")
    browser.see("root-key", "root-laptop")
    assert browser.focus == "Use passkey"
    look(browser, "passkey-signin")
    use(browser)
    browser.at("/", "You are the root user ROOT")
    browser.see("You can lose any one of your 2 devices and still sign in")
    assert passkeys.credentials(laptop)[0]["signCount"] > 1


def test_every_kind_of_authenticator_will_do(named_browser, named_account, passkeys):
    browser, (client, root) = named_browser, named_account
    kinds = {"plain": PLAIN_KEY, "usb": USB_KEY, "laptop": LAPTOP}
    for name, kind in kinds.items():
        person = quick.make_user(client, root, name)
        one = passkeys.add(kind)
        sign_in(browser, person)
        register(browser, person, f"{name}-key")
        sign_out(browser)
        sign_in_by_passkey(browser, person)
        sign_out(browser)
        passkeys.remove(one)


def test_several_at_once_and_the_right_one_answers(named_browser, named_account, passkeys):
    browser, (client, root) = named_browser, named_account
    alice = quick.make_user(client, root, "alice")
    first = passkeys.add(USB_KEY)
    sign_in(browser, alice)
    register(browser, alice, "alice-first")
    second = passkeys.add(PLAIN_KEY)
    # Both blink, and the browser takes the first answer, a "no" too: a person touches
    # the one that they registered.
    passkeys.touched(second, False)
    sign_out(browser)
    sign_in_by_passkey(browser, alice)
    # The first one is excluded, and nobody touches it: the other one answers.
    passkeys.touched(first, False)
    passkeys.touched(second, True)
    register(browser, alice, "alice-second")
    assert (len(passkeys.credentials(first)), len(passkeys.credentials(second))) == (1, 1)
    passkeys.remove(first)
    browser.open("/credentials")
    browser.click("Try alice-first")
    use(browser, "Try it now")
    browser.see("That was alice-second")
    look(browser, "passkey-tried")


def test_what_the_browser_refuses_is_said_in_plain_words(named_browser, named_account, passkeys):
    browser, (client, root) = named_browser, named_account
    alice = quick.make_user(client, root, "alice")
    one = passkeys.add(USB_KEY)
    sign_in(browser, alice)
    register(browser, alice, "alice-key")
    sign_out(browser)
    sign_in_by_passkey(browser, alice)
    name_passkey(browser, alice, "alice-again")
    browser.press("Make the passkey")
    assert said(browser) == (
        "This authenticator is registered for you already. Use another one."
    )
    look(browser, "passkey-registered-already")
    assert len(passkeys.credentials(one)) == 1
    browser.click("Cancel and forget this device")
    browser.see("Nothing was assigned.")

    # The PIN or the finger fails.
    sign_out(browser)
    give_password(browser, alice)
    passkeys.verified(one, False)
    browser.press("Use passkey")
    assert "Try again when you are ready" in said(browser)
    passkeys.verified(one, True)
    use(browser)
    browser.at("/", "Hello, alice")
    browser.console_errors()  # What was provoked above.


def test_a_copy_that_counts_backwards_is_refused(named_browser, named_account, passkeys):
    browser, (client, root) = named_browser, named_account
    alice = quick.make_user(client, root, "alice")
    one = passkeys.add(USB_KEY)
    sign_in(browser, alice)
    register(browser, alice, "alice-key")
    copied = passkeys.credentials(one)[0]
    sign_out(browser)
    sign_in_by_passkey(browser, alice)
    sign_out(browser)
    passkeys.remove(one)

    thief = passkeys.add(USB_KEY)
    passkeys.copy(copied, thief, signCount=0)
    give_password(browser, alice)
    browser.click("Use passkey")
    assert browser.path == "/signin/passkey" and browser.title.startswith("Error: ")
    browser.see("alice-key was refused: it counts its uses, and has counted backwards.")
    look(browser, "passkey-copied")
    told = client.go("/activity").page.text
    assert "counter did not grow" in told, told


def test_codes_and_passkeys_side_by_side(named_browser, named_account, passkeys, phone):
    browser, (_, root) = named_browser, named_account
    passkeys.add(LAPTOP)
    sign_in(browser, root)
    browser.open("/credentials/devices/new")
    confirm(browser, root)
    browser.fill("Device name", "root-phone")
    browser.choose("Authenticator app")
    browser.click("Continue")
    device = scan(browser, phone)
    give_pair(browser, device)
    root.devices.append(device)
    register(browser, root, "root-laptop")

    # What was used last is offered first; the other by a link.
    sign_out(browser)
    give_password(browser, root)
    browser.at("/signin/code", "Enter a code")
    browser.not_see("root-laptop")
    browser.click("Use a passkey instead")
    use(browser)
    browser.at("/", "You are the root user ROOT")
    sign_out(browser)
    give_password(browser, root)
    browser.at("/signin/passkey", "Use your passkey")
    browser.click("Use a code instead")
    give_code(browser, device)
    browser.at("/", "You are the root user ROOT")

    # Removing one is proved with either.
    browser.open("/credentials")
    browser.click("Remove root-phone")
    look(browser, "passkey-remove")
    use(browser, "Remove root-phone with a passkey")
    browser.at("/credentials", "Security credentials")
    browser.see("The device is removed", "You are one failure away from being locked out")
    browser.click("Rename root-laptop")
    browser.fill("New name", "root-desk")
    browser.click("Rename", within="form")
    browser.see("root-desk")


def test_passkeys_need_the_address_that_the_service_is_reached_under(browser, account):
    _, root = account
    sign_in(browser, root)
    browser.open("/credentials/devices/new")
    confirm(browser, root)
    browser.see(f"Open http://localhost:{browser.server.port} for that")
    browser.fill("Device name", "root-key")
    browser.choose("Passkey or security key")
    browser.click("Continue")
    browser.see(f"Passkeys work under one address only. Open http://localhost:{browser.server.port}")
    assert not browser.offers("Make the passkey")
