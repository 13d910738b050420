"""S3, out of sync: a device whose clock is off is refused, the page says what is
wrong, and two codes in a row mend it. An authenticator on a computer says by how much
that computer's clock is off, and makes codes of the right time."""

import re

import pytest

from harness.codes import Clock, oathtool
from harness.people import enrol, give_pair, give_password, sign_in, sign_out
from harness.timeserver import TimeServer, drifted

# Steps by which the laptop's clock runs ahead: four minutes.
AHEAD = 8


def test_a_clock_that_has_drifted_is_named_and_mended_at_the_sign_in(browser, account, laptop):
    _, root = account
    sign_in(browser, root)
    device = enrol(browser, root, "root-laptop", laptop)
    sign_out(browser)

    device.off = AHEAD
    give_password(browser, root)
    browser.fill("Six-digit code", device.shown())
    browser.click("Sign in", within="form")
    assert browser.path == "/signin/code" and browser.title.startswith("Error: ")
    said = browser.complaint("Six-digit code")
    assert said.startswith("The clock of root-laptop is about 4 minutes ahead of ours"), said

    browser.click("Resynchronise this device")
    browser.at("/signin/resync", "Two codes in a row")
    give_pair(browser, device, "Resynchronise and sign in")
    browser.at("/", "You are the root user ROOT")

    # From now on the service allows for it, and says so.
    browser.open("/credentials")
    assert "Its clock about 4 minutes ahead; allowed for" in browser.item("root-laptop")
    sign_out(browser)
    sign_in(browser, root)


def test_setting_the_clock_right_afterwards_is_no_trap(browser, account, laptop):
    _, root = account
    sign_in(browser, root)
    device = enrol(browser, root, "root-laptop", laptop)
    browser.open("/credentials")
    browser.click("Resynchronise root-laptop")
    device.off = AHEAD
    give_pair(browser, device, "Resynchronise")
    browser.see("If you can, set the device’s clock to the network’s time, wait 5 minutes")

    # The owner does not wait, and is told what to wait for instead of "wrong".
    device.off = 0
    browser.click("Done")
    browser.click("Resynchronise root-laptop")
    step = Clock.step()
    browser.fill("First code", device.code_of(step))
    browser.fill("Next code", device.code_of(step + 1))
    browser.click("Resynchronise")
    browser.see("its clock must have been set back since. Its codes are accepted again in about ")
    browser.open("/credentials")
    browser.click("Try root-laptop")
    browser.fill("Code", device.code_of(step))
    browser.click("Try", within="form")
    browser.see("The clock of root-laptop is right, but it was not when you last")
    browser.not_see("was used already", "ahead of ours", "behind ours")


def test_resynchronising_while_signed_in(browser, account, laptop):
    _, root = account
    sign_in(browser, root)
    device = enrol(browser, root, "root-laptop", laptop)
    browser.open("/credentials")
    browser.click("Resynchronise root-laptop")
    browser.see("Type the code that root-laptop shows, wait until it changes")

    # Two codes that do not follow each other tell nothing.
    device.off = AHEAD
    step = Clock.step()
    browser.fill("First code", device.code_of(step + AHEAD))
    browser.fill("Next code", device.code_of(step + AHEAD + 2))
    browser.click("Resynchronise")
    browser.see("These are not two codes in a row of this device.")

    give_pair(browser, device, "Resynchronise")
    assert browser.heading == "root-laptop is back in step"
    browser.see("Its clock is about 4 minutes ahead.", "Other services do not allow for it.")
    assert browser.offers("Try it with the next code")


def test_a_code_far_off_tells_a_stranger_nothing(browser, account, laptop):
    _, root = account
    sign_in(browser, root)
    device = enrol(browser, root, "root-laptop", laptop)
    sign_out(browser)
    give_password(browser, root)
    device.off = 240
    browser.fill("Six-digit code", device.shown())
    browser.click("Sign in", within="form")
    said = browser.complaint("Six-digit code")
    assert said.startswith("None of your devices shows this code now."), said
    browser.see("Is it the right entry, and still refused?")

    # Two hours off: two codes in a row still sign in.
    browser.click("Resynchronise this device")
    give_pair(browser, device, "Resynchronise and sign in")
    browser.at("/", "You are the root user ROOT")
    browser.open("/credentials")
    assert "Its clock about 2 hours ahead; allowed for" in browser.item("root-laptop")


def test_a_code_works_once(browser, account, laptop):
    _, root = account
    sign_in(browser, root)
    device = enrol(browser, root, "root-laptop", laptop)
    sign_out(browser)
    give_password(browser, root)
    code = device.next_code()
    browser.fill("Six-digit code", code)
    browser.click("Sign in", within="form")
    browser.at("/", "You are the root user ROOT")
    sign_out(browser)

    give_password(browser, root)
    browser.fill("Six-digit code", code)
    browser.click("Sign in", within="form")
    said = browser.complaint("Six-digit code")
    assert said.startswith("This code of root-laptop was used already."), said
    assert not browser.offers("Resynchronise this device")


@pytest.fixture
def time_servers():
    """Three time servers that tell the truth."""
    servers = [TimeServer() for _ in range(3)]
    yield [server.address for server in servers]
    for server in servers:
        server.close()


def test_the_laptop_says_that_its_clock_is_off_and_helps(browser, account, laptop, time_servers):
    _, root = account
    sign_in(browser, root)
    device = enrol(browser, root, "root-laptop", laptop)
    sign_out(browser)

    # From here on the laptop's clock is three minutes slow, and nobody knows.
    laptop.variables = {"XDG_CACHE_HOME": str(laptop.folder), **drifted(-180)}
    give_password(browser, root)
    browser.fill("Six-digit code", laptop.ask("code", device.entry)["code"])
    browser.click("Sign in", within="form")
    said = browser.complaint("Six-digit code")
    assert said.startswith("The clock of root-laptop is about 3 minutes behind ours"), said

    # Asked, it measures and says so plainly; from then on, every code is warned of.
    slow = r"clock is (2 min 59 s|3 min|3 min 1 s) slow"
    ended = laptop.run("clock", "--server", ",".join(time_servers))
    assert ended.returncode == 0, ended.stderr
    assert re.search(slow, ended.stdout) and "3 of 3 answers agree" in ended.stdout, ended.stdout
    assert "--corrected" in ended.stdout
    warned = laptop.run("code", device.entry)
    assert re.search(slow, warned.stderr) and "may be refused" in warned.stderr, warned.stderr
    looked = laptop.run("doctor")
    assert looked.returncode == 1 and "2 min" in looked.stdout or "3 min" in looked.stdout

    # A code of the right time signs in. What is known of the time is not better than how
    # long an answer took, so the first second of a step is let pass.
    Clock.wait_for(device._spent + 1)
    step = Clock.settle(10, begun=1)
    code = laptop.ask("code", device.entry, "--corrected")["code"]
    assert code == oathtool(device.secret, step)
    browser.fill("Six-digit code", code)
    browser.click("Sign in", within="form")
    browser.at("/", "You are the root user ROOT")

    # Once the clock is set, nothing is said any more, without measuring anew.
    laptop.variables = {"XDG_CACHE_HOME": str(laptop.folder)}
    assert laptop.run("code", device.entry).stderr == ""
