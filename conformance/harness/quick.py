"""The same steps through plain HTTP, for what only prepares a test."""

import re
import uuid

from .client import Answer, Client
from .codes import Device
from .people import Person, new_password
from .server import Server


def client_of(server: Server) -> Client:
    """Returns a client at a place of its own."""
    return Client(server)


def open_account(
    server: Server, name: str = "Acme", email: str = ""
) -> tuple[Client, Person]:
    """Makes an account by open sign-up; its root user is signed in."""
    client = Client(server)
    email = email or f"owner-{uuid.uuid4().hex[:10]}@example.com"
    root = Person("root", "", new_password(), email=email)
    page = client.get("/sign-up")
    fields = {"name": name, "email": email, "password": root.password, "repeated": root.password}
    answer = client.submit(page, "/sign-up", fields)
    assert answer.location == "/welcome", f"{answer.status}: {answer.page.text}"
    root.account = account_of(client)
    return client, root


def account_of(client: Client) -> str:
    """Returns the number, or alias, of the account of who is signed in."""
    return client.get("/").page.elements["sign-in-address"].strip().rsplit("/", 1)[1]


def give_password(client: Client, person: Person, password: str | None = None) -> Answer:
    """Takes the first page of a sign-in and returns the answer."""
    fields = {"password": password or person.password}
    if person.is_root:
        page = client.get("/signin?as=root")
        return client.submit(page, "/signin", fields | {"email": person.email})
    page = client.get(f"/signin/{person.account}")
    return client.submit(page, "/signin", fields | {"user": person.name})


def sign_in(client: Client, person: Person, code: str | None = None) -> Answer:
    """Signs a person in and returns the last answer."""
    answer = give_password(client, person)
    if answer.location.startswith("/signin/code"):
        code = code or person.devices[0].next_code()
        answer = client.submit(client.go("/signin/code"), "/signin/code", {"code": code})
    assert answer.location == "/", f"{answer.status} {answer.location}: {answer.html[-3000:]}"
    return answer


def begin_device(client: Client, name: str) -> tuple[str, Device]:
    """Names a device; returns the address of its second page, and the device."""
    page = client.get("/credentials/devices/new")
    answer = client.submit(page, "/credentials/devices/new", {"name": name})
    assert answer.status == 303, f"{answer.status}: {answer.page.text}"
    shown = client.get(answer.location)
    return answer.location, Device(shown.page.elements["secret"].strip(), None)


def enrol(client: Client, person: Person, name: str, pair: tuple[str, str] | None = None) -> Device:
    """Assigns a device."""
    address, device = begin_device(client, name)
    first, second = pair or device.pair()
    answer = client.submit(client.get(address), address, {"code1": first, "code2": second})
    assert answer.status == 303, f"{answer.status}: {answer.page.text}"
    person.devices.append(device)
    return device


def make_user(client: Client, root: Person, name: str, administrator: bool = False) -> Person:
    """Makes a user who has replaced the one-time password, and is signed out again."""
    person = invite(client, root, name, administrator)
    own = Client(client.server)
    answer = give_password(own, person)
    assert answer.location.startswith("/signin/new-password"), f"{answer.status} {answer.location}"
    person.password = new_password()
    fields = {"password": person.password, "repeated": person.password}
    page = own.get("/signin/new-password")
    answer = own.submit(page, "/signin/new-password", fields)
    assert answer.location == "/", f"{answer.status}: {answer.page.text}"
    own.submit(own.get("/"), "/signout", {})
    return person


def invite(client: Client, root: Person, name: str, administrator: bool = False) -> Person:
    """Makes a user with a one-time password, which is what the person knows."""
    fields = client.get("/users/new").form("/users/new").fields | {"name": name}
    if administrator:
        fields["administrator"] = "on"
    answer = client.post("/users/new", fields)
    assert answer.status == 200, f"{answer.status}: {answer.page.text}"
    return Person(name, root.account, answer.page.elements["one-time"].strip())


def make_codes(client: Client) -> list[str]:
    """Makes a set of recovery codes and puts it into force."""
    address = "/credentials/recovery-codes"
    shown = client.submit(client.get(address), address, {})
    codes = re.findall(r"<code>([0-9A-Z-]{34})</code>", shown.html)
    assert len(codes) == 10, f"{shown.status}: {shown.page.text}"
    confirm = f"{address}/confirm"
    answer = client.submit(client.get(confirm), confirm, {"recovery_code": codes[0]})
    assert answer.status == 303, f"{answer.status}: {answer.page.text}"
    return codes


def sign_in_by_code(client: Client, person: Person, code: str) -> Answer:
    """Signs a person in with a recovery code and returns the last answer."""
    assert give_password(client, person).location.startswith("/signin/code")
    address = "/signin/recovery-code"
    return client.submit(client.get(address), address, {"recovery_code": code})
