//! A telephone played on the screen, for people who try the service out without a
//! gateway. Its address is printed where the service was started; there is no such
//! page where calls are real.

use askama::Template;
use axum::extract::{Path, State};
use service::recovery::RecoveryLink;
use service::recovery::calls::place::CallPurpose;
use service::recovery::calls::report::{Heard, Said, is_under_way, run};

use crate::pages::answer::{Answer, show as render};
use crate::web::forms::OpenForm;
use crate::web::refusal::Refusal;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "recovery/played_call.html")]
struct PlayedCallPage {
    form_token: String,
    link: String,
    /// What the voice says, and whether it takes digits.
    said: &'static str,
    takes: bool,
}

const RECOVERY: &str = "This is Secondkey. Somebody wants to recover the root user. If it is you, key in the six digits that your screen shows.";
const NUMBER: &str = "This is Secondkey. Somebody wants to enter this telephone number for an account. If it is you, key in the six digits that your screen shows.";

pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Answer {
    let Some(link) = RecoveryLink::parse(&text) else { return Err(Refusal::NoPage) };
    let about = is_under_way(console.service(), &link).await?;
    let said = match about {
        Some(CallPurpose::Recovery) => RECOVERY,
        Some(CallPurpose::Number) => NUMBER,
        None => "This call is over. Ask for another one.",
    };
    let form_token = visitor.form_token();
    render(&PlayedCallPage { form_token, link: text, said, takes: about.is_some() })
}

pub(super) async fn take(
    State(console): State<Console>,
    Path(text): Path<String>,
    form: OpenForm,
) -> Answer {
    let Some(link) = RecoveryLink::parse(&text) else { return Err(Refusal::NoPage) };
    let OpenForm { visitor, fields } = form;
    let keyed: String = fields.text("digits").chars().filter(|c| !c.is_whitespace()).collect();
    let heard = Heard::Digits(keyed.clone());
    let (said, takes) = match run(console.service(), &link, heard, keyed.as_bytes(), visitor.peer())
        .await?
    {
        Said::Right => ("Thank you. Go on at the page that showed the digits. Goodbye.", false),
        Said::Again => ("These are not the digits on the screen. Please key them in again.", true),
        Said::Over | Said::Nothing => ("This call is over. Ask for another one.", false),
    };
    let form_token = visitor.form_token();
    render(&PlayedCallPage { form_token, link: text, said, takes })
}
