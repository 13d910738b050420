//! Why a document is refused: AWS's words for programs, the place and our words for
//! people. Sources: the service model of IAM (codes), recorded answers of IAM and
//! messages that many users have reported (texts).

use std::fmt;

use super::kind::Quota;

/// Is a place in a document. Both numbers start at 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The number of the line.
    pub line: u32,
    /// The number of the character in the line.
    pub column: u32,
}

impl Position {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    pub(super) fn pass(&mut self, c: char) {
        if c == '\n' {
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else {
            self.column = self.column.saturating_add(1);
        }
    }
}

/// Says why a document cannot be a policy of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The document breaks the language: `MalformedPolicyDocument`, with this
    /// error's text as the message.
    #[error("{0}")]
    Malformed(#[from] Malformed),
    /// The document is longer than its kind may be: `LimitExceeded`, with
    /// [`Quota::message`] as the message.
    #[error("the policy is longer than {} characters", .0.0.longest())]
    TooLong(Quota),
}

/// Says what is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct Malformed {
    /// What is wrong, in AWS's words.
    pub fault: Fault,
    /// Where it is.
    pub at: Position,
    /// What is wrong, in words for the author; they may quote the document.
    pub detail: String,
}

impl Malformed {
    pub(super) fn new(fault: Fault, at: Position, detail: &str) -> Self {
        Self { fault, at, detail: detail.to_owned() }
    }

    /// Tells the author the place and the reason, in one line.
    pub fn explain(&self) -> String {
        format!("line {}, column {}: {}", self.at.line, self.at.column, self.detail)
    }
}

/// Is a reason to refuse a document; `Display` is AWS's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not JSON.
    Json,
    /// An element is unknown, missing, repeated or of the wrong type.
    Syntax,
    /// A managed policy must say `"Version": "2012-10-17"`.
    Version,
    /// A value cannot be read: a date, a number, an address, an unfinished ARN.
    Legacy,
    /// An element that this kind of policy must not have.
    Prohibited(&'static str),
    /// An element that this kind of policy must have.
    Missing(&'static str),
    /// Two statements have the same `Sid`.
    RepeatedSid,
    /// A `Sid` with other characters than letters and digits.
    Sid,
    /// A statement without actions.
    NoActions,
    /// A statement without resources.
    NoResources,
    /// An action without `service:`.
    NoVendor,
    /// An action with more than one colon.
    Colons,
    /// A service that is no name.
    Vendor(String),
    /// A resource that is neither an ARN nor `*`.
    Resource(String),
    /// An ARN in a partition that does not exist.
    Partition {
        /// The partition.
        partition: String,
        /// The whole ARN.
        resource: String,
    },
    /// An ARN of IAM with a region.
    Region(String),
    /// An ARN of IAM that names no kind of resource of IAM.
    IamPath,
    /// A principal that cannot be one, or that does not exist.
    Principal {
        /// `AWS`, `Service`, `Federated` or `CanonicalUser`.
        kind: &'static str,
        /// The value.
        value: String,
    },
    /// A trust policy about other actions than those of STS.
    TrustAction,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("This policy contains invalid Json"),
            Self::Syntax => f.write_str("Syntax errors in policy."),
            Self::Version => f.write_str("Policy document must be version 2012-10-17 or greater."),
            Self::Legacy => f.write_str("The policy failed legacy parsing"),
            Self::Prohibited(field) => write!(f, "Has prohibited field {field}"),
            Self::Missing(field) => write!(f, "Missing required field {field}"),
            Self::RepeatedSid => {
                f.write_str("Statement IDs (SID) in a single policy must be unique.")
            }
            Self::Sid => f.write_str(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the \
                 regular expression [0-9A-Za-z]*",
            ),
            Self::NoActions => f.write_str("Policy statement must contain actions."),
            Self::NoResources => f.write_str("Policy statement must contain resources."),
            Self::NoVendor => f.write_str(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            ),
            Self::Colons => f.write_str("Actions/Condition can contain only one colon."),
            Self::Vendor(vendor) => write!(f, "Vendor {vendor} is not valid"),
            Self::Resource(resource) => {
                write!(f, "Resource {resource} must be in ARN format or \"*\".")
            }
            Self::Partition { partition, resource } => {
                write!(f, "Partition \"{partition}\" is not valid for resource \"{resource}\".")
            }
            Self::Region(resource) => {
                write!(f, "IAM resource {resource} cannot contain region information.")
            }
            Self::IamPath => {
                let [first, rest @ ..] = super::resource::IAM_RESOURCES;
                write!(f, "IAM resource path must either be \"*\" or start with {first}")?;
                rest.iter().try_for_each(|path| write!(f, ", {path}"))?;
                f.write_str(".")
            }
            Self::Principal { kind, value } => {
                write!(f, "Invalid principal in policy: \"{kind}\":\"{value}\"")
            }
            Self::TrustAction => {
                f.write_str("AssumeRole policy may only specify STS AssumeRole actions.")
            }
        }
    }
}
