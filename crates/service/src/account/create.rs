//! Making an account with its root user: by the operator, by the set-up link, or
//! by anybody where sign-up is open.

use identity::Identity;
use identity::account::Account;
use identity::audit::{Action, Actor};
use identity::names::{AccountId, AccountName, EmailAddress};
use identity::password::{AcceptedPassword, Password, accept};
use storage::{PasswordRecord, SetUpLink, SetUpPurpose, Tx};
use zeroize::Zeroizing;

use crate::access_keys::create::make;
use crate::env::random;
use crate::record::Entry;
use crate::set_up::LINK_LIFETIME;
use crate::subject::Subject;
use crate::{LinkToken, Peer, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Create {
    /// What the account is called.
    pub name: String,
    /// The root user's address.
    pub email: String,
    /// The number, when the operator chooses it.
    pub account_id: Option<String>,
    /// The root user's password; without it a one-time link is made with which
    /// the owner chooses one.
    pub password: Option<Password>,
    /// Whether the root user gets an access key, for an operator's scripts.
    pub with_access_key: bool,
}

/// Is what was made.
#[derive(Debug)]
pub struct Created {
    /// The account.
    pub account: Account,
    /// The link with which the root user's password is chosen.
    pub set_up: Option<LinkToken>,
    /// The root user's access key, where one was asked for.
    pub access_key: Option<RootKey>,
}

/// Is an access key of a new root user, shown once.
pub struct RootKey {
    /// The id.
    pub access_key_id: String,
    /// The secret. Never for logs.
    pub secret: Zeroizing<String>,
}

impl std::fmt::Debug for RootKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RootKey({})", self.access_key_id)
    }
}

/// Makes an account at the operator's word.
pub async fn run(svc: &Service, command: Create) -> Result<Created, ServiceError> {
    let prepared = Prepared::new(svc, &command).await?;
    let set_up = command.password.is_none().then(|| LinkToken::generate(svc.env()));
    let (link, now) = (set_up.clone(), svc.now());
    let (inner, with_access_key) = (svc.clone(), command.with_access_key);
    let (account, access_key) = svc
        .write_anywhere(move |tx| {
            let account = prepared.insert(tx, Actor::Operator, None)?;
            if let Some(link) = &link {
                let kept = SetUpLink {
                    purpose: SetUpPurpose::RootPassword(account.id),
                    expires: now.plus(LINK_LIFETIME),
                };
                tx.add_set_up_link(&link.hash(), &kept)?;
            }
            if !with_access_key {
                return Ok((account, None));
            }
            let (id, secret) = make(&inner, tx, account.id, Identity::Root, now)?;
            Entry::new(Action::CreateAccessKey, Actor::Operator)
                .on(id.as_str())
                .detail("for root")
                .answered(&told::access_key(&Subject::Root, id.as_str(), now))
                .keep(tx, account.id, now)?;
            let access_key_id = id.as_str().to_owned();
            Ok((account, Some(RootKey { access_key_id, secret: secret.into_text() })))
        })
        .await?;
    Ok(Created { account, set_up, access_key })
}

/// Is an account that is checked and hashed, and only needs to be written.
#[derive(Clone)]
pub(crate) struct Prepared {
    account: Account,
    password: Option<PasswordRecord>,
}

impl Prepared {
    pub(crate) async fn new(svc: &Service, command: &Create) -> Result<Self, ServiceError> {
        let invalid = ServiceError::invalid;
        let name = AccountName::parse(&command.name).map_err(|e| invalid("name", e))?;
        let email = EmailAddress::parse(&command.email).map_err(|e| invalid("email", e))?;
        let id = match &command.account_id {
            Some(text) => AccountId::parse(text).map_err(|e| invalid("account_id", e))?,
            None => AccountId::from_random(random(svc.env())),
        };
        let account = Account { id, name, email, alias: None, phone: None, created: svc.now() };
        let password = match &command.password {
            Some(password) => Some(hash_root_password(svc, &account, password.clone()).await?),
            None => None,
        };
        Ok(Self { account, password })
    }

    /// Writes the account at the word of its owner, who is its root user from now on.
    pub(crate) fn insert_for_owner(
        &self,
        tx: &mut dyn Tx,
        peer: Peer,
    ) -> Result<Account, ServiceError> {
        self.insert(tx, Actor::root(), Some(peer))
    }

    /// Writes the account and its first record.
    fn insert(
        &self,
        tx: &mut dyn Tx,
        actor: Actor,
        peer: Option<Peer>,
    ) -> Result<Account, ServiceError> {
        let account = &self.account;
        tx.add_account(account)?;
        if let Some(password) = &self.password {
            tx.put_password(account.id, &Identity::Root, password)?;
        }
        let mut entry = Entry::new(Action::CreateAccount, actor).on(account.name.as_str());
        if let Some(peer) = peer {
            entry = entry.from(peer);
        }
        entry.keep(tx, account.id, account.created)?;
        Ok(account.clone())
    }
}

/// Checks a root user's new password and hashes it.
pub(crate) async fn hash_root_password(
    svc: &Service,
    account: &Account,
    password: Password,
) -> Result<PasswordRecord, ServiceError> {
    let context = [account.name.as_str(), account.email.as_str(), svc.settings().issuer.as_str()];
    let accepted = accept(password, &context)?;
    hash_accepted(svc, &accepted, false).await
}

/// Hashes an accepted password for the store.
pub(crate) async fn hash_accepted(
    svc: &Service,
    accepted: &AcceptedPassword,
    must_change: bool,
) -> Result<PasswordRecord, ServiceError> {
    let hash = svc.hasher().hash(accepted, random(svc.env())).await?;
    Ok(PasswordRecord { hash, must_change, set_at: svc.now() })
}
