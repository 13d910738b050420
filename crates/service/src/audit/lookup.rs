//! CloudTrail's `LookupEvents`: events of the last 90 days, newest first, by at
//! most one attribute.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use identity::Timestamp;
use identity::audit::{Action, Record};
use identity::names::AccountId;
use storage::{AuditFilter, Tx, WhoFilter};
use subtle::ConstantTimeEq;

use super::event_id::{event_id, place};
use super::{flush, subject};
use crate::authorize::Ask;
use crate::{Caller, Purpose, Service, ServiceError};

/// How long events can be looked up.
const KEPT: Duration = Duration::from_hours(90 * 24);
/// Events of one answer at most, and when nothing is said.
pub const MOST: u32 = 50;

/// Is what events are looked up by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// The event's id.
    EventId(String),
    /// The operation or console event.
    EventName(String),
    /// Whether it only reads.
    ReadOnly(bool),
    /// The name of who did it.
    Username(String),
    /// The type of what it was done to.
    ResourceType(String),
    /// The name of what it was done to.
    ResourceName(String),
    /// The service, such as `iam.amazonaws.com`.
    EventSource(String),
    /// The access key that signed the request.
    AccessKeyId(String),
}

impl Attribute {
    /// Takes key and value of a request; `None` for a key that is none, or a
    /// value that it cannot have.
    pub fn new(key: &str, value: &str) -> Option<Self> {
        if value.is_empty() || value.len() > 2000 {
            return None;
        }
        let value = value.to_owned();
        Some(match key {
            "EventId" => Self::EventId(value),
            "EventName" => Self::EventName(value),
            "ReadOnly" => Self::ReadOnly(value.parse().ok()?),
            "Username" => Self::Username(value),
            "ResourceType" => Self::ResourceType(value),
            "ResourceName" => Self::ResourceName(value),
            "EventSource" => Self::EventSource(value),
            "AccessKeyId" => Self::AccessKeyId(value),
            _ => return None,
        })
    }

    /// Returns the actions that the attribute leaves, where it is about them.
    fn actions(&self) -> Option<Vec<Action>> {
        let those = |wanted: &dyn Fn(Action) -> bool| {
            Some(Action::ALL.iter().copied().filter(|action| wanted(*action)).collect())
        };
        match self {
            Self::EventName(name) => those(&|action| action.name() == name),
            Self::ReadOnly(read_only) => those(&|action| action.is_read_only() == *read_only),
            Self::EventSource(source) => those(&|action| action.source() == source),
            _ => None,
        }
    }
}

/// Is what is asked for.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// By what; by nothing when there is none.
    pub attribute: Option<Attribute>,
    /// From this moment on.
    pub start: Option<Timestamp>,
    /// Until this moment, which counts.
    pub end: Option<Timestamp>,
    /// How many events at most: 1 to 50.
    pub most: Option<u32>,
    /// Where the last answer ended.
    pub next_token: Option<String>,
}

/// Is one answer.
#[derive(Clone, Debug)]
pub struct Found {
    /// The account whose events they are.
    pub account: AccountId,
    /// The records behind the events, newest first.
    pub records: Vec<Record>,
    /// With what the next answer is asked for, if there are more.
    pub next_token: Option<String>,
}

/// Is why a look-up is refused, by AWS's names.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// `InvalidTimeRangeException`
    #[error("The start time must not be later than the end time.")]
    InvalidTimeRange,
    /// `InvalidMaxResultsException`
    #[error("The maximum number of results must be between 1 and 50.")]
    InvalidMaxResults,
    /// `InvalidNextTokenException`
    #[error("The token is invalid, or belongs to another query.")]
    InvalidNextToken,
    /// Anything else.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Looks events up.
pub async fn run(svc: &Service, caller: &Caller, query: Lookup) -> Result<Found, LookupError> {
    let (inner, who) = (svc.clone(), caller.clone());
    svc.read(move |tx| who.authorize(&inner, tx, &Ask::new("cloudtrail:LookupEvents", "*")))
        .await?;
    let account = caller.account();
    if caller.console().is_err() {
        svc.lookups().admit(account, svc.now()).map_err(ServiceError::Wait)?;
    }
    let most = query.most.unwrap_or(MOST);
    if !(1..=MOST).contains(&most) {
        return Err(LookupError::InvalidMaxResults);
    }
    if let (Some(start), Some(end)) = (query.start, query.end)
        && start > end
    {
        return Err(LookupError::InvalidTimeRange);
    }
    let token = query.next_token.as_deref();
    let before = token.map(|token| read_token(svc, account, &query, token)).transpose()?;
    let oldest = svc.now().minus(KEPT);
    let filter = AuditFilter {
        since: Some(query.start.map_or(oldest, |start| start.max(oldest))),
        until: query.end.map(|end| end.plus(Duration::from_micros(1))),
        before,
        ..AuditFilter::default()
    };
    // What happened here a moment ago is found as well.
    flush::run(svc, false).await?;
    let attribute = query.attribute.clone();
    let mut records =
        svc.read(move |tx| find(tx, account, attribute.as_ref(), &filter, most + 1)).await?;
    let more = records.len() > most as usize;
    records.truncate(most as usize);
    let last = records.last().filter(|_| more);
    let next_token = last.map(|last| write_token(svc, account, &query, last.seq));
    Ok(Found { account, records, next_token })
}

fn find(
    tx: &mut dyn Tx,
    account: AccountId,
    attribute: Option<&Attribute>,
    filter: &AuditFilter,
    most: u32,
) -> Result<Vec<Record>, ServiceError> {
    let mut filter = filter.clone();
    match attribute {
        None => {}
        Some(Attribute::EventId(id)) => return by_id(tx, account, id, &filter),
        Some(Attribute::Username(name)) => filter.who = Some(WhoFilter::Name(name.clone())),
        Some(Attribute::ResourceName(name)) => filter.target = Some(name.clone()),
        Some(Attribute::AccessKeyId(id)) => filter.access_key = Some(id.clone()),
        Some(Attribute::ResourceType(kind)) => {
            let about = |action: &Action| subject::kind(*action).is_some_and(|of| of.name == *kind);
            let actions = Action::ALL.iter().copied().filter(about).collect();
            return each(tx, account, actions, &filter, most);
        }
        Some(Attribute::EventName(name)) if Action::from_name(name).is_none() => {
            // One that is not implemented stands on record by its name alone.
            filter.action = Some(Action::OtherOperation);
            filter.target = Some(name.clone());
        }
        Some(by_action) => {
            let actions = by_action.actions().unwrap_or_default();
            return each(tx, account, actions, &filter, most);
        }
    }
    Ok(tx.records(account, &filter, most)?)
}

/// Finds the records of several actions, each by its index, newest first.
fn each(
    tx: &mut dyn Tx,
    account: AccountId,
    actions: Vec<Action>,
    filter: &AuditFilter,
    most: u32,
) -> Result<Vec<Record>, ServiceError> {
    let mut found = Vec::new();
    for action in actions {
        let filter = AuditFilter { action: Some(action), ..filter.clone() };
        found.extend(tx.records(account, &filter, most)?);
    }
    found.sort_by_key(|record| std::cmp::Reverse((record.at, record.seq)));
    found.truncate(most as usize);
    Ok(found)
}

fn by_id(
    tx: &mut dyn Tx,
    account: AccountId,
    id: &str,
    filter: &AuditFilter,
) -> Result<Vec<Record>, ServiceError> {
    let Some(after) = place(id).and_then(|place| place.checked_sub(1)) else {
        return Ok(Vec::new());
    };
    let links = tx.audit_links(account, after, 1)?;
    let records = links.into_iter().filter_map(|link| link.record);
    let within = |record: &Record| {
        filter.since.is_none_or(|since| record.at >= since)
            && filter.until.is_none_or(|until| record.at < until)
            && event_id(account, record) == id
    };
    Ok(records.filter(within).collect())
}

const TAG: usize = 16;

/// Computes what binds a token to its account and its query.
fn tag(svc: &Service, account: AccountId, query: &Lookup, seq: u64) -> [u8; TAG] {
    // The number of events may change from answer to answer, the rest may not.
    let asked = format!("{:?} {:?} {:?}", query.attribute, query.start, query.end);
    let account = account.as_number().to_be_bytes();
    let parts: [&[u8]; 4] = [b"LookupEvents", &account, asked.as_bytes(), &seq.to_be_bytes()];
    svc.mac(Purpose::Marker, &parts).first_chunk().copied().unwrap_or_default()
}

fn write_token(svc: &Service, account: AccountId, query: &Lookup, seq: u64) -> String {
    let mut bytes = seq.to_be_bytes().to_vec();
    bytes.extend_from_slice(&tag(svc, account, query, seq));
    BASE64URL_NOPAD.encode(&bytes)
}

fn read_token(
    svc: &Service,
    account: AccountId,
    query: &Lookup,
    token: &str,
) -> Result<u64, LookupError> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap_or_default();
    let (seq, given) = bytes.split_first_chunk::<8>().ok_or(LookupError::InvalidNextToken)?;
    let seq = u64::from_be_bytes(*seq);
    let right: bool = tag(svc, account, query, seq).as_slice().ct_eq(given).into();
    right.then_some(seq).ok_or(LookupError::InvalidNextToken)
}
