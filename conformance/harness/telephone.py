"""A telephone exchange that speaks what our gateways speak: Twilio's calls API, and
the signed webhook. It calls nobody; a test picks up and keys in digits."""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode
from urllib.request import Request, urlopen
from urllib.error import HTTPError
from xml.sax.saxutils import unescape

SECRET = "a secret of thirty characters"
ACCOUNT, FROM = "AC00000000000000000000000000000001", "+15005550006"
PATIENCE = 20.0


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Sends a report and returns the status and the answer."""
    try:
        with urlopen(Request(url, body, headers), timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


@dataclass
class Call:
    """Is one call that was ordered."""

    to: str
    said: str
    report_to: str
    exchange: "Exchange"
    heard: list[str] = field(default_factory=list)

    def report(self, **parameters: str) -> tuple[int, str]:
        """Reports something of this call, signed."""
        return self.exchange.report(self.report_to, parameters)

    def key_in(self, digits: str) -> str:
        """Keys in digits and returns what the voice says then."""
        status, said = self.exchange.keyed(self.report_to, digits)
        assert status == 200, f"the report was refused: {status} {said}"
        self.heard.append(said)
        return said


class Exchange:
    """Is the exchange. `out_of_order` makes it refuse every call."""

    def __init__(self, folder: Path):
        self.calls: list[Call] = []
        self.refused = 0
        self.out_of_order = False
        self.secret_file = folder / "telephone-secret"
        self.secret_file.write_text(SECRET + "\n")
        exchange = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if exchange.out_of_order:
                    exchange.refused += 1
                    return self.answer(503, b"out of order")
                call = exchange.order(self.path, self.headers, body)
                if call is None:
                    return self.answer(401, b"not signed")
                exchange.calls.append(call)
                self.answer(201, b"{}")

            def answer(self, status: int, body: bytes):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Is where calls are ordered."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Ends the exchange."""
        self._server.shutdown()
        self._server.server_close()

    def confirm(self, client, number: str) -> None:
        """Enters a number as the account's telephone, and keys in its digits."""
        at, before = "/account/contacts/phone", len(self.calls)
        answer = client.submit(client.get(at), at, {"phone": number})
        assert answer.location == f"{at}/call", f"{answer.status}: {answer.page.text}"
        call = self.ring(before + 1)
        assert call.to == number, call
        digits = re.search(r'class="digits">([0-9 ]+)<', client.get(f"{at}/call").html)[1]
        call.key_in(digits.replace(" ", ""))
        answer = client.submit(client.get(f"{at}/call"), f"{at}/use", {})
        assert answer.status == 303, f"{answer.status}: {answer.page.text}"
        self.calls.clear()

    def ring(self, number: int = 1) -> Call:
        """Waits for the call of this number, counted from the first one."""
        deadline = time.monotonic() + PATIENCE
        while len(self.calls) < number:
            assert time.monotonic() < deadline, f"{len(self.calls)} calls came, {self.refused} refused"
            time.sleep(0.02)
        return self.calls[number - 1]


class Twilio(Exchange):
    """Is the exchange as Twilio documents it."""

    @property
    def options(self) -> list[str]:
        """Are the options of a service that calls by it."""
        return [
            "--phone", "twilio", "--phone-url", self.url, "--phone-account", ACCOUNT,
            "--phone-from", FROM, "--phone-secret-file", str(self.secret_file),
        ]  # fmt: skip

    def order(self, path, headers, body) -> Call | None:
        credentials = base64.b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()
        if headers["Authorization"] != f"Basic {credentials}":
            return None
        assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json", path
        form = parse_qs(body.decode())
        script = form["Twiml"][0]
        action = unescape(re.search(r'action="([^"]+)"', script).group(1), {"&quot;": '"'})
        assert form["From"] == [FROM] and form["StatusCallback"] == [action]
        said = unescape(re.search(r"<Say>([^<]+)</Say>", script).group(1))
        return Call(form["To"][0], said, action, self)

    def report(self, url: str, parameters: dict[str, str]) -> tuple[int, str]:
        parameters = {"CallSid": "CA1", "AccountSid": ACCOUNT} | parameters
        signed = url + "".join(name + parameters[name] for name in sorted(parameters))
        tag = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha1).digest()
        headers = {
            "X-Twilio-Signature": base64.b64encode(tag).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return post(url, urlencode(parameters).encode(), headers)

    def keyed(self, url: str, digits: str) -> tuple[int, str]:
        return self.report(url, {"Digits": digits, "msg": "Gather End"})


class Webhook(Exchange):
    """Is the exchange as our documentation describes the signed webhook."""

    @property
    def options(self) -> list[str]:
        """Are the options of a service that calls by it."""
        return ["--phone", "webhook", "--phone-url", f"{self.url}/order",
                "--phone-secret-file", str(self.secret_file)]  # fmt: skip

    @staticmethod
    def sign(time_: str, text: bytes) -> str:
        tag = hmac.new(SECRET.encode(), time_.encode() + b"." + text, hashlib.sha256)
        return f"v1={tag.hexdigest()}"

    def order(self, path, headers, body) -> Call | None:
        if headers["Secondkey-Signature"] != self.sign(headers["Secondkey-Time"], body):
            return None
        order = json.loads(body)
        assert path == "/order" and order["digits"] == 6
        return Call(order["to"], order["say"], order["report_to"], self)

    def report(self, url: str, parameters: dict[str, str]) -> tuple[int, str]:
        body, now = json.dumps(parameters).encode(), str(int(time.time()))
        signature = self.sign(now, url.encode() + b"\n" + body)
        headers = {"Secondkey-Time": now, "Secondkey-Signature": signature,
                   "Content-Type": "application/json"}  # fmt: skip
        return post(url, body, headers)

    def keyed(self, url: str, digits: str) -> tuple[int, str]:
        return self.report(url, {"event": "digits", "digits": digits})
