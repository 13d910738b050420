//! A forgotten password of a root user, replaced by means of a link that is sent
//! to the root user's confirmed address. It opens nothing by itself: whoever has
//! a device is asked for it at the sign-in that follows. Users have no address;
//! an administrator gives them a new password.

mod link;
pub mod request;
pub mod reset;
pub mod view;
