//! GetSessionToken: temporary credentials, with or without a second factor.

use aws_wire::ApiError;
use service::sts::get_session_token::{self, GetSessionToken};

use super::inputs;
use crate::call::{Call, Outcome};
use crate::view;

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (duration_seconds, given) = call.read(|f| {
        let seconds = inputs::duration(f, 129_600);
        (seconds, inputs::Factor::read(f))
    })?;
    let mfa = given.token_code().map_err(ApiError::validation)?;
    let command = GetSessionToken { duration_seconds, mfa };
    let given = get_session_token::run(call.service, call.caller, command).await?;
    Ok(call.result(|xml| view::credentials(xml, &given)))
}
