//! `secondkey aws audit`: the access report of an AWS account, from calls that
//! only read, completed by what the owners tell. What AWS did not tell makes the
//! answer partial, and the exit status says so.

use std::path::Path;

use access_graph::{AccessFile, AnswersFile, AnswersLimits, Day, Graph};

use super::report::{present, read};
use crate::audit::{Asking, asked, fit, gather, graph, interview, open, written};
use crate::aws::{Access, Aws, Shelf, mfa_session};
use crate::cli_device::AwsAudit;
use crate::context::Context;
use crate::failure::Failure;

/// The exit status of an audit that was not told everything.
const PARTIAL: u8 = 5;

pub(crate) fn run(context: &Context, options: &AwsAudit) -> Result<(), Failure> {
    let told = options.answers.answers.as_deref().map(answers).transpose()?;
    let access = Access::resolve(context, &options.access)?;
    // The vault is of use here, but nobody is asked for it.
    let shelf = Shelf::open(context, true).ok();
    let entries = shelf.as_ref().map(Shelf::entries).unwrap_or_default();
    let mut aws = Aws::new(context, &access)?;
    if let Some(serial) = &options.serial_number {
        aws = aws.with(&mfa_session(context, &access, serial)?);
    }
    let facts = gather(&aws)?;
    for missing in &facts.missing {
        context.output.say(&format!("Not told: {missing}"));
    }
    let mut asking = asked(&facts, entries);
    if let (Some(path), Some(file)) = (&options.answers.answers, &told) {
        let notes = fit(file, &facts.account, &mut asking)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        for note in notes {
            context.output.say(&format!("Note: {}: {note}", path.display()));
        }
    }
    if options.answers.ask {
        interview(context, &facts.account, &mut asking)?;
    }
    if options.answers.questions {
        mind_users(context, facts.users.len());
        context.output.json(&written(&facts.account, &asking))?;
        return whole(&facts.missing);
    }
    mind_open(context, &asking);
    let file: AccessFile = graph(&facts, entries, &asking, Day::of_unix_time(context.env.now()));
    let bytes = serde_json::to_vec_pretty(&file)?;
    if let Some(path) = &options.graph {
        vault::write_new(path, &bytes)?;
    }
    let graph = Graph::new(file)?;
    let name = options.graph.clone().unwrap_or_else(|| "aws-account.json".into());
    present(context, &graph, &options.view, &name, &bytes).and(whole(&facts.missing))
}

/// Reads a file of answers.
fn answers(path: &Path) -> Result<AnswersFile, Failure> {
    AnswersFile::from_json(&read(path, AnswersLimits::BYTES)?)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// Says how many questions are open, and how they are answered.
fn mind_open(context: &Context, asking: &[Asking]) {
    let (all, open) = open(asking);
    if open > 0 {
        context.output.say(&format!(
            "{open} of {all} questions about where things are have no answer, and count as the worst. Answer them with --ask, or in the file that --questions writes."
        ));
    }
}

/// Says how many users the file of questions does not offer, and how one is named.
fn mind_users(context: &Context, users: usize) {
    let more = users.saturating_sub(AnswersLimits::USERS);
    if more > 0 {
        context.output.say(&format!(
            "Note: of the {users} users whom root may be, the question person offers the first {}. Where it is one of the {more} others, write that name into its places.",
            AnswersLimits::USERS
        ));
    }
}

/// Fails where the account did not tell everything.
fn whole(missing: &[String]) -> Result<(), Failure> {
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::with(
        format!(
            "the audit is partial: {} parts were not told, and count as the worst. An administrator's credentials are told all, and so are the policies SecurityAudit and IAMReadOnlyAccess together with account:GetContactInformation and account:GetAlternateContact",
            missing.len()
        ),
        PARTIAL,
    ))
}
