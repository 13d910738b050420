//! What an account's facts mean for getting in, as an access graph. What AWS does
//! not say, owners may have told; what nobody has told counts as the worst. The graph
//! can be written to a file, put right by hand, and reported on again.

use std::collections::BTreeMap;

use access_graph::{
    AccessFile, Answer, Answers, Day, Draft, Fact, Keeper, Kind, Node, Purpose, Tag, Thing, Way,
};
use device_wire::agent::ShownEntry;

use super::asked::{Asking, VAULT, calls_root, told};
use super::device::{Sort, name, sort};
use super::facts::{Facts, Identity, RootNumber};
use super::policy::Allowed;
use super::powers::Reset;
use crate::aws::{Alternate, Number, entry_of};

/// Builds the graph; `entries` are those of the vault that is at hand, so that
/// devices are found that are in it, and `asking` holds what was told.
pub(crate) fn graph(
    facts: &Facts,
    entries: &[ShownEntry],
    asking: &[Asking],
    today: Day,
) -> AccessFile {
    let partial = if facts.missing.is_empty() { "" } else { " (PARTIAL: not everything was told)" };
    let mut build = Build { draft: Draft::new(today), entries, told: told(asking) };
    build.draft.file.title = Some(format!("AWS account {}{partial}", facts.account));
    build.root(facts);
    for (name, identity) in &facts.users {
        build.user(name, identity);
    }
    build.resets(facts);
    build.draft.file
}

struct Build<'a> {
    draft: Draft,
    entries: &'a [ShownEntry],
    told: BTreeMap<&'a str, &'a Answers>,
}

impl Build<'_> {
    fn about(&self, id: &str, what: &str) -> Option<&Answer> {
        self.told.get(id).and_then(|answers| answers.about(what))
    }

    /// Returns the user who root's owner is, where that was told.
    fn person(&self) -> Option<String> {
        let told = self.about("root", "person")?.places.first()?;
        Some(format!("user:{told}"))
    }

    /// Returns the keeper that an identity is: with its things, and those of its
    /// owner under another identity.
    fn keeper(&self, id: &str, who: &str) -> Keeper {
        let person = self.person();
        let root = id == "root";
        let other = match &person {
            Some(person) if root => Some(person.as_str()),
            Some(person) if person == id => Some("root"),
            _ => None,
        };
        let owner = if root { person.as_deref().unwrap_or(id) } else { id };
        let things = |id: &str| self.told.get(id).map_or(&[][..], |answers| &answers.things);
        let of = |id: &str, who: &str| -> Vec<(Thing, String)> {
            let others = |key: &str| {
                let mut all = self.told.iter().filter(|(other, _)| **other != id);
                all.any(|(_, answers)| answers.things.iter().any(|one| one.key() == key))
            };
            let named = things(id).iter().map(|one| {
                let shared = person.is_none() && others(&one.key());
                let name = if shared { format!("{} of {who}", one.name) } else { one.name.clone() };
                (one.clone(), name)
            });
            named.collect()
        };
        let mut all = of(id, who);
        if let Some(other) = other {
            all.extend(of(other, other.trim_start_matches("user:")));
        }
        let shown = if root { "the root user".to_owned() } else { who.to_owned() };
        Keeper { owner: owner.to_owned(), shown, things: all }
    }

    fn root(&mut self, facts: &Facts) {
        let mut tags = vec![Tag::Root];
        tags.extend(facts.no_contacts.iter().map(|sort| match sort {
            Alternate::Security => Tag::NoSecurityContact,
            Alternate::Operations => Tag::NoOperationsContact,
            Alternate::Billing => Tag::NoBillingContact,
        }));
        self.draft.node("root", "root user", Node::inner(Kind::Identity, &tags));
        let keeper = self.keeper("root", "root");
        self.ways_in("root", "root", &facts.root, &keeper);
        // What AWS asks for when root has lost password or device.
        let nothing = Answers::default();
        let answers = self.told.get("root").copied().unwrap_or(&nothing);
        self.draft.mailbox(&keeper, answers, None);
        let mailbox = "mailbox".to_owned();
        let recovery = Way::known(Purpose::Recovery);
        self.draft.way("root.password", std::slice::from_ref(&mailbox), recovery);
        if calls_root(facts) {
            self.number(facts, &keeper, answers);
            self.draft.way("root", &[mailbox, "number".to_owned()], recovery);
        }
    }

    /// Adds the number that AWS calls. As long as its owner has not told where it rings,
    /// it may be anybody's, and the owner does without it.
    fn number(&mut self, facts: &Facts, keeper: &Keeper, answers: &Answers) {
        let (label, untold) = match &facts.number {
            RootNumber::Is(Number { masked, verified: Some(false) }) => {
                (format!("root’s phone number ({masked}, not confirmed)"), "")
            }
            RootNumber::Is(Number { masked, .. }) => {
                (format!("root’s phone number ({masked})"), "")
            }
            RootNumber::Untold | RootNumber::Absent => {
                ("root’s phone number".to_owned(), ", which was not told")
            }
        };
        if answers.about("number").is_some() {
            self.draft.number(label, keeper, answers, None);
            return;
        }
        let node = Node { fact: Fact::Unknown, ..Node::inner(Kind::Channel, &[Tag::Number]) };
        let node = Node { losable: true, stealable: true, ..node };
        self.draft.node("number", format!("{label}{untold}"), node);
    }

    fn user(&mut self, name: &str, identity: &Identity) {
        let id = format!("user:{name}");
        let strong = identity.administrator == Some(Allowed::Yes);
        let tags: &[Tag] = if strong { &[Tag::Administrator] } else { &[] };
        let label = if strong { format!("{name}, administrator") } else { name.to_owned() };
        self.draft.node(&id, label, Node::inner(Kind::Identity, tags));
        let keeper = self.keeper(&id, name);
        self.ways_in(&id, name, identity, &keeper);
    }

    /// Adds password, devices and keys, and how they let in.
    fn ways_in(&mut self, id: &str, who: &str, identity: &Identity, keeper: &Keeper) {
        for number in 0..identity.keys.unwrap_or_default().min(2) {
            let key = format!("{id}.key-{}", number + 1);
            let label = format!("access key {} of {who}", number + 1);
            let on = |days: &[Option<String>]| days.get(number)?.as_deref().and_then(day);
            let (made, used) = (on(&identity.keys_made), on(&identity.keys_used));
            let node = Node::thing(Kind::Credential, Fact::Derived, &[Tag::AccessKey]);
            self.draft.node(&key, label, Node { made, used, ..node });
            self.draft.way(id, &[key], Way::known(Purpose::SignIn).for_thief());
        }
        if identity.password == Some(false) {
            return;
        }
        let password = self.password(id, who, identity, keeper);
        let Some(devices) = &identity.devices else {
            let device = format!("{id}.devices");
            let label = format!("the devices of {who}, which were not told");
            let node = Node { fact: Fact::Unknown, ..Node::inner(Kind::Item, &[Tag::Device]) };
            self.draft.node(&device, label, Node { losable: true, stealable: true, ..node });
            let way = Way::known(Purpose::SignIn).fact(Fact::Unknown);
            self.draft.way(id, &[password, device], way);
            return;
        };
        if devices.is_empty() {
            self.draft.way(id, std::slice::from_ref(&password), Way::known(Purpose::SignIn));
        }
        for serial in devices {
            let device = self.device(id, who, serial, keeper);
            self.draft.way(id, &[password.clone(), device], Way::known(Purpose::SignIn));
        }
    }

    /// Adds the password: remembered, or kept, or both.
    fn password(&mut self, id: &str, who: &str, identity: &Identity, keeper: &Keeper) -> String {
        let password = format!("{id}.password");
        let answer = self.about(id, "password").cloned();
        // Whether there is one, AWS may not have told; an owner who says where it is
        // has told.
        let fact = match (identity.password, &answer) {
            (Some(_), _) => Fact::Derived,
            (None, Some(_)) => Fact::Declared,
            (None, None) => Fact::Unknown,
        };
        let used = identity.used.as_deref().and_then(day);
        // It can always be watched or coaxed out of its owner.
        let node =
            Node { stealable: true, used, fact, ..Node::inner(Kind::Knowledge, &[Tag::Password]) };
        self.draft.node(&password, format!("password of {who}"), node);
        if fact != Fact::Unknown {
            let memory = (format!("{id}.memory"), format!("memory of the password of {who}"));
            let memory = (memory.0.as_str(), memory.1);
            self.draft.remembered(&password, memory, keeper, answer.as_ref());
        }
        password
    }

    /// Adds a device, and where it is.
    fn device(&mut self, id: &str, who: &str, serial: &str, keeper: &Keeper) -> String {
        let device = format!("{id}.{serial}");
        let label = format!("{} of {who}", name(serial));
        let told = self.about(id, &format!("device/{serial}")).cloned();
        let copy = self.about(id, &format!("backup/{serial}")).cloned();
        let resistant = [Tag::Device, Tag::PhishingResistant];
        match sort(serial) {
            Sort::App => {
                self.draft.node(&device, label, Node::inner(Kind::Credential, &[Tag::Device]));
                if entry_of(self.entries, serial).is_none() {
                    self.draft.app(&device, keeper, told.as_ref(), copy.as_ref());
                    return device;
                }
                self.vault(id, keeper);
                self.draft.way(&device, &[VAULT.to_owned()], Way::known(Purpose::Storage));
                for (told, note) in
                    [(told, "it may be elsewhere too"), (copy, "a copy may be anywhere")]
                {
                    match told {
                        Some(told) => self.draft.stored(&device, &[], keeper, &told),
                        None => self.draft.feared(&device, keeper, note),
                    }
                }
            }
            Sort::Key => {
                self.draft.node(&device, label, Node::inner(Kind::Credential, &resistant));
                self.draft.kept(&device, keeper, told.as_ref());
            }
            Sort::Untold => {
                self.draft.node(&device, label, Node::inner(Kind::Credential, &[Tag::Device]));
                self.draft.kept(&device, keeper, told.as_ref());
            }
            Sort::Token => {
                let node = Node::thing(Kind::Item, Fact::Derived, &[Tag::Device]);
                self.draft.node(&device, label, node);
            }
        }
        device
    }

    /// Adds the vault that is at hand, on the things of the first who has a device
    /// in it: that is who was asked.
    fn vault(&mut self, id: &str, keeper: &Keeper) {
        if self.draft.file.nodes.contains_key(VAULT) {
            return;
        }
        let node = Node::inner(Kind::Item, &[Tag::Vault]);
        let node = Node { losable: true, stealable: true, ..node };
        self.draft.node(VAULT, "this vault of secondkey", node);
        let told = self.about(id, VAULT).cloned();
        self.draft.kept(VAULT, keeper, told.as_ref());
    }

    /// Who can let others in again: root everybody, administrators each other,
    /// and whoever may set a password, take a device away or make a key.
    fn resets(&mut self, facts: &Facts) {
        // Whether root is somebody else than the user, root's owner alone can tell;
        // until then it is no help that would be left after a loss.
        let told = self.about("root", "person").is_some();
        let root =
            Way::known(Purpose::Reset).fact(if told { Fact::Derived } else { Fact::Unknown });
        for name in facts.users.keys() {
            self.draft.way(&format!("user:{name}"), &["root".to_owned()], root);
        }
        for (name, identity) in &facts.users {
            let by = format!("user:{name}");
            if let Some(fact) = identity.administrator.and_then(fact_of) {
                for other in facts.users.keys().filter(|other| *other != name) {
                    let id = format!("user:{other}");
                    let way = Way::known(Purpose::Reset).fact(fact);
                    self.draft.way(&id, std::slice::from_ref(&by), way);
                }
            }
            for reset in &identity.resets {
                let devices = facts.users.get(&reset.whom).map(|other| device_ids(reset, other));
                self.reset(&by, reset, &devices.unwrap_or_default());
            }
        }
    }

    /// What one user can do to another. A new password takes the device, a device
    /// that is gone takes the password, and whoever can do both takes neither.
    fn reset(&mut self, by: &str, reset: &Reset, devices: &[String]) {
        let id = format!("user:{}", reset.whom);
        let password = format!("{id}.password");
        let has_password = self.draft.file.nodes.contains_key(&password);
        let mut way = |needs: &[&str], fact: Fact| {
            let needs: Vec<String> = needs.iter().map(|id| (*id).to_owned()).collect();
            self.draft.way(&id, &needs, Way::known(Purpose::Reset).fact(fact));
        };
        if let Some(fact) = fact_of(reset.password) {
            for device in devices {
                way(&[by, device], fact);
            }
            if devices.is_empty() {
                way(&[by], fact);
            }
        }
        if let (Some(fact), true) = (fact_of(reset.device), has_password) {
            way(&[by, &password], fact);
        }
        if let (Some(fact), false) = (fact_of(reset.password.min(reset.device)), devices.is_empty())
        {
            way(&[by], fact);
        }
        if let Some(fact) = fact_of(reset.key) {
            let way = Way::known(Purpose::Reset).fact(fact).for_thief();
            self.draft.way(&id, &[by.to_owned()], way);
        }
    }
}

/// Reads a day.
fn day(text: &str) -> Option<Day> {
    Day::try_from(text.to_owned()).ok()
}

/// Names the nodes of a user's devices. A user without a password has none in the
/// graph: as the worst, a new password is then taken to be enough.
fn device_ids(reset: &Reset, user: &Identity) -> Vec<String> {
    let id = format!("user:{}", reset.whom);
    match (&user.devices, user.password) {
        (_, Some(false)) => Vec::new(),
        (Some(serials), _) => serials.iter().map(|serial| format!("{id}.{serial}")).collect(),
        (None, _) => vec![format!("{id}.devices")],
    }
}

/// Turns a right into a fact, where there is any.
fn fact_of(allowed: Allowed) -> Option<Fact> {
    match allowed {
        Allowed::No => None,
        Allowed::Perhaps => Some(Fact::Unknown),
        Allowed::Yes => Some(Fact::Derived),
    }
}

#[cfg(test)]
mod tests;
