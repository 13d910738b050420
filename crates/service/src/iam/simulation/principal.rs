//! What the policies of a user, group or role would decide (operation
//! SimulatePrincipalPolicy), with others beside them.

use identity::arn::{IamArn, Owner};
use identity::policy::{Principal, Source};
use storage::Tx;

use super::custom::in_order;
use super::evaluate::{Evaluated, Whose, evaluate};
use super::inputs::Simulation;
use crate::authorize::{Applied, Ask, ParsedPolicy, applied_to, managed_document};
use crate::iam::holder::{Found, Holder};
use crate::{Caller, Kind, Page, PageRequest, Service, ServiceError};

/// Evaluates the policies of the principal with an ARN.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    arn: &str,
    simulation: Simulation,
    page: PageRequest,
) -> Result<Page<Evaluated>, ServiceError> {
    let (inner, caller, arn) = (svc.clone(), caller.clone(), arn.to_owned());
    svc.read(move |tx| {
        let caller_account = caller.account;
        let source = source(&inner, tx, &caller, &arn, "iam:SimulatePrincipalPolicy")?;
        let whose = Whose {
            principal: source.principal,
            own: source.own.iter().map(Applied::source).collect(),
            boundary: source
                .boundary
                .as_ref()
                .map(|(name, parsed)| Source { name, policy: &parsed.policy }),
            account: caller_account,
            now: inner.now(),
        };
        Ok(in_order(evaluate(&whose, &simulation)?, &page))
    })
    .await
}

/// Is a principal with its policies.
pub(super) struct PolicySource {
    principal: Principal,
    pub(super) own: Vec<Applied>,
    boundary: Option<(String, std::sync::Arc<ParsedPolicy>)>,
}

/// Finds a principal by its ARN, for an action on it.
pub(super) fn source(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    arn: &str,
    action: &'static str,
) -> Result<PolicySource, ServiceError> {
    let account = caller.account;
    caller.authorize(svc, tx, &Ask::new(action, arn))?;
    let parsed = IamArn::parse(arn).ok().filter(|parsed| parsed.owner == Owner::Account(account));
    let missing =
        || ServiceError::api(Kind::NoSuchEntity, format!("The entity {arn} cannot be found."));
    let parsed = parsed.ok_or_else(missing)?;
    let holder = match parsed.kind.as_str() {
        "user" => Holder::User(parsed.name),
        "group" => Holder::Group(parsed.name),
        "role" => Holder::Role(parsed.name),
        _ => {
            let message = format!("{arn} is not the ARN of a user, group or role.");
            return Err(ServiceError::api(Kind::InvalidInput, message));
        }
    };
    let found = holder.look_up(tx, account)?.filter(|found| found.arn() == arn);
    let found = found.ok_or_else(missing)?;
    let boundary = match found.boundary() {
        None => None,
        Some(id) => match managed_document(tx, account, id)? {
            None => None,
            Some((name, document)) => {
                let kind = identity::policy::Kind::Managed;
                Some((name, svc.parsed().of(kind, &document)?))
            }
        },
    };
    let id = found.id().to_owned();
    let principal = match &found {
        Found::Role(role) => Principal::RoleSession {
            account,
            role_id: id.clone(),
            role_arn: role.arn(),
            session: "simulated".to_owned(),
        },
        // A group does not call; what it would allow is asked for one of its users.
        Found::User(_) | Found::Group(_) => Principal::User {
            account,
            id: id.clone(),
            arn: found.arn(),
            name: found.name().to_owned(),
        },
    };
    Ok(PolicySource { principal, own: applied_to(svc, tx, account, &id)?, boundary })
}
