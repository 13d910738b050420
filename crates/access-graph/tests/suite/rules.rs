//! The rules as a whole: their names, their documentation. What each of them
//! finds is tested beside it.

use std::collections::BTreeSet;

use access_graph::{RULES, rules_page};

#[test]
fn each_has_a_name_of_its_own_and_words_for_people() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    assert!(RULES.is_sorted_by_key(|rule| rule.severity));
    for rule in &RULES {
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
        for text in [rule.explanation, rule.advice] {
            assert!(text.len() > 30 && text.ends_with('.') && !text.contains("  "), "{}", rule.id);
        }
    }
}

#[test]
fn the_page_is_current() {
    let page = include_str!("../../../../docs/access-rules.md");
    let hint = "write docs/access-rules.md anew: cargo run -q -p access-graph --example rules_page";
    assert!(page == rules_page(), "{hint}");
}
