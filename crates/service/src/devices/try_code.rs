//! Trying a device while signed in: proof that it works before it is needed.

use crate::session::confirm::{check_own, renew};
use crate::{Bearer, Caller, Proof, Service, ServiceError, passkeys};

/// Is what came of it.
#[derive(Debug)]
pub struct Tried {
    /// The name of the device that it was.
    pub device: String,
    /// The session's new token: the code is a fresh proof as well.
    pub session: Bearer,
}

/// Checks a proof by any of the caller's devices and says which one it was.
pub async fn run(svc: &Service, caller: &Caller, proof: Proof) -> Result<Tried, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let proof = passkeys::judge_own(svc, &caller, proof).await?;
    svc.judge(caller.account, move |tx| match check_own(&inner, tx, &caller, &proof, now)? {
        Err(refusal) => Ok(Err(refusal)),
        Ok(factor) => {
            let device = tx.device(caller.account, factor.serial())?;
            let device = device.map_or_else(String::new, |device| device.name.as_str().to_owned());
            let session = renew(&inner, tx, &caller, Some(&factor), now)?;
            Ok(Ok(Tried { device, session }))
        }
    })
    .await
}
