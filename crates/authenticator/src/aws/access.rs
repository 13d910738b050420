//! Whose credentials are used, in which region, at which address, with how many tries:
//! what AWS's SDK makes of options, environment and shared files, as everywhere.

use std::cell::OnceCell;
use std::future::Future;
use std::path::PathBuf;

use aws_config::SdkConfig;
use aws_config::profile::ProfileSet;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use tokio::runtime::{Builder, Runtime};

use super::profile::{Chain, Origin, Role, follow};
use super::{http, roots, settings, words};
use crate::cli_device::AwsAccess;
use crate::context::Context;
use crate::failure::Failure;

/// Is everything that calls need, and what the profile says besides.
pub(crate) struct Access {
    runtime: Runtime,
    /// All settings but the credentials.
    pub(super) config: SdkConfig,
    /// Where the services are, for people.
    pub(super) account: String,
    pub(super) iam: String,
    pub(super) sts: String,
    /// The device that the profile names.
    pub(crate) mfa_serial: Option<String>,
    /// The roles between the long-term key and what the profile stands for.
    pub(crate) roles: Vec<Role>,
    profile: String,
    base: String,
    origin: Origin,
    exists: bool,
    /// What every program has with this profile; and what a session starts from, where
    /// that is something else.
    whole: Source,
    start: Option<Source>,
}

/// Is where credentials come from, asked once.
struct Source {
    provider: SharedCredentialsProvider,
    first: OnceCell<Credentials>,
}

impl Access {
    /// Finds out whose credentials are meant. Nobody is asked for them yet.
    pub(crate) fn resolve(context: &Context, options: &AwsAccess) -> Result<Self, Failure> {
        let env = &context.env;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let named = options.profile.clone().or_else(|| env.text("AWS_PROFILE"));
        let named = named.or_else(|| env.text("AWS_DEFAULT_PROFILE"));
        let profiles = runtime.block_on(settings::profiles(named))?;
        let profile = profiles.selected_profile().to_owned();
        let exists = profiles.get_profile(&profile).is_some();
        if options.profile.is_some() && !exists {
            return Err(no_profile(&profile));
        }
        // What stands in the environment goes before files, unless a profile is named.
        let by_files = options.profile.is_some()
            || ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].iter().any(|name| !env.is_set(name));
        let mut chain = follow(&profile, |name| profiles.get_profile(name))?;
        if !by_files {
            (chain.roles, chain.origin) = (Vec::new(), Origin::Key);
        }
        let ca = env.text("AWS_CA_BUNDLE");
        let ca = ca.or_else(|| profiles.get("ca_bundle").map(str::to_owned)).map(PathBuf::from);
        let client = http::client(ca.as_deref().map(roots::read).transpose()?);
        let loading = settings::load(context, options, &profile, client);
        let config = runtime.block_on(loading)?;
        let [account, iam, sts] = settings::addresses(&config, options)?;
        let whole = match config.credentials_provider().filter(|_| options.profile.is_none()) {
            Some(provider) => provider,
            None => settings::of_files(&config, &profile),
        };
        let start = match own_key(&profiles, &chain) {
            _ if chain.roles.is_empty() => None,
            Some(key) => Some(SharedCredentialsProvider::new(key)),
            None => Some(settings::of_files(&config, &chain.base)),
        };
        Ok(Self {
            account,
            iam,
            sts,
            mfa_serial: chain.mfa_serial,
            roles: chain.roles,
            profile,
            base: chain.base,
            origin: chain.origin,
            exists,
            whole: Source::new(whole),
            start: start.map(Source::new),
            config,
            runtime,
        })
    }

    /// Waits for the SDK.
    pub(super) fn wait<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// Returns the credentials that every program has with this profile, and where to
    /// get new ones when these end.
    pub(super) fn credentials(
        &self,
    ) -> Result<(&Credentials, &SharedCredentialsProvider), Failure> {
        Ok((self.first(&self.whole)?, &self.whole.provider))
    }

    /// Returns the long-term key that sessions with MFA are had with.
    pub(super) fn long_term(&self) -> Result<&Credentials, Failure> {
        if self.origin == Origin::Ourselves {
            return Err(Failure::new(format!(
                "the profile \"{}\" has its credentials from secondkey itself by credential_process; name the profile with the long-term access key",
                self.base
            )));
        }
        let found = self.first(self.start.as_ref().unwrap_or(&self.whole))?;
        if found.session_token().is_none() {
            return Ok(found);
        }
        let more = match self.origin {
            Origin::SingleSignOn => "; single sign-on verifies MFA itself",
            _ => "",
        };
        Err(Failure::new(format!(
            "these credentials are temporary already{more}; a session with MFA needs a long-term access key"
        )))
    }

    fn first<'a>(&'a self, source: &'a Source) -> Result<&'a Credentials, Failure> {
        if let Some(first) = source.first.get() {
            return Ok(first);
        }
        match self.wait(source.provider.provide_credentials()) {
            Ok(found) => Ok(source.first.get_or_init(|| found)),
            Err(error) => Err(self.without(words::missing(&error))),
        }
    }

    /// Says why there are no credentials, and what to do.
    fn without(&self, reason: Option<String>) -> Failure {
        let base = &self.base;
        Failure::new(match (reason, self.origin) {
            (Some(reason), Origin::Process | Origin::Ourselves) => {
                format!(
                    "the credential_process of the profile \"{base}\" gave no credentials: {reason}"
                )
            }
            (Some(reason), Origin::SingleSignOn) => format!(
                "the profile \"{base}\" has no credentials from single sign-on: {reason}\nSign in there: aws sso login --profile {base}"
            ),
            (Some(reason), Origin::Key | Origin::Elsewhere) => {
                format!("the profile \"{}\" has no credentials: {reason}", self.profile)
            }
            (_, _) if !self.exists && self.profile != "default" => {
                return no_profile(&self.profile);
            }
            (reason, _) => {
                let elsewhere =
                    reason.map(|reason| format!("\nNor is there one elsewhere: {reason}"));
                format!(
                    "the profile \"{base}\" has no access key: put one there (aws configure), or name another profile with --profile{}",
                    elsewhere.unwrap_or_default()
                )
            }
        })
    }
}

impl Source {
    fn new(provider: SharedCredentialsProvider) -> Self {
        Self { provider, first: OnceCell::new() }
    }
}

fn no_profile(name: &str) -> Failure {
    Failure::new(format!("there is no profile \"{name}\" in AWS's config and credentials files"))
}

/// Returns the key of a profile that has both one and a role to assume with it.
fn own_key(profiles: &ProfileSet, chain: &Chain) -> Option<Credentials> {
    let profile = profiles.get_profile(&chain.base).filter(|_| chain.base_has_role)?;
    let (id, secret) = (profile.get("aws_access_key_id")?, profile.get("aws_secret_access_key")?);
    let token = profile.get("aws_session_token").map(str::to_owned);
    Some(Credentials::new(id, secret, token, None, "secondkey"))
}
