"""What README.md tells a newcomer to type, typed as it stands there: from the first start
to a root user who signs in with a second factor, and from an empty account to a session
with MFA by the aws command line. A command that stands there and is not known here, or is
known here and not told there any more, is a fault."""

import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from harness.codes import STEP, Clock
from harness.people import Person, give_password, new_password, shown_secret
from harness.programs import AWS
from harness.server import PATIENCE, Server, free_port
from harness.terminal import Terminal
from harness.tools import HERE, environment, program

REPOSITORY = HERE.parent
README = (REPOSITORY / "README.md").read_text()
PASSPHRASE = "correct horse battery staple"
CODES = re.compile(r"\b(\d{3}) (\d{3})   then   (\d{3}) (\d{3})\b")

START = "cargo run --release --bin secondkeyd"
# What is too large to be typed here, and what of it is looked at instead.
LARGE = {
    START: "crates/server/Cargo.toml",
    "./test": "test",
    "cargo build --release --bins && cargo run --release -p bench -- all": "bench/Cargo.toml",
    "cargo install --locked --path crates/authenticator": "crates/authenticator/Cargo.toml",
}
INIT = "secondkey init"
ADD = "secondkey add --name acme-root"
PAIR = "secondkey code acme-root --pair"
ACCOUNT = (
    "target/release/secondkeyd account create --email me@example.com --name Harbour "
    "--with-access-key --json"
)
USER = "aws iam create-user --user-name alice"
KEY = "aws iam create-access-key --user-name alice"
DEVICE = (
    "aws iam create-virtual-mfa-device --virtual-mfa-device-name alice-laptop "
    "--bootstrap-method QRCodePNG --outfile alice.png"
)
SCAN = "secondkey add --name alice --image alice.png && secondkey code alice --pair"
ENABLE = (
    "aws iam enable-mfa-device --user-name alice --serial-number arn:aws:iam::ACCOUNT:mfa/alice-laptop "
    "--authentication-code1 ... --authentication-code2 ..."
)
SESSION = (
    "aws sts get-session-token --serial-number arn:aws:iam::ACCOUNT:mfa/alice-laptop --token-code ..."
)
LIST = "secondkey list"
WHICH = "secondkey which 378987"
REPORT = "secondkey report crates/access-graph/tests/data/phone-and-laptop.json"


def told() -> dict[str, str]:
    """Returns the commands of all blocks for a console, each with what is shown below it."""
    found: dict[str, str] = {}
    for block in re.findall(r"^ *```console\n(.*?)^ *```", README, re.DOTALL | re.MULTILINE):
        lines = block.replace("\\\n", " ").splitlines()
        indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
        command = ""
        for line in (line[indent:] for line in lines):
            if line.startswith("$ "):
                command = " ".join(line[2:].partition("  #")[0].split())
                assert command not in found, f"it is told twice: {command}"
                found[command] = ""
            else:
                assert command, f"a block that begins without a command: {line}"
                found[command] += line + "\n"
    return found


def test_every_command_is_known_here():
    known = {*LARGE, INIT, ADD, PAIR, ACCOUNT, USER, KEY, DEVICE, SCAN, ENABLE, SESSION}
    assert set(told()) == known | {LIST, WHICH, REPORT}


def test_what_is_built_and_run_is_there():
    for path in LARGE.values():
        assert (REPOSITORY / path).is_file(), path
    assert os.access(REPOSITORY / "test", os.X_OK)
    names = {path: (REPOSITORY / path).read_text() for path in LARGE.values()}
    assert 'name = "secondkeyd"' in names["crates/server/Cargo.toml"]
    assert 'name = "bench"' in names["bench/Cargo.toml"]
    assert (REPOSITORY / "crates" / "authenticator" / "src" / "bin" / "secondkey.rs").is_file()


class Newcomer:
    """Is somebody with a clone, two terminals and a browser."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.server = Server(folder=folder / "secondkey-data")
        self.server.port = free_port()
        self.listen = f"127.0.0.1:{self.server.port}"
        self.printed = folder / "printed"
        with self.printed.open("wb") as printed:
            self.service = subprocess.Popen(
                [program("secondkeyd")], cwd=folder, stdin=subprocess.DEVNULL, stdout=printed,
                stderr=subprocess.DEVNULL, env=environment(SECONDKEY_LISTEN=self.listen),
            )  # fmt: skip
        path = f"{Path(program('secondkey')).parent}:{Path(AWS).parent}:/usr/bin:/bin"
        self.terminal = Terminal(
            folder, columns=2000, lines=120, PATH=path, HOME=str(folder), SECONDKEY_LISTEN=self.listen,
            AWS_PAGER="", AWS_EC2_METADATA_DISABLED="true",
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self.server.is_ready():
            assert self.service.poll() is None and time.monotonic() < deadline, self.printed.read_text()
            time.sleep(0.05)

    def close(self) -> None:
        """Ends what was started."""
        self.terminal.close()
        self.service.terminate()
        self.service.wait(PATIENCE)

    def type(self, command: str) -> None:
        """Types a command on an empty screen."""
        self.terminal.wait_for_shell()
        self.terminal.run("clear")
        self.terminal.wait_for_shell()
        self.terminal.run(command)
        self.terminal.see(f"ready> {command[:20]}")

    def answer(self, question: str, text: str, times: int = 1) -> None:
        """Answers a question when it is asked, for so many a time."""
        deadline = time.monotonic() + PATIENCE
        while self.terminal.screen().count(question) < times:
            assert time.monotonic() < deadline, f"{question}: {self.terminal.screen()}"
            time.sleep(0.05)
        self.terminal.type(text)
        self.terminal.press("Enter")

    def ended(self) -> str:
        """Waits for the end of a command, which went well, and returns the screen."""
        self.terminal.wait_for_shell(30)
        screen = self.terminal.screen()
        self.terminal.run("echo ended:$?")
        self.terminal.see("ended:0")
        return screen

    def ask(self, command: str) -> dict:
        """Types a command that answers in JSON, if it answers anything, and reads it."""
        self.type(command)
        screen = self.ended()
        start, end = screen.find("{"), screen.rfind("}")
        return json.loads(screen[start : end + 1]) if start >= 0 else {}

    def codes(self) -> tuple[str, str]:
        """Reads the two codes that a command has shown."""
        shown = CODES.findall(self.ended())
        assert len(shown) == 1, self.terminal.screen()
        first, more, second, rest = shown[0]
        return first + more, second + rest


@pytest.fixture
def newcomer(tmp_path):
    """A newcomer who has typed the first command."""
    somebody = Newcomer(tmp_path)
    yield somebody
    somebody.close()


def pattern(shown: str) -> str:
    """Returns what a text of the README stands for: three dots are whatever comes."""
    return ".*".join(re.escape(part) for part in shown.split("..."))


def test_the_first_quarter_of_an_hour_and_the_five_commands(browsers, newcomer):
    shown = told()
    said = newcomer.printed.read_text()
    wanted = shown[START].replace("127.0.0.1:8080", newcomer.listen).strip()
    assert re.fullmatch(pattern(wanted).replace(".*", r"\S+"), said.strip()), said
    key = newcomer.folder / "secondkey-data" / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600

    # The link, the account, the first device.
    browser = browsers(newcomer.server)
    browser.open(re.search(r"http://\S+/set-up/\S+", said)[0])
    root = Person("root", "", new_password(), email="owner@example.com")
    browser.fill("Name of the account", "Acme")
    browser.fill("E-mail address of the root user", root.email)
    browser.fill("Password of the root user", root.password)
    browser.fill("The same password again", root.password)
    browser.click("Make the account")
    browser.click("Set up the first device")
    browser.fill("Device name", "root-laptop")
    browser.click("Continue")
    newcomer.type(INIT)
    newcomer.answer("New passphrase", PASSPHRASE)
    newcomer.answer("The same again", PASSPHRASE)
    newcomer.answer("Enter: later", "")
    assert "SECONDKEY" in newcomer.ended().upper()
    newcomer.type(ADD)
    newcomer.answer("Secret or otpauth URI", shown_secret(browser))
    newcomer.answer("Service", "")
    newcomer.answer("Account at the service", "")
    newcomer.answer("Passphrase", PASSPHRASE)
    assert "Added" in newcomer.ended()
    Clock.settle(15)
    newcomer.type(PAIR)
    newcomer.answer("Passphrase", PASSPHRASE)
    first, second = newcomer.codes()
    browser.fill("First code", first)
    browser.fill("Next code", second)
    browser.click("Assign device")
    browser.at("/credentials/devices/second", "Now the second device")

    # Root signs in with it: with the code after those two.
    browser.click("Sign out")
    give_password(browser, root)
    Clock.wait_for(Clock.step() + 1)
    Clock.settle(15)
    newcomer.type(PAIR)
    newcomer.answer("Passphrase", PASSPHRASE)
    browser.fill("Six-digit code", newcomer.codes()[1])
    browser.click("Sign in", within="form")
    browser.at("/", "You are the root user ROOT")

    # An account for programs, and five commands to a session with MFA.
    made = newcomer.ask(ACCOUNT.replace("target/release/", ""))
    account = made["account_id"]
    variables = {
        "AWS_ACCESS_KEY_ID": made["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": made["secret_access_key"],
        "AWS_ENDPOINT_URL": newcomer.server.url,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    take(newcomer, variables)
    assert newcomer.ask(USER)["User"]["UserName"] == "alice"
    alice = newcomer.ask(KEY)["AccessKey"]
    serial = newcomer.ask(DEVICE)["VirtualMFADevice"]["SerialNumber"]
    assert serial == f"arn:aws:iam::{account}:mfa/alice-laptop"
    Clock.settle(20)
    newcomer.type(SCAN)
    newcomer.answer("Passphrase", PASSPHRASE)
    newcomer.answer("Passphrase", PASSPHRASE, times=2)
    first, second = newcomer.codes()
    step = int(time.time()) // STEP
    filled = ENABLE.replace("ACCOUNT", account).replace("...", first, 1).replace("...", second, 1)
    assert newcomer.ask(filled) == {}
    take(newcomer, {"AWS_ACCESS_KEY_ID": alice["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": alice["SecretAccessKey"]})
    Clock.wait_for(step + 2)
    Clock.settle(15)
    newcomer.type("secondkey code alice --pair")
    newcomer.answer("Passphrase", PASSPHRASE)
    code, _ = newcomer.codes()
    given = newcomer.ask(SESSION.replace("ACCOUNT", account).replace("...", code))["Credentials"]
    take(newcomer, {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    })  # fmt: skip
    assert newcomer.ask("aws sts get-caller-identity")["Arn"] == f"arn:aws:iam::{account}:user/alice"

    # What the authenticator tells of it.
    newcomer.type(LIST)
    newcomer.answer("Passphrase", PASSPHRASE)
    listed = newcomer.ended()
    assert shown[LIST].split()[:4] == ["NAME", "ISSUER", "ACCOUNT", "KIND"]
    assert all(word in listed for word in ("NAME", "ISSUER", "ACCOUNT", "KIND", "acme-root", "alice"))
    newcomer.type(WHICH.replace("378987", code))
    newcomer.answer("Passphrase", PASSPHRASE)
    found = newcomer.ended()
    assert shown[WHICH].split()[:4] == ["NAME", "ISSUER", "ACCOUNT", "WHEN"]
    assert "alice" in found and "WHEN" in found


def take(newcomer: Newcomer, variables: dict[str, str]) -> None:
    """Sets variables in the terminal."""
    for name, value in variables.items():
        newcomer.type(f"export {name}='{value}'")


def test_the_report_says_what_is_shown():
    words = REPORT.split()
    ended = subprocess.run(
        [program(words[0]), *words[1:]], cwd=REPOSITORY, capture_output=True, text=True, timeout=60,
        env=environment(),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    lines = iter(ended.stdout.splitlines())
    wanted = [line for line in told()[REPORT].splitlines() if line.strip() != "..."]
    for line in wanted:
        assert any(line.rstrip() == said.rstrip() for said in lines), (line, ended.stdout)
