//! Taking back what a dead worker had, where it is known to be dead.

use crate::{Service, ServiceError};

/// Lets messages go at once that a worker of an earlier process had taken. Only a
/// process that has the store alone may say so: elsewhere a worker may be slow.
pub async fn run(svc: &Service) -> Result<(), ServiceError> {
    let now = svc.now();
    svc.write_anywhere(move |tx| Ok(tx.release_messages(now)?)).await
}
