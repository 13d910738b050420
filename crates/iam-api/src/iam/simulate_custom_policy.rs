//! SimulateCustomPolicy: what given policies would allow.

use service::iam::simulation::custom;

use super::inputs;
use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::view;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (simulation, wanted) = call.read(|f| {
        f.require_list("PolicyInputList");
        inputs::simulation(f).map(|simulation| (simulation, Wanted::read(f)))
    })??;
    let told = format!("{simulation:?}");
    let paging = Paging::of(call, &[Some(&told)]);
    let page = paging.open(&wanted)?;
    let found = custom::run(call.service, call.caller, simulation, page).await?;
    Ok(call.result(|xml| {
        xml.list("EvaluationResults", &found.items, view::evaluated);
        paging.close(xml, &found);
    }))
}
