//! ListAccountAliases: the account's one alias, or none.

use service::Page;
use service::iam::account::list_aliases;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let wanted = call.read(Wanted::read)?;
    let paging = Paging::of(call, &[]);
    paging.open(&wanted)?;
    let alias = list_aliases::run(call.service, call.caller).await?;
    let page = Page { items: alias.into_iter().collect::<Vec<_>>(), next: None };
    Ok(call.result(|xml| {
        xml.texts("AccountAliases", page.items.iter().map(String::as_str));
        paging.close(xml, &page);
    }))
}
