//! A program in a test: an access key, and a signature that is right or wrong.

use service::credentials::authenticate::{self, Presented};
use service::credentials::{Signature, SigningKey};
use service::sts::Credentials;
use service::{Caller, Peer, RequestFacts, ServiceError};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::World;

/// Is what a program signs with.
#[derive(Clone)]
pub struct Program {
    /// The id of its key.
    pub access_key_id: String,
    /// The secret of its key.
    pub secret: String,
    /// The session token of temporary credentials.
    pub session_token: Option<String>,
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Program({})", self.access_key_id)
    }
}

impl From<Credentials> for Program {
    fn from(given: Credentials) -> Self {
        Self {
            access_key_id: given.access_key_id,
            secret: given.secret.to_string(),
            session_token: Some(given.session_token.to_string()),
        }
    }
}

/// Is a signature by a secret: what is signed does not matter.
struct By<'a>(&'a [u8]);

impl Signature for By<'_> {
    fn scope(&self) -> &'static str {
        "any"
    }

    fn signing_key(&self, secret: &[u8]) -> SigningKey {
        Zeroizing::new(Sha256::digest(secret).into())
    }

    fn is_by(&self, key: &SigningKey) -> bool {
        *key == self.signing_key(self.0)
    }
}

impl World {
    /// Makes an access key of the named user, or of the caller.
    pub async fn access_key(&self, by: &Caller, user: Option<&str>) -> Program {
        let made = service::access_keys::create::run(&self.service, by, user).await.unwrap();
        Program {
            access_key_id: made.access_key_id,
            secret: made.secret.expose().to_owned(),
            session_token: None,
        }
    }

    /// Finds out who a program's request comes from.
    pub async fn program(&self, program: &Program) -> Result<Caller, ServiceError> {
        self.program_for(program, "iam").await
    }

    /// Finds out who a program's request to a service comes from.
    pub async fn program_for(
        &self,
        program: &Program,
        service: &'static str,
    ) -> Result<Caller, ServiceError> {
        let presented = Presented {
            access_key_id: program.access_key_id.clone(),
            session_token: program.session_token.clone().map(Zeroizing::new),
            facts: RequestFacts {
                peer: Peer::new("192.0.2.9".parse().unwrap()),
                user_agent: "test program".to_owned(),
                region: "us-east-1".to_owned(),
                service,
                request_id: "00000000-0000-4000-8000-000000000000".to_owned(),
                secure_transport: true,
            },
        };
        authenticate::run(&self.service, presented, &By(program.secret.as_bytes())).await
    }

    /// Makes a user with an access key and returns the user as a caller.
    pub async fn add_program(&self, by: &Caller, name: &str, administrator: bool) -> Caller {
        self.add_user(by, name, administrator).await;
        let key = self.access_key(by, Some(name)).await;
        self.program(&key).await.unwrap()
    }
}
