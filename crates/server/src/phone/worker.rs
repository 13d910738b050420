//! Gives the calls that were asked for to the line, once a second.

use std::time::Duration;

use phone::{Call, Purpose};
use service::Service;
use service::recovery::calls::place::{CallPurpose, Order, settle, take};

use super::Line;
use crate::print;

/// Places calls until the task is dropped. A call that the gateway does not take
/// is told to who waits for it, and costs them nothing.
pub(crate) async fn place_calls(service: Service, line: Line, public_url: String) {
    let mut turn = tokio::time::interval(Duration::from_secs(1));
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        let orders = match take(&service).await {
            Ok(orders) => orders,
            Err(error) => {
                tracing::warn!(%error, "telephone calls could not be looked up");
                continue;
            }
        };
        for order in orders {
            tokio::spawn(place(service.clone(), line.clone(), public_url.clone(), order));
        }
    }
}

async fn place(service: Service, line: Line, public_url: String, order: Order) {
    let report_to = format!("{public_url}{}", order.report_to.as_str());
    let placed = match line {
        Line::Console => {
            print::call(order.to.as_str(), &report_to);
            Ok(())
        }
        Line::Gateway(gateway) => {
            let (to, account) = (order.to.clone(), order.account_name.clone());
            let purpose = match order.purpose {
                CallPurpose::Recovery => Purpose::Recovery,
                CallPurpose::Number => Purpose::Confirmation,
            };
            let placed = tokio::task::spawn_blocking(move || {
                let (to, account, report_to) = (to.as_str(), account.as_str(), report_to.as_str());
                gateway.place(&Call { to, purpose, account, report_to })
            });
            match placed.await {
                Ok(placed) => placed.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            }
        }
    };
    if let Err(why) = &placed {
        tracing::warn!(why, "a telephone call was not placed");
    }
    if let Err(error) = settle(&service, &order, placed).await {
        tracing::warn!(%error, "what became of a telephone call could not be kept");
    }
}
