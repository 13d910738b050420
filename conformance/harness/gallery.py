"""Which pages have pictures. At the end of a whole run each page of the console must
have been looked at on a desk and on a phone, light and dark, and by the engine that finds
what is not accessible."""

import re

from .routes import routes
from .tools import OUTPUT

NOTES = OUTPUT / "pages.txt"
VIEWS = {"1280-light", "1280-dark", "390-light", "390-dark"}
# What stands for a look of the engine, with all of its rules.
INSPECTED = "inspected by axe"

# What answers to a browser and shows nothing of its own.
NO_PAGES = {
    "/assets/{version}/{name}": "style, script and pictures",
    "/recovery/state": "a word for the script of the page that waits",
    "/account/contacts/phone/state": "a word for the script of the page that waits",
    "/recovery/mail/{link}": "leads on to the page that asks whether to go on",
    "/set-up/{token}": "leads on to the page for the new password",
}


def note(path: str, name: str) -> None:
    """Notes that there is a picture of this name of the page at a path, or that it was
    inspected. Several processes may do so at once: a short line is appended whole."""
    OUTPUT.mkdir(exist_ok=True)
    with NOTES.open("a") as notes:
        notes.write(f"{path}\t{name}\n")


def forget() -> None:
    """Forgets what was noted in earlier runs."""
    NOTES.unlink(missing_ok=True)


def pages() -> list[str]:
    """Returns the addresses of all pages."""
    return sorted(path for method, path in routes() if method == "GET" and path not in NO_PAGES)


def page_of(path: str) -> str | None:
    """Returns which page stands at a path: of several that fit, that with the fewest
    holes."""
    def fits(page: str) -> bool:
        parts = (re.escape(part) for part in re.split(r"\{\w+\}", page))
        return re.fullmatch("[^/]+".join(parts), path) is not None

    return min(filter(fits, pages()), key=lambda page: page.count("{"), default=None)


def missing() -> list[str]:
    """Returns what was never looked at, or not in every view, or not by the engine."""
    seen: dict[str, set[str]] = {}
    for line in NOTES.read_text().splitlines() if NOTES.exists() else []:
        path, name = line.split("\t")
        view = INSPECTED if name == INSPECTED else re.search(r"\d+-(light|dark)$|$", name)[0]
        if view and (page := page_of(path)):
            seen.setdefault(page, set()).add(view)
    wanted = VIEWS | {INSPECTED}
    lacking = {page: sorted(wanted - seen.get(page, set())) for page in pages()}
    return [f"{page}: {', '.join(views)}" for page, views in lacking.items() if views]
