//! What only root has: a password that comes by mail, the recovery by mail and
//! telephone, and whoever runs the service.

use access_graph::{Fact, Kind, Node, Purpose, Tag};

use super::builder::{Builder, Way, day, inner, thing};
use super::derive::password_of;
use super::{Person, Word};

impl Builder<'_> {
    pub(super) fn root_ways(&mut self, root: &Person) {
        let account = self.facts.account.clone();
        let (id, password) = (root.id(), password_of(root));
        let recovers =
            account.mail && account.calls && account.number.is_some() && root.has_factor();
        let forgotten = account.mail && account.mailbox_confirmed.is_some();
        if recovers || forgotten {
            self.mailbox(root);
        }
        if forgotten {
            let way = Way::known(Purpose::Recovery).noted("a forgotten password, by a link");
            self.way(&password, &["mailbox".to_owned()], way);
        }
        if recovers {
            self.number(root);
            let needs = [password, "mailbox".to_owned(), "number".to_owned()];
            let way = Way::known(Purpose::Recovery).noted("recovery by mail and telephone");
            self.way(&id, &needs, way);
        }
        self.operator(root);
    }

    /// Adds the mailbox of root's address: open on some things, or opened with its
    /// password, and, perhaps, a factor of its own.
    fn mailbox(&mut self, root: &Person) {
        let confirmed = self.facts.account.mailbox_confirmed.map(day);
        let node = Node { losable: true, confirmed, ..inner(Kind::Channel, &[Tag::Mailbox]) };
        self.node("mailbox", "root’s mailbox", node);
        match root.answers.about("mailbox") {
            Some(told) => self.stored("mailbox", &[], root, told),
            None => self.feared("mailbox", root, "it may be open there"),
        }
        let password = "mailbox/password".to_owned();
        let node = thing(Kind::Knowledge, Fact::Declared, &[]);
        self.node(&password, "the mailbox’s password", node);
        match root.answers.about("mailbox-factor") {
            Some(told) if told.word == Some(Word::Nowhere) => {
                self.way("mailbox", &[password], Way::told());
            }
            Some(told) => self.stored("mailbox", &[password], root, told),
            None => {
                let at = self.somewhere(root);
                let note = "where the mailbox’s second factor is was not told";
                let both = [password.clone(), at];
                self.way("mailbox", &both, Way::told().for_owner().noted(note));
                self.way("mailbox", &[password], Way::feared().noted(note));
            }
        }
    }

    /// Adds the recovery number, where it rings, and who can change it.
    fn number(&mut self, root: &Person) {
        let told = root.answers.about("number");
        let given_up = told.is_some_and(|told| told.word == Some(Word::Nowhere));
        let account = self.facts.account.clone();
        let label = format!("calls to {}", account.number.unwrap_or_default());
        let (label, node) = if given_up {
            // Numbers are given out anew.
            let fact = Fact::Declared;
            let node = Node { public: true, fact, ..inner(Kind::Channel, &[Tag::Number]) };
            (format!("{label}, given up"), node)
        } else {
            // A carrier can be talked into another card, and can fail.
            let node = inner(Kind::Channel, &[Tag::Number]);
            (label, Node { losable: true, stealable: true, ..node })
        };
        let confirmed = account.number_confirmed.map(day);
        self.node("number", label, Node { confirmed, ..node });
        match told {
            Some(told) if !given_up => self.rings_on("number", root, told),
            Some(_) => {}
            None => self.kept("number", root, None),
        }
        let editors: Vec<String> = self
            .facts
            .people
            .iter()
            .filter(|person| account.number_editors.contains(&person.identity))
            .map(Person::id)
            .collect();
        for editor in editors {
            let note = "announces another number, which counts after three days unless stopped";
            self.way("number", &[editor], Way::known(Purpose::Edit).noted(note));
        }
    }

    /// Adds whoever runs the service. Whoever has its host has everything, so a
    /// theft of it is not considered.
    fn operator(&mut self, root: &Person) {
        let told = root.answers.about("operator");
        if told.is_some_and(|told| told.word == Some(Word::Yes)) {
            let node = Node { stealable: false, ..thing(Kind::Item, Fact::Declared, &[]) };
            self.node("operator", "whoever runs this service", node);
            let note = "gives root a new password and takes its devices away on the host";
            let way = Way::told().for_owner().noted(note);
            self.way(&root.id(), &["operator".to_owned()], way.purpose(Purpose::Recovery));
        }
    }
}
