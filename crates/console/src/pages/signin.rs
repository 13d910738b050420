//! Signing in: who and password on one page, the code on the next, a new
//! password where the old one was given by somebody else.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::routing::{get, post};
use service::signin::password::{SignIn, Who};
use service::signin::{
    PendingView, Step, new_password, password, pending, second_factor, sign_out,
};
use service::{FactorRefusal, Proof, ServiceError};

use super::answer::{Answer, go, show, show_again, with_cookie, with_sign_in};
use crate::view::{own_address, query_value};
use crate::web::cookies::Cookie;
use crate::web::fields::Fields;
use crate::web::forms::{OpenForm, SignedForm};
use crate::web::refusal::{Refusal, explain};
use crate::web::session::MaybeSignedIn;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

pub(super) fn routes() -> Router<Console> {
    Router::new()
        .route("/signin", get(show_names).post(take_names))
        .route("/signin/code", get(show_code).post(take_code))
        .route("/signin/resync", get(show_pair).post(take_pair))
        .route("/signin/new-password", get(show_new_password).post(take_new_password))
        .route("/signin/{account}", get(show_account))
        .route("/signout", post(leave))
}

/// The first page: root or user, names, password.
#[derive(Template)]
#[template(path = "signin/names.html")]
struct NamesPage {
    form_token: String,
    then: String,
    root: bool,
    account: String,
    user: String,
    email: String,
    error: Option<String>,
    sign_up: bool,
}

async fn show_names(
    State(console): State<Console>,
    visitor: Visitor,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let then = own_address(query.given("then"));
    if signed_in.is_some() {
        return go(then);
    }
    show(&NamesPage {
        form_token: visitor.form_token(),
        then: then.to_owned(),
        root: query.text("as") == "root",
        account: query.text("account").to_owned(),
        user: String::new(),
        email: String::new(),
        error: None,
        sign_up: console.service().settings().open_sign_up,
    })
}

/// The account's own sign-in address: it fills in the account, whether or not
/// there is one of that name.
async fn show_account(Path(account): Path<String>) -> Answer {
    go(&query_value("/signin?account=", account.trim()))
}

async fn take_names(State(console): State<Console>, form: OpenForm) -> Answer {
    let OpenForm { visitor, fields } = form;
    let root = fields.text("as") == "root";
    let who = if root {
        Who::Root { email: fields.text("email").to_owned() }
    } else {
        Who::User {
            account: fields.text("account").to_owned(),
            name: fields.text("user").to_owned(),
        }
    };
    let command = SignIn { who, password: fields.password("password"), origin: visitor.origin() };
    let then = own_address(fields.given("then")).to_owned();
    match password::run(console.service(), command).await {
        Ok(step) => go_on(&console, step, &then),
        Err(error @ (ServiceError::SignInRefused | ServiceError::Wait(_))) => {
            show_again(&NamesPage {
                form_token: visitor.form_token(),
                then,
                root,
                account: fields.text("account").to_owned(),
                user: fields.text("user").to_owned(),
                email: fields.text("email").to_owned(),
                error: Some(explain(&error)),
                sign_up: console.service().settings().open_sign_up,
            })
        }
        Err(other) => Err(other.into()),
    }
}

/// Goes to the next page of a sign-in, with its cookie.
fn go_on(console: &Console, step: Step, then: &str) -> Answer {
    let url = console.public_url();
    let then_query = if then == "/" { String::new() } else { query_value("?then=", then) };
    Ok(match step {
        Step::SecondFactor(token) => with_cookie(
            go(&format!("/signin/code{then_query}"))?,
            Cookie::SignIn.set(&token.expose(), url),
        ),
        Step::NewPassword(token) => with_cookie(
            go(&format!("/signin/new-password{then_query}"))?,
            Cookie::SignIn.set(&token.expose(), url),
        ),
        Step::Complete(done) => with_sign_in(go(then)?, console, &done),
    })
}

/// The second page: the code.
#[derive(Template)]
#[template(path = "signin/code.html")]
struct CodePage {
    form_token: String,
    then: String,
    who: PendingView,
    error: Option<String>,
    offer_resync: bool,
}

async fn show_code(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let Some(who) = find(&console, &visitor).await? else { return go("/signin") };
    if who.new_password {
        return go("/signin/new-password");
    }
    show(&CodePage {
        form_token: visitor.form_token(),
        then: own_address(query.given("then")).to_owned(),
        who,
        error: None,
        offer_resync: false,
    })
}

async fn take_code(State(console): State<Console>, form: OpenForm) -> Answer {
    let then = own_address(form.fields.given("then")).to_owned();
    let tried = match form.fields.code("code") {
        Ok(code) => try_factor(&console, &form, Proof::Code(code)).await,
        Err(malformed) => Err(malformed),
    };
    let error = match tried {
        Ok(step) => return go_on(&console, step, &then),
        Err(error) => error,
    };
    let Some(who) = stays(&console, &form.visitor, &error).await? else { return go("/signin") };
    if matches!(error, ServiceError::Factor(FactorRefusal::PairNeeded)) {
        return show_again(&PairPage::new(&form.visitor, then, who, Some(&error)));
    }
    show_again(&CodePage {
        form_token: form.visitor.form_token(),
        then,
        who,
        offer_resync: matches!(error, ServiceError::Factor(_)),
        error: Some(explain(&error)),
    })
}

/// The page for a device whose clock is off: two codes in a row.
#[derive(Template)]
#[template(path = "signin/pair.html")]
struct PairPage {
    form_token: String,
    then: String,
    who: PendingView,
    error: Option<String>,
}

impl PairPage {
    fn new(
        visitor: &Visitor,
        then: String,
        who: PendingView,
        error: Option<&ServiceError>,
    ) -> Self {
        Self { form_token: visitor.form_token(), then, who, error: error.map(explain) }
    }
}

async fn show_pair(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let Some(who) = find(&console, &visitor).await? else { return go("/signin") };
    if who.new_password {
        return go("/signin/new-password");
    }
    let then = own_address(query.given("then")).to_owned();
    show(&PairPage::new(&visitor, then, who, None))
}

async fn take_pair(State(console): State<Console>, form: OpenForm) -> Answer {
    let then = own_address(form.fields.given("then")).to_owned();
    let proof = form.fields.code("code1").and_then(|first| {
        let second = form.fields.code("code2")?;
        Ok(Proof::Pair { first, second, serial: None })
    });
    let tried = match proof {
        Ok(proof) => try_factor(&console, &form, proof).await,
        Err(malformed) => Err(malformed),
    };
    let error = match tried {
        Ok(step) => return go_on(&console, step, &then),
        Err(error) => error,
    };
    let Some(who) = stays(&console, &form.visitor, &error).await? else { return go("/signin") };
    show_again(&PairPage::new(&form.visitor, then, who, Some(&error)))
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

/// Returns the pending sign-in of this browser, if there is one that is good.
async fn find(console: &Console, visitor: &Visitor) -> Result<Option<PendingView>, Refusal> {
    let Some(token) = visitor.bearer(Cookie::SignIn) else { return Ok(None) };
    match pending::run(console.service(), &token).await {
        Ok(view) => Ok(Some(view)),
        Err(ServiceError::Gone(_) | ServiceError::SignedOut) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// Returns the pending sign-in to show again after a refusal that the person can
/// do something about; `None` when it is over.
async fn stays(
    console: &Console,
    visitor: &Visitor,
    error: &ServiceError,
) -> Result<Option<PendingView>, Refusal> {
    match error {
        ServiceError::Unavailable(detail) => Err(ServiceError::Unavailable(detail.clone()).into()),
        ServiceError::Fault(detail) => Err(ServiceError::Fault(detail.clone()).into()),
        _ => find(console, visitor).await,
    }
}

/// The third page: a password of one's own.
#[derive(Template)]
#[template(path = "signin/new_password.html")]
struct NewPasswordPage {
    form_token: String,
    then: String,
    who: PendingView,
    error: Option<String>,
}

async fn show_new_password(
    State(console): State<Console>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let Some(who) = find(&console, &visitor).await? else { return go("/signin") };
    if !who.new_password {
        return go("/signin/code");
    }
    show(&NewPasswordPage {
        form_token: visitor.form_token(),
        then: own_address(query.given("then")).to_owned(),
        who,
        error: None,
    })
}

async fn take_new_password(State(console): State<Console>, form: OpenForm) -> Answer {
    let OpenForm { visitor, fields } = form;
    let then = own_address(fields.given("then")).to_owned();
    let Some(token) = visitor.bearer(Cookie::SignIn) else { return go("/signin") };
    let error = if fields.text("password") == fields.text("repeated") {
        let command = new_password::NewPassword {
            token,
            password: fields.password("password"),
            origin: visitor.origin(),
        };
        match new_password::run(console.service(), command).await {
            Ok(done) => return Ok(with_sign_in(go(&then)?, &console, &done)),
            Err(error) => error,
        }
    } else {
        differs()
    };
    let Some(who) = stays(&console, &visitor, &error).await? else { return go("/signin") };
    show_again(&NewPasswordPage {
        form_token: visitor.form_token(),
        then,
        who,
        error: Some(explain(&error)),
    })
}

/// Says that a password was typed differently the second time.
pub(super) fn differs() -> ServiceError {
    ServiceError::Invalid {
        field: "repeated",
        why: "the two passwords differ; type the same one twice".to_owned(),
    }
}

async fn leave(State(console): State<Console>, form: SignedForm) -> Answer {
    sign_out::run(console.service(), &form.caller).await?;
    let url = console.public_url();
    Ok(with_cookie(go("/signin?done=signed-out")?, Cookie::Session.clear(url)))
}
