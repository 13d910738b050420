//! What an address of the report asks: what is lost, what is stolen, and what a
//! click in the picture does.

use axum::extract::RawQuery;
use service::access::Asked;

use crate::view::address;
use crate::web::fields::Fields;
use crate::web::refusal::Refusal;

/// Reads the query of a report.
pub(super) fn asked(RawQuery(query): RawQuery, user: Option<String>) -> Result<Asked, Refusal> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes())?;
    Ok(Asked {
        user,
        losing: fields.all_of("lose"),
        stealing: fields.all_of("steal"),
        picture_steals: fields.text("click") == "steal",
    })
}

/// Writes the address of the same what-if with another click.
pub(super) fn with_click(path: &str, asked: &Asked, click: &str) -> String {
    let name = |prefix: &str, place: usize| format!("{prefix}{place}");
    let losing = asked.losing.iter().enumerate().map(|(n, id)| (name("lose", n), id.as_str()));
    let stealing = asked.stealing.iter().enumerate().map(|(n, id)| (name("steal", n), id.as_str()));
    let mut pairs: Vec<(String, &str)> = losing.chain(stealing).collect();
    pairs.push(("click".to_owned(), click));
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, id)| (name.as_str(), *id)).collect();
    format!("{}#picture", address(path, &pairs))
}
