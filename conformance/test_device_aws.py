"""The desktop's side of AWS: `secondkey aws` makes a user's device from end to end, and
AWS's own command line gets its sessions with MFA from it by `credential_process`."""

import hashlib
import json
import os
import ssl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from harness import qr
from harness.codes import Clock
from harness.programs import REGION, Program, refusal
from harness.server import Server
from harness.tools import environment, program, run, tool

# Whoever signs in without the second factor may only get one.
FORCE_MFA = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["iam:*", "sts:AssumeRole"], "Resource": "*"},
        {
            "Effect": "Deny",
            "NotAction": [
                "iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice", "iam:EnableMFADevice",
                "iam:ListMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken",
            ],
            "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        },
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def service():
    """A service for the programs of this file."""
    with Server() as server:
        yield server


@pytest.fixture
def root(service) -> Program:
    """The root user's key of a new account."""
    root.count = getattr(root, "count", 0) + 1
    return Program.of_root(service, f"Desk{root.count}")


class Desk:
    """Is a user's computer: an authenticator, and AWS's files with a long-term key."""

    def __init__(self, root: Program, authenticator, name: str, policy: dict = FORCE_MFA):
        self.root, self.authenticator, self.name = root, authenticator, name
        self.folder: Path = authenticator.folder
        root.iam.create_user(UserName=name)
        document = json.dumps(policy)
        root.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)
        self.user = root.user(name)
        aws = self.folder / ".aws"
        aws.mkdir()
        (aws / "credentials").write_text(
            f"[keys]\naws_access_key_id = {self.user.key}\n"
            f"aws_secret_access_key = {self.user.secret}\n"
        )
        self.configure(f"--recovery-key-file {self.folder}/recovery-key")

    def configure(self, options: str, more: str = "") -> None:
        """Writes the profiles: `keys` has the long-term key, `work` asks the vault."""
        (self.folder / ".aws" / "config").write_text(
            f"[profile keys]\nregion = {REGION}\nendpoint_url = {self.root.server.url}\n"
            f"[profile work]\nregion = {REGION}\nendpoint_url = {self.root.server.url}\n"
            f"credential_process = {program('secondkey')} aws session --profile keys {options}\n{more}"
        )

    @property
    def environment(self) -> dict[str, str]:
        """Is what every program of this computer finds around it."""
        run_folder = self.folder / "run"
        run_folder.mkdir(mode=0o700, exist_ok=True)
        own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        own |= environment(
            HOME=str(self.folder), XDG_RUNTIME_DIR=str(run_folder), AWS_PAGER="",
            SECONDKEY_VAULT=str(self.folder / "vault.age"), AWS_EC2_METADATA_DISABLED="true",
        )  # fmt: skip
        return {name: value for name, value in own.items() if not name.startswith("AWS_A")}

    def run(self, *words: str, keyed: bool = True):
        """Runs `secondkey` and returns how it ended."""
        key = ["--recovery-key-file", "recovery-key"] if keyed else []
        return run(program("secondkey"), *words, *key, cwd=self.folder, env=self.environment)

    def ask(self, *words: str, keyed: bool = True):
        """Runs a command that must succeed, and returns its JSON."""
        ended = self.run(*words, "--json", keyed=keyed)
        assert ended.returncode == 0, f"{words}: {ended.stderr}"
        return json.loads(ended.stdout)

    def refused(self, *words: str, status: int = 1, keyed: bool = True) -> str:
        """Runs a command that must fail, and returns its words."""
        ended = self.run(*words, keyed=keyed)
        assert ended.returncode == status, f"{words}: {ended.stdout} {ended.stderr}"
        return ended.stderr

    def enroll(self, *words: str):
        """Makes a device for this user."""
        return self.ask("aws", "enroll", "--profile", "keys", *words)

    def session(self, *words: str, keyed: bool = True) -> Program:
        """Gets temporary credentials and returns a program that has them."""
        given = self.ask("aws", "session", "--profile", "keys", *words, keyed=keyed)
        assert given["Version"] == 1 and given["Expiration"].endswith("Z")
        return self.user.session(given)

    def aws(self, *words: str, profile: str = "work") -> subprocess.CompletedProcess[str]:
        """Runs AWS's own command line with one of the profiles."""
        command = [str(Path(sys.executable).with_name("aws")), "--profile", profile, "--output", "json"]
        return subprocess.run(
            [*command, *words], env=self.environment, capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL, cwd=self.folder,
        )  # fmt: skip


class Portal:
    """Is a portal of single sign-on: whoever has signed in there is given credentials."""

    TOKEN = "a-token-from-the-browser"

    def __init__(self, given: dict):
        end = datetime.fromisoformat(given["Expiration"]).timestamp()
        answer = json.dumps({"roleCredentials": {
            "accessKeyId": given["AccessKeyId"], "secretAccessKey": given["SecretAccessKey"],
            "sessionToken": given["SessionToken"], "expiration": int(end * 1000),
        }}).encode()  # fmt: skip

        class Handler(BaseHTTPRequestHandler):
            """Answers GetRoleCredentials."""

            def do_GET(self):
                asked = self.path.startswith("/federation/credentials?")
                fine = asked and self.headers["x-amz-sso_bearer_token"] == Portal.TOKEN
                self.send_response(200 if fine else 401)
                self.send_header("Content-Length", str(len(answer) if fine else 0))
                self.end_headers()
                if fine:
                    self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()

    def sign_in(self, home: Path, session: str) -> None:
        """Leaves what `aws sso login` leaves."""
        cache = home / ".aws" / "sso" / "cache"
        cache.mkdir(parents=True)
        name = hashlib.sha1(session.encode(), usedforsecurity=False).hexdigest()
        (cache / f"{name}.json").write_text(json.dumps({
            "accessToken": self.TOKEN, "expiresAt": "2099-01-01T00:00:00Z",
            "region": "eu-central-1", "startUrl": "https://corp.example/start",
        }))  # fmt: skip


@pytest.fixture
def desk(root, laptop) -> Desk:
    """The computer of a user who must have a second factor."""
    return Desk(root, laptop, "ann")


def test_a_device_from_its_making_to_its_proof(desk, authenticators):
    phone = authenticators()
    assert refusal(desk.user.iam.list_users)[0] == "AccessDenied"
    made = desk.enroll(
        "--name", "work", "--spare-qr", "spare.png",
        "--spare-vault", str(phone.folder / "vault.age"),
        "--spare-vault-key-file", str(phone.folder / "recovery-key"),
    )  # fmt: skip
    serial = f"arn:aws:iam::{desk.root.account}:mfa/ann-secondkey"
    assert made["serial_number"] == serial and made["verified"] is True
    listed = desk.root.iam.list_mfa_devices(UserName="ann")["MFADevices"]
    assert [device["SerialNumber"] for device in listed] == [serial]
    assert desk.ask("list")[0] | {"name": "work", "serial": serial} == desk.ask("list")[0]
    assert desk.ask("aws", "devices", "--profile", "keys")[0]["entry"] == "work"

    # The spares show the same codes: what a phone scans, and the second vault.
    step = Clock.step()
    code = desk.authenticator.code("work", step)
    assert phone.code("work", step) == code
    scanned = authenticators()
    uri = qr.read(desk.folder / "spare.png", scanned)
    assert scanned.code(scanned.add_uri(uri), step) == code

    # The session that proved the device is kept: the next command needs no code.
    session = desk.session()
    assert [user["UserName"] for user in session.iam.list_users()["Users"]] == ["ann"]
    assert desk.session().key == session.key
    assert desk.session("--fresh").key != session.key


def test_the_command_line_of_aws_gets_its_credentials_from_us(desk):
    desk.enroll()
    # Ten programs that start at once cost one code: nothing of an hour is kept yet.
    desk.configure(f"--duration 1h --recovery-key-file {desk.folder}/recovery-key")
    with ThreadPoolExecutor(10) as pool:
        ended = list(pool.map(lambda _: desk.aws("iam", "list-users"), range(10)))
    for one in ended:
        assert one.returncode == 0, one.stderr
    who = json.loads(desk.aws("sts", "get-caller-identity").stdout)
    assert who["Arn"].endswith(":user/ann")
    refused = desk.aws("iam", "list-users", profile="keys")
    assert refused.returncode != 0 and "AccessDenied" in refused.stderr
    # What is kept is sealed.
    sealed = (desk.folder / "vault.age.sessions").read_bytes()
    assert sealed.startswith(b"age-encryption.org/") and b"ASIA" not in sealed


def test_an_agent_gives_sessions_without_any_key(desk):
    desk.enroll()
    desk.configure("--no-prompt --duration 1h")
    refused = desk.aws("iam", "list-users")
    assert refused.returncode != 0 and "--no-prompt" in refused.stderr
    assert "agent" in desk.refused("aws", "session", "--profile", "keys", "--no-prompt", status=4, keyed=False)
    desk.ask("agent", "start", "--passphrase-file", "passphrase", keyed=False)
    try:
        with ThreadPoolExecutor(5) as pool:
            ended = list(pool.map(lambda _: desk.aws("iam", "list-users"), range(5)))
        assert [one.returncode for one in ended] == [0] * 5, ended[0].stderr
        # The one of the enrolment, and that of an hour.
        assert desk.ask("agent", "status", keyed=False)["sessions"] == 2
        assert not (desk.folder / "vault.age.sessions").read_bytes().count(b"ASIA")
        desk.ask("agent", "lock", keyed=False)
        assert desk.aws("iam", "list-users").returncode != 0
    finally:
        desk.run("agent", "stop", keyed=False)


def test_a_role_that_demands_a_second_factor(desk):
    trust = {
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{desk.root.account}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }],
    }  # fmt: skip
    document = json.dumps(trust)
    role = desk.root.iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=document)["Role"]
    desk.enroll()
    session = desk.session("--role-arn", role["Arn"], "--role-session-name", "desk")
    arn = session.sts.get_caller_identity()["Arn"]
    assert arn == f"arn:aws:sts::{desk.root.account}:assumed-role/deploy/desk"
    assert "AccessDenied" in desk.refused("aws", "session", "--profile", "keys", "--role-arn", role["Arn"] + "-not")

    # A profile may say all of it: role, key and device. AWS's own programs would ask for
    # a code; here the vault has it, for every command.
    made = desk.ask("aws", "devices", "--profile", "keys")[0]["serial_number"]
    desk.configure(
        f"--recovery-key-file {desk.folder}/recovery-key",
        f"[profile deploy]\nregion = {REGION}\nendpoint_url = {desk.root.server.url}\n"
        f"role_arn = {role['Arn']}\nsource_profile = keys\nmfa_serial = {made}\n"
        f"role_session_name = from-the-profile\nduration_seconds = 900\n",
    )
    given = desk.ask("aws", "session", "--profile", "deploy")
    arn = desk.user.session(given).sts.get_caller_identity()["Arn"]
    assert arn == f"arn:aws:sts::{desk.root.account}:assumed-role/deploy/from-the-profile"
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}]}
    desk.root.iam.put_role_policy(RoleName="deploy", PolicyName="own", PolicyDocument=json.dumps(allowed))
    listed = desk.ask("aws", "devices", "--profile", "deploy", "--user-name", "ann")
    assert [device["serial_number"] for device in listed] == [made]
    # Without a device, whoever assumes it has shown none.
    desk.configure("", (
        f"[profile deploy]\nregion = {REGION}\nendpoint_url = {desk.root.server.url}\n"
        f"role_arn = {role['Arn']}\nsource_profile = keys\n"
    ))  # fmt: skip
    assert "AccessDenied" in desk.refused("aws", "devices", "--profile", "deploy", "--user-name", "ann")


def test_credentials_come_from_wherever_other_programs_have_them(desk):
    desk.enroll()
    # From ourselves, as from any other program: a session that has shown the device.
    assert desk.ask("aws", "devices", "--profile", "work")[0]["entry"]
    # Which is no key for another session, and is not asked for without end.
    assert "from secondkey itself" in desk.refused("aws", "session", "--profile", "work")
    given = desk.ask("aws", "session", "--profile", "keys")
    with Portal(given) as portal:
        desk.configure("", (
            f"[profile corp]\nregion = {REGION}\nendpoint_url = {desk.root.server.url}\n"
            "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Auditor\n"
            "services = corp\n[services corp]\nsso =\n"
            f"  endpoint_url = {portal.url}\n"
            "[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example/start\n"
        ))  # fmt: skip
        words = desk.refused("aws", "devices", "--profile", "corp")
        assert "aws sso login --profile corp" in words
        portal.sign_in(desk.folder, "corp")
        listed = desk.ask("aws", "devices", "--profile", "corp", "--user-name", "ann")
        assert listed == desk.ask("aws", "devices", "--profile", "keys")
        # AWS's own command line finds the same there.
        theirs = desk.aws("iam", "list-mfa-devices", "--user-name", "ann", profile="corp")
        assert theirs.returncode == 0, theirs.stderr
        serials = [device["SerialNumber"] for device in json.loads(theirs.stdout)["MFADevices"]]
        assert serials == [device["serial_number"] for device in listed]


def test_the_second_device_is_vouched_for_by_the_first(desk):
    desk.enroll()
    second = desk.enroll("--device-name", "ann-paper")
    assert second["verified"] is True
    listed = desk.ask("aws", "devices", "--profile", "keys")
    assert sorted(device["entry"] for device in listed) == [
        f"AWS:ann-paper@{desk.root.account}", f"AWS:ann-secondkey@{desk.root.account}",
    ]  # fmt: skip
    # With two of them, one must be named.
    assert "--serial-number" in desk.refused("aws", "session", "--profile", "keys", "--fresh")
    desk.session("--fresh", "--serial-number", second["serial_number"])
    again = desk.refused("aws", "enroll", "--profile", "keys", "--device-name", "ann-paper", "--name", "x")
    assert "EntityAlreadyExists" in again and "--device-name" in again


def test_a_device_is_brought_back_into_step(desk):
    made = desk.enroll("--name", "work")
    # Two codes that are newer than any that enrolling has used.
    Clock.wait_for(Clock.step() + 3)
    done = desk.ask("aws", "resync", "work", "--profile", "keys")
    assert done == {"serial_number": made["serial_number"], "user_name": "ann", "entry": "work"}
    desk.session("--fresh")


def test_a_failure_leaves_nothing_behind(root, laptop):
    mayn_t = json.loads(json.dumps(FORCE_MFA))
    mayn_t["Statement"].append({"Effect": "Deny", "Action": "iam:EnableMFADevice", "Resource": "*"})
    desk = Desk(root, laptop, "eve", mayn_t)
    words = desk.refused("aws", "enroll", "--profile", "keys")
    assert "AccessDenied" in words and "Nothing is left" in words
    assert root.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    assert desk.ask("list") == []
    # A name that is taken is found before anything is made.
    laptop.add_secret("JBSWY3DPEHPK3PXP", "taken")
    assert "taken" in desk.refused("aws", "enroll", "--profile", "keys", "--name", "taken")
    assert root.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_an_administrator_enrols_somebody_else(desk):
    desk.root.iam.create_user(UserName="bob")
    admin = desk.folder / ".aws" / "credentials"
    admin.write_text(admin.read_text() + (
        f"[admin]\naws_access_key_id = {desk.root.key}\naws_secret_access_key = {desk.root.secret}\n"
        f"endpoint_url = {desk.root.server.url}\n"
    ))  # fmt: skip
    made = desk.ask("aws", "enroll", "--profile", "admin", "--user-name", "bob")
    assert made["verified"] is None and made["user_name"] == "bob"
    words = desk.refused("aws", "enroll", "--profile", "admin")
    assert "no program enrol a device for root" in words and "console-note" in words
    assert "Assign MFA device" in desk.run("aws", "console-note", keyed=False).stdout


@pytest.fixture
def elsewhere():
    """A web server that knows nothing of AWS: it refuses, by a page."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def sealed(tmp_path):
    """A service that speaks TLS with a certificate of its own, and the address of a proxy
    that leads nowhere; both say what they were asked."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    run(
        tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate,
    )  # fmt: skip
    assert certificate.exists()
    asked = []

    class Handler(BaseHTTPRequestHandler):
        """Refuses everything, by the name of what it is."""

        def refuse(self):
            asked.append(self.command)
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            body = b"<ErrorResponse><Error><Code>Sealed</Code><Message>no</Message></Error></ErrorResponse>"
            self.send_response(403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_CONNECT = refuse

        def log_message(self, *_):
            pass

    servers = [HTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    servers[0].socket = context.wrap_socket(servers[0].socket, server_side=True)
    for server in servers:
        Thread(target=server.serve_forever, daemon=True).start()
    places = [f"{scheme}://localhost:{one.server_port}" for scheme, one in zip(("https", "http"), servers)]
    yield *places, certificate, asked
    for server in servers:
        server.shutdown()


def test_a_certificate_is_trusted_where_it_was_named_only(desk, sealed):
    url, proxy, certificate, asked = sealed

    def words(**more: str) -> str:
        ended = run(
            program("secondkey"), "aws", "devices", "--profile", "keys", "--endpoint-url", url,
            "--recovery-key-file", "recovery-key", cwd=desk.folder, env=desk.environment | more,
        )  # fmt: skip
        assert ended.returncode == 1, ended.stdout
        return ended.stderr

    assert "not trusted" in words(AWS_MAX_ATTEMPTS="1") and asked == []
    assert "refused: Sealed" in words(AWS_CA_BUNDLE=str(certificate))
    assert asked == ["POST"]
    # A proxy is asked for the way, and sees nothing of what goes through it.
    more = {"HTTPS_PROXY": proxy, "AWS_MAX_ATTEMPTS": "1", "AWS_CA_BUNDLE": str(certificate)}
    assert "cannot be reached" in words(**more) and asked[1:] == ["CONNECT"]


def test_what_is_wrong_is_said(desk, elsewhere):
    def words(*more: str) -> str:
        return desk.refused("aws", "devices", *more)

    assert 'no profile "nobody"' in words("--profile", "nobody")
    assert "has no access key" in words()
    # What the other program says is passed on.
    mute = words("--profile", "work")
    assert "credential_process" in mute and "no MFA device yet" in mute
    assert "not encrypted" in words("--profile", "keys", "--endpoint-url", "http://mfa.example")
    assert "cannot be reached" in words("--profile", "keys", "--endpoint-url", "http://127.0.0.1:1")
    assert "not one of AWS's kind" in words("--profile", "keys", "--endpoint-url", elsewhere)
    assert "no MFA device yet" in desk.refused("aws", "session", "--profile", "keys")
    broken = desk.folder / ".aws" / "config"
    broken.write_text("[profile keys\n")
    assert "line 1" in words("--profile", "keys")


def test_an_audit_tells_what_locks_out_and_says_where_it_was_not_told(root, laptop):
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    desk = Desk(root, laptop, "ann", everything)
    for number in range(3):
        root.iam.create_user(UserName=f"user-{number}")
    root.iam.create_login_profile(UserName="ann", Password="seven quiet otters hum")
    desk.enroll("--name", "work")
    admin = desk.folder / ".aws" / "credentials"
    admin.write_text(admin.read_text() + (
        f"[root]\naws_access_key_id = {root.key}\naws_secret_access_key = {root.secret}\n"
        f"endpoint_url = {root.server.url}\n"
    ))  # fmt: skip
    report = desk.ask("aws", "audit", "--profile", "root", "--graph", "graph.json", "--max-size", "2")
    targets = report["targets"]
    assert len(targets) == 5
    # Nobody has told where things are: any one of them may be in one place.
    untold = [["mailbox/password"], ["root.key-1"], ["root.password"], ["thing/root/?"]]
    assert targets["root"]["min_theft_sets"] == untold
    ann = targets["user:ann"]["min_theft_sets"]
    assert ["user:ann.password", "vault"] in ann and ["user:ann.key-1"] in ann
    assert ["thing/user:ann/?"] in ann
    rules = {finding["rule"] for finding in report["rules"]["findings"]}
    assert {"root-access-key", "one-administrator"} <= rules, rules
    # What was written can be reported on again.
    again = json.loads(desk.run("report", "graph.json", "--json", "--max-size", "2").stdout)
    assert again["targets"] == targets
    assert "root" in desk.run("aws", "audit", "--profile", "root").stdout

    # Whoever may not see everything is told that the answer is partial.
    few = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}]}
    root.iam.create_user(UserName="guest")
    root.iam.put_user_policy(UserName="guest", PolicyName="own", PolicyDocument=json.dumps(few))
    guest = root.user("guest")
    admin.write_text(admin.read_text() + (
        f"[guest]\naws_access_key_id = {guest.key}\naws_secret_access_key = {guest.secret}\n"
        f"endpoint_url = {root.server.url}\n"
    ))  # fmt: skip
    words = desk.refused("aws", "audit", "--profile", "guest", "--max-size", "1", status=5)
    assert "partial" in words and words.count("Not told: ") == 6
