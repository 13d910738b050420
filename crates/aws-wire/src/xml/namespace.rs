//! The services of the Query protocol, as their answers name them.

/// Is the XML namespace of one service's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// Identity and Access Management, version 2010-05-08.
    Iam,
    /// Security Token Service, version 2011-06-15.
    Sts,
}

impl Namespace {
    /// Returns the value of `xmlns`.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        }
    }

    /// Returns the value of the `Version` parameter.
    pub fn version(self) -> &'static str {
        match self {
            Self::Iam => "2010-05-08",
            Self::Sts => "2011-06-15",
        }
    }

    /// Returns the service's name in credential scopes.
    pub fn signing_name(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Sts => "sts",
        }
    }
}
