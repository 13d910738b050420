//! Every call of a program is on record, once, with what it asked for and what came
//! of it.

use identity::audit::{Action, Outcome, Record};
use service::access_keys::create;
use service::audit::calls::{self, Ended};
use service::audit::lookup::{self, Attribute, Lookup};
use service::audit::{Site, event, flush, name};
use service::iam::users;
use service::{Caller, ServiceError, audit};
use testing::{Program, World};

struct Setting {
    world: World,
    root: Caller,
    program: Program,
}

async fn setting() -> Setting {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await.caller;
    let program = world.access_key(&root, None).await;
    Setting { world, root, program }
}

impl Setting {
    /// Returns who sends a new request.
    async fn caller(&self) -> Caller {
        self.world.program(&self.program).await.unwrap()
    }

    async fn end(&self, caller: &Caller, operation: &'static str, error: Option<(&str, &str)>) {
        let ended = Ended { operation: Some(operation), error };
        calls::run(&self.world.service, caller, ended).await.unwrap();
    }

    async fn named(&self, name: &str) -> Vec<Record> {
        let attribute = Attribute::new("EventName", name);
        let query = Lookup { attribute, ..Lookup::default() };
        lookup::run(&self.world.service, &self.root, query).await.unwrap().records
    }

    fn told(&self, record: &Record) -> serde_json::Value {
        let site = Site { console_url: "https://id.example.com".to_owned() };
        event(&site, self.root.account(), record)
    }
}

#[tokio::test]
async fn what_only_reads_is_on_record_with_its_request() {
    let it = setting().await;
    let caller = it.caller().await;
    caller.asks(r#"{"userName":"ann"}"#.to_owned());
    it.end(&caller, "GetUser", None).await;
    let [record] = &it.named("GetUser").await[..] else { panic!("one record") };
    let told = it.told(record);
    assert_eq!(told["readOnly"], true);
    assert_eq!(told["requestParameters"], serde_json::json!({ "userName": "ann" }));
    assert_eq!(told["sourceIPAddress"], "192.0.2.9");
    assert_eq!(told["userAgent"], "test program");
    assert_eq!(told["requestID"], "00000000-0000-4000-8000-000000000000");
    assert_eq!(told["userIdentity"]["accessKeyId"], it.program.access_key_id);
    assert!(told["eventID"].is_string() && told.get("errorCode").is_none());
    assert_eq!(audit::resources(record), [("AWS::IAM::User", "ann".to_owned())]);
}

#[tokio::test]
async fn a_change_is_on_record_once_and_with_its_answer() {
    let it = setting().await;
    let caller = it.caller().await;
    caller.asks(r#"{"userName":"ann","path":"/sea/"}"#.to_owned());
    let command = users::create::CreateUser {
        name: "ann".to_owned(),
        path: Some("/sea/".to_owned()),
        ..Default::default()
    };
    users::create::run(&it.world.service, &caller, command).await.unwrap();
    it.end(&caller, "CreateUser", None).await;
    let [record] = &it.named("CreateUser").await[..] else { panic!("one record") };
    let told = it.told(record);
    assert_eq!(told["requestParameters"]["path"], "/sea/");
    let user = &told["responseElements"]["user"];
    assert_eq!(user["arn"], "arn:aws:iam::123456789012:user/sea/ann");
    assert_eq!((&user["userName"], &user["path"]), (&"ann".into(), &"/sea/".into()));
    assert!(user["userId"].as_str().unwrap().starts_with("AIDA"));
    assert!(told.get("sessionCredentialFromConsole").is_none());
}

#[tokio::test]
async fn a_refusal_is_on_record_as_the_error_that_was_answered() {
    let it = setting().await;
    let caller = it.caller().await;
    let message = "The user with name ann cannot be found.";
    it.end(&caller, "DeleteUser", Some(("NoSuchEntity", message))).await;
    let [record] = &it.named("DeleteUser").await[..] else { panic!("one record") };
    let told = it.told(record);
    assert_eq!(told["errorCode"], "NoSuchEntityException");
    assert_eq!(told["errorMessage"], message);
    assert!(told["responseElements"].is_null());
}

#[tokio::test]
async fn a_change_that_was_undone_is_on_record_as_refused() {
    let it = setting().await;
    for _ in 0..2 {
        let caller = it.caller().await;
        let made = create::run(&it.world.service, &caller, None).await;
        let error = made.as_ref().err().map(|_| ("LimitExceeded", "no more"));
        it.end(&caller, "CreateAccessKey", error).await;
    }
    let outcomes: Vec<bool> = it.named("CreateAccessKey").await.iter().map(is_success).collect();
    // The key of the setting, another one, and one too many.
    assert_eq!(outcomes, [false, true, true]);
}

fn is_success(record: &Record) -> bool {
    record.event.outcome == Outcome::Success
}

#[tokio::test]
async fn what_is_not_implemented_is_found_by_its_name() {
    let it = setting().await;
    it.end(&it.caller().await, "CreateSAMLProvider", Some(("NotImplemented", "not here"))).await;
    let [record] = &it.named("CreateSAMLProvider").await[..] else { panic!("one record") };
    assert_eq!((record.event.action, name(record)), (Action::OtherOperation, "CreateSAMLProvider"));
    assert_eq!(it.told(record)["eventName"], "CreateSAMLProvider");
}

#[tokio::test]
async fn no_caller_fills_the_store_with_records_of_one_second() {
    let it = setting().await;
    let caller = it.caller().await;
    let refused = Some(("AccessDenied", "no"));
    for _ in 0..250 {
        it.end(&caller, "GetCallerIdentity", None).await;
        it.end(&caller, "DeleteUser", refused).await;
    }
    let count = |action| {
        let (service, root) = (it.world.service.clone(), it.root.clone());
        async move {
            let mut before = None;
            let (mut records, mut counted) = (0, 0);
            loop {
                let query = service::activity::Query {
                    action: Some(action),
                    before,
                    reads: true,
                    ..Default::default()
                };
                let page = service::activity::run(&service, &root, query).await.unwrap();
                records += page.records.len();
                counted += page.records.iter().filter(|one| one.event.detail.is_some()).count();
                before = page.next;
                if before.is_none() {
                    return (records, counted);
                }
            }
        }
    };
    assert_eq!(count(Action::GetCallerIdentity).await, (201, 1));
    assert_eq!(count(Action::DeleteUser).await, (201, 1));
    let all = it.named("GetCallerIdentity").await;
    let sum = all.iter().find(|one| one.event.detail.is_some());
    if let Some(sum) = sum {
        assert_eq!(it.told(sum)["additionalEventData"], serde_json::json!({ "calls": 50 }));
    }
    // The next second has its own.
    it.world.wait(1);
    it.end(&caller, "GetCallerIdentity", None).await;
    assert_eq!(count(Action::GetCallerIdentity).await, (202, 1));
}

#[tokio::test]
async fn refused_signatures_are_counted_and_unknown_keys_leave_nothing() {
    let it = setting().await;
    let wrong = Program { secret: "x".repeat(40), ..it.program.clone() };
    let nobody = Program { access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(), ..wrong.clone() };
    for _ in 0..5 {
        assert!(it.world.program(&wrong).await.is_err());
        assert!(it.world.program(&nobody).await.is_err());
    }
    assert!(it.named("RefusedSignature").await.is_empty(), "they are still being counted");
    it.world.wait(60);
    let [record] = &it.named("RefusedSignature").await[..] else { panic!("one record") };
    let told = it.told(record);
    assert_eq!(told["additionalEventData"]["calls"], 5);
    assert_eq!(told["errorCode"], "SignatureDoesNotMatch");
    assert_eq!(told["userIdentity"]["accessKeyId"], it.program.access_key_id);
    assert_eq!(flush::unknown_keys(&it.world.service), 5);
}

#[tokio::test]
async fn reads_are_left_out_of_the_activity_unless_asked_for() {
    let it = setting().await;
    it.end(&it.caller().await, "ListUsers", None).await;
    it.end(&it.caller().await, "ListRoles", Some(("AccessDenied", "no"))).await;
    let names = |query| {
        let (service, root) = (it.world.service.clone(), it.root.clone());
        async move {
            let page = service::activity::run(&service, &root, query).await.unwrap();
            page.records.iter().map(|one| one.event.action.name()).collect::<Vec<_>>()
        }
    };
    let quiet = names(service::activity::Query::default()).await;
    assert!(!quiet.contains(&"ListUsers") && quiet.contains(&"ListRoles"), "{quiet:?}");
    let all = names(service::activity::Query { reads: true, ..Default::default() }).await;
    assert!(all.contains(&"ListUsers"), "{all:?}");
}

#[tokio::test]
async fn programs_look_events_up_twice_a_second() {
    let it = setting().await;
    let caller = it.caller().await;
    let ask = || lookup::run(&it.world.service, &caller, Lookup::default());
    assert!(ask().await.is_ok() && ask().await.is_ok());
    let refused = ask().await.unwrap_err();
    assert!(matches!(refused, lookup::LookupError::Service(ServiceError::Wait(_))), "{refused:?}");
    it.world.wait(1);
    assert!(ask().await.is_ok());
}
