//! What other people's programs say: zbarimg reads our pictures, oathtool
//! computes our codes, age opens our vault. A missing program fails the test.

use std::process::Command;

use crate::world::{AWS_ROOT, PASSPHRASE, World, done, fed};

fn tool(world: &World, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(world.folder()).output();
    done(output.unwrap_or_else(|error| panic!("{program} must be installed: {error}")))
}

#[test]
fn zbarimg_reads_what_show_qr_writes() {
    let world = World::new();
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    world.run(&["show-qr", "aws", "--output", "qr.png"]);
    assert_eq!(tool(&world, "zbarimg", &["-q", "--raw", "qr.png"]).trim(), AWS_ROOT);
}

#[test]
fn oathtool_computes_the_same_codes() {
    let world = World::new();
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    for (name, uri_part, options) in [
        ("a", "", vec!["--totp"]),
        ("b", "&digits=8&algorithm=SHA256", vec!["--totp=SHA256", "-d", "8"]),
        ("c", "&period=60&algorithm=SHA512&digits=7", vec!["--totp=SHA512", "-s", "60", "-d", "7"]),
    ] {
        let uri = format!("otpauth://totp/x?secret={secret}{uri_part}");
        world.feed(&["add", "--uri-stdin", "--name", name], &uri);
        for at in ["59", "1111111109", "1700000000", "2000000000"] {
            let now = format!("@{at}");
            let arguments = [&options[..], &["-b", "-N", &now, "-w", "1", secret]].concat();
            let wanted =
                tool(&world, "oathtool", &arguments.iter().map(|s| &**s).collect::<Vec<_>>());
            assert_eq!(world.run(&["code", name, "--pair", "--at", at]), wanted, "{name} at {at}");
        }
    }
}

#[test]
fn keepassxc_computes_the_same_codes() {
    let world = World::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../transfer/tests/fixtures/keepassxc.kdbx");
    let password = std::fs::read_to_string(file.replace("keepassxc.kdbx", "PASSWORD")).unwrap();
    std::fs::write(world.path("password"), &password).unwrap();
    world.run(&["import", file, "--password-file", "password", "--yes"]);
    // Its group and title, and what the entry is called here.
    for (theirs, ours) in [
        ("Steam", "Steam:erin"),
        ("money/Bank & more", "Bank:alice"),
        ("work/Amazon Web Services", "Amazon Web Services:root-account-mfa-device@123456789012"),
    ] {
        let judge = || {
            let mut judge = Command::new("keepassxc-cli");
            judge.args(["show", "-q", "-t", file, theirs]).env("HOME", world.folder());
            judge.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            done(fed(&mut judge, &password))
        };
        // A step may end between the two; it does not end twice.
        let both = || (judge(), world.run(&["code", ours]));
        let (wanted, code) = Some(both()).filter(|(one, other)| one == other).unwrap_or_else(both);
        assert_eq!(code, wanted, "{theirs}");
    }
}

#[test]
fn the_emergency_recipe_works_with_stock_programs() {
    let world = World::new();
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    let plain = tool(&world, "age", &["-d", "-i", "rec", "v.age"]);
    let line = plain.lines().find(|line| line.contains("otpauth://")).unwrap();
    assert_eq!(line.trim(), format!("\"uri\": \"{AWS_ROOT}\""));
    let secret = line.split("secret=").nth(1).unwrap().split('&').next().unwrap();
    let code = tool(&world, "oathtool", &["--totp", "-b", "-N", "@1700000000", secret]);
    assert_eq!(world.run(&["code", "aws", "--at", "1700000000"]), code);
    assert_eq!(tool(&world, "age", &["-d", "-i", "rec", "v.age.1"]).matches("otpauth").count(), 0);
    assert!(String::from_utf8(world.bytes("OPEN-ME.txt")).unwrap().contains("age -d -i"));
}

#[test]
fn stock_age_opens_the_vault_with_the_passphrase_too() {
    let world = World::empty();
    let init = ["init", "--passphrase-file", "pw", "--recovery-key-out", "rec"];
    done(world.bare(&init).output().unwrap());
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    let mut age = Command::new("script");
    age.args(["-qec", "age -d -o out -i v.age.key v.age", "/dev/null"]);
    age.current_dir(world.folder()).stdout(std::process::Stdio::piped());
    done(fed(age.stderr(std::process::Stdio::piped()), &format!("{PASSPHRASE}\n")));
    assert!(String::from_utf8(world.bytes("out")).unwrap().contains(AWS_ROOT));
}
