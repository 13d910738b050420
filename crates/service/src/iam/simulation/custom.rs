//! What given policies would decide (operation SimulateCustomPolicy).

use identity::policy::Principal;

use super::evaluate::{Evaluated, Whose, evaluate};
use super::inputs::Simulation;
use crate::authorize::Ask;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Evaluates given policies for a user that there is not.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    simulation: Simulation,
    page: PageRequest,
) -> Result<Page<Evaluated>, ServiceError> {
    let (inner, who) = (svc.clone(), caller.clone());
    svc.read(move |tx| who.authorize(&inner, tx, &Ask::new("iam:SimulateCustomPolicy", "*")))
        .await?;
    let account = caller.account;
    let arn = simulation
        .caller_arn
        .clone()
        .unwrap_or_else(|| identity::arn::iam(account, "user", "/", "simulated"));
    let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
    let whose = Whose {
        principal: Principal::User { account, id: "AIDASIMULATED".to_owned(), arn, name },
        own: Vec::new(),
        boundary: None,
        account,
        now: svc.now(),
    };
    Ok(in_order(evaluate(&whose, &simulation)?, &page))
}

/// Cuts a page out of results that keep their order.
pub(super) fn in_order(results: Vec<Evaluated>, page: &PageRequest) -> Page<Evaluated> {
    let numbered: Vec<(String, Evaluated)> =
        (1_u32..).map(|number| format!("{number:06}")).zip(results).collect();
    let cut = page.cut(numbered, |(place, _)| place.clone());
    Page { items: cut.items.into_iter().map(|(_, result)| result).collect(), next: cut.next }
}
