//! One call of one operation, from a caller who has proved who they are.

use aws_wire::query::{Fields, Parameters, Quoting};
use aws_wire::xml::{Answer, Element, Namespace};
use aws_wire::{ApiError, json};
use serde::Serialize;
use service::audit::Site;
use service::{Caller, Service};

use crate::refusal::Refusal;

/// Is what an action gives back: the answer's XML, or JSON.
pub(crate) type Outcome = Result<String, Refusal>;

/// Is everything that an action may use.
pub(crate) struct Call<'a> {
    pub(crate) service: &'a Service,
    pub(crate) caller: &'a Caller,
    pub(crate) parameters: &'a Parameters<'a>,
    pub(crate) namespace: Namespace,
    pub(crate) operation: &'static str,
    pub(crate) request_id: &'a str,
}

impl<'a> Call<'a> {
    /// Reads the parameters, with all complaints in one error.
    pub(crate) fn read<T>(&self, build: impl FnOnce(&mut Fields<'a>) -> T) -> Result<T, ApiError> {
        let quoting = match self.namespace {
            Namespace::Iam => Quoting::Nothing,
            Namespace::Sts => Quoting::Values,
        };
        let read = Fields::read_and_tell(self.parameters, quoting, build);
        if !read.told.is_empty() {
            self.caller.asks(kept(read.told));
        }
        read.command
    }

    /// Writes the answer of an operation that has output.
    pub(crate) fn result(&self, fill: impl FnOnce(&mut Element<'_>)) -> String {
        self.frame().with_result(fill)
    }

    /// Writes the answer of an operation that has none.
    pub(crate) fn done(&self) -> String {
        self.frame().empty()
    }

    fn frame(&self) -> Answer<'_> {
        Answer { namespace: self.namespace, operation: self.operation, request_id: self.request_id }
    }
}

/// Is everything that an action of a JSON service may use.
pub(crate) struct JsonCall<'a> {
    pub(crate) service: &'a Service,
    pub(crate) site: &'a Site,
    pub(crate) caller: &'a Caller,
    pub(crate) body: &'a [u8],
}

/// Bytes of parameters that a record keeps.
const LONGEST_TOLD: usize = 64 * 1024;

/// Writes parameters for the record; too many of them are named only.
fn kept(parameters: serde_json::Map<String, serde_json::Value>) -> String {
    let names: Vec<String> = parameters.keys().cloned().collect();
    let text = serde_json::Value::Object(parameters).to_string();
    if text.len() <= LONGEST_TOLD {
        return text;
    }
    serde_json::json!({ "omitted": names }).to_string()
}

/// Characters of a parameter that a record keeps, where its form has no bounds.
const LONGEST_PARAMETER: usize = 64;

/// Puts the parameters of a call in JSON on record, by the names that CloudTrail gives
/// them. They come from anybody, and are cut.
pub(crate) fn told(caller: &Caller, parameters: &[(&str, Option<&str>)]) {
    let given = parameters.iter().filter_map(|(name, value)| {
        let cut: String = value.as_ref()?.chars().take(LONGEST_PARAMETER).collect();
        Some(((*name).to_owned(), cut.into()))
    });
    let given: serde_json::Map<String, serde_json::Value> = given.collect();
    if !given.is_empty() {
        caller.asks(serde_json::Value::Object(given).to_string());
    }
}

/// Writes an answer in JSON.
pub(crate) fn text(answer: &impl Serialize) -> Outcome {
    let failed = || ApiError::new("InternalFailure", 500, "The answer is no text.");
    Ok(String::from_utf8(json::write(answer)?).map_err(|_| failed())?)
}
