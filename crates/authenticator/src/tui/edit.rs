//! Forms: what is asked, and which change becomes of the answers.

use otp::{Algorithm, Digits, Kind, Otpauth, Period, Seed};
use vault::{Entry, Name};
use zeroize::Zeroizing;

use super::event::{Change, Effect, Key, Source};
use super::form::{Form, Item, Outcome};
use super::state::{Mode, Purpose, State};

const NAME: &str = "Name";
const SERVICE: &str = "Service";
const ACCOUNT: &str = "Account";
const GROUPS: &str = "Groups";
const ROOT: &str = "Root user";
const NOTE: &str = "Note";
const DIGITS: &str = "Digits";
const SECONDS: &str = "Seconds";
const HASH: &str = "Hash";

const NOTE_HINT: &str = "such as recovery codes; sealed like the secret";

/// Opens the form for an entry that is there.
pub(crate) fn begin(state: &mut State, id: &str) {
    let Some(entry) = state.rows.by_id(id) else { return };
    let items = vec![
        Item::line(NAME, "", entry.name()),
        Item::line(GROUPS, "several with commas between them", &entry.groups().join(", ")),
        Item::toggle(ROOT, "space changes it", entry.is_root()),
        Item::lines(NOTE, NOTE_HINT, entry.expose_note().unwrap_or_default(), Entry::MAX_NOTE),
    ];
    let form = Form::new(format!("Edit {}", entry.name()), items);
    state.mode = Mode::Form(form, Purpose::Revise(id.to_owned()));
}

/// Opens the form for a new entry, filled with what its URI says. A bare secret
/// is asked how codes are made of it as well.
pub(crate) fn begin_new(state: &mut State, text: &Zeroizing<String>, bare: bool) {
    let Ok(read) = Otpauth::parse(text) else { return };
    let issuer = read.issuer.clone().unwrap_or_default();
    let name = Name::derive(&read).map(|name| name.as_str().to_owned()).unwrap_or_default();
    let root = vault::names_root(&read.account);
    let mut items = Vec::new();
    if bare {
        items.push(Item::line(SERVICE, "for instance: Amazon Web Services", &issuer));
        items.push(Item::line(ACCOUNT, "as the service calls you", &read.account));
        items.push(Item::line(NAME, "left empty: service:account", ""));
    } else {
        items.push(Item::line(NAME, "", &name));
    }
    items.push(Item::line(GROUPS, "several with commas between them", ""));
    items.push(Item::toggle(ROOT, "space changes it", root));
    if bare {
        items.push(Item::line(DIGITS, "6, 7 or 8", "6"));
        items.push(Item::line(SECONDS, "how long a code lasts", "30"));
        items.push(Item::line(HASH, "SHA1, SHA256 or SHA512", "SHA1"));
    }
    items.push(Item::lines(NOTE, NOTE_HINT, "", Entry::MAX_NOTE));
    let title = if bare { "New entry".to_owned() } else { format!("New entry: {name}") };
    state.mode = Mode::Form(Form::new(title, items), Purpose::New(text.clone()));
}

pub(crate) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    let Mode::Form(form, purpose) = &mut state.mode else { return Vec::new() };
    match form.key(key) {
        Outcome::Open => Vec::new(),
        Outcome::Given => {
            state.mode = match purpose {
                Purpose::Revise(id) | Purpose::Remove(id) => {
                    Mode::Entry { id: std::mem::take(id), note: false }
                }
                Purpose::Picture | Purpose::Secret => Mode::Menu(0),
                Purpose::New(_) => Mode::Browse,
            };
            Vec::new()
        }
        Outcome::Done => match outcome(state) {
            Ok(effects) => effects,
            Err(fault) => {
                if let Mode::Form(form, _) = &mut state.mode {
                    form.complain(fault);
                }
                Vec::new()
            }
        },
    }
}

fn outcome(state: &mut State) -> Result<Vec<Effect>, String> {
    let Mode::Form(form, purpose) = &state.mode else { return Ok(Vec::new()) };
    let change = match purpose {
        Purpose::Picture => {
            let path = form.items.first().map(|item| item.field.text().trim()).unwrap_or_default();
            if path.is_empty() {
                return Err("which file?".to_owned());
            }
            let path = path.strip_prefix("file://").unwrap_or(path);
            return Ok(vec![Effect::Look(Source::File(path.into()))]);
        }
        Purpose::Secret => {
            let typed = form.items.first().map(|item| item.field.text()).unwrap_or_default();
            let (uri, bare) = uri_of(typed)?;
            begin_new(state, &uri, bare);
            return Ok(Vec::new());
        }
        Purpose::Remove(id) => {
            let entry = state.rows.by_id(id).ok_or("it is gone already")?;
            let typed = form.items.first().map(|item| item.field.text().trim()).unwrap_or_default();
            if typed.to_lowercase() != entry.name().to_lowercase() {
                return Err("that is not its name; nothing was removed".to_owned());
            }
            Change::Remove { id: id.clone() }
        }
        Purpose::Revise(id) => {
            let entry = state.rows.by_id(id).ok_or("it is gone already")?;
            let labelled = vault::names_root(&entry.otpauth().account);
            if labelled && !form.is_on(ROOT) {
                return Err("its label says root, so the mark stays".to_owned());
            }
            Change::Revise {
                id: id.clone(),
                name: named(form)?,
                groups: groups(form.text(GROUPS)),
                root: form.is_on(ROOT),
                note: Zeroizing::new(form.text(NOTE).to_owned()),
            }
        }
        Purpose::New(uri) => {
            let bare = form.items.iter().any(|item| item.label == SERVICE);
            let (uri, name) = if bare { labelled(uri, form)? } else { (uri.clone(), named(form)?) };
            Change::Add {
                uri,
                name,
                groups: groups(form.text(GROUPS)),
                root: form.is_on(ROOT),
                note: Zeroizing::new(form.text(NOTE).to_owned()),
            }
        }
    };
    Ok(vec![Effect::Save(change)])
}

/// Makes a URI of what was typed: it is one, or a bare secret.
fn uri_of(typed: &str) -> Result<(Zeroizing<String>, bool), String> {
    let typed = typed.trim();
    if typed.contains("://") {
        return Otpauth::parse(typed)
            .map(|_| (Zeroizing::new(typed.to_owned()), false))
            .map_err(|error| error.to_string());
    }
    let seed = Seed::from_base32(typed).map_err(|error| error.to_string())?;
    let (kind, algorithm, digits) = (Kind::Totp(Period::THIRTY), Algorithm::Sha1, Digits::SIX);
    let bare = Otpauth { kind, issuer: None, account: String::new(), seed, algorithm, digits };
    Ok((bare.to_uri(), true))
}

/// Puts what the form says about a bare secret into its URI.
fn labelled(uri: &str, form: &Form) -> Result<(Zeroizing<String>, String), String> {
    let mut read = Otpauth::parse(uri).map_err(|error| error.to_string())?;
    let service = form.text(SERVICE).trim();
    read.issuer = (!service.is_empty()).then(|| service.to_owned());
    form.text(ACCOUNT).trim().clone_into(&mut read.account);
    let number = |label| form.text(label).trim().parse::<u32>().ok();
    read.digits = number(DIGITS).and_then(Digits::new).ok_or("digits are 6, 7 or 8")?;
    let period = number(SECONDS).and_then(Period::new).ok_or("seconds are 1 to 86400")?;
    read.kind = Kind::Totp(period);
    read.algorithm = Algorithm::parse(form.text(HASH).trim()).map_err(|error| error.to_string())?;
    let name = match form.text(NAME).trim() {
        "" => Name::derive(&read).map_err(|_| "give it a name, or a service and an account")?,
        typed => Name::new(typed).map_err(|error| error.to_string())?,
    };
    if read.account.is_empty() && read.issuer.is_none() {
        name.as_str().clone_into(&mut read.account);
    }
    Ok((read.to_uri(), name.as_str().to_owned()))
}

fn named(form: &Form) -> Result<String, String> {
    let name = Name::new(form.text(NAME)).map_err(|error| error.to_string())?;
    Ok(name.as_str().to_owned())
}

fn groups(typed: &str) -> Vec<String> {
    typed.split(',').map(|group| group.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}
