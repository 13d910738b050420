//! `secondkey aws`: temporary credentials for other programs, the devices of a
//! user, and bringing one back into step. Enrolling is in `aws_enroll`.

use std::time::Duration;

use device_wire::agent::{Answer, Ask, ShownCode};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{aws_audit, aws_enroll};
use crate::agent;
use crate::answers::{self, Wanted};
use crate::aws::{Access, Aws, Role, Shelf, Wish, entry_of, right_time, session};
use crate::cli_device::{AwsCommand, AwsDevices, AwsResync, AwsSession};
use crate::context::Context;
use crate::failure::Failure;
use crate::look::{clean, table};

/// Seconds of a step; AWS knows no other.
const STEP: u64 = 30;

/// What root must do by hand; AWS lets no program do it.
const CONSOLE_NOTE: &str = "\
AWS lets no program enrol a device for the root user. By hand, in the browser:

 1. Sign in as root: https://console.aws.amazon.com, Root user, with the email address.
 2. Account name (top right), Security credentials, Assign MFA device.
 3. Name it, choose Authenticator app, and show the QR code.
 4. Save a picture of the code, then:
      secondkey add --image screenshot.png --root --name aws-root
    or show the secret key and type it: secondkey add --secret-stdin --root --name aws-root
 5. Both codes, at once:  secondkey code aws-root --pair
 6. Assign a second device in the same way before you put root away: another vault, a phone
    (secondkey show-qr aws-root), or a security key. Up to eight are possible.
 7. Sign out and in again with each device. Delete the screenshot.
";

pub(crate) fn run(context: &Context, command: &AwsCommand) -> Result<(), Failure> {
    match command {
        AwsCommand::Enroll(options) => aws_enroll::run(context, options),
        AwsCommand::Session(options) => print_session(context, options),
        AwsCommand::Resync(options) => resync(context, options),
        AwsCommand::Devices(options) => devices(context, options),
        AwsCommand::Audit(options) => aws_audit::run(context, options),
        AwsCommand::ConsoleNote => context.output.data(CONSOLE_NOTE),
    }
}

fn print_session(context: &Context, options: &AwsSession) -> Result<(), Failure> {
    let access = Access::resolve(context, &options.access)?;
    let wish = Wish {
        serial: options.serial_number.clone(),
        entry: options.entry.clone(),
        roles: roles(options, &access),
        seconds: options.duration,
        fresh: options.fresh,
    };
    let credentials = session(context, &access, &wish, options.no_prompt)?;
    let text: Zeroizing<String> = credentials.to_json()?;
    context.output.data(&Zeroizing::new(format!("{}\n", *text)))
}

/// Returns the role that was named, else those of the profile; the last one is had for
/// as long as was wished.
fn roles(options: &AwsSession, access: &Access) -> Vec<Role> {
    let mut roles = access.roles.clone();
    if let Some(arn) = options.role_arn.clone() {
        roles = vec![Role { arn, session: None, external_id: None, seconds: None }];
    }
    if let Some(last) = roles.last_mut() {
        last.seconds = options.duration.or(last.seconds);
        last.external_id = options.external_id.clone().or(last.external_id.take());
        last.session = options.role_session_name.clone().or(last.session.take());
    }
    roles
}

#[derive(Serialize)]
struct DeviceRow {
    serial_number: String,
    enabled: String,
    entry: Option<String>,
}

fn devices(context: &Context, options: &AwsDevices) -> Result<(), Failure> {
    let access = Access::resolve(context, &options.access)?;
    let shelf = Shelf::open(context, false)?;
    let listed = Aws::new(context, &access)?.devices(options.user_name.as_deref())?;
    let rows: Vec<DeviceRow> = listed
        .into_iter()
        .map(|device| DeviceRow {
            entry: entry_of(shelf.entries(), &device.serial).map(|entry| entry.name.clone()),
            serial_number: device.serial,
            enabled: device.enabled,
        })
        .collect();
    if context.global.json {
        return context.output.json(&rows);
    }
    if rows.len() < 2 {
        context.output.say(match rows.len() {
            0 => "No MFA device: whoever has the password or the access key is in. secondkey aws enroll makes one.",
            _ => "One device only: losing it locks this user out. A second one costs nothing.",
        });
    }
    if rows.is_empty() {
        return Ok(());
    }
    let rows: Vec<(bool, Vec<String>)> = rows
        .iter()
        .map(|row| {
            let entry = row.entry.as_deref().unwrap_or("not in this vault");
            (false, [&row.serial_number, &row.enabled, entry].map(clean).to_vec())
        })
        .collect();
    let head = ["SERIAL NUMBER", "ENABLED", "ENTRY"];
    context.output.data(&table(context.output.style(), &head, &rows))
}

#[derive(Serialize)]
struct Resynced<'a> {
    serial_number: &'a str,
    user_name: &'a str,
    entry: &'a str,
}

fn resync(context: &Context, options: &AwsResync) -> Result<(), Failure> {
    let access = Access::resolve(context, &options.access)?;
    let mut shelf = Shelf::open(context, false)?;
    let entry = shelf.find(&options.entry)?.clone();
    let aws = Aws::new(context, &access)?;
    let identity = aws.identity()?;
    let user = options.user_name.as_deref().or_else(|| identity.user());
    let user = user.ok_or_else(|| {
        Failure::usage("these credentials are no user's; say whose device it is with --user-name")
    })?;
    let serial = match options.serial_number.as_ref().or(entry.serial.as_ref()) {
        Some(serial) => serial.clone(),
        None => serial_by_label(&aws, &shelf, user, &entry.id)?,
    };
    let mut time = right_time(context);
    let mut codes = pair(context, &entry.id, time)?;
    let mut given = aws.resync_device(user, &serial, [&codes.first, &codes.second]);
    if given.as_ref().is_err_and(|fault| fault.is("InvalidAuthenticationCode")) {
        // Both must be newer than any that was used; the next step's may have been.
        let later = (time / STEP + 3) * STEP;
        context.output.say(&format!(
            "These two were refused, perhaps for being used before: waiting {} s for two new ones.",
            later.saturating_sub(time)
        ));
        context.env.sleep(Duration::from_secs(later.saturating_sub(time)));
        time = right_time(context);
        codes = pair(context, &entry.id, time)?;
        given = aws.resync_device(user, &serial, [&codes.first, &codes.second]);
    }
    given?;
    let lock = context.existing_place()?.whole().lock_sessions()?;
    shelf.look_again();
    shelf.spend(&lock, &entry.id, time / STEP)?;
    if context.global.json {
        let entry = entry.name.as_str();
        return context.output.json(&Resynced { serial_number: &serial, user_name: user, entry });
    }
    context.output.data(&format!("{} is in step again.\n", clean(&serial)))
}

/// Returns the code before this one, and this one.
fn pair(context: &Context, id: &str, time: u64) -> Result<ShownCode, Failure> {
    let time = time.saturating_sub(STEP);
    let ask = Ask::Code { query: id.to_owned(), time, given: true, pair: true };
    if let Some(Answer::Code(code)) = agent::ask(context, ask)? {
        return Ok(code);
    }
    let wanted = Wanted { query: id, time, given: true, pair: true };
    answers::code(&mut context.open()?, context.env.now(), &wanted, || {})
}

fn serial_by_label(
    aws: &Aws<'_>,
    shelf: &Shelf<'_>,
    user: &str,
    id: &str,
) -> Result<String, Failure> {
    let fits = |serial: &str| entry_of(shelf.entries(), serial).is_some_and(|entry| entry.id == id);
    let devices = aws.devices(Some(user))?;
    devices.into_iter().map(|device| device.serial).find(|serial| fits(serial)).ok_or_else(|| {
        Failure::new("which device this entry is, is not known; name it with --serial-number ARN")
    })
}
