//! Documents that are made to hurt: none takes long, none ends the program.

use std::time::Duration;

use identity::policy::{Context, Kind, Policy, PolicyError, Verdict};
use proptest::prelude::*;

use crate::world::{ask, policy, statement};

/// Fails if the work takes ten seconds; it takes milliseconds, or hours.
fn quickly(work: impl FnOnce() + Send + 'static) {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        work();
        let _ = sender.send(());
    });
    assert!(receiver.recv_timeout(Duration::from_secs(10)).is_ok());
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let depth = 1000;
        let document = format!("{}0{}", open.repeat(depth), close.repeat(depth));
        let fault = Policy::parse(Kind::RoleInline, &document).unwrap_err();
        assert_eq!(fault.to_string(), "This policy contains invalid Json");
    }
    let document = "[".repeat(131_072);
    assert!(matches!(Policy::parse(Kind::RoleInline, &document), Err(PolicyError::TooLong(_))));
}

#[test]
fn endless_documents_are_refused() {
    for document in [" ".repeat(131_073), "x".repeat(50_000_000)] {
        assert!(Policy::parse(Kind::Managed, &document).is_err());
    }
    let padded = format!(
        r#"{}{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*"}}}}"#,
        " ".repeat(130_000)
    );
    assert!(Policy::parse(Kind::Managed, &padded).is_ok());
}

#[test]
fn many_members_and_statements_are_read_quickly() {
    quickly(|| {
        let statements = vec![r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#; 215].join(",\n");
        let document = format!(r#"{{"Statement":[{statements}]}}"#);
        assert!(Policy::parse(Kind::RoleInline, &document).is_ok());
        let members: Vec<String> = (0..1400).map(|n| format!(r#""{n}":0"#)).collect();
        let document = format!("{{{}}}", members.join(","));
        assert!(Policy::parse(Kind::RoleInline, &document).is_err());
    });
}

#[test]
fn wildcard_bombs_do_not_go_off() {
    quickly(|| {
        for pattern in
            ["*a".repeat(2900), "*?".repeat(2900), "?a".repeat(2900), "*a?b".repeat(1400)]
        {
            let policy = statement(&format!(
                r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam::1:user/*{pattern}*z""#
            ));
            let resource = format!("arn:aws:iam::1:user/{}", "a".repeat(100_000));
            let verdict = ask(&policy, "iam:GetUser", &resource, &Context::new());
            assert_ne!(verdict, Verdict::Allowed);
        }
    });
}

#[test]
fn many_variables_with_long_values_are_bounded() {
    quickly(|| {
        let policy = statement(&format!(
            r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam::1:user/{}""#,
            "*${aws:x}".repeat(600)
        ));
        let context = Context::new().with("aws:x", "a".repeat(8192));
        let resource = format!("arn:aws:iam::1:user/{}", "a".repeat(8192 * 2));
        assert_ne!(ask(&policy, "iam:GetUser", &resource, &context), Verdict::Allowed);
    });
}

#[test]
fn odd_texts_in_odd_places_do_no_harm() {
    for text in ["\\u0000", "\\ud83d\\ude00", "\u{202e}", "ﬁ", "İ", "${", "$", "}", "\\\\"] {
        let document = format!(
            r#"{{"Version":"2012-10-17","Id":"{text}","Statement":{{"Effect":"Allow","Action":"*",
                "Resource":"*","Condition":{{"StringEqualsIgnoreCase":{{"a:{text}":"x"}}}}}}}}"#
        );
        let policy = policy(&document);
        assert_ne!(ask(&policy, "iam:\u{130}", "", &Context::new()), Verdict::Allowed);
    }
    for broken in ["\\ud83d", "\\ud83d\\u0020", "\\ude00", "\\x", "\u{1}", "\\u12g4"] {
        let document = format!(r#"{{"Id":"{broken}"}}"#);
        let fault = Policy::parse(Kind::Managed, &document).unwrap_err();
        assert_eq!(fault.to_string(), "This policy contains invalid Json", "{broken}");
    }
}

proptest! {
    /// Any text at all, and texts that look like policies.
    #[test]
    fn no_document_ends_the_program(text in prop_oneof![
        ".{0,300}",
        "[\\[\\]{}:,\"\\\\ a-z0-9$*?.-]{0,300}",
        r#"\{"Version":"2012-10-17","Statement":\{"Effect":"(Allow|Deny)","Action":"[a-z:*?]{1,9}","Resource":"arn:aws:[a-z*]{0,4}:[a-z]?:[0-9*]{0,3}:[ -!#-\[\]-~]{0,40}","Condition":\{"(Null|Bool|DateEquals|IpAddress|ArnLike|StringLike|NumericEquals)":\{"a:[a-z]{1,3}":"[ -!#-\[\]-~]{0,20}"\}\}\}\}"#,
    ]) {
        for kind in [
            Kind::Managed, Kind::UserInline, Kind::GroupInline, Kind::RoleInline, Kind::Trust,
            Kind::Session, Kind::Resource,
        ] {
            match Policy::parse(kind, &text) {
                Ok(policy) => {
                    let context = Context::new().with("a:a", "x");
                    ask(&policy, "iam:GetUser", "arn:aws:iam::1:user/x", &context);
                    policy.context_keys();
                }
                Err(PolicyError::Malformed(fault)) => prop_assert!(!fault.explain().is_empty()),
                Err(PolicyError::TooLong(_)) => {}
            }
        }
    }
}
