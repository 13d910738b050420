//! Work that is done now and then, beside the requests.

use std::path::PathBuf;
use std::time::Duration;

use service::audit::checkpoint::{self, Interval};
use service::audit::flush;
use service::credentials::keep_uses;
use service::{Service, maintenance};

use crate::checkpoint_files;

/// Clears away what is over, every ten minutes, until the task is dropped.
pub(crate) async fn clear_away(service: Service) {
    let mut turn = tokio::time::interval(Duration::from_mins(10));
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        if let Err(error) = maintenance::run(&service).await {
            tracing::warn!(%error, "clearing away failed; it is tried again later");
        }
    }
}

/// Writes every second what calls of programs have left for the audit trail and which
/// keys they used, and says
/// every minute how many requests came with keys that nobody has, until the task is
/// dropped.
pub(crate) async fn write_gathered(service: Service) {
    let mut turn = tokio::time::interval(Duration::from_secs(1));
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut turns = 0_u32;
    loop {
        turn.tick().await;
        if let Err(error) = flush::run(&service, false).await {
            tracing::warn!(%error, "records of calls could not be written; it is tried again");
        }
        if let Err(error) = keep_uses::run(&service).await {
            tracing::warn!(%error, "uses of keys could not be written; it is tried again");
        }
        turns = turns.wrapping_add(1);
        if turns.is_multiple_of(60) {
            let requests = flush::unknown_keys(&service);
            if requests > 0 {
                tracing::info!(requests, "requests came with access keys that nobody has");
            }
        }
    }
}

/// Looks every two seconds for audit trails that are due for a checkpoint, and
/// writes what was stated to the folder, until the task is dropped.
pub(crate) async fn state_checkpoints(service: Service, interval: Interval, folder: PathBuf) {
    let mut turn = tokio::time::interval(Duration::from_secs(2));
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut unwritten = Vec::new();
    let mut known_broken = Vec::new();
    loop {
        turn.tick().await;
        match checkpoint::run(&service, interval).await {
            Ok(stated) => {
                for broken in &stated.broken {
                    if !known_broken.contains(broken) {
                        let (account, at) = broken;
                        tracing::error!(
                            %account, record = at.seq, fault = at.fault.name(),
                            "the audit trail was tampered with; it gets no more checkpoints"
                        );
                    }
                }
                known_broken = stated.broken;
                unwritten.extend(stated.checkpoints);
            }
            Err(error) => {
                tracing::warn!(%error, "checkpoints could not be made; it is tried again later");
            }
        }
        if unwritten.is_empty() {
            continue;
        }
        let (place, lines) = (folder.clone(), unwritten.clone());
        let written =
            tokio::task::spawn_blocking(move || checkpoint_files::add(&place, &lines)).await;
        match written {
            Ok(Ok(())) => unwritten.clear(),
            Ok(Err(error)) => {
                let folder = folder.display();
                tracing::warn!(%folder, %error, "checkpoints could not be written; it is tried again");
            }
            Err(error) => tracing::warn!(%error, "checkpoints could not be written"),
        }
    }
}
