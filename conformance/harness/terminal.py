"""A person at a terminal: tmux, with keys going in and a screen coming out."""

import re
import time
import uuid

from .tools import done, run, tool

# What a terminal sends for colours: 30-37, 40-47, 90-97, 100-107, 38 and 48.
COLOUR = re.compile(r"\x1b\[(?:[\d;:]*[;:])?(?:[34][0-8]|9[0-7]|10[0-7])(?:[;:][\d;:]*)?m")


class Terminal:
    """Is a window of so many columns and lines with a shell in it."""

    def __init__(self, folder, columns: int = 80, lines: int = 24, **variables: str):
        self.socket = f"secondkey-{uuid.uuid4().hex[:12]}"
        words = [f"{name}={value}" for name, value in variables.items()]
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(lines),
            "-c", str(folder), "env", "-i", "PATH=/usr/bin:/bin", "PS1=ready> ", "LANG=C.UTF-8",
            "TERM=screen-256color", *words, "/bin/sh",
        )  # fmt: skip
        self.see("ready>")

    def _tmux(self, *words: str) -> str:
        return done(tool("tmux"), "-L", self.socket, "-u", *words)

    def type(self, text: str) -> None:
        """Types letters as they are."""
        self._tmux("send-keys", "-l", "--", text)

    def press(self, *keys: str) -> None:
        """Presses keys by tmux's names: Enter, Escape, C-n, Down."""
        self._tmux("send-keys", *keys)

    def run(self, command: str) -> None:
        """Types a command to the shell."""
        self.type(command)
        self.press("Enter")

    def screen(self, colours: bool = False) -> str:
        """Returns what stands on the screen."""
        return self._tmux("capture-pane", "-p", *(["-e"] if colours else []))

    def see(self, *texts: str, seconds: float = 15.0) -> str:
        """Waits until all texts stand on the screen, and returns it."""
        end = time.monotonic() + seconds
        while True:
            screen = self.screen()
            missing = [text for text in texts if text not in screen]
            if not missing:
                return screen
            assert time.monotonic() < end, f"{missing} not on the screen:\n{screen}"
            time.sleep(0.05)

    def wait_for_shell(self, seconds: float = 15.0) -> None:
        """Waits until the shell asks for the next command, and nothing stands behind it."""
        end = time.monotonic() + seconds
        while self.screen().rstrip().rpartition("\n")[2] != "ready>":
            assert time.monotonic() < end, f"the shell is busy:\n{self.screen()}"
            time.sleep(0.05)

    def not_see(self, *texts: str) -> None:
        """Says so if one of the texts stands on the screen."""
        screen = self.screen()
        found = [text for text in texts if text in screen]
        assert not found, f"{found} on the screen:\n{screen}"

    def resize(self, columns: int, lines: int) -> None:
        """Makes the window larger or smaller."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def tells(self, variable: str) -> str:
        """Returns what tmux knows of the window: alternate_on, cursor_flag."""
        return self._tmux("display-message", "-p", f"#{{{variable}}}").strip()

    def restored(self) -> None:
        """Says so unless the shell has its terminal back as it was."""
        self.see("ready>")
        assert self.tells("alternate_on") == "0", "the other screen is still shown"
        assert self.tells("cursor_flag") == "1", "the cursor is still hidden"
        self.run("clear; stty -a | grep -o ' echo \\| icanon' | tr -d '\\n'; echo ' - done'")
        screen = self.see("- done")
        assert "icanon" in screen and "echo" in screen.replace("echo '", ""), screen

    def close(self) -> None:
        """Ends the window and all that runs in it."""
        run(tool("tmux"), "-L", self.socket, "kill-server")
