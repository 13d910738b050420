"""The account's trail as people read it: newest first, narrowed by who, what, outcome
and day; and the one place that says why somebody was refused."""

import time
from datetime import datetime, timedelta, timezone

import pytest

from harness import quick
from harness.client import Client
from harness.people import sign_in, sign_out

REFUSED = "Your authentication information is incorrect. Please try again."


@pytest.fixture
def trail(browser, account):
    """An account with a past: refused sign-ins of every kind, and good ones."""
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    quick.make_user(client, root, "bob")
    page = client.get("/users/new").form("/users/new")
    client.post("/users/new", page.fields | {"name": "carl", "console": "none"})
    mine = quick.client_of(client.server)
    quick.sign_in(mine, alice)
    device = quick.enrol(mine, alice, "alice-phone")
    return browser, client, root, alice, device


def refuse(client: Client, account: str, name: str, password: str) -> str:
    """Tries a sign-in that is refused, and returns what the page says."""
    stranger = Client(client.server)
    page = stranger.get(f"/signin/{account}")
    answer = stranger.submit(page, "/signin", {"user": name, "password": password})
    assert answer.status == 422, answer.status
    return answer.page.text


def rows(browser) -> list[str]:
    """Returns the lines of the table, each as one text."""
    return browser.texts_of("table.data tbody tr")


def narrow(browser, **fields: str) -> list[str]:
    """Opens the page with some fields filled in, and returns its lines."""
    browser.open("/activity?" + "&".join(f"{name}={value}" for name, value in fields.items()))
    return rows(browser)


def test_why_somebody_was_refused_stands_here_and_nowhere_else(trail):
    browser, client, root, alice, device = trail
    said = {refuse(client, root.account, name, "not it at all") for name in ("alice", "nobody", "carl")}
    assert all(REFUSED in text for text in said)
    for text in said:
        for reason in ("wrong password", "no such user", "no console password"):
            assert reason not in text.lower()
    other = Client(client.server)
    quick.give_password(other, alice)
    wrong = f"{(int(device.shown()) + 1) % 1_000_000:06}"
    other.submit(other.go("/signin/code"), "/signin/code", {"code": wrong})

    sign_in(browser, root)
    lines = narrow(browser, what="ConsoleLogin", outcome="refused")
    assert len(lines) == 4, lines
    for line, reason in zip(lines, ["wrong code", "no console password", "no such user", "wrong password"], strict=True):
        assert "refused" in line and reason in line.lower(), (reason, lines)


def test_two_events_a_minute_apart_are_told_apart_by_the_time(browser, account):
    """By the fields of the form, as a person fills them in."""
    client, root = account
    while time.time() % 60 > 40:
        time.sleep(1)
    quick.make_user(client, root, "first")
    # A minute later: not in the same one, on any machine.
    minute = int(time.time()) // 60
    while int(time.time()) // 60 < minute + 1:
        time.sleep(1)
    quick.make_user(client, root, "second")
    sign_in(browser, root)
    later = datetime.fromtimestamp((minute + 1) * 60, timezone.utc)
    before = later - timedelta(minutes=1)

    def among(field: str, at: datetime) -> list[str]:
        browser.open("/activity?what=CreateUser")
        browser.driver.execute_script(
            "const [day, time] = arguments[0]; document.querySelector(day[0]).value = day[1];"
            "document.querySelector(time[0]).value = time[1];",
            [[f"#{field}", f"{at:%Y-%m-%d}"], [f"#{field}-time", f"{at:%H:%M}"]],
        )
        browser.click("Show")
        assert browser.value(f"{field.title()} time") == f"{at:%H:%M}"
        return [line for line in rows(browser) if "CreateUser" in line]

    [first] = among("to", before)
    assert " first " in first
    [second] = among("from", later)
    assert " second " in second
    assert len(among("from", before)) == 2 == len(among("to", later))
    browser.open(f"/activity?from={later:%Y-%m-%dT%H:%M}&to={before:%Y-%m-%dT%H:%M}")
    assert browser.complaint("To day") == "The end lies before the beginning."


def test_the_trail_is_narrowed_by_who_what_outcome_and_day(trail):
    browser, client, root, alice, _ = trail
    refuse(client, root.account, "alice", "not it at all")
    sign_in(browser, root)
    browser.click("Activity", within="nav")
    browser.at("/activity", "Activity")
    everything = rows(browser)
    assert "Sign-in" in everything[0] and "Account created" in everything[-1], everything

    # By the form, as a person does.
    browser.fill("Who", "ALICE")
    browser.click("Show")
    hers = rows(browser)
    assert hers and all(" alice " in line for line in hers), hers
    assert browser.value("Who") == "ALICE"
    browser.click("Show everything again")
    assert rows(browser) == everything

    created = narrow(browser, what="CreateUser")
    assert ["alice" in line or "bob" in line or "carl" in line for line in created] == [True] * 3
    assert all("CreateUser" in line for line in created)
    refused, done = narrow(browser, outcome="refused"), narrow(browser, outcome="success")
    assert refused and all("refused" in line for line in refused), refused
    assert done and not any("refused" in line for line in done), done
    assert len(refused) + len(done) == len(everything)

    today = datetime.now(timezone.utc).date()
    yesterday, tomorrow = (str(today + timedelta(days=days)) for days in (-1, 1))
    assert narrow(browser, **{"from": yesterday, "to": tomorrow}) == everything
    assert narrow(browser, **{"from": tomorrow}) == []
    browser.see("Nothing fits all that you asked for.")
    assert narrow(browser, to=yesterday) == []
    assert len(narrow(browser, who="root", what="CreateUser", outcome="success", to=tomorrow)) == 3
    assert narrow(browser, **{"from": tomorrow, "to": yesterday}) == []
    assert browser.complaint("To day") == "The last day lies before the first."

    # Who administers nothing sees what they did themselves, whatever they ask for.
    sign_out(browser)
    bob = quick.make_user(client, root, "bertha")
    sign_in(browser, bob)
    assert all(" bertha " in line for line in narrow(browser, who="root")), rows(browser)
    assert alice.name not in browser.text
