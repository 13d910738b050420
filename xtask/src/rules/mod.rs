//! The rules of the house, each in one file with a passing and a failing sample.
//!
//! A rule is a function from the house to a report; `check` holds the list.

pub mod dependencies;
pub mod doc_examples;
pub mod file_length;
pub mod floors;
pub mod floors_table;
pub mod generations;
pub mod licences;
pub mod links;
pub mod lints;
pub mod machine_paths;
pub mod mod_files;
pub mod no_unsafe;
pub mod opening_docs;
pub mod placeholders;
pub mod sources;
