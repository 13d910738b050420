//! The line on which calls are made.

use std::sync::Arc;

use phone::{Gateway, Twilio, Webhook};
use service::Env;

use super::PhoneOptions;
use crate::env::RealEnv;

/// Is a line. Cloning it is cheap.
#[derive(Clone)]
pub(crate) enum Line {
    /// Calls are printed and played on the screen.
    Console,
    /// Calls go to a gateway.
    Gateway(Arc<dyn Gateway>),
}

impl Line {
    /// Opens the line that the options describe, if they do.
    pub(crate) fn open(options: &PhoneOptions) -> Option<Self> {
        let gateway: Arc<dyn Gateway> = match options {
            PhoneOptions::None => return None,
            PhoneOptions::Console => return Some(Self::Console),
            PhoneOptions::Twilio { account, token, from, api: None } => {
                Arc::new(Twilio::new(account, token.clone(), from))
            }
            PhoneOptions::Twilio { account, token, from, api: Some(api) } => {
                Arc::new(Twilio::at(api, account, token.clone(), from))
            }
            PhoneOptions::Webhook { address, secret } => {
                Arc::new(Webhook::new(address, secret.clone(), now))
            }
        };
        Some(Self::Gateway(gateway))
    }
}

/// Returns the present moment in seconds since 1970.
pub(super) fn now() -> u64 {
    RealEnv.now().unix_seconds()
}
