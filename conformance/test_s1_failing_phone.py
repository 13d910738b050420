"""S1, the failing phone: a second device before the first one dies, so that losing
one costs nothing; and an owner with one device is told what that means."""

from harness.people import enrol, give_code, give_password, give_pair, name_device, scan
from harness.people import sign_in, sign_out


def test_two_devices_from_the_start(browser, account, phone, laptop, authenticators):
    _, root = account
    sign_in(browser, root)
    browser.see("Your password alone is enough to sign in as you")

    # The first device: the pages lead on to the second one of themselves.
    browser.click("Set up the first device")
    name_device(browser, root, "root-phone")
    old = scan(browser, phone)
    give_pair(browser, old)
    root.devices.append(old)
    browser.at("/credentials/devices/second", "Now the second device")
    browser.see("With root-phone alone, you are one failure away from being locked out.")

    # Who goes on without it is told so, wherever the devices are shown.
    browser.click("Later, at my own risk")
    browser.at("/credentials", "Security credentials")
    browser.see("You are one failure away from being locked out")
    browser.see("only the recovery of root, by mail and telephone, or the operator of this service can")
    assert "If it is lost you are locked out" in browser.item("root-phone")
    browser.click("Home", within="nav")
    browser.see("You are one failure away from being locked out", "If root-phone is lost")

    browser.click("Add a second device")
    browser.see("Two entries in one app are lost together.")
    assert browser.value("Device name") == "root-laptop"
    browser.click("Continue")
    new = scan(browser, laptop)
    give_pair(browser, new)
    browser.at("/credentials", "Security credentials")
    browser.see("The second device is in use: from now on, losing one costs you nothing.")
    browser.see("Any one of your 2 devices may be lost")
    browser.not_see("one failure away")

    # Either one signs in.
    sign_out(browser)
    sign_in(browser, root, old)
    browser.see("You can lose any one of your 2 devices and still sign in")
    sign_out(browser)

    # The phone dies. The laptop still signs in; a new phone takes the old one's place.
    give_password(browser, root)
    browser.see("Read it from any one of these devices:", "root-phone", "root-laptop")
    wrong = "000000" if "000000" not in new.pair() else "111111"
    browser.fill("Six-digit code", wrong)
    browser.click("Sign in")
    browser.see("None of your devices shows this code now.")
    give_code(browser, new)
    browser.at("/", "You are the root user ROOT")
    browser.see("Your last sign-ins", "Refused", "Last used")
    spare = enrol(browser, root, "root-spare", authenticators())
    browser.at("/credentials", "Security credentials")
    browser.click("Remove root-phone")
    browser.see("2 devices will be left: root-laptop and root-spare.")
    browser.fill("Code of any of your devices", spare.next_code())
    browser.click("Remove root-phone")
    browser.at("/credentials", "Security credentials")
    browser.see("The device is removed: it opens nothing any more.")
    browser.see("Any one of your 2 devices may be lost")
    browser.not_see("root-phone")

    # A code of the removed phone is nothing any more.
    sign_out(browser)
    give_password(browser, root)
    browser.not_see("root-phone")
    browser.fill("Six-digit code", old.shown())
    browser.click("Sign in", within="form")
    assert browser.path == "/signin/code"
    complaint = browser.complaint("Six-digit code")
    assert complaint.startswith("None of your devices shows this code now."), complaint


def test_the_last_device_goes_only_after_a_warning(browser, account, phone):
    _, root = account
    sign_in(browser, root)
    device = enrol(browser, root, "root-phone", phone)
    browser.open("/credentials")
    browser.click("Remove root-phone")
    browser.see("This is your last device", "the password alone opens this identity")
    browser.see("Then nobody in this account can remove it; the operator of this service can.")
    browser.click("Keep it")
    browser.see("1 of at most 8", "root-phone")

    browser.click("Remove root-phone")
    browser.fill("Code of any of your devices", device.next_code())
    browser.click("Remove root-phone")
    browser.see("Unprotected: the password alone signs you in", "No device is assigned.")
    sign_out(browser)
    give_password(browser, root)
    browser.at("/", "You are the root user ROOT")
