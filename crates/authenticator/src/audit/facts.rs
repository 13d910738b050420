//! What an account says about itself. Each part may be refused by itself: it is
//! then unknown, which is noted, and never taken for good or for absent.

use std::collections::BTreeMap;
use std::time::Duration;

use super::device::UNTOLD;
use super::policy::Allowed;
use super::powers::{Details, Reset};
use crate::aws::{Alternate, Aws, Fault, Number};
use crate::failure::Failure;

/// How often a credential report is asked for until it is there.
const TRIES: usize = 10;

/// Is what is known of an account.
pub(crate) struct Facts {
    /// Its number.
    pub(crate) account: String,
    /// The root user.
    pub(crate) root: Identity,
    /// The users, by name.
    pub(crate) users: BTreeMap<String, Identity>,
    /// The number that root is called at.
    pub(crate) number: RootNumber,
    /// The alternate contacts that there are not.
    pub(crate) no_contacts: Vec<Alternate>,
    /// What was not told, and why.
    pub(crate) missing: Vec<String>,
}

/// Is what was told of the number that root is called at.
#[derive(Default)]
pub(crate) enum RootNumber {
    /// Nothing.
    #[default]
    Untold,
    /// That there is none.
    Absent,
    /// Which one it is.
    Is(Number),
}

/// Is what is known of a user; nothing stands for unknown.
#[derive(Default)]
pub(crate) struct Identity {
    /// Whether there is a password for the console.
    pub(crate) password: Option<bool>,
    /// The serial numbers of the devices.
    pub(crate) devices: Option<Vec<String>>,
    /// How many access keys are active.
    pub(crate) keys: Option<usize>,
    /// When each of those was last used, `2026-11-26`; nothing for one that never was, or
    /// of which that is unknown.
    pub(crate) keys_used: Vec<Option<String>>,
    /// When each of those was made; nothing where that is unknown.
    pub(crate) keys_made: Vec<Option<String>>,
    /// Whether it may do everything, or give itself the right to.
    pub(crate) administrator: Option<Allowed>,
    /// What it may do to others, short of everything.
    pub(crate) resets: Vec<Reset>,
    /// When the password was last used, `2026-11-26`.
    pub(crate) used: Option<String>,
}

/// Gathers the facts. Only who is asking must be known.
pub(crate) fn gather(aws: &Aws<'_>) -> Result<Facts, Failure> {
    let account = aws.identity()?.account;
    let mut facts = Facts {
        account,
        root: Identity {
            password: Some(true),
            administrator: Some(Allowed::Yes),
            ..Identity::default()
        },
        users: BTreeMap::new(),
        number: RootNumber::Untold,
        no_contacts: Vec::new(),
        missing: Vec::new(),
    };
    let details = details(aws, &mut facts);
    facts.note("who may do everything (GetAccountAuthorizationDetails)", details);
    if facts.users.is_empty() {
        let listed = list_users(aws, &mut facts);
        facts.note("the users (ListUsers)", listed);
    }
    let report = report(aws, &mut facts);
    facts.note("passwords and access keys (GetCredentialReport)", report);
    let devices = user_devices(aws, &mut facts);
    facts.note("the devices of users (ListMFADevices)", devices);
    let root = root_devices(aws, &mut facts);
    facts.note("the devices of root (GetAccountSummary, ListVirtualMFADevices)", root);
    let number = aws.number().map(|number| {
        facts.number = number.map_or(RootNumber::Absent, RootNumber::Is);
    });
    facts.note("root’s telephone number (GetContactInformation)", number);
    let contacts = contacts(aws, &mut facts);
    facts.note("whom AWS tells of threats, changes and bills (GetAlternateContact)", contacts);
    Ok(facts)
}

impl Facts {
    fn note(&mut self, what: &str, outcome: Result<(), Fault>) {
        if let Err(fault) = outcome {
            self.missing.push(format!("{what}: {}", Failure::from(fault).message));
        }
    }
}

fn senseless(action: &str) -> Fault {
    Fault::Unreachable(format!("the answer to {action} makes no sense"))
}

/// Reads users, groups and their policies.
fn details(aws: &Aws<'_>, facts: &mut Facts) -> Result<(), Fault> {
    let mut details = Details::default();
    aws.account_details(|page| details.take(page))?;
    for (name, power) in details.powers() {
        let identity = facts.users.entry(name).or_default();
        (identity.administrator, identity.resets) = (Some(power.everything), power.resets);
    }
    Ok(())
}

fn list_users(aws: &Aws<'_>, facts: &mut Facts) -> Result<(), Fault> {
    for name in aws.user_names()? {
        facts.users.entry(name).or_default();
    }
    Ok(())
}

/// Reads the credential report, having asked for one to be made.
fn report(aws: &Aws<'_>, facts: &mut Facts) -> Result<(), Fault> {
    aws.make_credential_report()?;
    let mut answer = aws.credential_report();
    for _ in 0..TRIES {
        let early = |fault: &Fault| fault.is("ReportInProgress") || fault.is("ReportNotPresent");
        if !answer.as_ref().is_err_and(early) {
            break;
        }
        aws.context.env.sleep(Duration::from_secs(2));
        answer = aws.credential_report();
    }
    read_report(&answer?, facts).ok_or_else(|| senseless("GetCredentialReport"))
}

/// Reads the report's lines. None of its columns that matter holds a comma.
fn read_report(text: &str, facts: &mut Facts) -> Option<()> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next()?.split(',').collect();
    let column = |name: &str| head.iter().position(|found| *found == name);
    let user = column("user")?;
    let (password, used) = (column("password_enabled")?, column("password_last_used")?);
    let keys = [column("access_key_1_active")?, column("access_key_2_active")?];
    let keys_used = ["access_key_1_last_used_date", "access_key_2_last_used_date"].map(column);
    let keys_made = ["access_key_1_last_rotated", "access_key_2_last_rotated"].map(column);
    for line in lines.filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        let identity = match cell(user) {
            // Root's password can always be set by its mailbox.
            "<root_account>" => &mut facts.root,
            name => {
                let identity = facts.users.entry(name.to_owned()).or_default();
                identity.password = cell(password).parse().ok().or(identity.password);
                identity
            }
        };
        let day = |at: usize| {
            let day = cell(at).get(..10)?;
            day.starts_with(|c: char| c.is_ascii_digit()).then(|| day.to_owned())
        };
        let dates = keys_used.into_iter().zip(keys_made);
        let active = keys.iter().zip(dates).filter(|(at, _)| cell(**at) == "true");
        (identity.keys_used, identity.keys_made) =
            active.map(|(_, (used, made))| (used.and_then(day), made.and_then(day))).unzip();
        identity.keys = Some(identity.keys_used.len());
        identity.used = day(used);
    }
    Some(())
}

/// Reads the devices of each user; the first refusal ends it, since all others
/// would be refused as well.
fn user_devices(aws: &Aws<'_>, facts: &mut Facts) -> Result<(), Fault> {
    for (name, identity) in &mut facts.users {
        let devices = aws.devices(Some(name))?;
        identity.devices = Some(devices.into_iter().map(|device| device.serial).collect());
    }
    Ok(())
}

/// Reads the devices of root: all virtual ones, and whether there are others.
fn root_devices(aws: &Aws<'_>, facts: &mut Facts) -> Result<(), Fault> {
    let figures = aws.account_figures()?;
    let figure = |name: &str| figures.get(name).copied();
    let enabled = figure("AccountMFAEnabled").ok_or_else(|| senseless("GetAccountSummary"))? > 0;
    if facts.root.keys.is_none() {
        let keys = figure("AccountAccessKeysPresent");
        facts.root.keys = keys.map(|keys| usize::try_from(keys).unwrap_or_default());
    }
    let mut devices: Vec<String> = aws
        .virtual_devices()?
        .into_iter()
        .filter(|device| device.owner.as_ref().is_some_and(|arn| arn.ends_with(":root")))
        .map(|device| device.serial)
        .collect();
    if enabled && devices.is_empty() {
        devices.push(UNTOLD.to_owned());
    }
    facts.root.devices = Some(devices);
    Ok(())
}

/// Finds out which alternate contacts there are not.
fn contacts(aws: &Aws<'_>, facts: &mut Facts) -> Result<(), Fault> {
    for sort in Alternate::ALL {
        if !aws.has_contact(sort)? {
            facts.no_contacts.push(sort);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            account: "1".to_owned(),
            root: Identity::default(),
            users: BTreeMap::new(),
            number: RootNumber::Untold,
            no_contacts: Vec::new(),
            missing: Vec::new(),
        }
    }

    #[test]
    fn the_report_is_read_by_the_names_of_its_columns() {
        let mut facts = facts();
        let text = "user,arn,password_last_used,password_enabled,access_key_2_active,access_key_1_active,access_key_2_last_used_date,access_key_1_last_used_date,access_key_2_last_rotated,access_key_1_last_rotated\n\
                    <root_account>,a,2026-11-26T10:00:00+00:00,not_supported,false,true,N/A,2026-01-02T03:04:05+00:00,N/A,2025-12-01T00:00:00+00:00\n\
                    ann,a,no_information,true,true,true,2026-02-03T04:05:06+00:00,N/A,2026-02-01T00:00:00+00:00,2026-01-01T00:00:00+00:00\n\
                    bob,a,N/A,false,true,false,2026-03-04T05:06:07+00:00,2025-01-01T00:00:00+00:00,2026-03-01T00:00:00+00:00,2024-01-01T00:00:00+00:00\n";
        read_report(text, &mut facts).unwrap();
        assert_eq!((facts.root.password, facts.root.keys), (None, Some(1)));
        assert_eq!(facts.root.used.as_deref(), Some("2026-11-26"));
        let ann = &facts.users["ann"];
        assert_eq!((ann.password, ann.keys, ann.used.as_deref()), (Some(true), Some(2), None));
        let used = |identity: &Identity| identity.keys_used.clone();
        assert_eq!(used(&facts.root), [Some("2026-01-02".to_owned())]);
        assert_eq!(used(ann), [None, Some("2026-02-03".to_owned())]);
        let made = |identity: &Identity| identity.keys_made.iter().flatten().cloned().collect();
        let made: [Vec<String>; 2] = [made(ann), made(&facts.users["bob"])];
        assert_eq!(made, [vec!["2026-01-01", "2026-02-01"], vec!["2026-03-01"]]);
        // The first key is not active.
        assert_eq!(used(&facts.users["bob"]), [Some("2026-03-04".to_owned())]);
        assert_eq!(facts.users["bob"].password, Some(false));
        // Reports without these columns are read all the same.
        let old = "user,password_last_used,password_enabled,access_key_2_active,access_key_1_active\nann,N/A,true,false,true\n";
        read_report(old, &mut facts).unwrap();
        assert_eq!(used(&facts.users["ann"]), [None]);
        assert!(read_report("", &mut facts).is_none());
        assert!(read_report("user,arn\nx,y\n", &mut facts).is_none());
        assert!(read_report("<html>", &mut facts).is_none());
    }
}
