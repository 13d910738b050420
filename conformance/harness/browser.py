"""A person's browser: Chromium, looked at and used as a person does. It is the one
that Debian builds without windows: it starts in a third of the time, and its stories
take three quarters of the processor.

Fields, buttons and links are found by their accessible names, so a page that a
screen reader could not use fails here as well.
"""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import (
    StaleElementReferenceException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from . import gallery
from .server import Server
from .tools import OUTPUT, tool

Found = TypeVar("Found")

PATIENCE = 20
PHONE, DESKTOP = 390, 1280

# Not the script of the same name that is on the path: the driver would end that one,
# and leave the browser running that it started.
PROGRAM = "/usr/lib/chromium/chromium-headless-shell"

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--hide-scrollbars",
    "--lang=en",
]

# Elements that are shown and whose text, label or aria-label begins with a name,
# and the names of all. What an element is really called is asked afterwards.
LIKELY = """
const [selector, name] = arguments;
const plain = (text) => (text || "").replace(/\\s+/g, " ").trim();
const shown = [...document.querySelectorAll(selector)].filter((element) =>
  element.getClientRects().length && getComputedStyle(element).visibility === "visible");
const nameOf = (element) => plain(element.getAttribute("aria-label")
  || [...(element.labels || [])].map((label) => label.textContent).join(" ")
  || element.textContent);
const begins = (element) => nameOf(element).startsWith(plain(name));
return [shown.filter(begins), shown.map(nameOf)];
"""


def words(text: str) -> str:
    """Returns a text with every run of white space as one blank."""
    return " ".join(text.split())


def anew(act: Callable[[], Found]) -> Found:
    """Finds something on the page and does something with it; does both once more when the
    page was replaced between the two, as a page that waits for something does by itself."""
    for left in reversed(range(5)):
        try:
            return act()
        except WebDriverException as trouble:
            # The driver tells it so when the page goes while it looks at the element.
            goes = "does not belong to the document" in (trouble.msg or "")
            if left == 0 or not (goes or isinstance(trouble, StaleElementReferenceException)):
                raise


class Browser:
    """Is one browser with one person before it."""

    def __init__(self, script: bool = True):
        options = Options()
        options.binary_location = tool(PROGRAM)
        for flag in FLAGS:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(tool("chromedriver")))
        self.driver.set_page_load_timeout(PATIENCE)
        if not script:
            self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        self.server: Server | None = None
        self.used = False

    def quit(self) -> None:
        """Closes the browser and forgets all about it."""
        self.driver.quit()

    def begin(self, server: Server) -> "Browser":
        """Makes the browser as good as new, before a service."""
        self.server, self.used = server, True
        self.driver.get("about:blank")
        for command in ["Network.clearBrowserCookies", "Network.clearBrowserCache"]:
            self.driver.execute_cdp_cmd(command, {})
        self.light()
        self.width(DESKTOP)
        self._drain()
        return self

    # --- The window ----------------------------------------------------------

    def width(self, pixels: int, height: int = 900) -> None:
        """Makes the window so wide."""
        self._size = pixels, height
        self._resize(pixels, height)

    def _resize(self, pixels: int, height: int) -> None:
        metrics = {"width": pixels, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def light(self) -> None:
        """Asks pages for their light colours."""
        self._colours("light")

    def dark(self) -> None:
        """Asks pages for their dark colours."""
        self._colours("dark")

    def on_paper(self) -> None:
        """Shows the page as the printer gets it; until colours are asked for."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})

    def _colours(self, scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
        # Colours that glide from one to the other would be measured on the way.
        self.driver.execute_script(
            "document.getAnimations().forEach((one) => { try { one.finish(); } catch { one.cancel(); } })"
        )

    def views(self) -> Iterator[str]:
        """Shows the page on a desk and on a phone, light and dark, and tells each time
        which of these it is; afterwards it is light and on a desk."""
        for width in (DESKTOP, PHONE):
            self.width(width)
            for colours in (self.light, self.dark):
                colours()  # Also ends what glides after a change of the width.
                yield f"{width}-{colours.__name__}"
        self.light()
        self.width(DESKTOP)

    def shot(self, name: str) -> Path:
        """Keeps a picture of the whole page as it is shown."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}.png"
        path.write_bytes(self._picture())
        if self.driver.current_url.startswith(self.server.url):
            gallery.note(self.path, name)
        return path

    def _picture(self) -> bytes:
        # A page that is just loading itself anew has no size yet.
        size = self.wait_for(self._content_size)
        width, height = self._size
        if size["height"] > height:
            # What stays at the window's edges would stand in the middle of the page.
            self._resize(width, size["height"])
        options = {"captureBeyondViewport": True, "format": "png", "optimizeForSpeed": True,
                   "clip": {**size, "scale": 1}}  # fmt: skip
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", options)
        if size["height"] > height:
            self._resize(width, height)
        return base64.b64decode(taken["data"])

    def _content_size(self) -> dict | None:
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        return size if size["width"] > 0 and size["height"] > 0 else None

    def show(self, html: str) -> None:
        """Shows a document of its own, such as a mail, which may ask nobody for
        anything."""
        self.driver.get("about:blank")
        frame = self.driver.execute_cdp_cmd("Page.getFrameTree", {})["frameTree"]["frame"]["id"]
        self.driver.execute_cdp_cmd("Page.setDocumentContent", {"frameId": frame, "html": html})

    def picture_of(self, name: str, path: Path) -> Path:
        """Takes a picture of what has this accessible name, as the screen shows it."""
        self.only(self._named(name, "img, [role=img]"), f"picture “{name}”").screenshot(str(path))
        return path

    # --- Where it is and what it shows ---------------------------------------

    def open(self, path: str) -> None:
        """Goes to an address of the service."""
        self.driver.get(path if path.startswith("http") else self.server.url + path)

    @property
    def address(self) -> str:
        """Is the path and the query of the present page."""
        parts = urlsplit(self.driver.current_url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def path(self) -> str:
        """Is the path of the present page."""
        return urlsplit(self.driver.current_url).path

    @property
    def title(self) -> str:
        """Is what the tab shows."""
        return self.driver.title

    @property
    def heading(self) -> str:
        """Is the one first heading."""
        return self.text_of("h1")

    @property
    def text(self) -> str:
        """Is all that can be read on the page."""
        return self.text_of("body")

    def text_of(self, selector: str) -> str:
        """Returns what can be read in the one element that a selector names."""
        return self._read(By.CSS_SELECTOR, selector, f"“{selector}”")

    def texts_of(self, selector: str) -> list[str]:
        """Returns what can be read in each element that a selector names."""
        return self._texts(By.CSS_SELECTOR, selector)

    def _read(self, by: str, selector: str, what: str) -> str:
        return self.only(self._texts(by, selector), what)

    def _texts(self, by: str, selector: str) -> list[str]:
        return anew(lambda: [words(one.text) for one in self.driver.find_elements(by, selector)])

    def see(self, *texts: str) -> None:
        """Fails unless each of these texts can be read on the page."""
        page = self.text
        for text in texts:
            assert text in page, f"“{text}” is not on {self.address}:\n{page}"

    def not_see(self, *texts: str) -> None:
        """Fails when one of these texts can be read on the page."""
        page = self.text
        for text in texts:
            assert text not in page, f"“{text}” is on {self.address}:\n{page}"

    def at(self, path: str, heading: str) -> None:
        """Fails unless this is the page at a path, with this first heading."""
        where = f"at {self.address}: {self.heading}"
        assert self.path == path, f"expected {path}, is {where}\n{self.text}"
        assert self.heading == heading, f"expected “{heading}”, is {where}"

    def at_heading(self, heading: str) -> None:
        """Fails unless the present page has this first heading, wherever it is."""
        assert self.heading == heading, f"expected “{heading}”, is {self.heading} at {self.address}"

    def wait_for(self, found: Callable[[], object]) -> object:
        """Waits until something is there that comes beside the page, and returns it."""
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05).until(lambda _: found())

    def fact(self, term: str) -> str:
        """Returns what stands beside a term in a list of facts."""
        path = f"//dt[normalize-space()='{term}']/following-sibling::dd[1]"
        return self._read(By.XPATH, path, f"fact “{term}”")

    def wait_for_text(self, selector: str) -> str:
        """Waits until an element shows a text, and returns it."""
        return self.wait_for(lambda: "".join(self.texts_of(selector)))

    def item(self, text: str) -> str:
        """Returns the text of the one list item or table row that names something."""
        fitting = [one for one in self.texts_of("li, tbody tr") if text in one]
        assert len(fitting) == 1, f"{len(fitting)} items name “{text}”: {fitting}"
        return fitting[0]

    # --- Fields, buttons and links -------------------------------------------

    @staticmethod
    def only(found: list[Found], what: str) -> Found:
        """Returns the one element of a list that has one."""
        assert len(found) == 1, f"the page has {len(found)} times a {what}"
        return found[0]

    def _likely(self, selector: str, name: str) -> tuple[list[WebElement], list[str]]:
        """Returns what is shown and could have a name, and the names of all that is
        shown: one question to the browser instead of one for each element."""
        likely, names = self.driver.execute_script(LIKELY, selector, name)
        return likely, names

    def _named(self, name: str, selector: str) -> list[WebElement]:
        likely, _ = self._likely(selector, name)
        return [element for element in likely if words(element.accessible_name) == words(name)]

    def field(self, label: str) -> WebElement:
        """Finds a field by its label; what a label says in smaller print after its
        name (“optional”) is not needed."""
        kinds = "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, textarea"
        likely, names = self._likely(kinds, label)
        found = {element: words(element.accessible_name) for element in likely}
        exact = [element for element, name in found.items() if name == label]
        longer = [element for element, name in found.items() if name.startswith(label + " ")]
        return self.only(exact or longer, f"field “{label}” (there are: {', '.join(names)})")

    def fill(self, label: str, text: str) -> None:
        """Types a text into a field, in place of what was there."""
        field = self.field(label)
        field.clear()
        field.send_keys(text)

    def value(self, label: str) -> str:
        """Returns what stands in a field."""
        return self.field(label).get_property("value")

    def complaint(self, label: str) -> str:
        """Returns what the page says is wrong with a field."""
        field = self.field(label)
        assert field.get_attribute("aria-invalid") == "true", f"nothing is said at “{label}”"
        error = f"{field.get_attribute('id')}-error"
        assert error in field.get_attribute("aria-describedby").split()
        return words(self.driver.find_element(By.ID, error).text)

    def choose(self, label: str) -> None:
        """Ticks a box or picks an option by the beginning of its label."""
        likely, names = self._likely("input[type=radio], input[type=checkbox]", label)
        fitting = [box for box in likely if words(box.accessible_name).startswith(label)]
        self.only(fitting, f"box “{label}” (there are: {', '.join(names)})").click()

    def click(self, name: str, within: str = "body") -> None:
        """Follows a link or sends a form, and waits for the page that comes."""
        self.leave(lambda: self.press(name, within))

    def press(self, name: str, within: str = "body") -> None:
        """Presses something that stays on the page."""
        anew(lambda: self._clickable(name, within).click())

    def _clickable(self, name: str, within: str) -> WebElement:
        kinds = ["a[href]", "button", "summary"]
        selector = ", ".join(f"{within} {kind}" for kind in kinds)
        found = self._named(name, selector)
        targets = {element.get_attribute("href") for element in found}
        # The same link twice, such as in the navigation and in the text, is one.
        if len(found) > 1 and len(targets) == 1 and None not in targets:
            found = found[:1]
        if len(found) == 1:
            return found[0]
        _, names = self._likely(selector, name)
        return self.only(found, f"button or link “{name}” (there are: {', '.join(names)})")

    def allow_clipboard(self) -> None:
        """Permits the pages of the service to use the clipboard, as a person does."""
        given = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
                 "origin": self.server.url}  # fmt: skip
        self.driver.execute_cdp_cmd("Browser.grantPermissions", given)

    def clipboard(self) -> str:
        """Returns what was copied last."""
        script = "navigator.clipboard.readText().then(arguments[0], why => arguments[0]('!' + why))"
        return self.wait_for(lambda: self.driver.execute_async_script(script))

    def offers(self, name: str, within: str = "body") -> bool:
        """Says whether there is a link or a button of this name."""
        return bool(self._named(name, f"{within} a[href], {within} button"))

    def type(self, *keys: str) -> None:
        """Types on the keyboard, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def type_and_leave(self, *keys: str) -> None:
        """Types on the keyboard and waits for the page that comes."""
        self.leave(lambda: self.type(*keys))

    @property
    def focus(self) -> str:
        """Is the accessible name of what has the focus."""
        return words(self.driver.switch_to.active_element.accessible_name)

    def back(self) -> None:
        """Goes back, as the browser's button does."""
        self.driver.back()

    def leave(self, act: Callable[[], None]) -> None:
        """Does something that leads to another page, and waits until that is there
        in full."""
        address = self.address
        self.driver.execute_script("window.left = false")

        def there(driver) -> bool:
            try:
                return driver.execute_script(
                    "return window.left === undefined && document.readyState === 'complete'"
                )
            except WebDriverException:
                return False  # Between two documents.

        act()
        try:
            WebDriverWait(self.driver, PATIENCE, poll_frequency=0.02).until(there)
        except TimeoutException:
            raise AssertionError(f"no other page came after {address}:\n{self.text}") from None

    # --- Cookies and what happened behind the page ---------------------------

    def cookies(self) -> dict[str, str]:
        """Returns the service's cookies, those included that script cannot see."""
        return {cookie["name"]: cookie["value"] for cookie in self.driver.get_cookies()}

    def forget(self, *names: str) -> None:
        """Deletes cookies."""
        for name in names:
            self.driver.delete_cookie(name)

    def _drain(self) -> None:
        self.driver.get_log("browser")
        self.driver.get_log("performance")

    def console_errors(self) -> list[str]:
        """Returns what the console has complained about since the last look. That a
        page was refused with a status, which tests provoke, is no complaint."""
        entries = self.driver.get_log("browser")
        refused = "the server responded with a status of 4"
        return [
            entry["message"]
            for entry in entries
            if entry["level"] in ("SEVERE", "WARNING")
            and not (refused in entry["message"] and "/assets/" not in entry["message"])
        ]

    def foreign_requests(self) -> list[str]:
        """Returns what pages have asked of other hosts since the last look."""
        asked = []
        for entry in self.driver.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                asked.append(event["params"]["request"]["url"])
        ours = (self.server.url + "/", "about:", "data:", "blob:")
        return [url for url in asked if not url.startswith(ours)]

    def assert_clean(self) -> None:
        """Fails when a page broke, or asked another host for anything."""
        errors, foreign = self.console_errors(), self.foreign_requests()
        assert not errors, "the console shows errors:\n" + "\n".join(errors)
        assert not foreign, "pages asked other hosts:\n" + "\n".join(foreign)
