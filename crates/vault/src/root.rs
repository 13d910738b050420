//! How an entry of a root user is told from others: by the words of its label.
//! Whether a person marked the entry by hand is not asked here.

/// Tells whether the device part of a label (what stands before its first `@`)
/// has the word *root*: `root-account-mfa-device@123456789012`, `root-phone`.
/// Words end where letters and digits end, so `groot` and `rootless` are none.
pub fn names_root(account: &str) -> bool {
    let device = account.split('@').next().unwrap_or_default();
    device.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("root"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_root_in_the_device_part() {
        for account in [
            "root-account-mfa-device@123456789012",
            "root-phone",
            "phone-root@acme",
            "ROOT",
            "my_root key@x",
            "root",
            "<root_account>@1",
        ] {
            assert!(names_root(account), "{account}");
        }
    }

    #[test]
    fn other_words_and_other_parts_are_no_root() {
        for account in
            ["", "groot@acme", "rootless", "roots", "alice@root.example", "alice@root", "Admin-2"]
        {
            assert!(!names_root(account), "{account}");
        }
    }
}
