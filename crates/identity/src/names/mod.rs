//! Names and identifiers, each with the one rule that says which texts are
//! valid. Sources: the IAM service model (patterns and lengths), the page "IAM
//! identifiers" (unique without regard to case, spelling kept).

mod access_key_id;
mod account_id;
mod alias;
mod contact;
mod entity_id;
mod iam_name;
mod path;
mod rule;
mod text;

pub use access_key_id::{AccessKeyId, KeyKind};
pub use account_id::AccountId;
pub use alias::AccountAlias;
pub use contact::{EmailAddress, PhoneNumber};
pub use entity_id::{GroupId, PolicyId, RoleId, UserId};
pub use iam_name::{GroupName, PolicyName, RoleName, SessionName};
pub use path::Path;
pub use rule::InvalidName;
pub use text::{AccountName, DeviceName, SerialNumber, UserName};
