//! Managed policies by ARN: of the account, or of those that come with the
//! service.

use identity::arn::{IamArn, Owner};
use identity::managed_policy::ManagedPolicy;
use identity::names::{AccountId, PolicyId, PolicyName};
use identity::policy::{AWS_MANAGED, AwsManaged};
use storage::Tx;

use crate::authorize::Ask;
use crate::{Caller, Kind, Service, ServiceError};

/// Is a managed policy that was found.
#[derive(Clone)]
pub(crate) enum PolicyRef {
    /// One of the account.
    Own(Box<ManagedPolicy>),
    /// One that comes with the service.
    Aws(&'static AwsManaged),
}

impl PolicyRef {
    /// Finds a policy by ARN. One of another account is not found.
    pub(crate) fn find(
        tx: &mut dyn Tx,
        account: AccountId,
        arn: &str,
    ) -> Result<Option<Self>, ServiceError> {
        let parsed = IamArn::parse(arn).ok().filter(|parsed| parsed.kind == "policy");
        let parsed = parsed.ok_or_else(|| {
            ServiceError::api(Kind::ValidationError, "Invalid ARN:  Could not be parsed!")
        })?;
        match parsed.owner {
            Owner::Aws => Ok(AwsManaged::find(arn).map(Self::Aws)),
            Owner::Account(owner) if owner == account => {
                let Ok(name) = PolicyName::parse(&parsed.name) else { return Ok(None) };
                let found = tx.policy_by_name(account, &name)?;
                let same = found.filter(|policy| policy.path.as_str() == parsed.path);
                Ok(same.map(|policy| Self::Own(Box::new(policy))))
            }
            Owner::Account(_) => Ok(None),
        }
    }

    /// Finds a policy by id.
    pub(crate) fn by_id(
        tx: &mut dyn Tx,
        account: AccountId,
        id: &PolicyId,
    ) -> Result<Option<Self>, ServiceError> {
        if let Some(policy) = AWS_MANAGED.iter().find(|policy| policy.id == id.as_str()) {
            return Ok(Some(Self::Aws(policy)));
        }
        Ok(tx.policy(account, id)?.map(|policy| Self::Own(Box::new(policy))))
    }

    /// Finds a policy by ARN for an operation on it.
    pub(crate) fn for_action(
        svc: &Service,
        tx: &mut dyn Tx,
        caller: &Caller,
        arn: &str,
        action: &'static str,
    ) -> Result<Self, ServiceError> {
        let found = Self::find(tx, caller.account, arn)?;
        let mut ask = Ask::new(action, arn);
        if let Some(Self::Own(policy)) = &found {
            ask = ask.tagged(policy.id.as_str());
        }
        caller.authorize(svc, tx, &ask)?;
        found.ok_or_else(|| not_found(arn))
    }

    /// Finds a policy of the account for an operation that changes it.
    pub(crate) fn for_change(
        svc: &Service,
        tx: &mut dyn Tx,
        caller: &Caller,
        arn: &str,
        action: &'static str,
    ) -> Result<ManagedPolicy, ServiceError> {
        match Self::for_action(svc, tx, caller, arn, action)? {
            Self::Own(policy) => Ok(*policy),
            Self::Aws(_) => Err(ServiceError::access_denied(format!(
                "Policy {arn} is managed by the service and cannot be changed."
            ))),
        }
    }

    /// Finds a policy that is to be attached.
    pub(crate) fn attachable(
        tx: &mut dyn Tx,
        account: AccountId,
        arn: &str,
    ) -> Result<Self, ServiceError> {
        Self::find(tx, account, arn)?.ok_or_else(|| {
            let message = format!("Policy {arn} does not exist or is not attachable.");
            ServiceError::api(Kind::NoSuchEntity, message)
        })
    }

    /// Returns the id.
    pub(crate) fn id(&self) -> Result<PolicyId, ServiceError> {
        match self {
            Self::Own(policy) => Ok(policy.id.clone()),
            Self::Aws(policy) => PolicyId::parse(policy.id)
                .ok_or_else(|| ServiceError::Fault("a built-in policy has no id".to_owned())),
        }
    }

    /// Returns the ARN.
    pub(crate) fn arn(&self) -> String {
        match self {
            Self::Own(policy) => policy.arn(),
            Self::Aws(policy) => policy.arn(),
        }
    }

    /// Returns the name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Own(policy) => policy.name.as_str(),
            Self::Aws(policy) => policy.name,
        }
    }

    /// Returns the path.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Own(policy) => policy.path.as_str(),
            Self::Aws(_) => AwsManaged::PATH,
        }
    }
}

/// Says that there is no such policy.
pub(crate) fn not_found(arn: &str) -> ServiceError {
    ServiceError::api(Kind::NoSuchEntity, format!("Policy {arn} was not found."))
}
