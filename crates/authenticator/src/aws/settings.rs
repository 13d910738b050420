//! What the SDK is told: options of the command, the time as it is, our way out, and the
//! rest as it stands in environment and files.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{
    self, ProfileFileCredentialsProvider, ProfileFileRegionProvider, ProfileSet,
};
use aws_config::provider_config::ProviderConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_iam::config::SharedHttpClient;
use aws_sdk_iam::config::timeout::TimeoutConfig;
use aws_types::os_shim_internal::{Env as SdkEnv, Fs};
use aws_types::sdk_config::TimeSource;
use aws_types::service_config::ServiceConfigKey;

use super::{place, words};
use crate::cli_device::AwsAccess;
use crate::clock;
use crate::context::Context;
use crate::env::Env;
use crate::failure::Failure;

/// How long one attempt of a call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The region where none is named; IAM knows one only.
const REGION: &str = "us-east-1";

/// Is the time as it is, where the clock is known to be wrong: signatures of another
/// time are refused.
#[derive(Clone, Copy)]
struct RightTime {
    env: Env,
    behind: i64,
}

impl RightTime {
    fn of(env: Env) -> Self {
        let off = clock::known(&env).filter(|clock| clock.is_off());
        Self { env, behind: off.map_or(0, |clock| clock.behind) }
    }
}

impl TimeSource for RightTime {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(clock::right(&self.env, self.behind))
    }
}

impl std::fmt::Debug for RightTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RightTime")
    }
}

/// Reads the files that AWS's programs share; one profile is selected.
#[expect(clippy::default_trait_access, reason = "all names of the type are outdated")]
pub(super) async fn profiles(named: Option<String>) -> Result<ProfileSet, Failure> {
    profile::load(&Fs::real(), &SdkEnv::real(), &Default::default(), named.map(Cow::Owned))
        .await
        .map_err(|error| Failure::new(words::said(&error)))
}

/// Has the SDK find everything but who calls.
pub(super) async fn load(
    context: &Context,
    options: &AwsAccess,
    profile: &str,
    client: SharedHttpClient,
) -> Result<SdkConfig, Failure> {
    // The machine that this runs on is not asked for its region: on most there is nobody
    // who would answer.
    let region = RegionProviderChain::first_try(options.region.clone().map(Region::new))
        .or_else(EnvironmentVariableRegionProvider::new())
        .or_else(ProfileFileRegionProvider::builder().profile_name(profile).build())
        .or_else(Region::from_static(REGION));
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region)
        .app_name(AppName::new("secondkey")?)
        .http_client(client)
        .time_source(RightTime::of(context.env))
        .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(PATIENCE).build())
        .profile_name(profile);
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let config = loader.load().await;
    let region = region_of(&config);
    if !place::is_region(region) {
        let shown = crate::look::clean(region);
        return Err(Failure::new(format!("\"{shown}\" is not the name of a region")));
    }
    Ok(config)
}

fn region_of(config: &SdkConfig) -> &str {
    config.region().map_or(REGION, Region::as_ref)
}

/// Returns where credentials come from that a profile of the files names.
pub(super) fn of_files(config: &SdkConfig, profile: &str) -> SharedCredentialsProvider {
    let mut own = ProviderConfig::without_region().with_region(config.region().cloned());
    if let Some(client) = config.http_client() {
        own = own.with_http_client(client);
    }
    if let Some(time) = config.time_source() {
        own = own.with_time_source(time);
    }
    if let Some(tries) = config.retry_config() {
        own = own.with_retry_config(tries.clone());
    }
    let builder = ProfileFileCredentialsProvider::builder().configure(&own);
    SharedCredentialsProvider::new(builder.profile_name(profile).build())
}

/// Returns where Account Management, IAM and STS are, for people, having looked whether
/// secrets may go there.
pub(super) fn addresses(config: &SdkConfig, options: &AwsAccess) -> Result<[String; 3], Failure> {
    let region = region_of(config);
    let of = |service: &str, otherwise: String| {
        address(config, options, service).map(|found| found.unwrap_or(otherwise))
    };
    Ok([
        of("Account", "Account Management at AWS".to_owned())?,
        of("IAM", "IAM at AWS".to_owned())?,
        of("STS", format!("STS at AWS in {region}"))?,
    ])
}

/// Returns the address that is set for a service; nothing where it is AWS's own.
fn address(
    config: &SdkConfig,
    options: &AwsAccess,
    service: &str,
) -> Result<Option<String>, Failure> {
    let key = ServiceConfigKey::builder()
        .service_id(service)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()?;
    let own = || config.service_config().and_then(|all| all.load_config(key));
    let given = options.endpoint_url.clone().or_else(own);
    let given = given.or_else(|| config.endpoint_url().map(str::to_owned));
    if let Some(url) = &given {
        place::check(url).map_err(Failure::new)?;
    }
    Ok(given)
}
