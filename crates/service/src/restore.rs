//! After a store was filled from a backup: what was used, ended or stopped since the
//! backup must not work again (codes, recovery codes, sessions, announced numbers). What
//! was changed since cannot be known; the owners are told to look.

use identity::audit::{Action, Actor};
use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::{Assignment, Tx};

use crate::notices::{self, Circumstances, StoreRestored};
use crate::record::Entry;
use crate::second_factors::SecondFactors;
use crate::sts::revoke::of_identity;
use crate::{Service, ServiceError};

/// Accounts, users, roles or devices that are read at once.
const PAGE: u32 = 100;

/// A code may be this many steps ahead of what a device should show.
const AHEAD: u64 = 1;

/// Marks the store as filled from a backup, where another program filled it.
pub async fn mark(svc: &Service) -> Result<(), ServiceError> {
    svc.write_anywhere(|tx| Ok(tx.mark_restored(true)?)).await
}

/// Voids what a backup brought back, in every account, where the store is marked.
/// Returns in how many. Broken off, it begins anew at the next start.
pub async fn finish(svc: &Service) -> Result<usize, ServiceError> {
    if !svc.read(|tx| Ok::<_, ServiceError>(tx.is_restored()?)).await? {
        return Ok(0);
    }
    let (mut after, mut count) = (None, 0);
    loop {
        let page = svc.read(move |tx| Ok::<_, ServiceError>(tx.accounts(after, PAGE)?)).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for account in &page {
            let (inner, id, now) = (svc.clone(), account.id, svc.now());
            svc.write(id, move |tx| settle(&inner, tx, id, now)).await?;
            count += 1;
        }
    }
    svc.write_anywhere(|tx| Ok::<_, ServiceError>(tx.mark_restored(false)?)).await?;
    Ok(count)
}

fn settle(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    tx.forget_what_waits(account)?;
    void_codes(tx, account, now)?;
    let (mut voided, mut kept) = (Vec::new(), Vec::new());
    void_of(tx, account, (&Identity::Root, "root"), (&mut voided, &mut kept), now)?;
    end_roles(tx, account, now)?;
    let mut after = None;
    loop {
        let users = tx.users(account, "", after.as_ref(), PAGE)?;
        for user in &users {
            let whose = (&user.identity(), user.name.as_str());
            void_of(tx, account, whose, (&mut voided, &mut kept), now)?;
        }
        let Some(last) = users.into_iter().next_back() else { break };
        after = Some(last.name);
    }
    Entry::new(Action::RestoreStore, Actor::Operator)
        .detail(format!(
            "{} sets of recovery codes voided, {} kept as the only way in",
            voided.len(),
            kept.len()
        ))
        .keep(tx, account, now)?;
    let circumstances = Circumstances::here(now);
    let notice = StoreRestored { voided: &voided, kept: &kept, circumstances };
    notices::queue(svc, tx, account, &notice, &now.as_micros().to_string(), now)
}

/// Spends the codes of every device up to the present one: any of them may have been
/// used since the backup.
fn void_codes(tx: &mut dyn Tx, account: AccountId, now: Timestamp) -> Result<(), ServiceError> {
    let mut after = String::new();
    loop {
        let devices = tx.devices(account, Assignment::Any, &after, PAGE)?;
        for device in devices.iter().filter(|device| device.kind.has_codes()) {
            let shown = device.clock.counter_at(now, device.kind.period());
            tx.void_counters(account, &device.serial, shown.saturating_add(AHEAD))?;
        }
        let Some(last) = devices.last() else { return Ok(()) };
        after = last.serial.key();
    }
}

/// Ends all sessions of roles.
fn end_roles(tx: &mut dyn Tx, account: AccountId, now: Timestamp) -> Result<(), ServiceError> {
    let mut after = String::new();
    loop {
        let roles = tx.roles(account, &after, PAGE)?;
        for role in &roles {
            tx.revoke_sessions(account, role.id.as_str(), now)?;
        }
        let Some(last) = roles.last() else { return Ok(()) };
        last.name.as_str().clone_into(&mut after);
    }
}

/// Ends what programs of an identity were given, and voids its recovery codes, unless
/// nothing else is left to sign in with: which of them were used since is not known.
fn void_of(
    tx: &mut dyn Tx,
    account: AccountId,
    (who, name): (&Identity, &str),
    (voided, kept): (&mut Vec<String>, &mut Vec<String>),
    now: Timestamp,
) -> Result<(), ServiceError> {
    of_identity(tx, account, who, now)?;
    let factors = SecondFactors::of(tx, account, who, now)?;
    if factors.codes == 0 {
        return Ok(());
    }
    if factors.devices == 0 {
        kept.push(name.to_owned());
    } else if tx.remove_recovery_codes(account, who)? {
        voided.push(name.to_owned());
    }
    Ok(())
}
