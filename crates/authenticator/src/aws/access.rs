//! Whose credentials are used: options, environment, and the files that AWS's
//! programs share, in the order in which those look.

use std::path::{Path, PathBuf};

use aws_wire::xml::Namespace;
use device_wire::profiles::SharedFile;

use super::Credentials;
use super::endpoint::{Endpoint, is_region};
use crate::cli_device::AwsAccess;
use crate::context::Context;
use crate::env::Env;
use crate::failure::Failure;

/// How many profiles may stand behind each other.
const DEEPEST: usize = 5;

/// Is everything that calls need, and what the profile says besides.
pub(crate) struct Access {
    /// The long-term credentials.
    pub(crate) credentials: Credentials,
    /// The region.
    pub(crate) region: String,
    /// Where the two services are.
    pub(crate) iam: Endpoint,
    pub(crate) sts: Endpoint,
    /// Certificates to trust in place of the usual ones.
    pub(crate) roots: Option<PathBuf>,
    /// The profile's `mfa_serial`, `role_arn` and `external_id`.
    pub(crate) mfa_serial: Option<String>,
    pub(crate) role_arn: Option<String>,
    pub(crate) external_id: Option<String>,
}

struct Files {
    config: SharedFile,
    credentials: SharedFile,
}

impl Access {
    /// Finds out whose credentials are meant.
    pub(crate) fn resolve(context: &Context, options: &AwsAccess) -> Result<Self, Failure> {
        let env = &context.env;
        let files = Files::read(env)?;
        let named = options.profile.clone();
        let profile = named
            .clone()
            .or_else(|| env.text("AWS_PROFILE"))
            .or_else(|| env.text("AWS_DEFAULT_PROFILE"))
            .unwrap_or_else(|| "default".to_owned());
        if named.is_some() && !files.has(&profile) {
            return Err(Failure::new(format!(
                "there is no profile \"{profile}\" in AWS's config and credentials files"
            )));
        }
        let given = if named.is_none() { of_environment(env) } else { None };
        let credentials = match given {
            Some(given) => given,
            None => files.credentials(&profile)?,
        };
        let get = |name: &str| files.get(&profile, name).map(str::to_owned);
        let region = options
            .region
            .clone()
            .or_else(|| env.text("AWS_REGION"))
            .or_else(|| env.text("AWS_DEFAULT_REGION"))
            .or_else(|| get("region"))
            .unwrap_or_else(|| "us-east-1".to_owned());
        if !is_region(&region) {
            return Err(Failure::new(format!("\"{region}\" is not the name of a region")));
        }
        let place = |service: Namespace| {
            files
                .endpoint(env, options, &profile, service)
                .map_or_else(|| Endpoint::of_aws(service, &region), |url| Endpoint::new(&url))
                .map_err(Failure::new)
        };
        let roots = env.text("AWS_CA_BUNDLE").or_else(|| get("ca_bundle")).map(PathBuf::from);
        Ok(Self {
            credentials,
            iam: place(Namespace::Iam)?,
            sts: place(Namespace::Sts)?,
            region,
            roots,
            mfa_serial: get("mfa_serial"),
            role_arn: get("role_arn"),
            external_id: get("external_id"),
        })
    }
}

fn of_environment(env: &Env) -> Option<Credentials> {
    let (id, secret) = (env.text("AWS_ACCESS_KEY_ID")?, env.text("AWS_SECRET_ACCESS_KEY")?);
    let secret = zeroize::Zeroizing::new(secret);
    Some(Credentials::new(&id, &secret, env.text("AWS_SESSION_TOKEN").as_deref(), None))
}

impl Files {
    fn read(env: &Env) -> Result<Self, Failure> {
        let path = |variable: &str, name: &str| {
            let given = env.text(variable).map(PathBuf::from);
            given.or_else(|| env.folder("HOME").map(|home| home.join(".aws").join(name)))
        };
        Ok(Self {
            config: read(path("AWS_CONFIG_FILE", "config").as_deref())?,
            credentials: read(path("AWS_SHARED_CREDENTIALS_FILE", "credentials").as_deref())?,
        })
    }

    fn has(&self, profile: &str) -> bool {
        self.credentials.has(profile)
            || self.config.has(&format!("profile {profile}"))
            || (profile == "default" && self.config.has("default"))
    }

    /// Returns a setting of a profile.
    fn get(&self, profile: &str, name: &str) -> Option<&str> {
        let plain = || self.config.get(profile, name).filter(|_| profile == "default");
        self.credentials
            .get(profile, name)
            .or_else(|| self.config.get(&format!("profile {profile}"), name))
            .or_else(plain)
    }

    /// Follows `source_profile` to long-term keys.
    fn credentials(&self, first: &str) -> Result<Credentials, Failure> {
        let mut profile = first;
        for _ in 0..DEEPEST {
            let get = |name| self.get(profile, name);
            if let (Some(id), Some(secret)) =
                (get("aws_access_key_id"), get("aws_secret_access_key"))
            {
                return Ok(Credentials::new(id, secret, get("aws_session_token"), None));
            }
            match get("source_profile") {
                Some(source) if source != profile => profile = source,
                _ => break,
            }
        }
        let get = |name| self.get(profile, name);
        let instead = if get("credential_process").is_some() {
            "it has a credential_process instead; name the profile with the long-term access key"
        } else if get("sso_session").or_else(|| get("sso_start_url")).is_some() {
            "it signs in through single sign-on, whose MFA is verified there"
        } else {
            "put one there (aws configure), or name another profile with --profile"
        };
        Err(Failure::new(format!("the profile \"{profile}\" has no access key: {instead}")))
    }

    fn endpoint(
        &self,
        env: &Env,
        options: &AwsAccess,
        profile: &str,
        service: Namespace,
    ) -> Option<String> {
        let name = service.signing_name();
        let ignored = |value: Option<String>| value.is_some_and(|value| value == "true");
        if let Some(url) = &options.endpoint_url {
            return Some(url.clone());
        }
        let get = |name: &str| self.get(profile, name).map(str::to_owned);
        if ignored(env.text("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
            || ignored(get("ignore_configured_endpoint_urls"))
        {
            return None;
        }
        let section = get("services").map(|services| format!("services {services}"));
        env.text(&format!("AWS_ENDPOINT_URL_{}", name.to_ascii_uppercase()))
            .or_else(|| env.text("AWS_ENDPOINT_URL"))
            .or_else(|| self.config.nested(&section?, name, "endpoint_url").map(str::to_owned))
            .or_else(|| get("endpoint_url"))
    }
}

/// Reads a file; where there is none, it is empty.
fn read(path: Option<&Path>) -> Result<SharedFile, Failure> {
    let Some(path) = path.filter(|path| path.symlink_metadata().is_ok()) else {
        return Ok(SharedFile::default());
    };
    let cannot = |reason: String| Failure::new(format!("cannot read {}: {reason}", path.display()));
    let bytes = vault::read_foreign(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| cannot("it is not UTF-8".to_owned()))?;
    SharedFile::parse(text).map_err(|fault| cannot(fault.to_string()))
}
