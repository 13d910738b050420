//! AWS's SDK for Rust, unmodified, against the running service: the types that it
//! makes of answers and of errors, and a life with a second factor.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "whatever fails here is a failed test"
)]

mod service;

use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iam::operation::get_user::GetUserError;
use aws_sdk_sts::error::DisplayErrorContext;
use serde_json::json;

use crate::service::{Device, Service};

/// Returns code and message of a refusal.
fn said<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> (&str, &str) {
    (error.code().unwrap_or_default(), error.message().unwrap_or_default())
}

async fn a_life_with_a_second_factor(service: Service) {
    let root = service.root();
    root.iam.create_user().user_name("ann").send().await.unwrap();
    let with_mfa = json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } });
    let own = json!({
        "Version": "2012-10-17",
        "Statement": [
            { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" },
            {
                "Effect": "Allow", "Action": "iam:CreateVirtualMFADevice",
                "Resource": "arn:aws:iam::*:mfa/*",
            },
            {
                "Effect": "Allow", "Action": "iam:EnableMFADevice",
                "Resource": "arn:aws:iam::*:user/${aws:username}",
            },
            { "Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": with_mfa },
        ],
    });
    let put = root.iam.put_user_policy().user_name("ann").policy_name("own");
    put.policy_document(own.to_string()).send().await.unwrap();
    let ann = service.user("ann").await;

    let made = ann.iam.create_virtual_mfa_device().virtual_mfa_device_name("ann");
    let device = Device::new(made.send().await.unwrap().virtual_mfa_device);
    assert_eq!(device.serial, format!("arn:aws:iam::{}:mfa/ann", service.account));
    let (first, second) = device.pair();
    let enable = ann.iam.enable_mfa_device().user_name("ann").serial_number(&device.serial);
    let turned =
        enable.clone().authentication_code1(&second).authentication_code2(&first).send().await;
    assert!(turned.unwrap_err().into_service_error().is_invalid_authentication_code_exception());
    enable.authentication_code1(first).authentication_code2(second).send().await.unwrap();

    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Condition": with_mfa,
            "Principal": { "AWS": format!("arn:aws:iam::{}:root", service.account) },
        }],
    });
    let role = root.iam.create_role().role_name("deploy");
    let role = role.assume_role_policy_document(trust.to_string()).send().await.unwrap();
    let role = role.role.unwrap();
    let assume = |who: &service::Program| {
        who.sts.assume_role().role_arn(&role.arn).role_session_name("s-1").send()
    };
    let refused = assume(&ann).await.unwrap_err();
    let (code, message) = said(&refused);
    assert_eq!(code, "AccessDenied", "{}", DisplayErrorContext(&refused));
    assert!(message.contains("is not authorized to perform: sts:AssumeRole on resource: "));

    let token = device.code(0);
    let session = ann.sts.get_session_token().serial_number(&device.serial).token_code(token);
    let given = session.clone().send().await.unwrap();
    let again = session.send().await.unwrap_err();
    assert_eq!(
        said(&again),
        ("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "),
    );

    let session = service.session(given.credentials);
    let users = session.iam.list_users().send().await.unwrap();
    assert!(!users.is_truncated);
    assert_eq!(users.users[0].user_name, "ann");
    assert_eq!(said(&ann.iam.list_users().send().await.unwrap_err()).0, "AccessDenied");
    let assumed = service.session(assume(&session).await.unwrap().credentials);
    let who = assumed.sts.get_caller_identity().send().await.unwrap();
    let wanted = format!("arn:aws:sts::{}:assumed-role/deploy/s-1", service.account);
    assert_eq!(who.arn.unwrap(), wanted);
}

async fn refusals_are_the_errors_of_the_models(service: Service) {
    let iam = service.root().iam;
    let unknown = iam.get_user().user_name("nobody").send().await.unwrap_err();
    let raw = unknown.raw_response().expect("it was an answer");
    assert_eq!(raw.status().as_u16(), 404);
    let GetUserError::NoSuchEntityException(error) = unknown.into_service_error() else {
        panic!("of another type");
    };
    assert_eq!(error.message(), Some("The user with name nobody cannot be found."));

    iam.create_user().user_name("ann").send().await.unwrap();
    let twice = iam.create_user().user_name("Ann").send().await.unwrap_err();
    assert!(twice.into_service_error().is_entity_already_exists_exception());
    let broken = iam.put_user_policy().user_name("ann").policy_name("p").policy_document("{");
    let broken = broken.send().await.unwrap_err().into_service_error();
    assert!(broken.is_malformed_policy_document_exception());
    let report = iam.get_credential_report().send().await.unwrap_err().into_service_error();
    assert!(report.is_credential_report_not_present_exception());
    for _ in 0..2 {
        iam.create_access_key().user_name("ann").send().await.unwrap();
    }
    let third = iam.create_access_key().user_name("ann").send().await.unwrap_err();
    assert!(third.into_service_error().is_limit_exceeded_exception());
}

async fn paginators_come_to_the_end(service: Service) {
    let iam = service.root().iam;
    let names: Vec<String> = (0..23).map(|number| format!("user-{number:02}")).collect();
    for name in &names {
        iam.create_user().user_name(name).send().await.unwrap();
    }
    let mut pages = iam.list_users().into_paginator().page_size(10).send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        found.push(page.unwrap().users);
    }
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<usize>>(), [10, 10, 3]);
    let found: Vec<String> = found.into_iter().flatten().map(|user| user.user_name).collect();
    assert_eq!(found, names);
    let mut devices = iam.list_mfa_devices().user_name("user-00").into_paginator().items().send();
    assert!(devices.next().await.is_none());
}

/// Makes a test of each of these on SQLite and on PostgreSQL.
macro_rules! on_both_stores {
    ($($test:ident)*) => {$(
        mod $test {
            use super::Service;

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                super::$test(Service::on_sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                super::$test(Service::on_postgres()).await;
            }
        }
    )*};
}

on_both_stores! {
    a_life_with_a_second_factor
    refusals_are_the_errors_of_the_models
    paginators_come_to_the_end
}
