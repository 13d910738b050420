//! Hostile files in place of the vault and its key file: each is refused in
//! words, and nothing is written over it.

use std::fs;

use crate::world::{SECRET, World, fed, refused};

/// Expects that reading and writing are refused with a word, the file untouched.
fn refuses(world: &World, word: &str) {
    let before = fs::read(world.path("v.age")).ok();
    let error = world.refuse(1, &["list"]);
    assert!(error.contains(word), "{word}: {error}");
    let add = fed(&mut world.command(&["add", "--secret-stdin", "--name", "y"]), SECRET);
    assert!(refused(1, &add).contains(word));
    refused(1, &world.bare(&["init", "--passphrase-file", "pw"]).output().unwrap());
    assert_eq!(fs::read(world.path("v.age")).ok(), before);
}

fn position(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}

#[test]
fn damaged_and_foreign_vaults() {
    let world = World::new();
    world.add("x");
    let good = world.bytes("v.age");
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    for (bytes, word) in [
        (Vec::new(), "not an age file"),
        (b"SQLite format 3\0".to_vec(), "not an age file"),
        (good[..30].to_vec(), "damaged"),
        (good[..good.len() - 1].to_vec(), "damaged"),
        // In the stanza of a key, in the header's own checksum, in the payload.
        (flipped(position(&good, b"-> X25519") + 5), "damaged"),
        (flipped(position(&good, b"\n---") + 10), "damaged"),
        (flipped(good.len() - 40), "damaged"),
        (b"age-encryption.org/v2\n-> X25519 a\n".to_vec(), "damaged"),
        (world.bytes("v.age.key"), "does not open"),
    ] {
        fs::write(world.path("v.age"), bytes).unwrap();
        refuses(&world, word);
    }
    fs::write(world.path("v.age"), good).unwrap();
    assert_eq!(world.names(), ["x"]);
}

/// Writes an age file with any content, encrypted to the world's recovery key
/// by stock age.
fn forge(world: &World, content: &str) {
    let public = std::process::Command::new("age-keygen")
        .args(["-y", "rec"])
        .current_dir(world.folder())
        .output()
        .unwrap();
    let public = String::from_utf8(public.stdout).unwrap();
    fs::write(world.path("plain"), content).unwrap();
    let age = std::process::Command::new("age")
        .args(["-r", public.trim(), "-o", "v.age", "plain"])
        .current_dir(world.folder())
        .status()
        .unwrap();
    assert!(age.success());
}

#[test]
fn other_content_under_our_key() {
    let world = World::new();
    for (content, word) in [
        (
            r#"{"format":"secondkey-vault","version":2,"everything":"else"}"#,
            "newer Secondkey (format 2",
        ),
        (r#"{"format":"secondkey-vault","version":1}"#, "does not hold a Secondkey vault"),
        (r#"{"format":"diary","version":1}"#, "does not hold a Secondkey vault"),
        ("", "does not hold a Secondkey vault"),
        ("[[[[[[[[[[", "does not hold a Secondkey vault"),
    ] {
        forge(&world, content);
        refuses(&world, word);
    }
    forge(&world, &"[".repeat(1_000_000));
    refuses(&world, "does not hold a Secondkey vault");
}

#[test]
fn folders_links_and_giants() {
    let world = World::new();
    let good = world.bytes("v.age");
    fs::remove_file(world.path("v.age")).unwrap();
    assert!(world.refuse(1, &["list"]).contains("secondkey init"));
    fs::create_dir(world.path("v.age")).unwrap();
    refuses(&world, "not a regular file");
    fs::remove_dir(world.path("v.age")).unwrap();
    std::os::unix::fs::symlink("v.age", world.path("v.age")).unwrap();
    refuses(&world, "link");
    fs::remove_file(world.path("v.age")).unwrap();
    fs::File::create(world.path("v.age")).unwrap().set_len(1 << 30).unwrap();
    assert!(world.refuse(1, &["list"]).contains("larger than"));
    fs::remove_file(world.path("v.age")).unwrap();
    // A link to a good vault is followed and stays a link.
    fs::create_dir(world.path("sync")).unwrap();
    fs::write(world.path("sync/real.age"), good).unwrap();
    std::os::unix::fs::symlink("sync/real.age", world.path("v.age")).unwrap();
    world.add("x");
    assert!(world.path("v.age").symlink_metadata().unwrap().file_type().is_symlink());
    assert!(world.path("sync/real.age.1").exists());
    assert_eq!(world.names(), ["x"]);
}

#[test]
fn hostile_key_files() {
    let world = World::new();
    let good = world.bytes("v.age.key");
    let text = String::from_utf8_lossy(&good).into_owned();
    let at = text.find(" 2\n").unwrap();
    let costly = [&good[..at], &b" 30\n"[..], &good[at + 3..]].concat();
    for (bytes, word) in [
        (Vec::new(), "not an age file"),
        (b"AGE-SECRET-KEY-1QQQ".to_vec(), "not an age file"),
        (good[..40].to_vec(), "damaged"),
        (good[..good.len() - 1].to_vec(), "damaged"),
        (costly, "work factor 30"),
    ] {
        fs::write(world.path("v.age.key"), &bytes).unwrap();
        let error = refused(1, &world.bare(&["list", "--passphrase-file", "pw"]).output().unwrap());
        assert!(error.contains(word), "{word}: {error}");
        assert_eq!(world.bytes("v.age.key"), bytes);
        assert!(world.names().is_empty(), "the recovery key does not need it");
    }
}
