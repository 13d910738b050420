//! The graph of one identity: its ways in, those who can help, and what they in
//! turn need. From facts alone; the same facts give the same graph.

use access_graph::{AccessFile, Fact, Keeper, Kind, Node, Purpose, Tag, Way, Word};
use identity::Identity;
use identity::contact::Contact;

use super::builder::{Builder, day};
use super::{DeviceFacts, DeviceSort, Facts, Help, Person};

/// Derives the graph of the first person in the facts.
pub fn derive(facts: &Facts) -> AccessFile {
    let mut builder = Builder::new(facts);
    for person in &facts.people {
        builder.identity(person);
    }
    for person in facts.people.iter().filter(|person| person.open) {
        builder.access_keys(person);
        let keeper = builder.keeper(person);
        builder.things(&keeper);
        builder.password(person, &keeper);
        builder.factors(person, &keeper);
        builder.helps(person);
        if person.identity.is_root() {
            builder.root_ways(person);
        }
    }
    if let Some(first) = facts.people.first() {
        builder.file.targets = Some(vec![first.id()]);
        builder.file.title = Some(format!("What opens {}", first.shown()));
    }
    builder.done().file
}

/// Returns the id of an identity's password in the graph.
pub(super) fn password_of(person: &Person) -> String {
    format!("{}/password", person.id())
}

/// Returns the id of an access key in the graph.
fn key_of(person: &Person, key: &str) -> String {
    format!("{}/key/{key}", person.id())
}

/// Says whose something is.
pub(super) fn of(person: &Person, what: &str) -> String {
    if person.identity.is_root() {
        format!("root’s {what}")
    } else {
        format!("{}’s {what}", person.name)
    }
}

/// Returns the tag of an account that lacks a contact.
fn without(contact: Contact) -> Option<Tag> {
    match contact {
        Contact::Security => Some(Tag::NoSecurityContact),
        Contact::Operations => Some(Tag::NoOperationsContact),
        Contact::Billing => Some(Tag::NoBillingContact),
        Contact::Email | Contact::Phone => None,
    }
}

impl Builder<'_> {
    fn identity(&mut self, person: &Person) {
        let mut tags = Vec::new();
        if person.identity.is_root() {
            tags.push(Tag::Root);
            if person.open {
                tags.extend(self.facts.account.no_contacts.iter().copied().filter_map(without));
            }
        } else if person.administrator {
            tags.push(Tag::Administrator);
        }
        let mut label = person.shown();
        if person.administrator && !person.identity.is_root() {
            label.push_str(", administrator");
        }
        if person.open {
            let used = person.last_used.map(day);
            self.node(&person.id(), label, Node { used, ..Node::inner(Kind::Identity, &tags) });
            return;
        }
        let node = Node { stealable: false, ..Node::thing(Kind::Identity, Fact::Derived, &tags) };
        self.node(&person.id(), label, node);
        self.closed(person);
    }

    /// Adds the two things by which a thief becomes somebody of whom no more is
    /// told.
    fn closed(&mut self, person: &Person) {
        let stolen = |kind| Node { stealable: true, ..Node::inner(kind, &[]) };
        let mut needs = vec![password_of(person)];
        self.node(&password_of(person), of(person, "password"), stolen(Kind::Knowledge));
        if person.guarded {
            let factor = format!("{}/factor", person.id());
            self.node(&factor, of(person, "second factor"), stolen(Kind::Credential));
            needs.push(factor);
        }
        self.way(&person.id(), &needs, Way::known(Purpose::SignIn).for_thief());
    }

    /// Adds the password: remembered, or kept, or both.
    fn password(&mut self, person: &Person, keeper: &Keeper) {
        let id = password_of(person);
        // It can always be watched or coaxed out of its owner.
        let node = Node {
            stealable: person.password,
            used: person.last_used.map(day),
            ..Node::inner(Kind::Knowledge, &[Tag::Password])
        };
        self.node(&id, of(person, "password"), node);
        if !person.password {
            return;
        }
        let memory = format!("{}/memory", person.id());
        let label = of(person, "memory of the password");
        self.remembered(&id, (&memory, label), keeper, person.answers.about("password"));
    }

    /// Adds the second factors, and the sign-in with each.
    fn factors(&mut self, person: &Person, keeper: &Keeper) {
        let (id, password) = (person.id(), password_of(person));
        if !person.has_factor() {
            self.way(&id, &[password], Way::known(Purpose::SignIn));
            return;
        }
        for device in &person.devices {
            let factor = self.device(person, keeper, device);
            self.way(&id, &[password.clone(), factor], Way::known(Purpose::SignIn));
        }
        if let Some(since) = person.codes {
            let codes = format!("{id}/codes");
            let node =
                Node { proven: Some(day(since)), ..Node::inner(Kind::Credential, &[Tag::Codes]) };
            self.node(&codes, of(person, "recovery codes"), node);
            let told = person.answers.about("codes");
            if told.is_none_or(|told| told.word != Some(Word::Nowhere)) {
                self.kept(&codes, keeper, told);
            }
            self.way(&id, &[password, codes], Way::known(Purpose::SignIn));
        }
    }

    fn device(&mut self, person: &Person, keeper: &Keeper, device: &DeviceFacts) -> String {
        let id = format!("{}/device/{}", person.id(), device.name.to_lowercase());
        let seen = |node: Node| Node {
            proven: Some(day(device.since)),
            used: device.last_used.map(day),
            ..node
        };
        let resistant = [Tag::Device, Tag::PhishingResistant];
        match device.sort {
            DeviceSort::Token => {
                let node = Node::thing(Kind::Item, Fact::Derived, &[Tag::Device]);
                self.node(&id, format!("token {}", device.name), seen(node));
            }
            DeviceSort::SecurityKey => {
                let node = Node::thing(Kind::Item, Fact::Derived, &resistant);
                self.node(&id, format!("security key {}", device.name), seen(node));
            }
            DeviceSort::Passkey => {
                let node = seen(Node::inner(Kind::Credential, &resistant));
                self.node(&id, format!("passkey {}", device.name), node);
                let told = person.answers.about(&format!("device/{}", device.serial.as_str()));
                self.kept(&id, keeper, told);
            }
            DeviceSort::App => {
                let node = seen(Node::inner(Kind::Credential, &[Tag::Device]));
                self.node(&id, format!("codes of {}", device.name), node);
                let about = |what: &str| {
                    person.answers.about(&format!("{what}/{}", device.serial.as_str()))
                };
                self.app(&id, keeper, about("device"), about("backup"));
            }
        }
        id
    }

    /// Adds what others can do: take factors away, give a password.
    fn helps(&mut self, person: &Person) {
        let (id, password) = (person.id(), password_of(person));
        self.helping_keys(person);
        let helpers: Vec<(Help, String, bool)> = person
            .helps
            .iter()
            .filter_map(|help| {
                let by = self.facts.people.iter().find(|other| other.identity == help.by)?;
                Some((help.clone(), by.id(), by.administrator))
            })
            .collect();
        let reset = || Way::known(Purpose::Reset);
        let two = format!("{id}/reset by two");
        if person.takes_two && person.has_factor() && helpers.len() > 1 {
            self.node(
                &two,
                format!("a reset of {} by two", person.name),
                Node::inner(Kind::Channel, &[]),
            );
        }
        for (help, by, _) in &helpers {
            let alone = help.resets && (!person.takes_two || help.by == Identity::Root);
            let opens = !person.has_factor() || alone;
            match (opens, help.sets_password) {
                (true, true) => {
                    let note = "gives a new password and takes the devices away";
                    self.way(&id, std::slice::from_ref(by), reset().noted(note));
                }
                (opens, sets) => {
                    if sets {
                        let note = "gives a new password";
                        self.way(&password, std::slice::from_ref(by), reset().noted(note));
                    }
                    if opens && help.resets {
                        let needs = [password.clone(), by.clone()];
                        self.way(&id, &needs, reset().noted("takes the devices away"));
                    }
                }
            }
        }
        if !person.takes_two || !person.has_factor() {
            return;
        }
        let asks = || helpers.iter().filter(|(help, ..)| help.resets && help.by != Identity::Root);
        for (_, one, _) in asks() {
            for (_, other, _) in asks().filter(|(_, other, admin)| *admin && other != one) {
                self.way(&two, &[one.clone(), other.clone()], reset());
            }
        }
        if self.owner_can(&two) {
            let needs = [password, two];
            self.way(&id, &needs, reset().noted("one asks, another approves"));
        }
    }

    /// Adds the access keys of others that are enough to become this identity.
    fn helping_keys(&mut self, person: &Person) {
        let alone = !person.takes_two || !person.has_factor();
        let helps = person.helps.iter().filter(|help| help.by_key && alone);
        let people = &self.facts.people;
        let by = helps.filter_map(|help| people.iter().find(|other| other.identity == help.by));
        let keys: Vec<String> = by
            .filter(|other| other.open)
            .flat_map(|other| other.keys.iter().map(|key| key_of(other, &key.id)))
            .collect();
        for key in keys {
            let note = "a program gives a new password and takes the devices away";
            self.way(&person.id(), &[key], Way::known(Purpose::Reset).noted(note));
        }
    }

    fn access_keys(&mut self, person: &Person) {
        let id = person.id();
        for key in &person.keys {
            let node = key_of(person, &key.id);
            let described = Node {
                made: Some(day(key.made)),
                used: key.last_used.map(day),
                ..Node::thing(Kind::Credential, Fact::Derived, &[Tag::AccessKey])
            };
            self.node(&node, format!("access key {}", key.id), described);
            if person.identity.is_root() {
                let way = Way::known(Purpose::SignIn).for_thief();
                self.way(&id, &[node], way.noted("a program with this key is root"));
            } else if key.sets_password {
                let note = "a program gives its owner a new password";
                let way = Way::known(Purpose::Recovery).noted(note);
                self.way(&password_of(person), &[node], way);
            }
        }
    }
}
