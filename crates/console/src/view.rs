//! What templates need in common: the frame around a page, and how times are
//! written.

use identity::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use service::Caller;

use crate::notice::Done;
use crate::web::fields::Fields;
use crate::web::session::SignedIn;

/// Is the frame around a page of a signed-in caller.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own for a template")]
pub(crate) struct Shell {
    /// The user's name, or `root`.
    pub(crate) name: String,
    /// The account's number.
    pub(crate) account: String,
    /// Whether it is the root user.
    pub(crate) root: bool,
    /// Whether the policy AdministratorAccess is attached, or it is root.
    pub(crate) administrator: bool,
    /// Whether policies show the users.
    pub(crate) users: bool,
    /// Whether policies show the account.
    pub(crate) of_account: bool,
    /// Whether the session is for repairs only, so that there is nowhere else to go.
    pub(crate) repairing: bool,
    /// The token for the page's forms.
    pub(crate) form_token: String,
    /// Which entry of the navigation is the present one.
    pub(crate) section: Section,
    /// Whether a device must be registered before anything else.
    pub(crate) enrols_first: bool,
    /// What was just done, if the page follows a change.
    pub(crate) notice: Option<&'static str>,
}

/// Is an entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// Who am I.
    Home,
    /// Devices and password.
    Credentials,
    /// Which losses lock out, which thefts let in.
    Access,
    /// IAM users.
    Users,
    /// The audit trail.
    Activity,
    /// Name and contact.
    Account,
    /// None of them: a page between two others.
    Between,
}

impl Shell {
    pub(crate) fn new(caller: &Caller, form_token: &str, section: Section) -> Self {
        Self {
            name: caller.name().to_owned(),
            account: caller.account().to_string(),
            root: caller.is_root(),
            administrator: caller.is_administrator(),
            users: caller.sees_users(),
            of_account: caller.sees_account(),
            repairing: caller.is_repairing(),
            form_token: form_token.to_owned(),
            section,
            enrols_first: caller.enrols_first(),
            notice: None,
        }
    }

    pub(crate) fn of(signed_in: &SignedIn, section: Section) -> Self {
        Self::new(&signed_in.caller, &signed_in.form_token, section)
    }

    /// Says what was just done, if the address says so with one of our words.
    pub(crate) fn after(mut self, query: &Fields) -> Self {
        self.notice = Done::text_of(query.text("done"));
        self
    }

    /// Returns the account's number as people read it aloud: `1234 5678 9012`.
    pub(crate) fn account_in_groups(&self) -> String {
        in_groups(&self.account)
    }

    /// Says whether an entry of the navigation is the present one.
    pub(crate) fn is(&self, section: &str) -> bool {
        let present = match self.section {
            Section::Home => "home",
            Section::Credentials => "credentials",
            Section::Access => "access",
            Section::Users => "users",
            Section::Activity => "activity",
            Section::Account => "account",
            Section::Between => "",
        };
        present == section
    }
}

/// Begins a sentence with a capital.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Is a moment as pages show it.
pub(crate) struct Moment {
    /// For machines: RFC 3339 in UTC.
    pub(crate) machine: String,
    /// For people: `23 Nov 2026, 19:20 UTC`.
    pub(crate) people: String,
    /// For people: `5 minutes ago`.
    pub(crate) ago: String,
}

impl Moment {
    pub(crate) fn new(at: Timestamp, now: Timestamp) -> Self {
        let stamp = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or_default();
        Self {
            machine: stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            people: stamp.strftime("%-d %b %Y, %H:%M UTC").to_string(),
            ago: ago(now.since(at).as_secs()),
        }
    }
}

fn ago(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

/// Sets an account's number in groups of four, which every field takes as it is;
/// an alias stays what it is.
pub(crate) fn in_groups(account: &str) -> String {
    if !account.bytes().all(|b| b.is_ascii_digit()) {
        return account.to_owned();
    }
    let digits: Vec<char> = account.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// What may stand in a path or a query value as it is.
const KEEP: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Writes a text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, KEEP).to_string()
}

/// Writes `prefix` and a text as the value of a query.
pub(crate) fn query_value(prefix: &str, text: &str) -> String {
    format!("{prefix}{}", utf8_percent_encode(text, KEEP))
}

/// Writes a path with a query; what is empty is left out.
pub(crate) fn address(path: &str, query: &[(&str, &str)]) -> String {
    let given = query.iter().filter(|(_, value)| !value.is_empty());
    given.enumerate().fold(path.to_owned(), |address, (place, (name, value))| {
        let sign = if place == 0 { '?' } else { '&' };
        address + &query_value(&format!("{sign}{name}="), value)
    })
}

/// Returns an address of our own to go on to, or the first page for anything
/// else: never another site.
pub(crate) fn own_address(then: Option<&str>) -> &str {
    then.filter(|then| {
        then.starts_with('/')
            && !then.starts_with("//")
            && !then.starts_with("/\\")
            && then.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
    })
    .unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_addresses_are_followed() {
        assert_eq!(own_address(Some("/users?after=a%40b")), "/users?after=a%40b");
        for foreign in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/ä"]
        {
            assert_eq!(own_address(Some(foreign)), "/", "{foreign:?}");
        }
        assert_eq!(own_address(None), "/");
    }

    #[test]
    fn addresses_with_what_is_given() {
        assert_eq!(address("/signin", &[("as", ""), ("then", "")]), "/signin");
        let full = address("/signin", &[("as", "root"), ("x", ""), ("then", "/users?after=a b")]);
        assert_eq!(full, "/signin?as=root&then=%2Fusers%3Fafter%3Da%20b");
    }

    #[test]
    fn account_numbers_in_groups_of_four() {
        assert_eq!(in_groups("123456789012"), "1234 5678 9012");
        assert_eq!(in_groups("harbour-lights"), "harbour-lights");
    }

    #[test]
    fn ages() {
        assert_eq!(ago(59), "just now");
        assert_eq!(ago(60), "1 minute ago");
        assert_eq!(ago(7_199), "1 hour ago");
        assert_eq!(ago(200_000), "2 days ago");
    }
}
