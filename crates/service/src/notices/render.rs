//! From words to a mail: the same letter as text and as HTML, and the seal under
//! which it waits.

use askama::Template;
use identity::account::Account;
use identity::names::AccountId;
use serde::{Deserialize, Serialize};
use storage::MessageId;

use super::Letter;
use crate::env::random;
use crate::keys::Secret;
use crate::service::corrupt;
use crate::{Service, ServiceError};

/// Columns of a line of text.
const COLUMNS: usize = 72;

/// Is what a mail says, ready to be sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The subject.
    pub subject: String,
    /// The text, in lines that end with a line feed.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content(may hold a link or a code)")
    }
}

#[derive(Template)]
#[template(path = "notice.html")]
struct Page<'a> {
    issuer: &'a str,
    account: &'a str,
    number: String,
    subject: &'a str,
    letter: &'a Letter,
    link: Option<(&'a str, String)>,
}

/// Puts a letter into its two forms.
pub(crate) fn render(svc: &Service, account: &Account, letter: &Letter) -> Content {
    let settings = svc.settings();
    put(&settings.issuer, &settings.public_url, account, letter)
}

/// Puts a letter of an issuer into its two forms; a link leads to the public address.
pub(super) fn put(issuer: &str, public_url: &str, account: &Account, letter: &Letter) -> Content {
    let link = letter.link.as_ref().map(|link| {
        let address = format!("{public_url}{}", link.path);
        (link.label.as_str(), address)
    });
    let page = Page {
        issuer,
        account: account.name.as_str(),
        number: in_groups(account.id),
        subject: &letter.subject,
        letter,
        link,
    };
    let text = text(&page);
    // A template without includes or filters of its own cannot fail.
    let html = page.render().unwrap_or_default();
    Content { subject: format!("{} ({})", letter.subject, account.name.as_str()), text, html }
}

fn text(page: &Page<'_>) -> String {
    let letter = page.letter;
    let mut text = String::new();
    let mut paragraph = |words: &str| {
        wrap(&mut text, words);
        text.push('\n');
    };
    paragraph(page.subject);
    letter.said.iter().for_each(|said| paragraph(said));
    if let Some(code) = &letter.code {
        paragraph(&format!("    {code}"));
    }
    if let Some((label, address)) = &page.link {
        paragraph(&format!("{label}:\n{address}"));
    }
    let mut facts = letter.facts.clone();
    facts.push(("Account", format!("{}, number {}", page.account, page.number)));
    let facts: Vec<String> = facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    paragraph(&facts.join("\n"));
    letter.otherwise.iter().for_each(|otherwise| paragraph(otherwise));
    paragraph(&format!(
        "{} sent you this because your address was entered for this account. It never asks for a \
         password or a code by mail, and never asks you to sign in by a link.",
        page.issuer
    ));
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Appends words in lines of at most [`COLUMNS`] columns; a longer word has a
/// line of its own. Line breaks and blanks at the beginning of a line stay.
fn wrap(text: &mut String, words: &str) {
    for line in words.lines() {
        let indent = line.len() - line.trim_start().len();
        text.push_str(&" ".repeat(indent));
        let mut column = indent;
        for word in line.split_whitespace() {
            let width = word.chars().count();
            if column > indent && column + 1 + width > COLUMNS {
                text.push('\n');
                column = 0;
            } else if column > indent {
                text.push(' ');
                column += 1;
            }
            text.push_str(word);
            column += width;
        }
        text.push('\n');
    }
}

/// Writes an account's number as people read it: `1234 5678 9012`.
fn in_groups(id: AccountId) -> String {
    let digits = id.to_string();
    let groups: Vec<&str> =
        [0..4, 4..8, 8..12].into_iter().filter_map(|range| digits.get(range)).collect();
    groups.join(" ")
}

/// Seals what a message says, for it alone.
pub(crate) fn seal(
    svc: &Service,
    account: AccountId,
    id: MessageId,
    content: &Content,
) -> Result<Vec<u8>, ServiceError> {
    let plain = serde_json::to_vec(content)
        .map_err(|_| ServiceError::Fault("a message could not be written".to_owned()))?;
    let plain = zeroize::Zeroizing::new(plain);
    svc.keys().seal(Secret::Mail, &plain, &place(account, id), random(svc.env()))
}

/// Opens what [`seal`] sealed.
pub(crate) fn open(
    svc: &Service,
    account: AccountId,
    id: MessageId,
    sealed: &[u8],
) -> Result<Content, ServiceError> {
    let plain = svc.keys().open(Secret::Mail, sealed, &place(account, id))?;
    serde_json::from_slice(&plain).map_err(|_| corrupt("a message cannot be read"))
}

fn place(account: AccountId, id: MessageId) -> String {
    format!("message {} of {account}", data_encoding::HEXLOWER.encode(&id.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(words: &str) -> String {
        let mut text = String::new();
        wrap(&mut text, words);
        text
    }

    #[test]
    fn lines_are_no_longer_than_they_may_be_and_nothing_is_lost() {
        let words = "word ".repeat(100);
        let text = wrapped(&words);
        assert!(text.lines().all(|line| line.len() <= COLUMNS), "{text}");
        assert_eq!(text.split_whitespace().count(), 100);
    }

    #[test]
    fn a_long_address_is_not_broken() {
        let address = format!("https://id.example.com/{}", "x".repeat(200));
        assert!(wrapped(&format!("Go on:\n{address}")).contains(&address));
    }

    #[test]
    fn a_code_keeps_its_indent() {
        assert_eq!(wrapped("    123456"), "    123456\n");
    }
}
