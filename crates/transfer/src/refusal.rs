//! Which formats are read, and why a whole file is not. Why a single entry is
//! left out is said by [`crate::Skipped`].

use std::fmt;

/// Is a format of another application's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The transfer QR codes of Google Authenticator.
    GoogleMigration,
    /// A list of `otpauth` URIs, as Ente and many others write.
    Otpauth,
    /// Aegis, plain.
    Aegis,
    /// Aegis, with a password.
    AegisEncrypted,
    /// 2FAS, plain.
    TwoFas,
    /// 2FAS, with a password.
    TwoFasEncrypted,
    /// andOTP, plain.
    AndOtp,
    /// andOTP, with a password.
    AndOtpEncrypted,
    /// Bitwarden's JSON.
    Bitwarden,
    /// Bitwarden's JSON, with a password.
    BitwardenEncrypted,
    /// Bitwarden's CSV.
    BitwardenCsv,
    /// Ente Auth, with a password; its plain files are [`Self::Otpauth`].
    EnteEncrypted,
    /// FreeOTP+.
    FreeOtpPlus,
    /// Raivo.
    Raivo,
    /// Stratum (Authenticator Pro), plain.
    Stratum,
    /// Stratum (Authenticator Pro), with a password.
    StratumEncrypted,
    /// Proton Authenticator, plain.
    Proton,
    /// Proton Authenticator, with a password.
    ProtonEncrypted,
    /// A KeePass database, as KeePassXC writes it.
    KeePass,
    /// 1Password's `.1pux`.
    OnePassword,
    /// LastPass Authenticator.
    LastPass,
}

impl Format {
    /// Returns the name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::GoogleMigration => "google-migration",
            Self::Otpauth => "otpauth",
            Self::Aegis => "aegis",
            Self::AegisEncrypted => "aegis-encrypted",
            Self::TwoFas => "2fas",
            Self::TwoFasEncrypted => "2fas-encrypted",
            Self::AndOtp => "andotp",
            Self::AndOtpEncrypted => "andotp-encrypted",
            Self::Bitwarden => "bitwarden",
            Self::BitwardenEncrypted => "bitwarden-encrypted",
            Self::BitwardenCsv => "bitwarden-csv",
            Self::EnteEncrypted => "ente-encrypted",
            Self::FreeOtpPlus => "freeotp-plus",
            Self::Raivo => "raivo",
            Self::Stratum => "stratum",
            Self::StratumEncrypted => "stratum-encrypted",
            Self::Proton => "proton",
            Self::ProtonEncrypted => "proton-encrypted",
            Self::KeePass => "keepass",
            Self::OnePassword => "1password",
            Self::LastPass => "lastpass",
        }
    }

    /// Returns what people call it.
    fn title(self) -> &'static str {
        match self {
            Self::GoogleMigration => "a transfer from Google Authenticator",
            Self::Otpauth => "a list of otpauth URIs",
            Self::Aegis => "an Aegis file",
            Self::AegisEncrypted => "an encrypted Aegis file",
            Self::TwoFas => "a 2FAS backup",
            Self::TwoFasEncrypted => "an encrypted 2FAS backup",
            Self::AndOtp => "an andOTP backup",
            Self::AndOtpEncrypted => "an encrypted andOTP backup",
            Self::Bitwarden => "a Bitwarden export",
            Self::BitwardenEncrypted => "an encrypted Bitwarden export",
            Self::BitwardenCsv => "a Bitwarden CSV export",
            Self::EnteEncrypted => "an encrypted Ente Auth export",
            Self::FreeOtpPlus => "a FreeOTP+ backup",
            Self::Raivo => "a Raivo export",
            Self::Stratum => "a Stratum backup",
            Self::StratumEncrypted => "an encrypted Stratum backup",
            Self::Proton => "a Proton Authenticator export",
            Self::ProtonEncrypted => "an encrypted Proton Authenticator export",
            Self::KeePass => "a KeePass database",
            Self::OnePassword => "a 1Password export",
            Self::LastPass => "a LastPass Authenticator export",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// Says why nothing of a file can be read. Never repeats what stands in it.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// None of the formats.
    #[error(
        "this is no file of an authenticator that is known here (Google transfer, Aegis, 2FAS, andOTP, Bitwarden, Ente, FreeOTP+, Raivo, Stratum, Proton, KeePass, 1Password, LastPass, otpauth URIs)"
    )]
    Unknown,
    /// Larger than any of them.
    #[error("the file is larger than {} MiB, which no such file is", .limit >> 20)]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A password is needed and was not given.
    #[error("this is {0}; it needs the password that was set for it")]
    PasswordNeeded(Format),
    /// The password does not fit.
    #[error("this is {0}; the password does not open it, or the file was altered")]
    WrongPassword(Format),
    /// Not what the format promises.
    #[error("this is {format}, but it is damaged or incomplete: {what}")]
    Damaged {
        /// What the file seems to be.
        format: Format,
        /// What is wrong, without content.
        what: String,
    },
    /// Written by a later version of the other application.
    #[error("this is {format} of version {found}, newer than the {known} that is known here")]
    Future {
        /// What the file is.
        format: Format,
        /// The version found.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// A variant that cannot be read.
    #[error("this is {format}, but {reason}")]
    Unsupported {
        /// What the file is.
        format: Format,
        /// Why, and what to do.
        reason: &'static str,
    },
    /// Asks for more work or memory than is accepted.
    #[error("this is {format}, but {what}; no application writes such files")]
    Costly {
        /// What the file seems to be.
        format: Format,
        /// What it asks for.
        what: String,
    },
    /// QR codes of several transfers.
    #[error("these are parts of different transfers; import each transfer by itself")]
    Mixed,
}

impl Refusal {
    pub(crate) fn damaged(format: Format, what: impl Into<String>) -> Self {
        Self::Damaged { format, what: what.into() }
    }
}
