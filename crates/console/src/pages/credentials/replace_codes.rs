//! Replacements of recovery codes that were used, shown once.

use askama::Template;
use axum::extract::State;
use service::recovery_codes;
use zeroize::Zeroizing;

use super::OVERVIEW;
use super::recovery_codes::HERE;
use crate::pages::answer::{Answer, go, show as render};
use crate::view::{Section, Shell};
use crate::web::forms::SignedForm;
use crate::web::refusal::at;
use crate::web::state::Console;

/// Where replacements are made.
pub(super) const REPLACE: &str = "/credentials/recovery-codes/replace";

/// The replacements. They stand in this answer and nowhere else.
#[derive(Template)]
#[template(path = "credentials/codes_replaced.html")]
struct ReplacedPage {
    shell: Shell,
    codes: Vec<Zeroizing<String>>,
}

impl ReplacedPage {
    /// Returns the codes as text to be copied. Never for logs.
    fn lines(&self) -> Zeroizing<String> {
        let codes: Vec<&str> = self.codes.iter().map(|code| code.as_str()).collect();
        Zeroizing::new(codes.join("\n"))
    }
}

pub(super) async fn make(State(console): State<Console>, form: SignedForm) -> Answer {
    let codes = match recovery_codes::replace::run(console.service(), &form.caller).await {
        Ok(codes) => codes,
        // Another tab was there first.
        Err(service::ServiceError::NotFound(_)) => return go(OVERVIEW),
        Err(other) => return Err(at(other, HERE)),
    };
    render(&ReplacedPage {
        shell: Shell::new(&form.caller, &form.form_token, Section::Credentials),
        codes,
    })
}
