//! Credentials: long-term keys, or temporary ones with a token and an end; and
//! the form in which AWS's programs take them from another program.

use aws_wire::Moment;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Is what requests are signed with.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// Always 1: the version of this form.
    #[serde(rename = "Version")]
    version: u32,
    #[serde(rename = "AccessKeyId")]
    pub(crate) id: String,
    #[serde(rename = "SecretAccessKey")]
    pub(crate) secret: Zeroizing<String>,
    #[serde(rename = "SessionToken", skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Zeroizing<String>>,
    #[serde(rename = "Expiration", skip_serializing_if = "Option::is_none")]
    pub(crate) expiration: Option<String>,
}

impl Credentials {
    /// Makes them of their parts.
    pub(crate) fn new(
        id: &str,
        secret: &str,
        token: Option<&str>,
        expiration: Option<&str>,
    ) -> Self {
        Self {
            version: 1,
            id: id.to_owned(),
            secret: Zeroizing::new(secret.to_owned()),
            token: token.map(|token| Zeroizing::new(token.to_owned())),
            expiration: expiration.map(str::to_owned),
        }
    }

    /// Writes the object that `credential_process` wants.
    pub(crate) fn to_json(&self) -> serde_json::Result<Zeroizing<String>> {
        serde_json::to_string(self).map(Zeroizing::new)
    }

    /// Returns when they end, in Unix seconds; 0 where that is not said.
    pub(crate) fn end(&self) -> u64 {
        let text = self.expiration.as_deref().unwrap_or_default();
        let (date, _) = text.split_once('.').unwrap_or((text.trim_end_matches('Z'), ""));
        let basic: String = date.chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let moment = Moment::parse_basic(&format!("{basic}Z"));
        moment.map_or(0, |moment| u64::try_from(moment.unix_seconds()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_written_as_aws_reads_them() {
        let some = Credentials::new("ASIA1", "s", Some("t"), Some("2026-11-22T02:29:26Z"));
        assert_eq!(
            some.to_json().unwrap().as_str(),
            r#"{"Version":1,"AccessKeyId":"ASIA1","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-22T02:29:26Z"}"#
        );
        assert_eq!(some.end(), 1_795_314_566);
        let end = |text| Credentials::new("", "", None, Some(text)).end();
        assert_eq!(end("2026-11-22T02:29:26.123Z"), 1_795_314_566);
        assert_eq!((end("soon"), end(""), end("\u{e9}")), (0, 0, 0));
    }
}
