//! Where the confirmation of a number stands, for the browser of who wants it.

use identity::recovery::{CallEnd, CallProgress, DIGITS_LIFETIME};

use super::find::own;
use crate::recovery::link::number_digits;
use crate::{Caller, Service, ServiceError};

/// Is what the page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The number, as its owner typed it.
    pub phone: String,
    /// Where it stands.
    pub stage: Stage,
}

/// Is where a confirmation stands.
#[derive(Clone, Debug)]
pub enum Stage {
    /// A call can be asked for.
    Call {
        /// How the last call ended.
        last: Option<CallEnd>,
    },
    /// A call is under way.
    Calling {
        /// The digits, in two groups of three.
        digits: String,
        /// How far it has come.
        progress: CallProgress,
        /// Wrong digits so far.
        wrong: u32,
        /// Whether the gateway has been silent for too long.
        overdue: bool,
    },
    /// The right digits were keyed in: the number can be used.
    Proved,
}

/// Looks at what the caller is confirming.
pub async fn run(svc: &Service, caller: &Caller) -> Result<View, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        let check = own(tx, &caller, now)?;
        let stage = match check.call {
            _ if check.proved.is_some() => Stage::Proved,
            None => Stage::Call { last: check.last },
            Some(call) if now.since(call.asked) >= DIGITS_LIFETIME => {
                Stage::Call { last: Some(CallEnd::Expired) }
            }
            Some(call) => Stage::Calling {
                digits: number_digits(&inner, caller.account, check.id, call.number).expose(),
                progress: call.progress,
                wrong: call.wrong,
                overdue: call.is_overdue(now),
            },
        };
        Ok(View { phone: check.phone.as_str().to_owned(), stage })
    })
    .await
}
