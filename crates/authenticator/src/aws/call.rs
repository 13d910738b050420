//! The clients of the SDK with credentials, and what becomes of a call. Who is busy
//! is asked again by the SDK, as often as it is told to (`AWS_MAX_ATTEMPTS`).

use std::error::Error;
use std::future::Future;
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};

use super::{Access, Credentials, Wish, session, words};
use crate::context::Context;
use crate::failure::Failure;

/// The most pages of one list.
const PAGES: usize = 1_000;

/// How long before their end the first credentials are given back for new ones.
const MARGIN: Duration = Duration::from_mins(2);

/// Is why a call came to nothing.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The service refused.
    Refused {
        /// AWS's code, such as `AccessDenied`.
        code: String,
        /// Its words.
        message: String,
    },
    /// Nobody was reached, or what came back is no answer of AWS's kind.
    Unreachable(String),
}

impl Fault {
    /// Tells whether the service refused with this code.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }

    /// Tells whether the service refused with these words in its message.
    pub(crate) fn says(&self, words: &str) -> bool {
        matches!(self, Self::Refused { message, .. } if message.contains(words))
    }

    /// Makes the fault of an answer in which something is not as it must be.
    pub(crate) fn senseless(what: &str) -> Self {
        Self::Unreachable(format!("the service's answer lacks {what}"))
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::new(match fault {
            Fault::Refused { code, message } => format!("the service refused: {code}: {message}"),
            Fault::Unreachable(reason) => reason,
        })
    }
}

/// Is a way to the services, with credentials.
#[derive(Clone)]
pub(crate) struct Aws<'a> {
    pub(crate) context: &'a Context,
    pub(crate) access: &'a Access,
    pub(super) account: aws_sdk_account::Client,
    pub(super) iam: aws_sdk_iam::Client,
    pub(super) sts: aws_sdk_sts::Client,
    temporary: bool,
}

/// Gives out the credentials that are at hand while they last, then others.
#[derive(Debug)]
struct AtHand {
    first: aws_credential_types::Credentials,
    then: SharedCredentialsProvider,
    time: aws_types::sdk_config::SharedTimeSource,
}

impl ProvideCredentials for AtHand {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let last = self.first.expiry().is_none_or(|end| self.time.now() + MARGIN < end);
        if last {
            return future::ProvideCredentials::ready(Ok(self.first.clone()));
        }
        self.then.provide_credentials()
    }
}

impl<'a> Aws<'a> {
    /// Calls as every program does with this profile. Where the profile stands for a role
    /// and names a device, the device is in the vault or nowhere: then the role is
    /// assumed with a session that has shown it.
    pub(crate) fn new(context: &'a Context, access: &'a Access) -> Result<Self, Failure> {
        if access.mfa_serial.is_some() && !access.roles.is_empty() {
            let wish = Wish { roles: access.roles.clone(), ..Wish::default() };
            let given = session(context, access, &wish, false)?;
            return Ok(Self::by(
                context,
                access,
                SharedCredentialsProvider::new(given.to_sdk()),
                true,
            ));
        }
        let (first, then) = access.credentials()?;
        let temporary = first.session_token().is_some();
        let provider = match access.config.time_source() {
            Some(time) => SharedCredentialsProvider::new(AtHand {
                first: first.clone(),
                then: then.clone(),
                time,
            }),
            None => then.clone(),
        };
        Ok(Self::by(context, access, provider, temporary))
    }

    /// Calls with the long-term key.
    pub(super) fn long_term(context: &'a Context, access: &'a Access) -> Result<Self, Failure> {
        let key = SharedCredentialsProvider::new(access.long_term()?.clone());
        Ok(Self::by(context, access, key, false))
    }

    /// Returns a way with these credentials.
    pub(crate) fn with(&self, credentials: &Credentials) -> Self {
        let provider = SharedCredentialsProvider::new(credentials.to_sdk());
        Self::by(self.context, self.access, provider, credentials.token.is_some())
    }

    fn by(
        context: &'a Context,
        access: &'a Access,
        provider: SharedCredentialsProvider,
        temporary: bool,
    ) -> Self {
        let config = access.config.to_builder().credentials_provider(provider).build();
        Self {
            context,
            access,
            account: aws_sdk_account::Client::new(&config),
            iam: aws_sdk_iam::Client::new(&config),
            sts: aws_sdk_sts::Client::new(&config),
            temporary,
        }
    }

    /// Tells whether the credentials are temporary ones.
    pub(crate) fn is_temporary(&self) -> bool {
        self.temporary
    }

    /// Asks Account Management.
    pub(super) fn ask_account<T, E: ProvideErrorMetadata + Error + 'static>(
        &self,
        call: impl Future<Output = Result<T, SdkError<E>>>,
    ) -> Result<T, Fault> {
        self.access.wait(call).map_err(|error| words::fault(&self.access.account, &error))
    }

    /// Asks IAM.
    pub(super) fn ask_iam<T, E: ProvideErrorMetadata + Error + 'static>(
        &self,
        call: impl Future<Output = Result<T, SdkError<E>>>,
    ) -> Result<T, Fault> {
        self.access.wait(call).map_err(|error| words::fault(&self.access.iam, &error))
    }

    /// Asks STS.
    pub(super) fn ask_sts<T, E: ProvideErrorMetadata + Error + 'static>(
        &self,
        call: impl Future<Output = Result<T, SdkError<E>>>,
    ) -> Result<T, Fault> {
        self.access.wait(call).map_err(|error| words::fault(&self.access.sts, &error))
    }
}

/// Turns the pages of a list: `ask` returns one and where the next one begins. A list
/// that has no end, or turns in a circle, is no list: it is never half a list.
pub(super) fn pages(
    mut ask: impl FnMut(Option<String>) -> Result<Option<String>, Fault>,
) -> Result<(), Fault> {
    let mut marker = None;
    for _ in 0..PAGES {
        match ask(marker.clone())? {
            None => return Ok(()),
            Some(next) if marker.as_ref() == Some(&next) => break,
            Some(next) => marker = Some(next),
        }
    }
    Err(Fault::Unreachable("the service's list has no end".to_owned()))
}

/// Returns where the next page begins.
pub(super) fn next(truncated: bool, marker: Option<String>) -> Option<String> {
    marker.filter(|marker| truncated && !marker.is_empty())
}

impl Credentials {
    /// Returns them in the form of the SDK.
    fn to_sdk(&self) -> aws_credential_types::Credentials {
        let token = self.token.as_ref().map(|token| token.to_string());
        let end = Some(self.end()).filter(|end| *end > 0);
        let end = end.map(|end| UNIX_EPOCH + Duration::from_secs(end));
        aws_credential_types::Credentials::new(
            &self.id,
            self.secret.as_str(),
            token,
            end,
            "secondkey",
        )
    }
}
