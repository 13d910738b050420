"""Temporary credentials that leaked are ended before their time: by the user's own
button, by an administrator's, by the operator, and by the policy that AWS recommends.
What is had afterwards works, and so does what belongs to somebody else."""

import datetime
import json
import time

from harness import quick
from harness.people import Person
from harness.policies import allow, policy, trust
from harness.programs import Program, member, refusal

ENDED = ("InvalidClientTokenId", 403)


def get_session(user: Program) -> Program:
    """Takes temporary credentials of a user."""
    return user.session(user.sts.get_session_token()["Credentials"])


def take_role(user: Program, role: str) -> Program:
    """Takes a role."""
    given = user.sts.assume_role(RoleArn=role, RoleSessionName="s-1")
    return user.session(given["Credentials"])


def is_ended(session: Program) -> bool:
    """Says whether a session is refused, as one that AWS does not know."""
    try:
        session.sts.get_caller_identity()
    except session.sts.exceptions.ClientError as error:
        shown = error.response
        assert (shown["Error"]["Code"], shown["ResponseMetadata"]["HTTPStatusCode"]) == ENDED
        return True
    return False


def test_an_administrator_ends_what_a_user_was_given(service):
    root, owner = Program.with_owner(service)
    ann, bob = member(root, "ann"), member(root, "bob")
    stolen, other = get_session(ann), get_session(bob)
    client = quick.client_of(service)
    quick.sign_in(client, owner)
    page = client.get("/users/ann/sessions")
    ended = client.submit(page, "/users/ann/end-credentials", {})
    assert ended.location.startswith("/users/ann?done="), f"{ended.status}: {ended.page.text}"
    assert "Temporary credentials that the user was given" in client.follow(ended).page.text
    assert is_ended(stolen) and not is_ended(other)
    assert not is_ended(ann), "the access key is not touched"
    assert not is_ended(get_session(ann))
    told = client.get("/activity?what=RevokeSessions").page.text
    assert "Sessions ended" in told and "temporary credentials" in told


def test_a_user_ends_their_own(service):
    root, _ = Program.with_owner(service)
    ann, bob = member(root, "ann"), member(root, "bob")
    root.iam.create_login_profile(UserName="ann", Password="seven quiet otters hum")
    stolen, other = get_session(ann), get_session(bob)
    client = quick.client_of(service)
    quick.sign_in(client, Person("ann", root.account, "seven quiet otters hum"))
    page = client.get("/credentials/temporary")
    assert client.submit(page, "/credentials/temporary", {}).location.startswith("/credentials?done=")
    assert is_ended(stolen) and not is_ended(other) and not is_ended(get_session(ann))


def test_the_operator_ends_those_of_a_user_and_of_a_role(root, service):
    ann, bob = (member(root, name, policy(allow("sts:AssumeRole"))) for name in ("ann", "bob"))
    document = json.dumps(trust(root.account))
    roles = [
        root.iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
        for name in ("deploy", "read")
    ]
    of_ann, of_bob, of_root = get_session(ann), get_session(bob), get_session(root)
    deploys = [take_role(who, roles[0]) for who in (ann, bob)]
    reads = take_role(ann, roles[1])

    def revoke(*whose: str):
        return service.answer("account", "revoke", "--account", root.account, *whose)

    assert revoke("--role", "deploy") == {"account_id": root.account, "console_sessions": 0}
    assert all(is_ended(one) for one in deploys)
    assert not any(is_ended(one) for one in (reads, of_ann, of_bob, of_root))
    assert not is_ended(take_role(bob, roles[0]))
    revoke("--user", "ann")
    assert is_ended(of_ann) and not is_ended(get_session(ann))
    assert not any(is_ended(one) for one in (reads, of_bob, of_root)), "of nobody else"
    revoke("--root")
    assert is_ended(of_root) and not is_ended(get_session(root)) and not is_ended(of_bob)

    for wrong in (["--user", "nobody"], ["--role", "nobody"]):
        ended = service.command("account", "revoke", "--account", root.account, *wrong)
        assert ended.returncode not in (0, 2) and wrong[0].strip("-") in ended.stderr, ended.stderr
    for wrong in ([], ["--root", "--user", "ann"]):
        ended = service.command("account", "revoke", "--account", root.account, *wrong)
        assert ended.returncode == 2, ended.stderr


def test_sessions_of_before_a_moment_are_denied_by_a_policy_as_on_aws(root):
    """What AWS's own button puts into a role, and what programs can do here for a role
    and for a user alike."""
    ann = member(root, "ann", policy(allow(["sts:AssumeRole", "iam:GetUser"])))
    made = root.iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=json.dumps(trust(root.account)))
    role = made["Role"]["Arn"]
    may = json.dumps(policy(allow("iam:GetUser")))
    root.iam.put_role_policy(RoleName="deploy", PolicyName="own", PolicyDocument=may)
    stolen = take_role(ann, role)
    stolen.iam.get_user(UserName="ann")
    # Issue times are told to the second.
    time.sleep(1.1)
    moment = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    older = {
        "Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": moment}},
    }  # fmt: skip
    document = json.dumps(policy(older))
    root.iam.put_role_policy(RoleName="deploy", PolicyName="AWSRevokeOlderSessions", PolicyDocument=document)
    code, status, message = refusal(stolen.iam.get_user, UserName="ann")
    assert (code, status) == ("AccessDenied", 403) and "with an explicit deny" in message
    take_role(ann, role).iam.get_user(UserName="ann")

    root.iam.put_user_policy(UserName="ann", PolicyName="older", PolicyDocument=document)
    ann.iam.get_user(UserName="ann")


def test_a_user_is_signed_out_everywhere_by_an_administrator(service):
    root, owner = Program.with_owner(service)
    ann = member(root, "ann")
    root.iam.create_login_profile(UserName="ann", Password="seven quiet otters hum")
    person = Person("ann", root.account, "seven quiet otters hum")
    browsers = [quick.client_of(service) for _ in range(2)]
    for one in browsers:
        quick.sign_in(one, person)
    program = get_session(ann)
    client = quick.client_of(service)
    quick.sign_in(client, owner)
    page = client.get("/users/ann/sessions")
    assert "ann has 2 sessions." in page.page.text
    ended = client.submit(page, "/users/ann/sign-out", {})
    assert "The user is signed out everywhere." in client.follow(ended).page.text
    for one in browsers:
        assert one.get("/credentials").location.startswith("/signin")
    assert not is_ended(program), "programs are not meant"
    quick.sign_in(browsers[0], person)
