"""Requests of programs, byte by byte: what no client would send, and what one signed
some minutes ago."""

import datetime
import urllib.error
import urllib.request

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

FORM = "application/x-www-form-urlencoded; charset=utf-8"
WHO = b"Action=GetCallerIdentity&Version=2011-06-15"


def send(server, body=b"", headers=None, path="/", method="POST"):
    """Sends bytes that no client would, and returns status, headers and text."""
    request = urllib.request.Request(server.url + path, body, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def sign(program, body, minutes=0, service="sts", path="/", kind=FORM, **more) -> dict[str, str]:
    """Returns the headers of a request that was signed some minutes ago, or will be."""
    url = program.server.url + path
    request = AWSRequest("POST", url, data=body, headers={"Content-Type": kind} | more)
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    keep, botocore.auth.get_current_datetime = botocore.auth.get_current_datetime, lambda *_, **__: moment
    try:
        keys = Credentials(program.key, program.secret, program.token)
        botocore.auth.SigV4Auth(keys, service, "us-east-1").add_auth(request)
    finally:
        botocore.auth.get_current_datetime = keep
    return dict(request.headers.items())


def signed(program, body, minutes=0, service="sts", path="/", kind=FORM):
    """Signs a request and sends it."""
    return send(program.server, body, sign(program, body, minutes, service, path, kind), path)
