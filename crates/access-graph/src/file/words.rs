//! The closed vocabularies of the format: what a fact rests on, what a node is
//! in the eyes of the rules, what a method is for.

use serde::{Deserialize, Serialize, Serializer};

/// Makes an enum out of words, each of which is one variant; any other word is
/// refused with the list of those that there are.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $name:ident: $what:literal;
        $($(#[$doc:meta])* $variant:ident = $word:literal,)*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// Returns every word of the format, in the order of its schema.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the word as it stands in a file.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                match text.as_str() {
                    $($word => Ok(Self::$variant),)*
                    _ => Err(format!(
                        concat!("there is no ", $what, " `{}` ({})"),
                        text,
                        [$($word,)*].join(", "),
                    )),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.word())
            }
        }
    };
}

words! {
    /// Says what a node's or a method's fields rest on.
    #[derive(Default)]
    Fact: "fact";
    /// Somebody said so, and nothing checks it.
    #[default]
    Declared = "declared",
    /// The service knows it by itself.
    Derived = "derived",
    /// Nobody knows; it counts as the worst case on both sides.
    Unknown = "unknown",
}

words! {
    /// Says what a node is in the eyes of the rules. The answers about losses
    /// and thefts do not look at it.
    Tag: "tag";
    /// The root user: an identity that may do everything.
    Root = "root",
    /// An identity that may reset others.
    Administrator = "administrator",
    /// A human being who can be asked, and can leave.
    Person = "person",
    /// A phone.
    Phone = "phone",
    /// A program or a book that keeps codes or passwords.
    Vault = "vault",
    /// A mailbox.
    Mailbox = "mailbox",
    /// A phone number.
    Number = "number",
    /// An MFA device.
    Device = "device",
    /// A password that is typed at a sign-in.
    Password = "password",
    /// Single-use recovery codes.
    Codes = "codes",
    /// A long-lived access key.
    AccessKey = "access-key",
    /// A device that answers to the true site only.
    PhishingResistant = "phishing-resistant",
    /// Something that is used in daily work.
    Daily = "daily",
    /// An identity behind which nobody is reached about threats.
    NoSecurityContact = "no-security-contact",
    /// An identity behind which nobody is reached about changes in use.
    NoOperationsContact = "no-operations-contact",
    /// An identity behind which nobody is reached about bills.
    NoBillingContact = "no-billing-contact",
}

words! {
    /// Says what a method is for.
    Purpose: "purpose";
    /// The ordinary way in.
    SignIn = "sign-in",
    /// A way for those who have lost the ordinary one.
    Recovery = "recovery",
    /// Somebody else lets in.
    Reset = "reset",
    /// Somebody may change where messages go.
    Edit = "edit",
    /// It is kept there.
    Storage = "storage",
}
