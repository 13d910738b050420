//! What a simulation is given.

use identity::policy::Policy;

use identity::policy::Kind as Document;

use crate::iam::read_document;
use crate::{Kind, ServiceError};

/// Is a condition key with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextEntry {
    /// The key.
    pub name: String,
    /// The values.
    pub values: Vec<String>,
    /// Whether it is a key of several values.
    pub is_list: bool,
}

/// Is what is simulated.
#[derive(Clone, Debug, Default)]
pub struct Simulation {
    /// Policies that stand beside those of the principal, or for them.
    pub policies: Vec<String>,
    /// Policies that bound.
    pub boundaries: Vec<String>,
    /// The actions.
    pub actions: Vec<String>,
    /// The resources; `*` when none are given.
    pub resources: Vec<String>,
    /// A policy of the resource.
    pub resource_policy: Option<String>,
    /// Who would call; the principal itself when left out.
    pub caller_arn: Option<String>,
    /// What would be known of the request.
    pub context: Vec<ContextEntry>,
}

/// Pairs of an action and a resource at most.
const MOST: usize = 1000;

impl Simulation {
    /// Returns the resources, `*` for none, once it is sure that there are not too
    /// many pairs.
    pub(super) fn resources(&self) -> Result<Vec<String>, ServiceError> {
        let resources =
            if self.resources.is_empty() { vec!["*".to_owned()] } else { self.resources.clone() };
        if self.actions.len().saturating_mul(resources.len()) > MOST {
            let message = format!("At most {MOST} pairs of action and resource are simulated.");
            return Err(ServiceError::api(Kind::InvalidInput, message));
        }
        Ok(resources)
    }
}

/// Reads policies of a request; each is named by its place.
pub(super) fn read_all(
    kind: Document,
    documents: &[String],
    name: &str,
) -> Result<Vec<(String, Policy)>, ServiceError> {
    let numbered = (1..).zip(documents);
    numbered
        .map(|(number, text)| {
            let policy = read_document(kind, text, name).map_err(as_input)?;
            Ok((format!("{name}.{number}"), policy))
        })
        .collect()
}

/// A document of a simulation is input, not a policy to be kept.
fn as_input(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::Api(error) => ServiceError::api(Kind::InvalidInput, error.message),
        other => other,
    }
}
