"""Passkeys and security keys, with Chromium's virtual authenticators: part of a
machine and plugged in, with and without memory of their own, with and without a PIN,
several at once, copied."""

from harness import axe, quick
from harness.client import Client
from harness.mail import Mailserver, confirm_address, link_of
from harness.passkeys import LAPTOP, PLAIN_KEY, SYNCED, USB_KEY, Passkeys, name_passkey, register
from harness.people import Person, confirm, give_code, give_pair, give_password
from harness.people import make_codes, make_user, new_password, scan, sign_in, sign_out
from harness.programs import Program
from harness.server import Server
from harness.telephone import Twilio
from test_s5_recovering_root import digits_on, wait_for

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


def enrol_app(browser, person, name, authenticator):
    """Assigns an app, where passkeys are offered first."""
    browser.open("/credentials/devices/new")
    confirm(browser, person)
    browser.fill("Device name", name)
    browser.choose("Authenticator app")
    browser.click("Continue")
    device = scan(browser, authenticator)
    give_pair(browser, device)
    person.devices.append(device)
    return device


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

    # The owner, who is ahead, gets in, and sees it beside the device.
    passkeys.remove(thief)
    passkeys.copy(copied, passkeys.add(USB_KEY), signCount=50)
    sign_in_by_passkey(browser, alice)
    browser.open("/credentials")
    browser.see("Perhaps copied", "remove this passkey and register another authenticator")
    look(browser, "credentials-passkey-copied")


def test_codes_and_passkeys_side_by_side(named_browser, named_account, passkeys, phone):
    browser, (_, root) = named_browser, named_account
    passkeys.add(LAPTOP)
    sign_in(browser, root)
    device = enrol_app(browser, root, "root-phone", phone)
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


def test_awss_command_line_shows_passkeys(named_browser, named_console, passkeys, tmp_path):
    password = new_password()
    program = Program.of_root(named_console, f"Keys{tmp_path.name}".replace("_", ""), password)
    account = program.account
    address = f"root@keys{tmp_path.name}.example".replace("_", "").lower()
    root = Person("root", account, password, email=address)
    named_browser.open("/")
    passkeys.add(USB_KEY)
    sign_in(named_browser, root)
    register(named_browser, root, "root-key")
    client = Client(named_console)
    quick.give_password(client, root)

    listed, = program.aws_answer("iam", "list-mfa-devices", folder=tmp_path)["MFADevices"]
    serial = listed["SerialNumber"]
    assert serial.startswith(f"arn:aws:iam::{account}:u2f/root/root-key-"), listed
    assert listed["EnableDate"]
    shown = program.aws_answer("iam", "get-mfa-device", "--serial-number", serial, folder=tmp_path)
    assert shown["SerialNumber"] == serial and shown["EnableDate"] == listed["EnableDate"], shown
    program.iam.get_mfa_device(SerialNumber=serial)  # Compared with its model.
    virtual = program.aws_answer("iam", "list-virtual-mfa-devices", folder=tmp_path)
    assert virtual["VirtualMFADevices"] == [], "it is no virtual device"
    unknown = program.aws("iam", "get-mfa-device", "--serial-number", serial + "X", folder=tmp_path)
    assert unknown.returncode != 0 and "NoSuchEntity" in unknown.stderr, unknown.stderr


def test_who_was_reset_registers_a_passkey(named_browser, named_account, passkeys):
    browser, (client, root) = named_browser, named_account
    bob = quick.make_user(client, root, "bob")
    his = quick.client_of(client.server)
    quick.sign_in(his, bob)
    quick.enrol(his, bob, "bob-phone")
    answer = client.submit(client.get("/users/bob/reset"), "/users/bob/reset", {})
    assert answer.status == 303, answer.page.text
    bob.devices.clear()

    passkeys.add(LAPTOP)
    give_password(browser, bob)
    browser.at("/credentials/devices/new", "Assign your first device")
    browser.see("Register a new device first")
    register(browser, bob, "bob-laptop")
    sign_out(browser)
    sign_in_by_passkey(browser, bob)
    browser.see("bob-laptop")


def test_a_lost_passkey_is_suspended_and_removed(named_browser, named_account, passkeys, phone):
    browser, (client, root) = named_browser, named_account
    alice = quick.make_user(client, root, "alice")
    passkeys.add(USB_KEY)
    sign_in(browser, alice)
    device = enrol_app(browser, alice, "alice-phone", phone)
    register(browser, alice, "alice-key")
    alice.devices.clear()
    sign_out(browser)
    give_password(browser, alice)
    if browser.path == "/signin/code":
        browser.click("Use a passkey instead")
    use(browser)
    sign_out(browser)

    # The key is stolen: the password alone suspends it, and whoever has both is out.
    give_password(browser, alice)
    browser.at("/signin/passkey", "Use your passkey")
    browser.click("I lost a device")
    browser.at("/signin/lost", "A device is lost")
    browser.click("Suspend alice-key")
    browser.see("alice-key is suspended: it is refused everywhere")
    look(browser, "passkey-suspended")
    give_password(browser, alice)
    browser.at("/signin/code", "Enter a code")
    assert not browser.offers("Use a passkey instead"), "the thief has it plugged in"
    give_code(browser, device)
    browser.open("/credentials")
    assert "Suspended" in browser.item("alice-key")
    browser.click("I lost it: alice-key")
    browser.click("Remove alice-key")
    browser.see("The lost device is removed")
    browser.not_see("alice-key")


def test_only_passkeys_where_that_is_the_rule(named_browser, named_account, passkeys, phone):
    browser, (client, root) = named_browser, named_account
    passkeys.add(LAPTOP)
    sign_in(browser, root)
    browser.open("/credentials")
    assert not browser.offers("Accept only passkeys")
    device = enrol_app(browser, root, "root-phone", phone)
    register(browser, root, "root-laptop")
    browser.open("/credentials/passkeys-only")
    browser.see("First, two ways in that are not codes")
    look(browser, "passkeys-only-not-yet")
    browser.open("/credentials")
    browser.click("Try root-laptop")
    use(browser, "Try it now")
    make_codes(browser, root)
    browser.open("/credentials/passkeys-only")
    look(browser, "passkeys-only-offer")
    browser.click("Accept only passkeys")
    browser.at("/credentials", "Security credentials")
    browser.see("Only passkeys sign you in now.")
    assert "Not at the sign-in" in browser.item("root-phone")
    look(browser, "passkeys-only-credentials")
    browser.open("/credentials/passkeys-only")
    look(browser, "passkeys-only-in-force")

    # A code that somebody was talked out of opens nothing.
    thief = quick.client_of(client.server)
    answer = quick.give_password(thief, root)
    assert answer.location.startswith("/signin/passkey"), answer.location
    token = thief.get("/signin/recovery-code").form("/signin/recovery-code").fields["form_token"]
    refused = thief.post("/signin/code", {"form_token": token, "code": device.next_code()})
    assert refused.status == 422 and "Only a passkey signs you in" in refused.page.text
    sign_out(browser)
    sign_in_by_passkey(browser, root)
    make_user(browser, root, "anna")
    browser.open("/users/anna/passkeys-only")
    look(browser, "passkeys-only-of-a-user")
    browser.click("Accept only passkeys of anna")
    browser.see("The rule about passkeys is changed.", "once anna has used a passkey")
    look(browser, "passkeys-only-demanded")
    browser.open("/credentials/passkeys-only")
    browser.click("Accept codes again")
    browser.see("Codes of your devices are accepted again.")
    sign_out(browser)
    give_password(browser, root)
    browser.click("Use a code instead")
    give_code(browser, device)
    browser.at("/", "You are the root user ROOT")


def test_root_repairs_the_way_in_with_a_passkey(browsers, tmp_path):
    telephone = Twilio(tmp_path)
    options = ["--open-sign-up", "--trusted-proxies", "127.0.0.1", "--recovery-delay", "0"]
    try:
        with Mailserver() as mailbox, Server(
            *options, *mailbox.options, *telephone.options, host="localhost"
        ) as service:
            client, root = quick.open_account(service)
            confirm_address(client, mailbox, root.email)
            telephone.confirm(client, "+49301234567")
            quick.enrol(client, root, "lost-phone")
            root.devices.clear()
            owner = browsers(service)
            give_password(owner, root)
            owner.click("I cannot use any of my devices")
            owner.click("Send me the link")
            owner.open(link_of(mailbox.wait_for(root.email, "Go on with the recovery of root")))
            owner.click("Yes, it is me: go on")
            before = len(telephone.calls)
            owner.click("Call me now")
            call = telephone.ring(before + 1)
            call.key_in(digits_on(owner))
            wait_for(owner, "Everything is proved")
            owner.click("Repair my way in")
            owner.at("/recovery/repair", "Repair your way in ROOT")

            passkeys = Passkeys(owner)
            try:
                passkeys.add(USB_KEY)
                owner.click("Register the first new device")
                owner.fill("Device name", "new-key")
                owner.choose("Passkey or security key")
                owner.click("Continue")
                owner.click("Make the passkey")
                owner.open("/recovery/repair")
                owner.see("new-key works.", "Security key")
                look(owner, "passkey-repair")
                owner.open("/users")
                assert owner.path == "/recovery/repair", "and nothing else"
                owner.click("Remove lost-phone")
                owner.click("Remove lost-phone", within="form")
                owner.not_see("lost-phone,")
                sign_out(owner)
                sign_in_by_passkey(owner, root)
                owner.see("new-key")
            finally:
                passkeys.close()
    finally:
        telephone.close()


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
