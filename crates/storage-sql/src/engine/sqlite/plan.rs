//! How SQLite would go about a statement, for tests of what is looked up and what searched.

use rusqlite::Connection;

/// Returns the steps of a statement's plan, in SQLite's words ("EXPLAIN QUERY PLAN").
pub(crate) fn plan(store: &Connection, sql: &str) -> Vec<String> {
    let mut plan = store.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = plan.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get(3).unwrap());
    }
    steps
}
