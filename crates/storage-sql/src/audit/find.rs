//! Finding records. Each combination of conditions is a statement of its own,
//! written so that one index holds what it asks for, in the order in which it is
//! wanted: a condition that is switched off by a value would hide the index from
//! the engine.

use std::sync::LazyLock;

use identity::Timestamp;
use identity::audit::{Action, Record};
use identity::names::AccountId;
use storage::{AuditFilter, StorageError, WhoFilter};

use super::row::{columns, record};
use crate::engine::{SqlTx, Value, counter};

/// Is one condition of a kind of which at most one can hold.
type Choice = &'static [&'static str];

/// The kinds, each with no condition as its first choice. `?` stands for the
/// next value.
const CHOICES: [Choice; 6] = [
    &["", " AND actor = ?", " AND lower(actor_name) = ? AND actor_name IS NOT NULL"],
    &["", " AND action = ?"],
    &["", " AND reason IS NULL", " AND reason IS NOT NULL"],
    &["", " AND target = ?"],
    &["", " AND access_key = ?"],
    &["", " AND quiet = 0"],
];

/// How many values stand before those of the choices.
const FIXED: usize = 5;

/// Is which choice of each kind is made.
type Shape = [usize; CHOICES.len()];

/// All statements, written when the first one is needed.
static STATEMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let count = CHOICES.iter().map(|choice| choice.len()).product();
    (0..count).map(|number| write(shape(number))).collect()
});

/// Returns the shape that [`number`] gives a number to.
fn shape(mut number: usize) -> Shape {
    CHOICES.map(|choice| {
        let chosen = number % choice.len();
        number /= choice.len();
        chosen
    })
}

fn number(shape: Shape) -> usize {
    CHOICES
        .iter()
        .zip(shape)
        .rev()
        .fold(0, |number, (choice, chosen)| number * choice.len() + chosen)
}

fn write(shape: Shape) -> String {
    let mut sql = String::from(concat!(
        "SELECT ",
        columns!(),
        " FROM audit WHERE account_id = ?1 AND (at, seq) < (?2, ?3) AND at >= ?4"
    ));
    let mut values = FIXED;
    for (choice, chosen) in CHOICES.iter().zip(shape) {
        let condition = match (choice.get(chosen).copied().unwrap_or_default(), shape) {
            // Written so that only the index of what is loud fits, which is as good.
            (" AND reason IS NULL", [0, 0, _, 0, 0, 1]) => " AND coalesce(reason, '') = ''",
            (condition, _) => condition,
        };
        for c in condition.chars() {
            sql.push(c);
            if c == '?' {
                values += 1;
                sql.push_str(&values.to_string());
            }
        }
    }
    if let [0, 0, _, 0, 0, _] = shape {
        // Only so are the indexes used that hold all records, or half of them.
        sql.push_str(" AND seq > 0");
    }
    sql.push_str(" ORDER BY at DESC, seq DESC LIMIT ?5");
    sql
}

/// Returns up to `limit` records, newest first.
pub(super) fn records(
    tx: &mut SqlTx<'_>,
    account: AccountId,
    filter: &AuditFilter,
    limit: u32,
) -> Result<Vec<Record>, StorageError> {
    let name = match &filter.who {
        Some(WhoFilter::Name(name)) => name.to_ascii_lowercase(),
        _ => String::new(),
    };
    let texts = [Some(&name), filter.target.as_ref(), filter.access_key.as_ref()];
    if texts.into_iter().flatten().any(|text| text.contains('\0')) {
        // PostgreSQL knows no such text, and nothing on record has one.
        return Ok(Vec::new());
    }
    let page = match filter.before {
        None => (i64::MAX, i64::MAX),
        Some(seq) => match time_at(tx, account, seq)? {
            Some(at) => (at.as_micros(), counter(seq).unwrap_or(i64::MAX)),
            None => return Ok(Vec::new()),
        },
    };
    // One bound, not two: of two an engine may search by the wider one and read
    // all that lies between them.
    let until = filter.until.map_or(page, |until| (until.as_micros(), i64::MIN));
    let (before_at, before_seq) = page.min(until);
    let mut values: Vec<Value<'_>> = vec![
        account.into(),
        before_at.into(),
        before_seq.into(),
        filter.since.map_or(i64::MIN, Timestamp::as_micros).into(),
        limit.into(),
    ];
    let who = match &filter.who {
        None => 0,
        Some(WhoFilter::Identity(identity)) => {
            values.push(identity.into());
            1
        }
        Some(WhoFilter::Name(_)) => {
            values.push((&name).into());
            2
        }
    };
    values.extend(filter.action.map(|action| Value::from(Action::name(action))));
    let outcome = filter.success.map_or(0, |success| if success { 1 } else { 2 });
    values.extend(filter.target.as_ref().map(Value::from));
    values.extend(filter.access_key.as_ref().map(Value::from));
    let shape = [
        who,
        usize::from(filter.action.is_some()),
        outcome,
        usize::from(filter.target.is_some()),
        usize::from(filter.access_key.is_some()),
        // What is refused is loud, and what is narrowed to one action is so or not.
        usize::from(filter.loud && filter.action.is_none() && filter.success != Some(false)),
    ];
    let sql = STATEMENTS.get(number(shape)).map_or("", String::as_str);
    tx.all(sql, &values, record)
}

/// Returns the time of the last record that is not after a place.
fn time_at(
    tx: &mut SqlTx<'_>,
    account: AccountId,
    seq: u64,
) -> Result<Option<Timestamp>, StorageError> {
    tx.first(
        "SELECT at FROM audit WHERE account_id = ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT 1",
        &[account.into(), counter(seq).unwrap_or(i64::MAX).into()],
        |row| row.time(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sqlite::{Place, prepare};

    /// The plans of all statements: each goes through one index of the account,
    /// and none sorts.
    #[test]
    fn every_question_is_answered_in_the_order_of_an_index() {
        let store = prepare(&Place::Memory).unwrap();
        for (number, sql) in STATEMENTS.iter().enumerate() {
            assert_eq!(super::number(shape(number)), number);
            let mut plan = store.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let mut rows = plan.raw_query();
            let step: String = rows.next().unwrap().unwrap().get(3).unwrap();
            assert!(rows.next().unwrap().is_none(), "{sql}: more than one step");
            let chosen = shape(number);
            let expected = match chosen {
                [0, 0, 0, 0, 0, 0] => "audit_by_time",
                [1, 0, _, 0, 0, 0] => "audit_by_actor ",
                [1, 1, _, 0, 0, 0] => "audit_by_actor_action",
                [2, 0, _, 0, 0, 0] => "audit_by_name",
                [0, 1, _, 0, 0, 0] => "audit_by_action",
                [0, 0, 1, 0, 0, 0] => "audit_successes",
                [0, 0, 2, 0, 0, 0] => "audit_refusals",
                [0, 0, 0, 1, 0, 0] => "audit_by_target",
                [0, 0, 0, 0, 1, 0] => "audit_by_access_key",
                [0, 0, 0 | 1, 0, 0, 1] => "audit_loud ",
                [1, 0, 0 | 1, 0, 0, 1] => "audit_loud_by_actor",
                [2, 0, 0 | 1, 0, 0, 1] => "audit_loud_by_name",
                _ => "audit_",
            };
            assert!(step.contains(&format!(" INDEX {expected}")), "{sql}: {step}");
        }
    }
}
