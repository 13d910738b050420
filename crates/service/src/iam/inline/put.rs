//! Setting an inline policy (operations PutUserPolicy, PutGroupPolicy,
//! PutRolePolicy). All of a holder together have a quota.

use identity::audit::Action;
use identity::names::PolicyName;

use crate::iam::Holder;
use crate::iam::document::{read, refusal};
use crate::iam::holder::{Records, Verbs};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

const VERBS: Verbs =
    Verbs { user: "iam:PutUserPolicy", group: "iam:PutGroupPolicy", role: "iam:PutRolePolicy" };

const RECORDS: Records = Records {
    user: Action::PutUserPolicy,
    group: Action::PutGroupPolicy,
    role: Action::PutRolePolicy,
};

/// Sets a policy, also in place of one of the same name.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    holder: Holder,
    name: &str,
    document: &str,
) -> Result<(), ServiceError> {
    let name =
        PolicyName::parse(name).map_err(|why| ServiceError::validation("policyName", why))?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let document = document.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let found = holder.find(&inner, tx, &caller, VERBS, |ask| ask)?;
        let kind = found.document();
        read(kind, &document, found.name())?;
        let others = tx.inline_policies(account, found.id())?;
        let others = others.iter().filter(|(other, _)| other.to_ascii_lowercase() != name.key());
        let total: usize =
            others.map(|(_, text)| kind.size(text)).sum::<usize>() + kind.size(&document);
        kind.check_total(total).map_err(|fault| refusal(&fault, found.name()))?;
        tx.put_inline_policy(account, found.id(), &name, &document)?;
        Entry::by(&caller, found.record(RECORDS))
            .on(found.name())
            .detail(name.as_str())
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
