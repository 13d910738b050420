//! The worker that sends mail. It takes a few messages at a time, hands them
//! over one by one, and notes durably what became of each before it goes on.
//!
//! A message is sent at least once, and twice only where the process dies, or
//! the connection breaks, between the mail server's last word and the note of it:
//! then it comes again with the same Message-ID and the same bytes. SMTP knows no
//! way to ask whether a message was taken.

use std::time::Duration;

use identity::Timestamp;
use notify::mail::{Failure, Folder, Mail, Smtp};
use service::Service;
use service::outbox::claim::{self, Claimed};
use service::outbox::settle;
use storage::{Settlement, WorkerId};
use tokio::sync::watch;

use crate::mail_config::MailWay;

/// Messages that are in memory at a time.
const AT_ONCE: u32 = 10;
/// How often an empty outbox is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// A message of a batch is begun within this time after the batch was taken, and
/// takes no longer than [`MESSAGE`]: others may have it after [`claim::LEASE`].
const BATCH: Duration = Duration::from_secs(45);
/// How long handing one message over may take.
const MESSAGE: Duration = Duration::from_mins(1);
/// The first and the longest pause after the way out turned out not to work.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(5));
/// The first and the longest wait after a message was refused for now.
const WAITS: (Duration, Duration) = (Duration::from_secs(15), Duration::from_hours(1));
/// After this long a message that is still refused is given up (RFC 5321,
/// section 4.5.4.1: four to five days).
const GIVE_UP: Duration = Duration::from_hours(4 * 24);

/// Is the way out.
enum Way {
    Smtp(Box<Smtp>),
    Folder(Folder),
}

impl Way {
    async fn deliver(&mut self, mail: &Mail<'_>) -> Result<(), Failure> {
        match self {
            Self::Smtp(smtp) => smtp.deliver(mail).await,
            Self::Folder(folder) => folder.deliver(mail).await,
        }
    }

    async fn rest(&mut self) {
        if let Self::Smtp(smtp) = self {
            smtp.rest().await;
        }
    }
}

/// Sends what is queued until it is told to stop; a message that is being handed
/// over is brought to its end.
pub(crate) async fn run(
    service: Service,
    way: MailWay,
    host: String,
    mut stop: watch::Receiver<bool>,
) {
    let mut way = match way {
        MailWay::None => return,
        MailWay::Smtp(url, from) => Way::Smtp(Box::new(Smtp::new(url, from, &host))),
        MailWay::Folder(place, from) => Way::Folder(Folder::new(place, from)),
    };
    let worker = claim::worker(&service);
    let mut pause = None;
    while !*stop.borrow() {
        let next = match round(&service, worker, &mut way, &stop).await {
            Round::Sent => {
                pause = None;
                continue;
            }
            Round::Nothing => {
                pause = None;
                way.rest().await;
                LOOK
            }
            Round::NoWay(why) => {
                let next = longer(pause, PAUSES);
                pause = Some(next);
                let seconds = next.as_secs();
                tracing::warn!(%why, seconds, "mail waits; it is tried again after a pause");
                next
            }
        };
        tokio::select! {
            () = tokio::time::sleep(next) => {}
            _ = stop.changed() => break,
        }
    }
    way.rest().await;
}

/// Is how a round ended.
enum Round {
    /// Something was sent or settled.
    Sent,
    /// Nothing is due.
    Nothing,
    /// The way out does not work.
    NoWay(String),
}

/// Takes some messages and settles each.
async fn round(
    service: &Service,
    worker: WorkerId,
    way: &mut Way,
    stop: &watch::Receiver<bool>,
) -> Round {
    let taken = match claim::run(service, worker, AT_ONCE).await {
        Ok(taken) => taken,
        Err(error) => return Round::NoWay(format!("the outbox cannot be read: {error}")),
    };
    if taken.is_empty() {
        return Round::Nothing;
    }
    let until = service.now().plus(BATCH);
    let mut no_way = None;
    for message in taken {
        let now = service.now();
        if no_way.is_some() || *stop.borrow() || now >= until {
            note(service, worker, &message, Settlement::Untried(now)).await;
            continue;
        }
        let mail = Mail {
            id: &message.id.0,
            to: &message.recipient,
            subject: &message.content.subject,
            text: &message.content.text,
            html: &message.content.html,
            date: message.queued,
        };
        let delivered = tokio::time::timeout(MESSAGE, way.deliver(&mail)).await;
        let too_slow = || Failure::Later("the mail server is too slow".to_owned());
        let settlement = match delivered.unwrap_or_else(|_| Err(too_slow())) {
            Ok(()) => Settlement::Sent,
            Err(Failure::Later(why)) => later(&message, why, service.now()),
            Err(Failure::Never(why)) => Settlement::GivenUp(why),
            Err(Failure::NoWay(why)) => {
                no_way = Some(why);
                Settlement::Untried(now)
            }
        };
        if let Settlement::GivenUp(why) = &settlement {
            let (account, kind) = (message.account, &message.kind);
            tracing::warn!(%account, kind, why, "a notice was given up; see secondkeyd doctor");
        }
        note(service, worker, &message, settlement).await;
    }
    no_way.map_or(Round::Sent, Round::NoWay)
}

/// Says when a message that was refused for now is tried again.
fn later(message: &Claimed, why: String, now: Timestamp) -> Settlement {
    if now.since(message.queued) >= GIVE_UP && message.attempts > 0 {
        return Settlement::GivenUp(format!("refused for days: {why}"));
    }
    let (first, longest) = WAITS;
    let factor = 1_u32.checked_shl(message.attempts).unwrap_or(u32::MAX);
    Settlement::Again(now.plus(first.saturating_mul(factor).min(longest)), why)
}

/// Notes what became of a message. It must not be lost, or the message comes
/// twice: a store that does not answer is asked again for a while.
async fn note(service: &Service, worker: WorkerId, message: &Claimed, settlement: Settlement) {
    for attempt in 0..30_u32 {
        let noted =
            settle::run(service, worker, message.account, message.id, settlement.clone()).await;
        match noted {
            Ok(true) => return,
            Ok(false) => {
                let account = message.account;
                tracing::warn!(%account, "a message was taken from this worker; it may come twice");
                return;
            }
            Err(error) => {
                tracing::warn!(%error, attempt, "what became of a message is not noted yet");
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tracing::error!("what became of a message could not be noted; it will be sent again");
}

fn longer(last: Option<Duration>, (first, longest): (Duration, Duration)) -> Duration {
    last.map_or(first, |last| last.saturating_mul(2).min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_settled_before_another_worker_may_have_it() {
        assert!(BATCH + MESSAGE < claim::LEASE);
    }

    #[test]
    fn pauses_grow_and_end() {
        let mut pause = None;
        let pauses: Vec<u64> = (0..12)
            .map(|_| {
                let next = longer(pause, PAUSES);
                pause = Some(next);
                next.as_secs()
            })
            .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    }
}
