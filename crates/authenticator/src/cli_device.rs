//! The command line of what belongs to this device: its clock, its agent, its
//! health, and AWS. The everyday commands are in `cli`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::ReportView;

/// The shortest and the longest time after which an agent locks, in seconds.
const LOCK_AFTER: std::ops::RangeInclusive<u64> = 1..=43_200;

#[derive(Args)]
pub(crate) struct Clock {
    /// Asks these time servers (HOST or HOST:PORT) instead of the usual four
    #[arg(
        long = "server",
        value_name = "HOST",
        env = "SECONDKEY_TIME_SERVERS",
        value_delimiter = ','
    )]
    pub(crate) servers: Vec<String>,
    /// Asks a web service too, by the Date header of its answer
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Asks no time servers, only the web service
    #[arg(long, requires = "url", conflicts_with = "servers")]
    pub(crate) url_only: bool,
    /// Seconds until a server that does not answer is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub(crate) timeout: u64,
}

#[derive(Subcommand)]
pub(crate) enum AgentCommand {
    /// Opens the vault once and answers from then on, without the passphrase
    Start(AgentStart),
    /// Says how the agent is
    Status,
    /// Makes the agent forget the vault's key until it is unlocked
    Lock,
    /// Gives the agent the vault's key again
    Unlock,
    /// Ends the agent
    Stop,
    /// Is the agent
    #[command(hide = true)]
    Serve {
        /// Locks after this time without a question
        #[arg(long, value_parser = lock_after)]
        lock_after: u64,
    },
}

#[derive(Args)]
pub(crate) struct AgentStart {
    /// Locks when nobody has asked for this long: 90s, 15m, 8h
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = lock_after)]
    pub(crate) lock_after: u64,
    /// Starts without the key; unlock gives it later
    #[arg(long)]
    pub(crate) locked: bool,
    /// Stays in the foreground, for a service manager
    #[arg(long)]
    pub(crate) foreground: bool,
}

/// Reads a time such as `90s`, `15m`, `8h`; a bare number means seconds.
fn time(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..).unwrap_or_default() {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err("give seconds (90s), minutes (15m) or hours (8h)".to_owned()),
    };
    let count: u64 = digits.parse().map_err(|_| "give a whole number and a unit".to_owned())?;
    count.checked_mul(unit).ok_or_else(|| "this is too long".to_owned())
}

fn lock_after(text: &str) -> Result<u64, String> {
    let seconds = time(text)?;
    if LOCK_AFTER.contains(&seconds) { Ok(seconds) } else { Err("from 1s to 12h".to_owned()) }
}

#[derive(Subcommand)]
pub(crate) enum AwsCommand {
    /// Makes a virtual MFA device for a user, keeps it in the vault and enables it
    Enroll(AwsEnroll),
    /// Prints temporary credentials with MFA, as credential_process wants them
    Session(AwsSession),
    /// Brings a device back into step with two codes
    Resync(AwsResync),
    /// Lists the MFA devices of a user, and which of them the vault has
    Devices(AwsDevices),
    /// Says which losses lock out of an account and which thefts let in; only reads
    Audit(AwsAudit),
    /// Says step by step what root must do by hand
    ConsoleNote,
}

/// Whose credentials are used, and where the service is.
#[derive(Args)]
pub(crate) struct AwsAccess {
    /// The profile in AWS's config and credentials files [default: $AWS_PROFILE, or default]
    #[arg(long, value_name = "P")]
    pub(crate) profile: Option<String>,
    /// Another service than AWS, for instance a secondkeyd
    #[arg(long, value_name = "U")]
    pub(crate) endpoint_url: Option<String>,
    /// The region [default: the profile's, or us-east-1]
    #[arg(long, value_name = "R")]
    pub(crate) region: Option<String>,
}

#[derive(Args)]
pub(crate) struct AwsEnroll {
    #[command(flatten)]
    pub(crate) access: AwsAccess,
    /// The user [default: the one whose credentials are used]
    #[arg(long, value_name = "NAME")]
    pub(crate) user_name: Option<String>,
    /// What the device is called at AWS, unique in the account [default: USER-secondkey]
    #[arg(long, value_name = "NAME")]
    pub(crate) device_name: Option<String>,
    /// What the entry is called in the vault (by itself: AWS:DEVICE@ACCOUNT)
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Writes the QR code of the same device for a phone to a new picture
    #[arg(long, value_name = "FILE.png")]
    pub(crate) spare_qr: Option<PathBuf>,
    /// Puts the same device into a second vault as well
    #[arg(long, value_name = "PATH")]
    pub(crate) spare_vault: Option<PathBuf>,
    /// Opens the second vault with the recovery key in a file
    #[arg(long, value_name = "F", requires = "spare_vault")]
    pub(crate) spare_vault_key_file: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct AwsSession {
    #[command(flatten)]
    pub(crate) access: AwsAccess,
    /// The device's serial number [default: the profile's mfa_serial, or the user's only device in the vault]
    #[arg(long, value_name = "ARN")]
    pub(crate) serial_number: Option<String>,
    /// The entry of the vault, where the serial number does not say which
    #[arg(long, value_name = "NAME")]
    pub(crate) entry: Option<String>,
    /// Assumes a role with the session [default: the profile's role_arn, by way of its source_profile]
    #[arg(long, value_name = "ARN")]
    pub(crate) role_arn: Option<String>,
    /// The name of the role's session [default: the profile's role_session_name, or secondkey]
    #[arg(long, value_name = "NAME")]
    pub(crate) role_session_name: Option<String>,
    /// What a role of a third party may ask for [default: the profile's external_id]
    #[arg(long, value_name = "ID")]
    pub(crate) external_id: Option<String>,
    /// How long the credentials last, 15m to 36h [default: what AWS gives]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) duration: Option<u64>,
    /// Never asks for the passphrase; ends with status 4 where it would have to
    #[arg(long)]
    pub(crate) no_prompt: bool,
    /// Gets new credentials even if the kept ones last
    #[arg(long)]
    pub(crate) fresh: bool,
}

#[derive(Args)]
pub(crate) struct AwsResync {
    #[command(flatten)]
    pub(crate) access: AwsAccess,
    /// The entry of the vault
    pub(crate) entry: String,
    /// The user [default: the one whose credentials are used]
    #[arg(long, value_name = "NAME")]
    pub(crate) user_name: Option<String>,
    /// The device's serial number [default: what the vault knows]
    #[arg(long, value_name = "ARN")]
    pub(crate) serial_number: Option<String>,
}

#[derive(Args)]
pub(crate) struct AwsDevices {
    #[command(flatten)]
    pub(crate) access: AwsAccess,
    /// The user [default: the one whose credentials are used]
    #[arg(long, value_name = "NAME")]
    pub(crate) user_name: Option<String>,
}

#[derive(Args)]
pub(crate) struct AwsAudit {
    #[command(flatten)]
    pub(crate) access: AwsAccess,
    /// Signs in with this device of the vault first, where the account demands it
    #[arg(long, value_name = "ARN")]
    pub(crate) serial_number: Option<String>,
    /// Writes the access graph to a new file, to be put right by hand and reported
    /// on by secondkey report
    #[arg(long, value_name = "FILE")]
    pub(crate) graph: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) answers: AuditAnswers,
    #[command(flatten)]
    pub(crate) view: ReportView,
}

/// Where the answers come from to what AWS cannot know.
#[derive(Args)]
pub(crate) struct AuditAnswers {
    /// Takes answers from a file: on which things devices and passwords are, what
    /// opens root's mailbox, where root's telephone rings
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Asks, at the terminal, what has no answer yet, and offers to save the answers
    #[arg(long)]
    pub(crate) ask: bool,
    /// Writes the questions, to be answered in the file and given back with
    /// --answers, instead of a report
    #[arg(long, conflicts_with_all = ["graph", "format", "fail_on"])]
    pub(crate) questions: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!((time("90s"), time("15m"), time("8h")), (Ok(90), Ok(900), Ok(28_800)));
        assert_eq!(time("45"), Ok(45));
        for text in ["", "m", "1d", "-1s", "1.5h", "99999999999999999999h", "9999999999999999999h"]
        {
            assert!(time(text).is_err(), "{text}");
        }
        assert!(lock_after("0").is_err() && lock_after("13h").is_err());
    }
}
