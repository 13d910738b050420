//! Asking: each time server on a thread of its own, so that one that hangs makes
//! nobody wait longer than was said.

use std::io::ErrorKind;
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::sync::mpsc;
use std::time::Duration;

use aws_wire::Moment;
use device_wire::sntp::{self, Fault, Sample};

use super::judge::Answered;
use crate::env::Env;
use crate::failure::Failure;
use crate::web;

/// The servers that are asked unless others are named: four operators. Two of
/// them smear leap seconds over a day, which codes do not notice.
pub(crate) const USUAL: [&str; 4] =
    ["time.cloudflare.com", "time.google.com", "time.aws.com", "pool.ntp.org"];

const PORT: u16 = 123;

/// How many addresses of one name are tried.
const ADDRESSES: usize = 3;

/// Room for an answer; of a longer one the beginning is enough.
const ROOM: usize = 512;

/// Asks all servers at once and returns their answers in the order asked.
pub(crate) fn ask_all(
    env: &Env,
    servers: &[String],
    timeout: Duration,
) -> Result<Vec<Answered>, Failure> {
    let (sender, answers) = mpsc::channel();
    for (index, server) in servers.iter().enumerate() {
        let mut nonce = [0; 8];
        env.randomise(&mut nonce)?;
        let (env, sender, server) = (*env, sender.clone(), server.clone());
        let nonce = u64::from_be_bytes(nonce);
        // Not waited for: resolving a name can take longer than anybody's patience.
        std::thread::Builder::new().spawn(move || {
            let _ = sender.send((index, ask(&env, &server, nonce, timeout)));
        })?;
    }
    drop(sender);
    let silent = || format!("it did not answer within {} s", timeout.as_secs());
    let mut outcomes: Vec<Option<Result<Sample, String>>> = vec![None; servers.len()];
    let until = env.awake() + timeout + Duration::from_millis(500);
    while let Ok((index, outcome)) = answers.recv_timeout(until.saturating_sub(env.awake())) {
        if let Some(slot) = outcomes.get_mut(index) {
            *slot = Some(outcome);
        }
    }
    let answered = servers.iter().zip(outcomes).map(|(server, outcome)| Answered {
        server: server.clone(),
        outcome: outcome.unwrap_or_else(|| Err(silent())),
    });
    Ok(answered.collect())
}

fn ask(env: &Env, server: &str, nonce: u64, timeout: Duration) -> Result<Sample, String> {
    let until = env.awake() + timeout;
    let addresses = resolve(server)?;
    let share = timeout / u32::try_from(addresses.len().max(1)).unwrap_or(1);
    let mut last = "its name has no address".to_owned();
    for address in addresses {
        let patience = share.min(until.saturating_sub(env.awake()));
        match exchange(env, address, nonce, patience) {
            Ok(Ok(sample)) => return Ok(sample),
            Ok(Err(fault)) => return Err(fault.to_string()),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                last = format!("it did not answer within {} s", timeout.as_secs());
            }
            Err(error) => last = format!("it cannot be reached: {error}"),
        }
    }
    Err(last)
}

fn resolve(server: &str) -> Result<Vec<SocketAddr>, String> {
    let found: std::io::Result<Vec<SocketAddr>> = if server.parse::<SocketAddr>().is_ok()
        || server
            .rsplit_once(':')
            .is_some_and(|(host, port)| !host.contains(':') && port.parse::<u16>().is_ok())
    {
        server.to_socket_addrs().map(Iterator::collect)
    } else {
        let bare = server.trim_start_matches('[').trim_end_matches(']');
        (bare, PORT).to_socket_addrs().map(Iterator::collect)
    };
    let found = found.map_err(|_| "its name cannot be resolved".to_owned())?;
    Ok(found.into_iter().take(ADDRESSES).collect())
}

/// Sends the question and waits for its answer; what others send meanwhile has
/// no effect.
fn exchange(
    env: &Env,
    address: SocketAddr,
    nonce: u64,
    patience: Duration,
) -> std::io::Result<Result<Sample, Fault>> {
    let any = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(any)?;
    socket.connect(address)?;
    let (sent, began) = (env.nanos(), env.awake());
    socket.send(&sntp::question(nonce))?;
    let mut room = [0; ROOM];
    loop {
        let left = patience.saturating_sub(env.awake().saturating_sub(began));
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        socket.set_read_timeout(Some(left))?;
        let length = socket.recv(&mut room)?;
        // Counted on a clock that nobody sets.
        let took = env.awake().saturating_sub(began).as_nanos();
        let received = sent.saturating_add(i128::try_from(took).unwrap_or(i128::MAX));
        let answer = room.get(..length).unwrap_or_default();
        match sntp::judge(answer, nonce, sent, received) {
            Err(Fault::Stranger | Fault::Short) => {}
            judged => return Ok(judged),
        }
    }
}

/// Asks a web service by the `Date` header of its answer, which counts whole
/// seconds.
pub(crate) fn ask_web(env: &Env, url: &str, timeout: Duration) -> Answered {
    const SECOND: i128 = 1_000_000_000;
    let (sent, began) = (env.nanos(), env.awake());
    let outcome = web::date(url, timeout).and_then(|date| {
        let took = env.awake().saturating_sub(began);
        let at = Moment::parse_http(&date).ok_or("its Date header cannot be read")?;
        let half = i128::try_from(took.as_nanos() / 2).unwrap_or_default();
        // The header drops the fraction of its second: half a second on average.
        let theirs = i128::from(at.unix_seconds()) * SECOND + SECOND / 2;
        let behind = i64::try_from(theirs - (sent + half)).map_err(|_| "its time is absurd")?;
        let delay =
            u64::try_from(took.as_nanos()).unwrap_or(u64::MAX).saturating_add(1_000_000_000);
        Ok(Sample { behind, delay, stratum: 0 })
    });
    Answered { server: url.to_owned(), outcome }
}
