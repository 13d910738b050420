//! Which documents are refused, in which words, and at which place.

use identity::policy::{
    Fault, Kind, Malformed, Policy, PolicyError, bind_principals, show_principals,
};

fn fault(kind: Kind, document: &str) -> Malformed {
    match Policy::parse(kind, document) {
        Err(PolicyError::Malformed(fault)) => fault,
        other => panic!("{document}: {other:?}"),
    }
}

/// Refuses a managed policy with one statement of these members.
fn statement_fault(members: &str) -> String {
    let document = format!(r#"{{"Version":"2012-10-17","Statement":[{{{members}}}]}}"#);
    fault(Kind::Managed, &document).to_string()
}

#[test]
fn what_is_no_json_is_refused() {
    for document in ["", "{", "nonsense", "{}x", "{\"Version\":}", "[1,]", "{\"a\":1,}", "'x'"] {
        let fault = fault(Kind::Managed, document);
        assert_eq!(fault.to_string(), "This policy contains invalid Json", "{document}");
    }
}

#[test]
fn what_is_no_policy_is_refused() {
    for document in [
        "{}",
        "[]",
        "7",
        r#"{"Version":"2012-10-17"}"#,
        r#"{"Version":"2012-10-17","Statement":[]}"#,
        r#"{"Version":"2012-10-17","Statement":"x"}"#,
        r#"{"Version":"2012-10-17","Statement":[[]]}"#,
        r#"{"Version":"2013-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        r#"{"Version":7,"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        r#"{"version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"},
            "Version":"2008-10-17"}"#,
    ] {
        let fault = fault(Kind::Managed, document);
        assert_eq!(fault.to_string(), "Syntax errors in policy.", "{document}");
    }
}

#[test]
fn what_is_no_statement_is_refused() {
    for members in [
        "",
        r#""Action":"*","Resource":"*""#,
        r#""Effect":"allow","Action":"*","Resource":"*""#,
        r#""Effect":["Allow"],"Action":"*","Resource":"*""#,
        r#""Effect":"Allow","Action":"*","NotAction":"*","Resource":"*""#,
        r#""Effect":"Allow","Action":"*","Resource":"*","NotResource":"*""#,
        r#""Effect":"Allow","Action":"*","Resource":"*","Conditions":{}"#,
        r#""Effect":"Allow","Action":"*","Resource":"*","Effect":"Deny""#,
        r#""Effect":"Allow","Action":7,"Resource":"*""#,
        r#""Effect":"Allow","Action":["iam:*",["s3:*"]],"Resource":"*""#,
        r#""Effect":"Allow","Action":"*","Resource":{"a":"b"}"#,
        r#""Effect":"Allow","Action":"*","Resource":"*","Condition":[]"#,
        r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":"x"}"#,
        r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:x":null}}"#,
        r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:x":[["true"]]}}"#,
        r#""Effect":"Allow","Action":"iam: List","Resource":"*""#,
        r#""Effect":"Allow","Action":"iam:","Resource":"*""#,
        r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:user/${aws:username""#,
        r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:user/${}""#,
        r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:user/${username}""#,
        r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:user/${aws:username, x}""#,
        r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:user/${a:${b:c}}""#,
    ] {
        assert_eq!(statement_fault(members), "Syntax errors in policy.", "{members}");
    }
}

#[test]
fn operators_are_refused_unless_they_exist() {
    for operator in [
        "stringequals",
        "StringEqual",
        "StringEqualsIfExist",
        "IfExists",
        "NullIfExists",
        "ForAllValues:Null",
        "ForAnyValue:NullIfExists",
        "ForAllValues:",
        "ForAllvalues:Bool",
        "ForAnyValue:ForAllValues:Bool",
        "BoolIfExistsIfExists",
        "NumericLike",
        "NotBool",
        "DateNotLessThan",
        "BinaryNotEquals",
        "IpAddressEquals",
        "",
    ] {
        let members = format!(
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{operator}":{{"a:x":"true"}}}}"#
        );
        assert_eq!(statement_fault(&members), "Syntax errors in policy.", "{operator}");
    }
}

#[test]
fn each_fault_has_the_words_of_aws() {
    let vendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    let legacy = "The policy failed legacy parsing";
    for (members, text) in [
        (r#""Effect":"Allow","Resource":"*""#, "Policy statement must contain actions."),
        (
            r#""Effect":"Allow","Action":[],"Resource":"*""#,
            "Policy statement must contain actions.",
        ),
        (r#""Effect":"Allow","Action":"*""#, "Policy statement must contain resources."),
        (
            r#""Effect":"Allow","Action":"*","Resource":[]"#,
            "Policy statement must contain resources.",
        ),
        (r#""Effect":"Allow","Action":"ListUsers","Resource":"*""#, vendor),
        (
            r#""Effect":"Allow","Action":"iam:a:b","Resource":"*""#,
            "Actions/Condition can contain only one colon.",
        ),
        (r#""Effect":"Allow","Action":"i*m:x","Resource":"*""#, "Vendor i*m is not valid"),
        (r#""Effect":"Allow","Action":":x","Resource":"*""#, "Vendor  is not valid"),
        (r#""Effect":"Allow","Action":":x","Resource":"*""#, "Vendor  is not valid"),
        (
            r#""Effect":"Allow","Action":"*","Resource":"user/x""#,
            r#"Resource user/x must be in ARN format or "*"."#,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"arn:aws:s3""#,
            r#"Resource arn:aws:s3 must be in ARN format or "*"."#,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"arn:azure:s3:::x""#,
            r#"Partition "azure" is not valid for resource "arn:azure:s3:::x"."#,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam:eu-west-1::user/x""#,
            "IAM resource arn:aws:iam:eu-west-1::user/x cannot contain region information.",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"arn:aws:iam::1:users/x""#,
            r#"IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, u2f/, saml-provider/, oidc-provider/, report/, access-report/."#,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Principal":"*""#,
            "Has prohibited field Principal",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","NotPrincipal":"*""#,
            "Has prohibited field NotPrincipal",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Sid":"a b""#,
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"mfa":"true"}}"#,
            vendor,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:x":"yes"}}"#,
            legacy,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:x":"${a:y}"}}"#,
            legacy,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateLessThan":{"a:x":"soon"}}"#,
            legacy,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericEquals":{"a:x":"ten"}}"#,
            legacy,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"a:x":"10.0.0.0/33"}}"#,
            legacy,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"a:x":"10.0.0.0/+8"}}"#,
            legacy,
        ),
        (
            r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"BinaryEquals":{"a:x":"?"}}"#,
            legacy,
        ),
    ] {
        assert_eq!(statement_fault(members), text, "{members}");
    }
    let twice = r#"{"Version":"2012-10-17","Statement":[
        {"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"},
        {"Sid":"","Effect":"Allow","Action":"*","Resource":"*"},
        {"Sid":"","Effect":"Allow","Action":"*","Resource":"*"},
        {"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let fault = fault(Kind::Managed, twice);
    assert_eq!(fault.to_string(), "Statement IDs (SID) in a single policy must be unique.");
    assert_eq!(fault.at.line, 5);
}

#[test]
fn resources_may_be_left_open_where_arns_are() {
    for resource in [
        "arn:aws:iam::*:*",
        "arn:aws:iam:*:*:user/*",
        "arn:aws:iam::123456789012:root",
        "arn:aws:iam::*:${aws:PrincipalTag/area}/x",
        "arn:aws:s3:::cellar/*",
        "arn:*:s3:::cellar",
        "arn:aws:iam::*",
        "arn:aws:s3:*",
        "arn:aws*",
        "arn:aws-cn:s3:::cellar:with:colons",
    ] {
        let document = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*",
                "Resource":"{resource}"}}}}"#
        );
        assert!(Policy::parse(Kind::Managed, &document).is_ok(), "{resource}");
    }
}

#[test]
fn managed_policies_must_be_of_2012() {
    let body = r#""Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    for version in ["", r#""Version":"2008-10-17","#] {
        let document = format!("{{{version}{body}");
        assert_eq!(
            fault(Kind::Managed, &document).to_string(),
            "Policy document must be version 2012-10-17 or greater."
        );
        for kind in [Kind::UserInline, Kind::GroupInline, Kind::RoleInline, Kind::Session] {
            assert!(Policy::parse(kind, &document).is_ok());
        }
    }
}

#[test]
fn trust_policies_name_principals_and_no_resources() {
    let trust = |members: &str| {
        let document = format!(r#"{{"Version":"2012-10-17","Statement":[{{{members}}}]}}"#);
        Policy::parse(Kind::Trust, &document).map_err(|fault| fault.to_string())
    };
    let good = r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":"#;
    for principal in [
        r#""*""#,
        r#"{"AWS":"*"}"#,
        r#"{"AWS":["123456789012","012345678901"],"Service":"ec2.amazonaws.com"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:root"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:user/deep/quill"}"#,
        r#"{"AWS":"arn:aws:sts::123456789012:assumed-role/crew/shift"}"#,
        r#"{"Federated":["arn:aws:iam::123456789012:saml-provider/x"]}"#,
    ] {
        assert!(trust(&format!("{good}{principal}")).is_ok(), "{principal}");
    }
    for value in [
        "quill",
        "12345678901",
        "arn:aws:iam::123456789012:user/*",
        "arn:aws:iam::123456789012:user/",
        "arn:aws:iam::123456789012:group/crew",
        "arn:aws:iam::*:root",
        "arn:aws:iam:us-east-1:123456789012:root",
        "arn:aws:sts::123456789012:assumed-role/crew",
        "arn:aws:sts::123456789012:assumed-role/crew/*",
        "arn:aws:s3:::cellar",
        "AIDA",
        "**",
        "",
    ] {
        let said = trust(&format!(r#"{good}{{"AWS":"{value}"}}"#)).unwrap_err();
        assert_eq!(said, format!(r#"Invalid principal in policy: "AWS":"{value}""#));
    }
    for (members, text) in [
        (r#""Effect":"Allow","Action":"sts:AssumeRole""#, "Missing required field Principal"),
        (
            r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Resource":"*""#,
            "Has prohibited field Resource",
        ),
        (
            r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","NotResource":"*""#,
            "Has prohibited field NotResource",
        ),
        (
            r#""Effect":"Allow","Action":"*","Principal":"*""#,
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (
            r#""Effect":"Allow","Action":["sts:AssumeRole","iam:PassRole"],"Principal":"*""#,
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (
            r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"*"}"#,
            r#"Invalid principal in policy: "Service":"*""#,
        ),
        (
            r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{}"#,
            "Syntax errors in policy.",
        ),
        (
            r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{"aws":"*"}"#,
            "Syntax errors in policy.",
        ),
        (
            r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":["*"]"#,
            "Syntax errors in policy.",
        ),
        (
            r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","NotPrincipal":"*""#,
            "Syntax errors in policy.",
        ),
    ] {
        assert_eq!(trust(members).unwrap_err(), text, "{members}");
    }
}

#[test]
fn a_fault_has_its_place() {
    let document = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\n    \"Effect\": \"Allow\",\n    \"Äction\": \"*\"\n  }]\n}";
    let fault = fault(Kind::Managed, document);
    assert_eq!(fault.fault, Fault::Syntax);
    assert_eq!(fault.explain(), "line 5, column 5: `Äction` is not known here");
}

#[test]
fn length_is_counted_without_white_space() {
    let filled = |kind: Kind, length: usize| {
        let frame = r#"{"Version":"2012-10-17","Statement":{"Sid":"","Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let sid = "x".repeat(length - frame.len());
        let document = frame.replace(r#""Sid":"""#, &format!("\"Sid\":\n \t\"{sid}\""));
        Policy::parse(kind, &document)
    };
    for (kind, longest, said) in [
        (Kind::Managed, 6144, "Cannot exceed quota for PolicySize: 6144"),
        (Kind::UserInline, 2048, "Maximum policy size of 2048 bytes exceeded for user quill"),
        (Kind::GroupInline, 5120, "Maximum policy size of 5120 bytes exceeded for group quill"),
        (Kind::RoleInline, 10240, "Maximum policy size of 10240 bytes exceeded for role quill"),
    ] {
        assert!(filled(kind, longest).is_ok(), "{kind:?}");
        let Err(PolicyError::TooLong(quota)) = filled(kind, longest + 1) else {
            panic!("{kind:?}")
        };
        assert_eq!(quota.message("quill"), said);
    }
    // White space counts in what is passed with a request.
    assert!(filled(Kind::Session, 2045).is_ok());
    assert!(filled(Kind::Session, 2046).is_err());
    // Several policies inside of one user share the quota.
    assert!(Kind::UserInline.check_total(2048).is_ok());
    assert!(Kind::UserInline.check_total(2049).is_err());
}

#[test]
fn principals_are_kept_by_id_and_shown_by_arn() {
    let arn = "arn:aws:iam::123456789012:user/quill";
    let id = "AIDA22222222222222222";
    let document = format!(
        r#"{{ "Version": "2012-10-17",  "Statement": [
  {{"Principal": {{"AWS" : [ "{arn}" ,"123456789012",
    "arn:aws:sts::123456789012:assumed-role/crew/shift","\u0061rn:aws:iam::123456789012:role/a\"b/crew"],
    "Service":"ec2.amazonaws.com"}}, "Effect":"Allow","Action":"sts:AssumeRole"}},
  {{"NotPrincipal":{{"AWS":"{arn}"}},"Effect":"Deny","Action":"sts:AssumeRole",
    "Condition":{{"StringEquals":{{"aws:PrincipalArn":"{arn}"}}}}}}] }}"#
    );
    Policy::parse(Kind::Trust, &document).unwrap();
    let mut seen = Vec::new();
    let bound = bind_principals(&document, |text| {
        seen.push(text.to_owned());
        Some(if text == arn { id.to_owned() } else { "AROA33333333333333333".to_owned() })
    })
    .unwrap();
    assert_eq!(seen, [arn, r#"arn:aws:iam::123456789012:role/a"b/crew"#, arn]);
    let want = document
        .replace(r#""\u0061rn:aws:iam::123456789012:role/a\"b/crew""#, r#""AROA33333333333333333""#)
        .replacen(arn, id, 1)
        .replace(&format!(r#"{{"AWS":"{arn}"}}"#), &format!(r#"{{"AWS":"{id}"}}"#));
    assert_eq!(bound, want);
    Policy::parse(Kind::Trust, &bound).unwrap();
    // The role is gone: its id stays. The user was renamed.
    let shown = show_principals(&bound, |kept| {
        (kept == id).then(|| "arn:aws:iam::123456789012:user/q\"uill".to_owned())
    })
    .unwrap();
    assert_eq!(shown.matches(r#"user/q\"uill""#).count(), 2);
    assert_eq!(shown.matches("AROA33333333333333333").count(), 1);
    Policy::parse(Kind::Trust, &shown).unwrap();
    // Whom nobody knows is no principal.
    let refused = bind_principals(&document, |_| None).unwrap_err();
    assert_eq!(refused.to_string(), format!(r#"Invalid principal in policy: "AWS":"{arn}""#));
}
