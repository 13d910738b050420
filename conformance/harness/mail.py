"""A mail server on this machine, as real ones behave on good and on bad days."""

import email
import email.policy
import re
import ssl
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from .server import free_port
from .tools import tool

# The subject of the mail with a code for an address.
CONFIRM = "Confirm your address"
USER, PASSWORD = "secondkey", "a password with @ : and %"


@dataclass
class Handler:
    """Takes mail, or refuses it as a test wants."""

    messages: list[EmailMessage] = field(default_factory=list)
    arrivals: Counter = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)  # recipient: answer
    greylist: bool = False
    seen: set[str] = field(default_factory=set)
    every: int = 0  # one in so many messages is refused for now
    hang_up: int = 0  # so many times the connection is cut instead of an answer
    count: int = 0
    authenticated: int = 0
    encrypted: int = 0

    async def handle_RCPT(self, _server, session: Session, envelope: Envelope, address, _options):
        """Answers to a recipient."""
        if address in self.refused:
            return self.refused[address]
        if self.greylist and address not in self.seen:
            self.seen.add(address)
            return "450 4.2.0 Greylisted, please come back"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):
        """Answers to a message."""
        self.count += 1
        if self.every and self.count % self.every == 0:
            return "451 4.3.0 Please come back"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.arrivals[message["Message-ID"]] += 1
        self.authenticated += bool(session.authenticated)
        self.encrypted += server.transport.get_extra_info("ssl_object") is not None
        self.messages.append(message)
        if self.hang_up:
            # The message is taken, and nobody learns of it.
            self.hang_up -= 1
            server.transport.abort()
        return "250 2.0.0 Taken"


class Mailserver:
    """Is a mail server that can go away and come back at the same address."""

    def __init__(self, tls: str = "off", auth: bool = False, folder: Path | None = None):
        self.tls, self.auth = tls, auth
        self.port = free_port()
        self.handler = Handler()
        self.certificate = folder / "mail.pem" if folder else None
        if tls != "off":
            self._make_certificate(folder)
        self._controller: Controller | None = None

    def _make_certificate(self, folder: Path) -> None:
        key = folder / "mail.key"
        subprocess.run(
            [tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", str(key), "-out", str(self.certificate), "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
             "-addext", "basicConstraints=critical,CA:FALSE"],
            check=True, capture_output=True,
        )
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(self.certificate, key)

    def _authenticate(self, _server, _session, _envelope, _mechanism, data) -> AuthResult:
        right = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == right)

    @property
    def url(self) -> str:
        """Is the address for `--smtp-url`."""
        who = "secondkey:a%20password%20with%20%40%20%3A%20and%20%25@" if self.auth else ""
        scheme, query = {"off": ("smtp", "?tls=off"), "starttls": ("smtp", ""),
                         "implicit": ("smtps", "")}[self.tls]
        return f"{scheme}://{who}localhost:{self.port}{query}"

    @property
    def options(self) -> list[str]:
        """Are the options with which the service uses this server."""
        return ["--smtp-url", self.url, "--mail-from", "Acme Security <security@acme.example>"]

    def start(self) -> "Mailserver":
        """Begins to take mail."""
        options: dict = {"hostname": "localhost", "port": self.port, "ready_timeout": 30}
        if self.tls == "starttls":
            options |= {"tls_context": self._context, "require_starttls": True}
        if self.tls == "implicit":
            options |= {"ssl_context": self._context}
        if self.auth:
            options |= {"authenticator": self._authenticate, "auth_required": True,
                        "auth_require_tls": self.tls == "starttls"}
        self._controller = Controller(self.handler, **options)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Goes away."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> "Mailserver":
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    def to(self, address: str, subject: str = "") -> list[EmailMessage]:
        """Returns what has arrived for an address."""
        found = [message for message in self.handler.messages if message["To"] == address]
        return [message for message in found if subject in message["Subject"]]

    def wait_for(self, address: str, subject: str = "", patience: float = 30) -> EmailMessage:
        """Waits for a message and returns the newest one."""
        deadline = time.monotonic() + patience
        while not (found := self.to(address, subject)):
            subjects = [(message["To"], message["Subject"]) for message in self.handler.messages]
            assert time.monotonic() < deadline, f"nothing came; what did: {subjects}"
            time.sleep(0.05)
        return found[-1]


def confirm_address(client, mail: Mailserver, address: str) -> None:
    """Confirms root's address with the code that is sent there."""
    at, before = "/account/contacts/email", len(mail.to(address, CONFIRM))
    answer = client.submit(client.get(at), at, {"address": address})
    assert answer.status == 303, f"{answer.status}: {answer.page.text}"
    deadline = time.monotonic() + 30
    while len(mail.to(address, CONFIRM)) == before:
        assert time.monotonic() < deadline, "no code comes"
        time.sleep(0.05)
    fields = {"code": code_of(mail.to(address, CONFIRM)[-1])}
    answer = client.submit(client.get(f"{at}/code"), f"{at}/code", fields)
    assert answer.status == 303, f"{answer.status}: {answer.page.text}"


def text_of(message: EmailMessage) -> str:
    """Returns the text of a message."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    """Returns the HTML of a message."""
    return message.get_body(("html",)).get_content()


def code_of(message: EmailMessage) -> str:
    """Returns the code in a message that confirms a contact."""
    return re.search(r"^ {4}(\d{6})$", text_of(message), re.MULTILINE).group(1)


def link_of(message: EmailMessage) -> str:
    """Returns the one link in a message."""
    links = re.findall(r"https?://\S+", text_of(message))
    assert len(links) == 1, links
    return links[0]
