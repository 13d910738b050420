"""Drills: an owner practises losing a device, before the day when it is lost."""

from harness import axe, quick
from harness.passkeys import USB_KEY, register
from harness.people import make_codes, sign_in, sign_out
from test_access import answer, app_on, name_thing
from test_pages import Inspection


def practise(browser, password: str, code: str) -> None:
    browser.fill("Your password", password)
    browser.fill("Six-digit code", code)
    browser.click("Get in")


def test_losing_the_phone_is_practised_with_the_laptop(browser, account):
    client, root = account
    root_phone = quick.enrol(client, root, "root-phone")
    root_laptop = quick.enrol(client, root, "root-laptop")
    sign_in(browser, root, root_phone)
    browser.open("/credentials")
    browser.see("You have not done so lately.")
    browser.click("Practise")
    browser.at("/drills", "Practise a loss")
    assert "Never practised." in browser.item("root-phone")

    browser.click("Practise losing root-phone")
    browser.at_heading("Practise losing root-phone")
    browser.see("From root-laptop.")
    browser.shot("drill")

    # The thing itself is no drill, a wrong password or code is none either.
    practise(browser, root.password, root_phone.next_code())
    browser.at_heading("That was the lost one")
    browser.click("Try again")
    practise(browser, "not the password", root_laptop.next_code())
    assert "not your present password" in browser.complaint("Your password")
    practise(browser, root.password, "000000")
    assert "shows this code" in browser.complaint("Six-digit code")

    practise(browser, root.password, root_laptop.next_code())
    browser.at_heading("You would get in")
    browser.see("Your password and root-laptop let you in without root-phone.", "nothing was removed")
    browser.shot("drill-ended")
    browser.click("Practise another loss")
    assert "Practised just now: root-laptop let you in." in browser.item("Practise losing root-phone")
    assert "Never practised." in browser.item("Practise losing root-laptop")
    browser.open("/activity")
    browser.see("Loss practised", "got in with root-laptop")

    # Both devices still sign in.
    for device in (root_phone, root_laptop):
        sign_out(browser)
        sign_in(browser, root, device)


def test_a_single_device_would_not_get_in_and_codes_would(browser, account):
    client, root = account
    root.devices = [quick.enrol(client, root, "root-phone")]
    sign_in(browser, root)
    browser.open("/drills")
    browser.click("Practise losing root-phone")
    browser.see("You would not get in", "Nothing else stands behind your password.")
    axe.inspect(browser, "drill-nothing")

    codes = make_codes(browser, root)
    browser.open("/drills")
    browser.click("Practise losing root-phone")
    browser.see("The code is used up by this: 10 are left.")
    browser.fill("Your password", root.password)
    browser.fill("Recovery code", codes[1])
    browser.click("Get in")
    browser.see("Your password and a recovery code let you in without root-phone.")
    browser.open("/drills")
    assert "a recovery code let you in" in browser.item("root-phone")
    browser.see("The sheet; 9 are left")


def test_the_phone_is_lost_with_everything_on_it(browser, account):
    client, root = account
    first = quick.enrol(client, root, "first-app")
    second = quick.enrol(client, root, "second-app")
    third = quick.enrol(client, root, "laptop-app")
    sign_in(browser, root, first)
    name_thing(browser, "my phone")
    name_thing(browser, "laptop", "Computer")
    for device, place in (("first-app", "my phone"), ("second-app", "my phone"), ("laptop-app", "laptop")):
        app_on(browser, device, place)
    browser.open("/drills")
    browser.see("With all that is on it: first-app and second-app")
    axe.inspect(browser, "drill-things")
    browser.click("Practise losing my phone")
    browser.at("/drills/things/my%20phone", "Practise losing my phone")
    browser.see("Gone with it: first-app and second-app.", "From laptop-app.")
    axe.inspect(browser, "drill-thing")
    assert axe.violations(browser) == []

    practise(browser, root.password, second.next_code())
    browser.at_heading("That was the lost one")
    browser.see("second-app answered, which is on my phone")
    browser.click("Try again")
    practise(browser, root.password, third.next_code())
    browser.at_heading("You would get in")
    browser.see("Your password and laptop-app let you in without my phone.")
    browser.click("Practise another loss")
    assert "Practised just now: laptop-app let you in." in browser.item("Practise losing my phone")
    assert "Never practised." in browser.item("Practise losing laptop")

    # By the name of one of its apps, it is the same loss; a password that is kept there
    # only is lost as well.
    answer(browser, "Where is your password?", "my phone")
    browser.open("/drills")
    browser.click("Practise losing my phone")
    browser.see("You would not get in", "Your password is kept on it and nowhere else.")


def test_a_passkey_leads_in(named_browser, named_account, passkeys):
    client, root = named_account
    device = quick.enrol(client, root, "root-phone")
    root.devices = [device]
    browser = named_browser
    sign_in(browser, root)
    passkeys.add(USB_KEY)
    register(browser, root, "root-key")
    browser.open("/drills")
    browser.click("Practise losing root-phone")
    browser.fill("Your password", root.password)
    browser.click("Get in with a passkey")
    browser.at_heading("You would get in")
    browser.see("root-key")


def test_the_pages_of_drills_are_fit_for_everybody(browser, account):
    client, root = account
    phone = quick.enrol(client, root, "root-phone")
    laptop = quick.enrol(client, root, "root-" + "long-name-" * 12)
    sign_in(browser, root, phone)
    inspection = Inspection(browser, "drills")
    browser.open("/drills")
    inspection.look("list")
    browser.click("Practise losing root-phone")
    inspection.look("practise")
    practise(browser, "wrong", "000000")
    inspection.look("refused")
    practise(browser, root.password, laptop.next_code())
    inspection.look("ended")
    browser.open("/drills")
    inspection.look("practised")
    inspection.conclude()
