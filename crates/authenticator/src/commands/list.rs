//! `secondkey list`: the entries, without codes and secrets.

use super::describe::{EntryJson, kind};
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{clean, table};

pub(crate) fn run(context: &Context) -> Result<(), Failure> {
    let vault = context.open()?;
    let entries = vault.contents().entries();
    if context.global.json {
        return context.output.json(&entries.iter().map(EntryJson::from).collect::<Vec<_>>());
    }
    if entries.is_empty() {
        context.output.say("The vault is empty. Put something in with: secondkey add");
        return Ok(());
    }
    let rows: Vec<(bool, Vec<String>)> = entries
        .iter()
        .map(|entry| {
            let otpauth = entry.otpauth();
            let issuer = otpauth.issuer.as_deref().unwrap_or_default();
            let cells = [entry.name(), issuer, &otpauth.account, kind(otpauth)];
            (entry.is_root(), cells.map(clean).to_vec())
        })
        .collect();
    let head = ["NAME", "ISSUER", "ACCOUNT", "KIND"];
    context.output.data(&table(context.output.style(), &head, &rows))
}
