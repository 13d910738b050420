//! What somebody can do who has the store, and what shows.

use crate::house::House;

const A: &str = "100000000001";
const B: &str = "100000000002";

/// Writes a test for each engine.
macro_rules! attacks {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&crate::house::House::on_sqlite()); })+
        }
        mod postgres {
            $(#[test] fn $name() { super::$name(&crate::house::House::on_postgres()); })+
        }
    };
}

attacks!(
    changing_a_record,
    removing_a_record,
    reordering_records,
    cutting_the_end_off,
    cutting_the_end_off_with_its_checkpoints,
    forging_a_checkpoint,
    splicing_a_record_of_another_account,
    removing_a_whole_trail,
    taking_the_proofs_away,
    adding_a_record,
);

/// Two trails of six records each.
fn two_trails(house: &House) {
    house.account(A, 5);
    house.account(B, 5);
    house.is_sound(12);
}

fn changing_a_record(house: &House) {
    two_trails(house);
    for change in [
        "detail = 'nothing happened'",
        "at = at - 1",
        "actor = 'stranger'",
        "action = 'NoSuchAction'",
        "peer = '192.0.2.99'",
        "hash = NULL",
        // Where nobody looks for it.
        "class = 0",
        "class = 2",
        "class = 3",
    ] {
        let kept = format!(
            "CREATE TABLE kept AS SELECT * FROM audit WHERE account_id = {A} AND seq = 3;
             UPDATE audit SET {change} WHERE account_id = {A} AND seq = 3"
        );
        house.tamper(&kept);
        house.is_broken(A, 3, "changed");
        let (code, answer) = house.verify(&["--account", B]);
        assert_eq!((code, &answer["records"]), (0, &6.into()), "the other trail is sound");
        house.tamper(&format!(
            "DELETE FROM audit WHERE account_id = {A} AND seq = 3;
             INSERT INTO audit SELECT * FROM kept; DROP TABLE kept"
        ));
    }
    house.is_sound(12);
    house.tamper(&format!("UPDATE audit SET proof = hash WHERE account_id = {A} AND seq = 4"));
    house.is_broken(A, 4, "forged");
}

fn removing_a_record(house: &House) {
    two_trails(house);
    house.tamper(&format!("DELETE FROM audit WHERE account_id = {A} AND seq = 3"));
    house.is_broken(A, 3, "removed");
    // Moving the rest up does not hide it.
    for seq in 4..=6 {
        house.tamper(&format!(
            "UPDATE audit SET seq = {} WHERE account_id = {A} AND seq = {seq}",
            seq - 1
        ));
    }
    house.tamper(&format!("UPDATE audit_heads SET records = 5 WHERE account_id = {A}"));
    house.is_broken(A, 3, "changed");
}

fn reordering_records(house: &House) {
    two_trails(house);
    house.tamper(&format!(
        "UPDATE audit SET seq = 99 WHERE account_id = {A} AND seq = 2;
         UPDATE audit SET seq = 2 WHERE account_id = {A} AND seq = 4;
         UPDATE audit SET seq = 4 WHERE account_id = {A} AND seq = 99"
    ));
    house.is_broken(A, 2, "changed");
}

fn cutting_the_end_off(house: &House) {
    two_trails(house);
    house.checkpoint(A, 6);
    house.tamper(&format!("DELETE FROM audit WHERE account_id = {A} AND seq > 4"));
    house.is_broken(A, 5, "truncated");
    // Nor with the end noted accordingly: the store's own checkpoint knows more.
    house.tamper(&format!(
        "UPDATE audit_heads SET records = 4, confirmed = 0, hash =
             (SELECT hash FROM audit WHERE account_id = {A} AND seq = 4) WHERE account_id = {A}"
    ));
    std::fs::remove_dir_all(house.checkpoints()).unwrap();
    house.is_broken(A, 5, "truncated");
}

fn cutting_the_end_off_with_its_checkpoints(house: &House) {
    two_trails(house);
    house.checkpoint(A, 6);
    house.tamper(&format!(
        "DELETE FROM audit WHERE account_id = {A} AND seq > 4;
         DELETE FROM audit_checkpoints WHERE account_id = {A};
         UPDATE audit_heads SET records = 4, confirmed = 0, hash =
             (SELECT hash FROM audit WHERE account_id = {A} AND seq = 4) WHERE account_id = {A}"
    ));
    // What was kept elsewhere still knows it, also when the trail grows again.
    house.is_broken(A, 5, "truncated");
    for _ in 0..3 {
        house.recover(A);
    }
    house.is_broken(A, 1, "rewritten");
}

fn forging_a_checkpoint(house: &House) {
    two_trails(house);
    house.checkpoint(A, 6);
    house.is_sound(12);
    let own = house.checkpoint_lines().into_iter().find(|line| line.contains(A)).unwrap();
    // Another number of records, with the signature as it was.
    let forged = own.replace("records=6", "records=4");
    house.tamper(&format!("INSERT INTO audit_checkpoints VALUES ({A}, 4, '{forged}')"));
    house.is_broken(A, 4, "unsigned_checkpoint");
    house.tamper(&format!("UPDATE audit_checkpoints SET line = 'x' WHERE account_id = {A}"));
    house.is_broken(A, 4, "unsigned_checkpoint");
    house.tamper(&format!("DELETE FROM audit_checkpoints WHERE account_id = {A}"));
    let file = house.path("forged.checkpoints");
    std::fs::write(&file, format!("{forged}\nnonsense\n")).unwrap();
    let (code, answer) = house.verify(&["--checkpoints", file.to_str().unwrap()]);
    assert_eq!(code, 5);
    assert_eq!(answer["unsigned_checkpoints"], 1);
    assert_eq!(answer["unreadable_lines"], 1);
    assert_eq!(answer["broken"], serde_json::json!([]));
}

fn splicing_a_record_of_another_account(house: &House) {
    two_trails(house);
    house.tamper(&format!(
        "DELETE FROM audit WHERE account_id = {A} AND seq = 3;
         UPDATE audit SET account_id = {A} WHERE account_id = {B} AND seq = 3"
    ));
    let (code, answer) = house.verify(&[]);
    assert_eq!(code, 5);
    let broken = answer["broken"].as_array().unwrap();
    let found: Vec<_> = broken.iter().map(|b| (&b["account_id"], &b["fault"])).collect();
    assert_eq!(found, [(&A.into(), &"changed".into()), (&B.into(), &"removed".into())]);
}

fn removing_a_whole_trail(house: &House) {
    two_trails(house);
    house.checkpoint(A, 6);
    for table in ["audit", "audit_heads", "audit_checkpoints"] {
        house.tamper(&format!("DELETE FROM {table} WHERE account_id = {A}"));
    }
    house.is_broken(A, 1, "truncated");
    // With the account itself.
    house.tamper(&format!("DELETE FROM accounts WHERE account_id = {A}"));
    house.is_broken(A, 1, "truncated");
}

fn taking_the_proofs_away(house: &House) {
    two_trails(house);
    house.tamper(&format!(
        "UPDATE audit SET proof = NULL WHERE account_id = {A};
         UPDATE audit_heads SET proved = 0 WHERE account_id = {A}"
    ));
    house.is_broken(A, 1, "forged");
    // A record that the service adds proves nothing of what stands before it.
    house.recover(A);
    house.is_broken(A, 1, "forged");
    // Beginning anew, as after an upgrade, is on record.
    let _ = house.serve();
    house.is_sound(14);
    let events = house.done(&["audit", "export", "--account", A]);
    assert!(events.lines().last().unwrap().contains("StartLogging"));
}

fn adding_a_record(house: &House) {
    two_trails(house);
    house.tamper(&format!(
        "INSERT INTO audit (account_id, seq, at, action, actor, hash, proof)
         SELECT account_id, 7, at, action, actor, hash, proof FROM audit
         WHERE account_id = {A} AND seq = 6"
    ));
    house.is_broken(A, 7, "forged");
    house.tamper(&format!("UPDATE audit_heads SET records = 7 WHERE account_id = {A}"));
    house.is_broken(A, 7, "changed");
}

/// An old copy of the store, put back with everything in it.
#[test]
fn putting_an_old_copy_of_the_store_back() {
    let house = House::on_sqlite();
    two_trails(&house);
    let (data, copy) = (house.path("data"), house.path("copy"));
    crate::house::copy_files(&data, &copy);
    house.recover(A);
    house.checkpoint(A, 7);
    house.is_sound(13);
    std::fs::remove_file(data.join("secondkey.db")).unwrap();
    for beside in ["secondkey.db-wal", "secondkey.db-shm"] {
        let _ = std::fs::remove_file(data.join(beside));
    }
    crate::house::copy_files(&copy, &data);
    house.is_broken(A, 7, "truncated");
    house.recover(A);
    house.is_broken(A, 1, "rewritten");
}
