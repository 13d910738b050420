"""The accessibility engine, run in the page that a browser shows."""

from typing import TYPE_CHECKING

from . import gallery
from .tools import HERE

if TYPE_CHECKING:
    from .browser import Browser

SCRIPT = HERE / "node_modules" / "axe-core" / "axe.min.js"

RUN = """
const [rules, done] = arguments;
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
    if not driver.execute_script("return typeof axe === 'object'"):
        driver.execute_script(SCRIPT.read_text())
    return [
        f"{one['rule']} ({one['impact']}): {one['help']}\n      " + "\n      ".join(one["nodes"])
        for one in driver.execute_async_script(RUN, list(rules))
    ]


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
