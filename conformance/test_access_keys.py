"""People make access keys in the console, replace them and take them away; programs use
them, with what the console gave them to download."""

import base64
import configparser
import csv
import io

from harness import quick
from harness.people import confirm, enrol, sign_in
from harness.programs import Program, refusal
from test_pages import Inspection


def downloaded(browser, name: str) -> tuple[str, str]:
    """Returns name and content of the file behind a link."""
    link = browser.only(browser._named(name, "a[download]"), name)
    kind, content = link.get_attribute("href").split(",", 1)
    assert kind.endswith(";base64"), kind
    return link.get_attribute("download"), base64.b64decode(content).decode()


def create(browser, person) -> Program:
    """Makes an access key, and takes it from the page that shows it."""
    browser.click("Create access key")
    confirm(browser, person)
    browser.click("Create access key", within="form")
    assert browser.heading == "Keep the secret now", browser.text
    key, secret = (browser.text_of(name) for name in ("#key-id", "#key-secret"))
    assert len(secret) == 40
    return Program(browser.server, key, secret)


def test_the_life_of_an_access_key(browser, account, phone, tmp_path):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    sign_in(browser, alice)
    inspection = Inspection(browser, "keys")
    enrol(browser, alice, "alice-phone", phone)
    browser.open("/credentials")
    browser.see("Access keys", "0 of at most 2")
    first = create(browser, alice)
    inspection.look("new key")

    # Both files are good as they are.
    name, text = downloaded(browser, "Download as CSV")
    assert name == f"{first.key}.csv"
    [row] = csv.DictReader(io.StringIO(text))
    assert row == {"Access key ID": first.key, "Secret access key": first.secret}
    _, profile = downloaded(browser, "Download as profile")
    assert browser.driver.find_element("id", "profile").text == profile.strip()
    parsed = configparser.ConfigParser()
    parsed.read_string(profile)
    [section] = parsed.sections()
    (tmp_path / "config").write_text(profile.replace(parsed[section]["endpoint_url"], browser.server.url))
    who = first.aws_answer(
        "sts", "get-caller-identity", folder=tmp_path, profile=section.removeprefix("profile ")
    )
    assert who["Arn"].endswith(":user/alice")

    # The secret is shown once: neither a reload nor the list has it.
    browser.open("/credentials")
    browser.not_see(first.secret)
    assert "sts" in browser.item(first.key) and "active" in browser.item(first.key)
    inspection.look("credentials with a key")

    # Replacing: the new one beside the old one, then the old one off, then away.
    browser.click(f"Replace {first.key}")
    confirm(browser, alice)
    inspection.look("replace")
    browser.click("Create access key", within="form")
    second = Program(
        browser.server, browser.text_of("#key-id"), browser.text_of("#key-secret")
    )
    browser.click("Next: switch the old key off")
    assert first.key in browser.heading
    inspection.look("switch off")
    browser.click("Switch off", within="form")
    browser.see("The access key is switched off.", "2 of at most 2")
    assert not browser.offers("Create access key")
    assert refusal(first.sts.get_caller_identity)[0] == "InvalidClientTokenId"
    assert second.sts.get_caller_identity()["Arn"].endswith(":user/alice")
    browser.click(f"Switch on {first.key}")
    confirm(browser, alice)
    inspection.look("switch on")
    browser.click("Switch on", within="form")
    assert first.sts.get_caller_identity()["Arn"].endswith(":user/alice")
    browser.click(f"Delete {first.key}")
    confirm(browser, alice)
    inspection.look("delete")
    browser.click("Delete", within="form")
    browser.see("The access key is deleted.", "1 of at most 2")
    assert refusal(first.sts.get_caller_identity)[0] == "InvalidClientTokenId"

    # All of it is on record, without the secret.
    browser.open("/activity?who=alice")
    browser.see("CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey", second.key)
    browser.not_see(second.secret)
    inspection.look("activity")
    inspection.conclude()


def test_root_is_warned_and_others_need_permission(browsers, account):
    client, root = account
    bob = quick.make_user(client, root, "bob")
    browser = browsers(client.server)
    sign_in(browser, root)
    inspection = Inspection(browser, "keys")
    browser.open("/credentials/keys/new")
    confirm(browser, root)
    browser.see("A key of the root user can do everything")
    inspection.look("root key")
    browser.click("Create a root access key")
    browser.open("/credentials")
    browser.see("The root user has access keys")
    inspection.look("credentials with a root key")

    other = browsers(client.server)
    sign_in(other, bob)
    other.open("/credentials")
    other.see("Your permissions do not include them")
    assert not other.offers("Create access key")
    inspection = Inspection(other, "keys-of-bob")
    inspection.look("credentials without permission")
    # Neither a page nor a form of somebody else helps.
    bobs = quick.client_of(client.server)
    quick.sign_in(bobs, bob)
    form = bobs.get("/credentials/password").form("/credentials/password")
    token = {"form_token": form.fields["form_token"]}
    for path in ("/credentials/keys/new", "/credentials/keys/AKIAIOSFODNN7EXAMPLE/delete"):
        assert bobs.post(path, token).status == 403, path
    inspection.conclude()
