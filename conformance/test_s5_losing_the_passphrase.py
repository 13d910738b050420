"""S5, everything in one app: the passphrase of the vault, set long ago, is forgotten. The
recovery key on paper opens it, and no code is lost; nor is one when the laptop is."""

import re
import shutil

import pytest

from harness import quick
from harness.codes import STEP, Clock, Device, oathtool
from harness.desktop import wait_for
from harness.people import sign_in
from harness.terminal import Terminal
from harness.tools import done, environment, program, run, tool

FORGOTTEN = "chosen six years ago"
NEW = "four new words stick"


@pytest.fixture
def machines():
    """Machines with a screen; they are put away in the end."""
    opened: list[Terminal] = []

    def machine(folder, **more) -> Terminal:
        path = f"{program('secondkey').rpartition('/')[0]}:/usr/bin:/bin"
        opened.append(Terminal(folder, 100, 40, PATH=path, HOME=str(folder), **more))
        return opened[-1]

    yield machine
    for one in opened:
        one.close()


def answer(terminal: Terminal, question: str, typed: str, times: int = 1) -> None:
    """Types an answer once its question stands there for the so manieth time."""
    wait_for(lambda: terminal.screen().count(question) >= times, 60)
    terminal.type(typed)
    terminal.press("Enter")


def written_down(terminal: Terminal) -> str:
    """Copies the recovery key from the screen to paper."""
    return re.search(r"AGE-SECRET-KEY-1[0-9A-Z]{58}", terminal.screen())[0]


class Home:
    """Is a home folder with a vault. Its key is slow by design where a passphrase guards
    it, so that what only prepares or looks uses the one on paper."""

    def __init__(self, folder, paper: str):
        self.folder = folder
        self.paper = write(folder / "paper", paper)

    def run(self, *words: str, given: str | None = None):
        """Runs a command and returns how it ended."""
        return run(program("secondkey"), *words, given=given, env=environment(HOME=str(self.folder)))

    def knows(self, passphrase: str):
        """Tries a passphrase and returns how that ended."""
        file = write(self.folder / "passphrase", passphrase)
        return self.run("list", "--passphrase-file", str(file))

    def ask(self, *words: str, given: str | None = None) -> str:
        """Runs a command that must succeed and returns what it said."""
        ended = self.run(*words, "--recovery-key-file", str(self.paper), given=given)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def code(self, name: str, step: int) -> str:
        """Returns an entry's code of a step."""
        return self.ask("code", name, "--at", str(step * STEP)).strip()


def test_the_paper_opens_what_the_passphrase_does_not(browser, account, machines, tmp_path):
    client, root = account
    device = quick.enrol(client, root, "root-laptop")
    laptop = machines(tmp_path)
    laptop.run("secondkey init")
    answer(laptop, "New passphrase:", FORGOTTEN)
    answer(laptop, "The same again:", FORGOTTEN)
    laptop.see("Now type it back from the paper", seconds=60)
    paper = written_down(laptop)
    # She types it as people do: in groups, in small letters.
    answer(laptop, "Enter: later", " ".join(re.findall(".{1,8}", paper.lower())))
    laptop.see("It opens the vault: a forgotten passphrase is no loss.", seconds=60)

    # Everything in one app: root, a user, the code host.
    secrets = {"root": device.secret, "alice": "JBSWY3DPEHPK3PXP", "code-host": "MZXW6YTBOI"}
    home = Home(tmp_path, paper)
    for name, secret in secrets.items():
        home.ask("add", "--secret-stdin", "--name", name, given=secret + "\n")

    # Six years later. The third guess is the last one, and the message says what to do.
    laptop.run("clear; secondkey code root")
    for number, guess in enumerate(("password1", "summer2020", "summer2021"), 1):
        answer(laptop, "Passphrase:", guess, number)
    laptop.see("the printed recovery key opens the vault", "passphrase reset", seconds=60)
    laptop.run("clear; secondkey passphrase reset")
    answer(laptop, "Recovery key (not shown):", paper)
    answer(laptop, "New passphrase:", NEW)
    answer(laptop, "The same again:", NEW)
    laptop.see("The new passphrase opens the vault from now on", seconds=60)
    laptop.not_see(paper, NEW)

    # Nothing is lost, and the forgotten passphrase opens nothing any more.
    ended = home.knows(FORGOTTEN)
    assert ended.returncode == 1 and "wrong passphrase" in ended.stderr
    assert home.knows(NEW).stdout.count("\n") == 1 + len(secrets)
    step = Clock.step()
    for name, secret in secrets.items():
        assert home.code(name, step) == oathtool(secret, step)

    # She signs in as root, by the code of the vault that was never lost.
    root.devices[:] = [OfHome(device, home)]
    sign_in(browser, root)
    browser.at("/", "You are the root user ROOT")


def test_a_lost_laptop_loses_nothing_where_a_backup_and_the_paper_are(laptop, tmp_path):
    laptop.add_secret("JBSWY3DPEHPK3PXP", "root")
    laptop.add_secret("MZXW6YTBOI", "code-host")
    paper = (laptop.folder / "recovery-key").read_text()
    elsewhere = tmp_path / "usb-stick"
    shutil.copytree(laptop.folder / "vault.age.backups", elsewhere)
    laptop.close()

    # Without our program: the recipe beside the backups, and stock tools.
    recipe = next(elsewhere.glob("*.txt")).read_text()
    assert "age -d -i recovery.txt FILE" in recipe
    newest = max(elsewhere.glob("*.age*"), key=lambda path: path.name)
    key = write(tmp_path / "recovery.txt", paper)
    plain = done(tool("age"), "-d", "-i", key, newest)
    secrets = re.findall(r"otpauth://[^\"]*secret=([A-Z2-7]+)", plain)
    assert secrets == ["JBSWY3DPEHPK3PXP", "MZXW6YTBOI"]

    # With it: the backup becomes the vault of the next laptop.
    home = tmp_path / "next"
    home.mkdir()
    shutil.copy(newest, home / "vault.age")
    env = environment(SECONDKEY_VAULT=str(home / "vault.age"))
    secondkey = program("secondkey")
    new = write(tmp_path / "pw", NEW)
    ended = run(secondkey, "list", "--passphrase-file", str(new), env=env)
    assert ended.returncode == 1 and "use the recovery key" in ended.stderr
    reset = ["passphrase", "reset", "--recovery-key-file", str(key)]
    done(secondkey, *reset, "--new-passphrase-file", str(new), env=env)
    step = Clock.step()
    ask = ["code", "root", "--at", str(step * STEP), "--passphrase-file", str(new)]
    code = done(secondkey, *ask, env=env)
    assert code.strip() == oathtool("JBSWY3DPEHPK3PXP", step)


class OfHome(Device):
    """Is a device in the vault of a home folder."""

    def __init__(self, device: Device, home: Home):
        super().__init__(device.secret, None, "root")
        self._spent, self._home = device._spent, home

    def code_of(self, step: int) -> str:
        """Returns the code of a step, on which the programs must agree."""
        code = self._home.code(self.entry, step)
        assert code == oathtool(self.secret, step)
        return code


def write(path, text: str):
    """Writes a line into a file."""
    path.write_text(text.strip() + "\n")
    return path
