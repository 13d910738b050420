"""Sudden death: the service is killed again and again while people enrol, sign in
and change their passwords, and starts again on what it left."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness import quick
from harness.server import Server
from harness.walker import Walker

DEATHS = 100
SEED = 20261123

# The changes at which the service dies; users do one of them that owners do not.
CHANGES = [
    "make",
    "password",
    "choose password",
    "name device",
    "enable device",
    "sign out",
    "code",
    "change password",
]


class Deaths:
    """Kills the service at random moments around chosen changes."""

    def __init__(self, server: Server):
        self.server = server
        self.random = random.Random(SEED)
        self.lasts = dict.fromkeys(CHANGES, 0.05)  # seconds, as seen so far
        self.unanswered: Counter[str] = Counter()
        self.owner, self.root = quick.open_account(server, "Cyberdyne")
        self.proved = time.monotonic()
        self.pool = ThreadPoolExecutor(max_workers=4)

    def walkers(self, change: str) -> list[Walker]:
        """Returns new people, the first of whom will do the change."""
        # Users are made by who has proved lately to be root, however long deaths take.
        if time.monotonic() - self.proved > 120:
            self.owner, self.proved = quick.client_of(self.server), time.monotonic()
            quick.sign_in(self.owner, self.root)
        user = Walker(self.server, self.owner, self.root)
        owner = Walker(self.server)
        first_is_user = change in ("password", "choose password") or self.random.random() < 0.5
        return [user, owner] if first_is_user else [owner, user]

    def die_during(self, change: str) -> list[Walker]:
        """Lets people walk, kills the service around a change, starts it again."""
        people = self.walkers(change)
        first = people[0]
        first.watch = change
        walks = [self.pool.submit(person.walk_until_cut_off) for person in people]
        assert first.begun.wait(30), f"nobody came to: {change}"
        # The moment of death itself: within the change or shortly after it.
        time.sleep(self.random.uniform(0, 1.3 * self.lasts[change]))
        self.server.kill()
        for walk in walks:
            walk.result(30)
        self.unanswered.update(person.pending for person in people if person.pending)
        self.server.start()
        return people

    def measure(self) -> None:
        """Learns how long each change lasts, from people whom nobody disturbs."""
        for walker in self.walkers("choose password"):
            walker.lasts = self.lasts
            walker.walk()

    def look_after(self, people: list[Walker]) -> None:
        """Shows that nobody has lost anything, and that the first comes to the end."""
        works = [examine_and_go_on, Walker.examine]
        for done in [self.pool.submit(*work) for work in zip(works, people, strict=True)]:
            done.result(90)


def examine_and_go_on(person: Walker) -> None:
    """Looks at what is left of one person's way, and lets them walk to its end."""
    person.examine()
    person.walk()


@pytest.mark.timeout(600)
def test_nothing_confirmed_is_lost_by_sudden_death():
    """After each of many deaths: what was confirmed is there, accepted codes are
    refused, changes under way happened wholly or not at all, and people go on. In
    the end the store is sound."""
    with Server("--open-sign-up", "--trusted-proxies", "127.0.0.1") as server:
        deaths = Deaths(server)
        deaths.measure()
        people: list[Walker] = []
        for number in range(DEATHS):
            people = deaths.die_during(CHANGES[number % len(CHANGES)])
            deaths.look_after(people)
        deaths.pool.shutdown()
        print(f"{DEATHS} deaths; unanswered: {dict(deaths.unanswered)}")
        assert deaths.unanswered.keys() >= set(CHANGES), deaths.unanswered
        server.restart()
        for person in people:
            person.examine()
        diagnosis = server.answer("doctor")
        assert diagnosis["ok"], diagnosis
