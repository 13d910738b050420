//! One notice of every kind, looked at in both of its forms.

use std::collections::BTreeSet;

use identity::Timestamp;
use identity::account::Account;
use identity::contact::Contact;
use identity::names::{AccountId, AccountName, EmailAddress};

use super::copied_passkey::CopiedPasskey;
use super::lost_administrator::LostAdministrator;
use super::mfa_reset::{MfaReset, MfaResetAsked};
use super::new_administrator::NewAdministrator;
use super::recovery_codes::RecoveryCodes;
use super::removed_device::{Left, RemovedDevice};
use super::render::put;
use super::repeated_failures::RepeatedFailures;
use super::{
    Circumstances, CodesEvent, ContactChanged, ContactCode, Content, ExpiringToken,
    ForgottenPassword, Guessed, Letter, LostDevice, NewAccessKey, NewDevice, NewPlace, Notice,
    OperatorRecovery, PasskeyRule, PasswordChanged, PasswordReset, PhoneAnnounced, PhoneChanged,
    RecoveryLinkMail, RecoveryStep, RootUse, StoreRestored, Told,
};
use crate::Peer;

const URL: &str = "https://id.acme.example";

/// The kinds whose very purpose is a link.
const WITH_LINK: [&str; 4] =
    ["forgotten-password", "phone-announced", "recovery-link", "root-recovery"];

fn of<N: Notice>(notice: &N) -> (&'static str, Letter) {
    (N::KIND, notice.letter())
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_unix_seconds(1_700_000_000)
}

fn circumstances() -> Circumstances {
    Circumstances::at(Peer::new("192.0.2.7".parse().unwrap()), now())
}

fn every() -> Vec<(&'static str, Letter)> {
    let left = Left { devices: 1, refused: 0, codes: 0, enrols_first: false };
    let (owner, device, by) = ("anna", "anna-phone", Some("root"));
    let path = "/some/where/token".to_owned();
    vec![
        of(&ContactChanged {
            contact: Contact::Security,
            old: Some(address("old@acme.example")),
            new: Some(address("new@acme.example")),
            circumstances: circumstances(),
        }),
        of(&ContactCode {
            contact: Contact::Email,
            address: address("new@acme.example"),
            code: "123456".to_owned(),
            circumstances: circumstances(),
        }),
        of(&CopiedPasskey { owner, device, circumstances: circumstances() }),
        of(&ExpiringToken { owner, device, expires: now(), over: false, other_ways: false }),
        of(&ForgottenPassword {
            address: address("owner@acme.example"),
            path: path.clone(),
            circumstances: circumstances(),
        }),
        of(&LostAdministrator {
            whom: "the user anna",
            by: "root",
            circumstances: circumstances(),
        }),
        of(&LostDevice { owner, device, found: false, circumstances: circumstances() }),
        of(&MfaReset {
            user: "anna",
            by: "root",
            asked_by: Some("bob"),
            gone: (1, 10),
            circumstances: circumstances(),
        }),
        of(&MfaResetAsked { user: "anna", by: "bob", circumstances: circumstances() }),
        of(&NewAccessKey { owner, id: "AKIAEXAMPLE", by, circumstances: circumstances() }),
        of(&NewAdministrator { whom: "the user anna", by: "root", circumstances: circumstances() }),
        of(&NewDevice { owner, device, by, circumstances: circumstances() }),
        of(&NewPlace { name: "anna", mfa: true, circumstances: circumstances() }),
        of(&OperatorRecovery { removed: 2, circumstances: circumstances() }),
        of(&PasskeyRule {
            owner,
            by: Some("root".to_owned()),
            on: true,
            circumstances: circumstances(),
        }),
        of(&PasswordChanged { owner, by: None, circumstances: circumstances() }),
        of(&PasswordReset { devices: 1, circumstances: circumstances() }),
        of(&PhoneAnnounced {
            by: "anna".to_owned(),
            number: "+49\u{2022}\u{2022}67".to_owned(),
            due: now(),
            stop: path.clone(),
            circumstances: circumstances(),
        }),
        of(&PhoneChanged {
            old: Some("+49\u{2022}\u{2022}67".to_owned()),
            new: Some("+49\u{2022}\u{2022}21".to_owned()),
            circumstances: circumstances(),
        }),
        of(&RecoveryCodes {
            owner,
            event: CodesEvent::Used { left: 3 },
            circumstances: circumstances(),
        }),
        of(&RecoveryLinkMail {
            to: address("owner@acme.example"),
            path: path.clone(),
            circumstances: circumstances(),
        }),
        of(&RecoveryStep { told: Told::Begun, stop: Some(path), circumstances: circumstances() }),
        of(&RemovedDevice { owner, device, by, left, circumstances: circumstances() }),
        of(&RepeatedFailures {
            name: "anna",
            guessed: Guessed::Codes,
            circumstances: circumstances(),
        }),
        of(&RootUse { mfa: true, known_browser: false, circumstances: circumstances() }),
        of(&StoreRestored {
            voided: &["anna".to_owned()],
            kept: &["bob".to_owned()],
            circumstances: circumstances(),
        }),
    ]
}

fn rendered(letter: &Letter) -> Content {
    let account = Account {
        id: AccountId::parse("123456789012").unwrap(),
        name: AccountName::parse("Acme").unwrap(),
        alias: None,
        email: address("owner@acme.example"),
        phone: None,
        created: now(),
    };
    put("Secondkey", URL, &account, letter)
}

/// Returns the words that somebody reads, one blank apart.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the words of a page without its markup.
fn words_of_html(html: &str) -> String {
    let (mut text, mut inside) = (String::new(), false);
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    let plain = [("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">")];
    words(&plain.iter().fold(text, |text, (escaped, plain)| text.replace(escaped, plain)))
}

/// A kind that is not looked at here fails: each is a file with its name.
#[test]
fn no_kind_is_left_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/notices");
    let mut kinds = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let named = text.split("const KIND: &'static str = \"").skip(1);
        kinds.extend(named.filter_map(|rest| rest.split('"').next().map(str::to_owned)));
    }
    let seen: BTreeSet<String> = every().into_iter().map(|(kind, _)| kind.to_owned()).collect();
    assert!(kinds.len() > 20, "{kinds:?}");
    assert_eq!(seen, kinds);
}

#[test]
fn both_forms_of_every_kind_say_the_same_and_say_it_in_full() {
    for (kind, letter) in every() {
        let content = rendered(&letter);
        assert_eq!(content.subject, format!("{} (Acme)", letter.subject), "{kind}");
        assert!(!letter.said.is_empty() && !letter.facts.is_empty(), "{kind}");
        let facts = letter.facts.iter().map(|(_, value)| value);
        let all = std::iter::once(&letter.subject)
            .chain(&letter.said)
            .chain(&letter.otherwise)
            .chain(&letter.code)
            .chain(facts);
        let forms = [("text", words(&content.text)), ("HTML", words_of_html(&content.html))];
        for said in all.map(|said| words(said)) {
            for (form, read) in &forms {
                assert!(read.contains(&said), "{kind}, {form}: {said}\n{read}");
            }
        }
        for (form, read) in forms {
            assert!(read.contains("Acme, number 1234 5678 9012"), "{kind}, {form}: {read}");
            assert!(read.contains("never asks you to sign in by a link"), "{kind}, {form}: {read}");
        }
    }
}

#[test]
fn no_kind_has_a_link_but_those_that_are_about_one() {
    for (kind, letter) in every() {
        let content = rendered(&letter);
        let wanted = WITH_LINK.contains(&kind);
        assert_eq!(letter.link.is_some(), wanted, "{kind}");
        let address = format!("{URL}/some/where/token");
        let count = usize::from(wanted);
        assert_eq!(content.text.matches("http").count(), count, "{kind}: {}", content.text);
        assert_eq!(content.text.matches(&address).count(), count, "{kind}: {}", content.text);
        let targets: Vec<_> = content.html.split("href=\"").skip(1).collect();
        assert_eq!(targets.len(), count, "{kind}: {}", content.html);
        assert!(targets.iter().all(|target| target.starts_with(&address)), "{kind}: {targets:?}");
        for other in ["src=", "<script", "<form", "@import", "url("] {
            assert!(!content.html.contains(other), "{kind}: {other}");
        }
    }
}
