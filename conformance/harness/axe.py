"""The accessibility engine, run in the page that a browser shows."""

from typing import TYPE_CHECKING

from selenium.common.exceptions import JavascriptException
from selenium.webdriver.remote.webdriver import WebDriver

from . import gallery
from .tools import HERE

if TYPE_CHECKING:
    from .browser import Browser

SCRIPT = HERE / "node_modules" / "axe-core" / "axe.min.js"

# How often a page may move on while it is looked at.
MOVES = 5

RUN = """
const [rules, done] = arguments;
if (typeof axe !== "object") return done(null);
const options = { resultTypes: ["violations"] };
if (rules.length) options.runOnly = { type: "rule", values: rules };
axe.run(document, options).then((found) => done(found.violations.map((one) => ({
  rule: one.id, impact: one.impact, help: one.help,
  nodes: one.nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`),
}))), (error) => done([{ rule: "axe itself", impact: "failed", help: String(error), nodes: [] }]));
"""


def violations(browser: "Browser", *rules: str) -> list[str]:
    """Returns what is wrong with the present page, in words. With rules, only
    those are looked at."""
    assert SCRIPT.exists(), "axe-core is missing: run `npm ci` in conformance, or ./test"
    driver = browser.driver
    if not rules and driver.current_url.startswith(browser.server.url):
        gallery.note(browser.path, gallery.INSPECTED)
    return [
        f"{one['rule']} ({one['impact']}): {one['help']}\n      " + "\n      ".join(one["nodes"])
        for one in found_in(driver, list(rules))
    ]


def found_in(driver: WebDriver, rules: list[str]) -> list[dict]:
    """Returns what the engine finds. A page that follows a call may move on at any moment,
    and the engine is not in the next one: that is looked at then."""
    for _ in range(MOVES):
        try:
            found = driver.execute_async_script(RUN, rules)
        except JavascriptException as error:
            if "document unloaded" not in str(error):
                raise
            continue
        if found is not None:
            return found
        driver.execute_script(SCRIPT.read_text())
    raise AssertionError(f"{driver.current_url} moved on {MOVES} times before it was looked at")


def rules_in(view: str) -> tuple[str, ...]:
    """Returns which rules are looked at in a view: most look at what colours do not
    change, so that all of them, which no names stand for, are for the light ones."""
    return ("color-contrast", "link-in-text-block") if "dark" in view else ()


def inspect(browser: "Browser", name: str) -> None:
    """Keeps pictures of every view of the present page, in none of which the engine may
    find a fault."""
    faults = []
    for view in browser.views():
        browser.shot(f"{name}-{view}")
        faults += [f"{view}: {fault}" for fault in violations(browser, *rules_in(view))]
    assert not faults, "\n".join(faults)
