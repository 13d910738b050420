//! The managed policies under account `aws`: there in every account, changed by
//! nobody. Names, ids and ARNs are those of AWS, so that tools find them; the documents
//! are ours, and speak only of what exists here.

/// Is a managed policy that comes with the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwsManaged {
    /// The name, such as `AdministratorAccess`.
    pub name: &'static str,
    /// `ANPA…`, as AWS has it.
    pub id: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// The document of its only version, [`AwsManaged::VERSION`].
    pub document: &'static str,
}

impl AwsManaged {
    /// The path of all of them.
    pub const PATH: &str = "/";
    /// The only version of each, the default.
    pub const VERSION: &str = "v1";

    /// Returns the ARN.
    pub fn arn(&self) -> String {
        format!("{PREFIX}{}", self.name)
    }

    /// Finds a policy by its ARN, whose case counts.
    pub fn find(arn: &str) -> Option<&'static Self> {
        let name = arn.strip_prefix(PREFIX)?;
        AWS_MANAGED.iter().find(|policy| policy.name == name)
    }
}

const PREFIX: &str = "arn:aws:iam::aws:policy/";

/// All of them, in the order of their names.
pub const AWS_MANAGED: &[AwsManaged] = &[
    AwsManaged {
        name: "AdministratorAccess",
        id: "ANPAIWMBCKSKIEE64ZLYK",
        description: "Allows everything.",
        document: include_str!("managed/administrator_access.json"),
    },
    AwsManaged {
        name: "IAMFullAccess",
        id: "ANPAI7XKCFMBPM3QQRRVQ",
        description: "Allows everything in IAM, and so, in the end, everything.",
        document: include_str!("managed/iam_full_access.json"),
    },
    AwsManaged {
        name: "IAMReadOnlyAccess",
        id: "ANPAJKSO7NDY4T57MWDSQ",
        description: "Allows to see everything in IAM and to change nothing.",
        document: include_str!("managed/iam_read_only_access.json"),
    },
    AwsManaged {
        name: "IAMUserChangePassword",
        id: "ANPAJ4L4MM2A7QIEB56MS",
        description: "Allows a user to change its own password.",
        document: include_str!("managed/iam_user_change_password.json"),
    },
    AwsManaged {
        name: "ReadOnlyAccess",
        id: "ANPAILL3HVNFSB6DCOWYQ",
        description: "Allows to see everything and to change nothing.",
        document: include_str!("managed/read_only_access.json"),
    },
    AwsManaged {
        name: "SecurityAudit",
        id: "ANPAIX2T3QCXHR2OGGCTO",
        description: "Allows to see who may do what, and what was done.",
        document: include_str!("managed/security_audit.json"),
    },
];
