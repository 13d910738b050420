//! The files that AWS's programs share: `config` and `credentials`, with their
//! sections, settings and settings within settings. Where they lie, and which
//! profile is meant, is not known here.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

/// Is what a file holds. Its values may be secrets; it has no `Debug` form.
#[derive(Clone, Default)]
pub struct SharedFile {
    sections: BTreeMap<String, Section>,
}

/// Is one section: settings, and settings within a setting.
#[derive(Clone, Default)]
struct Section {
    settings: BTreeMap<String, Zeroizing<String>>,
    nested: BTreeMap<String, BTreeMap<String, Zeroizing<String>>>,
}

/// Says where a file cannot be understood. What stands there is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Larger than such a file ever is.
    #[error("it is larger than {} bytes", SharedFile::MAX_BYTES)]
    TooLarge,
    /// A heading that is not closed.
    #[error("line {0}: the section's heading has no closing bracket")]
    Heading(usize),
    /// A line that is no setting.
    #[error("line {0}: this is neither a setting (name = value) nor a section")]
    Line(usize),
}

impl SharedFile {
    /// The largest file that is read, in bytes.
    pub const MAX_BYTES: usize = 1_048_576;

    /// Reads a file. A section that comes twice is one; of a setting that comes
    /// twice, the last counts, as in AWS's own programs.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > Self::MAX_BYTES {
            return Err(Fault::TooLarge);
        }
        let mut file = Self::default();
        let mut section: Option<String> = None;
        let mut parent: Option<String> = None;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            if let Some(heading) = trimmed.strip_prefix('[').filter(|_| !is_indented(line)) {
                let (name, _) = heading.split_once(']').ok_or(Fault::Heading(number))?;
                let name = tidy(name);
                file.sections.entry(name.clone()).or_default();
                (section, parent) = (Some(name), None);
                continue;
            }
            let current = section.as_ref().and_then(|name| file.sections.get_mut(name));
            let current = current.ok_or(Fault::Line(number))?;
            if is_indented(line) {
                if let Some(parent) = &parent {
                    current.indented(parent, trimmed);
                }
                continue;
            }
            let (name, value) = setting(trimmed).ok_or(Fault::Line(number))?;
            parent = Some(name.clone());
            current.settings.insert(name, value);
        }
        Ok(file)
    }

    /// Tells whether there is such a section.
    pub fn has(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// Returns the names of all sections.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// Returns a setting that is not empty.
    pub fn get(&self, section: &str, name: &str) -> Option<&str> {
        let value = self.sections.get(section)?.settings.get(name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns a setting within a setting, such as `endpoint_url` within `iam`.
    pub fn nested(&self, section: &str, parent: &str, name: &str) -> Option<&str> {
        let value = self.sections.get(section)?.nested.get(parent)?.get(name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }
}

impl Section {
    /// Takes an indented line: a setting within a setting where that one has no
    /// value of its own, else more of its value, which no setting that is read
    /// here has.
    fn indented(&mut self, parent: &str, line: &str) {
        let alone = self.settings.get(parent).is_none_or(|value| value.is_empty());
        if let (true, Some((name, value))) = (alone, setting(line)) {
            self.nested.entry(parent.to_owned()).or_default().insert(name, value);
        }
    }
}

fn is_indented(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

/// Reads `name = value`; a comment may follow after a blank.
fn setting(line: &str) -> Option<(String, Zeroizing<String>)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim().to_ascii_lowercase();
    let comment = [" #", "\t#", " ;", "\t;"].iter().filter_map(|mark| value.find(mark)).min();
    let value = comment.and_then(|at| value.get(..at)).unwrap_or(value);
    (!name.is_empty()).then(|| (name, Zeroizing::new(value.trim().to_owned())))
}

/// Puts a heading in its plain form: one blank between words, no quotes.
fn tidy(heading: &str) -> String {
    let words: Vec<&str> = heading.split_whitespace().collect();
    words.join(" ").replace(['"', '\''], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CONFIG: &str = "# mine
[default]
region = eu-central-1 # the nearest
[profile  \"work place\"]
REGION=us-east-1
mfa_serial = arn:aws:iam::123456789012:mfa/alice
endpoint_url = http://127.0.0.1:8080
services = local
s3 =
  max_concurrent_requests = 20
[services local]
iam =
\tendpoint_url = http://127.0.0.1:1
region = no
";

    #[test]
    fn settings_comments_and_quoted_names() {
        let file = SharedFile::parse(CONFIG).unwrap();
        assert_eq!(file.get("default", "region"), Some("eu-central-1"));
        assert_eq!(file.get("profile work place", "region"), Some("us-east-1"));
        assert_eq!(
            file.nested("services local", "iam", "endpoint_url"),
            Some("http://127.0.0.1:1")
        );
        let s3 = file.nested("profile work place", "s3", "max_concurrent_requests");
        assert_eq!(s3, Some("20"));
        assert_eq!(file.get("profile work place", "s3"), None);
        assert_eq!(file.get("nobody", "region"), None);
        assert_eq!(file.sections().count(), 3);
    }

    #[test]
    fn a_secret_may_hold_what_a_comment_begins_with() {
        let text = "[a]\naws_secret_access_key = ab#c;d=e/f+g\n[a]\nregion = x\n";
        let file = SharedFile::parse(text).unwrap();
        assert_eq!(file.get("a", "aws_secret_access_key"), Some("ab#c;d=e/f+g"));
        assert_eq!(file.get("a", "region"), Some("x"));
    }

    #[test]
    fn faults_name_the_line_and_repeat_nothing() {
        let fault = |text: &str| SharedFile::parse(text).err().unwrap();
        assert_eq!(fault("[default\nregion = x"), Fault::Heading(1));
        assert_eq!(fault("region = x"), Fault::Line(1));
        assert_eq!(fault("[a]\n\nwJalrXUtnFEMI"), Fault::Line(3));
        assert!(!fault("[a]\n\nwJalrXUtnFEMI").to_string().contains("wJalr"));
        assert_eq!(fault(&"#".repeat(SharedFile::MAX_BYTES + 1)), Fault::TooLarge);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]a=# \t\n;\"\u{e9}]{0,200}") {
            let _ = SharedFile::parse(&text);
        }
    }
}
