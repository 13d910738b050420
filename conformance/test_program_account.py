"""What programs read of an account's contacts, by AWS's own clients: who is reached about
threats, changes and bills, and the number that root is called at."""

import json
import time

import botocore.session
import pytest

from harness import quick
from harness.mail import Mailserver, code_of, confirm_address
from harness.models import check_json
from harness.people import Person
from harness.programs import REGION, Program, member, refusal
from harness.server import Server
from harness.telephone import Twilio
from harness.tools import program, run
from test_shapes import Recorder

PASSWORD = "seven quiet otters hum"
NUMBER = "+49301234567"
SORTS = ("SECURITY", "OPERATIONS", "BILLING")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service that mails and calls."""
    telephone = Twilio(tmp_path_factory.mktemp("telephone"))
    options = ["--trusted-proxies", "127.0.0.1", *telephone.options]
    with Mailserver() as mailbox, Server(*options, *mailbox.options) as server:
        server.telephone, server.mailbox = telephone, mailbox
        yield server
    telephone.close()


def account(service, name: str):
    """Makes an account; returns a program of its root user, and a client that is signed in."""
    root = Program.of_root(service, name, PASSWORD)
    person = Person("root", root.account, PASSWORD, email=f"root@{name.lower()}.example")
    client = quick.client_of(service)
    quick.sign_in(client, person)
    return root, client, person


def add_contact(service, client, sort: str, address: str, name: str = "") -> None:
    """Adds an alternate contact, and types the code that is sent there."""
    at = f"/account/contacts/{sort}"
    answer = client.submit(client.get(at), at, {"address": address, "name": name})
    assert answer.status == 303, f"{answer.status}: {answer.page.text}"
    code = code_of(service.mailbox.wait_for(address, "Confirm"))
    answer = client.submit(client.get(f"{at}/code"), f"{at}/code", {"code": code})
    assert answer.status == 303, f"{answer.status}: {answer.page.text}"


def test_programs_read_what_was_confirmed(service, tmp_path):
    root, client, person = account(service, "Reached")
    contacts = root.client("account")
    for sort in SORTS:
        code, _, message = refusal(contacts.get_alternate_contact, AlternateContactType=sort)
        assert code == "ResourceNotFoundException" and "contact type found" in message
    assert refusal(contacts.get_contact_information)[0] == "ResourceNotFoundException"

    # An address that waits for its code is nobody's contact yet.
    desk = "desk@reached.example"
    at = "/account/contacts/security"
    client.submit(client.get(at), at, {"address": desk, "name": "Duty desk"})
    refused = refusal(contacts.get_alternate_contact, AlternateContactType="SECURITY")
    assert refused[0] == "ResourceNotFoundException"
    code = code_of(service.mailbox.wait_for(desk, "Confirm"))
    client.submit(client.get(f"{at}/code"), f"{at}/code", {"code": code})
    add_contact(service, client, "billing", "bills@reached.example")
    confirm_address(client, service.mailbox, person.email)
    service.telephone.confirm(client, NUMBER)

    recorder = Recorder(root)
    contacts = recorder.client("account")
    found = contacts.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"]
    assert found == {
        "AlternateContactType": "SECURITY", "EmailAddress": desk, "Name": "Duty desk",
    }  # fmt: skip
    found = contacts.get_alternate_contact(AlternateContactType="BILLING")["AlternateContact"]
    assert found == {"AlternateContactType": "BILLING", "EmailAddress": "bills@reached.example"}
    refused = refusal(contacts.get_alternate_contact, AlternateContactType="OPERATIONS")
    assert refused[0] == "ResourceNotFoundException"
    found = contacts.get_contact_information()
    assert found["ContactInformation"]["PhoneNumber"] == NUMBER
    assert found["VerificationStatus"] == "VERIFIED"
    model = botocore.session.get_session().get_service_model("account")
    faults = []
    for name, bodies in recorder.bodies.items():
        for body in bodies:
            check_json(json.loads(body), model.operation_model(name).output_shape, name, faults)
    assert sorted(recorder.bodies) == ["GetAlternateContact", "GetContactInformation"]
    assert not faults, "\n".join(faults)

    # AWS's command line reads the same.
    told = root.aws_answer(
        "account", "get-alternate-contact", "--alternate-contact-type", "SECURITY", folder=tmp_path
    )
    assert told["AlternateContact"]["EmailAddress"] == desk
    # Every call is on record under Account's name.
    time.sleep(2)
    trail = root.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventSource", "AttributeValue": "account.amazonaws.com"}]
    )["Events"]
    assert {event["EventName"] for event in trail} == {"GetAlternateContact", "GetContactInformation"}
    event = json.loads(trail[-1]["CloudTrailEvent"])
    assert event["requestParameters"] == {"alternateContactType": "SECURITY"}
    assert event["errorCode"] == "ResourceNotFoundException"


def test_what_is_set_in_the_console_only_says_so(service):
    root, _, _ = account(service, "Console")
    contacts = root.client("account")
    given = {
        "AlternateContactType": "SECURITY", "Name": "a", "Title": "b", "PhoneNumber": "+1",
        "EmailAddress": "a@b.example",
    }  # fmt: skip
    code, _, message = refusal(contacts.put_alternate_contact, **given)
    assert code == "UnsupportedOperationException"
    assert "PutAlternateContact" in message and "changed in the console" in message
    code, _, message = refusal(contacts.get_contact_information, AccountId="123456789012")
    assert code == "AccessDeniedException" and "no organizations" in message
    # What a policy denies on the account itself is denied.
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    not_this = {"Effect": "Deny", "Action": "account:Get*", "Resource": "arn:aws:account::*:account"}
    user = member(root, "ann", {"Version": "2012-10-17", "Statement": [everything, not_this]})
    code, _, message = refusal(user.client("account").get_contact_information)
    assert code == "AccessDeniedException" and "explicit deny" in message


def audit(service, root: Program, folder, *words: str):
    """Runs an audit with somebody's key, and returns how it ended."""
    environment = {
        "HOME": str(folder), "AWS_ACCESS_KEY_ID": root.key, "AWS_SECRET_ACCESS_KEY": root.secret,
        "AWS_ENDPOINT_URL": service.url, "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true",
        "SECONDKEY_VAULT": str(folder / "none.age"), "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    return run(program("secondkey"), "aws", "audit", *words, cwd=folder, env=environment)


def test_an_audit_finds_contacts_that_are_missing(service, tmp_path):
    root, client, person = account(service, "Audited")
    quick.enrol(client, person, "app")

    def findings():
        ended = audit(service, root, tmp_path, "--json")
        assert ended.returncode == 0, ended.stderr
        told = json.loads(ended.stdout)["rules"]["findings"]
        return {one["rule"]: one["message"] for one in told}, ended.stdout

    found, _ = findings()
    assert found["no-security-contact"] == "root user has no security contact"
    assert found["no-other-contact"] == "root user has no contact for operations or billing"
    add_contact(service, client, "security", "desk@audited.example")
    add_contact(service, client, "billing", "bills@audited.example")
    confirm_address(client, service.mailbox, person.email)
    service.telephone.confirm(client, NUMBER)
    found, text = findings()
    assert "no-security-contact" not in found
    assert found["no-other-contact"] == "root user has no contact for operations"
    # The number is recognised, and not learnt.
    assert NUMBER not in text and NUMBER.strip("+") not in text
    questions = audit(service, root, tmp_path, "--questions").stdout
    assert "recovery number +49•••••••67?" in questions and NUMBER not in questions
    # The names of the usual scanners stand beside it.
    sarif = json.loads(audit(service, root, tmp_path, "--format", "sarif").stdout)
    tags = {tag for rule in sarif["runs"][0]["tool"]["driver"]["rules"] for tag in rule["properties"]["tags"]}
    assert any("account_maintain_different_contact" in tag for tag in tags), tags


def test_contacts_that_may_not_be_read_make_the_answer_partial(service, tmp_path):
    root, _, _ = account(service, "Partial")
    root.iam.create_user(UserName="auditor")
    for policy in ("SecurityAudit", "IAMReadOnlyAccess"):
        root.iam.attach_user_policy(
            UserName="auditor", PolicyArn=f"arn:aws:iam::aws:policy/{policy}"
        )
    auditor = root.user("auditor")
    ended = audit(service, auditor, tmp_path, "--json")
    assert ended.returncode == 5, ended.stderr
    assert "Not told: root’s telephone number (GetContactInformation)" in ended.stderr
    assert "(GetAlternateContact)" in ended.stderr and "2 parts were not told" in ended.stderr
    rules = {one["rule"] for one in json.loads(ended.stdout)["rules"]["findings"]}
    assert not rules & {"no-security-contact", "no-other-contact"}, "it is not known"
    allowed = {"Effect": "Allow", "Action": "account:Get*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    root.iam.put_user_policy(UserName="auditor", PolicyName="contacts", PolicyDocument=document)
    ended = audit(service, auditor, tmp_path, "--json")
    assert ended.returncode == 0, ended.stderr
