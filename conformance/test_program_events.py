"""What programs learn of what happened: every call is on record, and is looked up by
AWS's own clients; and which services were used by whom."""

import datetime
import json

from harness import quick
from harness.people import Person
from harness.programs import PATIENT, Program, member, refusal


def test_looking_events_up(root, tmp_path):
    user = member(root, "ann")
    assert refusal(user.iam.delete_user, UserName="nobody")[0] == "AccessDenied"
    root.iam.get_user(UserName="ann")
    found = root.aws_answer(
        "cloudtrail", "lookup-events", "--lookup-attributes",
        "AttributeKey=ResourceName,AttributeValue=ann", folder=tmp_path,
    )["Events"]  # fmt: skip
    names = [event["EventName"] for event in found]
    assert names[0] == "GetUser" and "CreateUser" in names, names
    read, made = found[0], found[names.index("CreateUser")]
    assert (read["ReadOnly"], made["ReadOnly"]) == ("true", "false")
    assert made["Resources"] == [{"ResourceType": "AWS::IAM::User", "ResourceName": "ann"}]
    told = json.loads(made["CloudTrailEvent"])
    assert told["eventID"] == made["EventId"] and told["requestParameters"]["userName"] == "ann"
    assert told["responseElements"]["user"]["arn"].endswith(":user/ann")
    assert told["userAgent"].startswith(("Boto3/", "aws-cli/")), told["userAgent"]

    trail = root.client("cloudtrail", config=PATIENT)
    by = lambda key, value: [{"AttributeKey": key, "AttributeValue": value}]
    refused = trail.lookup_events(LookupAttributes=by("AccessKeyId", user.key))["Events"]
    told = json.loads(refused[0]["CloudTrailEvent"])
    assert (told["eventName"], told["errorCode"]) == ("DeleteUser", "AccessDenied")
    assert told["userIdentity"]["userName"] == "ann" and "identity-based policy" in told["errorMessage"]
    looked = trail.lookup_events(LookupAttributes=by("EventName", "LookupEvents"))["Events"]
    assert json.loads(looked[0]["CloudTrailEvent"])["requestParameters"]

    # Every page, and no event twice.
    pages = trail.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 2})
    ids = [event["EventId"] for page in pages for event in page["Events"]]
    assert len(ids) == len(set(ids)) >= 6
    since = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    assert trail.lookup_events(StartTime=since)["Events"] == []


def test_sign_ins_at_the_console_are_looked_up_as_well(service, tmp_path):
    """With the device that gave the code; and of a name that nobody has, which people
    type a password into, nothing is told."""
    root, owner = Program.with_owner(service)
    client = quick.client_of(service)
    quick.sign_in(client, owner)
    device = quick.enrol(client, owner, "root-phone")
    quick.sign_in(quick.client_of(service), owner, device.next_code())
    typed = "correct horse, typed into the wrong field"
    stranger = Person(typed, owner.account, "x")
    assert quick.give_password(quick.client_of(service), stranger).status in (403, 422)
    wrong = Person("root", owner.account, "not the password", email=owner.email)
    assert quick.give_password(quick.client_of(service), wrong).status in (403, 422)

    found = root.aws_answer(
        "cloudtrail", "lookup-events", "--lookup-attributes",
        "AttributeKey=EventName,AttributeValue=ConsoleLogin", folder=tmp_path,
    )["Events"]  # fmt: skip
    told = [json.loads(event["CloudTrailEvent"]) for event in found]
    refused, hidden, by_code, by_password = told
    assert {(one["eventSource"], one["eventType"]) for one in told} == {
        ("signin.amazonaws.com", "AwsConsoleSignIn"),
    }  # fmt: skip
    assert by_password["additionalEventData"]["MFAUsed"] == "No"
    assert by_code["responseElements"] == {"ConsoleLogin": "Success"}
    serial = f"arn:aws:iam::{root.account}:mfa/root-phone"
    extra = by_code["additionalEventData"]
    assert (extra["MFAUsed"], extra["MFAIdentifier"]) == ("Yes", serial)
    assert by_code["userIdentity"]["type"] == "Root" and extra["LoginTo"].startswith(service.url)
    assert hidden["userIdentity"]["userName"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert hidden["errorMessage"] == "No username found in supplied account"
    assert refused["responseElements"] == {"ConsoleLogin": "Failure"}
    assert refused["errorMessage"] == "Failed authentication"
    assert typed not in json.dumps(found), "not even in passing"


def test_an_event_keeps_the_arn_of_its_time(root, service):
    """A user's path stands in it, and a later move changes nothing; nor does it the hash
    of what was there before."""
    root.iam.create_user(UserName="ann", Path="/sea/")
    user = root.user("ann")
    arn = f"arn:aws:iam::{root.account}:user"
    assert refusal(user.iam.list_users)[0] == "AccessDenied"
    root.iam.update_user(UserName="ann", NewPath="/lake/deep/", NewUserName="anna")
    assert refusal(user.iam.list_users)[0] == "AccessDenied"
    trail = root.client("cloudtrail", config=PATIENT)
    by = [{"AttributeKey": "AccessKeyId", "AttributeValue": user.key}]
    found = trail.lookup_events(LookupAttributes=by)["Events"]
    told = [json.loads(event["CloudTrailEvent"])["userIdentity"] for event in found]
    assert [who["arn"] for who in told] == [f"{arn}/lake/deep/anna", f"{arn}/sea/ann"]
    assert [who["userName"] for who in told] == ["anna", "ann"]
    assert user.sts.get_caller_identity()["Arn"] == told[0]["arn"]
    verified = service.command("audit", "verify", "--account", root.account)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_looking_events_up_is_refused_in_the_models_words(root, service):
    trail = root.client("cloudtrail", config=PATIENT)
    attribute = {"AttributeKey": "EventName", "AttributeValue": "CreateUser"}
    now = datetime.datetime.now(datetime.timezone.utc)
    wrong = [
        ("InvalidLookupAttributesException", {"LookupAttributes": [attribute, attribute]}),
        ("InvalidTimeRangeException", {"StartTime": now, "EndTime": now - datetime.timedelta(1)}),
        ("InvalidNextTokenException", {"NextToken": "x"}),
        ("InvalidEventCategoryException", {"EventCategory": "other"}),
    ]
    for code, given in wrong:
        assert refusal(trail.lookup_events, **given)[:2] == (code, 400), given
    user = member(root, "ann").client("cloudtrail")
    assert refusal(user.lookup_events)[:2] == ("AccessDeniedException", 400)
    code, status, message = refusal(trail.list_trails)
    assert (code, status) == ("UnsupportedOperationException", 400) and "ListTrails" in message
    once = root.client("cloudtrail")
    codes = set()
    for _ in range(6):
        try:
            once.lookup_events(MaxResults=1)
        except once.exceptions.ClientError as error:
            codes.add(error.response["Error"]["Code"])
    assert codes == {"ThrottlingException"}


def test_which_services_were_used_and_by_which_policy(root):
    policy = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": ["iam:Get*", "sts:*"], "Resource": "*"},
    }
    user = member(root, "ann", policy)
    user.iam.get_user(UserName="ann")
    arn = f"arn:aws:iam::{root.account}:user/ann"
    job = root.iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
    found = root.iam.get_service_last_accessed_details(JobId=job)
    used = {one["ServiceNamespace"]: one for one in found["ServicesLastAccessed"]}
    assert found["JobStatus"] == "COMPLETED" and set(used) == {"iam", "sts"}
    assert used["iam"]["LastAuthenticatedEntity"] == arn and "LastAuthenticated" not in used["sts"]
    who = root.iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")
    [entity] = who["EntityDetailsList"]
    assert entity["EntityInfo"]["Name"] == "ann" and entity["LastAuthenticated"]
    granting = root.iam.list_policies_granting_service_access(
        Arn=arn, ServiceNamespaces=["iam", "cloudtrail"]
    )["PoliciesGrantingServiceAccess"]
    assert [one["ServiceNamespace"] for one in granting] == ["iam", "cloudtrail"]
    assert [one["PolicyName"] for one in granting[0]["Policies"]] == ["own"]
    assert granting[1]["Policies"] == []
    asked = {"Arn": arn, "ServiceNamespaces": ["iam"], "Marker": "x"}
    assert refusal(root.iam.list_policies_granting_service_access, **asked)[:2] == ("ValidationError", 400)
    nobody = root.iam.get_service_last_accessed_details
    assert refusal(nobody, JobId="0" * 36)[0] == "NoSuchEntity"
    assert root.iam.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"] == 2
    root.iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v1Token")
    assert root.iam.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"] == 1
