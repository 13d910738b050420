//! The first page of a sign-in: root or user, names, password.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use service::ServiceError;
use service::signin::password::{SignIn, Who, run};

use super::super::answer::{Answer, form_page, go, show, show_again};
use super::step::{go_on, query, unless_first};
use crate::view::{address, own_address, segment};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::OpenForm;
use crate::web::session::MaybeSignedIn;
use crate::web::state::Console;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "signin/names.html")]
struct NamesPage {
    form_token: String,
    then: String,
    root: bool,
    account: String,
    user: String,
    email: String,
    complaint: Complaint,
    notice: Option<Notice>,
    sign_up: bool,
}

form_page!(NamesPage);

/// Is what happened before the page was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Notice {
    good: bool,
    text: &'static str,
}

impl Notice {
    fn of(done: &str) -> Option<Self> {
        let (good, text) = match done {
            "signed-out" => (true, "You are signed out."),
            "password-set" => (true, "Your new password is set. Sign in with it."),
            "over" => {
                (false, "That sign-in was not finished within ten minutes. Please start again.")
            }
            _ => return None,
        };
        Some(Self { good, text })
    }

    /// Says why somebody who asked for another page sees this one.
    fn instead_of(then: &str) -> Option<Self> {
        let text = "You are not signed in, or no longer. Sign in, and you come to the page \
                    that you asked for.";
        (then != "/").then_some(Self { good: false, text })
    }
}

impl NamesPage {
    fn new(console: &Console, visitor: &Visitor, fields: &Fields) -> Self {
        Self {
            form_token: visitor.form_token(),
            then: own_address(fields.given("then")).to_owned(),
            root: fields.text("as") == "root",
            account: fields.text("account").trim().to_owned(),
            user: fields.text("user").to_owned(),
            email: fields.text("email").to_owned(),
            complaint: Complaint::default(),
            notice: None,
            sign_up: console.service().settings().open_sign_up,
        }
    }

    /// Returns where the form goes, so that a page that was refused can be reloaded.
    fn action(&self) -> String {
        if self.root { self.root_link() } else { address("/signin", &self.onward()) }
    }

    fn onward(&self) -> [(&'static str, &str); 1] {
        [("then", unless_first(&self.then))]
    }

    fn user_link(&self) -> String {
        let path = match self.account.as_str() {
            "" => "/signin".to_owned(),
            account => format!("/signin/{}", segment(account)),
        };
        address(&path, &self.onward())
    }

    fn root_link(&self) -> String {
        let then = unless_first(&self.then);
        address("/signin", &[("as", "root"), ("account", &self.account), ("then", then)])
    }

    fn help_link(&self) -> String {
        let who = if self.root { "root" } else { "" };
        address("/signin/help", &[("as", who), ("then", unless_first(&self.then))])
    }

    /// Says which field gets the focus when none is in error.
    fn first(&self) -> &'static str {
        match (self.complaint.is_any(), self.root) {
            (true, _) => "password",
            (false, true) => "email",
            (false, false) if self.account.is_empty() => "account",
            (false, false) => "user",
        }
    }
}

pub(super) async fn show_names(
    State(console): State<Console>,
    visitor: Visitor,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    RawQuery(raw): RawQuery,
) -> Answer {
    let fields = query(raw)?;
    let mut page = NamesPage::new(&console, &visitor, &fields);
    if signed_in.is_some() {
        return go(&page.then);
    }
    page.notice = Notice::of(fields.text("done")).or_else(|| Notice::instead_of(&page.then));
    show(&page)
}

/// The account's own sign-in address: it fills in the account, whether or not
/// there is one of that name.
pub(super) async fn show_account(
    State(console): State<Console>,
    visitor: Visitor,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(account): Path<String>,
    RawQuery(raw): RawQuery,
) -> Answer {
    let mut page = NamesPage::new(&console, &visitor, &query(raw)?);
    if signed_in.is_some() {
        return go(&page.then);
    }
    page.root = false;
    account.trim().clone_into(&mut page.account);
    show(&page)
}

pub(super) async fn take_names(State(console): State<Console>, form: OpenForm) -> Answer {
    let OpenForm { visitor, fields } = form;
    let mut page = NamesPage::new(&console, &visitor, &fields);
    let who = if page.root {
        Who::Root { email: page.email.clone() }
    } else {
        Who::User { account: page.account.clone(), name: page.user.clone() }
    };
    let command = SignIn { who, password: fields.password("password"), origin: visitor.origin() };
    match run(console.service(), command).await {
        Ok(step) => go_on(&console, &visitor, step, &page.then).await,
        Err(error @ (ServiceError::SignInRefused | ServiceError::Wait(_))) => {
            page.complaint = Complaint::new(&error);
            show_again(&page)
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> NamesPage {
        NamesPage {
            form_token: "token".to_owned(),
            then: "/".to_owned(),
            root: false,
            account: "acme".to_owned(),
            user: "alice \"al\"".to_owned(),
            email: String::new(),
            complaint: Complaint::new(&ServiceError::SignInRefused),
            notice: None,
            sign_up: false,
        }
    }

    #[test]
    fn what_was_typed_stays_but_the_password() {
        let html = page().render().unwrap();
        assert!(html.contains("name=\"account\" type=\"text\" value=\"acme\""));
        assert!(html.contains("value=\"alice &#34;al&#34;\""));
        let password = html.split("id=\"password\"").nth(1).unwrap();
        let password = password.split('>').next().unwrap();
        assert!(password.contains("type=\"password\"") && !password.contains("value"));
        assert!(password.contains("autofocus") && password.contains("form-error"));
    }

    #[test]
    fn the_other_way_in_is_a_link() {
        let html = page().render().unwrap();
        assert!(html.contains("href=\"/signin?as=root&#38;account=acme\""));
        assert!(html.contains("href=\"/signin/acme\" aria-current=\"page\""));
    }

    #[test]
    fn only_known_notices_are_shown() {
        assert!(Notice::of("signed-out").is_some_and(|notice| notice.good));
        assert_eq!(Notice::of("<script>"), None);
        assert_eq!(Notice::instead_of("/"), None);
        assert!(Notice::instead_of("/users").is_some_and(|notice| !notice.good));
    }
}
