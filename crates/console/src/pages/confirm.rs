//! Proving again that it is really them, before a change of credentials; then on
//! to the page that asked for it.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use service::session::confirm;
use service::{Bearer, Caller, FactorRefusal, FreshProof, Proof, ServiceError, recovery_codes};

use super::answer::{Answer, form_page, go, show, show_again, with_session};
use super::signin::may_be_out_of_step;
use crate::view::{Section, Shell, address, own_address};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::{EnrolForm, SignedForm};
use crate::web::refusal::at;
use crate::web::session::Enrolling;
use crate::web::state::Console;

pub(super) fn routes() -> Router<Console> {
    Router::new().route("/confirm", get(show_page).post(take))
}

/// Is how it is proved on this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Code,
    Pair,
    RecoveryCode,
    Password,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    shell: Shell,
    then: String,
    now: u64,
    how: How,
    complaint: Complaint,
    offer_pair: bool,
    /// Whether a device can prove it.
    devices: bool,
    /// Whether a recovery code can.
    codes: bool,
}

form_page!(ConfirmPage);

impl ConfirmPage {
    fn pair_link(&self) -> String {
        address("/confirm", &[("how", "pair"), ("then", &self.then)])
    }

    fn code_link(&self) -> String {
        address("/confirm", &[("then", &self.then)])
    }

    fn recovery_link(&self) -> String {
        address("/confirm", &[("how", "recovery-code"), ("then", &self.then)])
    }

    /// Says what the person is about to do, as far as the address tells.
    fn purpose(&self) -> &'static str {
        let part = self.then.split(['/', '?']).nth(1);
        match part {
            Some("credentials") => "You are about to change how you sign in.",
            Some("users") => "You are about to change who may sign in to this account.",
            Some("account") => "You are about to change the account itself.",
            _ => "You are about to change something that matters.",
        }
    }
}

async fn show_page(
    State(console): State<Console>,
    Enrolling(signed_in): Enrolling,
    RawQuery(raw): RawQuery,
) -> Answer {
    let query = Fields::parse(raw.unwrap_or_default().as_bytes())?;
    let needed = confirm::needed(console.service(), &signed_in.caller).await?;
    let codes = recovery_codes::state::run(console.service(), &signed_in.caller).await?.left() > 0;
    let how = match (needed, query.text("how")) {
        (FreshProof::Code, "pair") => How::Pair,
        (FreshProof::Code, "recovery-code") if codes => How::RecoveryCode,
        (FreshProof::Code, _) => How::Code,
        (FreshProof::RecoveryCode, _) => How::RecoveryCode,
        (FreshProof::Password, _) => How::Password,
    };
    show(&ConfirmPage {
        devices: needed == FreshProof::Code,
        codes,
        shell: Shell::of(&signed_in, Section::Between),
        then: own_address(query.given("then")).to_owned(),
        now: console.service().now().unix_seconds(),
        how,
        complaint: Complaint::default(),
        offer_pair: false,
    })
}

async fn take(State(console): State<Console>, EnrolForm(form): EnrolForm) -> Answer {
    let SignedForm { caller, fields, form_token } = form;
    let then = own_address(fields.given("then")).to_owned();
    let mut how = match fields.text("how") {
        "password" => How::Password,
        "pair" => How::Pair,
        "recovery-code" => How::RecoveryCode,
        _ => How::Code,
    };
    let error = match prove(&console, &caller, &fields, how).await {
        Ok(session) => return Ok(with_session(go(&then)?, &console, &session)),
        Err(error) => error,
    };
    let complaint = match &error {
        ServiceError::Invalid { .. }
        | ServiceError::Wait(_)
        | ServiceError::Pair(_)
        | ServiceError::Factor(FactorRefusal::PairNeeded) => Complaint::new(&error),
        ServiceError::Factor(FactorRefusal::RecoveryCode { .. }) => {
            Complaint::at("recovery_code", &error)
        }
        ServiceError::Factor(_) => Complaint::at("code", &error),
        _ => return Err(at(error, &then)),
    };
    if matches!(error, ServiceError::Factor(FactorRefusal::PairNeeded)) {
        how = How::Pair;
    }
    let needed = confirm::needed(console.service(), &caller).await?;
    show_again(&ConfirmPage {
        devices: needed == FreshProof::Code,
        codes: recovery_codes::state::run(console.service(), &caller).await?.left() > 0,
        shell: Shell::new(&caller, &form_token, Section::Between),
        then,
        now: console.service().now().unix_seconds(),
        how,
        complaint,
        offer_pair: may_be_out_of_step(&error),
    })
}

async fn prove(
    console: &Console,
    caller: &Caller,
    fields: &Fields,
    how: How,
) -> Result<Bearer, ServiceError> {
    let service = console.service();
    match how {
        How::Password => confirm::by_password(service, caller, &fields.password("password")).await,
        How::RecoveryCode => {
            let code = fields.recovery_code("recovery_code")?;
            Ok(confirm::by_recovery_code(service, caller, &code).await?.0)
        }
        How::Code => confirm::by_code(service, caller, Proof::Code(fields.code("code")?)).await,
        How::Pair => {
            let (first, second) = fields.pair()?;
            confirm::by_code(service, caller, Proof::Pair { first, second, serial: None }).await
        }
    }
}
