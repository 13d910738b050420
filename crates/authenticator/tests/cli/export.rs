//! Entries on their way out: read by zbarimg, oathtool and our own importers,
//! never written over anything, and never without a word.

use std::fs;
use std::process::Command;

use data_encoding::BASE64;

use crate::world::{AWS_ROOT, SECRET, World, done, refused};

const STEAM: &str =
    "otpauth://steam/Steam:erin?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK&issuer=Steam";

fn filled() -> World {
    let world = World::new();
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    world.feed(&["add", "--uri-stdin", "--name", "steam"], STEAM);
    let wide = "otpauth://totp/Cl%C3%B6ud:bob?secret=GEZDGNBVGY3TQOJQ&issuer=Cl%C3%B6ud&algorithm=SHA256&digits=8";
    world.feed(&["add", "--uri-stdin", "--name", "<b>wide</b>"], wide);
    world.feed(&["add", "--secret-stdin", "--name", "slow", "--period", "60"], SECRET);
    world.feed(
        &["add", "--secret-stdin", "--name", "counted", "--counter", "7"],
        "MFRGGZDFMZTWQ2LK",
    );
    world
}

fn zbarimg(world: &World, picture: &str) -> String {
    let mut zbarimg = Command::new("zbarimg");
    done(zbarimg.args(["-q", "--raw", picture]).current_dir(world.folder()).output().unwrap())
}

/// Imports a file into a vault of its own and compares every code.
fn comes_back(world: &World, file: &str, options: &[&str], entries: usize) {
    let other = World::new();
    fs::copy(world.path(file), other.path("in")).unwrap();
    let outcome = other.json(&[&["import", "in", "--yes"], options].concat());
    assert_eq!(outcome["added"].as_array().unwrap().len(), entries, "{file}: {outcome}");
    for name in other.names() {
        // A counter does not depend on the time, and does not take one.
        let mut arguments = vec!["code", &name];
        if !name.contains("counted") {
            arguments.extend(["--at", "1700000000"]);
        }
        let code = other.run(&arguments);
        let digits = code.trim();
        let found = world.json(&["which", digits, "--at", "1700000000"]);
        assert_eq!(found[0]["step_offset"], 0, "{file}: {name}");
    }
}

#[test]
fn every_format_comes_back_with_the_same_codes() {
    let world = filled();
    for (format, file, options, entries) in [
        ("otpauth", "list.txt", &[][..], 5),
        ("aegis", "aegis.json", &[], 5),
        ("aegis-encrypted", "sealed.json", &["--password-file", "pw"], 5),
        ("google-migration", "links.txt", &[], 3),
        ("google-migration", "one.png", &[], 3),
    ] {
        let base = ["export", "--format", format, "--output", file, "--yes"];
        let password: &[&str] =
            if format == "aegis-encrypted" { &["--password-file", "pw"] } else { &[] };
        let outcome = world.json(&[&base, password].concat());
        assert_eq!((&outcome["exported"], &outcome["files"][0]), (&entries.into(), &file.into()));
        comes_back(&world, file, options, entries);
    }
    let sealed = String::from_utf8(world.bytes("sealed.json")).unwrap();
    assert!(!sealed.contains(SECRET) && !sealed.contains("aws"));
}

#[test]
fn oathtool_computes_the_codes_of_the_list() {
    let world = filled();
    let list = world.run(&["export", "--format", "otpauth", "aws", "--yes"]);
    let secret = list.split("secret=").nth(1).unwrap().split('&').next().unwrap();
    let oathtool =
        Command::new("oathtool").args(["--totp", "-b", "-N", "@1700000000", secret]).output();
    assert_eq!(done(oathtool.unwrap()), "145417\n");
    assert_eq!(list.lines().count(), 1);
}

#[test]
fn phones_get_pictures_that_zbarimg_reads_and_hear_what_is_missing() {
    let world = filled();
    let base =
        ["export", "--format", "google-migration", "--output", "t.png", "--per-code", "2", "--yes"];
    let said = world.command(&base).output().unwrap();
    let words = String::from_utf8(said.stderr.clone()).unwrap();
    assert!(
        words.contains("steam: transfer codes know no Steam") && words.contains("slow: "),
        "{words}"
    );
    assert!(words.contains("Whoever scans"), "{words}");
    assert_eq!(done(said), "Written to t-1.png\nWritten to t-2.png\n");
    let links = zbarimg(&world, "t-1.png") + &zbarimg(&world, "t-2.png");
    fs::write(world.path("links"), links).unwrap();
    comes_back(&world, "links", &[], 3);
}

#[test]
fn the_sheet_has_a_picture_for_each_entry_and_obeys_no_name() {
    let world = filled();
    world.run(&["export", "--format", "sheet", "--output", "sheet.html", "--yes"]);
    let sheet = String::from_utf8(world.bytes("sheet.html")).unwrap();
    assert!(sheet.contains("aws <b>ROOT</b>") && sheet.contains("&lt;b&gt;wide&lt;/b&gt;"));
    assert!(sheet.contains("AAAQ EAYE AUDA") && !sheet.contains("<script"));
    let pictures: Vec<&str> =
        sheet.split("base64,").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert_eq!(pictures.len(), 5);
    fs::write(world.path("0.png"), BASE64.decode(pictures[0].as_bytes()).unwrap()).unwrap();
    assert_eq!(zbarimg(&world, "0.png").trim(), AWS_ROOT);
}

#[test]
fn nothing_leaves_without_a_yes_or_over_a_file() {
    let world = filled();
    let error = world.refuse(1, &["export", "--format", "otpauth"]);
    assert!(error.contains("secrets of 5 entries, in clear"), "{error}");
    fs::write(world.path("old"), "precious").unwrap();
    fs::write(world.path("t-2.png"), "precious").unwrap();
    for (format, file) in [("aegis", "old"), ("google-migration", "t.png")] {
        let base = ["export", "--format", format, "--output", file, "--per-code", "1", "--yes"];
        assert!(world.refuse(1, &base).contains("already exists"), "{format}");
    }
    assert_eq!((world.bytes("old"), world.path("t-1.png").exists()), (b"precious".to_vec(), false));
    let alone = world.refuse(1, &["export", "--format", "google-migration", "steam", "--yes"]);
    assert!(alone.contains("none of the entries"), "{alone}");
    let json = world.command(&["export", "--format", "aegis", "--yes", "--json"]).output().unwrap();
    assert!(refused(2, &json).contains("--output"));
}
