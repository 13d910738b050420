//! What the elements of a statement mean, one by one.

use identity::policy::{Context, Kind, Policy, Verdict};

use crate::world::{allow_if, allows, ask, context, policy, session, statement, user};

fn by_action(element: &str, action: &str) -> bool {
    let policy = statement(&format!(r#""Effect":"Allow",{element},"Resource":"*""#));
    ask(&policy, action, "*", &Context::new()) == Verdict::Allowed
}

fn by_resource(element: &str, resource: &str, context: &Context) -> bool {
    let policy = statement(&format!(r#""Effect":"Allow","Action":"*",{element}"#));
    ask(&policy, "iam:GetUser", resource, context) == Verdict::Allowed
}

/// Says whether a condition holds in a context.
fn holds(condition: &str, context: &Context) -> bool {
    allows(&allow_if(condition), context)
}

fn with(key: &str, value: &str) -> Context {
    Context::new().with(key, value)
}

#[test]
fn actions_match_without_regard_to_case() {
    assert!(by_action(r#""Action":"IAM:listusers""#, "iam:ListUsers"));
    assert!(by_action(r#""Action":"iam:LIST*""#, "iam:ListUsers"));
    assert!(by_action(r#""Action":["s3:*","iam:?istUsers"]"#, "iam:ListUsers"));
    assert!(by_action(r#""Action":"*""#, "iam:ListUsers"));
    assert!(by_action(r#""Action":"*:*""#, "iam:ListUsers"));
    assert!(!by_action(r#""Action":"iam:List""#, "iam:ListUsers"));
    assert!(!by_action(r#""Action":"iam:ListUsers?""#, "iam:ListUsers"));
    assert!(!by_action(r#""Action":"s3:*""#, "iam:ListUsers"));
}

#[test]
fn not_action_means_all_others() {
    assert!(by_action(r#""NotAction":"iam:*""#, "s3:GetObject"));
    assert!(!by_action(r#""NotAction":["s3:*","iam:L*"]"#, "iam:ListUsers"));
}

#[test]
fn resources_match_with_regard_to_case_and_stars_cross_everything() {
    let none = Context::new();
    let fits = |pattern: &str, resource: &str| {
        by_resource(&format!(r#""Resource":"{pattern}""#), resource, &none)
    };
    let arn = "arn:aws:iam::123456789012:user/deep/path/quill";
    for pattern in [
        "*",
        "arn:aws:iam::*",
        "arn:aws:*",
        "arn:*",
        "arn:aws:iam::123456789012:*",
        "arn:aws:iam::123456789012:user/*",
        "arn:aws:iam::123456789012:user/*/quill",
        "arn:aws:iam::*:user/*",
        "arn:aws:iam::123456789012:user/deep/?ath/quil?",
        "arn:aws:iam::123456789012:user/d*p/*h/q*ll",
        "arn:aws:iam::123456789012:user/deep/path/quill*",
        "arn:aws:iam::*2:user/deep/path/quill",
    ] {
        assert!(fits(pattern, arn), "{pattern}");
    }
    for pattern in [
        "arn:aws:iam::123456789012:user/Deep/path/quill",
        "arn:aws:iam::123456789012:user/quill",
        "arn:aws:iam::123456789012:user/deep/path/quill?",
        "arn:aws:iam::123456789012:user/deep/?/quill",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::*:user/*/quil",
        "arn:aws:iam::123456789012:user/*quill*quill",
    ] {
        assert!(!fits(pattern, arn), "{pattern}");
    }
}

#[test]
fn not_resource_means_all_others() {
    let none = Context::new();
    let element = r#""NotResource":["arn:aws:iam::*:user/quill","arn:aws:iam::*:mfa/*"]"#;
    assert!(by_resource(element, "arn:aws:iam::123456789012:user/zyrk", &none));
    assert!(!by_resource(element, "arn:aws:iam::123456789012:user/quill", &none));
    assert!(!by_resource(element, "arn:aws:iam::123456789012:mfa/quill", &none));
}

#[test]
fn variables_are_literal() {
    let element = r#""Resource":"arn:aws:iam::*:user/${aws:username}""#;
    let users = |name: &str| context(&user(name));
    assert!(by_resource(element, "arn:aws:iam::1:user/quill", &users("quill")));
    assert!(by_resource(element, "arn:aws:iam::1:user/*", &users("*")));
    assert!(!by_resource(element, "arn:aws:iam::1:user/quill", &users("*")));
    assert!(!by_resource(element, "arn:aws:iam::1:user/quill", &users("?????")));
    assert!(!by_resource(element, "arn:aws:iam::1:user/quill", &users("${aws:userid}")));
}

#[test]
fn a_variable_without_a_value_matches_nothing() {
    let element = r#""Resource":"arn:aws:iam::*:user/${aws:username}""#;
    let seat = context(&session());
    assert!(!by_resource(element, "arn:aws:iam::1:user/", &seat));
    assert!(!by_resource(element, "arn:aws:iam::1:user/${aws:username}", &seat));
    let element = r#""NotResource":"arn:aws:iam::*:user/${aws:username}""#;
    assert!(!by_resource(element, "arn:aws:iam::1:user/other", &seat));
    assert!(by_resource(element, "arn:aws:iam::1:user/other", &context(&user("quill"))));
    let team = with("aws:PrincipalTag/team", "red");
    let variable =
        |operator| format!(r#""{operator}":{{"aws:PrincipalTag/team":"${{aws:username}}"}}"#);
    assert!(!holds(&variable("StringEquals"), &team));
    assert!(!holds(&variable("StringNotEquals"), &team));
    assert!(!holds(&variable("ForAllValues:StringNotLike"), &team));
    // Another value of the same list may still match.
    assert!(holds(r#""StringEquals":{"aws:PrincipalTag/team":["${aws:username}","red"]}"#, &team));
    // A key with several values stands for none of them.
    let many = team.with_many("aws:TagKeys", &["red"]);
    assert!(!holds(r#""StringEquals":{"aws:PrincipalTag/team":"${aws:TagKeys}"}"#, &many));
    assert!(!holds(r#""StringEquals":{"aws:PrincipalTag/team":"${aws:TagKeys, 'red'}"}"#, &many));
}

#[test]
fn a_default_stands_in_for_an_absent_key() {
    let team = with("aws:PrincipalTag/team", "red");
    let nobody = r#""StringEquals":{"aws:PrincipalTag/team":"${aws:username, 'red'}"}"#;
    assert!(holds(nobody, &team));
    assert!(!holds(nobody, &team.clone().with("aws:username", "quill")));
    assert!(holds(nobody, &team.clone().with("AWS:UserName", "red")));
    let empty = with("aws:PrincipalTag/team", "");
    assert!(holds(r#""StringEquals":{"aws:PrincipalTag/team":"${aws:username, ''}"}"#, &empty));
    // Wildcards in a default are literal as well.
    assert!(!holds(r#""StringLike":{"aws:PrincipalTag/team":"${aws:username, '*'}"}"#, &team));
}

#[test]
fn stars_question_marks_and_dollars_can_be_escaped() {
    let element = r#""Resource":"arn:aws:iam::*:user/${*}${?}${$}{x}""#;
    let none = Context::new();
    assert!(by_resource(element, "arn:aws:iam::1:user/*?${x}", &none));
    assert!(!by_resource(element, "arn:aws:iam::1:user/ab${x}", &none));
}

#[test]
fn documents_of_2008_have_no_variables() {
    for version in [r#""Version":"2008-10-17","#, ""] {
        let document = format!(
            r#"{{{version}"Statement":{{"Effect":"Allow","Action":"*",
                "Resource":"arn:aws:iam::*:user/${{aws:username}}"}}}}"#
        );
        let policy = Policy::parse(Kind::UserInline, &document).unwrap();
        let context = context(&user("quill"));
        let ask = |name: &str| {
            let resource = format!("arn:aws:iam::1:user/{name}");
            ask(&policy, "iam:GetUser", &resource, &context) == Verdict::Allowed
        };
        assert!(!ask("quill"));
        assert!(ask("${aws:username}"));
    }
}

#[test]
fn all_operators_and_keys_and_any_value() {
    let context = with("a:x", "1").with("a:y", "2");
    assert!(holds(r#""StringEquals":{"a:x":["0","1"],"a:y":"2"}"#, &context));
    assert!(!holds(r#""StringEquals":{"a:x":"1","a:y":"3"}"#, &context));
    assert!(!holds(r#""StringEquals":{"a:x":"1"},"StringLike":{"a:y":"3"}"#, &context));
    assert!(holds("", &context));
    assert!(holds(r#""StringEquals":{}"#, &context));
}

#[test]
fn negated_operators_mean_none_of_the_values() {
    let context = with("a:x", "1");
    assert!(!holds(r#""StringNotEquals":{"a:x":["0","1"]}"#, &context));
    assert!(holds(r#""StringNotEquals":{"a:x":["0","2"]}"#, &context));
    assert!(holds(r#""StringNotEquals":{"a:absent":["0","1"]}"#, &context));
    assert!(!holds(r#""NotIpAddress":{"a:x":["0.0.0.0/0"]}"#, &with("a:x", "10.0.0.1")));
    assert!(holds(r#""NotIpAddress":{"a:x":["0.0.0.0/0"]}"#, &with("a:x", "nonsense")));
}

#[test]
fn texts_compare_as_their_operators_say() {
    let red = with("a:x", "Red");
    for (condition, want) in [
        (r#""StringEquals":{"a:x":"Red"}"#, true),
        (r#""StringEquals":{"a:x":"red"}"#, false),
        (r#""StringEquals":{"A:X":"Red"}"#, true),
        (r#""StringEquals":{"a:x":"R*"}"#, false),
        (r#""StringEqualsIgnoreCase":{"a:x":"rED"}"#, true),
        (r#""StringNotEqualsIgnoreCase":{"a:x":"rED"}"#, false),
        (r#""StringNotEqualsIgnoreCase":{"a:x":"blue"}"#, true),
        (r#""StringLike":{"a:x":"R*"}"#, true),
        (r#""StringLike":{"a:x":"r*"}"#, false),
        (r#""StringLike":{"a:x":"R?d"}"#, true),
        (r#""StringNotLike":{"a:x":"R*"}"#, false),
    ] {
        assert_eq!(holds(condition, &red), want, "{condition}");
    }
    let umlaut = with("a:x", "ÄRGER");
    assert!(holds(r#""StringEqualsIgnoreCase":{"a:x":"ärger"}"#, &umlaut));
    assert!(holds(r#""StringLike":{"a:x":"?RGER"}"#, &umlaut));
}

#[test]
fn numbers_dates_and_truth_compare_by_value() {
    let x = |value| with("a:x", value);
    for (condition, value, want) in [
        (r#""NumericEquals":{"a:x":"10"}"#, "10.0", true),
        (r#""NumericEquals":{"a:x":10}"#, "10", true),
        (r#""NumericNotEquals":{"a:x":"10"}"#, "11", true),
        (r#""NumericLessThan":{"a:x":"9"}"#, "10", false),
        (r#""NumericLessThanEquals":{"a:x":"9.5"}"#, "9.5", true),
        (r#""NumericGreaterThan":{"a:x":"9"}"#, "10", true),
        (r#""NumericGreaterThanEquals":{"a:x":-1}"#, "-1", true),
        (r#""NumericGreaterThan":{"a:x":"9"}"#, "many", false),
        (r#""NumericNotEquals":{"a:x":"9"}"#, "many", true),
        (r#""NumericLessThan":{"a:x":"9"}"#, "NaN", false),
        (r#""NumericLessThan":{"a:x":"9"}"#, "-inf", false),
        (r#""NumericGreaterThan":{"a:x":"9"}"#, "1e999", false),
        (r#""DateLessThan":{"a:x":"2026-01-01T00:00:00Z"}"#, "2025-12-31T23:59:59Z", true),
        (r#""DateLessThan":{"a:x":"2026-01-01T00:00:00Z"}"#, "2026-01-01T00:30:00+01:00", true),
        (r#""DateEquals":{"a:x":"2026-01-01"}"#, "1767225600", true),
        (r#""DateEquals":{"a:x":"2026"}"#, "2026-01", true),
        (r#""DateNotEquals":{"a:x":"2026"}"#, "2027", true),
        (r#""DateGreaterThan":{"a:x":"2026-01-01T00:00Z"}"#, "2026-01-01T00:00:00.5Z", true),
        (r#""DateGreaterThanEquals":{"a:x":"2026"}"#, "2026-01-01T00:00:00Z", true),
        (r#""DateLessThanEquals":{"a:x":"2026"}"#, "tomorrow", false),
        (r#""Bool":{"a:x":"true"}"#, "true", true),
        (r#""Bool":{"a:x":true}"#, "True", true),
        (r#""Bool":{"a:x":"false"}"#, "", false),
        (r#""BinaryEquals":{"a:x":"cmVk"}"#, "cmVk", true),
        (r#""BinaryEquals":{"a:x":"cmVk"}"#, "cmVl", false),
    ] {
        assert_eq!(holds(condition, &x(value)), want, "{condition} {value}");
    }
}

#[test]
fn addresses_lie_in_blocks() {
    for (block, address, want) in [
        ("203.0.113.0/24", "203.0.113.255", true),
        ("203.0.113.0/24", "203.0.114.0", false),
        ("203.0.113.7/24", "203.0.113.1", true),
        ("203.0.113.7", "203.0.113.7", true),
        ("203.0.113.7", "203.0.113.8", false),
        ("0.0.0.0/0", "255.255.255.255", true),
        ("0.0.0.0/0", "::1", false),
        // How a listener for both families sees an address of the old one.
        ("203.0.113.0/24", "::ffff:203.0.113.9", true),
        ("::/0", "::ffff:203.0.113.9", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::1", false),
        ("::/0", "2001:db8::1", true),
        ("203.0.113.0/24", "203.0.113.1 ", false),
    ] {
        let condition = format!(r#""IpAddress":{{"aws:SourceIp":"{block}"}}"#);
        assert_eq!(holds(&condition, &with("aws:SourceIp", address)), want, "{block} {address}");
    }
}

#[test]
fn arns_compare_part_by_part() {
    let arn = with("a:x", "arn:aws:iam::123456789012:user/deep:er/quill");
    for (pattern, want) in [
        ("arn:aws:iam::123456789012:user/*", true),
        ("arn:aws:iam::*:user/*/quill", true),
        ("arn:*:iam::*:*", true),
        ("*", true),
        ("arn:aws:iam:*:user/*", false),
        ("arn:aws:*", false),
        ("arn:aws:i?m::123456789012:user/deep:er/quill", true),
        ("arn:aws:iam::123456789012:*:er/quill", true),
        ("arn:aws:iam::123456789012", false),
    ] {
        for operator in ["ArnLike", "ArnEquals"] {
            let condition = format!(r#""{operator}":{{"a:x":"{pattern}"}}"#);
            assert_eq!(holds(&condition, &arn), want, "{operator} {pattern}");
        }
        for operator in ["ArnNotLike", "ArnNotEquals"] {
            let condition = format!(r#""{operator}":{{"a:x":"{pattern}"}}"#);
            assert_eq!(holds(&condition, &arn), !want, "{operator} {pattern}");
        }
    }
    // What a variable stands for stays in its part.
    let forged = with("a:x", "arn:aws:iam::1:user/quill").with("a:part", "1:user/quill");
    assert!(!holds(r#""ArnLike":{"a:x":"arn:aws:iam::${a:part}"}"#, &forged));
    assert!(holds(r#""ArnLike":{"a:x":"arn:aws:iam::1:${a:p, 'user/quill'}"}"#, &forged));
}

#[test]
fn absent_keys_fail_hold_or_are_tested() {
    let none = Context::new();
    assert!(!holds(r#""StringEquals":{"a:x":"1"}"#, &none));
    assert!(!holds(r#""StringLike":{"a:x":"*"}"#, &none));
    assert!(holds(r#""StringNotLike":{"a:x":"*"}"#, &none));
    assert!(holds(r#""StringEqualsIfExists":{"a:x":"1"}"#, &none));
    assert!(!holds(r#""StringEqualsIfExists":{"a:x":"1"}"#, &with("a:x", "2")));
    assert!(holds(r#""Null":{"a:x":"true"}"#, &none));
    assert!(!holds(r#""Null":{"a:x":"false"}"#, &none));
    assert!(holds(r#""Null":{"a:x":false}"#, &with("a:x", "")));
    assert!(!holds(r#""Null":{"a:x":"true"}"#, &with("a:x", "")));
}

#[test]
fn sets_are_asked_for_all_or_any() {
    let keys = |values: &[&str]| Context::new().with_many("aws:TagKeys", values);
    let all = r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}"#;
    let any = r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}"#;
    for (values, of_all, of_any) in [
        (&["a"][..], true, true),
        (&["a", "b"], true, true),
        (&["a", "c"], false, true),
        (&["c"], false, false),
        (&[], true, false),
    ] {
        assert_eq!(holds(all, &keys(values)), of_all, "{values:?}");
        assert_eq!(holds(any, &keys(values)), of_any, "{values:?}");
    }
    assert!(holds(all, &Context::new()));
    assert!(!holds(any, &Context::new()));
    assert!(holds(r#""ForAnyValue:StringEqualsIfExists":{"aws:TagKeys":"a"}"#, &Context::new()));
    assert!(holds(r#""ForAllValues:StringNotEquals":{"aws:TagKeys":"a"}"#, &keys(&["b", "c"])));
    assert!(!holds(r#""ForAllValues:StringNotEquals":{"aws:TagKeys":"a"}"#, &keys(&["b", "a"])));
    assert!(holds(r#""ForAnyValue:StringNotEquals":{"aws:TagKeys":"a"}"#, &keys(&["b", "a"])));
    assert!(!holds(r#""ForAnyValue:StringNotEquals":{"aws:TagKeys":"a"}"#, &keys(&["a"])));
}

#[test]
fn plain_operators_know_nothing_of_sets() {
    let one = Context::new().with_many("aws:TagKeys", &["a"]);
    assert!(!holds(r#""StringEquals":{"aws:TagKeys":"a"}"#, &one));
    assert!(!holds(r#""StringNotEquals":{"aws:TagKeys":"b"}"#, &one));
    assert!(!holds(r#""StringLikeIfExists":{"aws:TagKeys":"*"}"#, &one));
    assert!(holds(r#""Null":{"aws:TagKeys":"false"}"#, &one));
    assert!(holds(
        r#""Null":{"aws:TagKeys":"true"}"#,
        &Context::new().with_many("aws:TagKeys", &[])
    ));
    // A key with one value is a set of one.
    assert!(holds(r#""ForAnyValue:StringEquals":{"a:x":"1"}"#, &with("a:x", "1")));
}

#[test]
fn conditions_of_a_policy_can_be_listed() {
    let policy = policy(
        r#"{"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Action":"*","Resource":["*","arn:aws:iam::*:user/${aws:UserName}"],
             "Condition":{"StringLike":{"aws:PrincipalTag/Team":"${sts:ExternalId, 'x'}"},
                          "ArnLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:PrincipalAccount}:*"},
                          "Bool":{"aws:MultiFactorAuthPresent":"true"}}},
            {"Effect":"Deny","Action":"*","Resource":"*",
             "Condition":{"Null":{"AWS:multifactorauthpresent":"true"}}}]}"#,
    );
    let keys: Vec<&str> = policy.context_keys().into_iter().collect();
    assert_eq!(
        keys,
        [
            "aws:multifactorauthpresent",
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principaltag/team",
            "aws:username",
            "sts:externalid"
        ]
    );
}
