"""S2, root is not for daily work: root makes an administrator, who gets devices of
its own; root's devices change nothing for anyone else."""

import json

from harness import axe, quick
from harness.people import enrol, first_sign_in, give_password, make_user, sign_in, sign_out
from harness.policies import FORCE_MFA, allow, policy
from harness.programs import Program


def test_root_makes_an_administrator_and_is_put_away(browsers, console, account, phone, laptop):
    _, root = account
    owner, colleague = browsers(console), browsers(console)
    sign_in(owner, root)
    owner.see("Root is not for daily work", "Two ways in for root 0 of 2 so far:")
    owner.see("There is none yet. Make an administrator")
    owner.open("/users")
    owner.see("Who can administer this account besides root", "Nobody.", "There are no users yet")

    # The administrator begins with a password that works once.
    alice = make_user(owner, root, "alice", administrator=True)
    owner.see("The user alice is created.", "It is shown on this page only.")
    assert owner.fact("User name") == "alice"
    owner.see(f"{console.url}/signin/{root.account}")
    given = alice.password
    first_sign_in(colleague, alice)
    colleague.at("/", "Hello, alice Administrator")
    colleague.see("Your password alone is enough to sign in as you")
    assert colleague.offers("Users", within="nav") and colleague.offers("Account", within="nav")

    # The password that root knows is good for nothing any more.
    sign_out(colleague)
    give_password(colleague, alice, given)
    colleague.see("Your authentication information is incorrect. Please try again.")

    # Root turns MFA on for itself: nobody else's sign-in changes.
    enrol(owner, root, "root-phone", phone)
    owner.see("root-phone is in use.", "Nobody in this account could let the root user in again")
    give_password(colleague, alice)
    colleague.at("/", "Hello, alice Administrator")
    colleague.open("/credentials")
    colleague.see("No device is assigned.", "Unprotected: the password alone signs you in")

    # The list says who could administer the account without root, and how well.
    owner.open("/users")
    owner.see("One user. With a second administrator, each could help the other")
    assert owner.item("alice no device")
    assert "none: password only" in owner.item("alice Administrator yes")

    # The administrator's own device asks for codes of the administrator only.
    enrol(colleague, alice, "alice-laptop", laptop)
    sign_out(colleague)
    sign_in(colleague, alice)
    colleague.open("/credentials")
    colleague.see("alice-laptop")
    colleague.not_see("root-phone")
    owner.open("/users")
    assert owner.item("alice 1 device")
    assert "1: one failure away" in owner.item("alice Administrator yes")

    # Root stays root: an administrator reaches neither its devices nor the account.
    colleague.open("/account/edit")
    colleague.see("Only the root user can change these two.")
    colleague.open("/users/root")
    colleague.at("/users/root", "Not found")
    sign_out(owner)
    sign_in(owner, root)


def test_who_can_administer_is_what_policies_say(browsers, console, account):
    """A user with a policy of the account's own that allows everything is named; one with
    AdministratorAccess, whom another policy denies everything, is not."""
    client, root = account
    for name, administrator in (("alice", False), ("bob", True), ("carla", False)):
        quick.make_user(client, root, name, administrator=administrator)
    program = Program.of_owner(client)
    put(program, "alice", allow("*"))
    put(program, "bob", {"Effect": "Deny", "Action": "*", "Resource": "*"})
    owner = browsers(console)
    sign_in(owner, root)
    owner.see("There is one. A second one can help when the first is locked out.")
    owner.open("/users")
    owner.see("One user. With a second administrator, each could help the other")
    assert owner.item("alice no device")
    owner.see("bob has the policy AdministratorAccess and cannot administer the account all the same")
    assert "Administrator" in owner.item("alice Administrator yes")
    assert "Administrator" not in owner.item("bob yes")
    axe.inspect(owner, "users-held-back")
    owner.open("/users/alice")
    owner.see("alice can administer this account, by other policies than AdministratorAccess.")
    owner.open("/users/bob")
    owner.see("but another policy holds bob back.")
    axe.inspect(owner, "user-held-back")


def put(program: Program, name: str, *statements: dict) -> None:
    """Sets the one inline policy of a user."""
    document = json.dumps(policy(*statements))
    program.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)


def test_a_user_without_permissions_sees_its_own_only(browser, account):
    client, root = account
    bob = quick.make_user(client, root, "bob")
    sign_in(browser, bob)
    browser.at("/", "Hello, bob")
    for link in ("Users", "Account"):
        assert not browser.offers(link, within="nav")
    for path in ("/users", "/users/new", "/users/bob", "/users/bob/delete", "/account"):
        browser.open(path)
        browser.at(path, "Not permitted")
        browser.see("You may not do this. Ask an administrator of the account.")
    browser.open("/activity")
    browser.see("What you did, newest first.")
    assert "bob" in browser.item("ConsoleLogin password alone done 127.0.0.1")
    browser.not_see("CreateAccount", "CreateUser")


def test_the_console_shows_what_policies_allow(browser, account):
    """A user without AdministratorAccess, whom policies let see and make users, does so;
    the rest stays closed."""
    client, root = account
    bob = quick.make_user(client, root, "bob")
    zoe = quick.make_user(client, root, "zoe")
    owner = Program.of_owner(client)
    put(owner, "bob", allow(["iam:ListUsers", "iam:GetUser", "iam:CreateUser"]))
    sign_in(browser, bob)
    assert browser.offers("Users", within="nav") and not browser.offers("Account", within="nav")
    browser.click("Users", within="nav")
    browser.at("/users", "Users")
    assert not browser.offers("Hardware tokens")
    browser.click("zoe", within="tbody")
    browser.at("/users/zoe", "zoe")
    browser.see("Your permissions do not include zoe’s devices.")
    axe.inspect(browser, "user-without-devices")
    browser.open("/users")
    browser.click("Create user")
    if browser.path == "/confirm":
        browser.fill("Your password", bob.password)
        browser.click("Confirm")
    browser.at("/users/new", "Create user")
    browser.see("Your permissions do not include giving a console password")
    browser.not_see("Make this user administrator")
    axe.inspect(browser, "user-new-without-password")
    browser.fill("User name", "carla")
    browser.click("Create user")
    browser.at("/users/carla", "carla")
    browser.see("The user is created.")
    for path in ("/account", "/account/recovery", "/access/users/zoe", "/account/reset-rule"):
        browser.open(path)
        browser.at(path, "Not permitted")
    # What the policy says now holds from the next page on.
    put(owner, "bob", allow("account:GetContactInformation"))
    browser.open("/users")
    browser.at("/users", "Not permitted")
    browser.open("/")
    assert browser.offers("Account", within="nav") and not browser.offers("Users", within="nav")
    browser.click("Account", within="nav")
    browser.at("/account", "Account")
    assert zoe.password


def test_a_forced_second_factor_holds_in_the_console(browser, account, phone):
    """AWS's policy that denies everything without a second factor: the session shows
    nothing of others until a device is enrolled in it, and then what is allowed."""
    client, root = account
    bob = quick.make_user(client, root, "bob")
    put(Program.of_owner(client), "bob", *FORCE_MFA["Statement"])
    sign_in(browser, bob)
    assert not browser.offers("Users", within="nav")
    browser.open("/users")
    browser.at("/users", "Not permitted")
    enrol(browser, bob, "bob-phone", phone)
    browser.open("/users")
    browser.at("/users", "Users")
    assert browser.offers("Users", within="nav")
    browser.see("bob")
    browser.open("/users/new")
    browser.at("/users/new", "Not permitted")
