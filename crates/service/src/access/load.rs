//! Reading the facts of one report in one transaction; nothing is computed here.

use identity::contact::Contact;
use identity::device::{Device, DeviceKind, DeviceState};
use identity::recovery_code::Sets;
use identity::user::User;
use identity::{Identity, Timestamp};
use storage::Tx;
use webauthn::{Attachment, Transport};

use super::answers;
use super::reach::Candidates;
use super::{AccountFacts, Answers, DeviceFacts, DeviceSort, Facts, KeyFacts, Person};
use crate::contacts::view;
use crate::passkeys::only;
use crate::recovery::PhoneService;
use crate::recovery::hindrance::number_that_counts;
use crate::service::corrupt;
use crate::users::reset::protects;
use crate::{Caller, Service, ServiceError, subject};

/// Of how many helpers the own ways in are told as well.
pub(super) const OPEN: usize = 8;

/// Reads what there is to know about an identity, for a caller who may see its
/// report.
pub(super) fn load(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    focus: &Identity,
    candidates: &Candidates,
    now: Timestamp,
) -> Result<Facts, ServiceError> {
    let account = caller.account;
    let mut people = vec![person(svc, tx, caller, focus, candidates, true, now)?];
    let editors = candidates.number_editors();
    let mut others: Vec<Identity> = vec![Identity::Root];
    others.extend(candidates.administrators());
    others.extend(people.iter().flat_map(|person| &person.helps).map(|help| help.by.clone()));
    if focus.is_root() {
        others.extend(editors.iter().cloned());
    }
    let (mut open, mut crowd) = (0, 0);
    let mut next = 0;
    while let Some(other) = others.get(next).cloned() {
        next += 1;
        if people.iter().any(|known| known.identity == other) {
            continue;
        }
        let shown = open < OPEN && may_see(svc, tx, caller, &other)?;
        open += usize::from(shown);
        crowd += usize::from(!shown && open >= OPEN);
        let person = person(svc, tx, caller, &other, candidates, shown, now)?;
        others.extend(person.helps.iter().map(|help| help.by.clone()));
        people.push(person);
    }
    let account = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?;
    let number = number_that_counts(tx, &account, now)?;
    let settings = svc.settings();
    let mut no_contacts = Vec::new();
    for contact in Contact::ALTERNATE.into_iter().filter(|_| settings.mail) {
        if view::confirmed(tx, &account, contact)?.is_none() {
            no_contacts.push(contact);
        }
    }
    Ok(Facts {
        account: AccountFacts {
            mail: settings.mail,
            calls: settings.phone != PhoneService::None,
            mailbox_confirmed: view::confirmed(tx, &account, Contact::Email)?,
            number: number.as_ref().map(identity::names::PhoneNumber::masked),
            number_confirmed: view::confirmed(tx, &account, Contact::Phone)?,
            no_contacts,
            number_editors: editors,
        },
        people,
        now,
        truncated: candidates.truncated,
        crowd,
    })
}

/// Says whether a caller may see the report of somebody: one's own; root sees all;
/// others those of users whom policies let them look up with devices and access keys, and
/// never root's.
pub(super) fn may_see(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    other: &Identity,
) -> Result<bool, ServiceError> {
    if *other == caller.identity || caller.is_root() {
        return Ok(true);
    }
    let Identity::User(id) = other else { return Ok(false) };
    let Some(user) = tx.user(caller.account, id)? else { return Ok(false) };
    for action in READS {
        let ask = subject::ask(caller.account, action, user.name.as_str(), Some(&user));
        if !caller.may(svc, tx, &ask)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What policies must allow on a user, for a report to be shown.
const READS: [&str; 3] = ["iam:GetUser", "iam:ListMFADevices", "iam:ListAccessKeys"];

/// Finds out whose report is asked for: a named user's, or the caller's own.
pub(super) fn find(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: Option<&str>,
) -> Result<Identity, ServiceError> {
    caller.console()?;
    let Some(name) = name else {
        caller.require_scope("iam:GetUser")?;
        return match &caller.identity {
            Identity::Role(_) => Err(ServiceError::Denied),
            own => Ok(own.clone()),
        };
    };
    let found = match subject::look_up(tx, caller.account, name)? {
        Some(user) if user.identity() == caller.identity => return Ok(user.identity()),
        found => found,
    };
    for action in READS {
        let ask = subject::ask(caller.account, action, name, found.as_ref());
        caller.authorize(svc, tx, &ask)?;
    }
    Ok(found.ok_or(ServiceError::NotFound("user"))?.identity())
}

fn person(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    identity: &Identity,
    candidates: &Candidates,
    open: bool,
    now: Timestamp,
) -> Result<Person, ServiceError> {
    let account = caller.account;
    let user: Option<User> = match identity {
        Identity::User(id) => match candidates.user(identity) {
            Some(known) => Some(known.clone()),
            None => tx.user(account, id)?,
        },
        Identity::Root | Identity::Role(_) => None,
    };
    let administrator = match &user {
        Some(user) => candidates.administers(svc, tx, user)?,
        None => false,
    };
    let name = user.as_ref().map_or("root", |user| user.name.as_str()).to_owned();
    let mut person = Person {
        identity: identity.clone(),
        name,
        administrator,
        open,
        // An administrator sees this in the credential report; others are not told.
        guarded: !caller.is_administrator() || crate::second_factors::any(tx, account, identity)?,
        password: false,
        last_used: None,
        devices: Vec::new(),
        refused: 0,
        codes: None,
        keys: Vec::new(),
        helps: Vec::new(),
        takes_two: false,
        answers: if open { answers::load(svc, tx, account, identity)? } else { Answers::default() },
    };
    if !open {
        return Ok(person);
    }
    person.password = tx.password(account, identity)?.is_some();
    person.last_used = tx.password_times(account, identity)?.and_then(|times| times.last_used);
    let devices = tx.devices_of(account, identity)?;
    let only = only::in_force(tx, account, identity, &devices)?;
    for device in devices {
        let opens = device.is_usable(now) && !(only && device.kind.has_codes());
        match device.state {
            DeviceState::Assigned { .. } if !opens => person.refused += 1,
            DeviceState::Assigned { since, .. } => {
                let sort = sort(tx, &device)?;
                person.devices.push(DeviceFacts {
                    name: device.name.as_str().to_owned(),
                    serial: device.serial,
                    sort,
                    since,
                    last_used: device.last_used,
                    expires: device.expires,
                });
            }
            DeviceState::Unassigned | DeviceState::Unconfirmed { .. } => {}
        }
    }
    let sets = Sets::of(&tx.recovery_codes(account, identity)?, now);
    person.codes = sets.in_force.filter(|set| set.left > 0).map(|set| set.made);
    let sets_password = user.as_ref().is_some_and(|user| candidates.key_sets_password(user));
    let keys = tx.access_keys_of(account, identity)?.into_iter().filter(|key| key.active);
    person.keys = keys
        .map(|key| KeyFacts {
            id: key.id.as_str().to_owned(),
            made: key.created,
            last_used: key.last_used.map(|used| used.at),
            sets_password,
        })
        .collect();
    if let Some(user) = &user {
        person.helps = candidates.helps(user);
        person.takes_two = tx.two_reset_administrators(account)? && protects(svc, tx, user, now)?;
    }
    Ok(person)
}

fn sort(tx: &mut dyn Tx, device: &Device) -> Result<DeviceSort, ServiceError> {
    Ok(match device.kind {
        DeviceKind::AuthenticatorApp => DeviceSort::App,
        DeviceKind::HardwareToken { .. } => DeviceSort::Token,
        DeviceKind::Passkey => match tx.passkey(device.account, &device.serial)? {
            Some(passkey) => {
                let credential = passkey.credential;
                let inside = credential.transports.contains(&Transport::Internal);
                let built_in =
                    credential.attachment.map_or(inside, |at| at == Attachment::Platform);
                if credential.backup_eligible || built_in {
                    DeviceSort::Passkey
                } else {
                    DeviceSort::SecurityKey
                }
            }
            None => DeviceSort::Passkey,
        },
    })
}
