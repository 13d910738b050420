//! The link in the mail. Opening it proves nothing: programs that look into mails
//! open links, and it counts in no other browser than the one in which the password
//! was typed.

use askama::Template;
use axum::extract::{Path, State};
use service::ServiceError;
use service::recovery::prove_mailbox::{ProveMailbox, run};
use service::recovery::{RecoveryLink, view};

use super::progress::{ProgressPage, over};
use super::routes::PROGRESS;
use crate::pages::answer::{Answer, go, show as render, show_again, with_cookie};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "recovery/mail.html")]
struct MailPage {
    form_token: String,
    account_name: String,
}

/// The link in a browser in which nothing was begun.
#[derive(Template)]
#[template(path = "recovery/elsewhere.html")]
struct ElsewherePage {
    address: String,
}

/// Takes the link out of the address, where it could be seen, and into a cookie.
pub(super) async fn open(State(console): State<Console>, Path(link): Path<String>) -> Answer {
    match RecoveryLink::parse(&link) {
        Some(_) => {
            let header = Cookie::RecoveryMail.set(&link, console.public_url());
            Ok(with_cookie(go("/recovery/mail")?, header))
        }
        None => over(&console),
    }
}

pub(super) async fn show(State(console): State<Console>, visitor: Visitor) -> Answer {
    let Some(link) = visitor.recovery_mail() else { return go(PROGRESS) };
    let own = match visitor.bearer(Cookie::Recovery) {
        None => None,
        Some(browser) => match view::run(console.service(), &browser).await {
            Ok(who) => Some(who),
            Err(ServiceError::Gone(_)) => None,
            Err(other) => return Err(other.into()),
        },
    };
    if let Some(who) = own {
        render(&MailPage { form_token: visitor.form_token(), account_name: who.account_name })
    } else {
        let address = format!("{}/recovery/mail/{link}", console.public_url());
        render(&ElsewherePage { address })
    }
}

pub(super) async fn take(State(console): State<Console>, form: OpenForm) -> Answer {
    let OpenForm { visitor, fields } = form;
    let Some(browser) = visitor.bearer(Cookie::Recovery) else { return over(&console) };
    // Pasted from another device, or opened here.
    let given = fields.given("link").map(|text| text.rsplit('/').next().unwrap_or(text).to_owned());
    let text = given.or_else(|| visitor.recovery_mail());
    let tried = match text.as_deref().and_then(RecoveryLink::parse) {
        None => Err(ServiceError::Invalid {
            field: "link",
            why: "copy the whole address of the link in the mail".to_owned(),
        }),
        Some(link) => {
            let command = ProveMailbox { browser: browser.clone(), link, origin: visitor.origin() };
            run(console.service(), command).await
        }
    };
    let clear = Cookie::RecoveryMail.clear(console.public_url());
    let error = match tried {
        Ok(()) => return Ok(with_cookie(go(PROGRESS)?, clear)),
        Err(ServiceError::Gone(_)) => return over(&console),
        Err(error @ ServiceError::Invalid { .. }) => error,
        Err(other) => return Err(other.into()),
    };
    match view::run(console.service(), &browser).await {
        Ok(who) => {
            let page = ProgressPage::new(&visitor, who, Complaint::new(&error));
            Ok(with_cookie(show_again(&page)?, clear))
        }
        Err(_) => over(&console),
    }
}
