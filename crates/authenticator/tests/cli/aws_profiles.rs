//! `secondkey aws` finds credentials and addresses as every program with AWS's SDK does:
//! in profiles, by other programs, by way of roles, by single sign-on.

use std::process::{Command, Output};

use serde_json::Value;

use crate::stub::{Asked, fault, page, result, service};
use crate::world::{World, done, refused};

const SERIAL: &str = "arn:aws:iam::123456789012:mfa/a";

/// Runs `secondkey aws` with AWS's files of this world.
fn command(world: &World, words: &[&str]) -> Command {
    let mut command = world.command(&[&["aws"], words].concat());
    command.env("HOME", world.folder()).env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

fn devices(world: &World, profile: &str) -> Output {
    command(world, &["devices", "--json", "--profile", profile]).output().unwrap()
}

/// Writes AWS's config file.
fn configure(world: &World, text: &str) {
    std::fs::create_dir_all(world.path(".aws")).unwrap();
    std::fs::write(world.path(".aws/config"), text).unwrap();
}

/// Asserts that one device was listed.
fn listed(output: Output) {
    let rows: Value = serde_json::from_str(&done(output)).unwrap();
    assert_eq!(rows[0]["serial_number"], SERIAL);
}

/// Starts a service that lists one device for whoever has this access key.
fn for_key(key: &'static str) -> String {
    service(move |asked, _| {
        if asked.is_by(key) { page(&[SERIAL], None) } else { fault("InvalidClientTokenId", 403) }
    })
}

const KEYS: &str = "[profile keys]\naws_access_key_id = AKIDKEYS\naws_secret_access_key = secret\n";

#[test]
fn a_profile_says_where_the_service_is() {
    let world = World::new();
    let (url, other) = (for_key("AKIDKEYS"), service(|_, _| fault("WrongDoor", 403)));
    configure(&world, &format!("{KEYS}endpoint_url = {url}\n"));
    listed(devices(&world, "keys"));
    configure(
        &world,
        &format!(
            "{KEYS}services = ours\nendpoint_url = {other}\n[services ours]\niam =\n  endpoint_url = {url}\n"
        ),
    );
    listed(devices(&world, "keys"));
    configure(&world, &format!("{KEYS}endpoint_url = {other}\n"));
    let mut command = command(&world, &["devices", "--json", "--profile", "keys"]);
    assert!(refused(1, &command.output().unwrap()).contains("WrongDoor"));
    listed(command.env("AWS_ENDPOINT_URL_IAM", &url).output().unwrap());
    command.env_remove("AWS_ENDPOINT_URL_IAM").args(["--endpoint-url", &url]);
    listed(command.output().unwrap());
    // What is no address is told, and nobody else is asked in its place.
    for (wrong, word) in
        [("mfa.example", "not the address"), ("http://mfa.example", "not encrypted")]
    {
        configure(&world, &format!("{KEYS}endpoint_url = {wrong}\n"));
        assert!(refused(1, &devices(&world, "keys")).contains(word), "{wrong}");
    }
}

#[test]
fn the_environment_goes_before_files_and_a_named_profile_before_both() {
    let world = World::new();
    let (by_files, by_environment) = (for_key("AKIDKEYS"), for_key("AKIDENV"));
    configure(&world, &format!("{KEYS}endpoint_url = {by_files}\n"));
    let mut command = command(&world, &["devices", "--json"]);
    command.env("AWS_PROFILE", "keys");
    listed(command.output().unwrap());
    command.env("AWS_ACCESS_KEY_ID", "AKIDENV").env("AWS_SECRET_ACCESS_KEY", "secret");
    command.env("AWS_ENDPOINT_URL", &by_environment);
    listed(command.output().unwrap());
    command.args(["--profile", "keys", "--endpoint-url", &by_files]);
    listed(command.output().unwrap());
}

/// Answers as STS and IAM do for a chain of two roles from one key.
fn two_roles(asked: &Asked) -> (u16, String) {
    let given = |key: &str| {
        let parts = format!(
            "<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token-of-{key}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
        );
        result("AssumeRole", &format!("<Credentials>{parts}</Credentials>"))
    };
    let token = |key: &str| {
        asked.is_by(key) && asked.head.contains(&format!("x-amz-security-token: token-of-{key}"))
    };
    let names = |role: &str| asked.form.contains(&format!("role%2F{role}&"));
    match asked {
        _ if asked.is("AssumeRole") && names("first") && asked.is_by("AKIDKEYS") => given("asia1"),
        _ if asked.is("AssumeRole") && names("second") && token("asia1") => {
            assert!(asked.form.contains("ExternalId=third-party"), "{}", asked.form);
            given("asia2")
        }
        _ if asked.is("ListMFADevices") && token("asia2") => page(&[SERIAL], None),
        _ => fault("AccessDenied", 403),
    }
}

#[test]
fn roles_are_assumed_one_after_the_other() {
    let world = World::new();
    let url = service(|asked, _| two_roles(asked));
    let role = |name: &str| format!("role_arn = arn:aws:iam::123456789012:role/{name}\n");
    let chain = |first: &str| {
        format!(
            "{KEYS}[profile first]\n{}source_profile = keys\n[profile second]\n{}source_profile = first\nexternal_id = third-party\nendpoint_url = {url}\n",
            role(first),
            role("second")
        )
    };
    configure(&world, &chain("first"));
    listed(devices(&world, "second"));
    // Who may not assume a role is told by the service, in its words.
    configure(&world, &chain("forbidden"));
    let words = refused(1, &devices(&world, "second"));
    assert!(words.contains("\"second\" has no credentials"), "{words}");
    assert!(words.contains("the service refused: AccessDenied: no"), "{words}");
    configure(&world, &format!("{KEYS}[profile a]\n{}source_profile = b\n", role("x")));
    assert!(refused(1, &devices(&world, "a")).contains("no profile \"b\""));
}

#[test]
fn another_program_may_have_the_key() {
    let world = World::new();
    let url = for_key("AKIDOTHER");
    let given = |text: &str| std::fs::write(world.path("given"), text).unwrap();
    let process = |command: &str| {
        configure(
            &world,
            &format!(
                "[profile other]\nendpoint_url = {url}\ncredential_process = {command}\n[profile role]\nrole_arn = arn:aws:iam::123456789012:role/first\nsource_profile = other\nendpoint_url = {url}\n"
            ),
        );
    };
    process("cat given");
    given(
        r#"{"Version":1,"AccessKeyId":"AKIDOTHER","SecretAccessKey":"a-secret","SessionToken":"a-token","Expiration":"2099-01-01T00:00:00Z"}"#,
    );
    listed(devices(&world, "other"));
    // The source of a role may be such a profile: the service is asked with its key.
    assert!(refused(1, &devices(&world, "role")).contains("no credentials"));
    // Its secrets are never repeated, however broken its answer is.
    for broken in [
        r#"{"Version":1,"AccessKeyId":"AKIDOTHER","SecretAccessKey":"a-secret"#,
        r#"{"Version":2,"AccessKeyId":"AKIDOTHER","SecretAccessKey":"a-secret"}"#,
        r#"{"Version":1,"SecretAccessKey":"a-secret","SessionToken":"a-token"}"#,
        "a-secret",
        "",
    ] {
        given(broken);
        let words = refused(1, &devices(&world, "other"));
        assert!(words.contains("credential_process of the profile \"other\""), "{words}");
        assert!(!words.contains("a-secret") && !words.contains("a-token"), "{words}");
    }
    process("echo 'the safe is \u{1b}[2J locked' >&2; exit 3");
    let words = refused(1, &devices(&world, "other"));
    assert!(words.contains("the safe is") && !words.contains('\u{1b}'), "{words}");
    // A session needs a long-term key, and is not had from itself without end.
    process("cat given");
    given(
        r#"{"Version":1,"AccessKeyId":"ASIA","SecretAccessKey":"s","SessionToken":"t","Expiration":"2099-01-01T00:00:00Z"}"#,
    );
    let session = |profile| command(&world, &["session", "--profile", profile]).output().unwrap();
    assert!(refused(1, &session("other")).contains("temporary already"));
    process("/usr/bin/secondkey aws session --profile other");
    assert!(refused(1, &session("other")).contains("from secondkey itself"));
    assert!(refused(1, &session("role")).contains("from secondkey itself"));
}

/// The file that a sign-in named `corp` leaves in `~/.aws/sso/cache`: its name is the
/// SHA-1 of `corp`.
const CACHED: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// Signs in by single sign-on, as `aws sso login` does, until the given year.
fn sign_in(world: &World, until: u16) {
    let token = format!(
        r#"{{"accessToken":"a-browser-token","expiresAt":"{until}-01-01T00:00:00Z","region":"eu-central-1","startUrl":"https://corp.example/start"}}"#
    );
    std::fs::create_dir_all(world.path(".aws/sso/cache")).unwrap();
    std::fs::write(world.path(CACHED), token).unwrap();
}

#[test]
fn a_sign_in_by_single_sign_on_is_used() {
    let world = World::new();
    let url = service(|asked, _| {
        if !asked.head.starts_with("GET /federation/credentials?") {
            let by_it = asked.is_by("ASIASSO") && asked.head.contains("x-amz-security-token: t");
            return if by_it { page(&[SERIAL], None) } else { fault("Unknown", 403) };
        }
        for part in [
            "account_id=123456789012",
            "role_name=Auditor",
            "x-amz-sso_bearer_token: a-browser-token",
        ] {
            assert!(asked.head.contains(part), "{part}: {}", asked.head);
        }
        let given = r#"{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}"#;
        (200, format!(r#"{{"roleCredentials":{given}}}"#))
    });
    configure(
        &world,
        &format!(
            "[profile corp]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Auditor\nendpoint_url = {url}\n[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example/start\n"
        ),
    );
    let words = refused(1, &devices(&world, "corp"));
    assert!(words.contains("aws sso login --profile corp"), "{words}");
    sign_in(&world, 2099);
    listed(devices(&world, "corp"));
    let session = command(&world, &["session", "--profile", "corp"]).output().unwrap();
    assert!(refused(1, &session).contains("single sign-on verifies MFA itself"));
    sign_in(&world, 2020);
    let words = refused(1, &devices(&world, "corp"));
    assert!(words.contains("aws sso login --profile corp"), "{words}");
    assert!(!words.contains("a-browser-token"), "{words}");
}

#[test]
fn broken_files_and_certificates_are_told_by_name() {
    let world = World::new();
    configure(&world, &format!("{KEYS}ca_bundle = none.pem\nendpoint_url = https://127.0.0.1:1\n"));
    assert!(refused(1, &devices(&world, "keys")).contains("none.pem"));
    for (text, word) in [
        ("", "none in it"),
        ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "not PEM"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "damaged"),
    ] {
        std::fs::write(world.path("none.pem"), text).unwrap();
        let words = refused(1, &devices(&world, "keys"));
        assert!(words.contains(word) && words.contains("none.pem"), "{word}: {words}");
    }
    configure(&world, "[profile keys]\naws_access_key_id = AKID\n");
    let words = refused(1, &devices(&world, "keys"));
    assert!(words.contains("has no access key") && words.contains("aws_secret"), "{words}");
    configure(&world, "[profile keys]\naws_secret_access_key\n");
    let words = refused(1, &devices(&world, "keys"));
    assert!(words.contains("line 2") && words.contains(".aws/config"), "{words}");
    configure(&world, "region = x\n");
    assert_eq!(devices(&world, "keys").status.code(), Some(1));
    configure(&world, &format!("{KEYS}region = evil.example/\n"));
    assert!(refused(1, &devices(&world, "keys")).contains("not the name of a region"));
}
