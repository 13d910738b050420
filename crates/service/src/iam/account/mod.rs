//! The account: its alias, and what it holds in numbers.

pub mod create_alias;
pub mod delete_alias;
pub mod list_aliases;
pub mod summary;
pub mod token_preferences;
