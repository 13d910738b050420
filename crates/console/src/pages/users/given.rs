//! The console password that an administrator gives: how it is chosen in a form,
//! and the page that shows a one-time password once.

use askama::Template;
use service::users::ConsolePassword;
use service::{Caller, ServiceError, account};

use super::user_page;
use crate::pages::answer::{Answer, show};
use crate::view::{Section, Shell, in_groups, segment};
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::mendable::NEW_PASSWORD;
use crate::web::refusal::Refusal;
use crate::web::state::Console;

/// Is which password the form asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Choice {
    /// A random one, shown once.
    #[default]
    OneTime,
    /// A chosen one.
    Chosen,
    /// None: the user cannot sign in to the console.
    None,
}

impl Choice {
    /// Reads the choice; what is no choice of ours is the recommended one.
    pub(super) fn of(fields: &Fields) -> Self {
        match fields.text("password") {
            "chosen" => Self::Chosen,
            "none" => Self::None,
            _ => Self::OneTime,
        }
    }

    /// Says whether it is this one, for templates.
    pub(super) fn is(self, word: &str) -> bool {
        let own = match self {
            Self::OneTime => "one-time",
            Self::Chosen => "chosen",
            Self::None => "none",
        };
        own == word
    }

    /// Takes the password from the form's fields.
    pub(super) fn password(self, fields: &Fields) -> Result<Option<ConsolePassword>, ServiceError> {
        match self {
            Self::None => Ok(None),
            Self::OneTime => Ok(Some(ConsolePassword::OneTime)),
            Self::Chosen if fields.text(NEW_PASSWORD).is_empty() => Err(ServiceError::Invalid {
                field: NEW_PASSWORD,
                why: "type the password, or let us make a one-time password".to_owned(),
            }),
            Self::Chosen => Ok(Some(ConsolePassword::Chosen {
                password: fields.password(NEW_PASSWORD),
                must_change: fields.ticked("must_change"),
            })),
        }
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
    let account = account::describe::run(console.service(), caller).await?;
    Ok(format!("{}/signin/{}", console.public_url(), segment(&account.handle())))
}
