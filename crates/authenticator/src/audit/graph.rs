//! What an account's facts mean for getting in, as an access graph. What AWS does
//! not say is marked as nobody's knowledge, or as what people usually have; the
//! graph can be written to a file, put right by hand, and reported on again.

use access_graph::{AccessFile, Day, Fact, Kind, Method, Node, Party, Purpose, Tag};
use device_wire::agent::ShownEntry;

use super::facts::{Facts, Identity};
use super::policy::Allowed;
use super::powers::Reset;
use crate::aws::entry_of;

const VAULT: &str = "vault";

/// Builds the graph; `entries` are those of the vault that is at hand, so that
/// devices are found that are in it.
pub(crate) fn graph(facts: &Facts, entries: &[ShownEntry], today: Day) -> AccessFile {
    let partial = if facts.missing.is_empty() { "" } else { " (PARTIAL: not everything was told)" };
    let mut build = Build {
        file: AccessFile {
            title: Some(format!("AWS account {}{partial}", facts.account)),
            as_of: Some(today),
            ..AccessFile::default()
        },
        entries,
    };
    build.root(facts);
    for (name, identity) in &facts.users {
        build.user(name, identity);
    }
    build.resets(facts);
    build.file
}

struct Build<'a> {
    file: AccessFile,
    entries: &'a [ShownEntry],
}

impl Build<'_> {
    fn thing(&mut self, id: &str, label: String, kind: Kind, tag: Tag, fact: Fact) {
        let node = Node {
            label: Some(label),
            kind,
            held: fact != Fact::Unknown,
            losable: true,
            stealable: true,
            fact,
            tags: vec![tag],
            ..Node::default()
        };
        self.file.nodes.insert(id.to_owned(), node);
    }

    fn identity(&mut self, id: &str, label: String, tags: Vec<Tag>) {
        let node = Node { label: Some(label), kind: Kind::Identity, tags, ..Node::default() };
        self.file.nodes.insert(id.to_owned(), node);
    }

    fn method(&mut self, to: &str, needs: &[&str], purpose: Purpose, party: Party, fact: Fact) {
        self.file.methods.push(Method {
            to: to.to_owned(),
            needs: needs.iter().map(|id| (*id).to_owned()).collect(),
            purpose: Some(purpose),
            party,
            fact,
            note: None,
        });
    }

    fn root(&mut self, facts: &Facts) {
        self.identity("root", "root user".to_owned(), vec![Tag::Root]);
        self.ways_in("root", "root", &facts.root);
        // What AWS asks for when root has lost password or device.
        let (mailbox, number) = ("root's mailbox".to_owned(), "root's phone number".to_owned());
        self.thing("mailbox", mailbox, Kind::Channel, Tag::Mailbox, Fact::Declared);
        self.thing("number", number, Kind::Channel, Tag::Number, Fact::Declared);
        self.method("root.password", &["mailbox"], Purpose::Recovery, Party::Both, Fact::Derived);
        if facts.root.devices.as_ref().is_none_or(|devices| !devices.is_empty()) {
            let needs = ["mailbox", "number"];
            self.method("root", &needs, Purpose::Recovery, Party::Both, Fact::Derived);
        }
    }

    fn user(&mut self, name: &str, identity: &Identity) {
        let id = format!("user:{name}");
        let strong = identity.administrator == Some(Allowed::Yes);
        let tags = if strong { vec![Tag::Administrator] } else { Vec::new() };
        let label = if strong { format!("{name}, administrator") } else { name.to_owned() };
        self.identity(&id, label, tags);
        self.ways_in(&id, name, identity);
    }

    /// Adds password, devices and keys, and how they let in.
    fn ways_in(&mut self, id: &str, who: &str, identity: &Identity) {
        for number in 0..identity.keys.unwrap_or_default().min(2) {
            let key = format!("{id}.key-{}", number + 1);
            let label = format!("access key {} of {who}", number + 1);
            self.thing(&key, label, Kind::Credential, Tag::AccessKey, Fact::Derived);
            self.method(id, &[&key], Purpose::SignIn, Party::Attacker, Fact::Derived);
        }
        if identity.password == Some(false) {
            return;
        }
        let password = format!("{id}.password");
        let known = if identity.password.is_some() { Fact::Derived } else { Fact::Unknown };
        let label = format!("password of {who}");
        self.thing(&password, label, Kind::Knowledge, Tag::Password, known);
        let used = identity.used.as_deref().and_then(|day| Day::try_from(day.to_owned()).ok());
        if let (Some(used), Some(node)) = (used, self.file.nodes.get_mut(&password)) {
            node.used = Some(used);
        }
        let Some(devices) = &identity.devices else {
            let device = format!("{id}.devices");
            let label = format!("the devices of {who}, which were not told");
            self.thing(&device, label, Kind::Item, Tag::Device, Fact::Unknown);
            let needs = [password.as_str(), device.as_str()];
            self.method(id, &needs, Purpose::SignIn, Party::Both, Fact::Unknown);
            return;
        };
        if devices.is_empty() {
            self.method(id, &[&password], Purpose::SignIn, Party::Both, Fact::Derived);
        }
        for serial in devices {
            let device = format!("{id}.{serial}");
            let name = serial.rsplit(['/', ':']).next().unwrap_or(serial);
            let label = format!("{name} of {who}");
            self.thing(&device, label, Kind::Item, Tag::Device, Fact::Derived);
            self.keep_in_vault(&device, serial);
            let needs = [password.as_str(), device.as_str()];
            self.method(id, &needs, Purpose::SignIn, Party::Both, Fact::Derived);
        }
    }

    /// Puts a device where it is: in this vault, and nowhere else that is known.
    fn keep_in_vault(&mut self, device: &str, serial: &str) {
        if entry_of(self.entries, serial).is_none() {
            return;
        }
        let label = "this vault of secondkey".to_owned();
        self.thing(VAULT, label, Kind::Item, Tag::Vault, Fact::Derived);
        if let Some(node) = self.file.nodes.get_mut(device) {
            (node.held, node.losable, node.stealable) = (false, false, false);
            node.kind = Kind::Credential;
        }
        self.method(device, &[VAULT], Purpose::Storage, Party::Both, Fact::Derived);
    }

    /// Who can let others in again: root everybody, administrators each other,
    /// and whoever may set a password, take a device away or make a key.
    fn resets(&mut self, facts: &Facts) {
        for name in facts.users.keys() {
            let id = format!("user:{name}");
            self.method(&id, &["root"], Purpose::Reset, Party::Both, Fact::Derived);
        }
        for (name, identity) in &facts.users {
            let by = format!("user:{name}");
            if let Some(fact) = identity.administrator.and_then(fact_of) {
                for other in facts.users.keys().filter(|other| *other != name) {
                    let id = format!("user:{other}");
                    self.method(&id, &[&by], Purpose::Reset, Party::Both, fact);
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
        if let Some(fact) = fact_of(reset.password) {
            for device in devices {
                self.method(&id, &[by, device], Purpose::Reset, Party::Both, fact);
            }
            if devices.is_empty() {
                self.method(&id, &[by], Purpose::Reset, Party::Both, fact);
            }
        }
        if let Some(fact) = fact_of(reset.device)
            && self.file.nodes.contains_key(&password)
        {
            self.method(&id, &[by, &password], Purpose::Reset, Party::Both, fact);
        }
        if let (Some(fact), false) = (fact_of(reset.password.min(reset.device)), devices.is_empty())
        {
            self.method(&id, &[by], Purpose::Reset, Party::Both, fact);
        }
        if let Some(fact) = fact_of(reset.key) {
            self.method(&id, &[by], Purpose::Reset, Party::Attacker, fact);
        }
    }
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
mod tests {
    use super::*;
    use access_graph::{Caps, Graph, Sizes, Whole};
    use std::collections::BTreeMap;

    fn user(devices: Option<&[&str]>, administrator: Option<bool>) -> Identity {
        Identity {
            password: Some(true),
            devices: devices.map(|all| all.iter().map(|one| (*one).to_owned()).collect()),
            keys: Some(0),
            administrator: administrator.map(|is| if is { Allowed::Yes } else { Allowed::No }),
            resets: Vec::new(),
            used: Some("2026-11-01".to_owned()),
        }
    }

    fn report(root: Identity, users: &[(&str, Identity)], missing: &[&str]) -> serde_json::Value {
        let users: BTreeMap<String, Identity> = users
            .iter()
            .map(|(name, one)| {
                let copy = Identity {
                    devices: one.devices.clone(),
                    used: one.used.clone(),
                    resets: one.resets.clone(),
                    ..*one
                };
                ((*name).to_owned(), copy)
            })
            .collect();
        let missing = missing.iter().map(|one| (*one).to_owned()).collect();
        let facts = Facts { account: "123456789012".to_owned(), root, users, missing };
        let today = Day::of_unix_time(1_795_651_200);
        let graph = Graph::new(graph(&facts, &[], today)).unwrap();
        let whole = Whole::new(&graph, &[], Sizes::All, Caps::default(), Some(today));
        serde_json::to_value(&whole).unwrap()
    }

    #[test]
    fn root_with_one_device_hangs_on_mailbox_and_number() {
        let report = report(user(Some(&["arn:aws:iam::1:mfa/root"]), None), &[], &[]);
        let root = &report["targets"]["root"];
        assert_eq!(root["owner_in_today"], true);
        let thefts = root["min_theft_sets"].as_array().unwrap();
        assert!(thefts.contains(&serde_json::json!(["mailbox", "number"])), "{root}");
    }

    #[test]
    fn root_without_a_device_is_open_to_its_mailbox() {
        let report = report(user(Some(&[]), None), &[], &[]);
        let thefts = &report["targets"]["root"]["min_theft_sets"];
        assert_eq!(thefts, &serde_json::json!([["mailbox"], ["root.password"]]));
    }

    #[test]
    fn what_was_not_told_counts_as_the_worst() {
        let ann = ("ann", user(None, Some(true)));
        let report = report(user(None, None), &[ann], &["the devices of users: AccessDenied"]);
        let ann = &report["targets"]["user:ann"];
        let thefts = ann["min_theft_sets"].as_array().unwrap();
        assert!(thefts.contains(&serde_json::json!(["user:ann.password"])), "{ann}");
    }

    #[test]
    fn a_help_desk_is_a_way_in_and_a_way_back() {
        let key = Reset {
            whom: "bob".to_owned(),
            password: Allowed::Yes,
            device: Allowed::Yes,
            key: Allowed::No,
        };
        let desk = Identity { resets: vec![key], ..user(Some(&["arn:x:mfa/a"]), Some(false)) };
        let bob = user(Some(&["arn:x:mfa/b"]), Some(false));
        let report =
            report(user(Some(&["arn:x:mfa/r"]), None), &[("ann", desk), ("bob", bob)], &[]);
        let sets = |side: &str| report["targets"]["user:bob"][side].as_array().unwrap().clone();
        // Whoever is the help desk is in as well.
        let desk = serde_json::json!(["user:ann.arn:x:mfa/a", "user:ann.password"]);
        assert!(sets("min_theft_sets").contains(&desk), "{report}");
        // Password and device of bob are no longer enough to lock him out.
        assert!(sets("min_lockout_sets").iter().all(|set| set.as_array().unwrap().len() > 1));
    }
}
