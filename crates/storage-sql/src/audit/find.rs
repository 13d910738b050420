//! Finding records. Each combination of conditions is a statement of its own,
//! written so that one index holds what it asks for, in the order in which it is
//! wanted: a condition that is switched off by a value would hide the index from
//! the engine.

use std::sync::LazyLock;

use identity::Timestamp;
use identity::audit::{Action, Record};
use identity::names::AccountId;
use storage::{AuditFilter, StorageError, WhoFilter};

use super::class::Classes;
use super::row::{columns, record};
use crate::engine::{SqlTx, Value, counter};

/// Is one condition of a kind of which at most one can hold.
type Choice = &'static [&'static str];

/// The kinds, each with no condition as its first choice. `?` stands for the
/// next value.
const CHOICES: [Choice; 4] = [
    &["", " AND actor = ?", " AND lower(actor_name) = ? AND actor_name IS NOT NULL"],
    &["", " AND action = ?"],
    &["", " AND target = ?"],
    &["", " AND access_key = ?"],
];

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

/// Says whether a question is put once for each class, since its index has the records
/// of a class together.
fn goes_by_class(shape: Shape) -> bool {
    matches!(shape, [_, 0, 0, 0] | [1 | 2, 1, 0, 0])
}

fn write(shape: Shape) -> String {
    let mut sql = String::from(concat!(
        "SELECT ",
        columns!(),
        " FROM audit WHERE account_id = ?1 AND (at, seq) < (?2, ?3) AND at >= ?4"
    ));
    let (class, mut values) = if goes_by_class(shape) {
        (" AND class = ?6", 6)
    } else {
        (" AND class BETWEEN ?6 AND ?7", 7)
    };
    sql.push_str(class);
    for (choice, chosen) in CHOICES.iter().zip(shape) {
        for c in choice.get(chosen).copied().unwrap_or_default().chars() {
            sql.push(c);
            if c == '?' {
                values += 1;
                sql.push_str(&values.to_string());
            }
        }
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
    let since = filter.since.map_or(i64::MIN, Timestamp::as_micros);
    let (who, whose): (usize, Option<Value<'_>>) = match &filter.who {
        None => (0, None),
        Some(WhoFilter::Identity(identity)) => (1, Some(identity.into())),
        Some(WhoFilter::Name(_)) => (2, Some((&name).into())),
    };
    let shape = [
        who,
        usize::from(filter.action.is_some()),
        usize::from(filter.target.is_some()),
        usize::from(filter.access_key.is_some()),
    ];
    let sql = STATEMENTS.get(number(shape)).map_or("", String::as_str);
    let classes = Classes::asked_for(filter);
    let runs = if goes_by_class(shape) { classes.each() } else { classes.together() };
    let mut found = Vec::new();
    for run in runs {
        let mut values: Vec<Value<'_>> =
            vec![account.into(), before_at.into(), before_seq.into(), since.into(), limit.into()];
        values.extend(run.into_iter().map(|class| Value::from(class.number())));
        values.extend(whose);
        values.extend(filter.action.map(|action| Value::from(Action::name(action))));
        values.extend(filter.target.as_ref().map(Value::from));
        values.extend(filter.access_key.as_ref().map(Value::from));
        found.extend(tx.all(sql, &values, record)?);
    }
    found.sort_unstable_by_key(|record: &Record| std::cmp::Reverse((record.at, record.seq)));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
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
    use crate::engine::sqlite::{Place, plan, prepare};

    /// The plans of all statements: each goes through one index of the account,
    /// and none sorts.
    #[test]
    fn every_question_is_answered_in_the_order_of_an_index() {
        let store = prepare(&Place::Memory).unwrap();
        for (number, sql) in STATEMENTS.iter().enumerate() {
            assert_eq!(super::number(shape(number)), number);
            let steps = plan(&store, sql);
            let [step] = steps.as_slice() else { panic!("{sql}: {steps:?}") };
            let expected = match shape(number) {
                [0, 0, 0, 0] => "audit_by_class",
                [1, _, 0, 0] => "audit_by_actor",
                [2, _, 0, 0] => "audit_by_name",
                [0, 1, 0, 0] => "audit_by_action",
                [0, 0, 1, 0] => "audit_by_target",
                [0, 0, 0, 1] => "audit_by_access_key",
                _ => "audit_",
            };
            assert!(step.contains(&format!(" INDEX {expected}")), "{sql}: {step}");
        }
    }
}
