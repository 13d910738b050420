//! What the graph says about a change, on the page that asks for it: before,
//! after, and why it is worse. One place for all of these pages.

use service::access::{Change, Consequence, Told, consequence};
use service::{Caller, ServiceError};

use crate::web::refusal::Refusal;
use crate::web::state::Console;

/// Is what a change does.
#[derive(Default)]
pub(in crate::pages) struct Warnings {
    /// What it does to each identity that it changes anything for.
    pub(in crate::pages) told: Vec<Warning>,
    /// What was not looked at, in sentences.
    pub(in crate::pages) unseen: Vec<String>,
}

/// Is what a change does to one identity.
pub(in crate::pages) struct Warning {
    /// Whose ways in it changes: `you`, or a name.
    pub(in crate::pages) whose: String,
    /// How losses stand, before and after.
    pub(in crate::pages) losses: (String, String),
    /// How thefts stand, before and after.
    pub(in crate::pages) thefts: (String, String),
    /// What comes and goes.
    pub(in crate::pages) lines: Vec<String>,
    /// How much more comes and goes than is listed.
    pub(in crate::pages) left_out: usize,
    /// Whether there may be still more, because the search was cut short.
    pub(in crate::pages) cut: bool,
    /// Whether it gets worse.
    pub(in crate::pages) worse: bool,
}

impl Warning {
    fn new(told: Consequence) -> Self {
        let whose = match (told.own, told.name.as_str()) {
            (true, _) => "you".to_owned(),
            (false, "root") => "the root user".to_owned(),
            (false, name) => name.to_owned(),
        };
        let (losses, thefts, lines) = (told.losses, told.thefts, told.lines);
        let (left_out, cut) = (told.left_out, told.cut);
        Self { whose, losses, thefts, lines, left_out, cut, worse: told.worse }
    }
}

/// Returns what a change would do, those first to whom it does harm. What the
/// caller may not see is left out: the page still asks.
pub(in crate::pages) async fn warnings(
    console: &Console,
    caller: &Caller,
    change: Change,
) -> Result<Warnings, Refusal> {
    match consequence(console.service(), caller, change).await {
        Ok(Told { mut consequences, unseen }) => {
            consequences.sort_by_key(|told| (!told.worse, !told.own));
            Ok(Warnings { told: consequences.into_iter().map(Warning::new).collect(), unseen })
        }
        Err(ServiceError::Denied | ServiceError::NotFound(_)) => Ok(Warnings::default()),
        Err(other) => Err(other.into()),
    }
}
