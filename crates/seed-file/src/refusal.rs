//! Why a file is refused as a whole. No message repeats a secret.

/// Says why nothing of a file is taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither PSKC nor a table with the two columns that are needed.
    #[error(
        "this is no seed file: neither PSKC (XML, RFC 6030) nor a CSV table whose first line \
         names the columns \"serial number\" and \"secret key\""
    )]
    Unknown,
    /// It cannot be read to the end.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// A token's own part of it cannot be understood.
    #[error("the token {serial}: {what}")]
    Token {
        /// Which token, or its place in the file.
        serial: String,
        /// What is wrong.
        what: String,
    },
    /// The seeds are encrypted with a key that was agreed on before.
    #[error("the seeds are encrypted with a pre-shared key{}: give the key, in hexadecimal", named(.0.as_deref()))]
    KeyNeeded(Option<String>),
    /// The seeds are encrypted with a passphrase.
    #[error("the seeds are encrypted with a passphrase: give the passphrase")]
    PassphraseNeeded,
    /// The key, passphrase or file is not the right one.
    #[error(
        "the key does not fit, or the file was changed on its way{}: nothing is taken from it",
        told(.0.as_deref())
    )]
    WrongKey(Option<String>),
    /// A key that is no hexadecimal number of the right length.
    #[error("the key must be {wanted} bytes, written as {} hexadecimal digits", wanted * 2)]
    MalformedKey {
        /// Bytes that the file's cipher needs.
        wanted: usize,
    },
    /// Seeds that are encrypted without a proof that nobody changed them.
    #[error(
        "the seed of token {0} is encrypted but has no ValueMAC, so that nobody could tell if it \
         was changed (RFC 6030, section 6.1.1): ask the maker for a file with MACs"
    )]
    NoMac(String),
    /// An algorithm that is not built in.
    #[error("the file uses {what}, which is not supported; supported are {supported}")]
    Unsupported {
        /// What it uses.
        what: String,
        /// What would do.
        supported: &'static str,
    },
    /// A serial number stands in it twice.
    #[error("the serial number {0} stands in the file twice: nothing is taken from it")]
    Duplicate(String),
    /// More than is taken at once.
    #[error("the file is too large: at most {0}")]
    TooLarge(String),
}

fn named(name: Option<&str>) -> String {
    name.map(|name| format!(" named \"{name}\"")).unwrap_or_default()
}

fn told(serial: Option<&str>) -> String {
    serial.map(|serial| format!(" (seen at token {serial})")).unwrap_or_default()
}
