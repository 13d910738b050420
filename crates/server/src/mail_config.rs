//! Where mail goes: to a mail server, into a folder, or nowhere.

use std::path::PathBuf;

use notify::mail::{Sender, SmtpUrl};

use crate::config::UsageError;

/// Is where mail goes.
#[derive(Clone, Debug)]
pub(crate) enum MailWay {
    /// Nowhere: it is kept until there is a way.
    None,
    /// To a mail server.
    Smtp(SmtpUrl, Sender),
    /// Into a folder, for trying the service out.
    Folder(PathBuf, Sender),
}

impl MailWay {
    /// Puts together what was given; `host` is the host of the public address.
    pub(crate) fn from(
        smtp_url: Option<&str>,
        mail_from: Option<&str>,
        mail_dir: Option<PathBuf>,
        host: &str,
    ) -> Result<Self, UsageError> {
        let from = mail_from.map(Sender::parse).transpose();
        let from = from.map_err(|error| UsageError(format!("mail-from: {error}")))?;
        match (smtp_url, mail_dir) {
            (Some(_), Some(_)) => {
                let rule = "smtp-url and mail-dir exclude each other: mail goes to one place";
                Err(UsageError(rule.to_owned()))
            }
            (Some(url), None) => {
                let url = SmtpUrl::parse(url)
                    .map_err(|error| UsageError(format!("smtp-url: {error}")))?;
                let rule = "smtp-url needs mail-from: the address that mail comes from";
                Ok(Self::Smtp(url, from.ok_or_else(|| UsageError(rule.to_owned()))?))
            }
            (None, Some(folder)) => {
                let from = from.or_else(|| Sender::parse(&format!("secondkey@{host}")).ok());
                let from = from.or_else(|| Sender::parse("secondkey@localhost.localdomain").ok());
                let rule = "mail-dir needs mail-from";
                Ok(Self::Folder(folder, from.ok_or_else(|| UsageError(rule.to_owned()))?))
            }
            (None, None) => Ok(Self::None),
        }
    }

    /// Says whether mail goes anywhere.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self, Self::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(url: Option<&str>, from: Option<&str>, folder: Option<&str>) -> Result<MailWay, String> {
        let folder = folder.map(PathBuf::from);
        MailWay::from(url, from, folder, "127.0.0.1").map_err(|error| error.0)
    }

    #[test]
    fn mail_goes_to_one_place() {
        assert!(matches!(way(None, None, None), Ok(MailWay::None)));
        let smtp = way(Some("smtps://mail.example.com"), Some("security@example.com"), None);
        assert!(matches!(smtp, Ok(MailWay::Smtp(_, _))));
        assert!(matches!(way(None, None, Some("mail")), Ok(MailWay::Folder(_, _))));
        let both = way(Some("smtps://mail.example.com"), Some("a@b.example"), Some("mail"));
        assert!(both.unwrap_err().contains("exclude"));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        let wrong = way(Some("smtps://u:hunter2@mail.example.com:x"), Some("a@b.example"), None);
        let wrong = wrong.unwrap_err();
        assert!(wrong.contains("smtp-url") && !wrong.contains("hunter2"), "{wrong}");
        let nobody = way(Some("smtps://mail.example.com"), None, None).unwrap_err();
        assert!(nobody.contains("mail-from"), "{nobody}");
        assert!(way(None, Some("nobody"), None).unwrap_err().contains("mail-from"));
    }
}
