//! What the operator says of telephone calls, checked.

use std::path::PathBuf;

use anyhow::Context;
use phone::Secret;
use service::recovery::PhoneService;

use crate::config::UsageError;

/// Is how calls are made.
#[derive(Clone, Debug)]
pub(crate) enum PhoneOptions {
    /// Not at all.
    None,
    /// Printed, and played on the screen.
    Console,
    /// By Twilio.
    Twilio {
        /// The account's SID.
        account: String,
        /// Its auth token.
        token: Secret,
        /// The number that calls come from.
        from: String,
        /// Another address of the API.
        api: Option<String>,
    },
    /// By a signed webhook.
    Webhook {
        /// Where calls are ordered.
        address: String,
        /// The shared secret.
        secret: Secret,
    },
}

/// Is what was given.
pub(crate) struct Given {
    pub(crate) kind: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) secret_file: Option<PathBuf>,
}

/// The least that a shared secret may have.
const SECRET: usize = 16;

impl PhoneOptions {
    /// Checks what was given.
    pub(crate) fn from(given: Given) -> anyhow::Result<Self> {
        let Given { kind, url, account, from, secret_file } = given;
        let needed = |what: &str, value: Option<String>| {
            value.ok_or_else(|| usage(&format!("--phone needs {what} as well")))
        };
        if let Some(url) = &url {
            let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
            if !url.starts_with("https://") && !local.iter().any(|start| url.starts_with(start)) {
                return Err(usage("--phone-url must begin with https://").into());
            }
        }
        let secret = || -> anyhow::Result<Secret> {
            let path = secret_file
                .as_ref()
                .ok_or_else(|| usage("--phone needs --phone-secret-file as well"))?;
            let text = zeroize::Zeroizing::new(
                std::fs::read_to_string(path)
                    .with_context(|| format!("the secret file {}", path.display()))?,
            );
            let line = text.lines().next().unwrap_or_default().trim();
            if line.len() < SECRET {
                return Err(usage("the secret of the telephone gateway is too short").into());
            }
            Ok(Secret::new(line))
        };
        match kind.as_deref() {
            None | Some("none") => Ok(Self::None),
            Some("console") => Ok(Self::Console),
            Some("twilio") => Ok(Self::Twilio {
                account: needed("--phone-account", account)?,
                token: secret()?,
                from: needed("--phone-from", from)?,
                api: url,
            }),
            Some("webhook") => {
                Ok(Self::Webhook { address: needed("--phone-url", url)?, secret: secret()? })
            }
            Some(_) => Err(usage("--phone is none, console, twilio or webhook").into()),
        }
    }

    /// Returns what the service tells people of it.
    pub(crate) fn service(&self) -> PhoneService {
        match self {
            Self::None => PhoneService::None,
            Self::Console => PhoneService::Played,
            Self::Twilio { .. } | Self::Webhook { .. } => PhoneService::Gateway,
        }
    }
}

fn usage(text: &str) -> UsageError {
    UsageError(text.to_owned())
}
