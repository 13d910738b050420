//! Temporary credentials with MFA: kept ones while they last, else new ones for
//! one code, whoever else is asking at the same time.

use vault::SessionsLock;
use zeroize::Zeroizing;

use super::{Access, Aws, Credentials, Role, Shelf, entry_of};
use crate::context::Context;
use crate::failure::Failure;

/// How many seconds before their end credentials are no longer handed out.
const MARGIN: u64 = 300;

/// What AWS says to a wrong or spent code.
const WRONG_CODE: &str = "invalid MFA one time pass code";

/// Is which credentials are wished for.
#[derive(Default)]
pub(crate) struct Wish {
    pub(crate) serial: Option<String>,
    pub(crate) entry: Option<String>,
    /// The roles to assume one after the other; none for the user's own session.
    pub(crate) roles: Vec<Role>,
    pub(crate) seconds: Option<u64>,
    pub(crate) fresh: bool,
}

/// Returns credentials as wished: of the user, or of a role.
pub(crate) fn session(
    context: &Context,
    access: &Access,
    wish: &Wish,
    silent: bool,
) -> Result<Credentials, Failure> {
    // Another program may give the key, and ask for a passphrase itself: before ours.
    let key = access.long_term()?.access_key_id();
    let mut shelf = Shelf::open(context, silent)?;
    let id = wish.id(access, key);
    if let Some(kept) = kept(&shelf, &id, wish)? {
        return Ok(kept);
    }
    let lock = context.existing_place()?.whole().lock_sessions()?;
    shelf.look_again();
    if let Some(kept) = kept(&shelf, &id, wish)? {
        return Ok(kept);
    }
    let aws = Aws::long_term(context, access)?;
    if wish.roles.is_empty() {
        let new = new_session(&aws, wish, &mut shelf, &lock)?;
        keep(&mut shelf, &lock, &id, &new)?;
        return Ok(new);
    }
    // The user's own session is kept too: more roles cost no more codes.
    let user = Wish { serial: wish.serial.clone(), entry: wish.entry.clone(), ..Wish::default() };
    let user_id = user.id(access, key);
    let mut new = if let Some(kept) = kept(&shelf, &user_id, &user)? {
        kept
    } else {
        let new = new_session(&aws, &user, &mut shelf, &lock)?;
        keep(&mut shelf, &lock, &user_id, &new)?;
        new
    };
    for role in &wish.roles {
        new = aws.with(&new).role(role)?;
    }
    keep(&mut shelf, &lock, &id, &new)?;
    Ok(new)
}

/// Returns a session of the user with a device of the vault, for what AWS allows
/// with MFA only.
pub(crate) fn mfa_session(
    context: &Context,
    access: &Access,
    serial: &str,
) -> Result<Credentials, Failure> {
    let wish = Wish { serial: Some(serial.to_owned()), ..Wish::default() };
    session(context, access, &wish, false)
}

/// Keeps the first session of a new device, so that the next command needs no
/// code for it.
pub(crate) fn keep_first(
    context: &Context,
    access: &Access,
    first: &Credentials,
) -> Result<(), Failure> {
    let key = access.long_term()?.access_key_id();
    let mut shelf = Shelf::open(context, false)?;
    let lock = context.existing_place()?.whole().lock_sessions()?;
    shelf.look_again();
    keep(&mut shelf, &lock, &Wish::default().id(access, key), first)
}

impl Wish {
    /// Names these credentials among those that are kept.
    fn id(&self, access: &Access, key: &str) -> String {
        let or = |text: &Option<String>| text.clone().unwrap_or_default();
        let number = |number: Option<u64>| number.map(|one| one.to_string()).unwrap_or_default();
        let mut parts = vec![access.sts.clone(), key.to_owned(), or(&self.serial), or(&self.entry)];
        for role in &self.roles {
            let seconds = number(role.seconds);
            parts.extend([role.arn.clone(), or(&role.session), or(&role.external_id), seconds]);
        }
        parts.push(number(self.seconds));
        parts.join("|")
    }
}

fn kept(shelf: &Shelf<'_>, id: &str, wish: &Wish) -> Result<Option<Credentials>, Failure> {
    if wish.fresh {
        return Ok(None);
    }
    let text = shelf.kept(id)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn keep(
    shelf: &mut Shelf<'_>,
    lock: &SessionsLock,
    id: &str,
    new: &Credentials,
) -> Result<(), Failure> {
    let text: Zeroizing<String> = new.to_json()?;
    shelf.keep(lock, id, &text, new.end().saturating_sub(MARGIN))
}

/// Gets a session for a code; where that one is refused, for the next one, since
/// another program may have used it.
fn new_session(
    aws: &Aws<'_>,
    wish: &Wish,
    shelf: &mut Shelf<'_>,
    lock: &SessionsLock,
) -> Result<Credentials, Failure> {
    let (serial, entry) = device(aws, wish, shelf)?;
    let code = shelf.fresh(lock, &entry)?;
    let refused = match aws.session_token(&serial, &code, wish.seconds) {
        Err(fault) if fault.says(WRONG_CODE) => fault,
        outcome => return Ok(outcome?),
    };
    drop(refused);
    let code = shelf.fresh(lock, &entry)?;
    aws.session_token(&serial, &code, wish.seconds).map_err(|fault| {
        let wrong = fault.says(WRONG_CODE);
        let mut failure = Failure::from(fault);
        if wrong {
            failure.message.push_str(
                "\nTwo codes in a row were refused. Is the clock right (secondkey clock)? Is it the right device (secondkey aws devices)? A device out of step is mended by secondkey aws resync.",
            );
        }
        failure
    })
}

/// Finds out which device is meant, and which entry it is.
fn device(aws: &Aws<'_>, wish: &Wish, shelf: &Shelf<'_>) -> Result<(String, String), Failure> {
    let named = wish.entry.as_deref().map(|query| shelf.find(query)).transpose()?;
    let serial = wish
        .serial
        .clone()
        .or_else(|| named?.serial.clone())
        .or_else(|| aws.access.mfa_serial.clone());
    if let Some(serial) = serial {
        let entry = named.or_else(|| entry_of(shelf.entries(), &serial)).ok_or_else(|| {
            Failure::new(format!(
                "no entry of the vault is the device {serial}; say which one with --entry NAME"
            ))
        })?;
        return Ok((serial, entry.id.clone()));
    }
    let devices = aws.devices(None)?;
    let known: Vec<(String, String)> = devices
        .iter()
        .filter_map(|device| {
            let entry = entry_of(shelf.entries(), &device.serial)?;
            Some((device.serial.clone(), entry.id.clone()))
        })
        .collect();
    match known.as_slice() {
        [(serial, entry)] => Ok((serial.clone(), entry.clone())),
        [] if devices.is_empty() => Err(Failure::new(
            "this user has no MFA device yet; make one with: secondkey aws enroll",
        )),
        [] => Err(Failure::new(
            "none of this user's MFA devices is known to be in the vault; name it with --serial-number ARN and --entry NAME",
        )),
        several => {
            let serials: Vec<&str> = several.iter().map(|(serial, _)| serial.as_str()).collect();
            Err(Failure::new(format!(
                "the vault has several devices of this user; choose one with --serial-number: {}",
                serials.join(", ")
            )))
        }
    }
}
