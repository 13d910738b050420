//! Signatures of version 4 (`AWS4-HMAC-SHA256`), in the `Authorization` header and
//! presigned in the query string.
//!
//! Verifying goes in steps, so that the secret is looked up only when there is
//! something to verify: [`Presented::read`] takes the request apart,
//! [`Presented::check_scope`] and [`Presented::check_time`] judge what needs no
//! secret, and [`Presented::signed_text`] gives the value that compares the
//! signature. Whether the key exists is the caller's to know.
//!
//! Written from the published description of the algorithm ("Create a signed AWS
//! API request", IAM user guide), for services other than S3.

mod canonical;
mod key;
mod presented;
mod request;
mod scope;
mod sign;
mod signed_text;

pub use key::SigningKey;
pub use presented::{Form, Presented};
pub use request::HttpRequest;
pub use scope::Scope;
pub use sign::{Signer, presign, sign};
pub use signed_text::SignedText;

use presented::{ALGORITHM, MAX_EXPIRES, TERMINATOR};
