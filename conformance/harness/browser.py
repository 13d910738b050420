"""A person's browser: Chromium, looked at and used as a person does.

Fields, buttons and links are found by their accessible names, so a page that a
screen reader could not use fails here as well.
"""

import base64
import json
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from .server import Server
from .tools import OUTPUT, tool

PATIENCE = 20
PHONE, DESKTOP = 390, 1280

FLAGS = [
    "--headless=new",
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

PREFERENCES = {
    "credentials_enable_service": False,
    "profile.password_manager_enabled": False,
    "profile.password_manager_leak_detection": False,
}


def words(text: str) -> str:
    """Returns a text with every run of white space as one blank."""
    return " ".join(text.split())


class Browser:
    """Is one browser with one person before it."""

    def __init__(self, script: bool = True):
        self._profile = tempfile.mkdtemp(prefix="secondkey-browser-")
        options = Options()
        options.binary_location = tool("chromium")
        for flag in [*FLAGS, f"--user-data-dir={self._profile}"]:
            options.add_argument(flag)
        preferences = dict(PREFERENCES)
        if not script:
            preferences["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", preferences)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(tool("chromedriver")))
        self.driver.set_page_load_timeout(PATIENCE)
        self.server: Server | None = None
        self.used = False

    def quit(self) -> None:
        """Closes the browser and forgets all about it."""
        self.driver.quit()
        shutil.rmtree(self._profile, ignore_errors=True)

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
        metrics = {"width": pixels, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def light(self) -> None:
        """Asks pages for their light colours."""
        self._colours("light")

    def dark(self) -> None:
        """Asks pages for their dark colours."""
        self._colours("dark")

    def _colours(self, scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def shot(self, name: str) -> Path:
        """Keeps a picture of the whole page for people to look at."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}.png"
        path.write_bytes(self._picture())
        return path

    def _picture(self) -> bytes:
        options = {"captureBeyondViewport": True, "format": "png"}
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        options["clip"] = {**size, "scale": 1}
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", options)
        return base64.b64decode(taken["data"])

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
        found = self.driver.find_elements(By.CSS_SELECTOR, "h1")
        return words(self.only(found, "first heading").text)

    @property
    def text(self) -> str:
        """Is all that can be read on the page."""
        return words(self.driver.find_element(By.CSS_SELECTOR, "body").text)

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

    def fact(self, term: str) -> str:
        """Returns what stands beside a term in a list of facts."""
        path = f"//dt[normalize-space()='{term}']/following-sibling::dd[1]"
        return words(self.only(self.driver.find_elements(By.XPATH, path), f"fact “{term}”").text)

    def item(self, text: str) -> str:
        """Returns the text of the one list item or table row that names something."""
        found = self.driver.find_elements(By.CSS_SELECTOR, "li, tbody tr")
        fitting = [words(one.text) for one in found if text in words(one.text)]
        assert len(fitting) == 1, f"{len(fitting)} items name “{text}”: {fitting}"
        return fitting[0]

    # --- Fields, buttons and links -------------------------------------------

    @staticmethod
    def only(found: list[WebElement], what: str) -> WebElement:
        """Returns the one element of a list that has one."""
        assert len(found) == 1, f"the page has {len(found)} times a {what}"
        return found[0]

    def _named(self, name: str, selector: str) -> list[WebElement]:
        shown = [
            element
            for element in self.driver.find_elements(By.CSS_SELECTOR, selector)
            if element.is_displayed()
        ]
        return [element for element in shown if words(element.accessible_name) == words(name)]

    def field(self, label: str) -> WebElement:
        """Finds a field by its label; what a label says in smaller print after its
        name (“optional”) is not needed."""
        kinds = "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, textarea"
        shown = self.driver.find_elements(By.CSS_SELECTOR, kinds)
        names = {e: words(e.accessible_name) for e in shown if e.is_displayed()}
        exact = [e for e, name in names.items() if name == label]
        longer = [e for e, name in names.items() if name.startswith(label + " ")]
        what = f"field “{label}” (there are: {', '.join(names.values())})"
        return self.only(exact or longer, what)

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
        boxes = self.driver.find_elements(By.CSS_SELECTOR, "input[type=radio], input[type=checkbox]")
        fitting = [box for box in boxes if words(box.accessible_name).startswith(label)]
        self.only(fitting, f"box “{label}”").click()

    def click(self, name: str, within: str = "body") -> None:
        """Follows a link or sends a form, and waits for the page that comes."""
        element = self._clickable(name, within)
        before = self.driver.find_element(By.CSS_SELECTOR, "html")
        element.click()
        self.await_leaving(before)

    def press(self, name: str, within: str = "body") -> None:
        """Presses something that stays on the page."""
        self._clickable(name, within).click()

    def _clickable(self, name: str, within: str) -> WebElement:
        kinds = ["a[href]", "button", "summary"]
        selector = ", ".join(f"{within} {kind}" for kind in kinds)
        found = self._named(name, selector)
        targets = {element.get_attribute("href") for element in found}
        # The same link twice, such as in the navigation and in the text, is one.
        if len(found) > 1 and len(targets) == 1 and None not in targets:
            found = found[:1]
        shown = self.driver.find_elements(By.CSS_SELECTOR, selector)
        there = ", ".join(words(element.text) for element in shown if element.text.strip())
        return self.only(found, f"button or link “{name}” (there are: {there})")

    def offers(self, name: str, within: str = "body") -> bool:
        """Says whether there is a link or a button of this name."""
        return bool(self._named(name, f"{within} a[href], {within} button"))

    def type(self, *keys: str) -> None:
        """Types on the keyboard, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def type_and_leave(self, *keys: str) -> None:
        """Types on the keyboard and waits for the page that comes."""
        before = self.driver.find_element(By.CSS_SELECTOR, "html")
        self.type(*keys)
        self.await_leaving(before)

    @property
    def focus(self) -> str:
        """Is the accessible name of what has the focus."""
        return words(self.driver.switch_to.active_element.accessible_name)

    def back(self) -> None:
        """Goes back, as the browser's button does."""
        self.driver.back()

    def await_leaving(self, before: WebElement) -> None:
        """Waits until the document that an element stands in has given way to
        another one that is there in full."""

        def left(driver) -> bool:
            try:
                before.is_enabled()
                return False
            except StaleElementReferenceException:
                return driver.execute_script("return document.readyState") == "complete"

        try:
            WebDriverWait(self.driver, PATIENCE, poll_frequency=0.02).until(left)
        except TimeoutException:
            raise AssertionError(f"no other page came after {self.address}:\n{self.text}") from None

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
