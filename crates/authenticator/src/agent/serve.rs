//! The agent's process: it waits for questions, each on a thread of its own with
//! a limit of time, and looks every few seconds whether to forget what it knows.

use std::io::{ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use device_wire::agent::{self, Ask, MAX_QUESTION, Question};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::keeper::{Keeper, Moment};
use super::seat::{Seat, is_ours};
use crate::bus::sleep;
use crate::env::Env;
use crate::failure::Failure;

/// How often it looks at the clock when nobody asks, in seconds.
const TICK: i64 = 5;

/// How long a question may take to arrive, and an answer to be taken.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many questions are answered at once; more are turned away.
const AT_ONCE: usize = 32;

struct Agent {
    env: Env,
    keeper: Mutex<Keeper>,
    busy: AtomicUsize,
    ended: AtomicBool,
}

impl Agent {
    fn keeper(&self) -> MutexGuard<'_, Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers questions until told to end.
pub(crate) fn serve(env: Env, seat: &Seat, keeper: Keeper) -> Result<(), Failure> {
    let agent = Arc::new(Agent {
        env,
        keeper: Mutex::new(keeper),
        busy: AtomicUsize::new(0),
        ended: AtomicBool::new(false),
    });
    mind_sleep(&agent);
    seat.listener.set_nonblocking(true)?;
    while !agent.ended.load(Ordering::SeqCst) {
        let mut sources = [PollFd::new(&seat.listener, PollFlags::IN)];
        let tick = Timespec { tv_sec: TICK, tv_nsec: 0 };
        let _ = poll(&mut sources, Some(&tick));
        agent.keeper().tick(moment(&agent.env));
        match seat.listener.accept() {
            Ok((stream, _)) => receive(&agent, stream, seat),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            // Out of descriptors, for instance: not so busily.
            Err(_) => agent.env.sleep(Duration::from_millis(100)),
        }
    }
    agent.keeper().lock();
    Ok(())
}

/// Forgets everything before the computer sleeps. Where no bus tells of it, the
/// clocks tell afterwards.
fn mind_sleep(agent: &Arc<Agent>) {
    let mine = Arc::clone(agent);
    let watch = move || sleep::watch(&mine.env, || mine.keeper().sleep());
    let _ = std::thread::Builder::new().spawn(watch);
}

fn receive(agent: &Arc<Agent>, stream: UnixStream, seat: &Seat) {
    if !is_ours(&stream) {
        return;
    }
    if agent.busy.fetch_add(1, Ordering::SeqCst) >= AT_ONCE {
        agent.busy.fetch_sub(1, Ordering::SeqCst);
        return;
    }
    let (mine, socket) = (Arc::clone(agent), seat.socket().to_owned());
    let started = std::thread::Builder::new().spawn(move || {
        if answer(&mine, stream) == Some(Then::End) {
            mine.ended.store(true, Ordering::SeqCst);
            // Wakes the loop, which then ends.
            let _ = UnixStream::connect(socket);
        }
        mine.busy.fetch_sub(1, Ordering::SeqCst);
    });
    if started.is_err() {
        agent.busy.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Is what comes after an answer.
#[derive(PartialEq, Eq)]
enum Then {
    GoOn,
    End,
}

/// Reads a question and answers it; what is no question gets no answer.
fn answer(agent: &Agent, stream: UnixStream) -> Option<Then> {
    stream.set_nonblocking(false).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let until = agent.env.awake() + PATIENCE;
    let mut limited = Limited { stream, env: agent.env, until };
    let question: Question = agent::read(&mut limited, MAX_QUESTION).ok()??;
    let then = if matches!(question.ask, Ask::Stop) { Then::End } else { Then::GoOn };
    let frame = agent.keeper().frame(question, moment(&agent.env));
    // Who asks for the end may go away before it hears of it.
    let written = frame.and_then(|frame| frame.send(&mut limited.stream));
    if then == Then::End { Some(then) } else { written.ok().map(|()| then) }
}

/// Reads the clocks.
pub(crate) fn moment(env: &Env) -> Moment {
    // In this order, a pause between the two readings looks like no sleep.
    let since_boot = env.since_boot();
    Moment { unix: env.now(), since_boot, awake: env.awake() }
}

/// Is a stream that is read up to a moment, however slowly its bytes drip.
struct Limited {
    stream: UnixStream,
    env: Env,
    until: Duration,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.until.saturating_sub(self.env.awake());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(buffer)
    }
}
