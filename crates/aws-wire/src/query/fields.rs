//! Reading values against rules, with all complaints in one answer.

use serde_json::{Map, Value};

use super::Parameters;
use super::complaint::{self, Quoting, complaint, lower_first};
use super::rule::{Members, TextRule, at_least, at_most};
use crate::ApiError;

/// The most complaints that one answer lists.
const MOST: usize = 20;

/// Is the reader of one request's values. It gives a value for every field, also
/// for one that breaks its rule, so that all complaints come at once; what was
/// built leaves [`Fields::read`] only when there are none.
#[derive(Debug)]
pub struct Fields<'p> {
    parameters: &'p Parameters<'p>,
    quoting: Quoting,
    /// What stands before each name: `Tags.member.1.`.
    prefix: String,
    /// The same as complaints write it: `tags.1.member.`.
    place: String,
    complaints: Vec<String>,
    malformed: Option<ApiError>,
    /// What was read, for the record.
    told: Map<String, Value>,
}

/// Is what was read of a request, and what an audit record may say of it.
#[derive(Debug)]
pub struct Read<T> {
    /// The command, or the complaints.
    pub command: Result<T, ApiError>,
    /// The parameters that the operation has and that keep their rules, named as
    /// CloudTrail names them (`userName`, `tags[].key`). No secret is among them,
    /// and nothing that was sent under another name: a password may be.
    pub told: Map<String, Value>,
}

impl<'p> Fields<'p> {
    /// Reads a request: `build` asks for each field and puts the command together.
    pub fn read<T>(
        parameters: &'p Parameters<'p>,
        quoting: Quoting,
        build: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, ApiError> {
        Self::read_and_tell(parameters, quoting, build).command
    }

    /// Reads a request as [`Fields::read`] does, and says what was read.
    pub fn read_and_tell<T>(
        parameters: &'p Parameters<'p>,
        quoting: Quoting,
        build: impl FnOnce(&mut Self) -> T,
    ) -> Read<T> {
        let mut fields = Self {
            parameters,
            quoting,
            prefix: String::new(),
            place: String::new(),
            complaints: Vec::new(),
            malformed: None,
            told: Map::new(),
        };
        let built = build(&mut fields);
        let Self { malformed, complaints, told, .. } = fields;
        let command = match malformed {
            Some(error) => Err(error),
            None if complaints.is_empty() => Ok(built),
            None => Err(complaint::error(&complaints)),
        };
        Read { command, told }
    }

    /// Reads a text that must be there.
    pub fn text(&mut self, name: &str, rule: &TextRule) -> String {
        self.require(name);
        self.optional_text(name, rule).unwrap_or_default()
    }

    /// Reads a text that may be missing. An empty one is there.
    pub fn optional_text(&mut self, name: &str, rule: &TextRule) -> Option<String> {
        let value = self.value(name)?;
        let broken = rule.broken_by(value);
        if broken.is_empty() && !rule.secret {
            self.tell(name, cut(value).into());
        }
        for broken in broken {
            let shown = if rule.secret { "***" } else { value };
            self.complain(name, Some(shown), &broken);
        }
        Some(value.to_owned())
    }

    /// Reads one of the words that the model lists.
    pub fn optional_word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let value = self.value(name)?;
        let found = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
        if found.is_some() {
            self.tell(name, value.into());
        } else {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let broken = format!("Member must satisfy enum value set: [{}]", all.join(", "));
            self.complain(name, Some(value), &broken);
        }
        found
    }

    /// Reads one of the words that the model lists; `default` stands in for one that
    /// is missing or wrong, and a complaint is noted for both.
    pub fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)], default: T) -> T {
        self.require(name);
        self.optional_word(name, words).unwrap_or(default)
    }

    /// Reads a whole number, with leading zeros and a sign as AWS does.
    pub fn optional_integer(&mut self, name: &str, min: i64, max: i64) -> Option<i64> {
        let value = self.value(name)?;
        let Some(number) = integer(value) else {
            self.malform(name, "a whole number");
            return None;
        };
        if number > max {
            let broken = format!("Member must have value less than or equal to {max}");
            self.complain(name, Some(value), &broken);
        }
        if number < min {
            let broken = format!("Member must have value greater than or equal to {min}");
            self.complain(name, Some(value), &broken);
        }
        if (min..=max).contains(&number) {
            self.tell(name, number.into());
        }
        Some(number)
    }

    /// Reads `true`, `false`, `1` or `0`.
    pub fn optional_boolean(&mut self, name: &str) -> Option<bool> {
        let value = match self.value(name)? {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => {
                self.malform(name, "true or false");
                None
            }
        };
        if let Some(value) = value {
            self.tell(name, value.into());
        }
        value
    }

    /// Reads a list of structures, `Tags.member.1.Key`; `build` reads one member.
    /// A list that is given as an empty text (`Tags=`) is empty.
    pub fn list<T>(
        &mut self,
        name: &str,
        members: Members,
        mut build: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let indices = self.members(name, members);
        let (prefix, place) = (self.prefix.clone(), self.place.clone());
        let outer = std::mem::take(&mut self.told);
        let mut told = Vec::new();
        let mut built = Vec::with_capacity(indices.len());
        for index in indices {
            self.prefix = format!("{prefix}{name}.member.{index}.");
            self.place = format!("{place}{}.{index}.member.", lower_first(name));
            built.push(build(self));
            told.push(Value::Object(std::mem::take(&mut self.told)));
        }
        (self.prefix, self.place, self.told) = (prefix, place, outer);
        if self.has_list(name) {
            self.tell(name, Value::Array(told));
        }
        built
    }

    /// Reads a list of texts, `TagKeys.member.1`.
    pub fn texts(&mut self, name: &str, members: Members, rule: &TextRule) -> Vec<String> {
        let mut read = Vec::new();
        let mut sound = true;
        for index in self.members(name, members) {
            let value = self.value(&format!("{name}.member.{index}")).unwrap_or_default();
            sound &= rule.broken_by(value).is_empty();
            read.push(value.to_owned());
        }
        if sound && !rule.secret && self.has_list(name) {
            self.tell(name, read.iter().map(|text| cut(text)).collect());
        }
        if !sound {
            let all = rule.constraints().join(", ");
            let shown = format!("[{}]", read.join(", "));
            self.complain(name, Some(&shown), &format!("Member must satisfy constraint: [{all}]"));
        }
        read
    }

    /// Says whether a list is given, empty or not.
    pub fn has_list(&self, name: &str) -> bool {
        let name = format!("{}{name}", self.prefix);
        self.parameters.get(&name).is_some()
            || self.parameters.indices(&format!("{name}.member")).is_ok_and(|all| !all.is_empty())
    }

    /// Notes that a list must be given.
    pub fn require_list(&mut self, name: &str) {
        if !self.has_list(name) && self.malformed.is_none() {
            self.complain(name, None, "Member must not be null");
        }
    }

    /// Notes a complaint about a value that only the operation can judge.
    pub fn complain(&mut self, name: &str, value: Option<&str>, broken: &str) {
        if self.complaints.len() < MOST {
            let place = format!("{}{}", self.place, lower_first(name));
            self.complaints.push(complaint(self.quoting, &place, value, broken));
        }
    }

    fn tell(&mut self, name: &str, value: Value) {
        self.told.insert(lower_first(name), value);
    }

    fn value(&self, name: &str) -> Option<&'p str> {
        if self.prefix.is_empty() {
            self.parameters.get(name)
        } else {
            self.parameters.get(&format!("{}{name}", self.prefix))
        }
    }

    fn require(&mut self, name: &str) {
        if self.value(name).is_none() {
            self.complain(name, None, "Member must not be null");
        }
    }

    fn malform(&mut self, name: &str, wanted: &str) {
        let name = format!("{}{name}", self.prefix);
        self.malformed
            .get_or_insert_with(|| ApiError::malformed_input(format!("{name} is not {wanted}.")));
    }

    fn members(&mut self, name: &str, members: Members) -> Vec<u32> {
        match self.parameters.indices(&format!("{}{name}.member", self.prefix)) {
            Ok(indices) => {
                if indices.len() > members.max {
                    self.complain(name, None, &at_most(members.max));
                } else if indices.len() < members.min && self.has_list(name) {
                    self.complain(name, None, &at_least(members.min));
                }
                indices
            }
            Err(error) => {
                self.malformed.get_or_insert(error);
                Vec::new()
            }
        }
    }
}

/// Characters of one value that a record keeps; longer ones are cut.
const LONGEST_TOLD: usize = 12_288;

fn cut(value: &str) -> &str {
    let end = value.char_indices().nth(LONGEST_TOLD).map_or(value.len(), |(end, _)| end);
    value.get(..end).unwrap_or(value)
}

/// Reads `+007` as well as `7`. What does not fit becomes the nearest number that
/// does, so that the complaint is about its size.
fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(i64::MAX);
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Pattern;

    const NAME: TextRule = TextRule::length(1, 8).like(Pattern {
        text: "[\\w]+",
        fits: |text| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric()),
    });
    const FEW: Members = Members { min: 1, max: 2 };

    fn read<T>(text: &str, build: impl FnOnce(&mut Fields<'_>) -> T) -> Result<T, String> {
        quoted(Quoting::Nothing, text, build)
    }

    fn quoted<T>(
        quoting: Quoting,
        text: &str,
        build: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Result<T, String> {
        let parameters = Parameters::parse(text.as_bytes()).unwrap();
        // The command may not borrow from the parameters, so they can end here.
        Fields::read(&parameters, quoting, build).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_told_is_what_was_understood_and_no_secret() {
        let text = "UserName=ann&Password=hush1&Pasword=hush2&Status=Active&MaxItems=007&Path=a/b\
                    &Tags.member.1.Key=a&Tags.member.1.Value=b&TagKeys.member.1=c&B=1";
        let parameters = Parameters::parse(text.as_bytes()).unwrap();
        let read = Fields::read_and_tell(&parameters, Quoting::Nothing, |f| {
            f.text("UserName", &NAME);
            f.text("Password", &NAME.secret());
            f.optional_text("Path", &NAME);
            f.optional_word("Status", &[("Active", ())]);
            f.optional_integer("MaxItems", 1, 9);
            f.optional_boolean("B");
            f.list("Tags", FEW, |tag| (tag.text("Key", &NAME), tag.text("Value", &NAME)));
            f.texts("TagKeys", FEW, &NAME);
        });
        assert!(read.command.is_err(), "the path breaks its rule");
        assert_eq!(
            Value::Object(read.told),
            serde_json::json!({
                "userName": "ann", "status": "Active", "maxItems": 7, "b": true,
                "tags": [{ "key": "a", "value": "b" }], "tagKeys": ["c"],
            })
        );
    }

    #[test]
    fn complaints_have_the_words_of_aws() {
        let name = |text| read(text, |f| f.text("UserName", &NAME)).unwrap_err();
        assert_eq!(
            name("UserName=a/b"),
            "ValidationError: 1 validation error detected: Value at 'userName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\w]+"
        );
        assert_eq!(
            name("UserName="),
            "ValidationError: 2 validation errors detected: Value at 'userName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\w]+; Value at \
             'userName' failed to satisfy constraint: Member must have length greater than or \
             equal to 1"
        );
        assert_eq!(
            name("Username=ann"),
            "ValidationError: 1 validation error detected: Value at 'userName' failed to satisfy \
             constraint: Member must not be null"
        );
        let quoted = |text| quoted(Quoting::Values, text, |f| f.text("RoleSessionName", &NAME));
        assert_eq!(
            quoted("RoleSessionName=abcdefghi").unwrap_err(),
            "ValidationError: 1 validation error detected: Value 'abcdefghi' at \
             'roleSessionName' failed to satisfy constraint: Member must have length less than or \
             equal to 8"
        );
        assert!(quoted("").unwrap_err().contains("Value null at 'roleSessionName'"));
        assert_eq!(quoted("RoleSessionName=abc").unwrap(), "abc");
    }

    #[test]
    fn no_complaint_repeats_a_secret_or_a_million_characters() {
        let secret = NAME.secret();
        let said = quoted(Quoting::Values, "Password=hush!", |f| f.text("Password", &secret));
        assert!(!said.unwrap_err().contains("hush"));
        let long = format!("UserName={}", "x".repeat(1_000_000));
        let said = quoted(Quoting::Values, &long, |f| f.text("UserName", &NAME)).unwrap_err();
        assert!(said.len() < 1_000, "{}", said.len());
    }

    #[test]
    fn numbers_are_read_leniently_and_judged_strictly() {
        let of = |text: &str| {
            read(&format!("MaxItems={text}"), |f| f.optional_integer("MaxItems", 1, 1000))
        };
        assert_eq!(of("007"), Ok(Some(7)));
        assert_eq!(of("%2B7"), Ok(Some(7)));
        assert_eq!(of("1000"), Ok(Some(1000)));
        assert_eq!(read("", |f| f.optional_integer("MaxItems", 1, 1000)), Ok(None));
        for (text, what) in [("0", "greater"), ("-5", "greater"), ("1001", "less")] {
            assert!(of(text).unwrap_err().contains(what), "{text}");
        }
        assert!(of("99999999999999999999999999").unwrap_err().contains("less than or equal"));
        assert!(of("-99999999999999999999999999").unwrap_err().contains("greater than or equal"));
        for text in ["", "x", "1.0", "1e3", "0x10", "+7", "--7", "-", "%D9%A7"] {
            assert!(of(text).unwrap_err().starts_with("MalformedInput"), "{text}");
        }
    }

    #[test]
    fn booleans_have_four_spellings() {
        let of = |text: &str| read(&format!("B={text}"), |f| f.optional_boolean("B"));
        assert_eq!((of("true"), of("1")), (Ok(Some(true)), Ok(Some(true))));
        assert_eq!((of("false"), of("0")), (Ok(Some(false)), Ok(Some(false))));
        for text in ["", "True", "yes", "TRUE", "2"] {
            assert!(of(text).unwrap_err().starts_with("MalformedInput"), "{text}");
        }
    }

    #[test]
    fn words_are_those_of_the_model() {
        let words = [("Active", true), ("Inactive", false)];
        let of = |text: &str| read(text, |f| f.word("Status", &words, false));
        assert_eq!(of("Status=Active"), Ok(true));
        assert!(of("Status=active").unwrap_err().ends_with("enum value set: [Active, Inactive]"));
        assert!(of("").unwrap_err().ends_with("Member must not be null"));
    }

    #[test]
    fn lists_hold_structures() {
        let tags = |text: &str| {
            read(text, |f| {
                f.require_list("Tags");
                f.list("Tags", Members { min: 0, max: 2 }, |tag| {
                    (tag.text("Key", &NAME), tag.text("Value", &TextRule::length(0, 3)))
                })
            })
        };
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            tags(
                "Tags.member.2.Key=c&Tags.member.2.Value=&Tags.member.1.Key=a&\
                  Tags.member.1.Value=b"
            ),
            Ok(vec![pair("a", "b"), pair("c", "")])
        );
        assert_eq!(tags("Tags="), Ok(vec![]));
        assert!(tags("").unwrap_err().contains("Value at 'tags' failed"));
        let said = tags("Tags.member.1.Key=a&Tags.member.1.Value=long&Tags.member.2.Key=b");
        let said = said.unwrap_err();
        assert!(said.contains("2 validation errors"), "{said}");
        assert!(said.contains("Value at 'tags.1.member.value' failed"), "{said}");
        assert!(said.contains("Value at 'tags.2.member.value' failed"), "{said}");
        let three = "Tags.member.1.Key=a&Tags.member.2.Key=b&Tags.member.3.Key=c";
        assert!(tags(three).unwrap_err().contains("length less than or equal to 2"));
        assert!(tags("Tags.member.0.Key=a").unwrap_err().starts_with("MalformedInput"));
        assert!(tags("Tags.member.x=a").unwrap_err().starts_with("MalformedInput"));
    }

    #[test]
    fn lists_hold_texts() {
        let keys = |text: &str| read(text, |f| f.texts("TagKeys", FEW, &NAME));
        let given = "TagKeys.member.1=a&TagKeys.member.2=b";
        assert_eq!(keys(given), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(keys(""), Ok(vec![]));
        assert!(keys("TagKeys=").unwrap_err().contains("greater than or equal to 1"));
        assert_eq!(
            keys("TagKeys.member.1=").unwrap_err(),
            "ValidationError: 1 validation error detected: Value at 'tagKeys' failed to satisfy \
             constraint: Member must satisfy constraint: [Member must have length less than or \
             equal to 8, Member must have length greater than or equal to 1, Member must satisfy \
             regular expression pattern: [\\w]+]"
        );
    }

    #[test]
    fn one_answer_lists_a_bounded_number_of_complaints() {
        let said = read("", |f| (0..1000).map(|n| f.text(&format!("P{n}"), &NAME)).count());
        assert!(said.unwrap_err().starts_with("ValidationError: 20 validation errors"));
    }
}
