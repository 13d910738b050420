//! What the agent knows, and when it forgets it: when told to, when nobody has
//! asked for a while, after half a day in any case, and when the machine slept.
//! Sockets and threads are `serve`'s affair; the time comes in with each question.

use std::sync::Arc;
use std::time::Duration;

use device_wire::agent::{
    Answer, Ask, Frame, FrameFault, MAX_ANSWER, Question, Refusal, Reply, Status,
};
use vault::{Key, Place, Stamp, Vault};

use super::memory::Held;
use crate::answers::{self, Wanted};
use crate::failure::Failure;
use crate::kept::{Fresh, Kept};

/// After how long the vault is locked even if it is in use all the time.
const LONGEST: Duration = Duration::from_hours(12);

/// By how much the machine's two clocks may part without it having slept.
const NAP: Duration = Duration::from_secs(2);

/// Why it is locked after a sleep.
const SLEPT: &str = "the computer was suspended";

/// Is a moment on the clocks that matter.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    /// The time in Unix seconds.
    pub(crate) unix: u64,
    /// Since the machine's start, sleep included.
    pub(crate) since_boot: Duration,
    /// The same without sleep.
    pub(crate) awake: Duration,
}

impl Moment {
    fn slept(self) -> Duration {
        self.since_boot.saturating_sub(self.awake)
    }
}

/// Is what the agent knows.
pub(crate) struct Keeper {
    place: Place,
    lock_after: Duration,
    open: Option<Open>,
    kept: Kept,
    locked_because: Option<&'static str>,
}

struct Open {
    // Dropped first: what is held must still be there.
    held: Held,
    vault: Vault,
    stamp: Option<Stamp>,
    notes: Vec<String>,
    /// The list as it is sent, until the vault changes.
    listed: Option<Arc<Frame>>,
    opened: Duration,
    used: Duration,
    slept: Duration,
}

impl Keeper {
    /// Makes a keeper of a vault that knows nothing yet.
    pub(crate) fn new(place: Place, lock_after: Duration) -> Self {
        Self { place, lock_after, open: None, kept: Kept::default(), locked_because: None }
    }

    /// Opens the vault.
    pub(crate) fn unlock(&mut self, keys: Vec<Key>, at: Moment) -> Result<(), vault::Error> {
        let stamp = self.place.stamp();
        let vault = Vault::open(&self.place, keys)?;
        // Before new pages are held: letting go of the old ones must not hit them.
        self.lock();
        self.kept = vault.sessions().map(|bytes| Kept::read(&bytes)).unwrap_or_default();
        let held = Held::new(&vault.secret_places());
        let (opened, used, slept) = (at.since_boot, at.since_boot, at.slept());
        let (notes, listed) = (notes(&vault), None);
        self.open = Some(Open { held, vault, stamp, notes, listed, opened, used, slept });
        self.locked_because = None;
        Ok(())
    }

    /// Forgets everything.
    pub(crate) fn lock(&mut self) {
        self.open = None;
        self.kept = Kept::default();
    }

    /// Forgets everything because the computer is about to sleep.
    pub(crate) fn sleep(&mut self) {
        if self.open.is_some() {
            self.lock();
            self.locked_because = Some(SLEPT);
        }
    }

    /// Forgets everything if it is time to.
    pub(crate) fn tick(&mut self, at: Moment) {
        let Some(open) = &self.open else { return };
        let idle = at.since_boot.saturating_sub(open.used);
        let because = if at.slept() > open.slept + NAP {
            SLEPT
        } else if idle >= self.lock_after {
            "nobody had asked for a while"
        } else if at.since_boot.saturating_sub(open.opened) >= LONGEST {
            "it had been open for twelve hours"
        } else {
            return;
        };
        self.lock();
        self.locked_because = Some(because);
    }

    /// Answers a question, in the form in which the answer is sent. A list of thousands
    /// takes longer to write down than to send, so it is kept.
    pub(crate) fn frame(
        &mut self,
        question: Question,
        at: Moment,
    ) -> Result<Arc<Frame>, FrameFault> {
        if let Ask::List = question.ask
            && let Some(listed) = self.listed(&question, at)
        {
            return Ok(listed);
        }
        let reply = self.answer(question, at);
        let frame = Arc::new(Frame::of(&reply, MAX_ANSWER)?);
        if let (Some(open), Answer::List(_)) = (&mut self.open, &reply.answer) {
            open.listed = Some(Arc::clone(&frame));
        }
        Ok(frame)
    }

    fn listed(&mut self, question: &Question, at: Moment) -> Option<Arc<Frame>> {
        self.tick(at);
        let same = question.vault == self.place.vault().to_string_lossy();
        let open = self.open.as_mut().filter(|_| same)?;
        open.refresh(&self.place).ok()?;
        let listed = open.listed.clone()?;
        open.used = at.since_boot;
        Some(listed)
    }

    /// Answers a question.
    fn answer(&mut self, question: Question, at: Moment) -> Reply {
        self.tick(at);
        let refused = |refusal| Reply { notes: Vec::new(), answer: Answer::Refused(refusal) };
        let done = Reply { notes: Vec::new(), answer: Answer::Done };
        let same = question.vault == self.place.vault().to_string_lossy();
        match question.ask {
            Ask::Status => {
                let answer = Answer::Status(self.status(at));
                return Reply { notes: Vec::new(), answer };
            }
            Ask::Lock | Ask::Stop => {
                self.lock();
                self.locked_because = None;
                return done;
            }
            _ if !same => return refused(Refusal::OtherVault),
            Ask::Unlock { key } => {
                let unlocked = Key::read_all(&key)
                    .map_err(|error| error.to_string())
                    .and_then(|keys| self.unlock(keys, at).map_err(|error| error.to_string()));
                return match unlocked {
                    Ok(()) => done,
                    Err(reason) => refused(Refusal::Failed(reason)),
                };
            }
            _ => {}
        }
        let Some(open) = &mut self.open else { return refused(Refusal::Locked) };
        if !matches!(question.ask, Ask::Kept { .. }) {
            open.used = at.since_boot;
        }
        if open.refresh(&self.place).is_err() {
            return refused(Refusal::Unreadable);
        }
        let answer = open.answer(&mut self.kept, question.ask, at).unwrap_or_else(|failure| {
            Answer::Refused(if failure.is_usage() {
                Refusal::Usage(failure.message)
            } else if !failure.candidates.is_empty() {
                Refusal::Several { message: failure.message, candidates: failure.candidates }
            } else {
                Refusal::Failed(failure.message)
            })
        });
        Reply { notes: open.notes.clone(), answer }
    }

    fn status(&self, at: Moment) -> Status {
        let left = |open: &Open| {
            let idle = at.since_boot.saturating_sub(open.used);
            let whole = at.since_boot.saturating_sub(open.opened);
            self.lock_after.saturating_sub(idle).min(LONGEST.saturating_sub(whole)).as_secs()
        };
        let open = self.open.as_ref();
        Status {
            process: std::process::id(),
            vault: self.place.vault().to_string_lossy().into_owned(),
            locked: open.is_none(),
            locked_because: self.locked_because.map(str::to_owned),
            locks_in: open.map(left),
            lock_after: self.lock_after.as_secs(),
            entries: open.map_or(0, |open| open.vault.contents().entries().len()),
            sessions: self.kept.count(at.unix),
            memory_locked: open.map(|open| open.held.is_complete()),
            recovery_tried: open.map(|open| open.vault.contents().unfinished().is_none()),
        }
    }
}

impl Open {
    /// Reads the vault again where the file has changed.
    fn refresh(&mut self, place: &Place) -> Result<(), vault::Error> {
        let stamp = place.stamp();
        if stamp.is_some() && stamp == self.stamp {
            return Ok(());
        }
        (self.held, self.listed) = (Held::default(), None);
        let read = self.vault.reload();
        self.held = Held::new(&self.vault.secret_places());
        self.notes = notes(&self.vault);
        self.stamp = if read.is_ok() { stamp } else { None };
        read
    }

    fn answer(&mut self, kept: &mut Kept, ask: Ask, at: Moment) -> Result<Answer, Failure> {
        Ok(match ask {
            Ask::List => Answer::List(answers::list(self.vault.contents())),
            Ask::Code { query, time, given, pair } => {
                let wanted = Wanted { query: &query, time, given, pair };
                let mut changed = false;
                let code = answers::code(&mut self.vault, at.unix, &wanted, || {
                    self.held = Held::default();
                    changed = true;
                });
                if changed {
                    self.held = Held::new(&self.vault.secret_places());
                    self.stamp = None;
                }
                Answer::Code(code?)
            }
            Ask::Which { code, time } => {
                Answer::Which(answers::which(self.vault.contents(), &code, time)?)
            }
            Ask::Fresh { id, time } => {
                let entry = self.vault.contents().find_exactly(&id)?;
                let totp = entry.otpauth().totp();
                let totp = totp.ok_or_else(|| Failure::usage("this entry counts its codes"))?;
                match kept.fresh(entry.id(), &totp, time) {
                    Fresh::Code(code) => Answer::Fresh { code: Some(code), from: time },
                    Fresh::From(from) => Answer::Fresh { code: None, from },
                }
            }
            Ask::Spend { id, step } => {
                kept.spend(&id, step);
                Answer::Done
            }
            Ask::Kept { id, time } => Answer::Kept(kept.get(&id, time)),
            Ask::Keep { id, text, until } => {
                kept.keep(id, text, until, at.unix);
                Answer::Done
            }
            Ask::Status | Ask::Lock | Ask::Stop | Ask::Unlock { .. } => Answer::Done,
        })
    }
}

/// Says what a person should know about the vault as it lies there.
fn notes(vault: &Vault) -> Vec<String> {
    crate::context::rolled_back(vault).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::{Entry, Name, NewVault};

    const HOUR: Duration = Duration::from_hours(1);

    struct Room {
        _folder: tempfile::TempDir,
        keeper: Keeper,
        key: Key,
    }

    fn at(seconds: u64) -> Moment {
        let since = Duration::from_secs(seconds);
        Moment { unix: 1_700_000_000 + seconds, since_boot: since, awake: since }
    }

    /// Makes a vault with one entry and a keeper that has opened it at 100.
    fn room() -> Room {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(&folder.path().join("v.age")).unwrap();
        let key = Key::generate();
        let (id, now) = ("cafe".to_owned(), 1_700_000_000);
        let new = NewVault { id, now, passphrase: "x", work_factor: 2, recovery: &key };
        Vault::create(place.clone(), &new).unwrap();
        let uri = "otpauth://totp/x?secret=MZXW6YTB";
        let entry = Entry::new("e".to_owned(), Name::new("x").unwrap(), uri, now).unwrap();
        let mut vault = Vault::open(&place, vec![key.clone()]).unwrap();
        vault.update(now, |contents| contents.add(entry)).unwrap();
        let mut keeper = Keeper::new(place, HOUR);
        keeper.unlock(vec![key.clone()], at(100)).unwrap();
        Room { _folder: folder, keeper, key }
    }

    impl Room {
        fn ask(&mut self, ask: Ask, at: Moment) -> Answer {
            let vault = self.keeper.place.vault().to_string_lossy().into_owned();
            self.keeper.answer(Question { vault, ask }, at).answer
        }

        fn is_locked(&mut self, at: Moment) -> bool {
            matches!(self.ask(Ask::List, at), Answer::Refused(Refusal::Locked))
        }
    }

    #[test]
    fn it_forgets_when_nobody_asks_and_each_question_starts_anew() {
        let mut room = room();
        assert!(!room.is_locked(at(100 + 3599)));
        assert!(!room.is_locked(at(100 + 3599 + 3599)));
        assert!(room.is_locked(at(100 + 3599 + 3599 + 3600)));
        assert_eq!(room.keeper.locked_because, Some("nobody had asked for a while"));
    }

    #[test]
    fn status_and_kept_credentials_do_not_keep_it_open() {
        let mut room = room();
        let kept = || Ask::Kept { id: "s".to_owned(), time: 0 };
        let _ = room.ask(Ask::Status, at(2000));
        let _ = room.ask(kept(), at(3000));
        assert!(matches!(room.ask(kept(), at(3700)), Answer::Refused(Refusal::Locked)));
    }

    #[test]
    fn it_forgets_after_half_a_day_however_busy() {
        let mut room = room();
        for hour in 0..12 {
            assert!(!room.is_locked(at(100 + hour * 3600 + 1)), "hour {hour}");
            assert!(!room.is_locked(at(100 + hour * 3600 + 1800)), "hour {hour}");
        }
        assert!(room.is_locked(at(100 + 43_200)));
    }

    #[test]
    fn it_forgets_when_the_machine_slept() {
        let mut room = room();
        let mut woken = at(200);
        woken.awake -= Duration::from_secs(1);
        assert!(!room.is_locked(woken));
        woken.awake -= Duration::from_mins(1);
        assert!(room.is_locked(woken));
        assert_eq!(room.keeper.locked_because, Some("the computer was suspended"));
        // The next opening begins from there.
        room.keeper.unlock(vec![room.key.clone()], woken).unwrap();
        assert!(!room.is_locked(woken));
    }

    #[test]
    fn what_was_kept_goes_with_the_key() {
        let mut room = room();
        let until = at(1000).unix;
        let text = || "secret".to_owned().into();
        room.ask(Ask::Keep { id: "s".to_owned(), text: text(), until }, at(101));
        let kept = || Ask::Kept { id: "s".to_owned(), time: at(102).unix };
        assert!(matches!(room.ask(kept(), at(102)), Answer::Kept(Some(_))));
        room.ask(Ask::Lock, at(103));
        room.keeper.unlock(vec![room.key.clone()], at(104)).unwrap();
        assert!(matches!(room.ask(kept(), at(105)), Answer::Kept(None)));
    }

    #[test]
    fn a_key_of_another_vault_changes_nothing() {
        let mut room = room();
        let key = Key::generate().expose();
        assert!(matches!(
            room.ask(Ask::Unlock { key }, at(101)),
            Answer::Refused(Refusal::Failed(_))
        ));
        assert!(!room.is_locked(at(102)));
    }

    #[test]
    fn a_list_that_is_kept_follows_the_vault_and_goes_with_the_key() {
        let mut room = room();
        let vault = room.keeper.place.vault().to_string_lossy().into_owned();
        let ask = |room: &mut Room| -> Reply {
            let question = Question { vault: vault.clone(), ask: Ask::List };
            let mut bytes = Vec::new();
            room.keeper.frame(question, at(101)).unwrap().send(&mut bytes).unwrap();
            device_wire::agent::read(&mut &*bytes, MAX_ANSWER).unwrap().unwrap()
        };
        let lists = |reply: Reply, name: &str| matches!(reply.answer, Answer::List(entries) if entries[0].name == name);
        assert!(lists(ask(&mut room), "x"));
        assert!(lists(ask(&mut room), "x"));
        let mut other = Vault::open(&room.keeper.place, vec![room.key.clone()]).unwrap();
        other.update(1_700_000_100, |contents| contents.rename("e", Name::new("y")?)).unwrap();
        assert!(lists(ask(&mut room), "y"));
        room.keeper.lock();
        assert!(matches!(ask(&mut room).answer, Answer::Refused(Refusal::Locked)));
    }

    #[test]
    fn an_older_vault_put_back_is_told() {
        let mut room = room();
        let place = room.keeper.place.clone();
        let old = std::fs::read(place.vault()).unwrap();
        let mut vault = Vault::open(&place, vec![room.key.clone()]).unwrap();
        vault.update(1_700_000_100, |contents| contents.rename("e", Name::new("y")?)).unwrap();
        std::fs::write(place.vault(), old).unwrap();
        let vault = place.vault().to_string_lossy().into_owned();
        let reply = room.keeper.answer(Question { vault, ask: Ask::List }, at(101));
        assert!(reply.notes[0].contains("Was an older vault put back?"));
    }
}
