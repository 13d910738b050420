//! The second page of a sign-in: a code of one device, or, for a device whose
//! clock is off, two in a row.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::signin::{PendingView, Step, second_factor};
use service::{FactorRefusal, Proof, ServiceError};

use super::super::answer::{Answer, form_page, go, show, show_again};
use super::step::{Onward, go_on, start_again, stays, waiting};
use crate::web::complaint::Complaint;
use crate::web::cookies::Cookie;
use crate::web::forms::OpenForm;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

/// The page for one code.
#[derive(Template)]
#[template(path = "signin/code.html")]
struct CodePage {
    form_token: String,
    onward: Onward,
    now: u64,
    who: PendingView,
    complaint: Complaint,
    offer_resync: bool,
}

form_page!(CodePage);

/// The page for a device whose clock is off: two codes in a row.
#[derive(Template)]
#[template(path = "signin/pair.html")]
struct PairPage {
    form_token: String,
    onward: Onward,
    now: u64,
    who: PendingView,
    complaint: Complaint,
}

form_page!(PairPage);

impl PairPage {
    fn new(console: &Console, visitor: &Visitor, onward: Onward, who: PendingView) -> Self {
        Self {
            form_token: visitor.form_token(),
            onward,
            now: console.service().now().unix_seconds(),
            who,
            complaint: Complaint::default(),
        }
    }
}

pub(super) async fn show_code(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let onward = Onward::of_query(raw)?;
    let who = match waiting(&console, &visitor, &onward).await? {
        Ok(who) => who,
        Err(elsewhere) => return elsewhere,
    };
    if who.devices.is_empty() && !who.passkeys.is_empty() {
        return go(&onward.by("passkey"));
    }
    show(&CodePage {
        form_token: visitor.form_token(),
        onward,
        now: console.service().now().unix_seconds(),
        who,
        complaint: Complaint::default(),
        offer_resync: false,
    })
}

pub(super) async fn take_code(State(console): State<Console>, form: OpenForm) -> Answer {
    let onward = Onward::of(&form.fields);
    let tried = match form.fields.code("code") {
        Ok(code) => try_factor(&console, &form, Proof::Code(code)).await,
        Err(malformed) => Err(malformed),
    };
    let error = match tried {
        Ok(step) => return go_on(&console, &form.visitor, step, &onward.then).await,
        Err(error) => error,
    };
    let Some(who) = stays(&console, &form.visitor, &error).await? else {
        return start_again(&onward.then);
    };
    if matches!(error, ServiceError::Factor(FactorRefusal::PairNeeded)) {
        let mut page = PairPage::new(&console, &form.visitor, onward, who);
        page.complaint = Complaint::new(&error);
        return show_again(&page);
    }
    show_again(&CodePage {
        form_token: form.visitor.form_token(),
        onward,
        now: console.service().now().unix_seconds(),
        who,
        offer_resync: may_be_out_of_step(&error),
        complaint: complaint(&error, "code"),
    })
}

pub(super) async fn show_pair(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Answer {
    let onward = Onward::of_query(raw)?;
    match waiting(&console, &visitor, &onward).await? {
        Ok(who) => show(&PairPage::new(&console, &visitor, onward, who)),
        Err(elsewhere) => elsewhere,
    }
}

pub(super) async fn take_pair(State(console): State<Console>, form: OpenForm) -> Answer {
    let onward = Onward::of(&form.fields);
    let tried = match form.fields.pair() {
        Ok((first, second)) => {
            try_factor(&console, &form, Proof::Pair { first, second, serial: None }).await
        }
        Err(malformed) => Err(malformed),
    };
    let error = match tried {
        Ok(step) => return go_on(&console, &form.visitor, step, &onward.then).await,
        Err(error) => error,
    };
    let Some(who) = stays(&console, &form.visitor, &error).await? else {
        return start_again(&onward.then);
    };
    let mut page = PairPage::new(&console, &form.visitor, onward, who);
    page.complaint = Complaint::new(&error);
    show_again(&page)
}

/// Says whether two codes in a row may help where one was refused.
pub(in crate::pages) fn may_be_out_of_step(error: &ServiceError) -> bool {
    matches!(error, ServiceError::Factor(FactorRefusal::Wrong | FactorRefusal::ClockOff { .. }))
}

/// Puts a refused code's complaint at its field, and everything else (such as a
/// wait) above the form.
fn complaint(error: &ServiceError, field: &'static str) -> Complaint {
    match error {
        ServiceError::Factor(_) => Complaint::at(field, error),
        other => Complaint::new(other),
    }
}

async fn try_factor(
    console: &Console,
    form: &OpenForm,
    proof: Proof,
) -> Result<Step, ServiceError> {
    let token = form.visitor.bearer(Cookie::SignIn).ok_or(ServiceError::Gone("the sign-in"))?;
    let command = second_factor::SecondFactor { token, proof, origin: form.visitor.origin() };
    second_factor::run(console.service(), command).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(complaint: Complaint) -> CodePage {
        CodePage {
            form_token: "token".to_owned(),
            onward: Onward { then: "/users?after=a&b".to_owned() },
            now: 1_700_000_000,
            who: PendingView {
                account: "123456789012".to_owned(),
                account_name: "Harbour <Lights>".to_owned(),
                name: "root".to_owned(),
                root: true,
                devices: Vec::new(),
                usable: Vec::new(),
                suspended: Vec::new(),
                expired: Vec::new(),
                recovery_codes: true,
                passkeys: Vec::new(),
                passkey_first: false,
                new_password: false,
            },
            complaint,
            offer_resync: true,
        }
    }

    #[test]
    fn the_code_page_tells_root_apart_and_escapes_names() {
        let html = page(Complaint::default()).render().unwrap();
        assert!(html.contains("as-root") && html.contains(">ROOT<"));
        assert!(html.contains("Harbour &#60;Lights&#62;") && html.contains("1234 5678 9012"));
        assert!(!html.contains("role=\"alert\""));
    }

    #[test]
    fn a_refusal_is_announced_at_the_field_and_leads_on() {
        let error = ServiceError::Factor(FactorRefusal::Wrong);
        let html = page(complaint(&error, "code")).render().unwrap();
        assert!(html.contains("id=\"code-error\" role=\"alert\""));
        assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"code-error \""));
        assert!(html.contains("/signin/resync?then=%2Fusers%3Fafter%3Da%26b"));
        assert!(html.contains("<title>Error: "));
    }

    #[test]
    fn two_codes_are_offered_where_they_may_help() {
        let spent = FactorRefusal::Spent { device: "a".to_owned(), seconds: 30 };
        assert!(!may_be_out_of_step(&ServiceError::Factor(spent)));
        assert!(may_be_out_of_step(&ServiceError::Factor(FactorRefusal::Wrong)));
    }
}
