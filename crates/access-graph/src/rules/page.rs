//! The documentation page of the rules, made from the rules themselves.

use super::RULES;

/// Writes the page that `docs/access-rules.md` holds.
pub fn rules_page() -> String {
    let mut page = String::from(
        "# The rules of the access report\n\n\
         On top of the sets, the report holds a set-up against the rules below. Each finding says \
         how bad it is\n(severity) and how sure that is (confidence): *high* if the service knows \
         everything that the finding rests\non, *medium* if something was declared by a person, \
         *low* if something is unknown.\n\n\
         This page is written by the program: `cargo run -q -p access-graph --example rules_page`.\n\n\
         | rule | severity | what is wrong |\n|---|---|---|\n",
    );
    for rule in &RULES {
        let (id, severity) = (rule.id, rule.severity.word());
        page.push_str(&format!("| [`{id}`](#{id}) | {severity} | {} |\n", rule.title));
    }
    for rule in &RULES {
        page.push_str(&format!(
            "\n## {}\n\n**{}.** Severity: {}.\n\n{}\n\n*What to do:* {}\n",
            rule.id,
            rule.title,
            rule.severity.word(),
            rule.explanation,
            rule.advice
        ));
        if !rule.elsewhere().is_empty() {
            let checks = rule.elsewhere().join("`, `");
            page.push_str(&format!("\nOther tools look for it as `{checks}`.\n"));
        }
    }
    page
}
