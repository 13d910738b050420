"""What the services' models say of answers: which members there are, which are required,
what values look like, and by which codes an operation refuses. The models are botocore's.
Every client of every test is watched, so that no answer is told otherwise."""

import functools
import json
import re
import xml.etree.ElementTree as ElementTree

import botocore.session

from .tools import HERE

SERVICES = ("iam", "sts", "cloudtrail", "account")
# Root has neither name nor path, though the model says that every user has.
NEVER_OF_ROOT = {"Path", "UserName"}
# AWS itself answers what its model does not allow: the account's number as root's id,
# and another word for the kind of a boundary.
BEYOND_THE_MODEL = (".User.UserId", ".PermissionsBoundary.PermissionsBoundaryType")

# What any operation may answer (pages "Common Errors" of IAM, STS and CloudTrail).
COMMON = {
    "AccessDenied", "ExpiredToken", "IncompleteSignature", "InvalidAction", "InvalidClientTokenId",
    "MissingAuthenticationToken", "SignatureDoesNotMatch", "Throttling", "ValidationError",
}  # fmt: skip
COMMON_JSON = {
    "AccessDeniedException", "ExpiredTokenException", "IncompleteSignatureException",
    "MissingAuthenticationTokenException", "InvalidSignatureException",
    "UnrecognizedClientException", "ThrottlingException", "ValidationException",
}  # fmt: skip
# What an operation answers besides, each with its reason.
BESIDES: dict[str, dict[str, str]] = {
    "GetAccessKeyLastUsed": {
        "NoSuchEntity": "the model declares nothing, and there are keys that the account does not have",
    },
}


def declared(model) -> set[str]:
    """Returns the codes by which an operation refuses, as its model has them."""
    shapes = model.error_shapes
    return {shape.metadata.get("error", {}).get("code", shape.name) for shape in shapes} | {
        shape.name for shape in shapes if model.service_model.protocol != "query"
    }


def fault_of_refusal(model, code: str) -> str:
    """Says what is wrong with a refusal; nothing where its code is one of the model's."""
    common = COMMON if model.service_model.protocol == "query" else COMMON_JSON
    known = declared(model) | common | BESIDES.get(model.name, {}).keys()
    works = model.name in operations()
    wanted = known if works else {"NotImplemented", "UnsupportedOperationException"} | common
    return "" if code in wanted else f"{model.name} refused by {code}, which is none of {sorted(wanted)}"


def faults_of_answer(model, body: bytes) -> list[str]:
    """Compares an answer with the operation's output shape."""
    faults: list[str] = []
    name, shape = model.name, model.output_shape
    if model.service_model.protocol != "query":
        check_json(json.loads(body), shape, name, faults)
        return faults
    root = ElementTree.fromstring(body)
    if strip(root.tag) != f"{name}Response":
        faults.append(f"{name}: the answer is a {strip(root.tag)}")
    parts = [strip(part.tag) for part in root]
    wanted = [shape.serialization["resultWrapper"]] if shape else []
    if parts != [*wanted, "ResponseMetadata"]:
        faults.append(f"{name}: the answer has the parts {parts}")
    elif shape:
        check_xml(root[0], shape, name, faults)
    return faults


def watch(client) -> None:
    """Compares whatever a client of boto3 is answered with the model."""
    client.meta.events.register("after-call", _judge)


def _judge(http_response, parsed, model, **_) -> None:
    if http_response.status_code < 300:
        faults = faults_of_answer(model, http_response.content)
    else:
        faults = [fault_of_refusal(model, parsed["Error"]["Code"])]
    assert not any(faults), "\n".join(faults)


@functools.cache
def models() -> dict:
    """Returns the models of the services."""
    session = botocore.session.get_session()
    return {service: session.get_service_model(service) for service in SERVICES}


def watch_printed(text: str) -> None:
    """Compares an error that a command line has printed with the model."""
    for code, name in re.findall(r"An error occurred \((\w+)\) when calling the (\w+) operation", text):
        found = [model for model in models().values() if name in model.operation_names]
        fault = fault_of_refusal(found[0].operation_model(name), code)
        assert not fault, fault


@functools.cache
def operations(title: str = "") -> list[str]:
    """Returns the operations of a service, or of all, that docs/aws-compatibility.md
    calls working."""
    page = (HERE.parent / "docs" / "aws-compatibility.md").read_text()
    part = page.split(f"\n## {title}")[1].split("\n## ")[0] if title else page
    return re.findall(r"^\| ([A-Z]\w+) \|", part, re.MULTILINE)


def strip(tag: str) -> str:
    """Returns an element's name without its namespace."""
    return tag.rsplit("}", 1)[-1]


def check_xml(element, shape, place: str, faults: list[str]) -> None:
    """Compares an element with its shape."""
    kind = shape.type_name
    if kind == "structure":
        names = {
            member.serialization.get("name", name): (name, member)
            for name, member in shape.members.items()
        }
        seen = set()
        for child in element:
            if strip(child.tag) not in names:
                faults.append(f"{place}: unknown member {strip(child.tag)}")
                continue
            name, member = names[strip(child.tag)]
            if name in seen:
                faults.append(f"{place}: {name} stands there twice")
            seen.add(name)
            check_xml(child, member, f"{place}.{name}", faults)
        missing = set(shape.required_members) - seen
        if place.endswith(".User") and "Path" not in seen:
            missing -= NEVER_OF_ROOT
        faults += [f"{place}: {name} is missing" for name in sorted(missing)]
    elif kind == "list":
        for child in element:
            if strip(child.tag) != "member":
                faults.append(f"{place}: {strip(child.tag)} is no member")
            check_xml(child, shape.member, f"{place}[]", faults)
    elif kind == "map":
        for entry in element:
            if [strip(part.tag) for part in entry] != ["key", "value"]:
                faults.append(f"{place}: an entry without key and value")
            elif shape.key.enum and entry[0].text not in shape.key.enum:
                faults.append(f"{place}: unknown key {entry[0].text}")
    else:
        if len(element):
            faults.append(f"{place}: elements in a {kind}")
        check_value(element.text or "", shape, place, faults)


def check_value(text: str, shape, place: str, faults: list[str]) -> None:
    """Compares a value with its type, its words and its length."""
    kind = shape.type_name
    forms = {
        "boolean": r"true|false", "integer": r"-?\d+", "long": r"-?\d+",
        "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    }  # fmt: skip
    if kind in forms and not re.fullmatch(forms[kind], text):
        faults.append(f"{place}: {text!r} is no {kind}")
    if kind == "string" and not place.endswith(BEYOND_THE_MODEL):
        if shape.enum and text not in shape.enum:
            faults.append(f"{place}: {text!r} is none of {shape.enum}")
        low, high = shape.metadata.get("min", 0), shape.metadata.get("max")
        if len(text) < low or (high and len(text) > high):
            faults.append(f"{place}: {len(text)} characters, not {low} to {high}")


def check_json(value, shape, place: str, faults: list[str]) -> None:
    """Compares a JSON value with its shape."""
    kind = shape.type_name
    if kind == "structure":
        faults += [f"{place}: unknown member {name}" for name in set(value) - set(shape.members)]
        faults += [f"{place}: {n} is missing" for n in set(shape.required_members) - set(value)]
        for name in set(value) & set(shape.members):
            check_json(value[name], shape.members[name], f"{place}.{name}", faults)
    elif kind == "list":
        for one in value:
            check_json(one, shape.member, f"{place}[]", faults)
    elif kind == "timestamp":
        if not isinstance(value, (int, float)):
            faults.append(f"{place}: {value!r} is no time")
    elif kind == "string" and not isinstance(value, str):
        faults.append(f"{place}: {value!r} is no text")
