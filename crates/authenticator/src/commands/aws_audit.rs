//! `secondkey aws audit`: the access report of an AWS account, from calls that
//! only read. What it was not told makes the answer partial, and the exit status
//! says so.

use access_graph::{AccessFile, Day, Graph};

use super::report::present;
use crate::audit::{gather, graph};
use crate::aws::{Access, Aws, Shelf, mfa_session};
use crate::cli_device::AwsAudit;
use crate::context::Context;
use crate::failure::Failure;

/// The exit status of an audit that was not told everything.
const PARTIAL: u8 = 5;

pub(crate) fn run(context: &Context, options: &AwsAudit) -> Result<(), Failure> {
    let access = Access::resolve(context, &options.access)?;
    // The vault is of use here, but nobody is asked for it.
    let shelf = Shelf::open(context, true).ok();
    let entries = shelf.as_ref().map(Shelf::entries).unwrap_or_default();
    let mut aws = Aws::new(context, &access)?;
    if let Some(serial) = &options.serial_number {
        aws = aws.with(mfa_session(context, &access, serial)?);
    }
    let facts = gather(&aws)?;
    for missing in &facts.missing {
        context.output.say(&format!("Not told: {missing}"));
    }
    let file: AccessFile = graph(&facts, entries, Day::of_unix_time(context.env.now()));
    let bytes = serde_json::to_vec_pretty(&file)?;
    if let Some(path) = &options.graph {
        vault::write_new(path, &bytes)?;
    }
    let graph = Graph::new(file)?;
    let name = options.graph.clone().unwrap_or_else(|| "aws-account.json".into());
    let shown = present(context, &graph, &options.view, &name, &bytes);
    if facts.missing.is_empty() {
        return shown;
    }
    shown.and(Err(Failure {
        message: format!(
            "the audit is partial: {} parts were not told, and count as the worst. An administrator's credentials, or the policies SecurityAudit and IAMReadOnlyAccess, are told all",
            facts.missing.len()
        ),
        status: PARTIAL,
    }))
}
