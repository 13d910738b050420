"""S12, moving to a new phone: a phone full of accounts moves to the desktop by the codes
that phones show each other, from there to the next phone, and no account is lost."""

import base64
import os
import time

from harness import quick
from harness.codes import Clock, Device, oathtool
from harness.moving import Phone, photographed
from harness.people import give_password, sign_in


def secret() -> str:
    """Returns a secret that nothing else has."""
    return base64.b32encode(os.urandom(20)).decode()


def test_a_phone_full_of_accounts_moves_to_the_desktop_and_on(browser, account, laptop, tmp_path):
    client, root = account
    # Root's device is in the phone's app, among two dozen others.
    device = quick.enrol(client, root, "root-phone")
    label = f"Secondkey:root-phone@{root.account}"
    old = Phone({f"Service {number}:person": secret() for number in range(23)})
    old.entries[label] = device.secret

    begun = time.monotonic()
    screens = old.show(tmp_path)
    assert len(screens) == 3
    photographs = [photographed(one, tmp_path / f"photo-{one.stem}.jpg") for one in screens]

    # One photograph is missing: that is said, and nothing is half done.
    partly = laptop.ask("import", *map(str, photographs[:2]))
    assert any("part 3 of 3" in one["name"] for one in partly["skipped"]), partly
    assert not partly["imported"] and laptop.names() == []

    # All of them, in whatever order.
    moved = laptop.ask("import", "--yes", *map(str, reversed(photographs)))
    assert moved["imported"] and len(moved["added"]) == 24 and moved["skipped"] == []
    assert time.monotonic() - begun < 60, "it takes under a minute"
    step = Clock.step()
    for name in laptop.names():
        assert laptop.code(name, step) == old.code(name, step), name
    assert {one["name"] for one in laptop.ask("list") if one["root"]} == {label}

    # Again changes nothing.
    again = laptop.ask("import", "--yes", *map(str, photographs))
    assert len(again["equal"]) == 24 and again["added"] == [] and len(laptop.names()) == 24

    # The old phone is gone; the desktop signs in.
    on_laptop = Device(device.secret, laptop, label)
    on_laptop._spent = device._spent
    root.devices[:] = [on_laptop]
    sign_in(browser, root)
    browser.at("/", "You are the root user ROOT")
    browser.click("Sign out")

    # The desktop shows the same kind of codes, and the new phone scans them.
    picture = tmp_path / "desktop.png"
    export = ["export", "--format", "google-migration", "--output", str(picture), "--yes"]
    assert laptop.run(*export).returncode == 0
    shown = sorted(tmp_path.glob("desktop*.png"))
    assert len(shown) == 3
    new = Phone()
    for one in shown:
        new.scan(one)
    assert new.entries == old.entries
    give_password(browser, root)
    step, code = on_laptop.unspent()
    Clock.wait_for(step - 1)
    assert new.code(label, step) == code
    browser.fill("Six-digit code", new.code(label, step))
    browser.click("Sign in", within="form")
    browser.at("/", "You are the root user ROOT")


def test_every_way_out_comes_in_again_somewhere_else(laptop, phone, tmp_path):
    wanted = {f"Service {number}:person": secret() for number in range(12)}
    for label, one in wanted.items():
        issuer, account = label.replace(" ", "%20").split(":")
        uri = f"otpauth://totp/{issuer}:{account}?secret={one}&issuer={issuer}"
        assert laptop.add_uri(uri) == label
    password = tmp_path / "password"
    password.write_text("a password of its own\n")
    ways = {
        "otpauth": [], "aegis": [], "google-migration": [],
        "aegis-encrypted": ["--password-file", str(password)],
    }  # fmt: skip
    for way, more in ways.items():
        file = tmp_path / f"{way}.out"
        ended = laptop.run("export", "--format", way, "--output", str(file), "--yes", *more)
        assert ended.returncode == 0, ended.stderr
        assert "codes for ever" in ended.stderr, "it says what it reveals"
        read = phone.ask("import", str(file), *more)
        if way == "otpauth":
            assert len(read["added"]) == 12, read
            phone.ask("import", "--yes", str(file))
        else:
            assert len(read["equal"]) == 12 and read["conflicts"] == [], (way, read)
    step = Clock.step()
    for label, one in wanted.items():
        assert phone.code(label, step) == oathtool(one, step)
