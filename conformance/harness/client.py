"""A plain HTTP client: what a program, or an attacker, sends. Forms are read from
the pages and sent back as a browser without script would."""

import http.client
import itertools
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urlsplit

from .server import Server

FORM = "application/x-www-form-urlencoded"


@dataclass
class Form:
    """Is one form of a page, with what its fields hold."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """Reads forms, links, headings and the text of a page."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text = ""
        self.heading = ""
        self.elements: dict[str, str] = {}
        self._inside: list[tuple[str, str | None]] = []
        self.feed(html)
        self.text = " ".join(self.text.split())
        self.heading = " ".join(self.heading.split())

    VOID = {"input", "meta", "link", "br", "img", "hr"}

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "form":
            self.forms.append(Form(at.get("method", "get"), at.get("action", "")))
        elif tag == "input" and self.forms and "name" in at:
            unticked = at.get("type") in ("radio", "checkbox") and "checked" not in at
            if not unticked:
                self.forms[-1].fields[at["name"]] = at.get("value", "on")
        elif tag == "a" and at.get("href"):
            self.links.append(at["href"])
        if tag not in self.VOID:
            self._inside.append((tag, at.get("id")))

    def handle_startendtag(self, tag, attributes):
        depth = len(self._inside)
        self.handle_starttag(tag, attributes)
        del self._inside[depth:]

    def handle_endtag(self, tag):
        if any(open_tag == tag for open_tag, _ in self._inside):
            while self._inside.pop()[0] != tag:
                pass

    def handle_data(self, data):
        tags = [tag for tag, _ in self._inside]
        if "script" in tags or "style" in tags:
            return
        self.text += f" {data}"
        if "h1" in tags:
            self.heading += data
        for _, identifier in self._inside:
            if identifier:
                self.elements[identifier] = self.elements.get(identifier, "") + data


@dataclass
class Answer:
    """Is what came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    address: str

    @property
    def html(self) -> str:
        """Is the body as text."""
        return self.body.decode()

    @property
    def page(self) -> Page:
        """Is the body as a page."""
        return Page(self.html)

    @property
    def location(self) -> str:
        """Is where a redirect leads, as it stands in the header."""
        return self.headers.get("Location", "")

    def form(self, action: str) -> Form:
        """Returns the form that goes to this address, with whatever query."""
        found = [form for form in self.page.forms if action in (form.action, form.action.partition("?")[0])]
        assert len(found) == 1, f"{len(found)} forms to {action} on {self.address}: {self.page.text}"
        return found[0]


_places = itertools.count(1)


class Client:
    """Is one client with its cookies, at a network address of its own: services
    under test trust the loopback address as a proxy, so that limits for one place
    hold within one client only."""

    def __init__(self, server: Server, place: str | None = None):
        self.server = server
        number = next(_places)
        self.place = place or f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.cookies: dict[str, str] = {}

    def send(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        cookies: dict[str, str] | None = None,
        timeout: float = 30,
    ) -> Answer:
        """Sends one request and takes the cookies that come back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=timeout)
        given = {"Host": f"127.0.0.1:{self.server.port}", "X-Forwarded-For": self.place}
        cookies = self.cookies if cookies is None else cookies
        if cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        given |= headers or {}
        given = {name: value for name, value in given.items() if value is not None}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            body = body.encode() if isinstance(body, str) else body
            if body is not None and "Transfer-Encoding" not in given:
                given.setdefault("Content-Length", str(len(body)))
            for name, value in given.items():
                connection.putheader(name, value)
            connection.endheaders()
            if body is not None:
                try:
                    connection.send(body)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # Refused before all was sent; the answer says how.
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read(), path)
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = header.partition("=")
            value = rest.partition(";")[0]
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def get(self, path: str, **options) -> Answer:
        """Asks for a page."""
        return self.send("GET", path, **options)

    def post(self, path: str, fields: dict[str, str] | list, **options) -> Answer:
        """Sends a form."""
        headers = {"Content-Type": FORM} | options.pop("headers", {})
        return self.send("POST", path, urlencode(fields), headers=headers, **options)

    def follow(self, answer: Answer) -> Answer:
        """Follows redirects within the service."""
        for _ in range(10):
            if answer.status not in (302, 303, 307):
                return answer
            parts = urlsplit(answer.location)
            assert not parts.netloc, f"sent on to another place: {answer.location}"
            answer = self.get(answer.location)
        raise AssertionError(f"redirects without end at {answer.address}")

    def go(self, path: str) -> Answer:
        """Asks for a page and follows where it leads."""
        return self.follow(self.get(path))

    def submit(self, page: Answer, action: str, fields: dict[str, str], **options) -> Answer:
        """Fills in the form of a page that goes to an address, and sends it."""
        form = page.form(action)
        unknown = fields.keys() - form.fields.keys()
        # Unticked choices have no field of their own.
        assert unknown <= {"console", "administrator"}, f"no fields {unknown}"
        return self.post(action, form.fields | fields, **options)


def device_path(serial: str, page: str) -> str:
    """Returns the address of a page about a device."""
    return f"/credentials/devices/{quote(serial, safe='')}/{page}"
