"""The addresses of the console, read from its routers."""

import re
from functools import cache
from pathlib import Path

from .tools import HERE

PAGES = HERE.parent / "crates" / "console" / "src" / "pages"


def calls(text: str, name: str) -> list[str]:
    """Returns what stands between the brackets of every call of a function."""
    found = []
    for start in (match.end() for match in re.finditer(rf"{re.escape(name)}\(", text)):
        depth, end = 1, start
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        found.append(text[start : end - 1])
    return found


def constants(file: Path) -> dict[str, str]:
    """Returns the addresses that have a name in a file, those of its neighbours that
    it uses included."""
    text = file.read_text()
    own = dict(re.findall(r"const (\w+): &str = \"([^\"]+)\"", text))
    for other in (*file.parent.glob("*.rs"), PAGES.parent / "web" / "session.rs"):
        theirs = dict(re.findall(r"const (\w+): &str = \"([^\"]+)\"", other.read_text()))
        used = re.search(rf"use [\w:]+::{other.stem}::(\{{[^}}]*\}}|\w+);", text)
        names = re.findall(r"\w+", used[1]) if used else []
        own |= {name: theirs[name] for name in names if name in theirs}
        own |= {f"{other.stem}::{name}": path for name, path in theirs.items()}
    return own


@cache
def routes() -> set[tuple[str, str]]:
    """Reads the routes out of the routers."""
    found = set()
    for file in sorted(PAGES.rglob("*.rs")):
        named = constants(file)
        for call in calls(file.read_text(), ".route"):
            path, handlers = (part.strip() for part in call.split(",", 1))
            path = path.strip('"') if path.startswith('"') else named[path]
            methods = re.findall(r"\b(get|post|put|delete|patch|any)\(", handlers)
            assert methods, call
            found |= {(method.upper(), path) for method in methods}
    assert len(found) > 50, found
    return found
