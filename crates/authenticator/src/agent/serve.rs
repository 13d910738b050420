//! The agent's process: threads that wait for questions, each answered with a limit of
//! time, and one that looks every few seconds whether to forget what is known.
//!
//! A thread costs as much as an answer, so none is started for a question: a thread that
//! has answered waits for the next one. Whoever takes a question while nobody else waits
//! has another thread wait first, so that a slow client keeps only its own thread busy.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use device_wire::agent::{self, Ask, MAX_QUESTION, Question};

use super::keeper::{Keeper, Moment};
use super::seat::{Seat, is_ours};
use crate::bus::sleep;
use crate::env::Env;
use crate::failure::Failure;

/// How often it looks at the clock when nobody asks.
const TICK: Duration = Duration::from_secs(5);

/// How long a question may take to arrive, and an answer to be taken.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many threads there are at most; who asks meanwhile waits until one is free.
const AT_MOST: usize = 32;

/// How many threads wait for questions when there is nothing to do.
const AT_REST: usize = 2;

struct Agent {
    env: Env,
    seat: Seat,
    keeper: Mutex<Keeper>,
    threads: Mutex<Threads>,
    ended: (Mutex<bool>, Condvar),
}

impl Agent {
    fn keeper(&self) -> MutexGuard<'_, Keeper> {
        held(&self.keeper)
    }
}

/// Takes a lock, also after a thread that had it broke down.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts the threads: all that there are, and those of them that wait for a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Threads {
    all: usize,
    waiting: usize,
}

impl Threads {
    /// Has one more wait, where there may be one more.
    fn start(&mut self) -> bool {
        let may = self.all < AT_MOST;
        if may {
            self.all += 1;
            self.waiting += 1;
        }
        may
    }

    /// Notes that one has a question; tells whether another one should wait in its place.
    fn take(&mut self) -> bool {
        self.waiting = self.waiting.saturating_sub(1);
        self.waiting == 0
    }

    /// Notes that one has answered; tells whether it waits again, or is one too many.
    fn rest(&mut self) -> bool {
        let wanted = self.waiting < AT_REST;
        if wanted {
            self.waiting += 1;
        } else {
            self.all = self.all.saturating_sub(1);
        }
        wanted
    }

    /// Notes that one could not be started after all.
    fn missed(&mut self) {
        self.all = self.all.saturating_sub(1);
        self.waiting = self.waiting.saturating_sub(1);
    }
}

/// Answers questions until told to end.
pub(crate) fn serve(env: Env, seat: Seat, keeper: Keeper) -> Result<(), Failure> {
    let agent = Arc::new(Agent {
        env,
        seat,
        keeper: Mutex::new(keeper),
        threads: Mutex::default(),
        ended: (Mutex::new(false), Condvar::new()),
    });
    mind_sleep(&agent);
    for _ in 0..AT_REST {
        one_more(&agent)?;
    }
    let (ended, told) = &agent.ended;
    let mut end = held(ended);
    while !*end {
        end = told.wait_timeout(end, TICK).unwrap_or_else(PoisonError::into_inner).0;
        if !*end {
            agent.keeper().tick(moment(&agent.env));
        }
    }
    agent.keeper().lock();
    agent.seat.leave();
    Ok(())
}

/// Forgets everything before the computer sleeps. Where no bus tells of it, the
/// clocks tell afterwards.
fn mind_sleep(agent: &Arc<Agent>) {
    let mine = Arc::clone(agent);
    let watch = move || sleep::watch(&mine.env, || mine.keeper().sleep());
    let _ = std::thread::Builder::new().spawn(watch);
}

/// Has one more thread wait for questions, unless there are enough.
fn one_more(agent: &Arc<Agent>) -> std::io::Result<()> {
    if !held(&agent.threads).start() {
        return Ok(());
    }
    let mine = Arc::clone(agent);
    let started = std::thread::Builder::new().spawn(move || wait(&mine));
    started.map(drop).inspect_err(|_| held(&agent.threads).missed())
}

/// Waits for questions and answers one after the other, for as long as it is needed.
fn wait(agent: &Arc<Agent>) {
    loop {
        let Ok((stream, _)) = agent.seat.listener.accept() else {
            // Out of descriptors, for instance: not so busily.
            agent.env.sleep(Duration::from_millis(100));
            continue;
        };
        if held(&agent.threads).take() {
            let _ = one_more(agent);
        }
        if is_ours(&stream) && answer(agent, stream) == Some(Then::End) {
            let (ended, told) = &agent.ended;
            *held(ended) = true;
            told.notify_all();
        }
        if !held(&agent.threads).rest() {
            return;
        }
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
    let mut limited = Limited { stream, env: agent.env, until: agent.env.awake() + PATIENCE };
    let question: Question = agent::read(&mut limited, MAX_QUESTION).ok()??;
    let then = if matches!(question.ask, Ask::Stop) { Then::End } else { Then::GoOn };
    let frame = agent.keeper().frame(question, moment(&agent.env));
    limited.until = agent.env.awake() + PATIENCE;
    // Who asks for the end may go away before it hears of it.
    let written = frame.and_then(|frame| frame.send(&mut limited));
    if then == Then::End { Some(then) } else { written.ok().map(|()| then) }
}

/// Reads the clocks.
pub(crate) fn moment(env: &Env) -> Moment {
    // In this order, a pause between the two readings looks like no sleep.
    let since_boot = env.since_boot();
    Moment { unix: env.now(), since_boot, awake: env.awake() }
}

/// Is a stream that is read and written up to a moment, however slowly its bytes drip.
struct Limited {
    stream: UnixStream,
    env: Env,
    until: Duration,
}

impl Limited {
    fn left(&self) -> std::io::Result<Option<Duration>> {
        let left = self.until.saturating_sub(self.env.awake());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(buffer)
    }
}

impl Write for Limited {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_after_the_other_starts_no_thread() {
        let mut threads = Threads::default();
        assert!(threads.start() && threads.start());
        let before = threads;
        for _ in 0..100 {
            assert!(!threads.take(), "somebody else still waits");
            assert!(threads.rest());
        }
        assert_eq!(threads, before);
    }

    #[test]
    fn slow_clients_have_threads_of_their_own_up_to_a_limit_and_these_go_again() {
        let mut threads = Threads::default();
        assert!(threads.start() && threads.start());
        let mut started = AT_REST;
        for _ in 0..AT_MOST {
            if threads.take() && threads.start() {
                started += 1;
            }
        }
        assert_eq!((started, threads), (AT_MOST, Threads { all: AT_MOST, waiting: 0 }));
        assert!(!threads.start(), "there are enough");
        let waiting = (0..AT_MOST).filter(|_| threads.rest()).count();
        assert_eq!((waiting, threads), (AT_REST, Threads { all: AT_REST, waiting: AT_REST }));
    }

    #[test]
    fn a_thread_that_could_not_be_started_is_not_counted() {
        let mut threads = Threads::default();
        assert!(threads.start());
        threads.missed();
        assert_eq!(threads, Threads::default());
    }
}
