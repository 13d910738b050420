//! Which file runs which command.

use super::{
    add, agent, aws, clock, code, completions, doctor, export, import, init, list, manual,
    passphrase, remove, rename, report, scan, show_qr, vault_check, vault_keyring, vault_keys,
    vault_merge, vault_shares, watch, which,
};
use crate::cli::{Command, PassphraseCommand, VaultCommand};
use crate::context::Context;
use crate::failure::Failure;
use crate::tui;

/// Runs one command.
pub(crate) fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::Init(options) => init::run(context, &options),
        Command::Add(options) => add::run(context, &options),
        Command::Scan { image } => scan::run(context, &image),
        Command::List => list::run(context),
        Command::Code(options) if options.watch => watch::run(context, &options),
        Command::Code(options) => code::run(context, &options),
        Command::Which(options) => which::run(context, &options),
        Command::Remove { name, yes } => remove::run(context, &name, yes),
        Command::Rename { name, new_name } => rename::run(context, &name, &new_name),
        Command::ShowQr { name, output, invert } => {
            show_qr::run(context, &name, output.as_deref(), invert)
        }
        Command::Import(options) => import::run(context, &options),
        Command::Export(options) => export::run(context, &options),
        Command::Report(options) => report::run(context, &options),
        Command::Aws(command) => aws::run(context, &command),
        Command::Doctor => doctor::run(context),
        Command::Clock(options) => clock::run(context, &options),
        Command::Agent(command) => agent::run(context, &command),
        Command::Tui(options) => tui::run(context, &options),
        Command::Vault(VaultCommand::Check) => vault_check::run(context),
        Command::Vault(VaultCommand::Merge { copy }) => vault_merge::run(context, &copy),
        Command::Vault(VaultCommand::AddKey { name, public_key, recovery_key_out }) => {
            vault_keys::add(context, &name, public_key.as_deref(), recovery_key_out.as_deref())
        }
        Command::Vault(VaultCommand::Share(options)) => vault_shares::share(context, &options),
        Command::Vault(VaultCommand::Combine(options)) => vault_shares::combine(context, &options),
        Command::Vault(VaultCommand::Keyring(command)) => vault_keyring::run(context, &command),
        Command::Vault(VaultCommand::RemoveKey { key, yes }) => {
            vault_keys::remove(context, &key, yes)
        }
        Command::Passphrase(PassphraseCommand::Change { new_passphrase_file }) => {
            passphrase::change(context, new_passphrase_file.as_deref())
        }
        Command::Passphrase(PassphraseCommand::Reset { new_passphrase_file }) => {
            passphrase::reset(context, new_passphrase_file.as_deref())
        }
        Command::Manual { folder } => manual::run(context, &folder),
        Command::Completions { shell } => completions::run(context, shell),
    }
}
