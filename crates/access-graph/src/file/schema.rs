//! The published schema of the format, for editors and for programs that write
//! such files. Reading does not use it: `read` and `check` say more.

/// Is the JSON Schema (draft 2020-12) of version 1. References between names,
/// contradictions and the sizes of lists together are beyond a schema.
pub const SCHEMA: &str = include_str!("../../access-graph-1.schema.json");
