//! One's own access keys, for programs: made, replaced, switched off and on, deleted.
//! A secret stands in the answer that made it and nowhere else.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use data_encoding::BASE64;
use identity::Timestamp;
use service::access_keys::create::Created;
use service::access_keys::list::Listed;
use service::access_keys::update::Update;
use service::access_keys::{create, delete, list, update};
use service::session::confirm;
use service::{Caller, PageRequest, ServiceError};

use super::OVERVIEW;
use crate::notice::Done;
use crate::pages::answer::{Answer, form_page, go, show as render, show_again};
use crate::view::{Moment, Section, Shell, address, segment};
use crate::web::complaint::Complaint;
use crate::web::fields::Fields;
use crate::web::forms::SignedForm;
use crate::web::mendable::mendable;
use crate::web::refusal::{Refusal, at};
use crate::web::session::SignedIn;
use crate::web::state::Console;

/// Where a key is made.
pub(super) const NEW: &str = "/credentials/keys/new";
/// Access keys that one identity can have.
pub(super) const MOST: usize = 2;

/// Is an access key as pages show it.
pub(super) struct KeyView {
    pub(super) id: String,
    pub(super) segment: String,
    pub(super) active: bool,
    pub(super) created: Moment,
    pub(super) used: Option<KeyUse>,
}

/// Is the last use of a key.
pub(super) struct KeyUse {
    pub(super) at: Moment,
    pub(super) service: String,
    pub(super) region: String,
}

impl KeyView {
    fn new(key: Listed, now: Timestamp) -> Self {
        Self {
            segment: segment(&key.access_key_id),
            id: key.access_key_id,
            active: key.active,
            created: Moment::new(key.created, now),
            used: key.last_used.map(|used| KeyUse {
                at: Moment::new(used.at, now),
                service: used.service,
                region: used.region,
            }),
        }
    }

    fn page(&self, page: &str) -> String {
        format!("/credentials/keys/{}/{page}", self.segment)
    }
}

/// Returns the caller's own keys, oldest first; `None` when policies do not let the
/// caller see them.
pub(super) async fn own(
    console: &Console,
    caller: &Caller,
) -> Result<Option<Vec<KeyView>>, Refusal> {
    let svc = console.service();
    let page = PageRequest { after: None, limit: MOST };
    match list::run(svc, caller, None, page).await {
        Ok(found) => {
            let now = svc.now();
            Ok(Some(found.items.into_iter().map(|key| KeyView::new(key, now)).collect()))
        }
        Err(ServiceError::Denied) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Finds one of the caller's own keys.
async fn find(console: &Console, caller: &Caller, id: &str) -> Result<KeyView, Refusal> {
    let keys = own(console, caller).await?.ok_or(ServiceError::Denied)?;
    let found = keys.into_iter().find(|key| key.id == id);
    found.ok_or_else(|| ServiceError::NotFound("access key").into())
}

/// The page that makes a key, also in place of another one.
#[derive(Template)]
#[template(path = "credentials/key_new.html")]
struct NewPage {
    shell: Shell,
    complaint: Complaint,
    /// The key that the new one is to replace.
    instead: Option<String>,
    keys: Vec<KeyView>,
    most: usize,
}

form_page!(NewPage);

pub(super) async fn show_new(
    State(console): State<Console>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let instead = query.given("instead").unwrap_or_default();
    let here = address(NEW, &[("instead", instead)]);
    let (svc, caller) = (console.service(), &signed_in.caller);
    confirm::require(svc, caller).await.map_err(|error| at(error, &here))?;
    let keys = own(&console, caller).await?.ok_or(ServiceError::Denied)?;
    render(&NewPage {
        shell: Shell::of(&signed_in, Section::Credentials),
        complaint: Complaint::default(),
        instead: keys.iter().find(|key| key.id == instead).map(|key| key.id.clone()),
        keys,
        most: MOST,
    })
}

/// The page that shows a secret, once.
#[derive(Template)]
#[template(path = "credentials/key_made.html")]
struct MadePage<'p> {
    shell: Shell,
    id: &'p str,
    secret: &'p str,
    /// What goes into the configuration file of AWS's clients.
    profile: &'p str,
    /// Its name.
    profile_name: &'p str,
    /// The two files, as addresses that hold them.
    csv: String,
    config: String,
    /// The page that switches the replaced key off.
    next: Option<String>,
}

pub(super) async fn take_new(State(console): State<Console>, form: SignedForm) -> Answer {
    let (svc, caller) = (console.service(), &form.caller);
    let instead = form.fields.given("instead").unwrap_or_default();
    let here = address(NEW, &[("instead", instead)]);
    let error = match create::run(svc, caller, None).await {
        Ok(made) => return show_made(&console, &form, &made, instead),
        Err(error) => error,
    };
    let complaint = mendable(error, &here)?;
    let keys = own(&console, caller).await?.unwrap_or_default();
    show_again(&NewPage {
        shell: Shell::new(caller, &form.form_token, Section::Credentials),
        complaint,
        instead: None,
        keys,
        most: MOST,
    })
}

fn show_made(console: &Console, form: &SignedForm, made: &Created, instead: &str) -> Answer {
    let (id, secret) = (made.access_key_id.as_str(), made.secret.expose());
    let caller = &form.caller;
    let profile_name = format!("{}-{}", caller.account(), caller.name());
    let profile = zeroize::Zeroizing::new(format!(
        "[profile {profile_name}]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n\
         endpoint_url = {}\nregion = us-east-1\n",
        console.public_url(),
    ));
    let csv = zeroize::Zeroizing::new(format!("Access key ID,Secret access key\n{id},{secret}\n"));
    render(&MadePage {
        shell: Shell::new(caller, &form.form_token, Section::Credentials),
        id,
        secret,
        profile: &profile,
        profile_name: &profile_name,
        csv: file("text/csv", &csv),
        config: file("text/plain", &profile),
        next: (!instead.is_empty()).then(|| format!("/credentials/keys/{}/off", segment(instead))),
    })
}

/// Returns an address that is a file itself, so that the secret need not come from
/// the service a second time.
fn file(kind: &str, text: &str) -> String {
    format!("data:{kind};base64,{}", BASE64.encode(text.as_bytes()))
}

/// Is what can be done to a key, having been told what that means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Off,
    On,
    Delete,
}

impl Deed {
    fn of(word: &str) -> Result<Self, Refusal> {
        match word {
            "off" => Ok(Self::Off),
            "on" => Ok(Self::On),
            "delete" => Ok(Self::Delete),
            _ => Err(ServiceError::NotFound("page").into()),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Delete => "delete",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Off => "Switch off",
            Self::On => "Switch on",
            Self::Delete => "Delete",
        }
    }

    fn done(self) -> Done {
        match self {
            Self::Off => Done::KeySwitchedOff,
            Self::On => Done::KeySwitchedOn,
            Self::Delete => Done::KeyDeleted,
        }
    }
}

#[derive(Template)]
#[template(path = "credentials/key_change.html")]
struct ChangePage {
    shell: Shell,
    key: KeyView,
    deed: Deed,
}

impl ChangePage {
    fn action(&self) -> String {
        self.key.page(self.deed.word())
    }
}

pub(super) async fn show_change(
    State(console): State<Console>,
    signed_in: SignedIn,
    Path((id, word)): Path<(String, String)>,
) -> Answer {
    let deed = Deed::of(&word)?;
    let (svc, caller) = (console.service(), &signed_in.caller);
    let key = find(&console, caller, &id).await?;
    if deed != Deed::Off {
        let here = key.page(deed.word());
        confirm::require(svc, caller).await.map_err(|error| at(error, &here))?;
    }
    render(&ChangePage { shell: Shell::of(&signed_in, Section::Credentials), key, deed })
}

pub(super) async fn take_change(
    State(console): State<Console>,
    Path((id, word)): Path<(String, String)>,
    form: SignedForm,
) -> Answer {
    let deed = Deed::of(&word)?;
    let (svc, caller) = (console.service(), &form.caller);
    let here = format!("/credentials/keys/{}/{}", segment(&id), deed.word());
    let changed = match deed {
        Deed::Delete => delete::run(svc, caller, None, &id).await,
        Deed::On | Deed::Off => {
            let (user_name, active) = (None, deed == Deed::On);
            update::run(svc, caller, Update { user_name, access_key_id: id, active }).await
        }
    };
    match changed {
        Ok(()) => go(&deed.done().at(OVERVIEW)),
        // It is gone since the page was shown.
        Err(ServiceError::Api(_)) => Err(ServiceError::NotFound("access key").into()),
        Err(error) => Err(at(error, &here)),
    }
}
