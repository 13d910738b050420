//! `secondkey vault merge`: what another copy of this vault holds, taken over.

use std::path::Path;

use serde::Serialize;

use crate::context::Context;
use crate::failure::Failure;
use crate::look::clean;

#[derive(Serialize)]
struct Outcome<'a> {
    added: &'a [String],
    changed: &'a [String],
    foreign_keys: &'a [String],
}

pub(crate) fn run(context: &Context, copy: &Path) -> Result<(), Failure> {
    let mut vault = context.open()?;
    let merged = vault.merge(context.env.now(), copy)?;
    context.mind_backup(&vault);
    if !merged.foreign_keys.is_empty() {
        context.output.say(&format!(
            "Note: the copy opens with keys that this vault does not open with: {}. They were not taken over; secondkey vault add-key adds them.",
            merged.foreign_keys.join(", ")
        ));
    }
    if context.global.json {
        let (added, changed) = (&merged.added, &merged.changed);
        let foreign_keys = &merged.foreign_keys;
        return context.output.json(&Outcome { added, changed, foreign_keys });
    }
    let lines = [("Added", &merged.added), ("Changed", &merged.changed)];
    let mut text = String::new();
    for (what, names) in lines {
        for name in names {
            text.push_str(&format!("{what} {}\n", clean(name)));
        }
    }
    if text.is_empty() {
        text.push_str("The copy holds nothing that this vault does not have.\n");
    }
    context.output.data(&text)
}
