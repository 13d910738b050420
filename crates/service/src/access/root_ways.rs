//! What only root has: a password that comes by mail, the recovery by mail and
//! telephone, and whoever runs the service.

use access_graph::{Fact, Keeper, Kind, Node, Purpose, Way, Word};

use super::Person;
use super::builder::{Builder, day};
use super::derive::password_of;

impl Builder<'_> {
    pub(super) fn root_ways(&mut self, root: &Person) {
        let account = self.facts.account.clone();
        let keeper = self.keeper(root);
        let (id, password) = (root.id(), password_of(root));
        let forgotten = account.mail && account.mailbox_confirmed.is_some();
        let recovers = forgotten && account.calls && account.number.is_some() && root.has_factor();
        if recovers || forgotten {
            let confirmed = account.mailbox_confirmed.map(day);
            self.mailbox(&keeper, &root.answers, confirmed);
        }
        if forgotten {
            let way = Way::known(Purpose::Recovery).noted("a forgotten password, by a link");
            self.way(&password, &["mailbox".to_owned()], way);
        }
        if recovers {
            self.recovery_number(root, &keeper);
            let needs = [password, "mailbox".to_owned(), "number".to_owned()];
            let way = Way::known(Purpose::Recovery).noted("recovery by mail and telephone");
            self.way(&id, &needs, way);
        }
        self.operator(root);
    }

    /// Adds the recovery number, where it rings, and who can change it.
    fn recovery_number(&mut self, root: &Person, keeper: &Keeper) {
        let account = self.facts.account.clone();
        let label = format!("calls to {}", account.number.unwrap_or_default());
        let confirmed = account.number_confirmed.map(day);
        self.number(label, keeper, &root.answers, confirmed);
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
            let node = Node { stealable: false, ..Node::thing(Kind::Item, Fact::Declared, &[]) };
            self.node("operator", "whoever runs this service", node);
            let note = "gives root a new password and takes its devices away on the host";
            let way = Way::told().for_owner().noted(note);
            self.way(&root.id(), &["operator".to_owned()], way.purpose(Purpose::Recovery));
        }
    }
}
