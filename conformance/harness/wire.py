"""Bytes on the wire: requests that no browser would send, and clients that send
them too slowly."""

import http.client
import io
import socket
import time
from urllib.parse import unquote, urljoin, urlsplit

from .client import Answer, Client
from .server import Server


def connect(server: Server, timeout: float = 20) -> socket.socket:
    """Opens a connection and sends nothing."""
    return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)


def head(server: Server, method: str, path: str, *lines: str, host: str | None = None) -> bytes:
    """Writes the head of a request, ended by an empty line."""
    host = host or f"127.0.0.1:{server.port}"
    text = "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host}", *lines, "", ""])
    return text.encode("utf-8", "surrogateescape")


class _Replay(io.BytesIO):
    """Hands bytes to a reader of answers as if they came from a socket."""

    def makefile(self, *_, **__):
        return self


def received(connection: socket.socket) -> bytes:
    """Reads until the service ends the connection."""
    got = b""
    try:
        while piece := connection.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return got


def parse(got: bytes, address: str = "") -> Answer:
    """Reads the first answer in what was received."""
    response = http.client.HTTPResponse(_Replay(got))
    response.begin()
    return Answer(response.status, response.headers, response.read(), address)


def raw(server: Server, *pieces: bytes, end: bool = False, timeout: float = 20) -> Answer:
    """Sends bytes as they are and reads the answer; with `end`, having said that
    nothing follows."""
    with connect(server, timeout) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            if end:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return parse(received(connection))


def dribble(connection: socket.socket, data: bytes, every: float, until: float) -> bytes:
    """Sends a byte every so many seconds until the service has enough, and
    returns what it said in the end."""
    connection.settimeout(every)
    got = b""
    for place in range(len(data)):
        try:
            connection.sendall(data[place : place + 1])
            piece = connection.recv(65536)
        except TimeoutError:
            if time.monotonic() > until:
                raise AssertionError("the service is patient without end") from None
            continue
        except (BrokenPipeError, ConnectionResetError):
            return got
        if not piece:
            return got
        got += piece
    return got


def resolve(page: str, link: str) -> str:
    """Returns where a browser goes from a page by a link: `.` and `..` are
    resolved, also when they are written as `%2e`."""
    whole = urlsplit(link)
    steps = [unquote(step) if unquote(step) in (".", "..") else step for step in whole.path.split("/")]
    there = urlsplit(urljoin(page, whole._replace(path="/".join(steps)).geturl()))
    return there.path + (f"?{there.query}" if there.query else "")


def token_of(client: Client, page: str) -> str:
    """Returns the form token of the first form of a page."""
    answer = client.go(page)
    tokens = [form.fields["form_token"] for form in answer.page.forms if "form_token" in form.fields]
    assert tokens, f"no form on {page}: {answer.status} {answer.page.text}"
    return tokens[0]


def twin(client: Client) -> Client:
    """Returns the same browser once more: with its cookies as they are now."""
    other = Client(client.server, client.place)
    other.cookies = dict(client.cookies)
    return other
