"""Hardware tokens: seed files written by another program go into stock by the
operator's command, and from there into use by AWS's own client."""

import json
import os
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from harness import axe, quick
from harness.codes import Clock
from harness.people import confirm, give_password, sign_in, sign_out
from harness.programs import Program
from harness.tools import done, tool
from pskc import PSKC
from test_s5_recovering_root import wait_until

STEP = 60


class Token:
    """Is a token in somebody's hand: SHA-256, six digits, steps of a minute."""

    def __init__(self, serial: str):
        self.serial, self.seed = serial, os.urandom(32)

    def code(self, steps: int = 0) -> str:
        """Asks oathtool for the code of so many steps later."""
        moment = f"--now=@{int(time.time()) + steps * STEP}"
        words = ("--totp=sha256", f"--time-step-size={STEP}", moment, "-")
        return done(tool("oathtool"), *words, given=self.seed.hex() + "\n").strip()


def refused(server, *words) -> str:
    """Runs an operator's command that must fail, and returns what it says."""
    ended = server.command(*words)
    assert ended.returncode == 1, f"{words}: {ended.returncode}: {ended.stdout}"
    return ended.stderr


def deliver(folder, tokens, until=None, **protection):
    """Writes a seed file, as another program writes it. `until` says when the time of the
    tokens ends."""
    container = PSKC()
    for token in tokens:
        key = container.add_key(
            serial=token.serial,
            manufacturer="Acme",
            model="T1",
            secret=token.seed,
            algorithm="totp",
            algorithm_suite="HMAC-SHA256",
            response_encoding="DECIMAL",
            response_length=6,
            time_interval=STEP,
        )
        key.policy.expiry_date = until
    if "key" in protection:
        container.encryption.setup_preshared_key(**protection)
    elif protection:
        container.encryption.setup_pbkdf2(**protection)
    path = folder / "tokens.pskcxml"
    container.write(str(path))
    return str(path)


@pytest.mark.parametrize("cipher", ["aes128-cbc", "aes192-cbc", "aes256-cbc"])
def test_encrypted_deliveries_of_another_program_are_read(root: Program, tmp_path, cipher):
    tokens = [Token(f"ACME{cipher[3:6]}{number:05}") for number in range(3)]
    key = os.urandom(int(cipher[3:6]) // 8)
    path = deliver(tmp_path, tokens, key=key, algorithm=cipher)
    assert tokens[0].seed.hex() not in Path(path).read_text()
    (tmp_path / "key").write_text(key.hex() + "\n")
    words = ["token", "import", path, "--account", root.account, "--key-file", str(tmp_path / "key")]

    tried = root.server.answer(*words, "--dry-run")
    assert tried["imported"] == 0
    serials = [token.serial for token in tokens]
    assert tried["serials"] == serials
    imported = root.server.answer(*words)
    assert (imported["imported"], imported["serials"]) == (3, serials)
    assert (imported["skipped"], imported["format"]) == ([], "pskc")

    # Every one of them is known now: the same file again changes nothing.
    again = refused(root.server, *words)
    assert serials[0] in again and "nothing was imported" in again


def test_a_passphrase_and_a_wrong_one(root: Program, tmp_path):
    token = Token("ACMEPASS00001")
    path = deliver(tmp_path, [token], password="seven quiet otters", key_length=16)
    (tmp_path / "wrong").write_text("eight quiet otters\n")
    (tmp_path / "right").write_text("seven quiet otters\n")
    words = ["token", "import", path, "--account", root.account]
    assert "give the passphrase" in refused(root.server, *words)
    assert "does not fit" in refused(root.server, *words, "--passphrase-file", str(tmp_path / "wrong"))
    imported = root.server.answer(*words, "--passphrase-file", str(tmp_path / "right"))
    assert imported["serials"] == [token.serial]


def test_a_token_signs_by_its_bare_serial(root: Program, tmp_path):
    token = Token("GAHT12345678")
    table = tmp_path / "tokens.csv"
    table.write_text(
        "serial number,secret key,time interval,algorithm\n"
        f"{token.serial},{token.seed.hex()},{STEP},SHA256\n"
    )
    root.server.answer("token", "import", str(table), "--account", root.account)
    iam = root.iam
    iam.create_user(UserName="alice")
    policy = "arn:aws:iam::aws:policy/AdministratorAccess"
    iam.attach_user_policy(UserName="alice", PolicyArn=policy)
    alice = root.user("alice")

    with pytest.raises(ClientError) as unknown:
        iam.enable_mfa_device(
            UserName="alice",
            SerialNumber="GAHT00000000",
            AuthenticationCode1=token.code(),
            AuthenticationCode2=token.code(1),
        )
    assert unknown.value.response["Error"]["Code"] == "NoSuchEntity"
    words = ["iam", "enable-mfa-device", "--user-name", "alice", "--serial-number", token.serial]
    codes = ["--authentication-code1", token.code(-1), "--authentication-code2", token.code()]
    alice.aws_answer(*words, *codes, folder=tmp_path)

    listed = iam.list_mfa_devices(UserName="alice")["MFADevices"]
    assert [device["SerialNumber"] for device in listed] == [token.serial]
    assert iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    given = alice.sts.get_session_token(SerialNumber=token.serial, TokenCode=token.code(1))
    session = alice.session(given["Credentials"])
    assert json.dumps(session.iam.list_users()["Users"], default=str)
    session.iam.deactivate_mfa_device(UserName="alice", SerialNumber=token.serial)
    assert iam.list_mfa_devices(UserName="alice")["MFADevices"] == []


def stock(server, account: str, folder) -> Token:
    """Puts a token into an account's stock."""
    token = Token(f"ACME{os.urandom(4).hex().upper()}")
    table = folder / f"{token.serial}.csv"
    table.write_text(
        "serial,seed,interval,algorithm\n"
        f"{token.serial},{token.seed.hex()},{STEP},SHA256\n"
    )
    server.answer("token", "import", str(table), "--account", account)
    return token


def test_an_owner_assigns_a_token_from_stock_and_signs_in(browser, console, account, tmp_path):
    _, root = account
    token = stock(console, root.account, tmp_path)
    sign_in(browser, root)
    browser.open("/credentials/devices/new")
    confirm(browser, root)
    browser.fill("Device name", "root-token")
    browser.choose("Hardware token")
    browser.click("Continue")
    browser.at("/credentials/devices/token", "Assign a hardware token")
    browser.shot("token-assign")

    # A serial number that is nobody's, and one code twice, assign nothing.
    def give(serial, first, second):
        browser.fill("Serial number", serial)
        browser.fill("First code", first)
        browser.fill("Next code", second)
        browser.click("Assign device")

    give("ACME00000000", token.code(-1), token.code())
    assert "No token with this serial number is in stock" in browser.complaint("Serial number")
    give(token.serial, token.code(), token.code())
    browser.see("These are not two codes in a row of this device.")
    Clock.settle(6.0)  # Between the two steps, the token would be thought slow.
    give(token.serial.lower(), token.code(-1), token.code())
    browser.at("/credentials/devices/second", "Now the second device")
    browser.open("/credentials")
    browser.see("root-token", "Hardware token")

    sign_out(browser)
    give_password(browser, root)
    browser.at("/signin/code", "Enter a code")
    browser.fill("Six-digit code", token.code(1))
    browser.click("Sign in", within="form")
    assert browser.path == "/", browser.text


def assign(client, token: Token, name: str) -> None:
    """Puts a token into use for whoever is signed in."""
    Clock.settle(6.0)
    page = client.get(f"/credentials/devices/token?name={name}")
    fields = {"name": name, "serial": token.serial, "code1": token.code(-1), "code2": token.code()}
    answer = client.submit(page, "/credentials/devices/token", fields)
    assert answer.status == 303, answer.page.text


def end_in(server, account: str, folder, **after) -> tuple[Token, datetime]:
    """Puts a token into an account's stock whose time ends so long from now."""
    token, key = Token(f"ACME{os.urandom(4).hex().upper()}"), os.urandom(16)
    end = datetime.now(UTC) + timedelta(**after)
    path = deliver(folder, [token], end, key=key, algorithm="aes128-cbc")
    (folder / "key").write_text(key.hex() + "\n")
    words = ["token", "import", path, "--account", account, "--key-file", str(folder / "key")]
    assert server.answer(*words)["imported"] == 1
    return token, end


def test_the_end_of_a_tokens_time_is_told_and_kept_to(browser, console, account, tmp_path):
    """Its maker's date stands in the seed file: a warning while something can be done, and
    no way in afterwards."""
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    bob = quick.make_user(client, root, "bob")
    lasting, day = end_in(console, root.account, tmp_path, days=20)
    hers = quick.client_of(console)
    quick.sign_in(hers, alice)
    assign(hers, lasting, "alice-token")
    his = quick.client_of(console)
    quick.sign_in(his, bob)
    brief, end = end_in(console, root.account, tmp_path, seconds=25)
    assign(his, brief, "bob-token")

    give_password(browser, alice)
    browser.fill("Six-digit code", lasting.code(1))
    browser.click("Sign in", within="form")
    said = day.strftime("%-d %b %Y, %H:%M UTC")
    browser.see(f"alice-token is accepted until {said}", "Nothing else signs you in then")
    axe.inspect(browser, "token-ending-home")
    browser.open("/credentials")
    browser.see(f"alice-token is accepted until {said}")
    assert f"Accepted until {said}" in browser.item("alice-token")
    axe.inspect(browser, "token-ending")
    browser.open("/tokens")
    assert f"accepted until {said}" in browser.item(lasting.serial)

    # The other one is over: for who looks, and at the door.
    wait_until(lambda: datetime.now(UTC) > end + timedelta(seconds=1), "the end of its time", 40)
    browser.open("/tokens")
    assert "Expired" in browser.item(brief.serial)
    axe.inspect(browser, "tokens-ending")
    browser.open("/users")
    assert "none is accepted" in browser.item("bob")
    browser.open("/users/bob")
    assert "Expired" in browser.item("bob-token")
    browser.see("Nothing signs bob in before you reset bob.")
    axe.inspect(browser, "user-token-expired")
    sign_out(browser)
    give_password(browser, bob)
    browser.see("Your device bob-token is not accepted any more", "An administrator of your account")
    axe.inspect(browser, "signin-token-expired")
    browser.fill("Six-digit code", brief.code(1))
    browser.click("Sign in", within="form")
    browser.see("The time until which the maker of bob-token permits it to be used is over")


def test_an_administrator_imports_and_keeps_house_of_tokens(browser, console, account, tmp_path):
    """The stock in the console: a delivery comes in whole or not at all, a user's token
    comes back into step and into stock, and one is retired."""
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    bob = quick.make_user(client, root, "bob")
    tokens = [Token(f"ACME{os.urandom(4).hex().upper()}") for _ in range(3)]
    key = os.urandom(16)
    path = deliver(tmp_path, tokens, key=key, algorithm="aes128-cbc")
    sign_in(browser, alice)
    browser.open("/users")
    browser.click("Hardware tokens")
    browser.at("/tokens", "Hardware tokens")
    browser.see("No tokens yet")
    browser.click("Import a delivery")
    browser.at("/tokens/import", "Import a delivery")
    browser.shot("tokens-import")

    def give(file, secret):
        browser.field("Seed file").send_keys(str(file))
        wait_until(lambda: browser.value("Content of the file"), "the content of the file")
        browser.fill("Key or passphrase", secret)
        browser.click("Import", within="form")

    # A wrong key, a changed MAC, and one serial number twice: nothing is imported.
    give(path, "00" * 16)
    assert "does not fit" in browser.complaint("Key or passphrase")
    changed = tmp_path / "changed.xml"
    text = Path(path).read_text()
    mac = re.search(r"ValueMAC>\s*([A-Za-z0-9+/])", text)
    other = "A" if mac[1] != "A" else "B"
    changed.write_text(text[: mac.start(1)] + other + text[mac.end(1) :])
    give(changed, key.hex())
    assert "the file was changed on its way" in browser.complaint("Key or passphrase")
    browser.shot("tokens-import-refused")
    table = tmp_path / "twice.csv"
    lines = [f"{token.serial},{token.seed.hex()}" for token in (*tokens, tokens[0])]
    table.write_text("\n".join(["serial number,secret key", *lines]) + "\n")
    browser.choose("Not at all")
    give(table, "")
    assert tokens[0].serial in browser.complaint("Content of the file")
    browser.open("/tokens")
    browser.see("No tokens yet")

    browser.open("/tokens/import")
    give(path, key.hex())
    browser.at("/tokens", "Hardware tokens")
    browser.see("The tokens lie in stock.")
    for token in tokens:
        assert "Acme" in browser.item(token.serial) and "In stock" in browser.item(token.serial)
    browser.open("/tokens/import")
    give(path, key.hex())
    assert "in this account already" in browser.complaint("Content of the file")

    # Bob takes one; later its clock is learned anew, and it comes back.
    mine, his = tokens[0], quick.client_of(console)
    quick.sign_in(his, bob)
    assign(his, mine, "bob-token")
    browser.open("/tokens")
    assert his.get("/tokens").status == 403, "the stock is for who may keep it"
    assert " bob " in browser.item(mine.serial)
    browser.shot("tokens")
    browser.click(f"Resynchronise {mine.serial}")
    browser.fill("First code", mine.code(1))
    browser.fill("Next code", mine.code(3))
    browser.click("Resynchronise", within="form")
    browser.shot("tokens-resync")
    assert browser.heading == f"Resynchronise {mine.serial}", "these are not two in a row"
    browser.fill("First code", mine.code(1))
    browser.fill("Next code", mine.code(2))
    browser.click("Resynchronise", within="form")
    browser.see("The clock of the token is known again")
    browser.click(f"Take back {mine.serial} into stock")
    browser.click("Remove bob-token", within="form")
    browser.open("/tokens")
    assert "In stock" in browser.item(mine.serial)

    browser.click(f"Retire {mine.serial}")
    browser.shot("tokens-retire")
    browser.click(f"Retire {mine.serial}", within="form")
    browser.see("The token has left the stock for good")
    browser.not_see(mine.serial)

    # A form that is larger than any seed file may be is refused, and by users always.
    large = client.get("/tokens/import").form("/tokens/import").fields | {"content": "a" * 2_000_000}
    assert client.post("/tokens/import", large).status in (400, 413)
    quick.sign_in(his, bob)
    refused = his.get("/tokens")
    assert refused.status == 303, "whose last device was taken back registers another first"
    assert refused.headers["location"] == "/credentials/devices/new", refused.headers
