//! Entries in and out: adding, listing, codes, finding, renaming, removing.

use std::fs;

use crate::world::{AWS_ROOT, SECRET, World, done, fed, refused};

#[test]
fn the_list_says_what_scripts_rely_on() {
    let world = World::new();
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    world.feed(&["add", "--secret-stdin", "--name", "hub", "--issuer", "GitHub"], SECRET);
    let list = world.json(&["list"]);
    let id = list[0]["id"].as_str().unwrap();
    assert_eq!(
        list[0],
        serde_json::json!({
            "id": id, "name": "aws", "issuer": "Amazon Web Services",
            "account": "root-account-mfa-device@123456789012", "kind": "totp", "root": true,
        })
    );
    assert_eq!((&list[1]["root"], &list[1]["issuer"]), (&false.into(), &"GitHub".into()));
    let text = world.run(&["list"]);
    assert!(text.contains("\naws   ROOT  Amazon Web Services  root-"), "{text}");
    assert!(text.contains("\nhub         GitHub               hub "), "{text}");
    assert!(!text.contains('\x1b'), "no colour in a pipe: {text:?}");
}

#[test]
fn a_code_with_its_neighbour_and_its_time() {
    let world = World::new();
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    let code = world.json(&["code", "aws", "--pair", "--at", "1700000000"]);
    assert_eq!(
        code,
        serde_json::json!({
            "name": "aws", "root": true, "code": "145417", "valid_for": 10, "next": "541951",
            "codes": ["145417", "541951"],
        })
    );
    let single = world.json(&["code", "AWS", "--at", "1700000000"]);
    assert!(single.get("codes").is_none());
    assert_eq!(world.run(&["code", "aws", "--at", "1800010380"]), "000486\n");
    assert_eq!(world.run(&["code", "aws", "--pair", "--at", "1700000000"]), "145417\n541951\n");
}

#[test]
fn ambiguous_names_are_listed_and_none_is_taken() {
    let world = World::new();
    world.add("aws-root");
    world.add("aws-admin");
    let error = world.refuse(1, &["code", "aws"]);
    assert!(error.contains("aws-root (") && error.contains("aws-admin ("), "{error}");
    world.run(&["code", "AWS-R"]);
    world.run(&["code", "admin"]);
    let error = world.refuse(1, &["code", "bank"]);
    assert!(error.contains("bank") && error.contains("aws-admin"), "{error}");
}

#[test]
fn a_taken_name_is_an_error_that_names_its_holder() {
    let world = World::new();
    world.feed(&["add", "--uri-stdin"], AWS_ROOT);
    assert_eq!(world.names(), ["Amazon Web Services:root-account-mfa-device@123456789012"]);
    let again = fed(&mut world.command(&["add", "--uri-stdin"]), AWS_ROOT);
    let error = refused(1, &again);
    assert!(error.contains("taken") && error.contains("another name"), "{error}");
    let second = fed(&mut world.command(&["add", "--uri-stdin", "--name", "two"]), AWS_ROOT);
    assert!(String::from_utf8_lossy(&second.stderr).contains("same secret"));
    done(second);
}

#[test]
fn root_is_marked_by_hand_or_by_label() {
    let world = World::new();
    world.feed(&["add", "--secret-stdin", "--name", "boss", "--root"], SECRET);
    world.feed(&["add", "--secret-stdin", "--name", "b", "--account", "root-phone@acme"], SECRET);
    world.feed(&["add", "--secret-stdin", "--name", "c", "--account", "groot@acme"], SECRET);
    let list = world.json(&["list"]);
    let roots: Vec<_> = (0..3).map(|at| list[at]["root"].as_bool().unwrap()).collect();
    assert_eq!(roots, [true, true, false]);
}

#[test]
fn every_kind_of_code_is_made_and_traced() {
    let world = World::new();
    // RFC 6238 appendix B (errata 2866) and RFC 4226 appendix D; Steam's as
    // KeePassXC's tests have it.
    let seed = |length: usize| {
        let digits = "GEZDGNBVGY3TQOJQ".repeat(8);
        digits[..(length * 8).div_ceil(5)].to_owned()
    };
    for (name, secret, options, at, code) in [
        ("sha256", seed(32), &["--digits", "8", "--algorithm", "SHA256"][..], "59", "46119246"),
        ("sha512", seed(64), &["--digits", "8", "--algorithm", "SHA512"], "59", "90693936"),
        ("seven", seed(20), &["--digits", "7"], "59", "4287082"),
        ("slow", seed(20), &["--period", "300"], "299", "755224"),
        (
            "steam",
            "63BEDWCQZKTQWPESARIERL5DTTQFCJTK".to_owned(),
            &["--steam"],
            "1511200518",
            "FR8RV",
        ),
    ] {
        world.feed(&[&["add", "--secret-stdin", "--name", name], options].concat(), &secret);
        assert_eq!(world.run(&["code", name, "--at", at]).trim(), code, "{name}");
        let found = world.json(&["which", &code.to_lowercase(), "--at", at]);
        assert_eq!(found[0]["name"], name);
        assert_eq!(found[0]["step_offset"], 0, "{name}");
    }
    assert_eq!(world.json(&["list"])[4]["kind"], "steam");
    world.feed(&["add", "--secret-stdin", "--name", "counted", "--counter", "3"], &seed(20));
    assert_eq!(world.json(&["which", "969429"])[0]["name"], "counted");
    assert_eq!(world.run(&["code", "counted"]), "969429\n");
    assert_eq!(world.json(&["which", "969429"])[0]["step_offset"], -1);
    let uri =
        "otpauth://totp/Steam:me?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK&digits=5&encoder=steam";
    world.feed(&["add", "--uri-stdin", "--name", "as KeePassXC writes it"], uri);
    assert_eq!(world.run(&["code", "as keep", "--at", "1511200714"]), "9P3VP\n");
}

#[test]
fn a_code_is_traced_to_its_entry() {
    let world = World::new();
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    world.add("other");
    let at = ["--at", "1700000000"];
    let find = |code: &str| world.json(&["which", code, at[0], at[1]]);
    assert_eq!(find("145417")[0]["name"], "aws");
    assert_eq!(find("145 417")[0]["step_offset"], 0);
    assert_eq!(find("541951")[0]["step_offset"], 1);
    assert_eq!(world.json(&["which", "145417", "--at", "1700000040"])[0]["step_offset"], -2);
    assert_eq!(find("145417")[0]["seconds_offset"], 0);
    assert_eq!(find("541951")[0]["seconds_offset"], 30);
    // The step says whose clock may be wrong, and by how much.
    let said = |at: &str| {
        let which = world.command(&["which", "145417", "--at", at]).output().unwrap();
        String::from_utf8(which.stderr).unwrap()
    };
    let slow = said("1700000070");
    assert!(slow.contains("has a clock that is about 1 min 30 s slow"), "{slow}");
    let fast = said("1699999900");
    assert!(fast.contains("about 1 min 30 s fast") && fast.contains("secondkey clock"), "{fast}");
    assert_eq!(said("1700000000") + &said("1700000010"), "", "no more than it takes to type it");
    assert_eq!(find("000000"), serde_json::json!([]));
    assert_eq!(world.json(&["which", "145417", "--at", "1700009999"]), serde_json::json!([]));
    assert!(world.run(&["which", "145417", at[0], at[1]]).contains("aws   ROOT"));
    assert!(world.refuse(2, &["which", "1234"]).contains("digits"));
    let piped = world.feed(&["which", "--json", at[0], at[1]], "145417\n");
    assert!(piped.contains("\"aws\""));
}

#[test]
fn renaming_and_removing() {
    let world = World::new();
    world.add("one");
    world.add("two");
    world.run(&["rename", "one", "eins"]);
    assert!(world.refuse(1, &["rename", "eins", "TWO"]).contains("taken"));
    assert!(world.refuse(2, &["rename", "eins", "a\x1b[2J"]).contains("control"));
    assert_eq!(world.names(), ["eins", "two"]);

    let unasked = world.refuse(1, &["remove", "two"]);
    assert!(unasked.contains("--yes"), "{unasked}");
    let no = fed(&mut world.command(&["remove", "two"]), "n\n");
    assert_eq!(no.status.code(), Some(1));
    assert_eq!(world.names(), ["eins", "two"]);
    world.feed(&["remove", "two"], "y\n");
    assert!(world.refuse(1, &["remove", "ein", "--yes"]).contains("eins"), "only in full");
    world.run(&["remove", "EINS", "--yes"]);
    assert!(world.names().is_empty());
}

#[test]
fn a_counted_code_is_never_shown_twice() {
    let world = World::new();
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    world.feed(&["add", "--secret-stdin", "--name", "token", "--counter", "0"], secret);
    // RFC 4226, appendix D.
    assert_eq!(world.run(&["code", "token"]), "755224\n");
    assert_eq!(world.run(&["code", "token", "--pair"]), "287082\n359152\n");
    let code = world.json(&["code", "token"]);
    assert_eq!((&code["code"], &code["counter"]), (&"969429".into(), &3.into()));
    assert!(code.get("valid_for").is_none() && code.get("next").is_none());
    assert!(world.refuse(2, &["code", "token", "--at", "0"]).contains("--at"));
    assert_eq!(world.json(&["which", "338314"])[0]["step_offset"], 0);
    assert_eq!(world.json(&["list"])[0]["kind"], "hotp");
}

#[test]
fn the_shape_of_a_bare_secret() {
    let world = World::new();
    let shape = ["--digits", "8", "--period", "60", "--algorithm", "sha256"];
    world.feed(
        &[&["add", "--secret-stdin", "--name", "x"], &shape[..]].concat(),
        "jbsw y3dp-ehpk 3pxp\n",
    );
    assert_eq!(world.run(&["code", "x", "--at", "59"]).trim().len(), 8);
    for wrong in [["--digits", "9"], ["--period", "0"], ["--algorithm", "MD5"]] {
        let arguments = [&["add", "--secret-stdin", "--name", "y"], &wrong[..]].concat();
        refused(2, &fed(&mut world.command(&arguments), SECRET));
    }
    let unlabelled = fed(&mut world.command(&["add", "--secret-stdin"]), SECRET);
    assert!(refused(2, &unlabelled).contains("--name"));
    world.refuse(2, &["add", "--uri-stdin", "--secret-stdin"]);
    world.refuse(2, &["add", "--uri-stdin", "--digits", "8"]);
}

#[test]
fn the_command_line_relabels_a_uri() {
    let world = World::new();
    let arguments = ["add", "--uri-stdin", "--issuer", "Ours", "--account", "me", "--name", "x"];
    world.feed(&arguments, AWS_ROOT);
    let list = world.json(&["list"]);
    assert_eq!((&list[0]["issuer"], &list[0]["account"]), (&"Ours".into(), &"me".into()));
}

#[test]
fn pictures_are_scanned_and_added() {
    let world = World::new();
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    world.run(&["show-qr", "aws", "--output", "aws.png"]);
    let scanned = world.json(&["scan", "aws.png"]);
    assert_eq!(scanned[0]["text"], AWS_ROOT);
    assert_eq!(scanned[0]["entry"]["root"], true);
    let shown = world.run(&["scan", "aws.png"]);
    assert!(shown.contains("ROOT") && !shown.contains("AAAQEAYE"), "{shown}");

    world.run(&["remove", "aws", "--yes"]);
    world.run(&["add", "--image", "aws.png", "--name", "again"]);
    assert_eq!(world.run(&["code", "again", "--at", "1700000000"]), "145417\n");

    let before = world.bytes("aws.png");
    assert!(world.refuse(1, &["show-qr", "again", "--output", "aws.png"]).contains("exists"));
    assert_eq!(world.bytes("aws.png"), before);
    for (name, content, word) in [
        ("empty.png", &b""[..], "PNG"),
        ("text.png", b"hello", "PNG"),
        ("half.png", &before[..before.len() / 2], "damaged"),
    ] {
        fs::write(world.path(name), content).unwrap();
        let error = world.refuse(1, &["add", "--image", name]);
        assert!(error.contains(word), "{name}: {error}");
        world.refuse(1, &["scan", name]);
    }
    assert!(world.refuse(1, &["scan", "."]).contains("regular file"));
    assert!(world.refuse(1, &["scan", "nowhere.png"]).contains("nowhere.png"));
}

#[test]
fn labels_from_strangers_do_not_command_the_terminal() {
    let world = World::new();
    let hostile = "otpauth://totp/a%1b%5b2Jb%E2%80%AE@x?secret=JBSWY3DPEHPK3PXP&issuer=%1b%5dx%07";
    for name in ["one", "other"] {
        let output = fed(&mut world.command(&["add", "--uri-stdin", "--name", name]), hostile);
        let said = [output.stdout, output.stderr, world.run(&["list"]).into_bytes()].concat();
        let ambiguous = world.command(&["code", "o"]).output().unwrap().stderr;
        let said = String::from_utf8([said, ambiguous].concat()).unwrap();
        assert!(!said.contains(['\x1b', '\x07', '\u{202e}']), "{said:?}");
    }
}

#[test]
fn completions_for_every_shell() {
    let world = World::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = done(world.bare(&["completions", shell]).output().unwrap());
        assert!(script.contains("show-qr"), "{shell}");
    }
    world.refuse(2, &["completions", "cobol"]);
    world.refuse(2, &["no-such-command"]);
    refused(2, &world.bare(&[]).output().unwrap());
}

#[test]
fn without_a_display_copying_says_so() {
    let world = World::new();
    world.add("x");
    let output = world.command(&["code", "x", "--copy"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("clipboard") && error.contains("graphical session"), "{error}");
}

#[test]
fn a_full_standard_output_is_an_error_and_a_closed_one_is_not() {
    let world = World::new();
    world.add("x");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = world.command(&["list"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let mut child = world.command(&["completions", "bash"]).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}
