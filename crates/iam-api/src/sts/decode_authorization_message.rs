//! DecodeAuthorizationMessage: what an encoded denial says.

use aws_wire::query::TextRule;
use service::sts::decode_authorization_message;

use crate::call::{Call, Outcome};

const MESSAGE: TextRule = TextRule::length(1, 10_240);

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let encoded = call.read(|f| f.text("EncodedMessage", &MESSAGE))?;
    let decoded = decode_authorization_message::run(call.service, call.caller, &encoded).await?;
    Ok(call.result(|xml| {
        xml.text("DecodedMessage", &decoded);
    }))
}
