"""What every test may ask for: a service, browsers, authenticators."""

import itertools
import re
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from harness import gallery, quick
from harness.browser import Browser
from harness.client import Client
from harness.codes import Authenticator, Clock
from harness.command_line import CommandLine
from harness.passkeys import Passkeys
from harness.people import Person
from harness.programs import Program
from harness.server import Server, drop_database, fresh_database
from harness.tools import HERE

# Loopback speaks for other places, so that what tests do wrong on purpose does not
# add up to one place's limit.
TRUSTING = ["--trusted-proxies", "127.0.0.1"]


@pytest.fixture(scope="session")
def console():
    """One service for all stories; each makes an account of its own in it."""
    with Server("--open-sign-up", *TRUSTING) as server:
        yield server


class Pool:
    """Keeps browsers between tests: starting one costs seconds."""

    def __init__(self):
        self.browsers: list[Browser] = []
        self.lent: list[Browser] = []

    def lend(self, server: Server) -> Browser:
        """Returns a browser that nobody uses, as good as new."""
        free = [browser for browser in self.browsers if browser not in self.lent]
        if not free:
            free = [Browser()]
            self.browsers += free
        self.lent.append(free[0])
        return free[0].begin(server)


@pytest.fixture(scope="session")
def pool():
    """The browsers of the session."""
    pool = Pool()
    yield pool
    for browser in pool.browsers:
        browser.quit()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Notes how a test ended, so that its browsers can show why."""
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


@pytest.fixture
def browsers(pool, request):
    """Lends browsers: one for each person of a story. In the end each must have
    shown clean pages that asked nobody else for anything."""
    yield pool.lend
    lent, pool.lent = pool.lent, []
    if getattr(request.node, "failed", False):
        name = re.sub(r"\W+", "-", request.node.name).strip("-")
        for number, browser in enumerate(lent):
            browser.shot(f"failed-{name}-{number}")
        return
    for browser in lent:
        browser.assert_clean()


@pytest.fixture
def browser(browsers, console) -> Browser:
    """The browser of one person before the common service."""
    return browsers(console)


@pytest.fixture(scope="session")
def named_console():
    """One service that is reached under a name, as passkeys need it."""
    with Server("--open-sign-up", *TRUSTING, host="localhost") as server:
        yield server


@pytest.fixture
def named_browser(browsers, named_console) -> Browser:
    """The browser of one person before the service with a name."""
    return browsers(named_console)


@pytest.fixture
def passkeys(named_browser):
    """The authenticators of that person's machine; none to begin with."""
    passkeys = Passkeys(named_browser)
    yield passkeys
    passkeys.close()


@pytest.fixture
def named_account(named_console) -> tuple[Client, Person]:
    """A new account there: a client in which root is signed in, and root."""
    return quick.open_account(named_console)


@pytest.fixture
def authenticators():
    """Lends authenticators: one for each machine of a story."""
    made: list[Authenticator] = []

    def make() -> Authenticator:
        made.append(Authenticator())
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def phone(authenticators) -> Authenticator:
    """An authenticator on one machine."""
    return authenticators()


@pytest.fixture
def laptop(authenticators) -> Authenticator:
    """An authenticator on another machine."""
    return authenticators()


@pytest.fixture
def account(console) -> tuple[Client, Person]:
    """A new account: a client in which root is signed in, and root."""
    return quick.open_account(console)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def service(request):
    """A service for the programs of a file, on each of the stores."""
    url = fresh_database() if request.param == "postgresql" else None
    try:
        with Server(database_url=url) as server:
            yield server
    finally:
        if url:
            drop_database(url)


# The files that take longest, longest first: whoever begins them last waits for them alone.
LONG = ["test_kill.py", "test_mail_kill.py", "test_pages.py", "test_passkeys.py", "test_bad_input.py",
        "test_mail.py", "test_program_profiles.py", "test_device_aws.py", "test_programs.py",
        "test_program_scenarios.py", "test_program_traps.py", "test_s8_signing_in.py"]  # fmt: skip

# Those of them whose stories share nothing, so that several processes may tell them.
APART = {"test_pages.py", "test_passkeys.py", "test_s8_signing_in.py"}


def pytest_collection_modifyitems(config, items):
    """Leaves out what would be told twice: the second command line sends what the first
    one does, so it is before one of the stores only. Puts the longest files first; the
    stories of a file stay in order."""
    twice = [item for item in items if "by" in getattr(item, "fixturenames", ()) and "postgresql" in item.name]
    twice = [item for item in twice if "aws 2" in item.name]
    config.hook.pytest_deselected(items=twice)
    rank = {name: number for number, name in enumerate(LONG)}
    items[:] = sorted(
        (item for item in items if item not in twice),
        key=lambda item: rank.get(item.path.name, len(LONG)),
    )


class Turns(LoadScopeScheduling):
    """Shares the stories among processes: a file to each, or a story of some files."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file.rpartition("/")[2] in APART else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Chooses how several processes share the stories (`-n`)."""
    config.option.loadscopereorder = False
    return Turns(config, log)


_numbers = itertools.count(1)


@pytest.fixture
def root(service) -> Program:
    """The root user's key of a new account."""
    return Program.of_root(service, f"Account{next(_numbers)}")


@pytest.fixture(params=["boto3", "aws 1", "aws 2"])
def by(request, tmp_path):
    """The client that a test is told with: takes a program, and returns it at that
    client."""
    if request.param == "boto3":
        return lambda program: program
    return lambda program: CommandLine(program, tmp_path, int(request.param[-1]))


def whole_run(config) -> bool:
    """Says whether this process leads a run of all stories."""
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    everything = all(Path(one).resolve() == HERE for one in config.args)
    return everything and not chosen and not hasattr(config, "workerinput")


def pytest_sessionstart(session):
    """Begins a whole run without the pictures of earlier ones."""
    if whole_run(session.config):
        gallery.forget()


def pytest_sessionfinish(session):
    """Hands on how long this process waited, where several share the stories; a whole
    run in which a page was not looked at has failed."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["waited"] = Clock.waited
    if whole_run(session.config) and gallery.missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Adds what a process that shared the stories has waited."""
    Clock.waited += getattr(node, "workeroutput", {}).get("waited", 0.0)


def pytest_terminal_summary(terminalreporter, config):
    """Says how much of the time went into waiting for codes to change, and which pages
    nobody has looked at."""
    if whole_run(config):
        for lacking in gallery.missing():
            terminalreporter.write_line(f"never looked at: {lacking}", red=True)
    terminalreporter.write_line(f"waited {Clock.waited:.0f} s for codes to change")
