//! Names and identifiers, each with the one rule that says which texts are
//! valid. Sources: the IAM service model (patterns and lengths), the page "IAM
//! identifiers" (unique without regard to case, spelling kept).

mod account_id;
mod alias;
mod contact;
mod rule;
mod text;
mod user_id;

pub use account_id::AccountId;
pub use alias::AccountAlias;
pub use contact::{EmailAddress, PhoneNumber};
pub use rule::InvalidName;
pub use text::{AccountName, DeviceName, SerialNumber, UserName};
pub use user_id::UserId;
