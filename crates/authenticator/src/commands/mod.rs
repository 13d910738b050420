//! One command, one file; each reads its input first, then opens the vault, and
//! prints last.

mod add;
mod agent;
mod aws;
mod aws_audit;
mod aws_enroll;
mod clock;
pub(crate) mod code;
mod completions;
mod describe;
mod doctor;
mod export;
mod import;
mod init;
pub(crate) mod list;
mod manual;
mod passphrase;
mod recovery_sheet;
mod remove;
mod rename;
mod report;
mod run;
mod scan;
mod share_sheets;
mod sheet;
mod show_qr;
mod vault_check;
mod vault_keyring;
mod vault_keys;
mod vault_merge;
mod vault_shares;
mod watch;
mod which;

pub(crate) use add::{is_transfer, label};
pub(crate) use describe::shown;
pub(crate) use run::run;
