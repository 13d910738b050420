"""S9, a colleague loses a device: an administrator removes it, the colleague signs
in with the password and registers a new one at once."""

from harness import axe, quick
from harness.people import confirm, enrol, give_pair, give_password, give_recovery_code
from harness.people import name_device, scan, sign_in, sign_out


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
    administrator.see(
        "It is the last device: the password of bob leads to registering a new device, and to "
        "nothing else before that."
    )
    administrator.not_see("Until then whoever knows the password is in")
    administrator.click("Remove bob-phone")
    administrator.at("/users/bob", "bob")
    administrator.see(
        "The device is removed and the user is signed out everywhere.",
        "bob has no way in left, and must register a new device before anything else.",
        "No device is assigned.",
    )

    # Whoever has the phone has nothing; an open session of it is over as well.
    colleague.open("/credentials")
    assert colleague.path == "/signin"
    bob.devices.remove(lost)
    give_password(colleague, bob)
    colleague.at("/credentials/devices/new", "Assign your first device")
    colleague.see("Register a new device first", "alice removed a device of yours")
    enrol(colleague, bob, "bob-tablet", authenticators())
    colleague.open("/")
    colleague.see("alice removed a device of yours", "Tell another administrator at once.")
    sign_out(colleague)
    sign_in(colleague, bob)
    colleague.see("bob-tablet")
    colleague.not_see("bob-phone")

    # The other administrators hear of it, she herself does not.
    owner = browsers(console)
    sign_in(owner, root)
    owner.see("A device of bob was removed by alice", "Did bob ask for it?")
    axe.inspect(owner, "home-device-removed")
    administrator.open("/")
    administrator.not_see("A device of bob was removed")

    # It is on record, for the administrator and for bob.
    administrator.open("/activity?what=DeactivateMFADevice")
    assert administrator.item("bob-phone").endswith("device bob-phone of another user done 127.0.0.1")


def test_recovery_codes_stay_where_a_device_is_removed(browsers, console, account):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    bob = quick.make_user(client, root, "bob")
    own = quick.client_of(client.server)
    quick.sign_in(own, bob)
    quick.enrol(own, bob, "bob-phone")
    codes = quick.make_codes(own)
    bob.devices.clear()
    administrator, colleague = browsers(console), browsers(console)

    sign_in(administrator, alice)
    administrator.open("/users/bob")
    administrator.click("Remove bob-phone")
    administrator.see(
        "It is the last device: 10 recovery codes stay, and signing in takes the password and one "
        "of them. Are they lost as well? Then reset bob instead."
    )
    axe.inspect(administrator, "users-device-remove-codes")
    administrator.click("Remove bob-phone")
    administrator.at("/users/bob", "bob")
    administrator.not_see("must register a new device before anything else")

    give_password(colleague, bob)
    colleague.click("Use a recovery code")
    give_recovery_code(colleague, codes[1])
    colleague.at("/credentials/recovery-codes/used", "You are signed in with a recovery code")
    colleague.open("/")
    colleague.see("Hello, bob", "alice removed a device of yours")


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


def lost_colleague(client, root, name: str, administrator: bool = False):
    """Makes a colleague with a device and recovery codes, all of them lost."""
    person = quick.make_user(client, root, name, administrator=administrator)
    own = quick.client_of(client.server)
    quick.sign_in(own, person)
    quick.enrol(own, person, f"{name}-phone")
    quick.make_codes(own)
    person.devices.clear()
    return person


def test_a_reset_leads_straight_to_a_new_device(browsers, console, account, phone, laptop):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    bob = lost_colleague(client, root, "bob")
    administrator, colleague = browsers(console), browsers(console)
    sign_in(administrator, alice)
    enrol(administrator, alice, "alice-laptop", laptop)

    administrator.open("/users/bob")
    administrator.see("10 recovery codes are left.")
    administrator.click("Reset bob")
    confirm(administrator, alice)
    administrator.at("/users/bob/reset", "Reset bob")
    administrator.see("1 device goes: bob-phone, and 10 recovery codes.")
    administrator.see("The password stays, and you do not learn it.")
    administrator.shot("users-reset")
    administrator.click("Reset bob", within="form")
    administrator.at("/users/bob", "bob")
    administrator.see("bob was reset, and must register a new device before anything else.")
    assert bob.password not in administrator.driver.page_source

    give_password(colleague, bob)
    colleague.at("/credentials/devices/new", "Assign your first device")
    colleague.see("Register a new device first")
    colleague.shot("enrol-first")
    for path in ("/", "/credentials", "/credentials/recovery-codes", "/activity", "/welcome"):
        colleague.open(path)
        assert colleague.path == "/credentials/devices/new", colleague.address
    name_device(colleague, bob, "bob-tablet")
    device = scan(colleague, phone)
    give_pair(colleague, device)
    bob.devices.append(device)
    colleague.at("/credentials/devices/second", "Now the second device")
    colleague.open("/")
    colleague.see("Hello, bob")
    sign_out(colleague)
    sign_in(colleague, bob)
    administrator.open("/activity?what=ResetMFA")
    administrator.see("1 devices and 10 recovery codes removed")


def test_resetting_an_administrator_can_take_two(browsers, console, account):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    carol = quick.make_user(client, root, "carol", administrator=True)
    bob = lost_colleague(client, root, "bob", administrator=True)
    one, two = browsers(console), browsers(console)

    sign_in(one, alice)
    one.open("/account")
    one.see("Any other administrator can do it alone.")
    one.click("Make it take two")
    one.click("It shall take two")
    one.at("/account", "Account")
    one.see("It takes two: one administrator asks, another approves.")
    one.click("See the rule")
    one.see("Only the root user can give this rule up.")

    one.open("/users/bob")
    one.click("Remove bob-phone")
    one.click("Remove bob-phone")
    one.see("It takes a second administrator for this.")
    one.open("/users/bob/reset")
    one.see("another administrator approves")
    one.click("Ask for the reset of bob")
    one.see("A reset of bob waits for a second administrator")
    axe.inspect(one, "users-reset-asked")
    one.click("See the request")
    assert not one.offers("Approve and reset bob")

    sign_in(two, carol)
    two.see("A reset of bob waits for a second administrator.")
    two.open("/users")
    two.click("Look at it")
    two.see("alice asked for it")
    two.click("Look at it and decide")
    two.at("/users/bob/reset", "Approve the reset of bob")
    axe.inspect(two, "users-reset-approve")
    two.click("Approve and reset bob")
    two.see("bob was reset, and must register a new device before anything else.")
    sign_out(one)
    give_password(one, bob)
    one.at("/credentials/devices/new", "Assign your first device")
    two.open("/activity?what=ResetMFA")
    two.see("asked for by alice")
