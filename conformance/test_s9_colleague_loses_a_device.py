"""S9, a colleague loses a device: an administrator removes it, the colleague signs
in with the password and registers a new one at once."""

from harness import quick
from harness.people import confirm, enrol, give_password, sign_in, sign_out


def test_an_administrator_removes_the_lost_device(
    browsers, console, account, phone, laptop, authenticators
):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    bob = quick.make_user(client, root, "bob")
    administrator, colleague = browsers(console), browsers(console)

    sign_in(colleague, bob)
    lost = enrol(colleague, bob, "bob-phone", phone)
    sign_in(administrator, alice)
    enrol(administrator, alice, "alice-laptop", laptop)

    administrator.open("/users")
    assert "1: one failure away" in administrator.item("bob yes")
    administrator.click("bob", within="tbody")
    administrator.see("One device. bob is one failure away from being locked out.")
    administrator.click("Remove bob-phone")
    confirm(administrator, alice)
    assert administrator.heading == "Remove bob-phone of bob"
    administrator.see("only when you are sure that it is really bob who asks")
    administrator.see("bob signs in with the password alone, and must assign a new device at once")
    administrator.click("Remove bob-phone")
    administrator.at("/users/bob", "bob")
    administrator.see("The device is removed and the user is signed out everywhere.", "No device.")

    # Whoever has the phone has nothing; an open session of it is over as well.
    colleague.open("/credentials")
    assert colleague.path == "/signin"
    bob.devices.remove(lost)
    give_password(colleague, bob)
    colleague.at("/", "Hello, bob")
    colleague.see("Your password alone is enough to sign in as you")
    enrol(colleague, bob, "bob-tablet", authenticators())
    sign_out(colleague)
    sign_in(colleague, bob)
    colleague.see("bob-tablet")
    colleague.not_see("bob-phone")

    # It is on record, for the administrator and for bob.
    administrator.open("/activity?what=DeactivateMFADevice")
    assert administrator.item("bob-phone").endswith("device bob-phone of another user done 127.0.0.1")


def test_nobody_removes_roots_or_their_own_device_that_way(browser, account, phone):
    client, root = account
    quick.enrol(client, root, "root-phone")
    alice = quick.make_user(client, root, "alice", administrator=True)
    sign_in(browser, alice)
    enrol(browser, alice, "alice-phone", phone)
    browser.open("/users/alice")
    browser.see("This is you. Your devices and your password are under Security credentials")
    assert not browser.offers("Remove alice-phone")
    browser.open("/users")
    browser.not_see("root-phone")
