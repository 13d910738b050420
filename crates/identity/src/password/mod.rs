//! Passwords: the secret as a type, and the rule that says which are accepted
//! (SP 800-63B-4, section 3.1.1). How they are hashed is not known here.

mod account_policy;
mod policy;
mod secret;

pub use account_policy::AccountPasswordPolicy;
pub use policy::{AcceptedPassword, LONGEST_BYTES, PasswordFault, SHORTEST, accept};
pub use secret::Password;
