"""`secondkey aws audit` and what only owners know: nothing told is the worst case; told in
a file or at the terminal, the report is about the things that there are."""

import json
import os
import time

import pytest

from harness import quick
from harness.codes import Authenticator
from harness.people import Person
from harness.programs import REGION, Program
from harness.server import Server
from harness.terminal import Terminal
from harness.tools import program, run

PASSWORD = "seven quiet otters hum"
NOWHERE, MEMORY = {"word": "nowhere"}, {"word": "memory"}


def at(*places: str) -> dict:
    """Is an answer that names things."""
    return {"places": list(places)}


class Audited:
    """Is an account whose root user has apps for codes, and a folder to audit it from."""

    def __init__(self, server: Server, folder, name: str, *devices: str):
        root = Program.of_root(server, name, PASSWORD)
        self.account, self.folder, self.devices = root.account, folder, devices
        person = Person("root", root.account, PASSWORD, email=f"root@{name.lower()}.example")
        client = quick.client_of(server)
        quick.sign_in(client, person)
        for device in devices:
            quick.enrol(client, person, device)
        root.iam.create_user(UserName="ann")
        root.iam.create_login_profile(UserName="ann", Password=PASSWORD)
        self.environment = {
            "HOME": str(folder), "AWS_ACCESS_KEY_ID": root.key, "AWS_SECRET_ACCESS_KEY": root.secret,
            "AWS_ENDPOINT_URL": server.url, "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true",
            "SECONDKEY_VAULT": str(folder / "none.age"), "PATH": "/usr/bin:/bin",
        }  # fmt: skip

    def run(self, *words: str):
        """Runs an audit and returns how it ended."""
        return run(program("secondkey"), "aws", "audit", *words, cwd=self.folder, env=self.environment)

    def ask(self, *words: str):
        """Runs an audit that must succeed, and returns its JSON."""
        ended = self.run("--json", *words)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def root(self, *words: str) -> dict:
        """Returns what the report says of root."""
        return self.ask(*words)["targets"]["root"]

    def answers(self, things: dict[str, str], told: dict[str, dict]) -> str:
        """Answers the questions in the file that --questions writes. Names of devices
        stand for the apps that show their codes, of which there are no copies."""
        template = self.ask("--questions")
        part = template["people"]["root"]
        part["things"] = [
            {"name": name, "sort": sort, "lock": "known"} for name, sort in things.items()
        ]
        for question in part["questions"]:
            kind, _, serial = question["id"].partition("/")
            assert question["places"] is None and question["word"] is None, question
            about = serial.rsplit("/", 1)[-1] if kind == "device" else kind
            if kind == "backup":
                question |= NOWHERE
            elif about in told:
                question |= told[about]
        (self.folder / "answers.json").write_text(json.dumps(template))
        return "answers.json"


@pytest.fixture(scope="module")
def server():
    """A service for the accounts of this file."""
    with Server() as server:
        yield server


def singles(target: dict) -> list[str]:
    """Returns what locks out by itself."""
    return [one[0] for one in target["min_lockout_sets"] if len(one) == 1]


def test_everything_in_one_phone(server, tmp_path):
    one = Audited(server, tmp_path, "OnePhone", "app")
    ended = one.run()
    assert ended.returncode == 0, ended.stderr
    assert "7 of 7 questions about where things are have no answer" in ended.stderr
    # Nothing told: all may be in one place, and that place may be anybody's.
    report = one.ask()
    target = report["targets"]["root"]
    assert "thing/root/?" in singles(target)
    assert ["thing/root/?"] in target["min_theft_sets"]
    assert report["facts"]["targets"]["root"]["unknown"]

    phone = at("my phone")
    file = one.answers({"my phone": "phone"}, {
        "app": phone, "password": MEMORY, "mailbox": phone, "mailbox-factor": phone,
        "number": phone, "person": NOWHERE,
    })  # fmt: skip
    target = one.root("--answers", file)
    assert {"thing/root/my phone", "thing/root/my phone/lock"} <= set(singles(target))
    assert "thing/root/?" not in str(target)
    ended = one.run("--answers", file, "--losing", "thing/root/my phone")
    # Ann's password is the last open question.
    assert "1 of 7 questions about where things are" in ended.stderr, ended.stderr
    assert "every way to root user goes through one phone, my phone" in ended.stdout
    assert "root user: you are locked out" in ended.stdout
    page = one.run("--answers", file, "--format", "html").stdout
    assert "<svg" in page and "my phone" in page
    (tmp_path / "one.html").write_text(page)


def test_phone_and_laptop(server, tmp_path):
    two = Audited(server, tmp_path, "TwoThings", "phone-app", "laptop-app")
    assert "thing/root/?" in singles(two.root())
    both = at("phone", "laptop")
    file = two.answers({"phone": "phone", "laptop": "computer"}, {
        "phone-app": at("phone"), "laptop-app": at("laptop"), "password": MEMORY,
        "mailbox": both, "mailbox-factor": both, "number": at("phone"), "person": NOWHERE,
    })  # fmt: skip
    target = two.root("--answers", file)
    assert singles(target) == [] and target["resilience"] == 2
    assert ["thing/root/laptop", "thing/root/phone"] in target["min_lockout_sets"]
    text = two.run("--answers", file).stdout
    assert "you survive the loss of any one thing" in text
    # It is said what that hangs on.
    assert "What you survive hangs on what was declared" in text
    # The same answers, one of them taken back: the worst case again.
    answers = json.loads((tmp_path / file).read_text())
    for question in answers["people"]["root"]["questions"]:
        if question["id"].startswith("device/") and question["id"].endswith("laptop-app"):
            question["places"] = None
    (tmp_path / file).write_text(json.dumps(answers))
    assert "thing/root/phone" in singles(two.root("--answers", file))


def test_a_wrong_file_is_refused_before_anything_is_said(server, tmp_path):
    one = Audited(server, tmp_path, "Wrong", "app")
    file = tmp_path / one.answers({"phone": "phone"}, {"app": at("phone")})
    good = file.read_text()
    for before, after, says in [
        ('"phone"]', '"phon"]', "people.root.questions[0].places[0]: no thing is named `phon`"),
        ('"sort": "phone"', '"sort": "fone"', "people.root.things[0].sort: unknown variant `fone`"),
        (f'"{one.account}"', '"111111111111"', "account: these are answers about the account 111111111111"),
        ("access-answers/1", "access-answers/9", "format: this is `access-answers/9`"),
        ('"account":', '"account"', "this is not JSON"),
    ]:  # fmt: skip
        assert before in good
        file.write_text(good.replace(before, after, 1))
        ended = one.run("--answers", "answers.json", "--fail-on", "high")
        assert ended.returncode == 1, (after, ended.stderr)
        assert ended.stdout == "" and f"answers.json: {says}" in ended.stderr, ended.stderr
    assert one.run("--answers", "none.json").returncode == 1
    # A device that is gone is asked about no more; its answer is named and left out.
    file.write_text(good.replace(":mfa/app", ":mfa/gone"))
    ended = one.run("--json", "--answers", "answers.json")
    assert ended.returncode == 0 and "mfa/gone is not asked of root" in ended.stderr
    assert "thing/root/phone" in ended.stdout
    # Nobody can be asked without a terminal.
    ended = one.run("--ask")
    assert ended.returncode == 2 and ended.stdout == "" and "--questions" in ended.stderr


def test_the_questions_are_asked_at_the_terminal_and_kept(server, tmp_path):
    one = Audited(server, tmp_path, "Asked", "app")
    environment = {name: value for name, value in one.environment.items() if name != "PATH"}
    terminal = Terminal(tmp_path, 100, 40, **environment)
    try:
        def say(seen: str, *keys: str) -> None:
            terminal.see(seen)
            for key in keys:
                terminal.type(key)
                terminal.press("Enter")

        terminal.run(f"{program('secondkey')} aws audit --ask --json > report.json")
        say("Open questions about root: 6", "y")
        # A thing that does not exist yet is named on the way.
        say("Which thing shows the codes of app?", "9")
        say("Type the number of an answer", "+")
        say("Name of the thing", "my phone")
        say("What it is", "1")
        say("What opens it", "2")
        say("Is there a copy of app, and where?", "1 2")
        say("These cannot be said together", "2")
        say("Where is root’s password?", "2 1")
        say("On which things is root’s mailbox open?", "1")
        # The service has told that there is no number, so nobody asks for it.
        say("Where is the mailbox’s own second factor?", "")
        say("Which user are you, when you are not root?", "2")
        say("Open questions about ann: 1", "q")
        say("Save the answers", "answers.json")
        say("Saved. Next time: --answers answers.json")
        terminal.see("ready>")
    finally:
        terminal.close()
    told = json.loads((tmp_path / "report.json").read_text())["targets"]["root"]
    assert "thing/root/my phone" in singles(told)
    assert os.stat(tmp_path / "answers.json").st_mode & 0o077 == 0, "it says where everything is"
    assert one.root("--answers", "answers.json") == told
    kept = json.loads((tmp_path / "answers.json").read_text())["people"]["root"]
    assert [thing["name"] for thing in kept["things"]] == ["my phone"]
    assert [one["id"] for one in kept["questions"] if not one["places"] and not one["word"]] == ["mailbox-factor"]
