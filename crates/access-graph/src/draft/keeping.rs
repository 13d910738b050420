//! Where things are kept. What nobody has told counts as the worst case on both
//! sides: the owner needs everything together, a thief needs any one thing.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Draft, Opening, Way};
use crate::{Answer, Answers, Day, Fact, Kind, Lock, Node, Tag, Thing, Word};

/// The longest form of a name that stands in an id whole, in bytes. The longest name
/// of a user fits in beside it.
const LONGEST_KEY: usize = 120;

/// Is somebody who keeps things.
#[derive(Clone, Debug)]
pub struct Keeper {
    /// Whose things they are: two identities of one person have one owner.
    pub owner: String,
    /// The keeper as people read it: `the root user`.
    pub shown: String,
    /// All things of that owner, each with the name under which it is read; first
    /// those that the keeper has named.
    pub things: Vec<(Thing, String)>,
}

impl Keeper {
    /// Returns the id of a thing. Names of things may have any characters: those that
    /// mean something in an id are written otherwise, and of a name that is too long for
    /// one its beginning and its hash stand for it.
    fn id(&self, one: &Thing) -> String {
        let key = one.key();
        let mut name = key.replace('%', "%25").replace('/', "%2F").replace('?', "%3F");
        if name.len() > LONGEST_KEY {
            let hash = HEXLOWER.encode(&Sha256::digest(&key));
            name = format!("{}%{hash}", name.chars().take(20).collect::<String>());
        }
        format!("thing/{}/{name}", self.owner)
    }
}

impl Draft {
    /// Adds the things that a keeper has named, or that its owner has.
    pub fn things(&mut self, keeper: &Keeper) -> Vec<Opening> {
        let things = keeper.things.iter();
        things.map(|(one, name)| self.opening(&keeper.id(one), name, one)).collect()
    }

    /// Returns what opens the things that were told.
    fn told(&mut self, keeper: &Keeper, told: &Answer) -> Vec<Opening> {
        let find = |name: &String| {
            let key = name.to_lowercase();
            keeper.things.iter().find(|(one, _)| one.key() == key)
        };
        let named: Vec<&(Thing, String)> = told.places.iter().filter_map(find).collect();
        named.into_iter().map(|(one, name)| self.opening(&keeper.id(one), name, one)).collect()
    }

    /// Says that something is kept where its owner has told, or, where nothing was
    /// told, in the worst place.
    pub fn kept(&mut self, what: &str, keeper: &Keeper, told: Option<&Answer>) {
        let Some(told) = told else {
            let at = [self.somewhere(keeper)];
            let note = "where it is was not told";
            self.way(what, &at, Way::told().for_owner().noted(note));
            self.way(what, &at, Way::feared().noted(note));
            return;
        };
        self.stored(what, &[], keeper, told);
    }

    /// Says that something is kept, perhaps, where nobody has told: of use to a
    /// thief only.
    pub fn feared(&mut self, what: &str, keeper: &Keeper, note: &'static str) {
        let at = [self.somewhere(keeper)];
        self.way(what, &at, Way::feared().noted(note));
    }

    /// Says that something is had with what is there already and any one of the
    /// things that were told.
    pub fn stored(&mut self, what: &str, with: &[String], keeper: &Keeper, told: &Answer) {
        for opening in self.told(keeper, told) {
            let joined = |needs: Vec<String>| [with, &needs].concat();
            let (owner, thief) = (joined(opening.owner()), joined(opening.thief()));
            if owner == thief {
                self.way(what, &thief, Way::told());
                continue;
            }
            self.way(what, &owner, Way::told().for_owner());
            let way = if opening.is == Lock::Untold {
                Way::feared().noted("whether it is locked was not told")
            } else {
                Way::told().for_thief()
            };
            self.way(what, &thief, way);
        }
    }

    /// Says where the seed of an app is, and where copies of it are.
    pub fn app(&mut self, id: &str, keeper: &Keeper, at: Option<&Answer>, copy: Option<&Answer>) {
        self.kept(id, keeper, at);
        match copy {
            Some(told) => self.stored(id, &[], keeper, told),
            None => self.feared(id, keeper, "a copy may be anywhere"),
        }
    }

    /// Says that a password is remembered, as `memory` calls that, or kept, or both.
    pub fn remembered(
        &mut self,
        id: &str,
        memory: (&str, String),
        keeper: &Keeper,
        told: Option<&Answer>,
    ) {
        if told.is_some_and(|told| told.word == Some(Word::Memory)) {
            let (node, label) = memory;
            let described =
                Node { stealable: false, ..Node::thing(Kind::Knowledge, Fact::Declared, &[]) };
            self.node(node, label, described);
            self.way(id, &[node.to_owned()], Way::told().for_owner());
        }
        self.kept(id, keeper, told);
    }

    /// Adds root's mailbox, the node `mailbox`: open on some things, or opened with
    /// its password, and, perhaps, a factor of its own.
    pub fn mailbox(&mut self, keeper: &Keeper, answers: &Answers, confirmed: Option<Day>) {
        let node = Node { losable: true, confirmed, ..Node::inner(Kind::Channel, &[Tag::Mailbox]) };
        self.node("mailbox", "root’s mailbox", node);
        match answers.about("mailbox") {
            Some(told) => self.stored("mailbox", &[], keeper, told),
            None => self.feared("mailbox", keeper, "it may be open there"),
        }
        let password = "mailbox/password".to_owned();
        let node = Node::thing(Kind::Knowledge, Fact::Declared, &[]);
        self.node(&password, "the mailbox’s password", node);
        match answers.about("mailbox-factor") {
            Some(told) if told.word == Some(Word::Nowhere) => {
                self.way("mailbox", &[password], Way::told());
            }
            Some(told) => self.stored("mailbox", &[password], keeper, told),
            None => {
                let at = self.somewhere(keeper);
                let note = "where the mailbox’s second factor is was not told";
                let both = [password.clone(), at];
                self.way("mailbox", &both, Way::told().for_owner().noted(note));
                self.way("mailbox", &[password], Way::feared().noted(note));
            }
        }
    }

    /// Adds root's recovery number, the node `number`, and where it rings.
    pub fn number(
        &mut self,
        label: String,
        keeper: &Keeper,
        answers: &Answers,
        confirmed: Option<Day>,
    ) {
        let told = answers.about("number");
        let given_up = told.is_some_and(|told| told.word == Some(Word::Nowhere));
        let inner = Node { confirmed, ..Node::inner(Kind::Channel, &[Tag::Number]) };
        if given_up {
            // Numbers are given out anew.
            let node = Node { public: true, fact: Fact::Declared, ..inner };
            self.node("number", format!("{label} (given up)"), node);
            return;
        }
        // A carrier can be talked into another card, and can fail.
        self.node("number", label, Node { losable: true, stealable: true, ..inner });
        let Some(told) = told else {
            self.kept("number", keeper, None);
            return;
        };
        // Calls arrive on a thing, locked or not.
        for opening in self.told(keeper, told) {
            self.way("number", &[opening.thing().to_owned()], Way::told());
        }
    }

    /// Returns the node for wherever an owner's untold places are.
    pub fn somewhere(&mut self, keeper: &Keeper) -> String {
        let owner = &keeper.owner;
        if let Some(at) = self.somewhere.get(owner) {
            return at.clone();
        }
        let (unnamed, anywhere) = (format!("thing/{owner}/?"), format!("anywhere/{owner}"));
        let label = format!("a thing that {} has not named", keeper.shown);
        self.node(&unnamed, label, Node::thing(Kind::Item, Fact::Derived, &[]));
        if keeper.things.is_empty() {
            self.somewhere.insert(owner.clone(), unnamed.clone());
            return unnamed;
        }
        self.somewhere.insert(owner.clone(), anywhere.clone());
        let node = Node { fact: Fact::Derived, ..Node::default() };
        self.node(&anywhere, format!("wherever {} has not told", keeper.shown), node);
        let mut all = vec![unnamed.clone()];
        self.way(&anywhere, &[unnamed], Way::feared());
        for opening in self.things(keeper) {
            if opening.is != Lock::Forgotten {
                all.extend(opening.owner());
            }
            self.way(&anywhere, &opening.thief(), Way::feared());
        }
        let note = "for all that is known, it may take every one of them";
        self.way(&anywhere, &all, Way::told().for_owner().noted(note));
        anywhere
    }
}
