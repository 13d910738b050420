"""The terminal interface, in a real terminal: typed to, read, resized, killed."""

import re
import shutil
import time
from pathlib import Path

import pytest

from harness.codes import Authenticator, Clock, oathtool
from harness.terminal import COLOUR, Terminal
from harness.tools import environment, program, run, done, tool

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
PASSPHRASE = "correct horse battery staple"
ROOT = "otpauth://totp/Amazon%20Web%20Services:root-account-mfa-device@123456789012?secret=" + SECRET


@pytest.fixture
def vault(authenticators) -> Authenticator:
    """A vault with three entries, one of them a root user's."""
    vault = authenticators()
    vault.add_uri(ROOT)
    vault.add_secret("JBSWY3DPEHPK3PXP", "hub")
    vault.add_secret("MZXW6YTBOI======", "bank")
    return vault


@pytest.fixture
def terminals():
    """Opens windows and closes them in the end."""
    opened = []

    def open_one(vault, **more) -> Terminal:
        opened.append(Terminal(vault.folder, SECONDKEY_VAULT="vault.age", **more))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def draw(authenticators):
    """Draws QR codes, as another machine shows them."""

    def picture(uri: str, folder: Path) -> str:
        other = authenticators()
        path = folder / "code.png"
        assert other.run("show-qr", other.add_uri(uri), "--output", str(path)).returncode == 0
        return str(path)

    return picture


def start(terminal: Terminal, *options: str) -> Terminal:
    """Starts the interface with the passphrase, typed as people do."""
    terminal.run(" ".join([program("secondkey"), "tui", *options]))
    terminal.see("Passphrase:")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.see("type to search")
    return terminal


def test_search_shows_the_code_that_oathtool_computes_and_root_stands_out(vault, terminals):
    terminal = start(terminals(vault))
    terminal.not_see(PASSPHRASE)
    terminal.type("amaz")
    terminal.see("1 of 3", "ROOT", "root-account-mfa-device@123456789012")
    step = Clock.settle(4)
    code, following = (oathtool(SECRET, number) for number in (step, step + 1))
    grouped = [f"{one[:3]} {one[3:]}" for one in (code, following)]
    terminal.see(grouped[0], f"next {grouped[1]}")
    # The row of a root user is marked by a colour as well as by the word.
    assert re.search(r"\x1b\[48;5;1m ROOT", terminal.screen(colours=True))
    terminal.press("Escape")
    terminal.see("type to search", "hub", "bank")
    terminal.press("C-q")
    terminal.restored()


def test_without_colour_there_is_none_and_the_word_root_stays(vault, terminals):
    terminal = start(terminals(vault, NO_COLOR="1"))
    screen = terminal.screen(colours=True)
    assert not COLOUR.search(screen), screen
    terminal.see("ROOT")


def test_it_fits_any_window_while_it_runs(vault, terminals):
    terminal = start(terminals(vault))
    terminal.type("hub")
    for columns, lines in [(40, 12), (120, 40), (22, 6), (80, 24)]:
        terminal.resize(columns, lines)
        terminal.see("hub")
    terminal.see("Enter copy", "^Q quit")


def test_adding_by_picture_editing_and_removing_is_in_the_vault(vault, terminals, draw, tmp_path):
    code = draw("otpauth://totp/Acme:carol?secret=JBSWY3DPEHPK3PXQ&issuer=Acme", tmp_path)
    terminal = start(terminals(vault))
    terminal.press("C-n")
    terminal.see("New entry from", "Picture file")
    terminal.type("1")
    terminal.see("From a picture file")
    terminal.type(str(tmp_path / "missing.png"))
    terminal.press("Enter")
    terminal.see("cannot read")
    terminal.press("C-u")
    terminal.type(code)
    terminal.press("Enter")
    terminal.see("New entry: Acme:carol")
    terminal.press("C-s")
    terminal.see("added", "Acme:carol", "Codes")
    assert "Acme:carol" in vault.names()

    terminal.type("e")
    terminal.see("Edit Acme:carol")
    terminal.press("C-u")
    terminal.type("carol")
    terminal.press("Tab")
    terminal.type("Work, Cloud")
    terminal.press("Tab", "Tab")
    terminal.type("code 1111")
    terminal.press("Enter")
    terminal.type("code 2222")
    terminal.press("C-s")
    terminal.see("saved", "2 lines, hidden")
    terminal.not_see("1111")
    terminal.type("v")
    terminal.see("code 1111", "code 2222")
    entry = next(entry for entry in vault.ask("list") if entry["name"] == "carol")
    assert entry["groups"] == ["Work", "Cloud"]
    assert b"1111" not in (vault.folder / "vault.age").read_bytes()

    terminal.type("x")
    terminal.see("Remove carol")
    terminal.type("carol")
    terminal.press("Enter")
    terminal.see("removed carol")
    assert "carol" not in vault.names()


def test_what_another_process_adds_appears_by_itself(vault, terminals):
    terminal = start(terminals(vault))
    vault.add_secret("JBSWY3DPEHPK3PXR", "late")
    terminal.see("late")


def test_idle_time_locks_and_the_passphrase_opens_again(vault, terminals):
    terminal = start(terminals(vault), "--lock-after", "3")
    terminal.type("hub")
    terminal.see("The vault is locked.")
    terminal.not_see("hub", "bank", "ROOT", "Amazon")
    terminal.type("wrong horse")
    terminal.press("Enter")
    terminal.see("wrong passphrase")
    terminal.not_see("wrong horse")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.see("hub", "bank", "type to search")


def test_a_fault_gives_the_terminal_back_and_shows_no_secret(vault, terminals):
    terminal = start(terminals(vault, SECONDKEY_BREAK_DOWN="1"))
    terminal.type("x")
    screen = terminal.see("ready>", "a test wanted a fault")
    assert SECRET not in screen
    terminal.restored()


@pytest.mark.parametrize("signal", ["TERM", "HUP", "INT"])
def test_a_signal_gives_the_terminal_back(vault, terminals, signal):
    terminal = start(terminals(vault))
    shell = terminal.tells("pane_pid")
    child = done("pgrep", "-P", shell).split()[0]
    done("kill", f"-{signal}", child)
    terminal.restored()
    terminal.not_see("hub", "bank")


def test_it_ends_with_its_terminal(vault, terminals):
    terminal = start(terminals(vault))
    child = Path("/proc") / done("pgrep", "-P", terminal.tells("pane_pid")).split()[0]
    terminal.close()
    end = time.monotonic() + 20
    while child.exists():
        assert time.monotonic() < end, "it runs on without a terminal"
        time.sleep(0.2)


def test_the_qr_code_on_the_screen_is_scanned_by_zbarimg(vault, terminals, tmp_path):
    terminal = start(terminals(vault))
    terminal.type("hub")
    terminal.press("C-r")
    time.sleep(0.5)
    picture = tmp_path / "screen.pbm"
    halves = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0)}
    rows = []
    for line in terminal.screen().splitlines():
        cells = [halves.get(cell, (1, 1)) for cell in line.ljust(80)]
        for half in (0, 1):
            rows += [" ".join(str(cell[half]) for cell in cells for _ in range(4))] * 4
    picture.write_text(f"P1\n320 {len(rows)}\n" + "\n".join(rows) + "\n")
    text = done(tool("zbarimg"), "--quiet", "--raw", str(picture)).strip()
    assert "secret=JBSWY3DPEHPK3PXP" in text


def test_line_by_line_there_are_only_lines(vault, draw, tmp_path):
    code = draw("otpauth://totp/Acme:dave?secret=JBSWY3DPEHPK3PXS&issuer=Acme", tmp_path)
    step = Clock.settle(6)
    told = [
        "hub", "/open root", "/add", "1", code, "", "Work", "", "one", "two", "",
        "/note dave", "/group work", "/edit dave", "david", "", "", "-", "/open david", "nobody",
        "/remove david", "david", "/list", "/quit",
    ]  # fmt: skip
    ended = vault.run("tui", "--linear", given="\n".join(told) + "\n")
    assert ended.returncode == 0, ended.stderr
    assert "\x1b" not in ended.stdout + ended.stderr
    code = oathtool("JBSWY3DPEHPK3PXP", step)
    assert f"hub: {' '.join(code)}. " in ended.stdout, ended.stdout
    assert "ROOT USER. Amazon Web Services:root-account" in ended.stdout
    for words in ["added", "one\ntwo", "1. Acme:dave, Acme, dave", "saved", "No entry fits.", "removed david"]:
        assert words in ended.stdout, ended.stdout
    assert vault.names() == ["Amazon Web Services:root-account-mfa-device@123456789012", "hub", "bank"]


def test_line_by_line_idle_time_locks_too(vault, terminals):
    terminal = terminals(vault)
    terminal.run(f"{program('secondkey')} tui --linear --lock-after 2")
    terminal.see("Passphrase:")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.see("3 entries.", "The vault is locked.")
    terminal.press("Enter")
    terminal.see("locked. Press Enter to open it again.\n", "Passphrase")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.see("The vault is open.")


def test_it_says_what_it_needs(vault):
    ended = vault.run("tui")
    assert ended.returncode == 2 and "--linear" in ended.stderr
    ended = vault.run("tui", "--json", "--linear")
    assert ended.returncode == 2
    assert shutil.which("tmux") and run(program("secondkey"), "tui", "--help", env=environment()).returncode == 0
