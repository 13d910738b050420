//! Notice that the computer is about to be suspended, from systemd's login
//! manager on the machine's bus.

use std::time::Duration;

use device_wire::dbus::Value;

use super::{Bus, BusError};
use crate::env::Env;

const PATH: &str = "/org/freedesktop/login1";
const INTERFACE: &str = "org.freedesktop.login1.Manager";
const MEMBER: &str = "PrepareForSleep";

/// How long one wait takes; the next one follows.
const A_WHILE: Duration = Duration::from_hours(1);

/// Calls `tell` each time before the computer sleeps, for as long as there is a
/// bus that says so; without one, at once no more.
pub(crate) fn watch(env: &Env, tell: impl Fn()) -> Result<(), BusError> {
    let mut bus = Bus::system(env)?;
    bus.listen(&format!(
        "type='signal',sender='org.freedesktop.login1',interface='{INTERFACE}',member='{MEMBER}',path='{PATH}'"
    ))?;
    loop {
        match bus.signal(PATH, INTERFACE, MEMBER, A_WHILE) {
            Ok(values) if values.first().and_then(Value::as_bool) == Some(true) => tell(),
            Ok(_) | Err(BusError::Silent) => {}
            Err(error) => return Err(error),
        }
    }
}
