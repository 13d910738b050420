//! A contact as pages show it.

use identity::Timestamp;
use identity::contact::Contact;
use service::contacts::view::{Listed, View};

use crate::view::Moment;
use crate::web::refusal::Refusal;

/// Is a contact as a list shows it.
pub(crate) struct ContactLine {
    /// What it is called in addresses.
    pub(crate) key: &'static str,
    /// What it is.
    pub(crate) title: &'static str,
    /// What it is for.
    pub(crate) purpose: &'static str,
    /// The address or number; empty where there is none.
    pub(crate) value: String,
    /// Who is reached there.
    pub(crate) name: String,
    /// When it was confirmed.
    pub(crate) confirmed: Option<Moment>,
    /// What waits for its code.
    pub(crate) pending: Option<String>,
    /// Whether it can be changed or confirmed here.
    pub(crate) changeable: bool,
    /// Whether it can be given up.
    pub(crate) removable: bool,
}

/// Returns the lines of a list.
pub(crate) fn lines(view: &View, root: bool, now: Timestamp) -> Vec<ContactLine> {
    view.contacts.iter().map(|listed| line(listed, view, root, now)).collect()
}

fn line(listed: &Listed, view: &View, root: bool, now: Timestamp) -> ContactLine {
    let contact = listed.contact;
    ContactLine {
        key: contact.key(),
        title: title(contact),
        purpose: purpose(contact),
        value: listed.value.clone().unwrap_or_default(),
        name: listed.name.clone(),
        confirmed: listed.confirmed.map(|at| Moment::new(at, now)),
        pending: listed.pending.clone(),
        changeable: match contact {
            Contact::Phone => view.calls,
            Contact::Email => view.mail && root,
            Contact::Security | Contact::Operations | Contact::Billing => view.mail,
        },
        removable: contact.is_alternate() && listed.value.is_some(),
    }
}

/// Says what a contact is.
pub(in crate::pages) fn title(contact: Contact) -> &'static str {
    match contact {
        Contact::Email => "Root user’s e-mail address",
        Contact::Phone => "Telephone",
        Contact::Security => "Security contact",
        Contact::Operations => "Operations contact",
        Contact::Billing => "Billing contact",
    }
}

/// Says what a contact is for.
pub(super) fn purpose(contact: Contact) -> &'static str {
    match contact {
        Contact::Email => {
            "Signs in as root, and gets every notice about root. Confirmed, it recovers root."
        }
        Contact::Phone => {
            "Is called when root has lost every way in, within a year of the call that confirmed it."
        }
        Contact::Security => "Is told of everything that could be an attack, on root and on users.",
        Contact::Operations | Contact::Billing => {
            "Is told when contacts change, root is recovered or its password replaced by mail, and when a user is reset."
        }
    }
}

/// Reads which contact an address means, of those that are reached by mail.
pub(super) fn by_mail(key: &str) -> Result<Contact, Refusal> {
    Contact::from_key(key).filter(|contact| *contact != Contact::Phone).ok_or(Refusal::NoPage)
}
