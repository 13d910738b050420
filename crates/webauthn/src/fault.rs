//! Why an answer of a browser proves nothing. For the record: a person at the
//! browser is told less.

/// Says why an answer is refused (WebAuthn Level 3, sections 7.1 and 7.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not what a browser sends.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// It answers another kind of question: one for a new passkey where an old one
    /// was to be used, or the reverse.
    #[error("an answer to another kind of question")]
    WrongType,
    /// It answers another challenge.
    #[error("another challenge")]
    WrongChallenge,
    /// It was made on a page of another site.
    #[error("made at another origin")]
    WrongOrigin,
    /// It was made in a frame within a page of another site.
    #[error("made in a frame of another site")]
    CrossOrigin,
    /// The authenticator made it for another relying party.
    #[error("made for another relying party")]
    WrongRelyingParty,
    /// Nobody touched the authenticator.
    #[error("nobody was present")]
    NotPresent,
    /// The authenticator verified its user when it was registered, and not now.
    #[error("the user was not verified")]
    NotVerified,
    /// The credential is none of those that were asked for.
    #[error("none of the credentials that were asked for")]
    UnknownCredential,
    /// The credential says that it is another user's.
    #[error("the credential of another user")]
    WrongUser,
    /// The credential's id is longer than 1023 bytes, or empty.
    #[error("the credential's id has an unfit length")]
    UnfitId,
    /// The key's algorithm was not offered, or the key breaks the algorithm's rules.
    #[error("an unfit public key")]
    UnfitKey,
    /// The authenticator has a credential of this user already.
    #[error("registered already")]
    RegisteredAlready,
    /// The statement about the authenticator, which nobody asked for, is false.
    #[error("a false attestation statement")]
    Attestation,
    /// What it says of copies contradicts itself or what it said before.
    #[error("contradicting backup flags")]
    BackupFlags,
    /// The signature is wrong.
    #[error("a wrong signature")]
    WrongSignature,
    /// The counter did not grow: the authenticator may have been copied.
    #[error("a counter that did not grow")]
    CounterBack,
}
