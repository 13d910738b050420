//! `secondkey rename`: another name for an entry; its label stays what the
//! service wrote.

use vault::Name;

use super::describe::shown;
use crate::answers;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::clean;

pub(crate) fn run(context: &Context, name: &str, new_name: &str) -> Result<(), Failure> {
    let new_name = Name::new(new_name).map_err(|error| Failure::usage(error.to_string()))?;
    let mut vault = context.open()?;
    let entry =
        ask::which_entry(context, name, |name| answers::find(vault.contents(), name).cloned())?;
    vault.update(context.env.now(), |contents| contents.rename(entry.id(), new_name.clone()))?;
    context.mind_backup(&vault);
    if context.global.json {
        let renamed = vault.contents().find_exactly(entry.id())?;
        context.output.json(&shown(renamed))
    } else {
        context.output.data(&format!(
            "Renamed {} to {}\n",
            clean(entry.name()),
            clean(new_name.as_str())
        ))
    }
}
