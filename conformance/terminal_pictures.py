"""Makes the pictures of the terminal that docs/authenticator.md and README.md show: real
windows, as tmux has them, drawn by Chromium in the colours of a common palette:

    cargo build --workspace --bins
    conformance/.venv/bin/python conformance/terminal_pictures.py
"""

import base64
import html
import os
import re
from pathlib import Path

from harness.browser import Browser
from harness.codes import Authenticator, Clock
from harness.terminal import Terminal
from harness.tools import program

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images" / "terminal"
PASSPHRASE = "correct horse battery staple"

PALETTE = (
    "#14181d #e0434b #8cc265 #d9a343 #4aa5f0 #c162de #42b3c2 #c9ced6 "
    "#7a828c #f06b72 #a5e075 #f0c674 #6fb8ff #d98ef5 #5fd3e0 #ffffff"
).split()
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #14181d; }}
pre {{ margin: 14px; width: {columns}ch; color: #c9ced6; font: 16px/18px "DejaVu Sans Mono", monospace; }}
</style><pre>{screen}</pre>"""
SGR = re.compile(r"\x1b\[([\d;:]*)m")


class Style:
    """Is how the letters look from here on."""

    def __init__(self):
        self.reset()

    def reset(self) -> None:
        self.ink = self.paper = None
        self.bold = self.faint = self.turned = False

    def take(self, sequence: str) -> None:
        """Follows one sequence of a terminal."""
        numbers = [int(number or 0) for number in re.split("[;:]", sequence)]
        while numbers:
            number = numbers.pop(0)
            if number == 0:
                self.reset()
            elif number in (1, 2, 7):
                setattr(self, {1: "bold", 2: "faint", 7: "turned"}[number], True)
            elif number in (22, 27):
                self.bold, self.faint, self.turned = self.bold and number == 27, False, self.turned and number == 22
            elif 30 <= number <= 37 or 90 <= number <= 97:
                self.ink = PALETTE[number - 30 if number < 90 else number - 82]
            elif 40 <= number <= 47 or 100 <= number <= 107:
                self.paper = PALETTE[number - 40 if number < 100 else number - 92]
            elif number in (38, 48):
                colour = self.colour(numbers)
                self.ink, self.paper = (colour, self.paper) if number == 38 else (self.ink, colour)
            elif number in (39, 49):
                self.ink, self.paper = (None, self.paper) if number == 39 else (self.ink, None)

    @staticmethod
    def colour(numbers: list[int]) -> str:
        """Reads a colour of the large palette, or one of 16 million."""
        if numbers.pop(0) == 2:
            return "#{:02x}{:02x}{:02x}".format(*(numbers.pop(0) for _ in range(3)))
        index = numbers.pop(0)
        if index < 16:
            return PALETTE[index]
        if index >= 232:
            return "#" + f"{8 + 10 * (index - 232):02x}" * 3
        levels = [0, 95, 135, 175, 215, 255]
        index -= 16
        return "#{:02x}{:02x}{:02x}".format(levels[index // 36], levels[index // 6 % 6], levels[index % 6])

    def css(self) -> str:
        """Says it for a page."""
        ink, paper = self.ink or "#c9ced6", self.paper or "transparent"
        if self.turned:
            ink, paper = self.paper or "#14181d", self.ink or "#c9ced6"
        weight = "bold" if self.bold else "normal"
        return f"color:{ink};background:{paper};font-weight:{weight};opacity:{0.65 if self.faint else 1}"


def page(screen: str, columns: int) -> str:
    """Draws a screen as a page."""
    style, spans = Style(), []
    for index, part in enumerate(SGR.split(screen)):
        if index % 2:
            style.take(part)
        elif part:
            spans.append(f'<span style="{style.css()}">{html.escape(part)}</span>')
    return PAGE.format(columns=columns, screen="".join(spans))


class Studio:
    """Has the vault, the window and the browser that draws it."""

    def __init__(self):
        self.vault = Authenticator()
        self.browser = Browser()
        self.terminal: Terminal | None = None
        for name, label in ENTRIES.items():
            uri = f"otpauth://totp/{label}?secret={secret()}&issuer={label.partition(':')[0]}"
            self.vault.ask("add", "--uri-stdin", "--name", name, given=uri + "\n")

    def open(self, columns: int, lines: int, **variables: str) -> Terminal:
        """Opens another window."""
        if self.terminal:
            self.terminal.close()
        path = f"{Path(program('secondkey')).parent}:/usr/bin:/bin"
        self.terminal = Terminal(
            self.vault.folder, columns, lines, SECONDKEY_VAULT="vault.age", PATH=path,
            XDG_RUNTIME_DIR=str(self.vault.folder), **variables,
        )  # fmt: skip
        return self.terminal

    def keep(self, name: str) -> None:
        """Keeps what stands in the window."""
        screen = self.terminal.screen(colours=True).rstrip("\n").replace("ready>", "$")
        text = page(screen, int(self.terminal.tells("window_width")))
        address = base64.b64encode(text.encode()).decode()
        self.browser.driver.get(f"data:text/html;base64,{address}")
        box = self.browser.driver.execute_script(
            "const box = document.querySelector('pre').getBoundingClientRect();"
            "return [Math.ceil(box.width) + 28, Math.ceil(box.height) + 28]"
        )
        self.browser.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": box[0], "height": box[1], "deviceScaleFactor": 1, "mobile": False},
        )
        assert self.browser.driver.save_screenshot(str(IMAGES / f"{name}.png"))

    def close(self) -> None:
        """Puts everything away."""
        if self.terminal:
            self.terminal.close()
        self.browser.quit()


def secret() -> str:
    """Returns a secret that nothing else has."""
    return base64.b32encode(os.urandom(20)).decode()


ENTRIES = {
    "aws-root": "Amazon%20Web%20Services:root-account-mfa-device@123456789012",
    "aws-alice": "Amazon%20Web%20Services:alice@acme",
    "hub": "GitHub:alice@example.com",
    "mail": "Mail:alice@example.com",
    "vpn": "VPN:alice",
}


def commands(studio: Studio) -> None:
    """The commands of all day."""
    terminal = studio.open(84, 20)
    terminal.run("secondkey agent start --recovery-key-file recovery-key")
    terminal.see("The agent runs")
    terminal.run("clear")
    Clock.settle(20)
    for command in ("secondkey list", "secondkey code root", "secondkey code hub --pair"):
        terminal.run(command)
        terminal.see(command)
        terminal.wait_for_shell()
    studio.keep("commands")
    terminal.run("secondkey agent stop")


NOTE = ["recovery codes", "4f1c-88ad  9b02-cc31", "77e0-1d5a  0a6b-f2c9"]


def interface(studio: Studio) -> None:
    """The terminal interface: the list, an entry, its QR code, locked, small."""
    terminal = studio.open(80, 24)
    terminal.run("secondkey tui")
    terminal.see("Passphrase:")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.see("type to search")
    terminal.press("Down")
    terminal.see("root-account-mfa-device@123456789012")
    Clock.settle(20)
    studio.keep("list")
    terminal.type("hub")
    terminal.see("1 of 5")
    terminal.press("Tab")
    terminal.see("Service")
    terminal.type("e")
    terminal.see("Edit hub")
    terminal.press("Tab")
    terminal.type("Work")
    terminal.press("Tab", "Tab")
    for line in NOTE:
        terminal.type(line)
        terminal.press("Enter")
    terminal.press("C-s")
    terminal.see("saved")
    terminal.type("v")
    terminal.see(NOTE[-1])
    Clock.settle(20)
    studio.keep("entry")
    terminal.resize(80, 30)
    terminal.type("r")
    terminal.see("\u2588 \u2584\u2584\u2584\u2584\u2584 \u2588")
    studio.keep("qr")
    terminal.press("Escape")
    terminal.see("Account")
    terminal.press("C-l")
    terminal.resize(80, 24)
    terminal.see("Passphrase")
    studio.keep("locked")
    small = studio.open(40, 12, NO_COLOR="1")
    small.run("secondkey tui")
    small.see("Passphrase:")
    small.type(PASSPHRASE)
    small.press("Enter")
    small.see("ROOT")
    Clock.settle(20)
    studio.keep("small")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    studio = Studio()
    try:
        commands(studio)
        interface(studio)
    finally:
        studio.close()


if __name__ == "__main__":
    main()
