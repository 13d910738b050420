"""QR codes, read from what is on the screen by two programs that must agree."""

from pathlib import Path

from .codes import Authenticator
from .tools import done, tool


def read(picture: Path, authenticator: Authenticator) -> str:
    """Returns the one text that a picture's QR code holds."""
    options = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"]
    theirs = done(tool("zbarimg"), *options, str(picture)).splitlines()
    ours = [found["text"] for found in authenticator.ask("scan", str(picture))]
    assert len(theirs) == 1, f"zbarimg reads {len(theirs)} QR codes in {picture.name}"
    assert ours == theirs, f"zbarimg and secondkey read {picture.name} differently"
    return theirs[0]
