"""AWS's SDK for JavaScript, unmodified, led here by nothing but variables. The stories
themselves are in javascript/stories.mjs."""

import shutil

import pytest

from harness.programs import bare_environment
from harness.tools import HERE, run, tool


@pytest.mark.parametrize("story", ["life", "errors", "paginators", "clock", "trail"])
def test_the_sdk_for_javascript(root, tmp_path, story):
    node = shutil.which("node")
    assert node, "node is missing: install Debian's package nodejs, or run ./test"
    assert tool("zbarimg") and tool("oathtool")
    sdk = HERE / "node_modules" / "@aws-sdk" / "client-iam"
    assert sdk.exists(), "AWS's SDK is missing: run `npm ci` in conformance, or ./test"
    environment = bare_environment(tmp_path) | root.environment | {"AWS_REGION": "us-east-1"}
    ended = run(node, str(HERE / "javascript" / "stories.mjs"), story, env=environment)
    assert ended.returncode == 0, ended.stderr
