"""A real mail server on loopback, and reading what it got."""

import email
import email.policy
import re
import time
from dataclasses import dataclass

from aiosmtpd.controller import Controller

from .server import free_port

PATIENCE = 20.0


@dataclass
class Letter:
    """Is one mail, as it came to one recipient."""

    to: str
    subject: str
    text: str

    def link(self, path: str) -> str:
        """Returns the address of the link that begins with a path."""
        found = re.search(rf"https?://\S+{re.escape(path)}\S+", self.text)
        assert found, f"no link to {path} in:\n{self.text}"
        return found.group()


class Mailbox:
    """Is the mail server of everybody."""

    def __init__(self):
        self.letters: list[Letter] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()

    async def handle_DATA(self, _server, _session, envelope):
        """Takes a mail (called by the server)."""
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = message.get_body(("plain",)).get_content()
        for to in envelope.rcpt_tos:
            self.letters.append(Letter(to, str(message["Subject"]), text))
        return "250 taken"

    @property
    def options(self) -> list[str]:
        """Are the options of a service that mails by it."""
        return ["--smtp-url", f"smtp://127.0.0.1:{self._controller.port}?tls=off",
                "--mail-from", "security@id.example"]  # fmt: skip

    def close(self) -> None:
        """Ends the server."""
        self._controller.stop()

    def wait_for(self, to: str, subject: str, number: int = 1) -> Letter:
        """Waits for a mail whose subject contains a text: the first, second, ..."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = [one for one in list(self.letters) if one.to == to and subject in one.subject]
            if len(found) >= number:
                return found[number - 1]
            seen = [(one.to, one.subject) for one in self.letters]
            assert time.monotonic() < deadline, f"no {number} × “{subject}” to {to}: {seen}"
            time.sleep(0.02)
