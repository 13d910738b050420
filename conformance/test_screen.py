"""QR codes from where they are shown: the screen of an X server with a real window on
it, the clipboard, and a camera, for which a film stands."""

import os
import shutil
import subprocess
import time

import pytest

from harness.codes import Authenticator
from harness.tools import done, environment, program, run, tool

URI = "otpauth://totp/Acme:erin?secret=JBSWY3DPEHPK3PXP&issuer=Acme"


class Screen:
    """Is an X server that nobody looks at."""

    def __init__(self, size: str):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            [tool("Xvfb"), "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-br"],
            pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as number:
            self.display = ":" + number.readline().strip()
        self.shown: list[subprocess.Popen] = []

    def start(self, *command: str, given: bytes | None = None) -> None:
        """Starts a program that has a window, or keeps the clipboard."""
        child = subprocess.Popen(
            command, env={**os.environ, "DISPLAY": self.display}, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        child.stdin.write(given or b"")
        child.stdin.close()
        self.shown.append(child)

    def close(self) -> None:
        """Ends the windows, then the screen."""
        for child in [*self.shown, self.server]:
            child.terminate()
            child.wait(10)


@pytest.fixture(params=["1920x1080x24", "1366x768x16"])
def screen(request):
    """Screens of two sizes and depths."""
    screen = Screen(request.param)
    yield screen
    screen.close()


@pytest.fixture
def other(authenticators, tmp_path) -> Authenticator:
    """Another machine, which has drawn its code to `code.png`."""
    other = authenticators()
    name = other.add_uri(URI)
    assert other.run("show-qr", name, "--output", str(tmp_path / "code.png")).returncode == 0
    return other


def add(vault: Authenticator, screen: Screen, *words: str):
    """Adds an entry with the screen at hand."""
    return run(
        program("secondkey"), "add", *words, "--recovery-key-file", "recovery-key", "--json",
        cwd=vault.folder, env=environment(SECONDKEY_VAULT="vault.age", DISPLAY=screen.display, WAYLAND_DISPLAY=""),
    )  # fmt: skip


def until(action, seconds: float = 15.0):
    """Repeats an action until it succeeds: windows take their time."""
    end = time.monotonic() + seconds
    while (ended := action()).returncode != 0:
        assert time.monotonic() < end, ended.stderr
        time.sleep(0.2)
    return ended


def test_a_code_in_a_window_on_the_screen_is_added(screen, other, laptop, tmp_path):
    nothing = add(laptop, screen, "--screen")
    assert nothing.returncode == 1 and "no QR code was found in what the screen shows" in nothing.stderr
    screen.start(tool("feh"), "--geometry", "700x600+150+60", "--zoom", "100", str(tmp_path / "code.png"))
    until(lambda: add(laptop, screen, "--screen"))
    assert laptop.names() == ["Acme:erin"]


def test_a_picture_that_was_copied_is_added(screen, other, laptop, tmp_path):
    nothing = add(laptop, screen, "--clipboard")
    assert nothing.returncode == 1 and "no picture on the clipboard" in nothing.stderr
    screen.start(
        tool("xclip"), "-selection", "clipboard", "-t", "image/png", "-quiet", "-i", str(tmp_path / "code.png")
    )
    until(lambda: add(laptop, screen, "--clipboard"))
    assert laptop.names() == ["Acme:erin"]


def test_a_copied_code_is_on_the_clipboard_and_goes_away(screen, other):
    env = environment(SECONDKEY_VAULT="vault.age", DISPLAY=screen.display)
    copying = subprocess.Popen(
        [program("secondkey"), "tui", "--linear", "--clear-after", "2", "--recovery-key-file", "recovery-key"],
        cwd=other.folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    read = [tool("xclip"), "-selection", "clipboard", "-o"]
    copying.stdin.write("/copy erin\n")
    copying.stdin.flush()
    copied = until(lambda: run(*read, env={**env}))
    assert len(copied.stdout) == 6 and copied.stdout.isdigit()
    end = time.monotonic() + 10
    while run(*read, env=env).stdout == copied.stdout:
        assert time.monotonic() < end, "the code is still on the clipboard"
        time.sleep(0.2)
    copying.stdin.close()
    assert copying.wait(10) == 0


def test_the_command_copies_a_code_and_takes_it_away(screen, other):
    env = environment(SECONDKEY_VAULT="vault.age", DISPLAY=screen.display)
    command = ["code", "erin", "--copy", "--clear-after", "2", "--recovery-key-file", "recovery-key"]
    copying = subprocess.Popen(
        [program("secondkey"), *command], cwd=other.folder, env=env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    read = [tool("xclip"), "-selection", "clipboard", "-o"]
    copied = until(lambda: run(*read, env=env)).stdout
    assert copying.wait(15) == 0
    assert copied in copying.stdout.read() and len(copied) == 6 and copied.isdigit()
    assert run(*read, env=env).stdout != copied, "the code is still on the clipboard"


def test_where_there_is_no_screen_it_says_what_to_do(laptop):
    for variables, words in [({}, "no graphical session"), ({"WAYLAND_DISPLAY": "wayland-0"}, "Wayland")]:
        env = environment(SECONDKEY_VAULT="vault.age", **variables)
        env = {name: value for name, value in env.items() if name != "DISPLAY"}
        ended = run(
            program("secondkey"), "add", "--screen", "--recovery-key-file", "recovery-key",
            cwd=laptop.folder, env=env,
        )  # fmt: skip
        assert ended.returncode == 1 and words in ended.stderr and "--image" in ended.stderr


def test_a_code_held_before_a_camera_is_added(other, laptop, tmp_path):
    # A film of an empty wall, and then of the code, moved and not quite sharp.
    film = str(tmp_path / "film.mkv")
    wall = "color=c=gray:s=640x480:d=1:r=10[wall]"
    code = "[0:v]loop=loop=20:size=1,fps=10,scale=360:360,rotate=0.1:c=gray,gblur=sigma=1,pad=640:480:100:60:gray[code]"
    done(
        tool("ffmpeg"), "-nostdin", "-loglevel", "error", "-i", str(tmp_path / "code.png"),
        "-filter_complex", f"{wall};{code};[wall][code]concat=n=2", "-c:v", "ffv1", film,
    )  # fmt: skip
    ended = laptop.run("add", "--camera", film)
    assert ended.returncode == 0, ended.stderr
    assert laptop.names() == ["Acme:erin"]
    empty = str(tmp_path / "wall.mkv")
    done(tool("ffmpeg"), "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i",
         "color=c=gray:s=320x240:d=1:r=4", "-c:v", "ffv1", empty)  # fmt: skip
    nothing = laptop.run("add", "--camera", empty)
    assert nothing.returncode == 1 and "no QR code was found in view" in nothing.stderr


def test_without_a_camera_or_ffmpeg_it_says_so(laptop):
    ended = laptop.run("add", "--camera", "/dev/video99")
    assert ended.returncode == 1 and "no camera at /dev/video99" in ended.stderr
    if shutil.which("ffmpeg") is None:
        ended = laptop.run("add", "--camera", "recovery-key")
        assert ended.returncode == 1 and "ffmpeg" in ended.stderr
