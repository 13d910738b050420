//! `secondkey remove`: takes an entry out, after asking. The generation before
//! it stays beside the vault until the next change.

use serde::Serialize;

use super::describe::{headline, shown};
use crate::answers;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{Style, clean};

#[derive(Serialize)]
struct Removed<'a> {
    removed: &'a str,
}

pub(crate) fn run(context: &Context, name: &str, yes: bool) -> Result<(), Failure> {
    let mut vault = context.open()?;
    // Nobody looks on, so nobody sees which entry a part of a name hit.
    let contents = vault.contents();
    let entry = if yes {
        contents.find_exactly(name)?.clone()
    } else {
        ask::which_entry(context, name, |name| answers::find(contents, name).cloned())?
    };
    if !yes {
        context.output.say(&headline(Style { colour: false }, &shown(&entry)));
        context.output.say("Remove its device at the service first, or you may lock yourself out.");
        if !ask::agrees(&context.output, "Remove this entry?")? {
            return Err(Failure::new("nothing was removed (--yes removes without asking)"));
        }
    }
    vault.update(context.env.now(), |contents| contents.remove(entry.id()))?;
    context.mind_backup(&vault);
    if context.global.json {
        context.output.json(&Removed { removed: entry.name() })
    } else {
        context.output.data(&format!("Removed {}\n", clean(entry.name())))
    }
}
