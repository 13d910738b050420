//! The entries as a list: in order, in groups, and those that a search leaves.

use std::collections::BTreeMap;

use vault::Entry;

/// Is a part of the list that can be looked at alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Every entry.
    All,
    /// The entries of root users.
    Root,
    /// The entries of a group.
    Group(String),
    /// The entries in no group.
    Rest,
}

impl Tab {
    /// Returns what stands on the tab.
    pub(crate) fn title(&self) -> &str {
        match self {
            Self::All => "All",
            Self::Root => "ROOT",
            Self::Group(name) => name,
            Self::Rest => "Other",
        }
    }

    fn holds(&self, entry: &Entry) -> bool {
        match self {
            Self::All => true,
            Self::Root => entry.is_root(),
            Self::Group(name) => entry.groups().contains(name),
            Self::Rest => entry.groups().is_empty(),
        }
    }
}

/// Is the list, sorted by name.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
}

struct Row {
    entry: Entry,
    /// The name, and all that a search looks at, in small letters.
    name: String,
    all: String,
}

impl Rows {
    /// Sorts entries into a list.
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        let row = |entry: Entry| {
            let name = entry.name().to_lowercase();
            let otpauth = entry.otpauth();
            let issuer = otpauth.issuer.as_deref().unwrap_or_default();
            let groups = entry.groups().join("\n");
            let all = format!("{name}\n{issuer}\n{}\n{groups}", otpauth.account).to_lowercase();
            Row { entry, name, all }
        };
        let mut rows: Vec<Row> = entries.into_iter().map(row).collect();
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        Self { rows }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Entry> {
        self.rows.get(at).map(|row| &row.entry)
    }

    /// Returns the entry with an identifier.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Entry> {
        self.rows.iter().map(|row| &row.entry).find(|entry| entry.id() == id)
    }

    /// Tells whether any entry is a root user's.
    pub(crate) fn any_root(&self) -> bool {
        self.rows.iter().any(|row| row.entry.is_root())
    }

    /// Returns the tabs that are worth having: more than one, or none.
    pub(crate) fn tabs(&self) -> Vec<Tab> {
        let mut groups: BTreeMap<String, &str> = BTreeMap::new();
        let mut rest = false;
        for row in &self.rows {
            rest |= row.entry.groups().is_empty();
            for group in row.entry.groups() {
                groups.entry(group.to_lowercase()).or_insert(group);
            }
        }
        let roots = self.rows.iter().filter(|row| row.entry.is_root()).count();
        let root = roots > 0 && roots < self.rows.len();
        let mut tabs = vec![Tab::All];
        tabs.extend(root.then_some(Tab::Root));
        let grouped = !groups.is_empty();
        tabs.extend(groups.into_values().map(|name| Tab::Group(name.to_owned())));
        tabs.extend((grouped && rest).then_some(Tab::Rest));
        tabs
    }

    /// Returns where the entries are that a search leaves on a tab: first those
    /// whose name begins with it, then those that have all its words anywhere,
    /// then those whose name has its letters in this order.
    pub(crate) fn visible(&self, tab: &Tab, query: &str) -> Vec<usize> {
        let query = query.trim().to_lowercase();
        let words: Vec<&str> = query.split_whitespace().collect();
        let mut hits: Vec<(u8, usize)> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| tab.holds(&row.entry))
            .filter_map(|(at, row)| row.rank(&query, &words).map(|rank| (rank, at)))
            .collect();
        hits.sort_unstable();
        hits.into_iter().map(|(_, at)| at).collect()
    }
}

impl Row {
    fn rank(&self, query: &str, words: &[&str]) -> Option<u8> {
        if self.name.starts_with(query) {
            Some(0)
        } else if words.iter().all(|word| self.all.contains(word)) {
            Some(1)
        } else {
            let mut letters = self.name.chars();
            let mut wanted = query.chars().filter(|c| !c.is_whitespace());
            wanted.all(|c| letters.any(|letter| letter == c)).then_some(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::state::tests::entry;

    fn names(rows: &Rows, tab: &Tab, query: &str) -> Vec<String> {
        let visible = rows.visible(tab, query);
        visible.into_iter().filter_map(|at| rows.get(at)).map(|e| e.name().to_owned()).collect()
    }

    fn rows() -> Rows {
        Rows::new(vec![
            entry("hub", "GitHub", "alice", &["Work"]),
            entry("aws-root", "Amazon Web Services", "root-phone@1", &["Work", "money"]),
            entry("Bank", "Acme", "alice", &[]),
            entry("aws-alice", "Amazon Web Services", "alice@acme", &["work"]),
        ])
    }

    #[test]
    fn beginnings_come_before_words_and_words_before_letters() {
        let rows = rows();
        assert_eq!(names(&rows, &Tab::All, ""), ["aws-alice", "aws-root", "Bank", "hub"]);
        assert_eq!(names(&rows, &Tab::All, "b"), ["Bank", "aws-alice", "aws-root", "hub"]);
        assert_eq!(names(&rows, &Tab::All, "alice acme"), ["aws-alice", "Bank"]);
        assert_eq!(names(&rows, &Tab::All, "AMAZON root"), ["aws-root"]);
        assert_eq!(names(&rows, &Tab::All, "awt"), ["aws-root"]);
        assert!(names(&rows, &Tab::All, "zzz").is_empty());
    }

    #[test]
    fn tabs_are_groups_root_and_the_rest() {
        let rows = rows();
        let titles: Vec<String> = rows.tabs().iter().map(|tab| tab.title().to_owned()).collect();
        assert_eq!(titles, ["All", "ROOT", "money", "work", "Other"]);
        assert_eq!(names(&rows, &Tab::Root, ""), ["aws-root"]);
        assert_eq!(names(&rows, &Tab::Rest, ""), ["Bank"]);
        assert_eq!(Rows::new(vec![entry("a", "b", "c", &[])]).tabs(), [Tab::All]);
    }
}
