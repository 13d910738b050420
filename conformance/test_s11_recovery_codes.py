"""S11, recovery codes: shown once, stored away from the computer, typed back, used
once each, replaced; and the lost device that they help to be rid of."""

import re
import threading
from datetime import datetime, timezone
from urllib.parse import unquote

from harness import axe, quick
from harness.client import Client
from harness.people import confirm, enrol, give_code, give_password, give_recovery_code
from harness.people import make_codes, read_codes, sign_in, sign_out

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){6}")


def test_codes_are_stored_typed_back_used_and_replaced(browser, account, phone, tmp_path):
    _, root = account
    sign_in(browser, root)
    device = enrol(browser, root, "root-phone", phone)
    browser.at("/credentials/devices/second", "Now the second device")

    # The second way in may be codes on paper.
    browser.click("Print recovery codes")
    browser.at("/credentials/recovery-codes", "Recovery codes")
    before = datetime.now(timezone.utc)
    browser.click("Make 10 codes")
    browser.at("/credentials/recovery-codes", "Store these codes now")
    codes = read_codes(browser)
    assert len(set(codes)) == 10 and all(CODE.fullmatch(code) for code in codes), codes
    browser.shot("recovery-codes")

    # The file says whose codes they are, and holds what the page shows.
    browser.driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    browser.press("Download as a file")
    file = browser.wait_for(lambda: next(tmp_path.glob("recovery-codes-*-root.txt"), None))
    text = file.read_text()
    assert root.account in file.name and CODE.findall(text), text
    assert [line for line in text.splitlines() if CODE.fullmatch(line)] == codes
    grouped = " ".join(root.account[at : at + 4] for at in (0, 4, 8))
    days = [f"{day:%-d %b %Y}" for day in (before, datetime.now(timezone.utc))]
    for line in (f"Acme ({grouped})", "root user", browser.server.url):
        assert line in text, text
    assert any(re.search(rf"^Made +{day}", text, re.MULTILINE) for day in days), text

    # Copied, they are in the clipboard as they stand on the page.
    browser.allow_clipboard()
    browser.press("Copy the codes")
    assert browser.clipboard().split() == codes

    # On paper there is the sheet and nothing else, in black on white.
    browser.on_paper()
    browser.see("Recovery codes", "root user", codes[0], codes[9], "Cross out what you have used.")
    browser.see(f"Acme ({grouped})", browser.server.url)
    assert any(f"Made\n{day}" in browser.text or f"Made {day}" in browser.text for day in days)
    browser.not_see("Sign out", "Download as a file", "I have stored them", "Home")
    browser.shot("recovery-codes-on-paper")
    browser.light()

    # They count only when one was typed back; a slip is told from a wrong code.
    browser.click("I have stored them")
    browser.at("/credentials/recovery-codes/confirm", "Type one code back")
    browser.not_see(*codes)
    for typed, said in (
        ("123456", "This looks like a code of a device"),
        (codes[2][:-1], "this has 27"),
        (slip(codes[2]), "One of the characters is mistyped"),
    ):
        browser.fill("One of the new codes", typed)
        browser.click("Put the codes into force")
        assert said in browser.complaint("One of the new codes")
    browser.fill("One of the new codes", codes[2].lower().replace("-", " "))
    browser.click("Put the codes into force")
    browser.at("/credentials", "Security credentials")
    browser.see("Your ten recovery codes are in force.", "You can lose root-phone and still sign in")
    assert "10 of 10 are left" in browser.text
    browser.open("/")
    browser.see("You can lose root-phone and still sign in", "10 of 10 recovery codes are left.")

    # The phone is at home: one of the codes signs in instead, once.
    sign_out(browser)
    give_password(browser, root)
    browser.click("Use a recovery code")
    browser.at("/signin/recovery-code", "Use a recovery code")
    browser.shot("signin-recovery-code")
    give_recovery_code(browser, codes[0])
    browser.at("/credentials/recovery-codes/used", "You are signed in with a recovery code")
    browser.see("9 of 10 are left.", "root-phone", "so that there are 10 again")
    axe.inspect(browser, "recovery-codes-used")

    # A new one takes its place on the sheet: shown once, and typed back.
    browser.click("Show me the new code")
    browser.at("/credentials/recovery-codes/replace", "Write this code on your sheet")
    axe.inspect(browser, "recovery-codes-replaced")
    replacement, = read_codes(browser)
    assert CODE.fullmatch(replacement) and replacement not in codes
    browser.click("I have written it down")
    browser.at("/credentials/recovery-codes/confirm", "Type the new code back")
    axe.inspect(browser, "recovery-codes-replaced-confirm")
    browser.not_see(replacement)
    browser.fill("The new code", codes[5])
    browser.click("Put the code into force")
    assert browser.complaint("The new code").startswith("This is not one of the")
    browser.fill("The new code", replacement)
    browser.click("Put the code into force")
    browser.at("/credentials", "Security credentials")
    browser.see("10 of 10 are left")
    browser.open("/")
    browser.at("/", "You are the root user ROOT")
    browser.see("Password and a recovery code")
    sign_out(browser)
    give_password(browser, root)
    browser.click("Use a recovery code")
    browser.fill("Recovery code", codes[0])
    browser.click("Sign in", within="form")
    assert browser.complaint("Recovery code").startswith("This recovery code was used already")

    # A new set voids the old one the moment it is confirmed, and not before.
    give_recovery_code(browser, replacement)
    browser.click("Make a whole new set")
    browser.see("Replace the code that you used")
    axe.inspect(browser, "recovery-codes-some-used")
    browser.click("Make 10 codes")
    fresh = read_codes(browser)
    assert not set(fresh) & set(codes)
    browser.see("The 9 codes of your earlier sheet work until you have typed one of these back.")
    browser.click("I have stored them")
    browser.fill("One of the new codes", codes[3])
    browser.click("Put the codes into force")
    complaint = browser.complaint("One of the new codes")
    assert complaint.startswith("This is not one of the ten codes that were just shown."), complaint
    browser.fill("One of the new codes", fresh[0])
    browser.click("Put the codes into force")
    browser.see("10 of 10 are left")
    sign_out(browser)
    give_password(browser, root)
    browser.click("Use a recovery code")
    browser.fill("Recovery code", codes[4])
    browser.click("Sign in", within="form")
    assert browser.complaint("Recovery code").startswith("This is none of your recovery codes.")
    browser.click("Use a device instead")
    give_code(browser, device)
    browser.at("/", "You are the root user ROOT")
    browser.open("/activity")
    for line in ("Recovery code used", "Recovery codes put into force", "Recovery codes made"):
        browser.see(line)
    browser.not_see(*fresh, *codes)


def slip(code: str) -> str:
    """Returns a code with one wrong character."""
    last = "0" if code[-1] != "0" else "1"
    return code[:-1] + last


def test_few_codes_are_said_and_the_last_device_leaves_them(browser, account):
    client, root = account
    device = quick.enrol(client, root, "root-phone")
    codes = quick.make_codes(client)
    for code in codes[:8]:
        other = quick.client_of(client.server)
        answer = quick.sign_in_by_code(other, root, code)
        assert answer.location.startswith("/credentials/recovery-codes/used"), answer.location
    sign_in(browser, root, device)
    browser.see("2 of 10 recovery codes are left. Make a new set before you need one.")
    browser.open("/credentials")
    browser.see("2 left", "Make a new set before they run out.")

    # Who removes the last device is told what the codes are for from then on.
    browser.click("Remove root-phone")
    browser.see("This is your last device", "Your 2 recovery codes stay")
    browser.fill("Code of any of your devices", device.next_code())
    browser.click("Remove root-phone")
    browser.see("Only your recovery codes sign you in", "No device is assigned.")
    sign_out(browser)
    give_password(browser, root)
    browser.at("/signin/code", "Enter a code")
    browser.click("Use a recovery code", within=".below")
    give_recovery_code(browser, codes[8])
    browser.see("One of 10 is left.", "9 codes of your sheet are used.")
    sign_out(browser)

    # After the last one, without a device: a new device, and nothing before it.
    give_password(browser, root)
    browser.click("Use a recovery code", within=".below")
    give_recovery_code(browser, codes[9])
    browser.at("/credentials/devices/new", "Assign your first device")
    browser.see("Register a new device first")
    for path in ("/", "/credentials", "/users", "/account", "/credentials/password"):
        browser.open(path)
        assert browser.path == "/credentials/devices/new", browser.address
    browser.click("Continue")
    address = browser.address
    quick_pair(browser, root)
    assert browser.path == "/credentials/devices/second", (address, browser.text)
    browser.open("/users")
    assert browser.heading == "Users"


def quick_pair(browser, root) -> None:
    """Puts the device on the page into use with the codes of a program."""
    from harness.codes import Device
    from harness.people import give_pair, shown_secret

    device = Device(shown_secret(browser), None)
    give_pair(browser, device)
    root.devices[:] = [device]


def test_one_code_sent_many_times_at_once_signs_in_once(console, account):
    client, root = account
    quick.enrol(client, root, "root-phone")
    codes = quick.make_codes(client)
    waiting = []
    for _ in range(12):
        other = quick.client_of(console)
        assert quick.give_password(other, root).location.startswith("/signin/code")
        waiting.append((other, other.get("/signin/recovery-code")))
    answers = []

    def send(other: Client, page) -> None:
        fields = {"recovery_code": codes[5]}
        answers.append(other.submit(page, "/signin/recovery-code", fields))

    threads = [threading.Thread(target=send, args=one) for one in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    signed_in = [answer for answer in answers if answer.status == 303]
    assert len(answers) == 12 and len(signed_in) == 1, [answer.status for answer in answers]
    assert unquote(signed_in[0].location).startswith("/credentials/recovery-codes/used")


def test_a_lost_phone_is_suspended_with_the_password_and_removed_by_a_code(
    browsers, console, account, phone, laptop
):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    owner, thief = browsers(console), browsers(console)
    sign_in(owner, alice)
    lost = enrol(owner, alice, "alice-phone", phone)
    codes = make_codes(owner, alice)
    sign_in(thief, alice, lost)

    # From another computer, with the password alone: its codes are refused at once,
    # and whoever was signed in with it is out.
    sign_out(owner)
    give_password(owner, alice)
    owner.click("I lost a device")
    owner.at("/signin/lost", "A device is lost")
    owner.click("Suspend alice-phone")
    owner.see("alice-phone is suspended: it is refused everywhere")
    owner.shot("signin-lost")
    thief.open("/credentials")
    assert thief.path == "/signin"
    give_password(thief, alice)
    thief.see("Your device alice-phone was reported lost.")
    thief.fill("Six-digit code", lost.next_code())
    thief.click("Sign in", within="form")
    assert "alice-phone was reported lost" in thief.complaint("Six-digit code")

    # With a code she is in, and says that it is gone for good.
    owner.click("Sign in with a recovery code")
    give_recovery_code(owner, codes[1])
    owner.at("/credentials/recovery-codes/used", "You are signed in with a recovery code")
    owner.click("I lost it: alice-phone")
    owner.at_heading("I lost alice-phone")
    owner.see("Your recovery codes still sign you in: 9 are left.")
    owner.click("Remove alice-phone")
    owner.see("The lost device is removed", "Only your recovery codes sign you in")
    alice.devices.remove(lost)
    enrol(owner, alice, "alice-laptop", laptop)
    sign_out(owner)
    sign_in(owner, alice)
    owner.open("/activity")
    owner.see("Device suspended", "Device removed", "Recovery code used")


def test_a_phone_that_turns_up_is_resumed(browser, account, phone, laptop):
    client, root = account
    alice = quick.make_user(client, root, "alice")
    sign_in(browser, alice)
    first = enrol(browser, alice, "alice-phone", phone)
    second = enrol(browser, alice, "alice-laptop", laptop)
    browser.click("I lost it: alice-phone")
    browser.see("alice-laptop still signs you in.")
    browser.fill("Your password", "not this one at all")
    browser.click("Suspend alice-phone")
    assert "This is not your present password." in browser.complaint("Your password")
    browser.fill("Your password", alice.password)
    browser.click("Suspend alice-phone")
    browser.at("/credentials", "Security credentials")
    browser.see("The device is suspended: its codes are refused everywhere.")
    assert "Suspended" in browser.item("alice-phone")
    browser.shot("credentials-suspended")
    sign_out(browser)
    give_password(browser, alice)
    browser.not_see("alice-phone")
    give_code(browser, second)
    browser.open("/credentials")
    browser.click("Resume alice-phone")
    alice.devices.reverse()
    confirm(browser, alice)
    browser.click("Resume alice-phone")
    browser.see("The device is in use again")
    sign_out(browser)
    sign_in(browser, alice, first)


def test_the_last_device_that_is_accepted_is_not_the_last_word(browser, account, phone, laptop):
    """Beside a suspended device the password alone opens nothing: whoever removes the other
    one hears so, and registers a new one before anything else."""
    client, root = account
    alice = quick.make_user(client, root, "alice")
    sign_in(browser, alice)
    enrol(browser, alice, "alice-phone", phone)
    second = enrol(browser, alice, "alice-laptop", laptop)
    browser.click("I lost it: alice-phone")
    browser.fill("Your password", alice.password)
    browser.click("Suspend alice-phone")
    browser.at("/credentials", "Security credentials")
    browser.click("Remove alice-laptop")
    browser.at_heading("Remove alice-laptop")
    browser.see("This is your last device that is accepted", "nothing signs you in")
    axe.inspect(browser, "device-remove-last-accepted")
    browser.fill("Code of any of your devices", second.next_code())
    browser.click("Remove alice-laptop", within="form")
    assert browser.path == "/credentials/devices/new", browser.text
    for path in ("/", "/credentials", "/activity"):
        browser.open(path)
        assert browser.path == "/credentials/devices/new", path
