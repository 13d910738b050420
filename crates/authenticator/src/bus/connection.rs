//! One connection to a bus: calls that wait for their answer, and signals, each
//! up to a moment. Every connection is for one purpose and short.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixStream};
use std::time::Duration;

use device_wire::dbus::{
    Address, BusFault, Call, HEAD, Kind, Message, Value, accepted, authentication,
};
use rustix::net::sockopt::socket_peercred;
use rustix::process::getuid;
use zeroize::Zeroizing;

use crate::env::Env;

/// How long the bus and its services may take where no person is asked.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How many signals are kept that came while an answer was waited for.
const MOST_SIGNALS: usize = 64;

const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";

/// Says why the bus did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BusError {
    /// There is no bus, or nobody on it with this name.
    #[error("{0}")]
    Absent(String),
    /// The other side said no: the error's name, and its words.
    #[error("{1} ({0})")]
    Refused(String, String),
    /// No answer in time.
    #[error("there was no answer in time")]
    Silent,
    /// An answer that is none.
    #[error(transparent)]
    Fault(#[from] BusFault),
    /// The connection broke.
    #[error("the connection to the bus broke: {0}")]
    Broken(std::io::Error),
}

impl From<std::io::Error> for BusError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Self::Silent,
            _ => Self::Broken(error),
        }
    }
}

/// Is a connection.
pub(crate) struct Bus {
    stream: UnixStream,
    env: Env,
    serial: u32,
    name: String,
    signals: VecDeque<Message>,
}

impl Bus {
    /// Connects to the bus of this person's session.
    pub(crate) fn session(env: &Env) -> Result<Self, BusError> {
        let mut places = Address::parse(&env.text("DBUS_SESSION_BUS_ADDRESS").unwrap_or_default());
        if let (true, Some(folder)) = (places.is_empty(), env.folder("XDG_RUNTIME_DIR")) {
            places.push(Address::Path(folder.join("bus").to_string_lossy().into_owned()));
        }
        let bus = Self::connect(env, &places, "there is no session bus here")?;
        // Whoever could put a socket there would be told secrets.
        let ours = socket_peercred(&bus.stream).is_ok_and(|peer| peer.uid == getuid());
        if ours {
            bus.hello()
        } else {
            Err(BusError::Absent("the session bus belongs to somebody else".to_owned()))
        }
    }

    /// Connects to the bus of the whole machine.
    pub(crate) fn system(env: &Env) -> Result<Self, BusError> {
        let mut places = Address::parse(&env.text("DBUS_SYSTEM_BUS_ADDRESS").unwrap_or_default());
        if places.is_empty() {
            places.push(Address::Path("/run/dbus/system_bus_socket".to_owned()));
        }
        Self::connect(env, &places, "there is no system bus here")?.hello()
    }

    fn connect(env: &Env, places: &[Address], otherwise: &str) -> Result<Self, BusError> {
        let connected = places.iter().find_map(|place| match place {
            Address::Path(path) => UnixStream::connect(path).ok(),
            Address::Abstract(name) => {
                let address = SocketAddr::from_abstract_name(name).ok()?;
                UnixStream::connect_addr(&address).ok()
            }
        });
        let stream = connected.ok_or_else(|| BusError::Absent(otherwise.to_owned()))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let (name, signals) = (String::new(), VecDeque::new());
        Ok(Self { stream, env: *env, serial: 0, name, signals })
    }

    fn hello(mut self) -> Result<Self, BusError> {
        let until = self.env.awake() + PATIENCE;
        self.stream.write_all(&authentication(getuid().as_raw()))?;
        let mut line = Vec::new();
        while !line.ends_with(b"\n") && line.len() < 512 {
            let mut byte = [0];
            self.fill(&mut byte, until)?;
            line.extend_from_slice(&byte);
        }
        if !accepted(&line) {
            return Err(BusError::Absent("the bus does not let this user in".to_owned()));
        }
        self.stream.write_all(b"BEGIN\r\n")?;
        let body = self.call(&bus_call("Hello", Vec::new()), PATIENCE)?;
        body.first().and_then(Value::as_str).unwrap_or_default().clone_into(&mut self.name);
        Ok(self)
    }

    /// Returns the name that the bus gave to this connection (`:1.5`).
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Asks the bus for signals that fit a rule.
    pub(crate) fn listen(&mut self, rule: &str) -> Result<(), BusError> {
        self.call(&bus_call("AddMatch", vec![Value::text(rule)]), PATIENCE).map(drop)
    }

    /// Calls, and returns the values of the answer.
    pub(crate) fn call(
        &mut self,
        call: &Call<'_>,
        patience: Duration,
    ) -> Result<Vec<Value>, BusError> {
        let until = self.env.awake() + patience;
        self.serial += 1;
        let serial = self.serial;
        self.stream.write_all(&call.write(serial))?;
        loop {
            let message = self.next(until)?;
            match message.kind {
                Kind::Return if message.reply_to == Some(serial) => return Ok(message.body),
                Kind::Error if message.reply_to == Some(serial) => return Err(refusal(&message)),
                Kind::Signal if self.signals.len() < MOST_SIGNALS => {
                    self.signals.push_back(message);
                }
                _ => {}
            }
        }
    }

    /// Waits for a signal from an object: its values. Signals that came before
    /// count as well.
    pub(crate) fn signal(
        &mut self,
        path: &str,
        interface: &str,
        member: &str,
        patience: Duration,
    ) -> Result<Vec<Value>, BusError> {
        let until = self.env.awake() + patience;
        loop {
            let message = match self.signals.pop_front() {
                Some(message) => message,
                None => self.next(until)?,
            };
            if message.kind == Kind::Signal
                && (message.path.as_str(), message.interface.as_str(), message.member.as_str())
                    == (path, interface, member)
            {
                return Ok(message.body);
            }
        }
    }

    fn next(&mut self, until: Duration) -> Result<Message, BusError> {
        loop {
            let mut head = [0; HEAD];
            self.fill(&mut head, until)?;
            let length = Message::length(&head)?;
            let mut bytes = Zeroizing::new(vec![0; length]);
            let (start, rest) = bytes.split_at_mut(HEAD);
            start.copy_from_slice(&head);
            self.fill(rest, until)?;
            if let Some(message) = Message::read(&bytes)? {
                return Ok(message);
            }
        }
    }

    fn fill(&mut self, mut buffer: &mut [u8], until: Duration) -> Result<(), BusError> {
        while !buffer.is_empty() {
            let left = until.saturating_sub(self.env.awake());
            if left.is_zero() {
                return Err(BusError::Silent);
            }
            self.stream.set_read_timeout(Some(left))?;
            match self.stream.read(buffer) {
                Ok(0) => return Err(BusError::Broken(ErrorKind::UnexpectedEof.into())),
                Ok(count) => buffer = buffer.get_mut(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn bus_call(member: &str, body: Vec<Value>) -> Call<'_> {
    Call { to: BUS, path: BUS_PATH, interface: BUS, member, body }
}

fn refusal(message: &Message) -> BusError {
    let words = message.body.first().and_then(Value::as_str).unwrap_or_default().to_owned();
    match message.error.as_str() {
        "org.freedesktop.DBus.Error.ServiceUnknown"
        | "org.freedesktop.DBus.Error.NameHasNoOwner"
        | "org.freedesktop.DBus.Error.UnknownMethod"
        | "org.freedesktop.DBus.Error.UnknownInterface"
        | "org.freedesktop.DBus.Error.UnknownObject" => BusError::Absent(words),
        "org.freedesktop.DBus.Error.NoReply" => BusError::Silent,
        name => BusError::Refused(name.to_owned(), words),
    }
}
