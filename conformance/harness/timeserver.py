"""A time server on loopback (SNTP, RFC 4330) that tells the true time, and a program whose
own clock is wrong (`faketime`)."""

import socket
import struct
import threading
import time
from pathlib import Path

from .tools import tool

# Seconds from 1900 to 1970.
TO_UNIX = 2_208_988_800


class TimeServer(threading.Thread):
    """Answers whoever asks, until it is closed."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.start()

    def run(self) -> None:
        """Answers each question with the time of now."""
        while True:
            try:
                question, whose = self.socket.recvfrom(512)
            except OSError:
                return
            now = time.time() + TO_UNIX
            stamp = struct.pack(">II", int(now), int(now % 1 * 2**32))
            answer = bytes([0o44, 2]) + bytes(22) + question[40:48] + stamp + stamp
            self.socket.sendto(answer, whose)

    def close(self) -> None:
        """Answers nobody any more."""
        self.socket.close()


def drifted(seconds: int) -> dict[str, str]:
    """Returns the variables that make a program's clock wrong by so many seconds."""
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    assert tool("faketime")
    return {
        "LD_PRELOAD": str(library), "FAKETIME": f"{seconds:+d}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
