//! What a device is, as far as its serial number tells.

/// Is what a device is, as far as it matters where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A seed in an app, which can be on any thing, and backed up anywhere.
    App,
    /// A security key, or a passkey that may be copied to several things.
    Key,
    /// Something of which AWS says only that it is there.
    Untold,
    /// A token: a thing of its own.
    Token,
}

/// Stands for the device of a root user that is none of the virtual ones. AWS tells
/// that there is one, and no more.
pub(super) const UNTOLD: &str = "other";

/// Tells what a device is.
pub(super) fn sort(serial: &str) -> Sort {
    if serial == UNTOLD {
        Sort::Untold
    } else if serial.contains(":mfa/") {
        Sort::App
    } else if serial.contains(":u2f/") {
        Sort::Key
    } else {
        Sort::Token
    }
}

/// Returns how people read it.
pub(super) fn name(serial: &str) -> &str {
    if serial == UNTOLD {
        return "the security key or hardware token";
    }
    serial.rsplit(['/', ':']).next().unwrap_or(serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_tell_what_devices_are() {
        for (serial, is, called) in [
            ("arn:aws:iam::123456789012:mfa/team/phone", Sort::App, "phone"),
            ("arn:aws:iam::123456789012:u2f/user/ann/key-AB12", Sort::Key, "key-AB12"),
            ("GAHT12345678", Sort::Token, "GAHT12345678"),
            (UNTOLD, Sort::Untold, "the security key or hardware token"),
        ] {
            assert_eq!((sort(serial), name(serial)), (is, called));
        }
    }
}
