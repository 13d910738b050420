//! Every operation of the four services, with its state: the one list from which
//! requests are led to their actions and docs/aws-compatibility.md is written.
//!
//! The names are those of the service models of botocore 1.44.8.

use std::future::Future;
use std::pin::Pin;

use aws_wire::xml::Namespace;

use crate::call::{Call, JsonCall, Outcome};

mod table;

/// Is one of the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    /// Identity and Access Management.
    Iam,
    /// Security Token Service.
    Sts,
    /// CloudTrail.
    CloudTrail,
    /// Account Management: the contacts.
    Account,
}

impl Api {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Iam, Self::Sts, Self::CloudTrail, Self::Account];

    /// Returns the name in credential scopes.
    pub(crate) fn signing_name(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Sts => "sts",
            Self::CloudTrail => "cloudtrail",
            Self::Account => "account",
        }
    }

    /// Returns the namespace of answers; those in JSON have none.
    pub(crate) fn namespace(self) -> Namespace {
        match self {
            Self::Iam => Namespace::Iam,
            Self::Sts | Self::CloudTrail | Self::Account => Namespace::Sts,
        }
    }

    /// Returns the name for people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Iam => "IAM (2010-05-08)",
            Self::Sts => "STS (2011-06-15)",
            Self::CloudTrail => "CloudTrail (2013-11-01)",
            Self::Account => "Account (2021-02-01)",
        }
    }

    /// Returns its operations, sorted by name.
    pub(crate) fn operations(self) -> &'static [Operation] {
        match self {
            Self::Iam => table::IAM,
            Self::Sts => table::STS,
            Self::CloudTrail => table::CLOUDTRAIL,
            Self::Account => table::ACCOUNT,
        }
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// Says what there is of an operation.
#[derive(Clone, Copy)]
pub(crate) enum State {
    /// It works, by this action.
    Works(for<'a> fn(&'a Call<'a>) -> Running<'a>),
    /// It works, by this action, in JSON.
    WorksInJson(for<'a> fn(&'a JsonCall<'a>) -> Running<'a>),
    /// It is not implemented, and says so.
    Absent,
}

impl State {
    /// Says whether the operation works.
    pub(crate) fn works(self) -> bool {
        !matches!(self, Self::Absent)
    }
}

/// Is one operation.
pub(crate) struct Operation {
    /// The name, as AWS spells it.
    pub(crate) name: &'static str,
    /// What there is of it.
    pub(crate) state: State,
    /// How it differs from AWS on purpose, or why it is absent; empty when there is
    /// nothing to say.
    pub(crate) differences: &'static str,
}

/// Finds an operation by its name.
pub(crate) fn find(api: Api, name: &str) -> Option<&'static Operation> {
    let all = api.operations();
    let at = all.binary_search_by(|operation| operation.name.cmp(name)).ok()?;
    all.get(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_single() {
        for api in Api::ALL {
            let all = api.operations();
            assert!(all.is_sorted_by(|one, other| one.name < other.name), "{}", api.title());
        }
        assert_eq!(Api::ALL.map(|api| api.operations().len()), [181, 12, 60, 18]);
    }

    #[test]
    fn what_works_goes_on_record_under_its_own_name() {
        for operation in Api::ALL.iter().flat_map(|api| api.operations()) {
            let known = identity::audit::Action::from_name(operation.name).is_some();
            assert!(known || !operation.state.works(), "{}", operation.name);
        }
    }

    #[test]
    fn each_is_found_by_its_exact_name() {
        assert!(find(Api::Sts, "GetCallerIdentity").is_some());
        assert!(find(Api::Sts, "getcalleridentity").is_none());
        assert!(find(Api::Iam, "GetCallerIdentity").is_none());
        assert!(find(Api::CloudTrail, "LookupEvents").is_some());
    }
}
