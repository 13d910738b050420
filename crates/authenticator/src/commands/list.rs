//! `secondkey list`: the entries, without codes and secrets.

use std::borrow::Cow;

use device_wire::agent::{Answer, Ask, Received, ShownEntry};
use serde::Serialize;

use crate::agent;
use crate::answers;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{cleaned, fitted};

pub(crate) fn run(context: &Context) -> Result<(), Failure> {
    match agent::ask(context, Ask::List)? {
        Some(Answer::List(entries)) => show(context, &entries),
        _ => show(context, &answers::list(context.open()?.contents())),
    }
}

/// Lists them if the agent has them.
pub(crate) fn by_agent(context: &Context) -> Option<Result<(), Failure>> {
    let received = agent::send(context, Ask::List)?;
    match agent::accept::<Received<'_>>(context, &received)? {
        Answer::List(entries) => Some(show(context, &entries)),
        _ => None,
    }
}

fn show<S: AsRef<str> + Serialize>(
    context: &Context,
    entries: &[ShownEntry<S>],
) -> Result<(), Failure> {
    if context.global.json {
        return context.output.json(&entries);
    }
    if entries.is_empty() {
        context.output.say("The vault is empty. Put something in with: secondkey add");
        return Ok(());
    }
    let rows: Vec<_> = entries.iter().map(|entry| (entry.root, cells(entry))).collect();
    let head = ["NAME", "ISSUER", "ACCOUNT", "KIND"];
    let fit = (context.output.columns(), 3);
    context.output.data(&fitted(context.output.style(), &head, &rows, fit))
}

fn cells<S: AsRef<str>>(entry: &ShownEntry<S>) -> [Cow<'_, str>; 4] {
    let issuer = entry.issuer.as_ref().map_or("", AsRef::as_ref);
    [entry.name.as_ref(), issuer, entry.account.as_ref(), entry.kind.as_ref()].map(cleaned)
}
