//! SimulatePrincipalPolicy: what the policies of a user, group or role would allow.

use service::iam::simulation::principal;

use super::inputs;
use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::{rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (arn, simulation, wanted) = call.read(|f| {
        let arn = f.text("PolicySourceArn", &rules::ARN);
        inputs::simulation(f).map(|simulation| (arn, simulation, Wanted::read(f)))
    })??;
    let told = format!("{simulation:?}");
    let paging = Paging::of(call, &[Some(&arn), Some(&told)]);
    let page = paging.open(&wanted)?;
    let found = principal::run(call.service, call.caller, &arn, simulation, page).await?;
    Ok(call.result(|xml| {
        xml.list("EvaluationResults", &found.items, view::evaluated);
        paging.close(xml, &found);
    }))
}
