//! One thing wrong at a time.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;
use testing::{ORIGIN, SoftPasskey, flags};
use webauthn::{
    Challenge, Credential, Fault, Given, LONGEST_ANSWER, RelyingParty, User, assert, challenge_of,
    creation_options, register, request_options,
};

const HANDLE: &[u8] = b"handle of alice";

fn party() -> RelyingParty {
    RelyingParty::of(ORIGIN, "Secondkey").unwrap()
}

fn asked(tag: u8) -> Challenge {
    Challenge::new([tag; 32])
}

fn offer(present: &[Credential]) -> String {
    let user = User { handle: HANDLE, name: "alice@acme", display_name: "alice" };
    creation_options(&party(), user, &asked(1), present)
}

fn make(passkey: &mut SoftPasskey) -> Result<Credential, Fault> {
    register(&party(), &asked(1), &[], &passkey.create(&offer(&[])))
}

fn made() -> (SoftPasskey, Credential) {
    let mut passkey = SoftPasskey::new(7);
    let credential = make(&mut passkey).unwrap();
    (passkey, credential)
}

fn judge(credential: &Credential, answer: &str) -> Result<u32, Fault> {
    let allowed = std::slice::from_ref(credential);
    let given = Given::read(answer)?;
    assert(&party(), &asked(2), HANDLE, allowed, given).map(|proved| proved.sign_count())
}

fn answer(passkey: &mut SoftPasskey, credential: &Credential) -> String {
    passkey.get(&request_options(&party(), &asked(2), std::slice::from_ref(credential)))
}

#[test]
fn an_honest_authenticator_registers_and_signs_in() {
    let (mut passkey, credential) = made();
    assert!(credential.user_verified && !credential.backup_eligible);
    assert_eq!(credential.transports, webauthn::Transport::known(["usb"]));
    let given = answer(&mut passkey, &credential);
    assert_eq!(challenge_of(&given), Ok(asked(2)));
    assert_eq!(judge(&credential, &given), Ok(1));
}

#[test]
fn a_registration_with_one_thing_wrong_is_refused() {
    type Change = fn(&mut SoftPasskey);
    let changes: [(Change, Fault); 11] = [
        (|p| p.origin = "https://evil.example".to_owned(), Fault::WrongOrigin),
        (|p| p.origin = format!("{ORIGIN}.evil.example"), Fault::WrongOrigin),
        (|p| p.rp_id = Some("evil.example".to_owned()), Fault::WrongRelyingParty),
        (|p| p.kind = Some("webauthn.get"), Fault::WrongType),
        (|p| p.more = r#","crossOrigin":true"#.to_owned(), Fault::CrossOrigin),
        (|p| p.more = format!(r#","origin":"{ORIGIN}""#), Fault::Malformed("the client data")),
        (|p| p.flags = flags::UV, Fault::NotPresent),
        (|p| p.flags = flags::UP | flags::BS, Fault::BackupFlags),
        (|p| p.id = Vec::new(), Fault::UnfitId),
        (|p| p.id = vec![1; 1024], Fault::UnfitId),
        (|p| p.flags |= 0x80, Fault::Malformed("what the authenticator says")),
    ];
    for (number, (change, fault)) in changes.into_iter().enumerate() {
        let mut passkey = SoftPasskey::new(7);
        change(&mut passkey);
        assert_eq!(make(&mut passkey).err(), Some(fault), "change {number}");
    }
    let mut longest = SoftPasskey::new(7);
    longest.id = vec![1; 1023];
    assert!(make(&mut longest).is_ok());
}

#[test]
fn a_use_with_one_thing_wrong_is_refused() {
    type Change = fn(&mut SoftPasskey);
    let changes: [(Change, Fault); 14] = [
        (|p| p.origin = "https://evil.example".to_owned(), Fault::WrongOrigin),
        (|p| p.origin = "http://id.acme.example".to_owned(), Fault::WrongOrigin),
        (|p| p.rp_id = Some("evil.example".to_owned()), Fault::WrongRelyingParty),
        (|p| p.rp_id = Some("acme.example".to_owned()), Fault::WrongRelyingParty),
        (|p| p.kind = Some("webauthn.create"), Fault::WrongType),
        (|p| p.more = r#","topOrigin":"https://x""#.to_owned(), Fault::CrossOrigin),
        (|p| p.flags = flags::UV, Fault::NotPresent),
        (|p| p.flags = flags::UP, Fault::NotVerified),
        (|p| p.flags |= flags::BS, Fault::BackupFlags),
        (|p| p.flags |= flags::BE, Fault::BackupFlags),
        (|p| p.id = vec![9; 32], Fault::UnknownCredential),
        (|p| p.handle = Some("Ym9i".to_owned()), Fault::WrongUser),
        (
            |p| {
                let id = p.id.clone();
                *p = SoftPasskey::new(8);
                p.id = id;
            },
            Fault::WrongSignature,
        ),
        (|p| p.step = 0, Fault::CounterBack),
    ];
    for (number, (change, fault)) in changes.into_iter().enumerate() {
        let (mut passkey, mut credential) = made();
        credential.sign_count = 5;
        passkey.counter = 5;
        change(&mut passkey);
        let given = answer(&mut passkey, &credential);
        assert_eq!(judge(&credential, &given), Err(fault), "change {number}");
    }
}

#[test]
fn an_answer_fits_its_own_challenge_only() {
    let (mut passkey, credential) = made();
    let given = answer(&mut passkey, &credential);
    let allowed = std::slice::from_ref(&credential);
    let other = assert(&party(), &asked(3), HANDLE, allowed, Given::read(&given).unwrap());
    assert_eq!(other.err(), Some(Fault::WrongChallenge));
    let registration = passkey.create(&offer(&[]));
    assert!(judge(&credential, &registration).is_err(), "a registration is no use");
    assert!(register(&party(), &asked(2), &[], &given).is_err(), "a use is no registration");
}

#[test]
fn counters_go_forward_or_stay_at_nothing() {
    let (mut passkey, mut credential) = made();
    for (kept, shown, fits) in
        [(0, 0, true), (0, 1, true), (5, 6, true), (5, 5, false), (5, 4, false), (5, 0, false)]
    {
        credential.sign_count = kept;
        (passkey.counter, passkey.step) = (shown, 0);
        let given = answer(&mut passkey, &credential);
        assert_eq!(judge(&credential, &given).is_ok(), fits, "{kept} then {shown}");
    }
}

#[test]
fn who_never_verified_its_user_need_not_begin_to() {
    let mut passkey = SoftPasskey::new(7);
    passkey.flags = flags::UP;
    let credential = make(&mut passkey).unwrap();
    assert!(!credential.user_verified);
    let given = answer(&mut passkey, &credential);
    assert!(judge(&credential, &given).is_ok());
}

#[test]
fn copies_are_noted_as_they_come_and_go() {
    let mut passkey = SoftPasskey::new(7);
    passkey.flags |= flags::BE;
    let credential = make(&mut passkey).unwrap();
    assert!(credential.backup_eligible && !credential.backed_up);
    passkey.flags |= flags::BS;
    let given = answer(&mut passkey, &credential);
    let proved =
        assert(&party(), &asked(2), HANDLE, &[credential], Given::read(&given).unwrap()).unwrap();
    assert!(proved.backed_up() && proved.user_verified());
}

#[test]
fn an_authenticator_that_is_registered_is_excluded() {
    let (mut passkey, credential) = made();
    let options = offer(std::slice::from_ref(&credential));
    let listed: Value = serde_json::from_str(&options).unwrap();
    let id = BASE64URL_NOPAD.encode(&credential.id);
    assert_eq!(listed["excludeCredentials"][0]["id"], Value::from(id));
    let again = register(&party(), &asked(1), &[credential], &passkey.create(&options));
    assert_eq!(again.err(), Some(Fault::RegisteredAlready));
}

/// Returns the answer with a field of its response replaced.
fn with(answer: &str, field: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> String {
    let mut value: Value = serde_json::from_str(answer).unwrap();
    let text = value["response"][field].as_str().unwrap();
    let bytes = change(BASE64URL_NOPAD.decode(text.as_bytes()).unwrap());
    value["response"][field] = BASE64URL_NOPAD.encode(&bytes).into();
    value.to_string()
}

#[test]
fn whatever_is_cut_off_or_changed_is_refused_and_nothing_falls_over() {
    let (mut passkey, credential) = made();
    let registration = passkey.create(&offer(&[]));
    let length = bytes_of(&registration, "attestationObject").len();
    for end in 0..length {
        let cut = with(&registration, "attestationObject", |bytes| bytes[..end].to_vec());
        assert!(register(&party(), &asked(1), &[], &cut).is_err(), "cut at {end}");
    }
    let used = answer(&mut passkey, &credential);
    for field in ["authenticatorData", "clientDataJSON", "signature"] {
        for place in 0..bytes_of(&used, field).len() {
            let cut = with(&used, field, |bytes| bytes[..place].to_vec());
            assert!(judge(&credential, &cut).is_err(), "{field} cut at {place}");
            let changed = with(&used, field, |mut bytes| {
                bytes[place] ^= 1;
                bytes
            });
            assert!(judge(&credential, &changed).is_err(), "{field} changed at {place}");
        }
    }
}

fn bytes_of(answer: &str, field: &str) -> Vec<u8> {
    let value: Value = serde_json::from_str(answer).unwrap();
    BASE64URL_NOPAD.decode(value["response"][field].as_str().unwrap().as_bytes()).unwrap()
}

#[test]
fn what_no_browser_sends_is_refused() {
    let (mut passkey, credential) = made();
    let used = answer(&mut passkey, &credential);
    let huge = format!("{used}{}", " ".repeat(LONGEST_ANSWER));
    let two_ids = used.replacen("\"id\":\"", "\"id\":\"AA", 1);
    for bad in ["", "null", "[]", "{}", "\"\"", &huge, &two_ids, &format!("{used}x")] {
        assert!(matches!(judge(&credential, bad), Err(Fault::Malformed(_))), "{bad:.60}");
        assert!(register(&party(), &asked(1), &[], bad).is_err());
        assert!(challenge_of(bad).is_err() || bad == two_ids);
    }
    let padded = used.replace("\"signature\":\"", "\"signature\":\"=");
    assert_eq!(judge(&credential, &padded), Err(Fault::Malformed("not base64url")));
    let password = used.replace("public-key", "password");
    assert!(matches!(judge(&credential, &password), Err(Fault::Malformed(_))));
}

#[test]
fn a_broken_key_in_the_store_lets_nobody_in() {
    let (mut passkey, mut credential) = made();
    let given = answer(&mut passkey, &credential);
    credential.key = webauthn::PublicKey::from_bytes(vec![0xa0]);
    assert_eq!(judge(&credential, &given), Err(Fault::UnfitKey));
}
