//! `secondkey vault check`: really opens the vault, and the generation before
//! it, with every key at hand, and says which keys open it.

use serde::Serialize;
use vault::{Error, Key, PublicKey, RecipientKind, Vault, day};

use crate::context::{Context, TYPE_BACK};
use crate::failure::Failure;
use crate::look::table;

#[derive(Serialize)]
struct Check {
    vault: String,
    ok: bool,
    format: u64,
    generation: u64,
    /// The generation kept before the present one; absent where there is none
    /// yet, and where it needs a key that was replaced since.
    previous_generation: Option<u64>,
    previous_opens: Option<bool>,
    written: u64,
    entries: usize,
    /// Whether any recovery key was ever seen to open the vault.
    recovery_tried: bool,
    /// How many backups there are; the newest generation among them, really
    /// opened, absent where none is there or another key is needed.
    backups: usize,
    newest_backup: Option<u64>,
    keys: Vec<CheckedKey>,
}

#[derive(Serialize)]
struct CheckedKey {
    kind: &'static str,
    name: String,
    fingerprint: String,
    added: u64,
    /// Absent where the key was not at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    opens: Option<bool>,
    /// When it was last seen to open the vault; absent for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    proved: Option<u64>,
    /// Whether it is kept for emergencies and was not tried for ninety days.
    overdue: bool,
}

pub(crate) fn run(context: &Context) -> Result<(), Failure> {
    let place = context.existing_place()?;
    let mut keys: Vec<Key> = context.recovery_keys()?.unwrap_or_default();
    if keys.is_empty() || context.global.passphrase_file.is_some() {
        keys.push(context.device_key(&place)?);
    }
    if let Some((key, _)) = context.keyring_key(&place, true) {
        keys.push(key);
    }
    // Each key by itself: one that opens must not hide one that does not.
    let mut opened: Option<Vault> = None;
    for key in &keys {
        opened = Some(Vault::open(&place, vec![key.clone()])?);
    }
    let Some(mut vault) = opened else { return Err(Failure::new("no key is at hand")) };
    remember(context, &mut vault, &keys);
    let contents = vault.contents();
    let tried = |key: &PublicKey| keys.iter().any(|tried| &tried.public() == key).then_some(true);
    let (previous_generation, previous_opens) = match Vault::previous_generation(&place, &keys) {
        Ok(generation) => (generation, generation.map(|_| true)),
        Err(Error::WrongKey(_)) => (None, Some(false)),
        Err(error) => return Err(error.into()),
    };
    let backups = vault::backups(&place);
    let newest_backup = match backups.first().map(|newest| Vault::open_backup(newest, &keys)) {
        None | Some(Err(Error::WrongKey(_))) => None,
        Some(opened) => Some(opened?),
    };
    let overdue: Vec<PublicKey> =
        contents.overdue(context.env.now()).iter().map(|one| one.key.clone()).collect();
    let check = Check {
        vault: place.vault().display().to_string(),
        ok: true,
        format: vault::VERSION,
        generation: contents.generation(),
        previous_generation,
        previous_opens,
        written: contents.written(),
        entries: contents.entries().len(),
        recovery_tried: contents.unfinished().is_none(),
        backups: backups.len(),
        newest_backup,
        keys: contents
            .recipients()
            .iter()
            .map(|recipient| CheckedKey {
                kind: match recipient.kind {
                    RecipientKind::Device => "device",
                    RecipientKind::Recovery => "recovery",
                    RecipientKind::Keyring => "keyring",
                },
                name: recipient.name.clone(),
                fingerprint: recipient.key.fingerprint(),
                added: recipient.added,
                opens: tried(&recipient.key),
                proved: contents.proved(&recipient.key),
                overdue: overdue.contains(&recipient.key),
            })
            .collect(),
    };
    if context.global.json { context.output.json(&check) } else { show(context, &check) }
}

/// Writes into the vault that these keys open it, once a day at most.
fn remember(context: &Context, vault: &mut Vault, keys: &[Key]) {
    const DAY: u64 = 86_400;
    let now = context.env.now();
    let fresh = |key: &Key| {
        let proved = vault.contents().proved(&key.public());
        proved.is_some_and(|proved| proved.saturating_add(DAY) > now)
    };
    if keys.iter().all(fresh) {
        return;
    }
    let noted = vault.update(now, |contents| {
        for key in keys {
            contents.prove(&key.public(), now);
        }
        Ok(())
    });
    if let Err(error) = noted {
        context.output.say(&format!("That the keys were tried is not noted in the vault: {error}"));
    }
    context.mind_backup(vault);
}

fn show(context: &Context, check: &Check) -> Result<(), Failure> {
    let rows: Vec<(bool, Vec<String>)> = check
        .keys
        .iter()
        .map(|key| {
            let option = match key.kind {
                "recovery" => "--recovery-key-file F",
                "keyring" => "on its own device",
                _ => "--passphrase-file F",
            };
            let opens = match (key.opens, key.proved) {
                (Some(_), _) => "opens it, tried just now".to_owned(),
                (None, Some(time)) => format!("opened it on {} ({option})", day(time)),
                (None, None) => format!("never tried ({option})"),
            };
            let overdue = if key.overdue { "; over 90 days ago: TRY IT" } else { "" };
            let name = vec![key.name.clone(), format!("...{}", key.fingerprint)];
            (false, [name, vec![opens + overdue]].concat())
        })
        .collect();
    let before = match (check.previous_generation, check.previous_opens) {
        (Some(generation), _) => format!("the one before it, {generation}, opens too"),
        (None, Some(_)) => "the one before it needs a key that was replaced since".to_owned(),
        (None, None) => "none before it yet".to_owned(),
    };
    let backups = match (check.backups, check.newest_backup) {
        (0, _) => "No backups yet: each change makes one.".to_owned(),
        (count, Some(generation)) => {
            format!("Backups: {count}; the newest, generation {generation}, opens")
        }
        (count, None) => format!("Backups: {count}; the newest needs a key that is not at hand"),
    };
    let count = match check.entries {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    context.output.data(&format!(
        "{} is whole: {count}, generation {} ({before})\n{backups}\n\n{}",
        check.vault,
        check.generation,
        table(context.output.style(), &["KEY", "FINGERPRINT", ""], &rows)
    ))?;
    if !check.recovery_tried {
        context.output.alarm(&format!(
            "Not safe yet: the recovery key was never typed back from paper.\nTry it now:  {TYPE_BACK}"
        ));
    }
    Ok(())
}
