//! What a person sees at a terminal: questions, answers, and lines that change.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::world::{AWS_ROOT, SECRET, World, done, refused};

/// What a recovery key begins with, and how many characters follow.
const KEY: &str = "AGE-SECRET-KEY-1";
const KEY_LENGTH: usize = 58;

/// Runs the program at a terminal of its own; types each answer once its
/// question stands there. `THE KEY` is the recovery key that was shown. Returns
/// everything that was on the screen.
pub(crate) fn at_a_terminal(world: &World, command: &str, talk: &[(&str, &str)]) -> String {
    at_a_terminal_with(world, &[], command, talk)
}

/// The same with more environment variables.
pub(crate) fn at_a_terminal_with(
    world: &World,
    variables: &[(&str, &str)],
    command: &str,
    talk: &[(&str, &str)],
) -> String {
    let line = format!("{} {command}", env!("CARGO_BIN_EXE_secondkey"));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(world.folder());
    script.env("SECONDKEY_VAULT", "v.age").env("TERM", "xterm").env_remove("NO_COLOR");
    script.envs(variables.iter().copied());
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (mut shown, mut seen) = (Vec::new(), 0);
    for (question, answer) in talk {
        loop {
            let text = String::from_utf8_lossy(&shown[seen..]).into_owned();
            if text.contains(question) {
                break;
            }
            let mut some = [0; 4096];
            let count = screen.read(&mut some).unwrap();
            assert!(count > 0, "{question} was never asked: {text}");
            shown.extend_from_slice(&some[..count]);
        }
        seen = shown.len();
        // The echo is turned off right after the question.
        std::thread::sleep(Duration::from_millis(50));
        let text = String::from_utf8_lossy(&shown).into_owned();
        let key = text.split_whitespace().find(|word| word.contains(KEY)).unwrap_or_default();
        let key = key.split(KEY).nth(1).map(|rest| rest.get(..KEY_LENGTH).unwrap_or_default());
        let typed = answer.replace("THE KEY", &format!("{KEY}{}", key.unwrap_or_default()));
        keyboard.write_all(format!("{typed}\n").as_bytes()).unwrap();
    }
    screen.read_to_end(&mut shown).unwrap();
    child.wait().unwrap();
    String::from_utf8(shown).unwrap()
}

#[test]
fn the_recovery_key_is_typed_back_before_the_vault_counts_as_safe() {
    let world = World::empty();
    let init = at_a_terminal(
        &world,
        "init --passphrase-file pw",
        &[
            ("not shown; Enter: later", "AGE-SECRET-KEY-1WRONG"),
            ("Try again.", &fs::read_to_string(World::new().path("rec")).unwrap()),
            ("This is another key", "THE KEY"),
        ],
    );
    assert!(init.contains("a forgotten passphrase is no loss"), "{init}");
    assert_eq!(init.matches(KEY).count(), 1, "nothing that is typed is shown: {init}");
    let check = world.json_with(&["vault", "check"], &["--passphrase-file", "pw"]);
    assert_eq!(check["recovery_tried"], true);
    assert!(check["keys"][1]["proved"].is_u64(), "{check}");

    let later = World::empty();
    let init = at_a_terminal(&later, "init --passphrase-file pw", &[("Enter: later", "")]);
    assert!(init.contains("\x1b[1;31mThe vault is not safe yet."), "{init:?}");
    let key = init.split_whitespace().find(|word| word.contains(KEY)).unwrap();
    let key: String = key.split(KEY).nth(1).unwrap().chars().take(KEY_LENGTH).collect();
    let list = at_a_terminal(&later, "list --passphrase-file pw", &[]);
    assert!(list.contains("\x1b[1;31mNot safe yet: "), "{list:?}");
    let check = at_a_terminal(
        &later,
        "vault check --recovery-key-file -",
        &[("Recovery key (not shown)", &format!("{KEY}{key}").to_lowercase())],
    );
    assert!(check.contains("opens it, tried just now") && !check.contains("afe yet"), "{check}");
    let list = at_a_terminal(&later, "list --passphrase-file pw", &[]);
    assert!(!list.contains("afe yet"), "{list}");
}

#[test]
fn the_recovery_key_is_a_page_to_print_whose_picture_opens_the_vault() {
    let world = World::empty();
    let init = ["init", "--passphrase-file", "pw", "--recovery-key-out", "sheet.html"];
    let said = done(world.bare(&init).output().unwrap());
    assert!(said.contains("vault check --recovery-key-file -") && !said.contains(KEY), "{said}");
    let page = fs::read_to_string(world.path("sheet.html")).unwrap();
    assert!(page.contains("default-src 'none'") && !page.contains("<script"), "{page}");
    assert!(page.contains("AGE-S ECRET -KEY-") && page.contains("<b>v.age</b>"), "{page}");
    let by_page = ["list", "--json", "--recovery-key-file", "sheet.html"];
    assert_eq!(done(world.bare(&by_page).output().unwrap()).trim(), "[]");
    let picture = page.split("base64,").nth(1).unwrap().split('"').next().unwrap();
    let picture = data_encoding::BASE64.decode(picture.as_bytes()).unwrap();
    fs::write(world.path("photo.png"), picture).unwrap();
    let by_photo = ["list", "--json", "--recovery-key-file", "photo.png"];
    assert_eq!(done(world.bare(&by_photo).output().unwrap()).trim(), "[]");
    // Stock tools read the page too.
    let read = Command::new("zbarimg")
        .args(["-q", "--raw", "photo.png"])
        .current_dir(world.folder())
        .output()
        .unwrap();
    fs::write(world.path("key.txt"), read.stdout).unwrap();
    let opened = Command::new("age")
        .args(["-d", "-i", "key.txt", "v.age"])
        .current_dir(world.folder())
        .output()
        .unwrap();
    assert!(done(opened).contains("secondkey-vault"));
    // A picture without a code is told apart from a key that is wrong.
    let blank = World::new();
    blank.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    blank.run(&["show-qr", "aws", "--output", "aws.png"]);
    fs::copy(blank.path("aws.png"), world.path("aws.png")).unwrap();
    let wrong = world.bare(&["list", "--recovery-key-file", "aws.png"]).output().unwrap();
    assert!(refused(1, &wrong).contains("there is no recovery key in it"));
    done(
        world
            .bare(&[
                "vault",
                "add-key",
                "--name",
                "the safe",
                "--recovery-key-out",
                "second.html",
                "--passphrase-file",
                "pw",
            ])
            .output()
            .unwrap(),
    );
    let page = fs::read_to_string(world.path("second.html")).unwrap();
    assert!(page.contains("<small>the safe, ..."), "{page}");
}

#[test]
fn whoever_names_several_entries_is_asked_which_one() {
    let world = World::new();
    for name in ["aws-root", "aws-alice", "bank"] {
        world.add(name);
    }
    let code = at_a_terminal(
        &world,
        "code aws --at 1700000000 --recovery-key-file rec",
        &[("2  aws-alice (", "")],
    );
    assert!(code.contains("say which one"), "{code}");
    let code = at_a_terminal(
        &world,
        "code aws --at 1700000000 --recovery-key-file rec",
        &[("Enter: none", "2")],
    );
    let digits = world.run(&["code", "aws-alice", "--at", "1700000000"]);
    let (head, tail) = digits.trim().split_at(3);
    assert!(code.contains(&format!("{head} {tail}")), "{code}");
    let gone = at_a_terminal(
        &world,
        "remove aws --recovery-key-file rec",
        &[("Enter: none", "1"), ("Remove this entry?", "y")],
    );
    assert!(gone.contains("Removed aws-root"), "{gone}");
    assert_eq!(world.names(), ["aws-alice", "bank"]);
    // Programs are told, and never asked.
    world.add("aws-root");
    assert!(world.refuse(1, &["code", "aws"]).contains("say which one"));
    let json = at_a_terminal(&world, "code aws --json --recovery-key-file rec", &[]);
    assert!(json.contains("say which one") && !json.contains("Enter: none"), "{json}");
}

#[test]
fn watched_codes_come_one_after_the_other_and_leave_the_screen() {
    let world = World::new();
    world.add("hub");
    let watched =
        at_a_terminal(&world, "code hub --watch --recovery-key-file rec", &[("next", "\u{3}")]);
    assert!(watched.trim_end_matches('\n').ends_with("\r\u{1b}[2K"), "{watched:?}");
    // For programs, a line for each code when its time comes.
    world.feed(&["add", "--secret-stdin", "--name", "quick", "--period", "1"], SECRET);
    let mut watch = world.command(&["code", "quick", "--watch"]);
    let mut child = watch.spawn().unwrap();
    let mut lines = Vec::new();
    let mut digits = [0; 7];
    let mut stdout = child.stdout.take().unwrap();
    for _ in 0..3 {
        stdout.read_exact(&mut digits).unwrap();
        lines.push(String::from_utf8(digits.to_vec()).unwrap());
    }
    // Whoever stops reading ends it.
    drop(stdout);
    assert!(child.wait().unwrap().success());
    let uri = format!("otpauth://totp/quick?secret={SECRET}&period=1");
    let totp = otp::Otpauth::parse(&uri).unwrap().totp().unwrap();
    let now = crate::world::now().as_secs();
    let codes: Vec<String> =
        (now - 120..now + 2).map(|at| format!("{}\n", totp.code_at(at).expose())).collect();
    let places: Vec<usize> =
        lines.iter().map(|line| codes.iter().position(|code| code == line).unwrap()).collect();
    assert!(places.is_sorted() && places[0] < places[2], "{places:?}");
    world.feed(&["add", "--secret-stdin", "--name", "steps", "--counter", "5"], SECRET);
    assert!(world.refuse(2, &["code", "steps", "--watch"]).contains("counts its codes"));
    assert_eq!(world.json(&["code", "steps"])["counter"], 5, "looking on moves no counter");
    for option in ["--pair", "--copy"] {
        world.refuse(2, &["code", "hub", "--watch", option]);
    }
}
