//! A vault from its making to its loss, on a real disk: which keys open it,
//! what a change leaves behind, and what hostile files do.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use vault::{Entry, Error, Key, Name, NewVault, Place, RecipientKind, Vault};

const FAST: u8 = 2;

struct Made {
    _folder: tempfile::TempDir,
    place: Place,
    recovery: Key,
}

fn make() -> Made {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(&folder.path().join("v.age")).unwrap();
    let recovery = Key::generate();
    Vault::create(place.clone(), &new(&recovery)).unwrap();
    Made { _folder: folder, place, recovery }
}

fn new(recovery: &Key) -> NewVault<'_> {
    NewVault {
        id: "cafe".to_owned(),
        now: 1_700_000_000,
        passphrase: "old",
        work_factor: FAST,
        recovery,
    }
}

fn open(made: &Made) -> Vault {
    Vault::open(&made.place, vec![made.recovery.clone()]).unwrap()
}

fn add(vault: &mut Vault, name: &str) -> Result<(), Error> {
    let uri = format!("otpauth://totp/{name}?secret=MZXW6YTB");
    let entry = Entry::new(name.to_owned(), Name::new(name).unwrap(), &uri, 0).unwrap();
    vault.update(1_700_000_001, |contents| contents.add(entry))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn passphrase_and_recovery_key_open_it_and_a_stranger_does_not() {
    let made = make();
    let device = Vault::device_key(&made.place, "old").unwrap();
    for key in [device, made.recovery.clone()] {
        let vault = Vault::open(&made.place, vec![key]).unwrap();
        assert_eq!(vault.contents().generation(), 1);
        let kinds: Vec<_> = vault.contents().recipients().iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [RecipientKind::Device, RecipientKind::Recovery]);
    }
    assert!(matches!(Vault::device_key(&made.place, "new"), Err(Error::WrongPassphrase)));
    let stranger = Vault::open(&made.place, vec![Key::generate()]);
    assert!(matches!(stranger, Err(Error::WrongKey(_))));
}

#[test]
fn a_change_is_durable_and_keeps_the_generation_before() {
    let made = make();
    let mut vault = open(&made);
    add(&mut vault, "one").unwrap();
    add(&mut vault, "two").unwrap();
    assert_eq!(open(&made).contents().entries().len(), 2);
    assert_eq!(open(&made).contents().generation(), 3);
    let before = Vault::previous_generation(&made.place, std::slice::from_ref(&made.recovery));
    assert_eq!(before.unwrap(), Some(2));
    assert_eq!(
        names(&made.place.folder()),
        ["OPEN-ME.txt", "v.age", "v.age.1", "v.age.backups", "v.age.key", "v.age.lock"]
    );
}

#[test]
fn a_refused_change_writes_nothing() {
    let made = make();
    let mut vault = open(&made);
    add(&mut vault, "one").unwrap();
    let bytes = fs::read(made.place.vault()).unwrap();
    assert!(matches!(add(&mut vault, "ONE"), Err(Error::NameTaken { .. })));
    assert_eq!(fs::read(made.place.vault()).unwrap(), bytes);
    assert_eq!(vault.contents().entries().len(), 1);
}

#[test]
fn two_who_opened_the_same_generation_both_keep_their_changes() {
    let made = make();
    let (mut one, mut two) = (open(&made), open(&made));
    add(&mut one, "one").unwrap();
    add(&mut two, "two").unwrap();
    assert_eq!(open(&made).contents().entries().len(), 2);
}

#[test]
fn a_vault_that_was_swapped_is_not_written_over() {
    let made = make();
    let mut vault = open(&made);
    fs::remove_file(made.place.vault()).unwrap();
    fs::remove_file(made.place.key_file()).unwrap();
    let other = NewVault { id: "other".to_owned(), ..new(&made.recovery) };
    Vault::create(made.place.clone(), &other).unwrap();
    assert!(matches!(add(&mut vault, "one"), Err(Error::Replaced(_))));
}

#[test]
fn nothing_that_exists_is_written_over() {
    let made = make();
    let vault_before = fs::read(made.place.vault()).unwrap();
    assert!(matches!(
        Vault::create(made.place.clone(), &new(&made.recovery)),
        Err(Error::Exists(_))
    ));
    assert_eq!(fs::read(made.place.vault()).unwrap(), vault_before);
    // A key file without its vault may be the way into a backup.
    fs::remove_file(made.place.vault()).unwrap();
    assert!(matches!(
        Vault::create(made.place.clone(), &new(&made.recovery)),
        Err(Error::Exists(_))
    ));
    assert!(Vault::device_key(&made.place, "old").is_ok());
}

#[test]
fn two_vaults_in_one_folder_have_two_recipes() {
    let made = make();
    let second = Place::new(&made.place.folder().join("w.age")).unwrap();
    let other = NewVault { id: "other".to_owned(), ..new(&made.recovery) };
    Vault::create(second.clone(), &other).unwrap();
    let recipe = |path: PathBuf| fs::read_to_string(path).unwrap();
    assert!(recipe(made.place.open_me()).contains("age -d -i recovery.txt v.age"));
    assert!(recipe(second.open_me_too()).contains("age -d -i recovery.txt w.age"));
}

#[test]
fn a_changed_passphrase_leaves_the_vault_alone() {
    let made = make();
    let bytes = fs::read(made.place.vault()).unwrap();
    let device = Vault::device_key(&made.place, "old").unwrap();
    Vault::change_passphrase(&made.place, &device, "new", FAST).unwrap();
    assert!(matches!(Vault::device_key(&made.place, "old"), Err(Error::WrongPassphrase)));
    let again = Vault::device_key(&made.place, "new").unwrap();
    assert!(again.public() == device.public());
    assert_eq!(fs::read(made.place.vault()).unwrap(), bytes);
}

#[test]
fn a_reset_passphrase_shuts_the_old_key_out() {
    let made = make();
    let old = Vault::device_key(&made.place, "old").unwrap();
    let mut vault = open(&made);
    add(&mut vault, "one").unwrap();
    vault.reset_passphrase(1_700_000_002, "new", FAST).unwrap();
    let device = Vault::device_key(&made.place, "new").unwrap();
    let vault = Vault::open(&made.place, vec![device]).unwrap();
    assert_eq!(vault.contents().entries().len(), 1);
    assert_eq!(vault.contents().recipients().len(), 2);
    assert!(matches!(Vault::open(&made.place, vec![old]), Err(Error::WrongKey(_))));
    open(&made);
}

#[test]
fn a_link_leads_to_the_vault_and_stays_a_link() {
    let made = make();
    let link = made.place.folder().join("link.age");
    std::os::unix::fs::symlink(made.place.vault(), &link).unwrap();
    let place = Place::new(&link).unwrap();
    let mut vault = Vault::open(&place, vec![made.recovery.clone()]).unwrap();
    add(&mut vault, "one").unwrap();
    assert!(link.symlink_metadata().unwrap().file_type().is_symlink());
    assert_eq!(open(&made).contents().entries().len(), 1);
}

#[test]
fn a_damaged_vault_is_refused_and_not_written_over() {
    let made = make();
    let mut vault = open(&made);
    let good = fs::read(made.place.vault()).unwrap();
    for at in (0..good.len()).step_by(7) {
        let mut flipped = good.clone();
        flipped[at] ^= 0x20;
        for bytes in [&good[..at], &flipped[..]] {
            fs::write(made.place.vault(), bytes).unwrap();
            assert!(Vault::open(&made.place, vec![made.recovery.clone()]).is_err(), "{at}");
            assert!(add(&mut vault, "x").is_err(), "{at}");
            assert_eq!(fs::read(made.place.vault()).unwrap(), bytes, "{at}");
        }
    }
}

#[test]
fn every_change_has_a_backup_that_opens_and_a_recipe() {
    let made = make();
    let mut vault = open(&made);
    for name in ["one", "two", "three"] {
        add(&mut vault, name).unwrap();
        assert!(vault.backup_fault().is_none());
    }
    let keys = std::slice::from_ref(&made.recovery);
    let all = vault::backups(&made.place);
    let generations: Vec<u64> =
        all.iter().map(|one| Vault::open_backup(one, keys).unwrap()).collect();
    assert_eq!(generations, [4, 3, 2]);
    assert_eq!(fs::read(&all[0].path).unwrap(), fs::read(made.place.vault()).unwrap());
    let recipe = fs::read_to_string(made.place.backups().join("OPEN-ME.txt")).unwrap();
    assert!(recipe.contains("age -d -i recovery.txt FILE") && recipe.contains("(vault cafe)"));
    assert!(matches!(Vault::open_backup(&all[0], &[Key::generate()]), Err(Error::WrongKey(_))));
}

#[test]
fn an_older_vault_put_back_is_noticed_and_numbers_go_on() {
    let made = make();
    let mut vault = open(&made);
    for name in ["one", "two", "three"] {
        add(&mut vault, name).unwrap();
    }
    assert_eq!(open(&made).rolled_back(), None);
    let oldest = vault::backups(&made.place).pop().unwrap();
    // What a killed process leaves is swept away by the next change.
    let half = made.place.backups().join("2023-11-14_1_g2.age.tmp");
    fs::write(&half, "hal").unwrap();
    fs::copy(&oldest.path, made.place.vault()).unwrap();
    let mut old = open(&made);
    assert_eq!((old.contents().entries().len(), old.rolled_back()), (1, Some(4)));
    add(&mut old, "four").unwrap();
    assert_eq!((old.contents().generation(), open(&made).rolled_back()), (5, None));
    assert!(!half.exists());
    // What was lost by going back is still among the backups.
    let kept = vault::backups(&made.place).iter().any(|one| one.generation == 4);
    assert!(kept);
}

#[test]
fn a_backup_that_fails_is_told_and_the_change_stays() {
    let made = make();
    fs::write(made.place.backups(), "in the way").unwrap();
    let mut vault = open(&made);
    add(&mut vault, "one").unwrap();
    assert!(vault.backup_fault().unwrap().to_string().contains("backups"));
    assert_eq!(open(&made).contents().entries().len(), 1);
    fs::remove_file(made.place.backups()).unwrap();
    add(&mut vault, "two").unwrap();
    assert!(vault.backup_fault().is_none());
}

#[test]
fn a_held_vault_notices_changes_and_reads_them() {
    let made = make();
    let mut held = open(&made);
    let before = made.place.stamp();
    assert!(before.is_some());
    add(&mut open(&made), "late").unwrap();
    assert_ne!(made.place.stamp(), before);
    assert!(held.contents().entries().is_empty());
    held.reload().unwrap();
    assert_eq!(held.contents().entries()[0].name(), "late");
    // A key, a seed and a URI.
    assert_eq!(held.secret_places().len(), 3);
}

#[test]
fn a_held_vault_does_not_turn_into_another_one() {
    let made = make();
    let mut held = open(&made);
    let good = fs::read(made.place.vault()).unwrap();
    fs::write(made.place.vault(), &good[..good.len() - 1]).unwrap();
    assert!(matches!(held.reload(), Err(Error::Damaged(_))));
    for path in [made.place.vault().to_owned(), made.place.key_file()] {
        fs::remove_file(path).unwrap();
    }
    let other = NewVault { id: "beef".to_owned(), ..new(&made.recovery) };
    Vault::create(made.place.clone(), &other).unwrap();
    assert!(matches!(held.reload(), Err(Error::Replaced(_))));
    assert_eq!(held.contents().vault_id(), "cafe");
}

#[test]
fn sessions_are_sealed_and_open_to_the_vaults_keys_only() {
    let made = make();
    let vault = open(&made);
    assert!(vault.sessions().is_none());
    let lock = made.place.lock_sessions().unwrap();
    vault.keep_sessions(&lock, b"token of an hour").unwrap();
    assert_eq!(vault.sessions().unwrap().as_slice(), b"token of an hour");
    let bytes = fs::read(made.place.sessions()).unwrap();
    assert!(!bytes.windows(5).any(|window| window == b"token"));
    fs::write(made.place.sessions(), &bytes[..bytes.len() - 1]).unwrap();
    assert!(vault.sessions().is_none());
    Vault::forget_sessions(&made.place).unwrap();
    Vault::forget_sessions(&made.place).unwrap();
    assert!(!made.place.sessions().exists());
}
