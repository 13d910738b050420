//! Where one's things are: naming them, and answering a few questions.

use askama::Template;
use axum::extract::{RawQuery, State};
use service::access::{self, Answers, Lock, MOST_THINGS, Question, Sort, Tell, Word};
use service::{Caller, ServiceError};

use super::routes::THINGS;
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::view::{Section, Shell};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::Refusal;
use crate::web::session::SignedIn;
use crate::web::state::Console;

#[derive(Template)]
#[template(path = "access/things.html")]
struct ThingsPage {
    shell: Shell,
    complaint: Complaint,
    answers: Answers,
    questions: Vec<Question>,
    /// What was typed.
    name: String,
    sort: Sort,
    lock: Lock,
}

form_page!(ThingsPage);

impl ThingsPage {
    async fn new(console: &Console, caller: &Caller, shell: Shell) -> Result<Self, Refusal> {
        let (answers, questions) = access::questions(console.service(), caller).await?;
        Ok(Self {
            shell,
            complaint: Complaint::default(),
            answers,
            questions,
            name: String::new(),
            sort: Sort::Phone,
            lock: Lock::Known,
        })
    }

    fn room_for_more(&self) -> bool {
        self.answers.things.len() < MOST_THINGS
    }

    fn open(&self) -> usize {
        self.questions.iter().filter(|question| question.told.is_none()).count()
    }
}

fn is_told(question: &Question, place: &str) -> bool {
    let told = question.told.as_ref();
    told.is_some_and(|told| told.places.iter().any(|known| known.eq_ignore_ascii_case(place)))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
fn says(question: &Question, word: &Word) -> bool {
    question.told.as_ref().is_some_and(|told| told.word.as_ref() == Some(word))
}

pub(super) async fn show(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let shell = Shell::of(&signed_in, Section::Access).after(&query);
    render(&ThingsPage::new(&console, &signed_in.caller, shell).await?)
}

pub(super) async fn add(State(console): State<Console>, form: SignedForm) -> Answer {
    let (svc, fields) = (console.service(), &form.fields);
    let sort = Sort::from_key(fields.text("sort"));
    let lock = Lock::from_key(fields.text("lock"));
    let (Some(sort), Some(lock)) = (sort, lock) else { return again(&console, &form, None).await };
    match access::add_thing(svc, &form.caller, fields.text("name"), sort, lock).await {
        Ok(()) => go(&Done::ThingNamed.at(THINGS)),
        Err(error) => again(&console, &form, Some((error, sort, lock))).await,
    }
}

pub(super) async fn remove(State(console): State<Console>, form: SignedForm) -> Answer {
    let name = form.fields.text("name");
    access::remove_thing(console.service(), &form.caller, name).await?;
    go(&Done::ThingForgotten.at(THINGS))
}

pub(super) async fn answer(State(console): State<Console>, form: SignedForm) -> Answer {
    let fields = &form.fields;
    let word = Word::from_key(fields.text("word"));
    let mut places = fields.all_of("at");
    // Where users are offered, one button stands for none of them.
    let none = fields.text("user") == Word::Nowhere.key();
    let word = if none { Some(Word::Nowhere) } else { word };
    places.extend(fields.given("user").filter(|_| !none).map(str::to_owned));
    let tell = Tell { about: fields.text("about").to_owned(), places, word };
    match access::tell(console.service(), &form.caller, tell).await {
        Ok(()) => go(&Done::AnswerTold.at(THINGS)),
        Err(error) => again(&console, &form, Some((error, Sort::Phone, Lock::Known))).await,
    }
}

/// Shows the page once more, with what was wrong.
async fn again(
    console: &Console,
    form: &SignedForm,
    wrong: Option<(ServiceError, Sort, Lock)>,
) -> Answer {
    let shell = Shell::new(&form.caller, &form.form_token, Section::Access);
    let page = ThingsPage::new(console, &form.caller, shell).await?;
    let (error, sort, lock) = wrong.unwrap_or_else(|| {
        let why = "choose what it is, and what opens it".to_owned();
        (ServiceError::Invalid { field: "sort", why }, Sort::Phone, Lock::Known)
    });
    let complaint = mendable(error, THINGS)?;
    let complaint = if complaint.about("name").is_some() { complaint } else { complaint.of_form() };
    show_again(&ThingsPage {
        complaint,
        name: form.fields.text("name").to_owned(),
        sort,
        lock,
        ..page
    })
}
