//! LookupEvents: the events of the last 90 days, newest first.

use aws_wire::{ApiError, json};
use identity::Timestamp;
use identity::audit::Record;
use serde::{Deserialize, Serialize};
use service::ServiceError;
use service::audit::lookup::{self, Attribute, Lookup, LookupError};
use service::audit::{event, event_id, name, resources};

use crate::call::{JsonCall, Outcome, text};
use crate::refusal::Refusal;

/// Is what is asked for, as it is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    #[serde(default)]
    lookup_attributes: Option<Vec<Pair>>,
    #[serde(default)]
    start_time: Option<f64>,
    #[serde(default)]
    end_time: Option<f64>,
    #[serde(default)]
    event_category: Option<String>,
    #[serde(default)]
    max_results: Option<i64>,
    #[serde(default)]
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pair {
    attribute_key: String,
    attribute_value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    events: Vec<Event>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the wire")]
struct Event {
    event_id: String,
    event_name: String,
    read_only: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_key_id: Option<String>,
    /// Seconds since 1970.
    event_time: u64,
    event_source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    resources: Vec<Resource>,
    /// The whole event, as text.
    cloud_trail_event: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    resource_type: &'static str,
    resource_name: String,
}

pub(crate) async fn run(call: &JsonCall<'_>) -> Outcome {
    let asked: Asked = json::read(call.body)?;
    if let Some(told) = told(&asked) {
        call.caller.asks(told);
    }
    let nothing = match asked.event_category.as_deref() {
        None => false,
        Some("insight") => true,
        Some(_) => {
            let message = "The event category is not one that can be looked up.";
            return Err(invalid("InvalidEventCategoryException", message).into());
        }
    };
    let query = query(asked)?;
    let found = lookup::run(call.service, call.caller, query).await.map_err(refusal)?;
    let mut answer = Answer { events: Vec::new(), next_token: found.next_token };
    if nothing {
        answer.next_token = None;
    } else {
        let tell = |record: &Record| Event {
            event_id: event_id(found.account, record),
            event_name: name(record).to_owned(),
            read_only: if record.event.action.is_read_only() { "true" } else { "false" },
            access_key_id: record.event.request.access_key.clone(),
            event_time: record.at.unix_seconds(),
            event_source: record.event.action.source(),
            username: record.event.actor.name().map(str::to_owned),
            resources: resources(record)
                .into_iter()
                .map(|(resource_type, resource_name)| Resource { resource_type, resource_name })
                .collect(),
            cloud_trail_event: event(call.site, found.account, record).to_string(),
        };
        answer.events = found.records.iter().map(tell).collect();
    }
    text(&answer)
}

/// Reads a body as [`run`] does, for the fuzzer. What would stand on record is an
/// object of bounded length, whatever was sent.
#[cfg(feature = "fuzzing")]
pub(crate) fn read(body: &[u8]) {
    let asked: Asked = match json::read(body) {
        Ok(asked) => asked,
        Err(error) => return assert_eq!(error.status(), 400),
    };
    if let Some(told) = told(&asked) {
        assert!(told.len() < 16 * 1024, "a record of {} bytes", told.len());
        assert!(serde_json::from_str::<serde_json::Map<_, _>>(&told).is_ok(), "an object");
    }
    if let Err(error) = query(asked) {
        assert_eq!(error.status(), 400);
    }
}

fn invalid(code: &'static str, message: &str) -> ApiError {
    ApiError::new(code, 400, message)
}

fn query(asked: Asked) -> Result<Lookup, ApiError> {
    let attribute = match asked.lookup_attributes.as_deref() {
        None | Some([]) => None,
        Some([pair]) => {
            let read = Attribute::new(&pair.attribute_key, &pair.attribute_value);
            let message = "The lookup attribute has no such key, or the key no such value.";
            Some(read.ok_or_else(|| invalid("InvalidLookupAttributesException", message))?)
        }
        Some(_) => {
            let message = "Events are looked up by one attribute at most.";
            return Err(invalid("InvalidLookupAttributesException", message));
        }
    };
    // What is no number of events fails like one that is too large.
    let most = asked.max_results.map(|most| u32::try_from(most).unwrap_or(u32::MAX));
    Ok(Lookup {
        attribute,
        start: asked.start_time.map(moment).transpose()?,
        end: asked.end_time.map(moment).transpose()?.map(whole_second),
        most,
        next_token: asked.next_token,
    })
}

/// Reads seconds since 1970, with a fraction or without.
fn moment(seconds: f64) -> Result<Timestamp, ApiError> {
    // The years 0 to 9999.
    if !(-62_167_219_200.0..253_402_300_800.0).contains(&seconds) {
        return Err(invalid("InvalidTimeRangeException", "A time is out of range."));
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was compared with its bounds")]
    let micros = (seconds * 1_000_000.0).round() as i64;
    Ok(Timestamp::from_micros(micros))
}

/// Takes in the whole second that an event's time names: answers have no fractions.
fn whole_second(end: Timestamp) -> Timestamp {
    match end.as_micros().rem_euclid(1_000_000) {
        0 => Timestamp::from_micros(end.as_micros().saturating_add(999_999)),
        _ => end,
    }
}

fn refusal(error: LookupError) -> Refusal {
    let code = match error {
        LookupError::InvalidTimeRange => "InvalidTimeRangeException",
        LookupError::InvalidMaxResults => "InvalidMaxResultsException",
        LookupError::InvalidNextToken => "InvalidNextTokenException",
        LookupError::Service(error) => return ServiceError::into(error),
    };
    invalid(code, &error.to_string()).into()
}

/// Returns the parameters for the record, if there are any. Values are cut: they come
/// from anybody.
fn told(asked: &Asked) -> Option<String> {
    let cut = |text: &str| text.chars().take(256).collect::<String>();
    let pairs: Vec<_> = asked
        .lookup_attributes
        .iter()
        .flatten()
        .take(2)
        .map(|pair| {
            serde_json::json!({
                "attributeKey": cut(&pair.attribute_key),
                "attributeValue": cut(&pair.attribute_value),
            })
        })
        .collect();
    let mut told = serde_json::Map::new();
    let mut put = |name: &str, value: Option<serde_json::Value>| {
        if let Some(value) = value {
            told.insert(name.to_owned(), value);
        }
    };
    put("lookupAttributes", (!pairs.is_empty()).then(|| pairs.into()));
    put("startTime", asked.start_time.map(Into::into));
    put("endTime", asked.end_time.map(Into::into));
    put("maxResults", asked.max_results.map(Into::into));
    put("eventCategory", asked.event_category.as_deref().map(|text| cut(text).into()));
    (!told.is_empty()).then(|| serde_json::Value::Object(told).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &[u8]) -> String {
        let read = json::read::<Asked>(body).and_then(query);
        read.map_or_else(|error| error.code().to_owned(), |_| "fine".to_owned())
    }

    #[test]
    fn what_is_asked_for_is_read_strictly() {
        for (body, wanted) in [
            (&b""[..], "fine"),
            (b"{}", "fine"),
            (br#"{"LookupAttributes": null, "StartTime": 1767225600, "Unknown": [1]}"#, "fine"),
            (br#"{"LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "true"}]}"#, "fine"),
            (br#"{"StartTime": 1e300}"#, "InvalidTimeRangeException"),
            (br#"{"EndTime": -1e12}"#, "InvalidTimeRangeException"),
            (br#"{"StartTime": "yesterday"}"#, "SerializationException"),
            (br#"{"MaxResults": "1"}"#, "SerializationException"),
            (br#"{"LookupAttributes": [{"AttributeKey": "ReadOnly"}]}"#, "SerializationException"),
            (
                br#"{"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "x"}]}"#,
                "InvalidLookupAttributesException",
            ),
            (
                br#"{"LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "x"}]}"#,
                "InvalidLookupAttributesException",
            ),
        ] {
            assert_eq!(code(body), wanted, "{}", String::from_utf8_lossy(body));
        }
        let two = r#"{"AttributeKey": "EventName", "AttributeValue": "x"}"#;
        let two = format!(r#"{{"LookupAttributes": [{two}, {two}]}}"#);
        assert_eq!(code(two.as_bytes()), "InvalidLookupAttributesException");
    }

    #[test]
    fn an_end_takes_its_whole_second_in() {
        let end = |seconds| whole_second(moment(seconds).unwrap()).as_micros();
        assert_eq!((end(7.0), end(7.5)), (7_999_999, 7_500_000));
    }
}
