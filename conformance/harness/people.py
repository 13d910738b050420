"""People, and what they do at a browser: the steps that many stories share."""

from dataclasses import dataclass, field

from . import qr
from .browser import Browser
from .codes import Authenticator, Device

_PASSWORDS = iter(range(10_000))


def new_password() -> str:
    """Returns a password that the service accepts and that nobody else has."""
    return f"walnut harbour kestrel trombone {next(_PASSWORDS)}"


@dataclass
class Person:
    """Is one identity: the root user, or an IAM user."""

    name: str
    account: str
    password: str
    email: str = ""
    devices: list[Device] = field(default_factory=list)

    @property
    def is_root(self) -> bool:
        """Says whether it is the root user."""
        return bool(self.email)


def give_password(browser: Browser, person: Person, password: str | None = None) -> None:
    """Takes the first page of a sign-in."""
    if person.is_root:
        browser.open("/signin")
        browser.click("Root user", within="nav")
        browser.fill("E-mail address of the root user", person.email)
    else:
        browser.open(f"/signin/{person.account}")
        browser.fill("User name", person.name)
    browser.fill("Password", password or person.password)
    browser.click("Sign in", within="form")


def give_code(browser: Browser, device: Device) -> None:
    """Takes the second page of a sign-in."""
    browser.at("/signin/code", "Enter a code")
    browser.fill("Six-digit code", device.next_code())
    browser.click("Sign in", within="form")


def give_recovery_code(browser: Browser, code: str) -> None:
    """Takes the second page of a sign-in with a recovery code."""
    browser.at("/signin/recovery-code", "Use a recovery code")
    browser.fill("Recovery code", code)
    browser.click("Sign in", within="form")


def read_codes(browser: Browser) -> list[str]:
    """Reads the recovery codes off the page that shows them once."""
    return browser.texts_of("#codes code")


def make_codes(browser: Browser, person: "Person") -> list[str]:
    """Makes a set of recovery codes and puts it into force."""
    browser.open("/credentials/recovery-codes")
    confirm(browser, person)
    browser.click("Make 10 codes")
    codes = read_codes(browser)
    browser.click("I have stored them")
    browser.fill("One of the new codes", codes[0])
    browser.click("Put the codes into force")
    browser.at("/credentials", "Security credentials")
    return codes


def sign_in(browser: Browser, person: Person, device: Device | None = None) -> None:
    """Signs a person in, with a code of the device given or of their first one."""
    give_password(browser, person)
    device = device or (person.devices[0] if person.devices else None)
    if device:
        give_code(browser, device)
    assert browser.path == "/", f"not signed in, but at {browser.address}: {browser.text}"


def sign_out(browser: Browser) -> None:
    """Signs out, from whatever page."""
    browser.click("Sign out")
    browser.see("You are signed out.")


def confirm(browser: Browser, person: Person) -> None:
    """Proves again who it is, where the page asks for it."""
    if browser.path != "/confirm":
        return
    if person.devices:
        browser.fill("Six-digit code", person.devices[0].next_code())
    else:
        browser.fill("Your password", person.password)
    browser.click("Confirm")


def name_device(browser: Browser, person: Person, name: str) -> None:
    """Goes to the page that shows the secret of a new device."""
    browser.open("/credentials/devices/new")
    confirm(browser, person)
    browser.fill("Device name", name)
    browser.click("Continue")
    assert browser.heading == f"Set up {name}", browser.text


def scan(browser: Browser, authenticator: Authenticator) -> Device:
    """Scans the QR code that is on the screen, with the programs of others and
    with ours, and compares it with the secret that the page shows as text."""
    picture = browser.picture_of(
        "QR code with the secret for the authenticator app", authenticator.folder / "screen.png"
    )
    uri = qr.read(picture, authenticator)
    device = Device(shown_secret(browser), authenticator)
    assert f"secret={device.secret}&" in uri, "the QR code and the text differ"
    device.entry = authenticator.add_image(picture)
    return device


def shown_secret(browser: Browser) -> str:
    """Opens the part of the page for apps that cannot scan, and reads it."""
    if not browser.driver.find_elements("css selector", "details[open]"):
        browser.press("Cannot scan? Show the secret key")
    return browser.text_of("#secret")


def give_pair(browser: Browser, device: Device, button: str = "Assign device") -> None:
    """Types two codes in a row."""
    first, second = device.pair()
    browser.fill("First code", first)
    browser.fill("Next code", second)
    browser.click(button)


def enrol(browser: Browser, person: Person, name: str, authenticator: Authenticator) -> Device:
    """Assigns a device, from naming it to its two codes."""
    name_device(browser, person, name)
    device = scan(browser, authenticator)
    give_pair(browser, device)
    assert browser.path in ("/credentials/devices/second", "/credentials"), browser.text
    person.devices.append(device)
    return device


def make_user(browser: Browser, root: Person, name: str, administrator: bool = False) -> Person:
    """Makes a user with a one-time password, which is what the person knows."""
    browser.open("/users/new")
    confirm(browser, root)
    browser.fill("User name", name)
    if administrator:
        browser.choose("Make this user administrator")
    browser.click("Create user")
    assert browser.heading == f"One-time password of {name}", browser.text
    return Person(name, root.account, browser.text_of("#one-time"))


def first_sign_in(browser: Browser, person: Person) -> None:
    """Signs in with a one-time password and replaces it."""
    give_password(browser, person)
    browser.at("/signin/new-password", "Choose your own password")
    person.password = new_password()
    browser.fill("New password", person.password)
    browser.fill("The same again", person.password)
    browser.click("Set password and sign in")
    assert browser.path == "/", browser.text
