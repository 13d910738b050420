"""Every page, for everyone: no fault that axe-core can find, in light and dark, on a
phone and on a desk; nothing to scroll sideways; usable without script and without a
mouse."""

import re

import pytest
from selenium.webdriver import ActionChains, Keys

from harness import axe, quick
from harness.browser import DESKTOP, Browser
from harness.people import Person, enrol, first_sign_in, give_pair, give_password, make_user
from harness.people import name_device, new_password, read_codes, shown_secret, sign_in, sign_out
from harness.codes import Device
from harness.mail import Mailserver, html_of
from harness.server import Server
from test_hardware_tokens import stock

NARROWEST, TABLET = 320, 800

# What differs between two pages of one kind.
KINDS = [
    (r"arn%3A[^/]*", "DEVICE"),
    (r"(?<=/keys/)(?!new\b)[^/?]+", "KEY"),
    (r"(?<=/tokens/)(?!import\b)[^/?]+", "SERIAL"),
    (r"(?<=/users/)(?!new\b)[^/?#]+", "NAME"),
    (r"(?<=/signin/)\d+", "ACCOUNT"),
    (r"(?<==)[^&]+", "VALUE"),
]


def kind_of(address: str) -> str:
    """Returns what pages of one kind have in common."""
    for pattern, word in KINDS:
        address = re.sub(pattern, word, address)
    return address


def structure(browser: Browser) -> list[str]:
    """Looks at what every page must have, whatever it is about."""
    return browser.driver.execute_script("""
        const faults = [], expect = (fine, what) => { if (!fine) faults.push(what); };
        const count = (selector) => document.querySelectorAll(selector).length;
        expect(count("h1") === 1, `${count("h1")} first headings`);
        expect(count("main") === 1, `${count("main")} main parts`);
        expect(/^\\S.* · Secondkey$/.test(document.title), `title: ${document.title}`);
        expect(document.documentElement.lang === "en", "no language");
        expect(document.doctype && document.compatMode === "CSS1Compat", "quirks mode");
        expect(!count("[style], style"), "styles outside of the style sheet");
        expect(!count("script:not([src])"), "script inside of the page");
        for (const form of document.querySelectorAll("form[method=post]")) {
          expect(form.querySelector("input[type=hidden][name=form_token]"), `no token: ${form.action}`);
          expect(form.querySelector("button:not([type=button])"), `no button: ${form.action}`);
        }
        for (const one of document.querySelectorAll("a[href]")) {
          // Links in pictures have no parts of their own.
          const to = new URL(one.getAttribute("href"), location.href);
          const stays = to.origin === location.origin || to.protocol === "otpauth:"
            || (to.protocol === "data:" && one.hasAttribute("download"));
          expect(stays, `leads away: ${to.href}`);
        }
        return faults;
    """)


def too_wide(browser: Browser) -> list[str]:
    """Returns what sticks out of the page, and what is wider than a frame that hides
    its rest."""
    return browser.driver.execute_script("""
        const wide = document.documentElement.scrollWidth, room = innerWidth;
        const cut = [...document.querySelectorAll("main .card, main table, main li")]
          .filter((one) => getComputedStyle(one).overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1)
          .map((one) => `${one.tagName.toLowerCase()}.${one.className} is cut off in ${room} px`);
        if (wide <= room) return cut;
        const out = [...document.body.querySelectorAll("*")]
          .filter((one) => one.getBoundingClientRect().right > room + 0.5)
          .map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
        return [...cut, `${wide} px wide in ${room} px: ${out.slice(0, 5).join(", ")}`];
    """)


class Inspection:
    """Collects what is wrong with pages, so that one run shows all of it."""

    def __init__(self, browser: Browser, role: str):
        self.browser, self.role = browser, role
        self.faults: list[str] = []
        self.kinds: set[str] = set()

    def look(self, name: str | None = None) -> None:
        """Inspects the present page in every colour and width."""
        browser = self.browser
        name = name or kind_of(browser.address)
        self.kinds.add(name)
        file = f"{self.role}-" + (re.sub(r"\W+", "-", name).strip("-") or "home")
        faults = structure(browser)
        for view in browser.views():
            faults += axe.violations(browser, *axe.rules_in(view))
            browser.shot(f"{file}-{view}")
        browser.width(NARROWEST)
        faults += too_wide(browser)
        browser.width(TABLET)
        faults += too_wide(browser)
        browser.width(DESKTOP)
        faults += too_wide(browser) + browser.console_errors() + browser.foreign_requests()
        self.faults += [f"{self.role} {name}: {fault}" for fault in faults]

    def look_at_mails(self, mailbox: Mailserver) -> None:
        """Inspects one mail of each subject, as a mail program shows its HTML."""
        browser = self.browser
        for subject, html in {one["Subject"]: html_of(one) for one in mailbox.handler.messages}.items():
            name = "mail-" + re.sub(r"\W+", "-", subject.partition("(")[0]).strip("-")
            browser.show(html)
            faults = []
            for view in browser.views():
                faults += axe.violations(browser, "color-contrast", "link-name", "image-alt")
                browser.shot(f"{name}-{view}")
            browser.width(NARROWEST)
            faults += too_wide(browser)
            browser.width(DESKTOP)
            self.faults += [f"{name}: {fault}" for fault in faults]

    def crawl(self, *starts: str, least: int) -> None:
        """Follows every link from these addresses, one page of each kind."""
        waiting, seen = list(starts), set()
        while waiting:
            address = waiting.pop(0)
            if kind_of(address) in seen:
                continue
            seen.add(kind_of(address))
            self.browser.open(address)
            self.look(kind_of(address))
            waiting += self.browser.driver.execute_script("""
                return [...document.querySelectorAll("a[href]")]
                  .filter((one) => one.origin === location.origin)
                  .map((one) => one.pathname + one.search)
            """)
        assert len(seen) >= least, f"only {len(seen)} kinds of pages were found: {sorted(seen)}"

    def conclude(self) -> None:
        """Fails when anything was found."""
        unique = list(dict.fromkeys(self.faults))
        assert not unique, f"{len(unique)} faults:\n" + "\n".join(unique)


def test_a_strangers_pages(browsers, account):
    client, root = account
    browser = browsers(client.server)
    inspection = Inspection(browser, "stranger")
    inspection.crawl("/signin", f"/signin/{root.account}", "/nothing-here", "/set-up", least=7)
    browser.open("/signin")
    for field in ("Account number or alias", "User name", "Password"):
        browser.fill(field, "nobody")
    browser.click("Sign in", within="form")
    inspection.look("refused sign-in")
    browser.open("/sign-up")
    browser.fill("Name of the account", "x")
    browser.fill("E-mail address of the root user", "nobody@localhost")
    browser.fill("Password of the root user", "short")
    browser.fill("The same password again", "short")
    browser.click("Make the account")
    inspection.look("refused sign-up")
    inspection.conclude()


def test_the_pages_before_the_first_account(browsers, account, tmp_path):
    with Server() as server:
        browser = browsers(server)
        inspection = Inspection(browser, "newcomer")
        browser.open(server.set_up_link())
        inspection.look("set-up")
        made = server.answer("account", "create", "--email", "a@example.com", "--name", "Ä" * 50)
        browser.open(made["set_up_url"])
        inspection.look("root password")
        inspection.conclude()


def test_the_pages_of_a_sign_in(browser, account):
    client, root = account
    device = quick.enrol(client, root, "root-" + "long-name-" * 12)
    inspection = Inspection(browser, "signing-in")
    give_password(browser, root)
    inspection.look("code")
    browser.fill("Six-digit code", "000000")
    browser.click("Sign in", within="form")
    inspection.look("refused code")
    browser.click("Resynchronise this device")
    inspection.look("pair")
    browser.click("Other trouble?")
    inspection.look("help")
    alice = make_user_over_http(client, root)
    give_password(browser, alice)
    inspection.look("new password")
    inspection.conclude()
    assert device.secret


def make_user_over_http(client, root) -> Person:
    """Makes a user whose password was given by somebody else."""
    return quick.invite(client, root, "carol")


@pytest.mark.timeout(600)
def test_the_root_users_pages(browser, account):
    client, root = account
    quick.make_user(client, root, "alice", administrator=True)
    bob = quick.make_user(client, root, "b" * 64)
    other = quick.client_of(client.server)
    quick.sign_in(other, bob)
    quick.enrol(other, bob, "bobs-phone")
    sign_in(browser, root)
    inspection = Inspection(browser, "root")

    # Without a device, with one, with two.
    for path in ("/", "/welcome", "/credentials", "/credentials/devices/new", "/confirm"):
        browser.open(path)
        inspection.look(f"{path} unprotected")
    make_user(browser, root, "dora")
    inspection.look("one-time password")
    name_device(browser, root, "root-phone")
    shown_secret(browser)
    inspection.look("secret")
    first = Device(shown_secret(browser), None)
    browser.fill("First code", "000000")
    browser.fill("Next code", "111111")
    browser.click("Assign device")
    inspection.look("refused enrolment")
    give_pair(browser, first)
    root.devices.append(first)
    for path in ("/credentials/devices/second", "/", "/credentials", "/credentials/devices/new"):
        browser.open(path)
        inspection.look(f"{path} one device")
    browser.open("/credentials")
    browser.click("Remove root-phone")
    inspection.look("last device")
    name_device(browser, root, "root-" + "long-name-" * 12)
    second = Device(shown_secret(browser), None)
    give_pair(browser, second)
    browser.open(f"/users/{bob.name}")
    browser.click("Remove bobs-phone")
    inspection.look("remove a user's device")

    inspection.crawl("/", f"/users/{bob.name}", "/confirm", "/confirm?how=pair", least=23)
    browser.open("/credentials")
    browser.click("Try root-phone")
    browser.fill("Code", first.next_code())
    browser.click("Try", within="form")
    inspection.look("tried")
    for path, heading in (("/users/nobody", "Not found"), ("/users?search=zz", "Users")):
        browser.open(path)
        assert browser.heading == heading
        inspection.look(path)
    inspection.conclude()


def test_the_pages_of_recovery_codes(browser, account):
    client, root = account
    first = quick.enrol(client, root, "root-phone")
    sign_in(browser, root, first)
    inspection = Inspection(browser, "codes")

    browser.open("/credentials/recovery-codes")
    inspection.look("make")
    browser.click("Make 10 codes")
    codes = read_codes(browser)
    inspection.look("once")
    browser.on_paper()
    browser.shot("codes-on-paper")
    browser.light()
    browser.click("I have stored them")
    inspection.look("confirm")
    browser.fill("One of the new codes", "wrong")
    browser.click("Put the codes into force")
    inspection.look("refused confirmation")
    browser.fill("One of the new codes", codes[0])
    browser.click("Put the codes into force")
    inspection.look("in force")
    for path in ("/credentials/recovery-codes/drop", "/credentials/way-back", "/drills/recovery-codes", "/"):
        browser.open(path)
        inspection.look(path)
    browser.open("/credentials/way-back")
    browser.on_paper()
    browser.see("root-phone", "10 unused", "secondkeyd account recover", "Whom I ask")
    browser.not_see("Sign out", "Print the sheet", codes[0], codes[9])
    browser.shot("way-back-on-paper")
    browser.light()
    sign_out(browser)
    give_password(browser, root)
    browser.click("Use a recovery code")
    inspection.look("sign in by code")
    browser.fill("Recovery code", "7")
    browser.click("Sign in", within="form")
    inspection.look("refused code")
    browser.fill("Recovery code", codes[1])
    browser.click("Sign in", within="form")
    inspection.look("used")
    browser.open("/confirm?how=recovery-code&then=/credentials")
    inspection.look("confirm by code")
    inspection.conclude()


def test_the_pages_of_losses_and_resets(browser, account):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    other = quick.client_of(client.server)
    quick.sign_in(other, alice)
    quick.enrol(other, alice, "alice-phone")
    first = quick.enrol(client, root, "root-phone")
    second = quick.enrol(client, root, "root-" + "long-name-" * 12)
    sign_in(browser, root, first)
    inspection = Inspection(browser, "losses")
    for path in ("/account/reset-rule", "/users/alice/reset"):
        browser.open(path)
        inspection.look(path)
    browser.click("Reset alice", within="form")
    inspection.look("reset")
    browser.open("/credentials")
    browser.click("I lost it: root-phone")
    inspection.look("lost")
    browser.fill("Your password", root.password)
    browser.click("Suspend root-phone")
    inspection.look("suspended")
    browser.click("Resume root-phone")
    inspection.look("resume")
    sign_out(browser)
    give_password(browser, root)
    inspection.look("code page with more ways")
    browser.click("I lost a device")
    inspection.look("lost at sign-in")
    assert second.secret
    give_password(browser, alice)
    inspection.look("enrol first")
    inspection.conclude()


def test_the_pages_of_hardware_tokens(browser, account, tmp_path):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    inspection = Inspection(browser, "tokens")
    tokens = [stock(client.server, root.account, tmp_path) for _ in range(3)]
    hers = quick.client_of(client.server)
    quick.sign_in(hers, alice)
    at = "/credentials/devices/token"
    fields = {"name": "alice-token", "serial": tokens[0].serial,
              "code1": tokens[0].code(-1), "code2": tokens[0].code()}  # fmt: skip
    answer = hers.submit(hers.get(f"{at}?name=alice-token"), at, fields)
    assert answer.status == 303, answer.page.text
    sign_in(browser, root)
    browser.open("/tokens")
    inspection.look("stock")
    browser.click(f"Resynchronise {tokens[0].serial}")
    inspection.look("resynchronise")
    browser.fill("First code", "000000")
    browser.fill("Next code", "111111")
    browser.click("Resynchronise", within="form")
    inspection.look("refused pair")
    browser.open("/tokens")
    browser.click(f"Retire {tokens[1].serial}")
    inspection.look("retire")
    browser.open("/tokens/import")
    inspection.look("import")
    browser.fill("Content of the file", "nonsense")
    browser.click("Import", within="form")
    inspection.look("refused import")
    table = f"serial,seed\nACMEPAGES0001,{tokens[2].seed.hex()}\n"
    browser.fill("Content of the file", table + "short,00ff\n")
    browser.choose("Not at all")
    browser.click("Import", within="form")
    inspection.look("refused token")
    browser.fill("Content of the file", table)
    browser.click("Import", within="form")
    browser.see("One token lies in stock", "Destroy the file")
    inspection.look("imported")
    browser.open("/credentials/devices/token?name=root-token")
    inspection.look("assign")
    browser.fill("Serial number", "ACME00000000")
    browser.fill("First code", "000000")
    browser.fill("Next code", "111111")
    browser.click("Assign device")
    inspection.look("refused assignment")
    inspection.conclude()


def test_the_pages_that_refuse(browser, account):
    client, root = account
    inspection = Inspection(browser, "refusal")
    spoil = "document.querySelector('form[method=post] [name=form_token]').value = 'stale'"
    browser.open("/signin")
    browser.driver.execute_script(spoil)
    for field in ("Account number or alias", "User name", "Password"):
        browser.fill(field, "nobody")
    browser.click("Sign in", within="form")
    browser.at("/signin", "This page was out of date")
    inspection.look("stale form")
    browser.open("/signin")
    browser.fill("Account number or alias", "nobody")
    browser.fill("Password", "x")
    browser.driver.execute_script("document.querySelector('#user').value = 'x'.repeat(100_000)")
    browser.click("Sign in", within="form")
    browser.at("/signin", "This request cannot be read")
    inspection.look("too large")
    browser.open("/signout")
    browser.at("/signout", "Not a page to open")
    inspection.look("no page to open")
    nobody = Person("nobody", root.account, "not the password")
    for _ in range(9):
        quick.give_password(quick.client_of(client.server), nobody)
    # A wait of two seconds may be over before a slow browser comes back; the next is longer.
    for _ in range(8):
        give_password(browser, nobody)
        if "There were too many wrong attempts." in browser.text:
            break
    browser.see("There were too many wrong attempts.")
    inspection.look("too many attempts")
    inspection.conclude()


@pytest.mark.parametrize(("name", "least"), [("alice", 15), ("bob", 8)])
def test_the_pages_of_users(browser, account, name, least):
    client, root = account
    person = quick.make_user(client, root, name, administrator=name == "alice")
    quick.make_user(client, root, "zoe")
    mine = quick.client_of(client.server)
    quick.sign_in(mine, person)
    quick.enrol(mine, person, f"{name}-phone")
    sign_in(browser, person)
    inspection = Inspection(browser, "administrator" if name == "alice" else "user")
    inspection.crawl("/", least=least)
    if name == "bob":
        browser.open("/users")
        inspection.look("not permitted")
    inspection.conclude()


def test_everything_works_without_script(console, authenticators, tmp_path):
    browser = Browser(script=False)
    try:
        client, root = quick.open_account(console)
        browser.begin(console)
        phone, tablet = authenticators(), authenticators()
        sign_in(browser, root)
        assert not browser.offers("Copy address"), "a button that needs script is shown"
        enrol(browser, root, "root-phone", phone)
        alice = make_user(browser, root, "alice", administrator=True)
        browser.open("/account/edit")
        browser.fill("Telephone", "+49 30 1234567")
        browser.click("Save")
        browser.see("The changes are saved.", "+49301234567")
        sign_out(browser)
        sign_in(browser, root)
        sign_out(browser)
        first_sign_in(browser, alice)
        enrol(browser, alice, "alice-tablet", tablet)
        browser.open("/activity")
        browser.fill("Who", "root")
        browser.click("Show")
        assert browser.path == "/activity"
        browser.see("Telephone changed")
        sign_out(browser)
        browser.assert_clean()
    finally:
        browser.quit()


def test_devices_and_passwords_are_kept_without_script(authenticators):
    """From the printed link on, what a person does with devices and passwords."""
    browser = Browser(script=False)
    try:
        with Server() as server:
            browser.begin(server)
            browser.open(server.set_up_link())
            root = Person("root", "", new_password(), email="owner@example.com")
            browser.fill("Name of the account", "Acme")
            browser.fill("E-mail address of the root user", root.email)
            browser.fill("Password of the root user", root.password)
            browser.fill("The same password again", root.password)
            browser.click("Make the account")
            browser.click("Set up the first device")
            browser.at("/credentials/devices/new", "Assign your first device")
            phone = enrol(browser, root, "root-phone", authenticators())
            laptop = enrol(browser, root, "root-laptop", authenticators())

            browser.open("/credentials")
            browser.click("Rename root-laptop")
            browser.fill("New name", "root-tablet")
            browser.click("Rename", within="form")
            browser.see("The device has its new name here.")
            browser.click("Try root-tablet")
            browser.fill("Code", laptop.next_code())
            browser.click("Try", within="form")
            browser.see("root-tablet")
            browser.open("/credentials")
            browser.click("Resynchronise root-tablet")
            laptop.off = 8
            give_pair(browser, laptop, "Resynchronise")
            browser.see("root-tablet is back in step")

            browser.open("/credentials/password")
            browser.fill("Present password", root.password)
            root.password = new_password()
            browser.fill("New password", root.password)
            browser.fill("New password again", root.password)
            browser.click("Change password", within="form")
            browser.at("/credentials", "Security credentials")
            browser.click("Remove root-tablet")
            browser.fill("Code of any of your devices", phone.next_code())
            browser.click("Remove root-tablet")
            browser.at("/credentials", "Security credentials")
            browser.see("1 of at most 8")
            sign_out(browser)
            browser.assert_clean()
    finally:
        browser.quit()


def test_signing_in_with_the_keyboard_alone(browser, account):
    client, root = account
    alice = quick.make_user(client, root, "alice")
    mine = quick.client_of(client.server)
    quick.sign_in(mine, alice)
    device = quick.enrol(mine, alice, "alice-phone")

    browser.open("/signin")
    assert browser.focus == "Account number or alias"
    browser.type(alice.account, Keys.TAB)
    assert browser.focus == "User name"
    browser.type("alice", Keys.TAB)
    assert browser.focus == "Password"
    browser.type_and_leave(alice.password, Keys.ENTER)
    browser.at("/signin/code", "Enter a code")
    assert browser.focus == "Six-digit code"
    browser.type_and_leave(device.next_code(), Keys.ENTER)
    browser.at("/", "Hello, alice")

    # The first stop is the way past the navigation, and the focus can be seen.
    browser.type(Keys.TAB)
    assert browser.focus == "Skip to content"
    browser.type(Keys.ENTER)
    assert browser.driver.switch_to.active_element.tag_name == "main"
    browser.open("/")
    stops = []
    while (stop := browser.focus) not in stops[1:] and len(stops) < 60:
        stops.append(stop)
        browser.type(Keys.TAB)
        seen = browser.driver.execute_script("""
            const one = document.activeElement;
            if (one === document.body) return true;
            const style = getComputedStyle(one), box = one.getBoundingClientRect();
            const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
            return (ring || style.boxShadow !== "none") && box.width > 0;
        """)
        assert seen, f"the focus on “{browser.focus}” cannot be seen"
    for name in ("Home", "Security credentials", "Activity", "Sign out"):
        assert name in stops, f"“{name}” cannot be reached by keyboard: {stops}"


def reach(browser: Browser, name: str) -> None:
    """Goes from stop to stop until what has this name has the focus."""
    for _ in range(80):
        if browser.focus.startswith(name):
            return
        browser.type(Keys.TAB)
    raise AssertionError(f"“{name}” cannot be reached by keyboard: {browser.text}")


def test_a_device_comes_and_a_user_is_made_with_the_keyboard_alone(browser, account, phone):
    _, root = account
    sign_in(browser, root)
    reach(browser, "Set up the first device")
    browser.type_and_leave(Keys.ENTER)
    reach(browser, "Device name")
    assert browser.value("Device name") == "root-phone"
    browser.type_and_leave(Keys.ENTER)
    browser.at_heading("Set up root-phone")
    reach(browser, "Cannot scan? Show the secret key")
    browser.type(Keys.ENTER)
    device = Device(browser.text_of("#secret"), phone)
    device.entry = phone.add_secret(device.secret, "root-phone")
    first, second = device.pair()
    reach(browser, "First code")
    browser.type(first, Keys.TAB)
    assert browser.focus.startswith("Next code")
    browser.type_and_leave(second, Keys.ENTER)
    browser.at("/credentials/devices/second", "Now the second device")

    reach(browser, "Users")
    browser.type_and_leave(Keys.ENTER)
    reach(browser, "Create user")
    browser.type_and_leave(Keys.ENTER)
    reach(browser, "User name")
    browser.type("alice")
    reach(browser, "Make this user administrator")
    browser.type(Keys.SPACE)
    browser.type_and_leave(Keys.ENTER)
    browser.at_heading("One-time password of alice")
    browser.open("/users/alice")
    browser.see("Administrator")


def test_the_comforts_of_script(browser, account):
    client, root = account
    browser.open("/signin?as=root")
    password = browser.field("Password")
    password.send_keys("abc")
    browser.press("Show password")
    assert password.get_attribute("type") == "text" and browser.focus == "Password"
    browser.press("Hide password")
    assert password.get_attribute("type") == "password"

    # A form that is sent twice by a nervous finger is sent once.
    sign_in(browser, root)
    browser.open("/credentials/devices/new")
    button = browser._clickable("Continue", "body")
    browser.leave(lambda: ActionChains(browser.driver).double_click(button).perform())
    assert browser.heading == "Set up root-phone"
    assert re.search(r"Codes change in \d+ s", browser.text)
    browser.open("/activity?what=CreateVirtualMFADevice")
    browser.see("1 record on this page")


def test_the_pages_of_the_access_report(browser, account):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    other = quick.client_of(client.server)
    quick.sign_in(other, alice)
    quick.enrol(other, alice, "alice-phone")
    device = quick.enrol(client, root, "root-" + "long-name-" * 12)
    sign_in(browser, root, device)
    inspection = Inspection(browser, "access")
    for path in ("/access", "/access/things"):
        browser.open(path)
        inspection.look(f"{path} unanswered")
    for name in ("my phone", "long-" * 9):
        browser.open("/access/things")
        browser.fill("Name of a thing", name)
        browser.click("Add the thing")
    inspection.look("named")
    browser.fill("Name of a thing", "x" * 51)
    browser.driver.execute_script("document.querySelector('#name').removeAttribute('maxlength')")
    browser.click("Add the thing")
    inspection.look("refused thing")
    browser.open("/access?lose0=thing/root/my phone&steal0=root/password&click=steal")
    inspection.look("what if")
    for path in ("/access/users", "/access/users/alice", "/users/alice/administrator"):
        browser.open(path)
        inspection.look(path)
    inspection.conclude()
