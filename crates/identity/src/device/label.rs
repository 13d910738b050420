//! What an authenticator shows beside the code: the label in the QR code. Two
//! entries of one person must be told apart at a glance, so the label always
//! names the account and the identity, and says root when it is root.

use otp::{Algorithm, Digits, Kind, Otpauth, Period, Seed};
use zeroize::Zeroizing;

use crate::names::DeviceName;

/// Writes the `otpauth` URI for a new device. The label is
/// `issuer:device@account`, as AWS writes it; where the device's name does not
/// contain the identity's, that is put before it.
pub fn provisioning_uri(
    issuer: &str,
    identity: &str,
    device: &DeviceName,
    account_handle: &str,
    seed: &Seed,
) -> Zeroizing<String> {
    let named = device.key().contains(&identity.to_ascii_lowercase());
    let who =
        if named { device.as_str().to_owned() } else { format!("{identity}-{}", device.as_str()) };
    Otpauth {
        kind: Kind::Totp(Period::THIRTY),
        issuer: Some(issuer.to_owned()),
        account: format!("{who}@{account_handle}"),
        seed: seed.clone(),
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
    }
    .to_uri()
}

/// Proposes a name for an identity's next device: `alice-phone`, then
/// `alice-laptop`, then numbered ones. Returns the first that is not `taken`.
pub fn suggested_name(identity: &str, taken: &[DeviceName]) -> String {
    let is_free = |name: &String| !taken.iter().any(|t| t.key() == name.to_ascii_lowercase());
    let words = ["phone", "laptop", "spare"].map(|word| format!("{identity}-{word}"));
    let numbered = (2..).map(|number| format!("{identity}-spare-{number}"));
    words.into_iter().chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(identity: &str, device: &str) -> String {
        let seed = Seed::from_bytes((0..40).collect()).unwrap();
        let device = DeviceName::parse(device).unwrap();
        provisioning_uri("Secondkey", identity, &device, "acme", &seed).to_string()
    }

    #[test]
    fn the_label_names_account_and_identity() {
        assert!(
            uri("alice", "Alice-phone").starts_with("otpauth://totp/Secondkey:Alice-phone@acme?")
        );
        assert!(uri("alice", "phone").starts_with("otpauth://totp/Secondkey:alice-phone@acme?"));
        assert!(uri("root", "phone").starts_with("otpauth://totp/Secondkey:root-phone@acme?"));
    }

    #[test]
    fn the_payload_is_the_plain_one_that_every_app_reads() {
        assert_eq!(
            uri("root", "root-phone"),
            "otpauth://totp/Secondkey:root-phone@acme?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH&issuer=Secondkey"
        );
    }

    #[test]
    fn suggestions_avoid_what_is_taken() {
        let taken = ["root-phone", "ROOT-laptop"].map(|name| DeviceName::parse(name).unwrap());
        assert_eq!(suggested_name("root", &[]), "root-phone");
        assert_eq!(suggested_name("root", &taken), "root-spare");
    }
}
