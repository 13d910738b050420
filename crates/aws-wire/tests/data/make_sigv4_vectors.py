"""Writes `sigv4_botocore.json`: requests signed by botocore, AWS's own signer for
Python, with what a verifier needs to judge them.

    python -m pip install botocore==1.44.8
    python make_sigv4_vectors.py > sigv4_botocore.json

The signing date is fixed and the requests come from a seeded generator, so the
output is the same each time. Nothing is sent anywhere.
"""

import datetime
import json
import random
import sys
from unittest import mock

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2026, 11, 22, 2, 29, 26, tzinfo=datetime.timezone.utc)
FORM = "application/x-www-form-urlencoded; charset=utf-8"
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE/+token==with/slashes+and=signs"

rng = random.Random(20261122)


def text(length: int) -> str:
    """Returns characters that quoting treats in different ways."""
    return "".join(rng.choice("abcXYZ019-._~ /+=&%*()!'@:,;é€𝄞") for _ in range(length))


def requests():
    """Yields method, url, headers and body."""
    for body in (
        "Action=GetCallerIdentity&Version=2011-06-15",
        "Action=CreateUser&Version=2010-05-08&UserName=a+b%2Bc%20d",
        "",
        "Action=TagUser&Tags.member.1.Value=%E2%82%AC&Tags.member.1.Key=",
    ):
        yield "POST", "http://127.0.0.1:18080/", {"Content-Type": FORM}, body
    yield "POST", "https://iam.example.test/", {"Content-Type": FORM}, "Action=ListUsers"
    yield "POST", "http://[::1]:8080/", {"Content-Type": FORM}, "Action=ListUsers"
    yield "GET", "http://127.0.0.1:18080/?Action=ListUsers&Version=2010-05-08", {}, ""
    yield "GET", "http://127.0.0.1:18080/?b=2&a=1&a=0&empty=&A=3&a-b=4&a%20=5", {}, ""
    json_headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
    }
    yield "POST", "http://127.0.0.1:18080/", json_headers, '{"MaxResults": 5}'
    folded = {"X-Amz-Meta": "  a   b    c  ", "Content-Type": FORM}
    yield "POST", "http://127.0.0.1:18080/", folded, "x=1"
    for path in ("/prefix", "/prefix/", "/a%20b", "/a/./b", "/a/../b", "//a//b", "/(x)", "/~u"):
        yield "POST", f"http://127.0.0.1:18080{path}", {"Content-Type": FORM}, "x=1"
    for _ in range(60):
        yield "POST", "http://127.0.0.1:18080/", {"Content-Type": FORM}, text(rng.randrange(80))
    for _ in range(30):
        from urllib.parse import quote

        pairs = [(text(rng.randrange(1, 6)), text(rng.randrange(6))) for _ in range(rng.randrange(1, 6))]
        query = "&".join(f"{quote(k, safe='-._~')}={quote(v, safe='-._~')}" for k, v in pairs)
        yield "GET", f"http://127.0.0.1:18080/?{query}", {}, ""


def vector(signer, method, url, headers, body):
    """Signs one request and returns it as it would go over the wire."""
    request = AWSRequest(method, url, headers=dict(headers), data=body.encode())
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *_, **__: NOW):
        signer.add_auth(request)
    wire = request.prepare()
    rest = wire.url.split("://", 1)[1]
    host, _, target = rest.partition("/")
    path, _, query = ("/" + target).partition("?")
    sent = {name: value if isinstance(value, str) else value.decode() for name, value in wire.headers.items()}
    # The client's HTTP library adds this one, after signing.
    sent.setdefault("Host", host)
    return {
        "method": method, "path": path, "query": query, "body": body,
        "headers": sorted(sent.items()),
    }  # fmt: skip


def main():
    """Writes all vectors."""
    vectors = []
    for number, (method, url, headers, body) in enumerate(requests()):
        token = TOKEN if number % 3 == 2 else None
        service, region = [("iam", "us-east-1"), ("sts", "eu-west-1")][number % 2]
        credentials = Credentials(KEY, SECRET, token)
        signers = {"header": botocore.auth.SigV4Auth(credentials, service, region)}
        if method == "GET":
            signers["presigned"] = botocore.auth.SigV4QueryAuth(credentials, service, region, expires=900)
        for form, signer in signers.items():
            made = vector(signer, method, url, headers, body)
            vectors.append({"form": form, "service": service, "region": region, "token": token, **made})
    json.dump(
        {"source": f"botocore {botocore.__version__}", "key": KEY, "secret": SECRET,
         "time": int(NOW.timestamp()), "vectors": vectors},
        sys.stdout, indent=1, ensure_ascii=True,
    )  # fmt: skip
    print()


if __name__ == "__main__":
    main()
