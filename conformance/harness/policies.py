"""Policy documents that several tests use."""


def allow(actions: str | list[str], resource: str = "*", **more) -> dict:
    """Returns a statement that allows."""
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def policy(*statements: dict) -> dict:
    """Returns a policy of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(principal: str, action: str = "sts:AssumeRole", **condition) -> dict:
    """Returns a role's trust policy: whom it lets in, and under which condition."""
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action}
    return policy(statement | ({"Condition": condition} if condition else {}))


# A condition that only a session with a second factor meets.
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

FORCE_MFA = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["iam:ListVirtualMFADevices", "iam:ListUsers"], "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/*"},
        {
            "Effect": "Allow",
            "Action": [
                "iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:GetUser",
                "iam:ListMFADevices", "iam:ResyncMFADevice",
            ],
            "Resource": "arn:aws:iam::*:user/${aws:username}",
        },
        {
            "Effect": "Deny",
            "NotAction": [
                "iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser",
                "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice",
                "sts:GetSessionToken",
            ],
            "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        },
    ],
}  # fmt: skip

OWN = "arn:aws:iam::*:user/${aws:username}"
# What AWS's guide tells administrators to give to everybody: users manage their own
# credentials, and nothing works without a second factor but to get one.
SELF_MANAGEMENT = policy(
    allow(["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"]),
    allow(["iam:ChangePassword", "iam:GetUser"], OWN),
    allow(
        [
            "iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys",
            "iam:UpdateAccessKey", "iam:GetAccessKeyLastUsed",
        ],
        OWN,
    ),
    allow(["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"], "arn:aws:iam::*:mfa/*"),
    allow(
        [
            "iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:GetMFADevice",
            "iam:ListMFADevices", "iam:ResyncMFADevice",
        ],
        OWN,
    ),
    {
        "Effect": "Deny",
        "NotAction": [
            "iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser",
            "iam:GetMFADevice", "iam:ListMFADevices", "iam:ListVirtualMFADevices",
            "iam:ResyncMFADevice", "sts:GetSessionToken",
        ],
        "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    },
)  # fmt: skip
