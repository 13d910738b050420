//! What is looked for in the trail: the fields of the form, as a query for the
//! service and as an address for the next page.

use std::time::Duration;

use identity::Timestamp;
use identity::audit::Action;
use service::ServiceError;
use service::activity::Query;

use crate::web::fields::Fields;

/// Is what was typed and chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) who: String,
    pub(super) action: Option<Action>,
    pub(super) success: Option<bool>,
    pub(super) reads: bool,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) before: Option<u64>,
}

/// Stands for everything, also for what only reads.
const ALL: &str = "all";

const DAY: Duration = Duration::from_hours(24);
const MINUTE: Duration = Duration::from_mins(1);

impl Filter {
    /// Reads the fields. What is none of our choices means no restriction.
    pub(super) fn of(fields: &Fields) -> Self {
        let text = |name| fields.given(name).unwrap_or_default().to_owned();
        // The form has a field for the day and one for the time; an address has both in one.
        let moment = |day, time| match text(time) {
            time if time.is_empty() => text(day),
            time => format!("{}T{time}", text(day)),
        };
        Self {
            who: text("who"),
            action: fields.given("what").and_then(Action::from_name),
            success: match fields.text("outcome") {
                "success" => Some(true),
                "refused" => Some(false),
                _ => None,
            },
            reads: fields.text("what") == ALL,
            from: moment("from", "from-time"),
            to: moment("to", "to-time"),
            before: fields.given("before").and_then(|text| text.parse().ok()),
        }
    }

    /// Says whether anything is left out.
    pub(super) fn is_narrow(&self) -> bool {
        Self { before: None, ..self.clone() } != Self::default()
    }

    /// Returns the query. Days and minutes are those of UTC, the first and the last
    /// included.
    pub(super) fn query(&self) -> Result<Query, ServiceError> {
        let since = span("from", &self.from)?.map(|(start, _)| start);
        let last = span("to", &self.to)?;
        let until = last.map(|(start, length)| start.plus(length));
        if let (Some(since), Some(until)) = (since, until)
            && since >= until
        {
            let days = !self.from.contains('T') && !self.to.contains('T');
            let what = if days { "the last day" } else { "the end" };
            let first = if days { "the first" } else { "the beginning" };
            let why = format!("{what} lies before {first}");
            return Err(ServiceError::Invalid { field: "to", why });
        }
        Ok(Query {
            who: (!self.who.is_empty()).then(|| self.who.clone()),
            action: self.action,
            success: self.success,
            // Whoever asks for an action by name wants it, whatever it is.
            reads: self.reads || self.action.is_some(),
            since,
            until,
            before: self.before,
        })
    }

    /// Returns the day and the time of the beginning, for the fields of the form.
    pub(super) fn first(&self) -> (&str, &str) {
        self.from.split_once('T').unwrap_or((&self.from, ""))
    }

    /// Returns the day and the time of the end.
    pub(super) fn last(&self) -> (&str, &str) {
        self.to.split_once('T').unwrap_or((&self.to, ""))
    }

    /// Returns the address of the page that shows what lies before a place.
    pub(super) fn address(&self, before: Option<u64>) -> String {
        let outcome = match self.success {
            Some(true) => "success",
            Some(false) => "refused",
            None => "",
        };
        let before = before.map(|place| place.to_string()).unwrap_or_default();
        let fields = [
            ("who", self.who.as_str()),
            ("what", if self.reads { ALL } else { self.action.map_or("", Action::name) }),
            ("outcome", outcome),
            ("from", &self.from),
            ("to", &self.to),
            ("before", &before),
        ];
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields.iter().filter(|(_, value)| !value.is_empty()))
            .finish();
        if query.is_empty() { "/activity".to_owned() } else { format!("/activity?{query}") }
    }
}

/// Reads a day, or a day and a minute, as the browser's fields write them. Returns its
/// first moment and how long it lasts.
fn span(field: &'static str, text: &str) -> Result<Option<(Timestamp, Duration)>, ServiceError> {
    if text.is_empty() {
        return Ok(None);
    }
    let begun = if text.contains('T') {
        jiff::civil::DateTime::strptime("%Y-%m-%dT%H:%M", text).map(|at| (at, MINUTE))
    } else {
        text.parse::<jiff::civil::Date>().map(|date| (date.at(0, 0, 0, 0), DAY))
    };
    let found = begun.and_then(|(at, length)| {
        let start = jiff::tz::TimeZone::UTC.to_timestamp(at)?;
        Ok((Timestamp::from_micros(start.as_microsecond()), length))
    });
    let why = || {
        "type a day as year-month-day, such as 2026-11-23, and a time as 19:20 if you like"
            .to_owned()
    };
    found.map(Some).map_err(|_| ServiceError::Invalid { field, why: why() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(query: &str) -> Filter {
        Filter::of(&Fields::parse(query.as_bytes()).unwrap())
    }

    #[test]
    fn an_address_says_what_was_asked_for() {
        let query = "who=al+ice%26&what=ConsoleLogin&outcome=refused&from=2026-11-01&to=2026-11-02";
        let filter = filter(query);
        assert_eq!(filter.address(None), format!("/activity?{query}"));
        assert_eq!(filter.address(Some(7)), format!("/activity?{query}&before=7"));
        assert!(filter.is_narrow() && !filter.reads);
        assert_eq!(self::filter("what=all").address(None), "/activity?what=all");
        assert_eq!(Filter::default().address(None), "/activity");
    }

    #[test]
    fn days_are_days_of_utc_and_both_count() {
        let query = filter("from=1970-01-02&to=1970-01-02").query().unwrap();
        assert_eq!(query.since, Some(Timestamp::from_unix_seconds(86_400)));
        assert_eq!(query.until, Some(Timestamp::from_unix_seconds(2 * 86_400)));
    }

    #[test]
    fn minutes_are_minutes_of_utc_and_both_count() {
        let form = "from=1970-01-02&from-time=00:01&to=1970-01-02&to-time=00:01";
        let typed = filter(form);
        assert_eq!(
            (typed.first(), typed.last()),
            (("1970-01-02", "00:01"), ("1970-01-02", "00:01"))
        );
        let address = "/activity?from=1970-01-02T00%3A01&to=1970-01-02T00%3A01";
        assert_eq!(typed.address(None), address);
        let again = filter(address.split_once('?').unwrap().1);
        assert_eq!(again, typed);
        let query = again.query().unwrap();
        assert_eq!(query.since, Some(Timestamp::from_unix_seconds(86_460)));
        assert_eq!(query.until, Some(Timestamp::from_unix_seconds(86_520)));
        let mixed = filter("from=1970-01-02T12:00&to=1970-01-02").query().unwrap();
        assert_eq!(mixed.until, Some(Timestamp::from_unix_seconds(2 * 86_400)));
    }

    #[test]
    fn wrong_days_are_said_at_their_field() {
        for (query, at) in [
            ("from=yesterday", "from"),
            ("to=2026-02-30", "to"),
            ("from=2026-02-02&to=2026-02-01", "to"),
            ("from-time=10:00", "from"),
            ("from=2026-02-02&from-time=25:00", "from"),
            ("to=2026-02-02T10:00:00Z", "to"),
            ("from=2026-02-02T10:01&to=2026-02-02T10:00", "to"),
        ] {
            let error = filter(query).query().unwrap_err();
            assert!(matches!(error, ServiceError::Invalid { field, .. } if field == at));
        }
    }
}
