//! `secondkey list`: the entries, without codes and secrets.

use device_wire::agent::{Answer, Ask};

use crate::agent;
use crate::answers;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{clean, table};

pub(crate) fn run(context: &Context) -> Result<(), Failure> {
    let entries = match agent::ask(context, Ask::List)? {
        Some(Answer::List(entries)) => entries,
        _ => answers::list(context.open()?.contents()),
    };
    if context.global.json {
        return context.output.json(&entries);
    }
    if entries.is_empty() {
        context.output.say("The vault is empty. Put something in with: secondkey add");
        return Ok(());
    }
    let rows: Vec<(bool, Vec<String>)> = entries
        .iter()
        .map(|entry| {
            let issuer = entry.issuer.as_deref().unwrap_or_default();
            let cells = [&entry.name, issuer, &entry.account, &entry.kind];
            (entry.root, cells.map(clean).to_vec())
        })
        .collect();
    let head = ["NAME", "ISSUER", "ACCOUNT", "KIND"];
    context.output.data(&table(context.output.style(), &head, &rows))
}
