//! A recovery key in shares, from making it to the vault that it opens again.

use vault::qr::Drawing;

use crate::world::{World, done, fed, refused};

#[test]
fn any_two_of_three_open_the_vault_and_one_does_not() {
    let world = World::new();
    world.add("a");
    let made = world.json(&["vault", "share", "--needed", "2", "--shares", "3"]);
    assert_eq!((&made["name"], &made["needed"]), (&"2 of 3 shares".into(), &2.into()));
    let shares: Vec<&str> =
        made["shares"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert_eq!(shares.len(), 3);
    std::fs::write(world.path("one.txt"), shares[0].to_lowercase()).unwrap();
    let picture = Drawing::new(shares[2]).unwrap().to_png(4).unwrap();
    std::fs::write(world.path("three.png"), &*picture).unwrap();

    let alone = refused(1, &world.bare(&["vault", "combine", "one.txt"]).output().unwrap());
    assert!(alone.contains("1 of the 2 shares"), "{alone}");
    let told = ["vault", "combine", "one.txt", "three.png", "--output", "key.txt"];
    done(world.bare(&told).output().unwrap());
    let list = world.bare(&["list", "--recovery-key-file", "key.txt"]).output().unwrap();
    assert!(done(list).contains('a'));
    let again = refused(1, &world.bare(&told).output().unwrap());
    assert!(again.contains("already exists"), "{again}");

    let typed = format!("{}\n{}\n", shares[1], shares[0]);
    let line = done(fed(&mut world.bare(&["vault", "combine"]), &typed));
    assert!(line.starts_with("AGE-SECRET-KEY-1"));
}

#[test]
fn the_sheets_have_a_page_for_each_share_and_load_nothing() {
    let world = World::new();
    let told = ["vault", "share", "--shares", "5", "--needed", "3", "--name", "<b>family</b>"];
    let said = world.run(&[&told[..], &["--output", "sheets.html"]].concat());
    assert!(!said.contains("SKSHARE"), "what is written is not shown as well");
    let page = String::from_utf8(world.bytes("sheets.html")).unwrap();
    assert_eq!(page.matches("<section>").count(), 5);
    assert_eq!(page.matches("SKSHA RE1").count(), 5, "each has its text, in groups");
    assert!(page.contains("default-src 'none'") && !page.contains("<b>family"));
    assert!(!page.contains("AGE-SECRET-KEY"), "no sheet has the whole key");
    let line = done(world.bare(&["vault", "combine", "sheets.html"]).output().unwrap());
    assert!(line.starts_with("AGE-SECRET-KEY-1"), "the page is as good as what stands on it");
    world.refuse(1, &[&told[..], &["--output", "sheets.html"]].concat());
}

#[test]
fn foolish_numbers_and_foreign_shares_are_refused() {
    let world = World::new();
    for (needed, shares) in [("1", "3"), ("4", "3"), ("2", "17")] {
        world.refuse(2, &["vault", "share", "--needed", needed, "--shares", shares]);
    }
    let first = world.json(&["vault", "share", "--name", "one"]);
    let other = world.json(&["vault", "share", "--name", "two"]);
    let mixed = format!("{}\n{}\n", first["shares"][0], other["shares"][1]).replace('"', "");
    let said = refused(1, &fed(&mut world.bare(&["vault", "combine"]), &mixed));
    assert!(said.contains("do not belong together"), "{said}");
    let said = refused(1, &fed(&mut world.bare(&["vault", "combine"]), "hello\n"));
    assert!(said.contains("no share in it"), "{said}");
}
