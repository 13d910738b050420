//! Both evaluators are asked the same, and must agree: about generated policies on
//! both sides, requests, and what is known about them.

use std::collections::BTreeMap;

use identity::names::AccountId;
use identity::policy::{
    Context, Kind, Policies, Policy, Principal, Request, ResourcePolicy, Source, Verdict, decide,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::reference::{HOME, MULTIVALUED, Question, Who, answer};
use crate::world::{root, session, user};

fn text(choices: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(choices).prop_map(str::to_owned)
}

/// One text or a list of up to three.
fn one_or_more(choices: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop_oneof![
        select(choices).prop_map(|one| json!(one)),
        vec(select(choices), 1..4).prop_map(|list| json!(list)),
    ]
}

const ACTIONS: &[&str] = &[
    "*",
    "iam:*",
    "IAM:Get*",
    "iam:?etUser",
    "iam:ListUsers",
    "s3:*",
    "iam:*User*",
    "iam:*s",
    "sts:AssumeRole",
    "iam:G*t?ser",
    "*:*",
];

const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:iam::123456789012:user/${aws:username}",
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::123456789012:user/q?ill",
    "arn:aws:iam::*:mfa/${aws:username, 'none'}",
    "arn:aws:iam::*:mfa/${*}",
    "arn:aws:iam::123456789012:user/${aws:PrincipalTag/team}*",
    "arn:aws:iam::*:mfa/${aws:TagKeys}",
    "arn:aws:iam::*:user/*il*l",
    "arn:aws:iam::*",
];

const VARIED: &[&str] = &[
    "red",
    "Red",
    "r*",
    "*",
    "?ed",
    "${aws:username}",
    "${aws:PrincipalTag/team}",
    "quill",
    "${aws:PrincipalTag/team, 'red'}",
    "${*}",
    "blue",
    "",
    "*u*l?",
];
const NUMBERS: &[&str] = &["0", "30", "30.0", "3600", "-1", "123456789012"];
const DATES: &[&str] = &[
    "2026-11-25T18:00:00Z",
    "2024-02-29T00:00:00Z",
    "1700000000",
    "2027",
    "2026-11",
    "2026-11-25",
    "30",
];
const TRUTH: &[&str] = &["true", "false"];
const BLOCKS: &[&str] = &[
    "10.0.0.0/8",
    "10.0.0.7",
    "203.0.113.0/24",
    "0.0.0.0/0",
    "10.0.0.6/31",
    "2001:db8::/32",
    "2001:DB8:0:0::/61",
    "2001:db8::6/127",
    "2001:db8:0:1:2:3:4:7",
    "::1",
    "::/0",
    "::ffff:10.0.0.0/104",
];
const ADDRESSES: &[&str] = &[
    "10.0.0.7",
    "203.0.113.9",
    "::1",
    "::",
    "2001:db8::7",
    "2001:0DB8:0000:0000:0000:0000:0000:0007",
    "2001:db8:0:1:2:3:4:7",
    "2001:db9::7",
    "fe80::1:2",
    "::ffff:10.0.0.7",
];
const BYTES: &[&str] = &["cmVk", "Ymx1ZQ==", "true"];
const ARNS: &[&str] = &[
    "*",
    "arn:aws:iam::123456789012:user/*",
    "arn:aws:iam::*:*",
    "arn:aws:*",
    "arn:aws:iam::123456789012:user/${aws:username}",
    "arn:aws:iam::${aws:PrincipalAccount}:role/*/cre?",
    "arn:aws:i*:123456789012:user/quill",
];

/// Each operator with values that it can read.
const OPERATORS: &[(&str, &[&str])] = &[
    ("StringEquals", VARIED),
    ("StringNotEquals", VARIED),
    ("StringEqualsIgnoreCase", VARIED),
    ("StringNotEqualsIgnoreCase", VARIED),
    ("StringLike", VARIED),
    ("StringNotLike", VARIED),
    ("NumericEquals", NUMBERS),
    ("NumericNotEquals", NUMBERS),
    ("NumericLessThan", NUMBERS),
    ("NumericLessThanEquals", NUMBERS),
    ("NumericGreaterThan", NUMBERS),
    ("NumericGreaterThanEquals", NUMBERS),
    ("DateEquals", DATES),
    ("DateNotEquals", DATES),
    ("DateLessThan", DATES),
    ("DateLessThanEquals", DATES),
    ("DateGreaterThan", DATES),
    ("DateGreaterThanEquals", DATES),
    ("Bool", TRUTH),
    ("BinaryEquals", BYTES),
    ("IpAddress", BLOCKS),
    ("NotIpAddress", BLOCKS),
    ("ArnEquals", ARNS),
    ("ArnLike", ARNS),
    ("ArnNotEquals", ARNS),
    ("ArnNotLike", ARNS),
];

const KEYS: &[&str] = &[
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:TagKeys",
    "AWS:UserName",
    "aws:PrincipalTag/team",
    "aws:SourceIp",
    "aws:CurrentTime",
    "aws:PrincipalArn",
    "sts:ExternalId",
];

/// One operator with the values that one to three keys are compared with.
fn condition() -> impl Strategy<Value = (String, Value)> {
    let operator = select(OPERATORS).prop_flat_map(|(name, values)| {
        let name = (select(&["", "ForAllValues:", "ForAnyValue:"][..]), any::<bool>()).prop_map(
            move |(set, optional)| format!("{set}{name}{}", if optional { "IfExists" } else { "" }),
        );
        (name, keys(values))
    });
    let null = (Just("Null".to_owned()), keys(TRUTH));
    // Addresses are one family of seven, and are asked for more often than that.
    let addresses = select(&["IpAddress", "NotIpAddress", "IpAddressIfExists"][..]);
    let address = (addresses, one_or_more(BLOCKS))
        .prop_map(|(name, blocks)| (name.to_owned(), json!({ "aws:SourceIp": blocks })));
    prop_oneof![8 => operator, 1 => null, 1 => address]
}

fn keys(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
    subsequence(KEYS, 1..4).prop_flat_map(move |keys| {
        let wanted = vec(one_or_more(values), keys.len());
        wanted.prop_map(move |wanted| {
            let named = keys.iter().map(|key| (*key).to_owned());
            Value::Object(named.zip(wanted).collect::<Map<_, _>>())
        })
    })
}

const PRINCIPALS: &[&str] = &[
    "*",
    "123456789012",
    "arn:aws:iam::123456789012:root",
    "arn:aws:iam::123456789012:user/quill",
    "AIDA22222222222222222",
    "arn:aws:iam::123456789012:role/deep/path/crew",
    "AROA33333333333333333",
    "arn:aws:sts::123456789012:assumed-role/crew/shift",
    "arn:aws:sts::123456789012:federated-user/zyrk",
    "210987654321",
];

fn statement(kind: Kind) -> impl Strategy<Value = Value> {
    let actions = if kind == Kind::Trust {
        one_or_more(&["sts:AssumeRole", "sts:*", "sts:TagSession"]).boxed()
    } else {
        one_or_more(ACTIONS).boxed()
    };
    let principals = prop_oneof![
        1 => Just(json!("*")),
        4 => subsequence(PRINCIPALS, 1..4).prop_map(|list| json!({ "AWS": list })),
    ];
    let negations = (any::<bool>(), any::<bool>(), any::<bool>());
    let conditions = vec(condition(), 0..4);
    (any::<bool>(), actions, one_or_more(RESOURCES), principals, negations, conditions).prop_map(
        move |(allow, actions, resources, principals, negated, conditions)| {
            let mut members = Map::new();
            let name = |plain: &str, negated: bool| {
                if negated { format!("Not{plain}") } else { plain.to_owned() }
            };
            members.insert("Effect".into(), json!(if allow { "Allow" } else { "Deny" }));
            members.insert(name("Action", negated.0), actions);
            if kind != Kind::Trust {
                members.insert(name("Resource", negated.1), resources);
            }
            if matches!(kind, Kind::Trust | Kind::Resource) {
                members.insert(name("Principal", negated.2), principals);
            }
            members
                .insert("Condition".into(), conditions.into_iter().collect::<Map<_, _>>().into());
            members.into()
        },
    )
}

fn policy(kind: Kind) -> impl Strategy<Value = Value> {
    (vec(statement(kind), 1..4), any::<bool>(), any::<bool>()).prop_map(|(list, modern, dated)| {
        let mut document = json!({ "Statement": list });
        if modern || dated {
            document["Version"] = json!(if modern { "2012-10-17" } else { "2008-10-17" });
        }
        document
    })
}

fn context() -> impl Strategy<Value = BTreeMap<String, Vec<String>>> {
    let one = |choices: &'static [&'static str]| option::of(text(choices).prop_map(|v| vec![v]));
    (
        option::of(prop_oneof![Just(None), one(NUMBERS)]),
        option::of(vec(text(VARIED), 0..3)),
        one(&["red", "Red", "blue", "*", "true"]),
        one(ADDRESSES),
        one(&["2026-11-25T18:00:00Z", "2024-02-29T00:00:00Z", "1700000000"]),
        one(&["", "cmVk", "30", "3600", "true"]),
    )
        .prop_map(|(mfa, tag_keys, team, address, time, external)| {
            let mut keys = BTreeMap::new();
            let mut set = |key: &str, value: Option<Vec<String>>| {
                if let Some(value) = value {
                    keys.insert(key.to_owned(), value);
                }
            };
            let present = mfa.as_ref().map(|age| age.is_some().to_string());
            set("aws:multifactorauthpresent", present.map(|present| vec![present]));
            set("aws:multifactorauthage", mfa.flatten());
            set("aws:tagkeys", tag_keys);
            set("aws:principaltag/team", team);
            set("aws:sourceip", address);
            set("aws:currenttime", time);
            set("sts:externalid", external);
            keys
        })
}

fn question() -> impl Strategy<Value = Question> {
    let who = select(&[Who::Root, Who::User, Who::User, Who::Session, Who::Federated][..]);
    let action =
        text(&["iam:GetUser", "iam:ListUsers", "s3:GetObject", "sts:AssumeRole", "IAM:getuser"]);
    let resource = text(&[
        "arn:aws:iam::123456789012:user/quill",
        "arn:aws:iam::123456789012:user/*",
        "arn:aws:iam::123456789012:mfa/*",
        "arn:aws:iam::123456789012:mfa/none",
        "arn:aws:iam::123456789012:user/red",
        "*",
    ]);
    let other = prop_oneof![
        policy(Kind::Trust).prop_map(|policy| (policy, true)),
        policy(Kind::Resource).prop_map(|policy| (policy, false)),
    ];
    let owner = prop_oneof![4 => Just(HOME), 1 => Just("210987654321")];
    let other = (other, owner).prop_map(|((policy, trust), owner)| (policy, trust, owner.into()));
    let own = || policy(Kind::UserInline);
    (
        (who, action, resource, context()),
        vec(own(), 0..3),
        option::weighted(0.3, own()),
        option::weighted(0.3, vec(own(), 0..3)),
        option::weighted(0.4, other),
    )
        .prop_map(|((who, action, resource, context), identity, boundary, session, other)| {
            Question {
                who,
                action,
                resource,
                context,
                identity,
                boundary,
                session,
                resource_policy: other,
            }
        })
}

fn principal(who: Who) -> Principal {
    match who {
        Who::Root => root(),
        Who::User => user("quill"),
        Who::Session => session(),
        Who::Federated => Principal::FederatedUser {
            account: AccountId::parse(HOME).unwrap(),
            name: "zyrk".into(),
        },
    }
}

/// Asks the evaluator of the product.
fn decided(question: &Question) -> String {
    let read = |kind, document: &Value| {
        Policy::parse(kind, &document.to_string()).unwrap_or_else(|fault| panic!("{fault:?}"))
    };
    // The reference has no bound of length; neither have these generated ones any need.
    let identity: Vec<Policy> =
        question.identity.iter().map(|document| read(Kind::RoleInline, document)).collect();
    let boundary = question.boundary.as_ref().map(|document| read(Kind::RoleInline, document));
    let session: Option<Vec<Policy>> = question
        .session
        .as_ref()
        .map(|list| list.iter().map(|document| read(Kind::RoleInline, document)).collect());
    let other = question.resource_policy.as_ref().map(|(document, trust, owner)| {
        let kind = if *trust { Kind::Trust } else { Kind::Resource };
        (read(kind, document), AccountId::parse(owner).unwrap())
    });
    let source = |policy| Source { name: "p", policy };
    let identity: Vec<Source<'_>> = identity.iter().map(source).collect();
    let session: Option<Vec<Source<'_>>> =
        session.as_ref().map(|list| list.iter().map(source).collect());
    let policies = Policies {
        identity: &identity,
        boundary: boundary.as_ref().map(source),
        session: session.as_deref(),
        resource: other
            .as_ref()
            .map(|(policy, owner)| ResourcePolicy { source: source(policy), owner: *owner }),
    };
    let principal = principal(question.who);
    let mut context = Context::new();
    context.set_principal(&principal);
    for (key, values) in &question.context {
        if MULTIVALUED.contains(&key.as_str()) {
            context.set_many(key, values.clone());
        } else {
            context.set(key, values[0].clone());
        }
    }
    let request = Request::new(&principal, &question.action, &question.resource, &context);
    match decide(&request, &policies).verdict {
        Verdict::Allowed => "allowed".into(),
        Verdict::ExplicitDeny(by) => format!("denied by {by:?}"),
        Verdict::ImplicitDeny(by) => format!("not allowed by {by:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn both_evaluators_agree(question in question()) {
        prop_assert_eq!(decided(&question), answer(&question));
    }
}
