//! Events in CloudTrail's words, and looking them up.

use std::collections::HashSet;

use identity::audit::{Action, Record, Refusal, Request};
use identity::audit::{Actor, Event, Outcome, Reason};
use identity::names::AccountId;
use identity::password::Password;
use service::activity::{self, Query};
use service::audit::lookup::{self, Attribute, Lookup, LookupError};
use service::audit::{Site, event, event_id, resources};
use service::passwords::change;
use service::session::confirm;
use service::{Caller, Proof, ServiceError, passkeys};
use testing::{PASSWORD, SignedInAs, SoftPasskey, World};

fn account() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

fn told(record: &Record) -> serde_json::Value {
    event(&Site { console_url: "https://sign-in.acme.example".to_owned() }, account(), record)
}

/// Returns the newest record of an action.
async fn newest(world: &World, caller: &Caller, action: Action) -> Record {
    let query = Query { action: Some(action), ..Query::default() };
    let page = activity::run(&world.service, caller, query).await.unwrap();
    page.records.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_sign_in_with_a_code_is_told_as_aws_tells_it() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    world.sign_in_with(World::root(), &phone).await;
    let record = newest(&world, &root.caller, Action::ConsoleLogin).await;
    let told = told(&record);
    assert_eq!(told["eventSource"], "signin.amazonaws.com");
    assert_eq!(told["eventType"], "AwsConsoleSignIn");
    assert_eq!(told["eventTime"], "2023-11-14T22:15:20Z");
    assert_eq!(told["awsRegion"], "us-east-1");
    assert_eq!(told["sourceIPAddress"], "192.0.2.1");
    assert_eq!(told["userAgent"], "test browser");
    assert!(told["requestParameters"].is_null());
    assert_eq!(told["responseElements"], serde_json::json!({ "ConsoleLogin": "Success" }));
    assert_eq!(
        told["additionalEventData"],
        serde_json::json!({
            "LoginTo": "https://sign-in.acme.example/", "MobileVersion": "No", "MFAUsed": "Yes",
            "MFAIdentifier": "arn:aws:iam::123456789012:mfa/root-phone",
        })
    );
    assert_eq!(
        told["userIdentity"],
        serde_json::json!({
            "type": "Root", "principalId": "123456789012", "accessKeyId": "",
            "arn": "arn:aws:iam::123456789012:root", "accountId": "123456789012",
        })
    );
    assert_eq!(told["readOnly"], false);
    assert_eq!(told["recipientAccountId"], "123456789012");
    assert!(told.get("errorMessage").is_none() && told.get("errorCode").is_none());
}

#[tokio::test]
async fn refused_sign_ins_tell_no_more_than_aws_does() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let _ = world.try_password(World::user("hunter2-typed-here"), "x").await;
    let record = newest(&world, &root.caller, Action::ConsoleLogin).await;
    let unknown = told(&record);
    assert_eq!(unknown["userIdentity"]["userName"], "HIDDEN_DUE_TO_SECURITY_REASONS");
    assert_eq!(unknown["errorMessage"], "No username found in supplied account");
    assert!(!unknown.to_string().contains("hunter2"));

    let _ = world.try_password(World::user("alice"), "x").await;
    let record = newest(&world, &root.caller, Action::ConsoleLogin).await;
    let wrong = told(&record);
    assert_eq!(wrong["errorMessage"], "Failed authentication");
    assert_eq!(wrong["responseElements"], serde_json::json!({ "ConsoleLogin": "Failure" }));
    assert_eq!(wrong["additionalEventData"]["MFAUsed"], "No");
    let who = wrong["userIdentity"].as_object().unwrap();
    assert_eq!((&who["userName"], &who["accessKeyId"]), (&"alice".into(), &"".into()));
    assert!(who.get("arn").is_none());
}

#[tokio::test]
async fn devices_are_told_with_their_serial_and_never_with_seed_or_code() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    world.enrol(&mut alice, "alice-phone").await;
    let serial = "arn:aws:iam::123456789012:mfa/alice-phone";
    let made = told(&newest(&world, &root.caller, Action::CreateVirtualMfaDevice).await);
    assert_eq!(made["requestParameters"]["virtualMFADeviceName"], "alice-phone");
    assert_eq!(
        made["responseElements"],
        serde_json::json!({ "virtualMFADevice": { "serialNumber": serial } })
    );
    let enabled = told(&newest(&world, &root.caller, Action::EnableMfaDevice).await);
    assert_eq!(
        enabled["requestParameters"],
        serde_json::json!({ "userName": "alice", "serialNumber": serial })
    );
    assert!(enabled["responseElements"].is_null());
    assert_eq!(enabled["eventSource"], "iam.amazonaws.com");
    assert_eq!(enabled["eventType"], "AwsApiCall");
    assert_eq!(enabled["sessionCredentialFromConsole"], "true");
    let who = &enabled["userIdentity"];
    assert_eq!(who["arn"], "arn:aws:iam::123456789012:user/alice");
    let attributes = &who["sessionContext"]["attributes"];
    assert_eq!(attributes["mfaAuthenticated"], "false");
    assert_eq!(attributes["creationDate"], "2023-11-14T22:13:20Z");
}

/// Proves anew who somebody is, as far as it goes, and returns what is told of it.
async fn confirmed(world: &World, who: &mut SignedInAs, proof: Proof) -> serde_json::Value {
    if let Ok(renewed) = confirm::by_code(&world.service, &who.caller, proof).await {
        world.take_session(who, renewed).await;
    }
    told(&newest(world, &who.caller, Action::CheckMfa).await)
}

#[tokio::test]
async fn a_confirmation_tells_what_kind_of_device_gave_it() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let mut passkey = SoftPasskey::new(1);
    world.register(&root, "root-key", &mut passkey).await;
    let mut root = world.sign_in_with(World::root(), &phone).await;
    world.wait(60);

    let by_code = confirmed(&world, &mut root, Proof::Code(phone.code(world.now()))).await;
    assert_eq!(by_code["eventType"], "AwsConsoleSignIn");
    assert_eq!(by_code["responseElements"], serde_json::json!({ "CheckMfa": "Success" }));
    assert_eq!(by_code["additionalEventData"], serde_json::json!({ "MfaType": "Virtual MFA" }));

    let options = passkeys::confirm(&world.service, &root.caller).await.unwrap();
    let answer = passkey.get(&options);
    let by_key = confirmed(&world, &mut root, Proof::Passkey(answer.clone())).await;
    assert_eq!(by_key["responseElements"], serde_json::json!({ "CheckMfa": "Success" }));
    assert_eq!(by_key["additionalEventData"], serde_json::json!({ "MfaType": "U2F MFA" }));

    // The same answer once more, and a code of no device.
    let refused = confirmed(&world, &mut root, Proof::Passkey(answer)).await;
    assert_eq!(refused["responseElements"], serde_json::json!({ "CheckMfa": "Failure" }));
    assert_eq!(refused["additionalEventData"], serde_json::json!({ "MfaType": "U2F MFA" }));
    let refused = confirmed(&world, &mut root, Proof::Code(World::typed("000000"))).await;
    assert_eq!(refused["responseElements"], serde_json::json!({ "CheckMfa": "Failure" }));
    assert!(refused.get("additionalEventData").is_none(), "{refused}");
}

#[tokio::test]
async fn a_refused_password_is_no_factor() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let wrong = Password::new("not this one at all");
    assert!(confirm::by_password(&world.service, &root.caller, &wrong).await.is_err());
    let told = told(&newest(&world, &root.caller, Action::CheckMfa).await);
    assert_eq!(told["responseElements"], serde_json::json!({ "CheckMfa": "Failure" }));
    assert!(told.get("additionalEventData").is_none(), "{told}");
}

#[test]
fn a_hardware_token_is_known_by_its_bare_serial_number() {
    let event = Event {
        action: Action::CheckMfa,
        outcome: Outcome::Success,
        actor: Actor::root(),
        target: Some("GAHT12345678".to_owned()),
        detail: None,
        peer: None,
        request: Request::default(),
    };
    let told = told(&Record { seq: 1, at: identity::Timestamp::from_unix_seconds(0), event });
    assert_eq!(told["additionalEventData"], serde_json::json!({ "MfaType": "Hardware MFA" }));
}

#[tokio::test]
async fn roots_own_password_is_an_event_of_the_sign_in_and_a_users_is_one_of_iam() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", false).await;
    let alice = world.sign_in(World::user("alice")).await;
    for (who, name, source) in [
        (&root, Action::PasswordUpdated, "signin.amazonaws.com"),
        (&alice, Action::ChangePassword, "iam.amazonaws.com"),
    ] {
        let command = change::Change {
            present: Password::new(PASSWORD),
            new: Password::new("nine brass kettles sing"),
        };
        let renewed = change::run(&world.service, &who.caller, command).await.unwrap();
        let caller = world.caller(&renewed).await.unwrap();
        let told = told(&newest(&world, &caller, name).await);
        assert_eq!(told["eventSource"], source);
        assert_eq!(told["eventName"], name.name());
    }
    let root = world.try_password(World::root(), "nine brass kettles sing").await.unwrap();
    let root = world.signed_in(root).await;
    let by = |name: &str| look(&world, &root.caller, Attribute::new("EventName", name));
    let found = by("PasswordUpdated").await;
    assert_eq!(found.len(), 1);
    let told = told(&found[0]);
    assert_eq!(told["eventType"], "AwsConsoleSignIn");
    assert_eq!(told["responseElements"], serde_json::json!({ "PasswordUpdated": "Success" }));
    assert_eq!(told["userIdentity"]["type"], "Root");
    assert_eq!(by("ChangePassword").await.len(), 1, "alice's");
}

#[test]
fn a_program_gets_its_own_parameters_answers_and_errors() {
    let request = Request {
        id: Some("c0ffee".to_owned()),
        agent: Some("Boto3/1.44".to_owned()),
        access_key: Some("AKIAEXAMPLE".to_owned()),
        session: None,
        parameters: Some(r#"{"userName":"bob","path":"/x/"}"#.to_owned()),
        response: None,
        refusal: Some(Refusal {
            code: "EntityAlreadyExistsException".to_owned(),
            message: "User with name bob already exists.".to_owned(),
        }),
    };
    let event = Event {
        action: Action::CreateUser,
        outcome: Outcome::Refused(Reason::Failed),
        actor: Actor::root(),
        target: Some("bob".to_owned()),
        detail: None,
        peer: Some("192.0.2.9".to_owned()),
        request,
    };
    let at = identity::Timestamp::from_unix_seconds(0);
    let told = told(&Record { seq: 1, at, event });
    assert_eq!(told["errorCode"], "EntityAlreadyExistsException");
    assert_eq!(told["errorMessage"], "User with name bob already exists.");
    assert_eq!(told["requestParameters"]["path"], "/x/");
    assert!(told["responseElements"].is_null());
    assert_eq!(told["userIdentity"]["accessKeyId"], "AKIAEXAMPLE");
    assert_eq!(told["requestID"], "c0ffee");
    assert!(told.get("sessionCredentialFromConsole").is_none());
}

async fn look(world: &World, caller: &Caller, attribute: Option<Attribute>) -> Vec<Record> {
    let query = Lookup { attribute, ..Lookup::default() };
    lookup::run(&world.service, caller, query).await.unwrap().records
}

#[tokio::test]
async fn events_are_found_by_each_attribute() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let mut alice = world.sign_in(World::user("alice")).await;
    world.enrol(&mut alice, "alice-phone").await;
    let all = look(&world, &root.caller, None).await;
    assert!(all.is_sorted_by_key(|record| std::cmp::Reverse(record.seq)));
    let by = |key: &str, value: &str| {
        let attribute = Attribute::new(key, value);
        assert!(attribute.is_some(), "{key}");
        look(&world, &root.caller, attribute)
    };
    let names = |records: Vec<Record>| -> Vec<&'static str> {
        records.iter().map(|record| record.event.action.name()).collect()
    };
    assert_eq!(names(by("EventName", "ConsoleLogin").await), ["ConsoleLogin"; 2]);
    assert_eq!(names(by("EventName", "Nothing").await), [""; 0]);
    let devices = ["EnableMFADevice", "CreateVirtualMFADevice"];
    assert_eq!(names(by("Username", "alice").await)[..2], devices);
    assert_eq!(names(by("ResourceType", "AWS::IAM::MfaDevice").await), devices);
    let serial = "arn:aws:iam::123456789012:mfa/alice-phone";
    assert_eq!(names(by("ResourceName", serial).await), devices);
    assert_eq!(names(by("EventSource", "signin.amazonaws.com").await).len(), 3);
    assert_eq!(by("ReadOnly", "false").await.len(), all.len());
    assert_eq!(by("ReadOnly", "true").await.len(), 0);
    assert_eq!(by("AccessKeyId", "AKIAEXAMPLE").await.len(), 0);
    let mut ids = HashSet::new();
    for record in &all {
        let id = event_id(account(), record);
        assert_eq!(by("EventId", &id).await, std::slice::from_ref(record));
        // Another id for the same place finds nothing.
        let other = format!("{}{}", if id.starts_with('0') { '1' } else { '0' }, &id[1..]);
        assert_eq!(by("EventId", &other).await, []);
        assert!(ids.insert(id));
    }
    assert_eq!(resources(&all[0]), [("AWS::IAM::MfaDevice", serial.to_owned())]);
    assert_eq!(Attribute::new("ReadOnly", "perhaps"), None);
    assert_eq!(Attribute::new("Colour", "red"), None);
    assert_eq!(by("EventId", "no id").await, []);
}

#[tokio::test]
async fn pages_are_asked_for_with_their_token_and_with_no_other() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    for number in 0..33 {
        world.add_user(&root.caller, &format!("user-{number}"), false).await;
    }
    let query = Lookup { most: Some(40), ..Lookup::default() };
    let first = lookup::run(&world.service, &root.caller, query.clone()).await.unwrap();
    assert_eq!(first.records.len(), 40);
    let next = Lookup { next_token: first.next_token.clone(), ..query.clone() };
    let second = lookup::run(&world.service, &root.caller, next.clone()).await.unwrap();
    assert_eq!((second.records.len(), second.next_token), (28, None));
    assert_eq!(second.records[0].seq + 1, first.records[39].seq);

    let name = Attribute::new("EventName", "CreateUser");
    let other_query = Lookup { attribute: name, ..next.clone() };
    let cut = first.next_token.clone().map(|token| token[1..].to_owned());
    let others = [
        other_query,
        Lookup { start: Some(world.now()), ..next },
        Lookup { next_token: cut, ..query.clone() },
        Lookup { next_token: Some(String::new()), ..query.clone() },
        Lookup { next_token: Some("ü".repeat(5000)), ..query },
    ];
    for query in others {
        let refused = lookup::run(&world.service, &root.caller, query).await.unwrap_err();
        assert!(matches!(refused, LookupError::InvalidNextToken), "{refused:?}");
    }
}

#[tokio::test]
async fn what_is_asked_for_has_limits() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "bob", false).await;
    let ask = |query| lookup::run(&world.service, &root.caller, query);
    for most in [0, 51, u32::MAX] {
        let refused = ask(Lookup { most: Some(most), ..Lookup::default() }).await.unwrap_err();
        assert!(matches!(refused, LookupError::InvalidMaxResults));
    }
    let now = world.now();
    let earlier = now.minus(std::time::Duration::from_secs(1));
    let range = |start, end| Lookup { start: Some(start), end: Some(end), ..Lookup::default() };
    let refused = ask(range(now, earlier)).await.unwrap_err();
    assert!(matches!(refused, LookupError::InvalidTimeRange));
    assert_eq!(ask(range(now, now)).await.unwrap().records.len(), 4, "both ends count");
    assert_eq!(ask(range(earlier, earlier)).await.unwrap().records.len(), 0);
    world.wait(90 * 24 * 3600 + 1);
    assert_eq!(ask(Lookup::default()).await.unwrap().records.len(), 0, "90 days");
    let bob = world.sign_in(World::user("bob")).await;
    let refused = lookup::run(&world.service, &bob.caller, Lookup::default()).await.unwrap_err();
    assert!(matches!(refused, LookupError::Service(ServiceError::Denied)));
}
