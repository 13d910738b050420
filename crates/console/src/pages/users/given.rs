//! The console password that an administrator gives: a one-time password, and the page
//! that shows it once.

use askama::Template;
use service::users::ConsoleAccess;
use service::{Caller, account};

use super::user_page;
use crate::pages::answer::{Answer, show};
use crate::view::{Section, Shell, in_groups, segment};
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::refusal::Refusal;
use crate::web::state::Console;

/// Reads from a form whether the user gets a one-time password; what is no choice of
/// ours is the recommended one.
pub(super) fn chosen(fields: &Fields) -> ConsoleAccess {
    match fields.text("console") {
        "none" => ConsoleAccess::None,
        _ => ConsoleAccess::OneTime,
    }
}

/// The page that shows a one-time password, once.
#[derive(Template)]
#[template(path = "users/one_time.html")]
struct OneTimePage<'p> {
    shell: Shell,
    /// Whether the user is new as well.
    created: bool,
    name: &'p str,
    address: String,
    password: &'p str,
    sign_in: String,
    account: String,
}

/// Shows a one-time password. It stands in this answer and nowhere else.
pub(super) async fn show_once(
    console: &Console,
    form: &SignedForm,
    created: bool,
    name: &str,
    password: &str,
) -> Answer {
    show(&OneTimePage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Users),
        created,
        name,
        address: user_page(name),
        password,
        sign_in: sign_in_address(console, &form.caller).await?,
        account: in_groups(&form.caller.account().to_string()),
    })
}

/// Returns the address at which the account's users sign in.
pub(super) async fn sign_in_address(console: &Console, caller: &Caller) -> Result<String, Refusal> {
    let handle = account::describe::handle(console.service(), caller).await?;
    Ok(format!("{}/signin/{}", console.public_url(), segment(&handle)))
}
