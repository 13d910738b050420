//! What parameters may hold, by the service models of IAM and STS. `\w` means ASCII
//! letters, digits and the underscore.

use aws_wire::query::{Fields, Members, Pattern, TextRule};
use identity::tags::Tag;
use service::iam::policies::list::Usage;

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn all(text: &str, fits: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(fits)
}

const NAME: Pattern =
    Pattern { text: "[\\w+=,.@-]+", fits: |text| all(text, |c| word(c) || "+=,.@-".contains(c)) };

/// A user's name that is being given.
pub(crate) const NEW_USER_NAME: TextRule = TextRule::length(1, 64).like(NAME);
/// A user's name.
pub(crate) const USER_NAME: TextRule = TextRule::length(1, 128).like(NAME);
/// A device's name. Its serial number has at most 256 characters, with the path.
pub(crate) const DEVICE_NAME: TextRule = TextRule::length(1, 226).like(NAME);
/// A device's serial number.
pub(crate) const SERIAL: TextRule = TextRule::length(9, 256).like(Pattern {
    text: "[\\w+=/:,.@-]+",
    fits: |text| all(text, |c| word(c) || "+=/:,.@-".contains(c)),
});
/// A code of an MFA device.
pub(crate) const CODE: TextRule = TextRule::length(6, 6)
    .like(Pattern { text: "[\\d]+", fits: |text| all(text, |c| c.is_ascii_digit()) })
    .secret();
/// An access key's id.
pub(crate) const ACCESS_KEY_ID: TextRule =
    TextRule::length(16, 128).like(Pattern { text: "[\\w]+", fits: |text| all(text, word) });
/// A path.
pub(crate) const PATH: TextRule = TextRule::length(1, 512).like(Pattern {
    text: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
    fits: |text| {
        text == "/"
            || (text.len() > 2
                && text.starts_with('/')
                && text.ends_with('/')
                && all(text, |c| c.is_ascii_graphic()))
    },
});

/// A group's name.
pub(crate) const GROUP_NAME: TextRule = TextRule::length(1, 128).like(NAME);
/// A role's name.
pub(crate) const ROLE_NAME: TextRule = TextRule::length(1, 64).like(NAME);
/// A policy's name.
pub(crate) const POLICY_NAME: TextRule = TextRule::length(1, 128).like(NAME);
/// An ARN. What it must look like is the use case's to say.
pub(crate) const ARN: TextRule = TextRule::length(20, 2048);
/// A policy document.
pub(crate) const DOCUMENT: TextRule = TextRule::length(1, 131_072).like(Pattern {
    text: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    fits: |text| all(text, |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}')),
});
/// A password. Whether it is fit to be one is the use case's to say.
pub(crate) const PASSWORD: TextRule = TextRule { min: 1, max: 128, ..DOCUMENT }.secret();
/// An account's alias.
pub(crate) const ALIAS: TextRule = TextRule::length(3, 63).like(Pattern {
    text: "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
    fits: |text| {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        all(text, good) && !text.contains("--") && !text.starts_with('-') && !text.ends_with('-')
    },
});
/// A description.
pub(crate) const DESCRIPTION: TextRule = TextRule::length(0, 1000);
/// The id of a policy's version.
pub(crate) const VERSION_ID: TextRule = TextRule::length(2, 128).like(Pattern {
    text: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
    fits: |text| {
        let (number, rest) = text.split_once('.').unwrap_or((text, ""));
        number
            .strip_prefix('v')
            .is_some_and(|number| !number.starts_with('0') && all(number, |c| c.is_ascii_digit()))
            && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    },
});
/// The beginning of a path.
pub(crate) const PATH_PREFIX: TextRule = TextRule::length(1, 512).like(Pattern {
    text: "\\u002F[\\u0021-\\u007F]*",
    fits: |text| text.starts_with('/') && all(text, |c| matches!(c, '!'..='\u{7f}')),
});
/// The path of a policy, or its beginning.
pub(crate) const POLICY_PATH: TextRule = TextRule::length(1, 512).like(Pattern {
    text: "((/[A-Za-z0-9\\.,\\+@=_-]+)*)/",
    fits: |text| {
        text.starts_with('/')
            && text.ends_with('/')
            && !text.contains("//")
            && all(text, |c| word(c) || ".,+@=-/".contains(c))
    },
});
/// The id of a job.
pub(crate) const JOB_ID: TextRule = TextRule::length(36, 36);
/// The namespace of a service, such as `iam`.
pub(crate) const SERVICE_NAMESPACE: TextRule = TextRule::length(1, 64)
    .like(Pattern { text: "[\\w-]*", fits: |text| text.chars().all(|c| word(c) || c == '-') });
/// What a policy is used for.
pub(crate) const USAGES: [(&str, Usage); 2] =
    [("PermissionsPolicy", Usage::Permissions), ("PermissionsBoundary", Usage::Boundary)];

const TAG_KEY: TextRule = TextRule::length(1, 128)
    .like(Pattern { text: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", fits: |text| all(text, tag_char) });
const TAG_VALUE: TextRule = TextRule::length(0, 256).like(Pattern {
    text: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
    fits: |text| text.is_empty() || all(text, tag_char),
});

fn tag_char(c: char) -> bool {
    let blank = c.is_whitespace() && !c.is_control();
    c.is_alphanumeric() || blank || "_.:/=+-@".contains(c)
}

/// The most tags of one thing.
const TAGS: Members = Members { min: 0, max: 50 };

/// Reads the list `Tags`.
pub(crate) fn tags(fields: &mut Fields<'_>) -> Vec<Tag> {
    fields.list("Tags", TAGS, |tag| Tag {
        key: tag.text("Key", &TAG_KEY),
        value: tag.text("Value", &TAG_VALUE),
    })
}

/// Reads the list `TagKeys`.
pub(crate) fn tag_keys(fields: &mut Fields<'_>) -> Vec<String> {
    fields.require_list("TagKeys");
    fields.texts("TagKeys", TAGS, &TAG_KEY)
}

/// Reads a list of tag keys that may be missing.
pub(crate) fn optional_tag_keys(fields: &mut Fields<'_>, name: &str) -> Vec<String> {
    fields.texts(name, TAGS, &TAG_KEY)
}

/// Reads `MaxSessionDuration`, in seconds.
pub(crate) fn max_session(fields: &mut Fields<'_>) -> Option<u32> {
    let seconds = fields.optional_integer("MaxSessionDuration", 3600, 43_200);
    seconds.and_then(|seconds| u32::try_from(seconds).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(rule: &TextRule, text: &str) -> bool {
        rule.pattern.is_none_or(|pattern| (pattern.fits)(text))
    }

    #[test]
    fn paths_begin_and_end_with_a_slash() {
        for good in ["/", "/a/", "/a//b/", "/!~/"] {
            assert!(fits(&PATH, good), "{good}");
        }
        for bad in ["", "a", "//", "/a", "a/", "/a b/", "/\u{7f}/", "/\u{e9}/"] {
            assert!(!fits(&PATH, bad), "{bad:?}");
        }
    }

    #[test]
    fn documents_prefixes_and_versions() {
        assert!(fits(&DOCUMENT, "{\t\"\u{e9}\"\r\n}") && !fits(&DOCUMENT, "\u{100}"));
        assert!(!fits(&DOCUMENT, "\u{0}"));
        for (prefix, good) in [("/", true), ("/a", true), ("/\u{7f}", true), ("a/", false)] {
            assert_eq!(fits(&PATH_PREFIX, prefix), good, "{prefix}");
        }
        for (path, good) in [("/", true), ("/a/b/", true), ("/a", false), ("//", false)] {
            assert_eq!(fits(&POLICY_PATH, path), good, "{path}");
        }
        for (id, good) in [("v1", true), ("v10.a-", true), ("v0", false), ("1", false)] {
            assert_eq!(fits(&VERSION_ID, id), good, "{id}");
        }
    }

    #[test]
    fn words_are_ascii() {
        assert!(fits(&USER_NAME, "Ann_9+=,.@-"));
        for bad in ["", "a b", "a/b", "\u{e9}", "\u{661}", "a\n"] {
            assert!(!fits(&USER_NAME, bad), "{bad:?}");
        }
        assert!(fits(&CODE, "000123") && !fits(&CODE, "\u{661}23456"));
    }

    #[test]
    fn tags_may_be_in_any_script() {
        assert!(fits(&TAG_KEY, "K\u{f6}ln \u{4e2d} a/b:c"));
        assert!(fits(&TAG_VALUE, ""));
        assert!(!fits(&TAG_KEY, "a\tb") && !fits(&TAG_KEY, "a*b"));
    }
}
