//! The language of IAM's policies: documents are read once ([`Policy::parse`]), and a
//! request is decided by all policies that have a say ([`decide`]). Values in, values
//! out: which policies those are, and what is known about a request, others find out.
//!
//! `docs/policies.md` says what is supported and what differs from AWS.

mod actions;
mod bind;
mod condition;
mod context;
mod decide;
mod decision;
mod document;
mod elements;
mod fault;
mod glob;
mod json;
mod kind;
mod managed;
mod operator;
mod principal;
mod read_statement;
mod request;
mod resource;
mod statement;
mod template;
mod trusted;
mod value;

pub use actions::{AccessLevel, Action, ResourceType};
pub use bind::{bind_principals, show_principals};
pub use context::{Context, ContextValue, MfaState};
pub use decide::{Policies, ResourcePolicy, Source, decide};
pub use decision::{Decision, Matched, PolicyType, Verdict, refusal};
pub use document::{Policy, Version};
pub use fault::{Fault, Malformed, PolicyError, Position};
pub use kind::{Kind, Quota};
pub use managed::{AWS_MANAGED, AwsManaged};
pub use principal::Principal;
pub use request::Request;
pub use statement::{Effect, Statement};
