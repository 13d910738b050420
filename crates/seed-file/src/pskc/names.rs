//! The names that the container uses, and the ones of algorithms.

/// Is an element that is looked at; all others are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    KeyContainer,
    EncryptionKey,
    KeyName,
    DerivedKey,
    KeyDerivationMethod,
    Specified,
    IterationCount,
    KeyLength,
    Prf,
    MacMethod,
    MacKey,
    EncryptionMethod,
    CipherValue,
    KeyPackage,
    SerialNo,
    Manufacturer,
    Model,
    Key,
    Suite,
    ResponseFormat,
    Secret,
    PlainValue,
    EncryptedValue,
    ValueMac,
    Time,
    TimeInterval,
    TimeDrift,
    Policy,
    StartDate,
    ExpiryDate,
    PinPolicy,
    KeyUsage,
    NumberOfTransactions,
    Other,
}

impl Tag {
    /// Reads a name without its prefix: prefixes are the writer's to choose.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "KeyContainer" => Self::KeyContainer,
            "EncryptionKey" => Self::EncryptionKey,
            "KeyName" => Self::KeyName,
            "DerivedKey" => Self::DerivedKey,
            "KeyDerivationMethod" => Self::KeyDerivationMethod,
            "Specified" => Self::Specified,
            "IterationCount" => Self::IterationCount,
            "KeyLength" => Self::KeyLength,
            "PRF" => Self::Prf,
            "MACMethod" => Self::MacMethod,
            "MACKey" => Self::MacKey,
            "EncryptionMethod" => Self::EncryptionMethod,
            "CipherValue" => Self::CipherValue,
            "KeyPackage" => Self::KeyPackage,
            "SerialNo" => Self::SerialNo,
            "Manufacturer" => Self::Manufacturer,
            "Model" => Self::Model,
            "Key" => Self::Key,
            "Suite" => Self::Suite,
            "ResponseFormat" => Self::ResponseFormat,
            "Secret" => Self::Secret,
            "PlainValue" => Self::PlainValue,
            "EncryptedValue" => Self::EncryptedValue,
            "ValueMAC" => Self::ValueMac,
            "Time" => Self::Time,
            "TimeInterval" => Self::TimeInterval,
            "TimeDrift" => Self::TimeDrift,
            "Policy" => Self::Policy,
            "StartDate" => Self::StartDate,
            "ExpiryDate" => Self::ExpiryDate,
            "PINPolicy" => Self::PinPolicy,
            "KeyUsage" => Self::KeyUsage,
            "NumberOfTransactions" => Self::NumberOfTransactions,
            _ => Self::Other,
        }
    }
}

/// Returns the last part of an algorithm's URI, by which it is known in every
/// version of the namespaces.
pub(super) fn short(uri: &str) -> &str {
    uri.rsplit(['#', ':', '/']).next().unwrap_or(uri)
}
