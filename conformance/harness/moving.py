"""A phone of another maker: it moves its codes by the transfer QR codes that phones use,
written and read here a second time (protocol buffers by hand, `qrencode`, `zbarimg`)."""

import base64
import os
import urllib.parse
from pathlib import Path

from .codes import oathtool
from .tools import done, tool

# As many as a phone puts into one code.
AT_ONCE = 10


class Phone:
    """Has entries, each a pair of label and secret in base32."""

    def __init__(self, entries: dict[str, str] | None = None):
        self.entries = dict(entries or {})

    def code(self, label: str, step: int) -> str:
        """Returns the code of an entry."""
        return oathtool(self.entries[label], step)

    def show(self, folder: Path) -> list[Path]:
        """Shows all entries as transfer codes; returns pictures of its screen."""
        labels = list(self.entries)
        parts = [labels[at : at + AT_ONCE] for at in range(0, len(labels), AT_ONCE)]
        batch = int.from_bytes(os.urandom(3), "big")
        pictures = []
        for index, part in enumerate(parts):
            message = b"".join(field(1, self._entry(label)) for label in part)
            message += field(2, 1) + field(3, len(parts)) + field(4, index) + field(5, batch)
            data = urllib.parse.quote(base64.b64encode(message).decode(), safe="")
            pictures.append(folder / f"screen-{index}.png")
            link = f"otpauth-migration://offline?data={data}"
            done(tool("qrencode"), "-l", "L", "-s", "6", "-o", pictures[-1], given=link)
        return pictures

    def _entry(self, label: str) -> bytes:
        issuer, _, account = label.partition(":")
        secret = self.entries[label]
        raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
        entry = field(1, raw) + field(2, account.encode()) + field(3, issuer.encode())
        return entry + field(4, 1) + field(5, 1) + field(6, 2)

    def scan(self, picture: Path) -> None:
        """Takes the entries of a transfer code."""
        link = done(tool("zbarimg"), "--quiet", "--raw", picture).strip()
        data = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["data"][0]
        for number, entry in fields(base64.b64decode(data)):
            if number == 1:
                told = dict(fields(entry))
                issuer, account = told[3].decode(), told[2].decode()
                label = f"{issuer}:{account.removeprefix(issuer + ':')}"
                # SHA-1, six digits, by time: what the entries of this phone are.
                assert (told[4], told[5], told[6]) == (1, 1, 2), told
                self.entries[label] = base64.b32encode(told[1]).decode().rstrip("=")


def photographed(picture: Path, to: Path) -> Path:
    """Takes a photograph of a screen: askew, a little blurred, not very bright, as JPEG."""
    look = "pad=iw+200:ih+200:100:100:gray,rotate=0.12:ow=rotw(0.12):oh=roth(0.12):c=0x505050"
    filters = f"{look},gblur=sigma=0.8,eq=contrast=0.7:brightness=-0.05,noise=alls=6"
    done(tool("ffmpeg"), "-v", "error", "-y", "-i", picture, "-vf", filters, "-q:v", "4", to)
    return to


def varint(number: int) -> bytes:
    """Writes a number as protocol buffers do."""
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number: int, value: int | bytes) -> bytes:
    """Writes a field: a number, or bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(message: bytes):
    """Reads the fields of a message."""
    at = 0

    def number() -> int:
        nonlocal at
        read = shift = 0
        while True:
            byte = message[at]
            at += 1
            read |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return read

    while at < len(message):
        key = number()
        if key & 7 == 2:
            length = number()
            yield key >> 3, message[at : at + length]
            at += length
        else:
            yield key >> 3, number()
