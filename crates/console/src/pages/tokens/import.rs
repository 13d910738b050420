//! Importing a delivery: the content of a seed file, and its key or passphrase. The
//! browser's script reads the chosen file into the form; without script its content is
//! pasted. The file itself is kept nowhere.

use askama::Template;
use axum::extract::State;
use service::hardware_tokens::Protection;
use service::hardware_tokens::import;
use zeroize::Zeroizing;

use super::routes::{IMPORT, LIST};
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::at;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "tokens/import.html")]
struct ImportPage {
    shell: Shell,
    complaint: Complaint,
    /// How the seeds are protected, as chosen.
    how: How,
}

form_page!(ImportPage);

/// Is how the seeds of a file are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Open,
    Key,
    Passphrase,
}

/// What was imported, where something was left out or must be said.
#[derive(Template)]
#[template(path = "tokens/imported.html")]
struct ImportedPage {
    shell: Shell,
    count: usize,
    /// Serial numbers that were left out, with the reason.
    skipped: Vec<(String, String)>,
    /// Whether whoever has the file has the codes.
    reveals_seeds: bool,
}

pub(super) async fn show(State(console): State<Console>, signed_in: SignedIn) -> Answer {
    let may = import::require(console.service(), &signed_in.caller).await;
    may.map_err(|error| at(error, IMPORT))?;
    let shell = Shell::of(&signed_in, Section::Users);
    render(&ImportPage { shell, complaint: Complaint::default(), how: How::Key })
}

pub(super) async fn take(State(console): State<Console>, form: SignedForm) -> Answer {
    let secret = || Zeroizing::new(form.fields.text("secret").trim().to_owned());
    let (how, protection) = match form.fields.text("how") {
        "key" => (How::Key, Protection::Key(secret())),
        "passphrase" => {
            let typed = Zeroizing::new(form.fields.text("secret").to_owned());
            (How::Passphrase, Protection::Passphrase(typed))
        }
        _ => (How::Open, Protection::None),
    };
    let content = Zeroizing::new(form.fields.text("content").as_bytes().to_vec());
    let shell = Shell::new(&form.caller, &form.form_token, Section::Users);
    let svc = console.service();
    match import::file_by_administrator(svc, &form.caller, content, protection).await {
        Ok((done, format)) if done.skipped.is_empty() && !format.reveals_seeds() => {
            go(&Done::TokensImported.at(LIST))
        }
        Ok((done, format)) => render(&ImportedPage {
            shell,
            count: done.serials.len(),
            skipped: done.skipped,
            reveals_seeds: format.reveals_seeds(),
        }),
        Err(error) => show_again(&ImportPage { shell, complaint: mendable(error, IMPORT)?, how }),
    }
}
